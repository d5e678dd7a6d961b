"""The first workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision further."""
    if op.get_bind().dialect.name == "postgresql":
        # SQLite gets `fold` from the program (store/database.py); here the schema carries it.
        op.execute("CREATE FUNCTION fold(text) RETURNS text AS $$ SELECT lower($1) $$ LANGUAGE sql IMMUTABLE")
    op.create_table(
        "accepted_warning",
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("type", "uid", "rule", name=op.f("pk_accepted_warning")),
    )
    op.create_table(
        "account_type",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_account_type")),
        sa.UniqueConstraint("identity", name=op.f("uq_account_type_identity")),
    )
    op.create_table(
        "commit_log",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_commit_log")),
    )
    op.create_table(
        "company",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("trade_name", sa.String(length=255), nullable=True),
        sa.Column("cnpj", sa.String(length=14), nullable=True),
        sa.Column("state_registration", sa.String(length=30), nullable=True),
        sa.Column("city_registration", sa.String(length=30), nullable=True),
        sa.Column("street", sa.String(length=255), nullable=True),
        sa.Column("street_number", sa.String(length=20), nullable=True),
        sa.Column("complement", sa.String(length=255), nullable=True),
        sa.Column("district", sa.String(length=255), nullable=True),
        sa.Column("city", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=True),
        sa.Column("postcode", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("contact_email", sa.String(length=255), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("reviewed_by", sa.String(length=255), nullable=True),
        sa.Column("reviewed_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_company")),
        sa.UniqueConstraint("identity", name=op.f("uq_company_identity")),
    )
    op.create_table(
        "deployment",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("route", sa.String(length=40), nullable=True),
        sa.Column("tenant", sa.String(length=255), nullable=True),
        sa.Column("domain", sa.String(length=255), nullable=True),
        sa.Column("package", sa.String(length=40), nullable=True),
        sa.Column("integration", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_deployment")),
        sa.UniqueConstraint("identity", name=op.f("uq_deployment_identity")),
    )
    op.create_table(
        "draft",
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("type", "uid", name=op.f("pk_draft")),
    )
    op.create_table(
        "secret_reference",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_secret_reference")),
    )
    op.create_table(
        "setting",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("value", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_setting")),
        sa.UniqueConstraint("identity", name=op.f("uq_setting_identity")),
    )
    op.create_table(
        "test_report",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_test_report")),
    )
    with op.batch_alter_table("test_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_test_report_type"), ["type"], unique=False)
        batch_op.create_index(batch_op.f("ix_test_report_uid"), ["uid"], unique=False)

    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("created_with", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "branch",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(length=32), nullable=True),
        sa.Column("head_office", sa.Boolean(), nullable=True),
        sa.Column("code", sa.String(length=30), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("cnpj", sa.String(length=14), nullable=True),
        sa.Column("state_registration", sa.String(length=30), nullable=True),
        sa.Column("city_registration", sa.String(length=30), nullable=True),
        sa.Column("street", sa.String(length=255), nullable=True),
        sa.Column("street_number", sa.String(length=20), nullable=True),
        sa.Column("complement", sa.String(length=255), nullable=True),
        sa.Column("district", sa.String(length=255), nullable=True),
        sa.Column("city", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=True),
        sa.Column("postcode", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("contact_email", sa.String(length=255), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("reviewed_by", sa.String(length=255), nullable=True),
        sa.Column("reviewed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["company"], ["company.uid"], name=op.f("fk_branch_company"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_branch")),
        sa.UniqueConstraint("identity", name=op.f("uq_branch_identity")),
    )
    with op.batch_alter_table("branch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_branch_company"), ["company"], unique=False)

    op.create_table(
        "stage",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("account_type", sa.String(length=32), nullable=True),
        sa.Column("charts", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_type"],
            ["account_type.uid"],
            name=op.f("fk_stage_account_type"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_stage")),
        sa.UniqueConstraint("identity", name=op.f("uq_stage_identity")),
    )
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_account_type"), ["account_type"], unique=False)

    op.create_table(
        "ftp",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(length=32), nullable=True),
        sa.Column("branch", sa.String(length=32), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=True),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("folder", sa.String(length=1000), nullable=True),
        sa.Column("user", sa.String(length=255), nullable=True),
        sa.Column("password", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch"], ["branch.uid"], name=op.f("fk_ftp_branch"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["company"], ["company.uid"], name=op.f("fk_ftp_company"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_ftp")),
        sa.UniqueConstraint("identity", name=op.f("uq_ftp_identity")),
    )
    with op.batch_alter_table("ftp", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ftp_branch"), ["branch"], unique=False)
        batch_op.create_index(batch_op.f("ix_ftp_company"), ["company"], unique=False)

    op.create_table(
        "smtp",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(length=32), nullable=True),
        sa.Column("branch", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=True),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("delay", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(length=255), nullable=True),
        sa.Column("display_name", sa.String(length=255), nullable=True),
        sa.Column("authenticates", sa.Boolean(), nullable=True),
        sa.Column("user", sa.String(length=255), nullable=True),
        sa.Column("password", sa.String(length=32), nullable=True),
        sa.Column("secure", sa.Boolean(), nullable=True),
        sa.Column("security_kind", sa.String(length=40), nullable=True),
        sa.Column("principal", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch"], ["branch.uid"], name=op.f("fk_smtp_branch"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["company"], ["company.uid"], name=op.f("fk_smtp_company"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_smtp")),
        sa.UniqueConstraint("identity", name=op.f("uq_smtp_identity")),
    )
    with op.batch_alter_table("smtp", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_smtp_branch"), ["branch"], unique=False)
        batch_op.create_index(batch_op.f("ix_smtp_company"), ["company"], unique=False)
