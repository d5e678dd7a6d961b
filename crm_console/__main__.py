"""The one program: a window without a subcommand, everything else with one.

It decides by the first argument before anything heavy is imported; on Windows two executables share it.
"""

from __future__ import annotations

import sys

COMMANDS = (
    "new", "bring", "import", "export", "list", "show", "set", "remove", "check", "test", "probe", "connect",
    "catalog", "deploy", "reload", "demo", "sandbox", "selftest")


def main() -> int:
    """Open the window or run a command; returns the exit code. Ctrl+C counts from the first moment on."""
    try:
        return _main()
    except KeyboardInterrupt:
        return 130


def _main() -> int:
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    if words[:1] == ["sandbox"]:
        from crm_console.sandbox.__main__ import main as sandbox  # noqa: PLC0415 - a process of its own

        return sandbox(sys.argv[2:])
    if any(word in ("--help", "-h", "--version") for word in sys.argv[1:]) or _names_command(words):
        from crm_console.cli.program import run  # noqa: PLC0415 - the window must not pay for the command line

        return run(sys.argv[1:])
    from crm_console.app import run_window  # noqa: PLC0415 - and the command line not for the window

    place, language = _window_arguments(sys.argv[1:])
    return run_window(place, language)


def _names_command(words: list[str]) -> bool:
    return any(word in COMMANDS for word in words[:2])


def _window_arguments(arguments: list[str]) -> tuple[str | None, str | None]:
    place = language = None
    rest = iter(arguments)
    for word in rest:
        if word == "--lang":
            language = next(rest, None)
        elif word.startswith("--lang="):
            language = word.partition("=")[2]
        elif place is None:
            place = word
    return place, language


if __name__ == "__main__":
    sys.exit(main())
