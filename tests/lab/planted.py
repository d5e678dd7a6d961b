"""Wrong set-ups at random: a legal server with manners of its own, and one fault planted in it.

`draw(seed, number, papers)` always draws the same. What is drawn: the protocol, the product that the server takes
after, how it words things and in how many pieces, what it offers, with or without TLS, who signs in and how; and the
fault, by the words of that product or by what it does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from crm_console.core.report import State
from tests.lab.recipe import Setup
from tests.servers.certificates import Authority, Pair
from tests.servers.talkative import Manners

ACCUSING = {"smtp.auth.refused", "smtp.auth.short_login", "smtp.auth.panel_login", "ftp.auth.refused",
            "sftp.auth.refused"}  # ids that say: the user or the password is wrong
QUIET = 1.6  # seconds that a target waits for a server that says nothing
NAME = "localhost"
PASSWORDS = ("capivara-42", "Tr3s Marias!", "a1b2c3d4", "P@ss:w/rd%20", 'as"pas', "x" * 40, "senha\\barra", "=+/==")
Make = Callable[[], AbstractContextManager[Setup]]


@dataclass(frozen=True)
class Planted:
    """`fault` must come out, in a step of that state."""

    number: int
    about: str
    fault: str
    make: Make = field(repr=False)
    state: State = State.FAILED

    @property
    def wrong_password(self) -> bool:
        return self.fault in ACCUSING


class Papers:
    """Certificates for all set-ups of a session."""

    def __init__(self, folder: Path) -> None:
        for name in ("known", "unknown"):
            (folder / name).mkdir()
        self.authority = Authority(folder / "known")
        self._other = Authority(folder / "unknown", "Outra CA")

    @cached_property
    def good(self) -> Pair:
        return self.authority.issue(NAME)

    @cached_property
    def bad(self) -> dict[str, Pair]:
        day = timedelta(days=1)
        return {
            "expired": self.authority.issue(NAME, begins=-30 * day, ends=-day),
            "not_yet_valid": self.authority.issue(NAME, begins=day, ends=30 * day),
            "self_signed": self.authority.issue(NAME, self_signed=True),
            "unknown_ca": self._other.issue(NAME),
            "name_mismatch": self.authority.issue("outro.serraazul.example"),
        }


def manners(chance: random.Random) -> Manners:
    """In one piece, in some, or slowly."""
    return chance.choice([Manners(), Manners(split=chance.randint(2, 6), seed=chance.randrange(99)),
                          Manners(split=chance.randint(3, 12), dribble=True, seed=chance.randrange(99))])


def fits_in(words: str, **values: str) -> str:
    """A server's words with what it quotes, and its line ends."""
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return words.replace("\n", "\r\n")


def draw(seed: int, number: int, papers: Papers) -> Planted:
    from tests.lab import planted_ftp, planted_mail, planted_sftp

    chance = random.Random(f"{seed}-{number}")
    kind = chance.choices((planted_mail, planted_ftp, planted_sftp), (5, 3, 2))[0]
    made: Planted = kind.draw(chance, number, papers)
    return made
