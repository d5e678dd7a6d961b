"""Where each box of an org chart stands: parents above the middle of their people, nothing over another. No Qt.

People below whom nobody is shown hang in columns under their manager, and what would get too wide goes on in a further
row that the same trunk holds: 2,000 people stay a page that can be looked at, not a ribbon of 100,000 px.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

BOX_WIDTH, BOX_HEIGHT = 200.0, 62.0
BESIDE, LEVEL, STACKED, HANGING, MARGIN = 28.0, 44.0, 10.0, 18.0, 24.0
COLUMN = 10  # people in one column
ROW = 1500.0  # a row may be this wide whatever the chart's shape
SHAPE = 1.7  # the width that a chart strives for, in heights

Line = tuple[float, float, float, float]


@dataclass(frozen=True)
class Chart:
    """Left and top of each person's box, the lines between them, and the size of the whole."""

    boxes: Mapping[str, tuple[float, float]]
    lines: Sequence[Line]
    width: float
    height: float


@dataclass
class _Item:
    """What stands in a row below somebody: one person's block, or a column of people."""

    uids: Sequence[str]
    width: float
    height: float
    middle: float  # where its line comes down
    column: bool


@dataclass
class _Block:
    """A person with everyone below; places are counted from the block's left and top."""

    width: float
    height: float
    middle: float
    children: list[tuple[str, float, float]]
    lines: list[Line]


def arranged(
    tops: Sequence[str], under: Callable[[str], Sequence[str]], folded: Collection[str] = frozenset()
) -> Chart:
    """The chart of these people and everyone below who is not folded away."""
    shown: dict[str, Sequence[str]] = {}
    order = list(tops)
    for uid in order:
        shown[uid] = () if uid in folded else under(uid)
        order += shown[uid]
    blocks: dict[str, _Block] = {}
    for uid in reversed(order):
        blocks[uid] = _block(shown[uid], shown, blocks, has_box=True)
    whole = _block(tops, shown, blocks, has_box=False)
    boxes: dict[str, tuple[float, float]] = {}
    lines: list[Line] = []
    waiting = [(uid, x + MARGIN, y + MARGIN) for uid, x, y in whole.children]
    while waiting:
        uid, left, top = waiting.pop()
        block = blocks[uid]
        boxes[uid] = (left + block.middle - BOX_WIDTH / 2, top)
        lines += [(x1 + left, y1 + top, x2 + left, y2 + top) for x1, y1, x2, y2 in block.lines]
        waiting += [(child, left + x, top + y) for child, x, y in block.children]
    return Chart(boxes, lines, whole.width + 2 * MARGIN, whole.height + 2 * MARGIN)


def _block(
    children: Sequence[str], shown: Mapping[str, Sequence[str]], blocks: Mapping[str, _Block], *, has_box: bool
) -> _Block:
    top = BOX_HEIGHT + LEVEL if has_box else 0.0
    if not children:
        return _Block(BOX_WIDTH, BOX_HEIGHT if has_box else 0.0, BOX_WIDTH / 2, [], [])
    alone = _columns([uid for uid in children if not shown[uid]])
    others = [_Item((uid,), blocks[uid].width, blocks[uid].height, blocks[uid].middle, column=False)
              for uid in children if shown[uid]]
    rows = _rows([*alone, *others] if has_box else [*others, *alone])  # who has neither manager nor people comes last
    inset = BESIDE if len(rows) > 1 else 0.0  # room for the trunk that further rows hang on
    widest = max(BOX_WIDTH, inset + max(_width(row) for row in rows))
    made = _Block(widest, 0.0, widest / 2, [], [])
    at, buses = top, []
    for row in rows:
        left = inset if len(rows) > 1 else (widest - _width(row)) / 2
        drops = []
        for item in row:
            _put(made, item, left, at)
            drops.append(left + item.middle)
            left += item.width + BESIDE
        if len(rows) == 1:
            made.middle = min(max((drops[0] + drops[-1]) / 2, BOX_WIDTH / 2), widest - BOX_WIDTH / 2)
        buses.append((at - LEVEL / 2, drops))
        at += max(item.height for item in row) + LEVEL
    made.height = at - LEVEL
    if has_box:
        made.lines += _bus(made.middle, buses, trunk=BESIDE / 4 if len(rows) > 1 else None)
    else:
        made.lines.clear()
    return made


def _put(made: _Block, item: _Item, left: float, top: float) -> None:
    if not item.column:
        made.children.append((item.uids[0], left, top))
        return
    rail = left + item.middle
    for at, uid in enumerate(item.uids):
        y = top + at * (BOX_HEIGHT + STACKED)
        made.children.append((uid, left + HANGING, y))
        made.lines.append((rail, y + BOX_HEIGHT / 2, left + HANGING, y + BOX_HEIGHT / 2))
    made.lines.append((rail, top - LEVEL / 2, rail, top + item.height - BOX_HEIGHT / 2))


def _bus(middle: float, buses: Sequence[tuple[float, list[float]]], trunk: float | None) -> list[Line]:
    """From the box down to a level line, and from there to each item; further rows hang on a trunk at the left."""
    lines: list[Line] = [(middle, BOX_HEIGHT, middle, buses[0][0])]
    for at, (y, drops) in enumerate(buses):
        ends = [*drops, *([middle] if at == 0 else []), *([trunk] if trunk is not None else [])]
        lines.append((min(ends), y, max(ends), y))
        lines += [(x, y, x, y + LEVEL / 2) for x in drops]
    if trunk is not None:
        lines.append((trunk, buses[0][0], trunk, buses[-1][0]))
    return lines


def _columns(uids: Sequence[str]) -> list[_Item]:
    if not uids:
        return []
    count = ceil(len(uids) / COLUMN)
    if count > 4:  # many in one place stand in a block, not in a ribbon
        count = max(4, ceil(sqrt(len(uids) * SHAPE * BOX_HEIGHT / BOX_WIDTH)))
    size = ceil(len(uids) / count)
    parts = [uids[start:start + size] for start in range(0, len(uids), size)]
    return [_Item(part, HANGING + BOX_WIDTH, len(part) * (BOX_HEIGHT + STACKED) - STACKED, HANGING / 2, column=True)
            for part in parts]


def _rows(items: Sequence[_Item]) -> list[list[_Item]]:
    room = max(ROW, sqrt(sum((i.width + BESIDE) * (i.height + LEVEL) for i in items) * SHAPE))
    rows: list[list[_Item]] = [[]]
    for item in items:
        if rows[-1] and _width([*rows[-1], item]) > room:
            rows.append([])
        rows[-1].append(item)
    return rows


def _width(row: Sequence[_Item]) -> float:
    return sum(item.width for item in row) + BESIDE * (len(row) - 1)
