"""The workspace: file or database, the one write path, queries, migrations, secrets, backups, lock."""
