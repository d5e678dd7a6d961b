"""Connection tests of a workspace's records: builds the target, finds the password, keeps the report.

One account is signed in to once: `grouped` tells which records share one, `same_access` what the test of one of them
means for the others. Refused sign-ins are counted, so that nobody locks a customer's account unwarned.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime

from crm_console.core.jobs import Context, Job
from crm_console.core.problem import Who
from crm_console.core.record import Record
from crm_console.core.report import Report, State, Step, skipped
from crm_console.core.text import N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.services import same_access
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, Security, SftpTarget, SmtpTarget, Target
from crm_console.services.records import title
from crm_console.store import host_keys
from crm_console.store.attempts import WARN_AT, Attempts
from crm_console.store.notes import keep_report
from crm_console.store.secrets import from_environment
from crm_console.store.workspace import Workspace

TESTED = ("smtp", "ftp")
NEEDED = {"smtp": ("host", "port", "sender"), "ftp": ("host", "port", "user", "folder", "kind")}


def risk_words(refusals: int, user: str) -> Text:
    """What one more refusal may cost."""
    return N_("{count} entradas de {user} foram recusadas nos últimos 10 minutos: mais uma pode bloquear a conta.",
              count=refusals, user=user)


class ServerTests:
    """The tests of one workspace.

    `accept_new`: an SFTP server that was never seen gets the password all the same, its identity is kept unconfirmed.
    `host_key`: the identity that a person vouches for; it is kept, confirmed, once the server has shown it.
    """

    def __init__(
        self, workspace: Workspace, attempts: Attempts, language: Language | None = None, relay_to: str = "",
        *, accept_new: bool = False, host_key: str | None = None,
    ) -> None:
        self._workspace = workspace
        self._attempts = attempts
        self._language = language
        self._relay_to = relay_to
        self._accept_new = accept_new
        self._host_key = host_key

    def password_of(self, record: Record) -> str | None:
        """The record's password: from the keyring or memory, else from CRM_CONSOLE_SECRET_SMTP or _FTP."""
        return self._workspace.secrets.get(record.get("password")) or from_environment(record.type.upper())

    def needs_password(self, record: Record) -> bool:
        """Whether a test would have to ask for the password."""
        return signs_in(record) and self.password_of(record) is None

    def risk(self, record: Record) -> int:
        """Recent refusals of its account, where one more may lock it; otherwise 0."""
        account = account_of(record)
        count = self._attempts.refused(*account) if account else 0
        return count if count >= WARN_AT else 0

    def job(self, record: Record, password: str | None = None) -> Job[Report]:
        """The test of one record as a Job; jobs to one server and user never overlap. A whole report is kept."""
        secret = password if password is not None else self.password_of(record)
        key = self._workspace.store.key(record)
        account = f"{record.get('host', '')}:{record.get('port', '')}:{record.get('user', '')}"

        def work(ctx: Context) -> Report:
            with ctx.working():
                report = self._tested(record, secret, ctx).about(record.type, key)
                count(self._attempts, account_of(record), report)
                if report.state is not State.STOPPED:  # the last whole report stays
                    self._keep(record, report)
            return report

        return Job(N_("Teste de {title}", title=title(record)), work, account)

    def same_access(self, report: Report, tested: Record, other: Record) -> Report:
        """What the test of one record means for another of the same account; kept as the other's report."""
        same_password = self.password_of(tested) == self.password_of(other)
        key = self._workspace.store.key(other)
        made = same_access.derived(report, tested, other, self._workspace.store.key(tested), same_password)
        made = made.about(other.type, key)
        self._keep(other, made)
        return made

    def _keep(self, record: Record, report: Report) -> None:
        if not self._workspace.read_only:
            say = self._language.say if self._language else str
            keep_report(self._workspace.store, record.type, record.uid, report.as_json(say))

    def _tested(self, record: Record, secret: str | None, ctx: Context) -> Report:
        names = missing(record)
        if names:
            return _incomplete(record, names)
        target = self.target_of(record)
        if isinstance(target, SmtpTarget):
            return smtp.probe(target, secret, ctx)
        if isinstance(target, SftpTarget):
            report = sftp.probe(target, secret, ctx)
            self._remember(target, report)
            return report
        return ftp.probe(target, secret, ctx)

    def target_of(self, record: Record) -> Target:
        """What is tested; only for a complete record (see `missing`)."""
        if record.type == "smtp":
            security: Security = record.get("security_kind", "tls") if record.get("secure") else "none"
            return SmtpTarget(
                record["host"], record["port"], security, record["sender"], record.get("display_name", ""),
                record.get("user", "") if record.get("authenticates") else None, self._relay_to or None,
                ca_file=self._workspace.trusts)
        if record["kind"] == "sftp":
            known = host_keys.known(self._workspace.store, record["host"], record["port"])
            return SftpTarget(
                record["host"], record["port"], record["user"], record["folder"],
                self._host_key or (known.fingerprint if known else None),
                confirmed=self._host_key is not None or known is None or known.confirmed,
                accept_new=self._accept_new)
        return FtpTarget(
            record["host"], record["port"], record["user"], record["folder"], record.get("method", "application"))

    def _remember(self, target: SftpTarget, report: Report) -> None:
        """Keep the identity that a person vouched for, or, unconfirmed, the first one: then a change is noticed."""
        first = target.host_key is None and target.accept_new
        if self._workspace.read_only or not (first or self._host_key):
            return
        step = next((step for step in report.steps if step.id == "hostkey"), None)
        if step is not None and step.state in (State.OK, State.WARNING):
            host_keys.keep(self._workspace.store, target.host, target.port, step.facts["host_key"],
                           step.facts["key_type"], confirmed=self._host_key is not None)


def signs_in(record: Record) -> bool:
    """Whether a test of it submits a password."""
    return record.type == "ftp" or bool(record.get("authenticates"))


def account_of(record: Record) -> tuple[str, int, str] | None:
    """Host, port and user: what a server counts refusals by. None where nobody signs in."""
    if not signs_in(record) or missing(record):
        return None
    return str(record["host"]).strip().lower(), int(record["port"]), str(record["user"])


def grouped(records: Sequence[Record]) -> list[list[Record]]:
    """The records by account, in their order; a record that signs in nowhere stands alone."""
    groups: dict[object, list[Record]] = {}
    for record in records:
        account = account_of(record)
        groups.setdefault((record.type, *account) if account else record.uid, []).append(record)
    return list(groups.values())


def count(attempts: Attempts, account: tuple[str, int, str] | None, report: Report) -> None:
    """Remember how the sign-in of this test ended."""
    auth = next((step for step in report.steps if step.id == "auth"), None)
    if account is None or auth is None or not auth.facts.get("submissions"):
        return
    if auth.state is State.FAILED:
        attempts.note(*account)
    elif auth.state in (State.OK, State.WARNING):
        attempts.forget(*account)


def missing(record: Record) -> list[str]:
    """The fields without which there is nothing to test."""
    names = [name for name in NEEDED[record.type] if record.get(name) in (None, "")]
    if record.type == "smtp" and record.get("authenticates") and not record.get("user"):
        names.append("user")
    return names


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
