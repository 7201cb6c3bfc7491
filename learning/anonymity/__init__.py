"""The unlinkable store: what was said, without who said it or when."""
