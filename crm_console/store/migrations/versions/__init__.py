"""The revisions, by number. To add one: the next number, and a stored database in tests/databases."""
