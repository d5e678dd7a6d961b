"""The three routes to a running CRM: their steps, and the runs that carry them out."""
