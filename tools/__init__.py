"""The words of this project's chores: `make WORD` on Linux, `py -m tools WORD` on Windows."""
