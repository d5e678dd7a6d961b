"""The vendor's platform over HTTP: transport, sign-in, the catalogue of calls and what a tenant can do."""
