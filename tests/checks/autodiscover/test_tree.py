from __future__ import annotations

from dataclasses import replace

from checks.autodiscover.tree import tree
from tests.checks.autodiscover.branches import (
    FIXED,
    FIXED_GOOD,
    HOST,
    HOST_CLOSED,
    PATH,
    REDIRECT,
    ROOT,
    SRV_NONE,
    V2_BAD,
    asks,
)  # fmt: skip
from tests.checks.building import ONLINE, SERVER

ATTEMPTS = (FIXED_GOOD, ROOT, HOST_CLOSED, REDIRECT, SRV_NONE, V2_BAD)


def test_the_winning_way_is_marked_and_shows_its_hops() -> None:
    node = tree(ONLINE, ATTEMPTS, REDIRECT)[3]
    assert node == {
        "label": f"Ask http://{HOST} where to go",
        "result": "It asks for a sign-in (401), as a healthy end point does. Good connection.",
        "tone": "good",
        "ms": 40,
        "winner": True,
        "children": [
            {
                "label": f"GET http://{HOST}{PATH}",
                "result": f"302, on to https://{FIXED}{PATH}",
                "tone": "neutral",
                "ms": 20,
                "children": [],
            },
            {
                "label": f"GET https://{FIXED}{PATH}",
                "result": "401",
                "tone": "neutral",
                "ms": 20,
                "children": [],
            },
        ],
    }


def test_harmless_branches_say_why() -> None:
    nodes = tree(ONLINE, ATTEMPTS, REDIRECT)
    assert [node["tone"] for node in nodes] == ["neutral", "harmless", "harmless", "good", "harmless", "bad"]
    assert nodes[1]["result"].endswith("Harmless: this is the web site of the domain.")
    assert (
        nodes[2]["result"]
        == "Closed. Harmless: with Exchange Online port 443 is closed here, and that is normal."
    )
    assert nodes[4]["result"] == "There is no SRV record. Harmless: it is not needed."
    assert nodes[0]["result"].endswith("so it proves nothing about the records of yours.")


def test_a_closed_port_of_an_own_server_is_not_harmless() -> None:
    nodes = tree(SERVER, (HOST_CLOSED, SRV_NONE), None)
    assert [node["tone"] for node in nodes] == ["neutral", "harmless"]
    assert nodes[0]["children"][0]["result"] == "the connection was refused"


def test_a_second_good_way_is_shown_as_such() -> None:
    srv = replace(
        SRV_NONE, hops=(asks(f"https://{FIXED}{PATH}"),), result="good", endpoint=FIXED, detail="It asks."
    )
    assert tree(ONLINE, (REDIRECT, srv), REDIRECT)[1]["result"] == "It asks. An earlier way answers already."
