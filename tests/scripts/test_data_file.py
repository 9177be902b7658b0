"""The data file: whatever a value holds, it comes out as it went in; secrets do not go in at all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.data_file import FORMAT, LARGEST, Unreadable, Unwritable, decode, encode

HARD = (
    "'", '"', "\u2018", "\u2019", "\u201a", "\u201b", "\u201c", "\u201d", "\u201e", "`", "``", "$()", "$(Get-Date)",
    "$env:X", "%PATH%", "@'", "'@", "@{}", "\n", "\r\n", "\t", "\\", "\\\\", "/", "<!--", "]]>", "#", ";", "&", "|",
    "\u2028", "\x7f", "\x00", "\ufeff", "ü", "日本", "\U0001f600", "\u202e", "-----", "",
)  # fmt: skip
characters = st.characters(codec="utf-8")
texts = st.one_of(
    st.lists(st.sampled_from(HARD), max_size=8).map("".join),
    st.text(characters, max_size=20),
)
names = st.sampled_from(["target", "folder", "usersFile", "scope", "filter", "roles", "task", "at", "domain"])
leaves = st.one_of(
    texts,
    st.integers(-(2**53), 2**53),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
)
trees = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3))
)
objects = st.dictionaries(names, trees, max_size=6)


@given(objects)
def test_every_value_comes_out_as_it_went_in(values: dict[str, Any]) -> None:
    assert decode(encode(values)) == values


@given(objects)
def test_another_reader_reads_the_same(values: dict[str, Any]) -> None:
    assert msgspec.json.decode(encode(values)) == {"format": FORMAT, **values}


@given(texts)
def test_the_file_is_plain_ascii_so_that_no_code_page_changes_it(text: str) -> None:
    data = encode({"target": {"folder": text}})
    assert data.isascii()
    for code_page in ("utf-8", "cp1252", "cp850", "cp932"):
        assert data.decode(code_page) == data.decode("ascii")


def test_the_file_begins_with_its_format_and_has_no_byte_order_mark() -> None:
    assert encode({"domain": "example.org", "hosts": ("a", "b")}) == (
        b'{\n "format": "retain-sync-data/1",\n "domain": "example.org",\n "hosts": [\n  "a",\n  "b"\n ]\n}\n'
    )


SECRETS = [
    "password", "Password", "adminPassword", "workerPasswd", "pwd", "passphrase", "clientSecret", "client_secret",
    "token", "accessToken", "privateKey", "private_key", "apiKey", "credential", "credentials", "cookie", "pfxBytes",
]  # fmt: skip


@pytest.mark.parametrize("key", SECRETS)
@pytest.mark.parametrize("value", ["hunter2", "", None, ["hunter2"], {"value": "hunter2"}])
def test_a_key_that_looks_like_a_secret_is_refused(key: str, value: object) -> None:
    with pytest.raises(Unwritable, match="looks like a secret") as refused:
        encode({"worker": [{key: value}]})
    assert "hunter2" not in str(refused.value)
    assert f"worker[0].{key}" in str(refused.value)


def test_the_name_of_the_encrypted_file_is_no_secret() -> None:
    assert decode(encode({"credentialFile": "retain-credential.xml"})) == {
        "credentialFile": "retain-credential.xml"
    }
    with pytest.raises(Unwritable):
        encode({"credentialFiles": "retain-credential.xml"})


@pytest.mark.parametrize(
    "value",
    [
        "-----BEGIN " + "PRIVATE KEY-----", "x\n-----BEGIN RSA " + "PRIVATE KEY-----\n",
        "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2ln", "Bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.",
    ],
)  # fmt: skip
def test_a_key_or_token_is_refused_wherever_it_stands(value: str) -> None:
    with pytest.raises(Unwritable, match=r"^scope\.filter holds a private key or a token"):
        encode({"scope": {"filter": value}})


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"folder": "a\ud800"}, "half a character"),
        ({"limits": {"percent": float("nan")}}, "limits.percent is no number"),
        ({"limits": {"percent": float("inf")}}, "is no number"),
        ({"folder": b"bytes"}, "neither text, number, list nor object"),
        ({"folder": object()}, "neither text, number, list nor object"),
        ({1: "a"}, "no plain name"),
        ({"a b": "a"}, "no plain name"),
        ({"größe": "a"}, "no plain name"),
        ({"task": {"$(x)": "a"}}, "task has a key that is no plain name"),
        ({"folder": "a", "Folder": "b"}, "cannot tell apart"),
        ({"format": "retain-sync-data/2"}, "mark of the file"),
        ({"folder": "a" * LARGEST}, "at most 1048576 are possible"),
    ],
)
def test_what_a_script_could_not_read_is_refused(values: dict[str, Any], why: str) -> None:
    with pytest.raises(Unwritable, match=why):
        encode(values)


def test_a_file_with_a_byte_order_mark_is_read_too() -> None:
    assert decode(b"\xef\xbb\xbf" + encode({"domain": "example.org"})) == {"domain": "example.org"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"), (b"{", "not JSON"), (b"\xff\xfe{\x00}\x00", "not JSON"), (b"[]", "not a data file"),
        (b"{}", "not a data file"), (b'{"format": "retain-sync-data/2"}', "not a data file"),
        (b'"x"', "not a data file"),
    ],
)  # fmt: skip
def test_what_is_no_data_file_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        decode(data)
