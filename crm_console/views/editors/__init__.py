"""One editor per kind of value."""
