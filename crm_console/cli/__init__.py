"""The same use cases from a shell; one module per command group."""
