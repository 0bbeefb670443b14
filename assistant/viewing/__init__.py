"""Pages of documents as they look, and where on them a quote stands."""
