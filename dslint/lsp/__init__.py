"""The language server: what ``dslint check`` finds, while somebody types."""
