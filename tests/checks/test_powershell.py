from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.powershell import ONLINE, SERVER, connect, line, online, quoted, server
from checks.result import Remedy
from tests.checks.building import CHINA, DOD
from tests.checks.building import ONLINE as WORLDWIDE
from tests.checks.shown_lines import contracts_there, faults


def test_a_quote_is_written_twice() -> None:
    assert quoted("O'Brien") == "'O''Brien'"


@pytest.mark.parametrize("sign", ["\u2018", "\u2019", "\u201a", "\u201b"])
def test_a_typographic_quote_ends_no_string(sign: str) -> None:
    assert quoted(f"a{sign}b") == f"'a{sign}{sign}b'"


@pytest.mark.parametrize("sign", ["\n", "\r", "\0", "\x7f", "\x85", "\u2028", "\u2029"])
def test_control_characters_are_refused(sign: str) -> None:
    with pytest.raises(ValueError, match="no place in a PowerShell line"):
        quoted(f"a{sign}b")


@given(st.text(alphabet="'\u2018\u2019$`\"();|&{}a ", max_size=12))
def test_no_value_breaks_out_of_its_quotes(text: str) -> None:
    inner = quoted(text)[1:-1]
    kept, at = "", 0
    while at < len(inner):
        if inner[at] in "'\u2018\u2019\u201a\u201b":
            assert inner[at + 1] in "'\u2018\u2019\u201a\u201b"
            at += 1
        kept += inner[at]
        at += 1
    assert kept == text


def test_a_line_has_one_cmdlet_and_named_values() -> None:
    assert line("Set-CASMailbox", Identity="a@example.org", EwsEnabled=True) == (
        "Set-CASMailbox -Identity 'a@example.org' -EwsEnabled $true"
    )
    assert line("Set-OrganizationConfig", EwsEnabled=False) == "Set-OrganizationConfig -EwsEnabled $false"


def test_a_session_opens_in_the_cloud_of_the_connection() -> None:
    assert connect(WORLDWIDE) == "Connect-ExchangeOnline"
    assert connect(DOD) == "Connect-ExchangeOnline -ExchangeEnvironmentName 'O365USGovDoD'"
    assert connect(CHINA) == "Connect-ExchangeOnline -ExchangeEnvironmentName 'O365China'"


def test_each_line_is_a_block_that_says_where_it_is_run() -> None:
    assert online("A-B", "C-D") == (Remedy("command", "A-B", ONLINE), Remedy("command", "C-D", ONLINE))
    assert server("A-B") == (Remedy("command", "A-B", SERVER),)


@pytest.mark.skipif(not contracts_there(), reason="the contracts (CONTRACTS_DIR) are not here")
def test_an_unknown_cmdlet_or_parameter_is_found() -> None:
    assert faults("Set-Mailbox -Identity 'a' -Alias 'b'") == []
    assert faults("Set-Mailboxx -Identity 'a'") == ["cmdlet Set-Mailboxx"]
    assert faults("Set-Mailbox -Identity 'a' -Nickname 'b'") == ["Set-Mailbox -nickname"]
    assert faults("Set-Mailbox -Identity 'a") == ["syntax"]
