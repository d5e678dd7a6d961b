"""`test smtp|ftp` and `probe smtp|ftp|sftp`: connection tests of a workspace, or of what is named on the spot."""

from __future__ import annotations

import getpass
import re
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from crm_console.cli.output import File, Json, Lang, Output, output, person
from crm_console.cli.stopping import interruptible, stoppable
from crm_console.core.errors import UsageError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.core.record import Record
from crm_console.core.report import Report, State
from crm_console.core.text import N_
from crm_console.services import entry
from crm_console.services import report_words as words
from crm_console.services import testing as tests
from crm_console.services.probes import ftp, sftp, smtp, trust
from crm_console.services.probes.target import FtpTarget, SftpTarget, SmtpTarget, Target
from crm_console.store import host_keys
from crm_console.store.attempts import WARN_AT, Attempts
from crm_console.store.secrets import from_environment
from crm_console.store.workspace import Workspace, open_workspace

FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
SIGNS = {State.OK: "✓", State.WARNING: "!", State.FAILED: "✗", State.SKIPPED: "·", State.STOPPED: "■"}
Host = Annotated[str, typer.Option("--host")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535)]
User = Annotated[str, typer.Option("--user")]
Folder = Annotated[str, typer.Option("--folder")]
Timeout = Annotated[float, typer.Option(
    "--timeout", min=0.5, max=600, help=str(N_("A maior espera por uma resposta, em segundos.")))]
RelayTo = Annotated[str, typer.Option(
    "--relay-to", metavar="ADDRESS", help=str(N_("Um endereço de fora, para provar o envio a outros domínios.")))]


def run_tests(
    what: Annotated[str, typer.Argument(metavar="smtp|ftp")], file: File,
    only: Annotated[str, typer.Option("--only", help=str(N_("Só o registro com esta chave.")))] = "",
    relay_to: RelayTo = "",
    host_key: Annotated[str, typer.Option("--host-key", metavar="SHA256:…", help=str(N_(
        "A identidade do servidor SFTP, conferida com a TI; fica guardada.")))] = "",
    accept_new: Annotated[bool, typer.Option("--accept-new", help=str(N_(
        "Enviar a senha a um servidor SFTP que ninguém conferiu; a identidade fica guardada assim.")))] = False,
    json: Json = False, lang: Lang = "",
) -> int:
    """Test the servers of a workspace; prints an array of reports."""
    out = output(json, lang)
    if what not in tests.TESTED:
        raise UsageError(N_("Diga o que testar: smtp ou ftp."))
    ctx = stoppable()
    with open_workspace(file, person()) as workspace:  # read-only while somebody else holds it: no report is kept
        records = [entry.wanted(workspace.store, what, only)] if only else list(workspace.store.where(what))
        if host_key:
            _check_host_key(host_key, records)
        tester = tests.ServerTests(workspace, Attempts(data_folder()), out.language, relay_to,
                                   accept_new=accept_new, host_key=host_key or None)
        reports = _all(tester, records, out, ctx, workspace)
    out.data([r.as_json(out.language.say) for r in reports],
             lambda: [line for r in reports for line in lines(out, r)] or [out.say("Nada a testar.")])
    return ended(reports)


def _all(
    tester: tests.ServerTests, records: Sequence[Record], out: Output, ctx: Context, workspace: Workspace,
) -> list[Report]:
    """One sign-in an account: the first record of it is tested, the others follow."""
    found: dict[str, Report] = {}
    for first, *others in tests.grouped(records):
        password = _asked(out) if tester.needs_password(first) and sys.stdin.isatty() else None
        count = tester.risk(first)
        if count and (password or not tester.needs_password(first)):
            print(out.say(tests.risk_words(count, str(first.get("user", "")))), file=sys.stderr)
        report = _tested(tester, first, password, ctx)
        if sys.stdin.isatty() and _confirmed_now(report, first, out, workspace):
            report = _tested(tester, first, password, ctx)
        found[first.uid] = report
        if ctx.stopped:
            break
        for other in others:
            found[other.uid] = tester.same_access(report, first, other)
    return [found[record.uid] for record in records if record.uid in found]


def _tested(tester: tests.ServerTests, record: Record, password: str | None, ctx: Context) -> Report:
    work: Callable[[Context], Report] = tester.job(record, password).work  # type: ignore[assignment]
    return work(ctx)


def _confirmed_now(report: Report, record: Record, out: Output, workspace: Workspace) -> bool:
    """At a terminal the identity of a server is shown and confirmed before any password goes there."""
    step = report.decisive
    if step is None or step.id != "hostkey" or not step.facts.get("host_key") or workspace.read_only:
        return False
    print(out.say(step.cause), file=sys.stderr)
    print(out.say(step.remedy), file=sys.stderr)
    with interruptible():
        right = typer.confirm(out.say("A impressão digital é a que a TI lê no servidor?"), default=False, err=True)
    if not right:
        return False
    host_keys.keep(workspace.store, record["host"], record["port"], step.facts["host_key"], step.facts["key_type"],
                   confirmed=True)
    return True


def _check_host_key(given: str, records: Sequence[Record]) -> None:
    """One fingerprint is one server's."""
    if not FINGERPRINT.fullmatch(given):
        raise UsageError(N_("--host-key é a impressão digital como o servidor a mostra: SHA256: e 43 sinais."))
    servers = {(record["host"], record["port"]) for record in records
               if record.get("kind") == "sftp" and not tests.missing(record)}
    if len(servers) != 1:
        raise UsageError(N_("--host-key vale para um servidor SFTP, e aqui há {count}.", count=len(servers)),
                         N_("Escolha o registro com --only."))


def probe_smtp(
    host: Host, port: Port,
    security: Annotated[str, typer.Option("--security", help=str(N_("none, ssl ou tls.")))],
    sender: Annotated[str, typer.Option("--from", metavar="ADDRESS")],
    user: User = "", display: Annotated[str, typer.Option("--display")] = "",
    relay_to: RelayTo = "",
    no_send: Annotated[bool, typer.Option("--no-send", help=str(N_("Parar antes da mensagem.")))] = False,
    timeout: Timeout = 10.0, ca: Annotated[str, typer.Option("--ca", metavar="FILE")] = "",
    json: Json = False, lang: Lang = "",
) -> int:
    """Test a mail server."""
    if security not in ("none", "ssl", "tls"):
        raise UsageError(N_("--security é none, ssl ou tls."))
    _check_ca(ca)
    target = SmtpTarget(host, port, security, sender, display, user or None, relay_to or None,  # type: ignore[arg-type]
                        not no_send, timeout, ca or None)
    return _probe(output(json, lang), target, "SMTP" if user else "", lambda pw, ctx: smtp.probe(target, pw, ctx))


def probe_ftp(
    host: Host, port: Port, user: User, folder: Folder,
    method: Annotated[str, typer.Option("--method", help=str(N_("application ou server.")))] = "application",
    timeout: Timeout = 10.0, json: Json = False, lang: Lang = "",
) -> int:
    """Test a file server by FTP."""
    if method not in ("application", "server"):
        raise UsageError(N_("--method é application ou server."))
    target = FtpTarget(host, port, user, folder, method, timeout)  # type: ignore[arg-type]
    return _probe(output(json, lang), target, "FTP", lambda pw, ctx: ftp.probe(target, pw, ctx))


def probe_sftp(
    host: Host, port: Port, user: User, folder: Folder,
    host_key: Annotated[str, typer.Option("--host-key", metavar="SHA256:…")] = "",
    timeout: Timeout = 10.0, json: Json = False, lang: Lang = "",
) -> int:
    """Test a file server by SFTP."""
    target = SftpTarget(host, port, user, folder, host_key or None, timeout)
    return _probe(output(json, lang), target, "FTP", lambda pw, ctx: sftp.probe(target, pw, ctx))


def lines(out: Output, report: Report) -> list[str]:
    """A report for people at a terminal."""
    language, content = out.language, report.as_json(out.language.say)
    record = content["record"]
    name = f"{record['key']}  " if record else ""
    made = [f"{name}{report.target}  {SIGNS[report.state]} {report.state}  {language.seconds(report.seconds)}"]
    for step, told in zip(report.steps, content["steps"], strict=True):
        time = "" if step.state is State.SKIPPED else language.seconds(step.seconds)
        made.append(f"  {SIGNS[step.state]} {step.id:10} {time:>9}  {words.second_line(told, language)}")
        if step.facts.get("same_as"):
            made.append(f"      {out.say('mesmo acesso')}: {step.facts['same_as']}")
        if step.state in (State.FAILED, State.WARNING):
            made += [f"      {line.strip()}" for line in words.advice(told, language) if line]
        if step.id in words.TELLING and step.state is not State.SKIPPED:
            made += [f"      {label}: {value}" for label, value in words.details(told, language)]
        made += [f"      {note['text']}" for note in told["facts"].get("notes", [])]
    return ["".join(char if char.isprintable() else "·" for char in line) for line in made]


def ended(reports: list[Report]) -> int:
    """The exit code that tests mean."""
    states = {report.state for report in reports}
    return 130 if State.STOPPED in states else 1 if State.FAILED in states else 0


def _check_ca(file: str) -> None:
    """A root that cannot be read is a wrong word, not a server's fault."""
    if file and not trust.readable(file):
        raise UsageError(N_("--ca {file} não é um arquivo de certificados que se possa ler.", file=file))


def _probe(out: Output, target: Target, secret: str, probe: Callable[[str | None, Context], Report]) -> int:
    password = None
    if secret:
        password = from_environment(secret)
        if password is None:
            password = _asked(out) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n") or None
    attempts = Attempts(data_folder())
    user = target.user or ""
    account = (target.host, target.port, user)
    if user and password and (count := attempts.refused(*account)) >= WARN_AT:
        print(out.say(tests.risk_words(count, user)), file=sys.stderr)
    report = probe(password, stoppable())
    tests.count(attempts, account, report)
    out.data(report.as_json(out.language.say), lambda: lines(out, report))
    return ended([report])


def _asked(out: Output) -> str:
    with interruptible():
        return getpass.getpass(out.say("Senha: "))
