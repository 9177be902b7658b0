"""What sync.files says about a pair."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from checks.result import Remedy, Result, could_not, failed, warning
from checks.sync import words
from checks.sync.file_scan import FileSeen
from checks.sync.pair_scan import PairSeen
from checks.sync.published import restore

EXPECTED: Final = "both files whole, of one run, and every member of a group among the users"
_MEANING: Final = "Retain reads them as they are: whoever is missing cannot sign in, and is not archived."
_CONFIRM: Final = "Run this check again: it reads both files from beginning to end."
_PUBLISH: Final = "Open Sync, Preview, press Preview, and then Publish."


def found(pair: PairSeen) -> str:
    """Both files in few words."""
    return "; ".join(_shown(one) for one in (pair.users, pair.groups))


def table(pair: PairSeen) -> dict[str, Any]:
    """Every row that is wrong, as far as it was listed."""
    rows = [[one.name, str(line), text] for one in (pair.users, pair.groups) for line, text in one.findings]
    rows += [
        [pair.groups.name, str(line), f"The member “{name}” is nobody of {pair.users.name}."]
        for line, name in pair.strangers
    ]
    return {"columns": ["File", "Line", "What"], "rows": rows}


def broken(wrong: tuple[str, ...], unlisted: int, told: dict[str, Any]) -> Result:
    """`wrong`: sentences, of which the first one is the summary; `unlisted`: how many more there are."""
    others = len(wrong) - 1 + unlisted
    more = f" And {others:,} more." if others else ""
    again = words.to_preview(f"{'Or make a new one: ' if told['number'] else ''}{_PUBLISH}")
    return failed(
        f"{wrong[0]}{more}",
        meaning=_MEANING,
        expected=EXPECTED,
        found="\n".join(wrong),
        remedy=(*restore(told), again),
        confirm=_CONFIRM,
    )


def altered(names: tuple[str, ...], told: dict[str, Any]) -> Result:
    """Whole, but not what was published."""
    verb = "was" if len(names) == 1 else "were"
    return warning(
        f"{' and '.join(names)} {verb} changed by somebody else after generation {told['number']} was published.",
        meaning="Retain reads what another program or person wrote. The next run keeps it, and replaces it.",
        expected=f"the files of generation {told['number']}",
        found=f"other bytes in {' and '.join(names)}",
        remedy=(
            Remedy(
                "text",
                "Find out who writes there: often the vendor's old script still runs every night.",
                "There",
            ),
            *restore(told),
        ),
        confirm=_CONFIRM,
    )


def none_yet() -> Result:
    return warning(
        "The two files are not there yet: nothing has been published.",
        meaning="Retain has nobody to archive or to let in until there is a pair.",
        expected=EXPECTED,
        found="neither file",
        remedy=(words.to_preview(_PUBLISH),),
        confirm="After the first publish this check runs by itself.",
    )


def strange(pair: PairSeen) -> Result:
    return warning(
        "The two files were made by somebody else, and how they should look is not known yet.",
        meaning="They are not empty; more cannot be said. The first publish keeps them before it replaces them.",
        expected="a pair that this program published, or a layout learned from a good pair",
        found=found(pair),
        remedy=(
            Remedy(
                "text",
                "Open Sync, Layout, and upload these two files, if they are good ones.",
                "In this wizard",
            ),
            words.to_preview(_PUBLISH),
        ),
        confirm=_CONFIRM,
    )


def damaged(text: str) -> Result:
    return could_not(
        f"What this program noted about its own publications cannot be read. {text}",
        tried="Read the list of generations in the data directory of this program.",
        again="Look at the data directory, then run this check again.",
    )


def counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _shown(seen: FileSeen) -> str:
    if seen.size is None:
        return f"{seen.name}: not there"
    at = f", of {datetime.fromtimestamp(seen.modified, UTC):%Y-%m-%d %H:%M} UTC" if seen.modified else ""
    return f"{seen.name}: {counted(seen.rows)}, {seen.size:,} bytes{at}"
