"""All domains of this world. What people change in them is saved, so that practice survives a restart."""

from __future__ import annotations

import secrets
import string
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from simulator import saved
from simulator.changes import Refused, change, deed, parsed, together, without
from simulator.domain import ROOT, Domain, fresh
from simulator.scenarios.model import Scenario, dashed
from simulator.tenant.identity import tenant_id


class Domains:
    """Every domain, by name. Safe to use from several threads; each change is saved before it is answered."""

    def __init__(self, scenarios: Iterable[Scenario], file: Path | None, only: Iterable[str] = ()) -> None:
        self._catalogue = {scenario.name: scenario for scenario in scenarios}
        self._file = file
        self._lock = threading.RLock()
        self._domains: dict[str, Domain] = {}
        wanted = set(only) or set(self._catalogue)
        for scenario in self._catalogue.values():
            if scenario.name in wanted:
                self._put(fresh(scenario, f"{scenario.name}.{ROOT}"))
        for domain in saved.load(file, self._catalogue) if file else ():
            self._put(domain)
        self._by_dashes = {dashed(name): name for name in self._domains}
        self._by_tenant = {tenant_id(name): name for name in self._domains}

    def __iter__(self) -> Iterator[Domain]:
        return iter(list(self._domains.values()))

    def get(self, name: str) -> Domain:
        """The domain of exactly this name; Refused (404) when there is none."""
        found = self._domains.get(name.lower().rstrip("."))
        if found is None:
            raise Refused(f"There is no domain {name} here.", 404)
        return found

    def over(self, name: str) -> Domain | None:
        """The domain that `name` is or lies under."""
        while name:
            if name in self._domains:
                return self._domains[name]
            name = name.partition(".")[2]
        return None

    def written(self, label: str) -> Domain | None:
        """The domain whose dashed form is `label`, as in Microsoft's MX and DKIM names."""
        return self._domains.get(self._by_dashes.get(label, ""))

    def of_tenant(self, id: str) -> Domain | None:
        """The domain of the tenant with this id."""
        return self._domains.get(self._by_tenant.get(id.lower(), ""))

    def create(self, scenario: str) -> Domain:
        """A private copy of a scenario with its own state; Refused for an unknown scenario."""
        if scenario not in self._catalogue:
            raise Refused(f"There is no scenario {scenario!r}.")
        with self._lock:
            while True:
                ending = "".join(secrets.choice(string.ascii_lowercase) for _ in range(4))
                name = f"{scenario}-{ending}.{ROOT}"
                if name not in self._domains:
                    break
            made = replace(fresh(self._catalogue[scenario], name), private=True)
            self._put(made, save=True)
        return made

    def forget(self, name: str) -> None:
        """Remove a private copy. Refused for the shared ones."""
        with self._lock:
            domain = self.get(name)
            if not domain.private:
                raise Refused("Only a private copy can be removed.")
            del self._domains[domain.name]
            self._save()

    def apply(self, name: str, text: str, action: str, replaces: Iterable[str] = ()) -> str:
        """Publish or delete the lines in `text`; the id that undoes it. Refused: nothing was changed."""
        with self._lock:
            domain = self.get(name)
            made = change(domain.name, domain.records, text, action, list(replaces))
            records = together(without(domain.records, parsed(made.removed)), parsed(made.added))
            self._put(domain.changed(records, (*domain.applied, made)), save=True)
        return made.undo

    def carry_out(self, name: str, kind: str, text: str) -> str:
        """Change the tenant of a domain (simulator.tenant.deeds); the id that undoes it. Refused: nothing changed."""
        with self._lock:
            domain = self.get(name)
            made = deed(kind, text)
            changed = domain.changed(domain.records, (*domain.applied, made))
            self._put(changed.proved(), save=True)
        return made.undo

    def undo(self, name: str, undo: str) -> None:
        """Take one change back; Refused (404) for an unknown id."""
        with self._lock:
            domain = self.get(name)
            made = next((c for c in domain.applied if c.undo == undo), None)
            if made is None:
                raise Refused("There is no such change to undo.", 404)
            records = together(without(domain.records, parsed(made.added)), parsed(made.removed))
            changed = domain.changed(records, (c for c in domain.applied if c is not made))
            self._put(changed.proved(), save=True)

    def delay(self, name: str, ms: int) -> None:
        """From now on each answer about this domain takes `ms` milliseconds (0 to 60000)."""
        if not 0 <= ms <= 60_000:
            raise Refused("latency_ms must lie between 0 and 60000.")
        with self._lock:
            self._put(replace(self.get(name), latency_ms=ms), save=True)

    def _put(self, domain: Domain, *, save: bool = False) -> None:
        self._domains[domain.name] = domain
        if save:
            self._by_dashes[dashed(domain.name)] = domain.name
            self._by_tenant[tenant_id(domain.name)] = domain.name
            self._save()

    def _save(self) -> None:
        if self._file is not None:
            saved.save(self._file, self._domains.values())
