"""What each page shows, as values; the templates say how it looks."""
