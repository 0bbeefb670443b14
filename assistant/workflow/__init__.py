"""One module per thing a user can do; each opens a transaction, calls the domain, records an event."""
