"""One way of judging what a tool said about a fault: did it name the stage, the cause, and what to do?

The same function judges our report and the words of every other tool. The rules are rubric_stages.py and
rubric_rows.py; what is not written there does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.lab.rubric_rows import ROWS, Row
from tests.lab.rubric_stages import STAGES

FLAGS = re.IGNORECASE | re.DOTALL
SENTENCE = r"(?:[^.\n]|\.(?=\S))*"  # what `[^.]*` stands for: within one sentence; the dots of 5.7.1 do not end it


@dataclass(frozen=True)
class Points:
    """One point each; `remedy` is None where there is nothing to do about the fault."""

    stage: bool = False
    cause: bool = False
    remedy: bool | None = False

    @property
    def got(self) -> int:
        return int(self.stage) + int(self.cause) + int(bool(self.remedy))

    @property
    def possible(self) -> int:
        return 2 if self.remedy is None else 3

    def __str__(self) -> str:
        return f"{self.got}/{self.possible}"


def row(ref: str, fault: str) -> Row:
    """The rule for a fault: that of the very fault where its row of the reference has several, or the row's."""
    return ROWS.get(f"{ref} {fault.rpartition('.')[2]}") or ROWS[ref]


def judged(ref: str, fault: str) -> bool:
    """Whether there are rules for it."""
    return fault.split(".")[1] in STAGES and (ref in ROWS or f"{ref} {fault.rpartition('.')[2]}" in ROWS)


def _says(pattern: str, words: str) -> bool:
    return re.search(pattern.replace("[^.]*", SENTENCE), words, FLAGS) is not None


def points(ref: str, fault: str, words: str) -> Points:
    """Judge `words` about the fault `fault` (`smtp.tls.expired`) of the row `ref`. Silence earns nothing."""
    rule = row(ref, fault)
    stage = STAGES[fault.split(".")[1]]
    if not words.strip():
        return Points(remedy=False if rule.remedy else None)
    accused = bool(rule.blames) and _says(rule.blames, words)
    return Points(_says(stage, words), _says(rule.cause, words) and not accused,
                  _says(rule.remedy, words) if rule.remedy else None)
