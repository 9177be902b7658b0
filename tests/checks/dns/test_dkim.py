from __future__ import annotations

import pytest

from checks.dns.dkim import judge
from clients.contract import Answer
from tests.checks.building import NOW, ONLINE, missing, records, seen, unknown

ONE, TWO = (f"selector{n}._domainkey.example.org" for n in (1, 2))
OLD = "selector1-example-org._domainkey.contoso.onmicrosoft.com"
NEW = "selector1-example-org._domainkey.contoso.o-v1.dkim.mail.microsoft"


def key(name: str, *chain: str, text: str = "v=DKIM1; k=rsa; p=MIIBIjAN") -> Answer:
    return records(name, "TXT", text, chain=chain)


@pytest.mark.parametrize("target", [OLD, NEW])
def test_both_forms_of_microsofts_keys_pass(target: str) -> None:
    result = judge(ONLINE, seen(key(ONE, target), key(TWO, target)), NOW)
    assert result.status == "passed"
    assert result.summary == "selector1 and selector2 lead to DKIM keys."
    assert result.found == f"{ONE} → {target}\n{TWO} → {target}"


def test_missing_keys_are_advice() -> None:
    result = judge(ONLINE, seen(missing(ONE, "TXT"), missing(TWO, "TXT")), NOW)
    assert result.status == "warning"
    assert result.summary == f"No DKIM key under {ONE} and {TWO}."
    assert result.found == f"no TXT record at {ONE}.\nno TXT record at {TWO}."
    assert [block.kind for block in result.remedy] == ["text", "text"]


def test_an_alias_without_a_key_at_its_end_says_so() -> None:
    lost = Answer(ONE, "TXT", "nxdomain", chain=(OLD,))
    result = judge(ONLINE, seen(lost, key(TWO, NEW)), NOW)
    assert result.status == "warning"
    assert result.found == f"{ONE} → {OLD}, where no key lies"


def test_a_withdrawn_key_is_no_key() -> None:
    result = judge(ONLINE, seen(key(ONE, text="v=DKIM1; p="), key(TWO)), NOW)
    assert result.summary == f"No DKIM key under {ONE}."


def test_servfail_proves_nothing() -> None:
    assert judge(ONLINE, seen(unknown(ONE, "TXT"), key(TWO)), NOW).status == "error"
