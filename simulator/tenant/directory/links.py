"""Who is in which group, both ways round, by arithmetic alone.

All memberships stand in one long row; each group owns a stretch of it, and place after place meets the next user in a
shuffled order. So a group's members and a user's groups are found without looking at anybody else. People change groups
by a group's stretch moving on: its first member goes and another one comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from simulator.tenant.directory.numbers import Numbers
from simulator.tenant.directory.order import Order, order

FOUNDERS = 5  # members of a group that is founded later


class Links:
    """Group 0 is the crowd, a tenth of all memberships; the last twentieth of the groups is empty."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        users, groups = numbers.users, numbers.groups
        self.stretches = max(0, groups - groups // 20 - 1)
        self.users: Order = order(numbers.seed, "members", max(1, users))
        self._crowd_order = order(numbers.seed, "crowd", max(1, users))
        self._founders = order(numbers.seed, "founders", max(1, users))
        others = sum(len(self.nested(g)) + len(self.contacts(g)) for g in range(groups))
        left = max(0, numbers.links - others)
        crowd = min(users, left // 10 if self.stretches else left) if groups else 0
        self.usual = min(users, (left - crowd) // self.stretches) if self.stretches else 0
        self.crowd = min(users, left - self.usual * self.stretches) if groups else 0

    # ------------------------------------------------------------------------------------- groups -> members

    def size(self, group: int) -> int:
        """How many of the users of the beginning are in it."""
        if group >= self.numbers.groups:
            return min(FOUNDERS, self.numbers.users)
        if group == 0:
            return self.crowd
        return self._size(group - 1) if group <= self.stretches else 0

    def member(self, group: int, place: int) -> int:
        """The user at a place of it, 0 <= place < size."""
        if group >= self.numbers.groups:
            return self._founders.at((group - self.numbers.groups) * FOUNDERS + place)
        if group == 0:
            return self._crowd_order.at(place)
        return self.users.at(self._offset(group - 1) + self.moved(group) + place)

    def newcomers(self, group: int) -> range:
        """Which of those who joined are in it (0 is the first of them)."""
        if group >= self.numbers.groups or group > self.stretches:
            return range(0)
        return range(group - 1, self.numbers.joined, self.stretches) if group else range(self.numbers.joined)

    def nested(self, group: int) -> tuple[int, ...]:
        """The groups inside it. Groups 3, 4 and 5 go round in a circle."""
        if self.stretches >= 6 and 3 <= group <= 5:
            return (3 + (group - 2) % 3,)
        return (group + 1,) if group % 10 == 7 and group < self.stretches else ()

    def around(self, group: int) -> tuple[int, ...]:
        """The groups that it is inside of."""
        return tuple(g for g in dict.fromkeys((3, 4, 5, group - 1)) if g >= 0 and group in self.nested(g))

    def contacts(self, group: int) -> tuple[int, ...]:
        count = self.numbers.contacts
        if group % 6 != 2 or group > self.stretches or not count:
            return ()
        return tuple(dict.fromkeys((group * 2 % count, (group * 2 + 1) % count)))

    def moved(self, group: int) -> int:
        """How far its stretch has moved on."""
        behind = self.numbers.regrouped - (group - 1)
        return max(0, (behind + self.stretches - 1) // self.stretches) if self.stretches else 0

    def passing(self, group: int, before: int) -> Iterator[int]:
        """Users whom its stretch passes over between having moved so far before and as far as now."""
        start, size = self._offset(group - 1), self._size(group - 1)
        for moved in range(*sorted((before, self.moved(group)))):
            yield self.users.at(start + moved)
            yield self.users.at(start + size + moved)

    # ------------------------------------------------------------------------------------- users -> groups

    def groups(self, user: int) -> Iterator[int]:
        """The groups that a user may be in; `inside` tells for certain."""
        if self.numbers.groups:
            yield 0
        if user >= self.numbers.users:
            yield from [1 + (user - self.numbers.users) % self.stretches] if self.stretches else ()
            return
        whole, reach = self.stretches * self.usual, self.moved(1)
        for place in range(self.users.rank(user), whole + reach, self.numbers.users):
            last = self._at(min(place, whole - 1)) if whole else -1
            yield from (s + 1 for s in range(last, max(-1, last - reach - 2), -1))
        for place in range(self._founders.rank(user), self.numbers.founded * FOUNDERS, self.numbers.users):
            yield self.numbers.groups + place // FOUNDERS

    def inside(self, group: int, user: int) -> bool:
        """Is the user a direct member?"""
        users = self.numbers.users
        if user >= users:
            return user - users in self.newcomers(group)
        if group >= self.numbers.groups:
            first = (group - self.numbers.groups) * FOUNDERS
            return (self._founders.rank(user) - first) % users < self.size(group)
        if group == 0:
            return self._crowd_order.rank(user) < self.crowd
        if group > self.stretches:
            return False
        return (self.users.rank(user) - self._offset(group - 1) - self.moved(group)) % users < self._size(
            group - 1
        )

    # ------------------------------------------------------------------------------------- stretches

    def _uneven(self, pair: int) -> int:
        """Two neighbours share what is usual for both unevenly."""
        room = min(self.usual // 2, self.numbers.users - self.usual)
        return (pair * 7919 + self.numbers.seed) % (room + 1) if 2 * pair + 1 < self.stretches else 0

    def _size(self, stretch: int) -> int:
        more = self._uneven(stretch // 2)
        return self.usual - more if stretch % 2 else self.usual + more

    def _offset(self, stretch: int) -> int:
        start = stretch // 2 * 2 * self.usual
        return start + self._size(stretch - 1) if stretch % 2 else start

    def _at(self, place: int) -> int:
        """The stretch that a place belongs to."""
        pair, rest = divmod(place, 2 * self.usual)
        return 2 * pair + int(rest >= self._size(2 * pair))


@lru_cache(maxsize=64)
def links_of(numbers: Numbers) -> Links:
    return Links(numbers)
