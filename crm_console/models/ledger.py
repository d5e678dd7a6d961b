"""What the workspace remembers besides records: who it is, every commit, drafts, accepted warnings, test reports,
the identities of file servers, pictures, sign-ins, runs and what was proved on a tenant.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, Text

from crm_console.models.base import UID, Base

workspace = Table(
    "workspace", Base.metadata,
    Column("id", UID, primary_key=True),
    Column("customer", String(255), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_with", String(40), nullable=False),
)

# One row per commit: the audit trail. `changes` is zlib-compressed JSON; it never holds a secret, only references.
commits = Table(
    "commit_log", Base.metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("by", String(255), nullable=False),
    Column("origin", String(40), nullable=False),
    Column("label", String(500), nullable=False),
    Column("size", Integer, nullable=False),
    Column("changes", LargeBinary, nullable=False),
)

# What was typed and not saved. Passwords are never in it.
drafts = Table(
    "draft", Base.metadata,
    Column("type", String(40), primary_key=True),
    Column("uid", UID, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("content", Text, nullable=False),
)

# A warning that a person accepted: it stays accepted while the values it spoke of stay the same.
accepted = Table(
    "accepted_warning", Base.metadata,
    Column("type", String(40), primary_key=True),
    Column("uid", UID, primary_key=True),
    Column("rule", String(80), primary_key=True),
    Column("said", Text, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(32), nullable=False),
)

reports = Table(
    "test_report", Base.metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("type", String(40), nullable=False, index=True),
    Column("uid", UID, nullable=False, index=True),
    Column("started", String(32), nullable=False),
    Column("state", String(20), nullable=False),
    Column("content", Text, nullable=False),
)

# The identity of each SFTP server, by host and port. `confirmed`: a person compared it with the server's own.
host_keys = Table(
    "host_key", Base.metadata,
    Column("host", String(255), primary_key=True),
    Column("port", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(80), nullable=False),
    Column("kind", String(80), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(32), nullable=False),
)

# Pictures by the SHA-256 of their content, which is what a PICTURE field holds.
pictures = Table(
    "picture", Base.metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# The references that were ever given out, so that those no record holds any more can be forgotten in the keyring.
references = Table(
    "secret_reference", Base.metadata,
    Column("reference", UID, primary_key=True),
    Column("made_at", String(32), nullable=False),
)

# How this workspace signs in: one row as the customer's tenant, one as the vendor's master tenant. No secret: `token`
# and `secret` are references into the keyring. `catalogue` is the text of the override file that was given.
connections = Table(
    "connection", Base.metadata,
    Column("role", String(20), primary_key=True),
    Column("url", String(300), nullable=False),
    Column("dialect", String(20), nullable=False),
    Column("client_id", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("user", String(255), nullable=False),
    Column("tenant", String(120), nullable=False),
    Column("domain", String(255), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("environment", String(20), nullable=False),
    Column("ca", String(1000), nullable=False),
    Column("catalogue", Text, nullable=False),
    Column("token", String(700), nullable=False),
    Column("secret", String(32), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(32), nullable=False),
)

# Calls that were seen to work on a tenant, by its fingerprint: written once on a person's order and read back.
proofs = Table(
    "proof", Base.metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("call", String(80), primary_key=True),
    Column("how", String(20), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(32), nullable=False),
)

# What a tenant's read-only calls answered when they were last asked.
abilities = Table(
    "ability", Base.metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("call", String(80), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("at", String(32), nullable=False),
)

# A run: its steps, the items of its batches, and the append-only journal. Sentences are packed `Text`s.
runs = Table(
    "run", Base.metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("route", String(20), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("by", String(255), nullable=False),
    Column("started", String(32), nullable=False),
    Column("ended", String(32), nullable=True),
)

run_steps = Table(
    "run_step", Base.metadata,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("step", String(80), primary_key=True),
    Column("mode", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("by", String(255), nullable=False),
    Column("started", String(32), nullable=True),
    Column("ended", String(32), nullable=True),
    Column("evidence", String(64), nullable=True),
)

run_items = Table(
    "run_item", Base.metadata,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("step", String(80), primary_key=True),
    Column("uid", String(64), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("remote", String(255), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(32), nullable=False),
    Column("evidence", String(64), nullable=True),
)

run_events = Table(
    "run_event", Base.metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", Integer, nullable=False, index=True),
    Column("step", String(80), nullable=False),
    Column("uid", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", String(32), nullable=False),
    Column("content", Text, nullable=False),
)
