"""What is different between two states of a directory, found without comparing everything with everything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from simulator.tenant.directory.groups import Groups, Member, groups_of
from simulator.tenant.directory.numbers import Numbers
from simulator.tenant.directory.people import people_of


@dataclass(frozen=True)
class GroupChange:
    """What became of a group. `came` and `went`: its members; those of a group that is `new` are not told here."""

    index: int
    new: bool = False
    gone: bool = False
    came: tuple[Member, ...] = ()
    went: tuple[Member, ...] = ()


@lru_cache(maxsize=4)
def touched_users(domain: str, was: Numbers, now: Numbers) -> tuple[int, ...]:
    """Indices of all users who may have changed, in order."""
    if was.unlisted != now.unlisted:
        return tuple(range(now.users + max(was.joined, now.joined)))
    return tuple(sorted(people_of(domain, now).touched(was)))


@lru_cache(maxsize=4)
def changed_groups(domain: str, was: Numbers, now: Numbers) -> tuple[GroupChange, ...]:
    """All groups that are new, gone or have other members, in order."""
    before, after = groups_of(domain, was), groups_of(domain, now)
    touched = _touched(before, after)
    if was.unlisted != now.unlisted:
        touched = {index: set() for index in range(max(before.total, after.total))}
    found = (_change(before, after, index, touched[index]) for index in sorted(touched))
    return tuple(change for change in found if change is not None)


Who = tuple[str, int]


def _touched(before: Groups, after: Groups) -> dict[int, set[Who]]:
    """Groups that may have changed, with the users and groups in them that may be the reason."""
    was, now, found = before.numbers, after.numbers, defaultdict[int, set[Who]](set)
    for user in after.people.touched(was):
        for group in {*before.links.groups(user), *after.links.groups(user)}:
            found[group].add(("user", user))
    for group in range(1, after.links.stretches + 1) if was.regrouped != now.regrouped else ():
        for user in after.links.passing(group, before.links.moved(group)):
            found[group].add(("user", user))
    ends = sorted((was.dissolved, now.dissolved))
    for group in after.dissolving(range(*ends)):
        found[group] |= set()
        for around in after.links.around(group):
            found[around].add(("group", group))
    for group in range(*sorted((before.total, after.total))):
        found[group] |= set()
    return found


def _change(before: Groups, after: Groups, index: int, who: set[Who]) -> GroupChange | None:
    listed, still = _seen(before, index), _seen(after, index)
    if not (listed and still):
        return GroupChange(index, new=still, gone=listed) if listed or still else None
    pairs = [(_member(before, index, one), _member(after, index, one)) for one in sorted(who)]
    came = tuple(new for old, new in pairs if new and new != old)
    went = tuple(old for old, new in pairs if old and new != old)
    return GroupChange(index, came=came, went=went) if came or went else None


def _seen(groups: Groups, index: int) -> bool:
    return not groups.numbers.unlisted and groups.here(index)


def _member(groups: Groups, group: int, who: Who) -> Member | None:
    kind, index = who
    if kind == "group":
        inside = index in groups.links.nested(group) and groups.here(index)
        return Member("group", index, groups.id(index)) if inside else None
    inside = groups.people.here(index) and groups.links.inside(group, index)
    return Member("user", index, groups.people.id(index)) if inside else None
