"""What the schema was in each version, and how an old database becomes a present one."""
