"""`crm-console sandbox`: the twin alone. A local platform, mail and file servers, and faults on demand.

The first line on standard output is JSON and says where everything is. It serves until its input ends
or who started it is gone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crm_console.sandbox.platform.faults import KINDS, Faults, UnknownFault
from crm_console.sandbox.platform.work import Settings
from crm_console.sandbox.run import Options, run

USAGE = 2
HELP_ON_FAULTS = """\
faults: a TOML file, also replaceable while the twin runs (PUT its text to CONTROL/faults):

  [[fault]]
  call = "platform/user/actions/createUser"  # domain/service/primitive/name, in any dialect; * and ? as in file names;
                                             # a step of a deployment: "job/crm.tenant/aplicar pacote" (any kind)
  method = "POST"                            # for entities; left out: any
  kind = "lose"                              # see below
  times = 1                                  # how often; 0 = always
  after = 0                                  # let the first ones pass
  seconds = 1.0                              # for slow, late and retry_after = "date"
  status = 429                               # {statuses}
  retry_after = "3"                          # seconds, or "date"
  body = "…"

kinds:
{kinds}

control (CONTROL is the first line's platform.control): GET state, GET effects, GET or PUT faults, POST reset,
  POST tenants {{"name", "domain", "ready"}} makes a tenant on the platform or changes it, as the vendor does,
  POST activate {{"login", "tenant", "active"}} activates a user of the CRM, as the vendor's support does.
"""


def parser() -> argparse.ArgumentParser:
    """All options."""
    kinds = "\n".join(f"  {name:<12} {said}" for name, said in KINDS.items())
    made = argparse.ArgumentParser(
        prog="crm-console sandbox", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=HELP_ON_FAULTS.format(kinds=kinds, statuses="401 403 404 409 417 429 5xx"))
    made.add_argument(
        "--folder", type=Path, metavar="DIR",
        help="where everything is kept (database, effects.jsonl, catalog.toml, mailbox, files, certificate); one that "
             "starts again there goes on where it was; else a new folder, removed at the end")
    made.add_argument("--port", type=int, default=0, metavar="N", help="the platform's port; 0 is a free one")
    made.add_argument("--faults", type=Path, metavar="FILE", help="what goes wrong (see below)")
    made.add_argument("--latency", type=float, default=0.0, metavar="MS", help="round trip to simulate")
    made.add_argument(
        "--pace", type=float, default=0.3, metavar="SECONDS",
        help="how long each step takes of what goes on after the answer: deployment, load, signals (default 0.3)")
    made.add_argument(
        "--token-life", type=float, default=604_800, metavar="SECONDS",
        help="how long an access token is good (default 7 days)")
    made.add_argument(
        "--logins", type=int, default=10, metavar="N",
        help="sign-ins in a minute before a user is refused until the next one; 0 counts none (default 10)")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options and serve."""
    given = parser().parse_args(arguments)
    try:
        faults = Faults(given.faults.read_text(encoding="utf-8") if given.faults else "")
    except UnknownFault as wrong:
        return _refused(f"{given.faults}: {wrong}")
    except (OSError, UnicodeDecodeError) as error:
        return _refused(f"{given.faults} cannot be read: {error}")
    settings = Settings(given.token_life, given.pace, given.logins)
    try:
        if given.folder is not None:
            return run(Options(given.folder, given.latency, port=given.port, settings=settings, faults=faults))
        with tempfile.TemporaryDirectory(prefix="crm-console-sandbox-", ignore_cleanup_errors=True) as folder:
            return run(Options(Path(folder), given.latency, port=given.port, settings=settings, faults=faults))
    except OSError as error:
        if given.port and error.errno is not None:
            return _refused(f"port {given.port} cannot be used: {error.strerror}")
        raise


def _refused(sentence: str) -> int:
    sys.stderr.write(f"sandbox: {sentence}\n")
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
