"""`python -m crm_console.sandbox [--folder DIR] [--latency MS]`: the mail and file servers of the sandbox, alone."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crm_console.sandbox.platform.work import Settings
from crm_console.sandbox.run import Options, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m crm_console.sandbox", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="where mailbox, files and certificate are kept; else a new one, removed at the end")
    parser.add_argument("--latency", type=float, default=0.0, metavar="MS", help="round trip to simulate")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the platform's port; 0 is a free one")
    parser.add_argument(
        "--pace", type=float, default=0.3, metavar="SECONDS", help="how long each step of a deployment takes")
    parser.add_argument(
        "--token-life", type=float, default=604_800, metavar="SECONDS", help="how long an access token is good")
    parser.add_argument(
        "--logins", type=int, default=10, metavar="N", help="sign-ins a minute and user; 0 does not count them")
    given = parser.parse_args(arguments)
    settings = Settings(given.token_life, given.pace, given.logins)
    if given.folder is not None:
        return run(Options(given.folder, given.latency, port=given.port, settings=settings))
    with tempfile.TemporaryDirectory(prefix="crm-console-sandbox-", ignore_cleanup_errors=True) as folder:
        return run(Options(Path(folder), given.latency, port=given.port, settings=settings))


if __name__ == "__main__":
    sys.exit(main())
