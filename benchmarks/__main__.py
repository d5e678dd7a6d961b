"""Runs every benchmark there is and writes build/bench.json; prints one line a figure."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import import_xlsx, matrix, org_chart, probes, start_up, window


def main() -> None:
    """Measure, write, print. A missed bar is a fact to read, not a failure."""
    rows = [*start_up.measure(), *import_xlsx.measure(), *probes.measure(), *window.measure(), *matrix.measure(),
            *org_chart.measure()]
    target = Path(__file__).parents[1] / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in rows:
        mark = "met" if row["met"] else "MISSED"
        print(f"{row['id']:16} {row['value']:>9} {row['unit']:4} beside {row['beside_value']:>9}  "
              f"ratio {row['ratio']:>7} bar {row['bar'] or '-':>5}  {mark}  {row['what']}")


if __name__ == "__main__":
    main()
