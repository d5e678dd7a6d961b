"""`python -m crm_console.sandbox [--folder DIR] [--latency MS]`: the mail and file servers of the sandbox, alone."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crm_console.sandbox.run import Options, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m crm_console.sandbox", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="where mailbox, files and certificate are kept; else a new one, removed at the end")
    parser.add_argument("--latency", type=float, default=0.0, metavar="MS", help="round trip to simulate")
    given = parser.parse_args(arguments)
    if given.folder is not None:
        return run(Options(given.folder, given.latency))
    with tempfile.TemporaryDirectory(prefix="crm-console-sandbox-", ignore_cleanup_errors=True) as folder:
        return run(Options(Path(folder), given.latency))


if __name__ == "__main__":
    sys.exit(main())
