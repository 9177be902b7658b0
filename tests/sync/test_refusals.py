"""Refused sign-ins in the database: for one revision of one credential, for five minutes, for every worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.contract import SignInRefused
from clients.microsoft365.refusals import Asked
from sync.models import RefusedSignIn
from sync.refusals import StoredRefusals

pytestmark = pytest.mark.django_db

ASKED = Asked("connection", 3, "worldwide graph")
REFUSED = SignInRefused("No.", (7000215, 50012), "invalid_client", {"trace_id": "t"})


def test_a_refusal_comes_back_as_it_was() -> None:
    StoredRefusals().remember(ASKED, REFUSED)
    found = StoredRefusals().recall(ASKED)
    assert found is not None
    assert found.evidence() == REFUSED.evidence()


@pytest.mark.parametrize(
    "other", [Asked("connection", 4, "worldwide graph"), Asked("connection", 3, "worldwide exchange")]
)
def test_another_revision_or_purpose_is_asked_afresh(other: Asked) -> None:
    StoredRefusals().remember(ASKED, REFUSED)
    assert StoredRefusals().recall(other) is None


def test_after_a_good_sign_in_it_is_forgotten() -> None:
    StoredRefusals().remember(ASKED, REFUSED)
    StoredRefusals().forget(ASKED)
    assert StoredRefusals().recall(ASKED) is None


def test_after_five_minutes_it_counts_no_more_and_goes() -> None:
    StoredRefusals().remember(ASKED, REFUSED)
    RefusedSignIn.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert StoredRefusals().recall(ASKED) is None
    StoredRefusals().remember(Asked("another", 1, "x"), REFUSED)
    assert RefusedSignIn.objects.count() == 1


def test_a_newer_refusal_takes_the_place_of_the_older() -> None:
    StoredRefusals().remember(ASKED, REFUSED)
    StoredRefusals().remember(ASKED, SignInRefused("Still no.", (50053,)))
    found = StoredRefusals().recall(ASKED)
    assert found is not None
    assert (found.text, found.codes) == ("Still no.", (50053,))
    assert str(RefusedSignIn.objects.get()) == "connection 3: "
