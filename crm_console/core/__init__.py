"""Plain Python below everything: fields, checks, jobs, report, errors, text. No Qt, no database, no network."""
