"""A record as a form: rows from fields, problems beside them, drafts."""
