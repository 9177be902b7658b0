"""The two accounts: the administrator of the set-up, and the impersonation user."""

from __future__ import annotations

from dataclasses import dataclass

from checks.subject import Subject


@dataclass(frozen=True)
class Who:
    """One of the accounts. `key`: its name in the account report; `name`: in sentences; `owner`: the check that owns
    a missing account."""

    key: str
    name: str
    owner: str

    def upn(self, subject: Subject) -> str:
        return subject.admin_upn if self.key == "administrator" else subject.worker_upn


ADMIN = Who("administrator", "administrator", "admin.account")
WORKER = Who("impersonation_user", "impersonation user", "worker.account")
