"""Connection tests of a workspace's records: builds the target, finds the password, keeps the report."""

from __future__ import annotations

import platform
from datetime import UTC, datetime

from crm_console.core.jobs import Context, Job
from crm_console.core.problem import Who
from crm_console.core.record import Record
from crm_console.core.report import Report, State, Step, skipped
from crm_console.core.text import N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, Security, SftpTarget, SmtpTarget, Target
from crm_console.services.records import title
from crm_console.store.notes import keep_report
from crm_console.store.secrets import from_environment
from crm_console.store.workspace import Workspace

TESTED = ("smtp", "ftp")
NEEDED = {"smtp": ("host", "port", "sender"), "ftp": ("host", "port", "user", "folder", "kind")}


def password_of(workspace: Workspace, record: Record) -> str | None:
    """The record's password: from the keyring or memory, else from CRM_CONSOLE_SECRET_SMTP or _FTP."""
    return workspace.secrets.get(record.get("password")) or from_environment(record.type.upper())


def needs_password(workspace: Workspace, record: Record) -> bool:
    """Whether a test would have to ask for the password."""
    signs_in = record.type == "ftp" or bool(record.get("authenticates"))
    return signs_in and password_of(workspace, record) is None


def target_of(record: Record, relay_to: str | None = None, ca_file: str | None = None) -> Target:
    """What is tested; only for a complete record (see `missing`)."""
    if record.type == "smtp":
        security: Security = record.get("security_kind", "tls") if record.get("secure") else "none"
        return SmtpTarget(
            record["host"], record["port"], security, record["sender"], record.get("display_name", ""),
            record.get("user", "") if record.get("authenticates") else None, relay_to or None, ca_file=ca_file)
    if record["kind"] == "sftp":
        return SftpTarget(record["host"], record["port"], record["user"], record["folder"])
    return FtpTarget(
        record["host"], record["port"], record["user"], record["folder"], record.get("method", "application"))


def missing(record: Record) -> list[str]:
    """The fields without which there is nothing to test."""
    names = [name for name in NEEDED[record.type] if record.get(name) in (None, "")]
    if record.type == "smtp" and record.get("authenticates") and not record.get("user"):
        names.append("user")
    return names


def job(
    workspace: Workspace, record: Record, password: str | None = None, relay_to: str | None = None,
    language: Language | None = None,
) -> Job[Report]:
    """The test of one record as a Job; jobs to one server and user never overlap. The report is kept."""
    secret = password if password is not None else password_of(workspace, record)
    key = workspace.store.key(record)
    say = language.say if language else str

    def work(ctx: Context) -> Report:
        report = _tested(record, secret, relay_to, workspace.trusts, ctx).about(record.type, key)
        if not workspace.read_only:
            keep_report(workspace.store, record.type, record.uid, report.as_json(say))
        return report

    account = f"{record.get('host', '')}:{record.get('port', '')}:{record.get('user', '')}"
    return Job(N_("Teste de {title}", title=title(record)), work, account)


def _tested(record: Record, secret: str | None, relay_to: str | None, ca_file: str | None, ctx: Context) -> Report:
    names = missing(record)
    if names:
        return _incomplete(record, names)
    target = target_of(record, relay_to, ca_file)
    if isinstance(target, SmtpTarget):
        return smtp.probe(target, secret, ctx)
    if isinstance(target, SftpTarget):
        return sftp.probe(target, secret, ctx)
    return ftp.probe(target, secret, ctx)


def _incomplete(record: Record, names: list[str]) -> Report:
    known = fields(TYPES[record.type])
    labels = {name: known[name].label for name in names}
    listed = Text(", ".join(f"{{{name}}}" for name in labels), labels)
    step = Step(
        "input", State.FAILED, 0.0, "", f"{record.type}.input.missing", str(Who.CUSTOMER_IT),
        N_("Faltam dados para testar: {listed}.", listed=listed), N_("Peça-os à TI do cliente e preencha o registro."),
        {"missing": names})
    protocol = "smtp" if record.type == "smtp" else record.get("kind", "ftp")
    ids = {"smtp": smtp.steps("none"), "sftp": sftp.STEPS, "ftp": ftp.STEPS}[protocol]
    return Report(
        f"{protocol} {record.get('host', '?')}:{record.get('port', '?')}", (step, *skipped(ids[1:])),
        datetime.now(UTC), 0.0, platform.node())
