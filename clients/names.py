"""Domain names as people type them, and as DNS wants them.

Rules: RFC 1035 lengths, RFC 5891 (IDNA 2008) with the mapping of Unicode UTS 46, RFC 6761 reserved names.
"""

from __future__ import annotations

import ipaddress
import re

import idna

from clients.text import printable

MAX_TYPED = 500
MAX_NAME = 253
NEVER_PUBLIC = ("localhost", "local", "invalid", "onion", "arpa", "internal")


class NotADomain(ValueError):
    """What was typed is not a domain. The text says why and what to type, ready for the form."""


def to_ascii(text: str) -> str:
    """A domain in IDNA ASCII form, lower case, without a trailing dot. NotADomain with a clear text for
    anything else.
    """
    typed = text.strip()
    _refuse_other_things(typed)
    try:
        name = idna.encode(typed, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError, IndexError) as error:
        raise NotADomain(_why(typed, str(error))) from error
    name = name.lower().removesuffix(".")
    _refuse_other_names(name)
    return name


def to_unicode(name: str) -> str:
    """The name as people read it; the ASCII form itself where it does not decode."""
    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError, ValueError, IndexError):
        return name


def _refuse_other_things(typed: str) -> None:
    """An empty field, an e-mail address, a URL, an IP address ... each gets its own words."""
    if not typed:
        raise NotADomain("Enter the domain, such as example.org.")
    if len(typed) > MAX_TYPED:
        raise NotADomain(f"This is too long for a domain: at most {MAX_NAME} characters.")
    if "://" in typed or typed.startswith("//"):
        raise NotADomain("This is a web address. Enter the domain alone, such as example.org.")
    if "@" in typed:
        raise NotADomain(_after_the_at(typed))
    if any(c.isspace() or not c.isprintable() for c in typed):
        raise NotADomain(
            "A domain has no spaces or invisible characters. Enter it as one word, such as example.org."
        )
    if "*" in typed:
        raise NotADomain("Enter one domain, without a wildcard (*), such as example.org.")
    if _is_address(typed):
        raise NotADomain("This is an IP address. Enter the domain, such as example.org.")
    if re.search(r"[/\\?#:]", typed):
        raise NotADomain("Enter the domain alone, without a path or a port, such as example.org.")


def _after_the_at(typed: str) -> str:
    try:
        domain = to_ascii(typed.rsplit("@", 1)[1])
    except NotADomain:
        return "This looks like an e-mail address. Enter the domain alone: the part after the @."
    return f"This is an e-mail address. Enter the part after the @: {domain}"


def _refuse_other_names(name: str) -> None:
    labels = name.split(".")
    if _is_address(name):
        raise NotADomain("This is an IP address. Enter the domain, such as example.org.")
    if len(labels) < 2:
        raise NotADomain(f"“{name}” has no dot. Enter the whole domain, such as example.org.")
    if labels[-1].isdigit():
        raise NotADomain("No domain ends in a number. Enter the domain, such as example.org.")
    if labels[-1] in NEVER_PUBLIC:
        raise NotADomain(
            f"Names under .{labels[-1]} exist only inside one network. Enter the domain used for mail."
        )


def _is_address(typed: str) -> bool:
    bare = typed.strip("[]").split("%")[0].split("/")[0]
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def _why(typed: str, said: str) -> str:
    bare = typed.strip(".")
    if ".." in bare or not bare:
        return "There is nothing between two of the dots. Enter the domain, such as example.org."
    if any(len(label) > 63 for label in bare.split(".")):
        return "A part between two dots is too long: at most 63 characters."
    if len(bare) > MAX_NAME or "Domain too long" in said:
        return f"This is too long for a domain: at most {MAX_NAME} characters."
    shown = printable(typed if len(typed) <= 60 else typed[:60] + "…")
    return f"“{shown}” is not a domain. Letters, digits and hyphens are allowed, such as example.org."
