"""Names of nobody: made of syllables, in several scripts, and with everything that real names bring along."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

GIVEN = ("ba", "de", "fi", "go", "ka", "le", "mi", "no", "pa", "re", "si", "to", "va", "we", "zi", "yo")
FAMILY = (
    "bar",
    "den",
    "fil",
    "gor",
    "kam",
    "les",
    "mir",
    "nol",
    "par",
    "ren",
    "sil",
    "tor",
    "val",
    "wen",
    "zik",
    "yo",
)
ENDINGS = ("a", "e", "i", "o", "an", "en", "is", "os", "ar", "er", "il", "ol", "at", "et", "un", "um")
UMLAUTS = str.maketrans({"a": "ä", "o": "ö", "u": "ü", "e": "é", "i": "ï"})
SCRIPTS = (
    ("βα", "δε", "φι", "γο", "κα", "λε", "μι", "νο", "πα", "ρε", "σι", "το", "θα", "ξε", "ζι", "χο"),
    ("ба", "де", "фи", "го", "ка", "ле", "ми", "но", "па", "ре", "си", "то", "ва", "же", "зи", "йо"),
    ("バ", "デ", "フィ", "ゴ", "カ", "レ", "ミ", "ノ", "パ", "リ", "シ", "ト", "ワ", "ウェ", "ジ", "ヨ"),
    ("با", "دي", "في", "جو", "كا", "لي", "مي", "نو", "سا", "ري", "شي", "تو", "وا", "هي", "زي", "يو"),
    ("בא", "דה", "פי", "גו", "קא", "לה", "מי", "נו", "סא", "רה", "שי", "טו", "וא", "הה", "זי", "יו"),
)


class Name(NamedTuple):
    """`shown` as on a page; `logon`: its part of a logon name, ASCII."""

    given: str
    family: str
    shown: str
    logon: str


Picked = tuple[int, int, int, int, int]


def name(chosen: bytes, *, married: bool = False) -> Name:
    """The name that these bytes choose; after a wedding the family name is another one."""
    last = chosen[4] + 1 + chosen[9] % 15 if married else chosen[4]
    picked = (chosen[1] & 15, chosen[2] & 15, chosen[3] & 15, last & 15, chosen[5] & 15)
    return _shown(picked, chosen[6])


@lru_cache(maxsize=len(GIVEN) ** 2)
def _given(first: int, second: int) -> tuple[str, str]:
    """Small and with a capital."""
    text = GIVEN[first] + GIVEN[second]
    return text, text.capitalize()


@lru_cache(maxsize=len(FAMILY) ** 3)
def _family(first: int, second: int, ending: int) -> tuple[str, str]:
    text = FAMILY[first] + FAMILY[second] + ENDINGS[ending]
    return text, text.capitalize()


def _plain(picked: Picked) -> Name:
    (given, first), (family, last) = _given(*picked[:2]), _family(*picked[2:])
    return Name(first, last, f"{first} {last}", f"{given}.{family}")


def _shown(picked: Picked, style: int) -> Name:
    plain = _plain(picked)
    given, family, _, logon = plain
    if style < 160:
        return plain
    if style < 192:
        given, family = given.translate(UMLAUTS), family.translate(UMLAUTS) + "ß"
        return Name(given, family, f"{given} {family}", logon)
    if style < 208:
        return plain._replace(shown=f"{family}, {given}")
    if style < 216:
        return Name(given, f"O'{family}", f"{given} O'{family}", logon.replace(".", ".o'"))
    if style < 222:
        return plain._replace(shown=f'{given} "{given[:2]}" {family}')
    if style < 226:
        return plain._replace(shown=f"{family}; {given}")
    if style < 250:
        return _foreign(SCRIPTS[style % len(SCRIPTS)], picked, logon)
    return Name(given, f"{family}-{given}", f"{given} {family}-{given}", logon)


def _foreign(script: tuple[str, ...], picked: Picked, logon: str) -> Name:
    given, family = (script[picked[0]] + script[picked[1]]), "".join(script[at] for at in picked[2:])
    return Name(given, family, f"{family} {given}", logon)
