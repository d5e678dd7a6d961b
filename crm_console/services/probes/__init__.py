"""Connection tests: each a plain function of a target, a password and a Context."""
