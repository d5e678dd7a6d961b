"""Runs every recipe: our test first, then the customary tools on the same running server. Writes docs/faults.md.

`python -m tests.lab.comparison` runs all; with rows of the reference (`S03 F21`) only those, into build/;
`--again` writes the page anew from the last run's build/faults.json.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.lab import page
from tests.lab.english import not_english
from tests.lab.peers import Heard, forms, heard, scrubbed, versions
from tests.lab.recipe import Lab, Recipe
from tests.lab.registered import recipes
from tests.lab.rubric import judged
from tests.lab.told import named, told
from tools import messages

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "faults.json"
# Faults that are a limit on connections or attempts: there the tools run one after another, ours first as always.
ONE_BY_ONE = {"T13", "M15", "M37", "F23", "H10", "H23"}


@dataclass(frozen=True)
class Compared:
    """One recipe, what we told, and what the others said. `sentence` is our verdict, `words` all we printed of it."""

    ref: str
    by: str
    fault: str
    name: str
    state: str
    found: str  # the id that our report names, the expected one where it is among them
    right: bool
    seconds: float
    sentence: str
    words: str
    english: bool
    peers: list[Heard] = field(default_factory=list)


class LeakError(Exception):
    """The words hold the password of their set-up."""


def compare(lab: Lab, recipe: Recipe) -> Compared:
    """Both sides on one set-up. Raises LeakError."""
    with recipe.make(lab) as setup:
        report = told(setup, "en")
        others = heard(setup, recipe.ref in ONE_BY_ONE)
    made = Compared(**ours(recipe, report, setup.password), peers=others)
    if setup.password and leaked(repr(made), {setup.password}):
        raise LeakError
    return made


def ours(recipe: Recipe, report: dict[str, Any], secret: str | None) -> dict[str, Any]:
    """Our side: what the command line prints of the steps that did not go well, and what it remarks on."""
    found = named(report)
    right = recipe.fault in found and found[recipe.fault]["id"] == recipe.fault.split(".")[1]
    right = right and found[recipe.fault]["ref"] == recipe.ref
    decisive = next((s["fault"] for state in ("failed", "warning") for s in report["steps"] if s["state"] == state), "")
    name = recipe.fault if recipe.fault in found else decisive
    verdict = found.get(name, {"cause": "", "remedy": "", "id": ""})
    lines: list[str] = []
    for step in report["steps"]:
        notes = [note["text"] for note in step["facts"].get("notes", [])]
        if step["state"] in ("failed", "warning") or notes:
            lines += [f"{step['id']}: {step['said']}", step["cause"], step["remedy"], *notes]
    sentence = " ".join(text for text in (verdict["cause"], verdict["remedy"]) if text)
    return {
        "ref": recipe.ref, "by": recipe.by, "fault": recipe.fault, "name": recipe.name,
        "state": str(recipe.state), "found": name or "",
        "right": right, "seconds": report["seconds"], "sentence": scrubbed(sentence, [secret]),
        "words": scrubbed("\n".join(line for line in lines if line), [secret]), "english": not not_english(sentence),
    }


def run(wanted: list[Recipe]) -> tuple[list[Compared], list[str]]:
    """All of them, one after another; what could not be made, with the reason."""
    lab = Lab()
    compared: list[Compared] = []
    missing: list[str] = []
    try:
        for number, recipe in enumerate(wanted, 1):
            began = time.monotonic()
            try:
                compared.append(compare(lab, recipe))
                state = "" if compared[-1].right else f"NAMED {compared[-1].found or 'nothing'}"
            except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
                state = f"NOT RUN: {type(error).__name__}: {error}"
                missing.append(f"{recipe.ref} {recipe.by} {recipe.fault}: {state}")
            print(f"{number:3}/{len(wanted)} {time.monotonic() - began:5.1f} s  {recipe.ref} {recipe.by} {recipe.fault} {state}",
                  file=sys.stderr, flush=True)
    finally:
        lab.close()
    return compared, missing


def leaked(text: str, secrets: set[str]) -> list[str]:
    """Secrets that stand in a text, in whatever form."""
    return [secret for secret in secrets if any(form in text for form in forms(secret))]


def main(words: list[str]) -> int:
    if words == ["--again"]:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        rows = [Compared(**{**row, "peers": [Heard(**peer) for peer in row["peers"]]}) for row in kept["rows"]]
        (ROOT / "docs" / "faults.md").write_text(page.page(rows, kept["versions"], kept["date"], kept["seconds"]), encoding="utf-8")
        return 0
    messages.compile_all()  # what is translated is said in English
    os.environ.setdefault("CRM_CONSOLE_NO_SKIPS", "1")
    logging.getLogger("pyftpdlib").setLevel(logging.ERROR)
    wanted = [recipe for recipe in recipes() if not words or recipe.ref in words]
    if unruled := [recipe.ref for recipe in wanted if not judged(recipe.ref, recipe.fault)]:
        print(f"no rule in tests/lab/rubric_rows.py or _stages.py for {', '.join(unruled)}", file=sys.stderr)
        return 2
    began = time.monotonic()
    with TemporaryDirectory(prefix="crm-console-data-") as folder:
        os.environ["CRM_CONSOLE_DATA"] = folder
        compared, missing = run(wanted)
    facts = (versions(), f"{datetime.now(UTC):%Y-%m-%d}", round(time.monotonic() - began))
    part = "" if not words and not missing else "-in-part"
    kept = {"rows": [asdict(row) for row in compared], "versions": facts[0], "date": facts[1], "seconds": facts[2]}
    as_json = json.dumps(kept, indent=1, ensure_ascii=False)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.with_stem(f"faults{part}").write_text(as_json, encoding="utf-8")
    target = KEPT.with_name("faults-in-part.md") if part else ROOT / "docs" / "faults.md"
    target.write_text(page.page(compared, *facts), encoding="utf-8")
    print("\n".join([*missing, f"written: {target.relative_to(ROOT)}"]))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
