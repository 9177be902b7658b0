"""Records of the directory as rows of the staging file, judged, and with their lines of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sync.collect.judging import Judge
from sync.collect.plan import Run
from sync.collect.tables import Row
from sync.directory import Contact, Group, User, group_kind, primary_address
from sync.layout.render import GroupLines, UserLines
from sync.packing import packed_contact, packed_group, packed_user

NO_PURPOSES: Final[Mapping[str, str]] = {}


class UserRows:
    """Makes rows of the table `users`. Column by column: nothing runs once a cell that could run once a column."""

    def __init__(self, run: Run) -> None:
        plan, self._unwritten = run.plan, run.tally.unwritten
        self._judge, self._lines = Judge(plan.choice).user, UserLines(plan.layout, plan.kept)

    def of(self, users: Sequence[User], purposes: Mapping[str, str] = NO_PURPOSES) -> list[Row]:
        """A row for each user. `purposes`: userPurpose by id, as far as it is known."""
        judge, purpose = self._judge, purposes.get
        verdicts = [judge(user, purpose(user.id, "")) for user in users]
        inside = [(user, kind) for user, (kind, reason) in zip(users, verdicts, strict=True) if not reason]
        reasons: list[str] = [reason for _, reason in verdicts]
        lines, places = self._unwritten.lines(self._lines.lines, inside), self._lines.places(inside)
        if None in lines:
            told = iter(lines)
            reasons = [reason or ("no-value" if next(told) is None else "") for reason in reasons]
            places = [place for place, line in zip(places, lines, strict=True) if line is not None]
            lines = [line for line in lines if line is not None]
        line, place = iter(lines), iter(places)
        return [
            *zip(
                [user.id for user in users],
                [user.user_principal_name or "" for user in users],
                map(primary_address, users),
                [user.display_name or "" for user in users],
                [kind for kind, _ in verdicts],
                reasons,
                ["" if reason else next(place) for reason in reasons],
                map(packed_user, users),
                ["" if reason else next(line) for reason in reasons],
                strict=True,
            )
        ]


class GroupRows:
    """Makes rows of the table `groups`, still without members and line."""

    def __init__(self, run: Run) -> None:
        plan, self._unwritten = run.plan, run.tally.unwritten
        self._judge, self._lines = Judge(plan.choice), GroupLines(plan.layout, plan.kept)

    def of(self, groups: Sequence[Group]) -> list[Row]:
        return [self._row(group, self._judge.group(group)) for group in groups]

    def lines(self, groups: Sequence[Group], members: Sequence[Sequence[str]]) -> list[str | None]:
        """Each group's line; None where a column has no value for it, or none that fits."""

        def make(some: Sequence[tuple[Group, Sequence[str]]]) -> list[str | None]:
            return self._lines.lines([group for group, _ in some], [inside for _, inside in some])

        return self._unwritten.lines(make, [*zip(groups, members, strict=True)])

    def _row(self, group: Group, reason: str) -> Row:
        place = "" if reason else self._lines.place(group)
        return (
            group.id, primary_address(group), group.display_name or "", group_kind(group), reason, place, 0,
            packed_group(group), "",
        )  # fmt: skip


def contact_rows(contacts: Sequence[Contact]) -> list[Row]:
    """Rows of the table `contacts`."""
    return [(c.id, primary_address(c), c.display_name or "", packed_contact(c)) for c in contacts]
