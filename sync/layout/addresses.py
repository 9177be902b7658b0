"""A record's addresses, in the notations that files use.

`proxyAddresses` of Graph is what Exchange calls EmailAddresses: `SMTP:` marks the primary address, `smtp:` the others,
and other words (`SIP:`, `X500:`, `SPO:`) addresses that are no mail addresses (microsoft365.md 3.2).
"""

from __future__ import annotations

from sync.directory import Contact, Group, User

Record = User | Group | Contact

# How lists are joined in one field: key, sign, and the sign's name for people.
SEPARATORS = (
    ("", ";", "“;”"),
    ("-comma", ",", "“,”"),
    ("-bar", "|", "“|”"),
    ("-blank", " ", "a blank"),
    ("-semicolon-blank", "; ", "“;” and a blank"),
    ("-comma-blank", ", ", "“,” and a blank"),
)


def primary(record: Record) -> str:
    """The primary SMTP address, else `mail`, else "". As `sync.directory.primary_address`, without a generator."""
    for address in record.proxy_addresses or ():
        if address[:5] == "SMTP:":
            return address[5:]
    return record.mail or ""


def everything(record: Record) -> list[str]:
    """All addresses in Exchange's notation: the primary one first, the others sorted, because Graph promises no order
    and a file must not change for nothing."""
    found = sorted(record.proxy_addresses or ())
    if found and found[0][:5] != "SMTP:":
        found.sort(key=_besides)
    return found


def mail_addresses(record: Record) -> list[str]:
    """The SMTP addresses without their mark, the primary one first."""
    return [address[5:] for address in everything(record) if address[:5].lower() == "smtp:"]


def others(record: Record) -> list[str]:
    """The SMTP addresses that are not the primary one, without their mark."""
    return sorted(address[5:] for address in record.proxy_addresses or () if address[:5] == "smtp:")


def _besides(address: str) -> bool:
    return address[:5] != "SMTP:"
