from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.changes import Refused
from simulator.scenarios import SCENARIOS
from simulator.state import Domains
from simulator.tenant import scope
from simulator.tenant.commands import read
from simulator.tenant.deeds import carry_out, replay
from simulator.tenant.healthy import USE_EWS, healthy
from simulator.tenant.identity import guid
from simulator.tenant.model import Tenant
from tests.simulator.asking import World

D = "example.org"
OID, CLIENT, UNIT = guid(D, "service principal"), guid(D, "application"), guid(D, "Retain unit")
connected = pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.state], ids=lambda s: s.name)


@pytest.fixture
def tenant() -> Tenant:
    return healthy(D, exchange="hybrid")


def covered(tenant: Tenant, name: str) -> bool:
    return scope.reaches(tenant, scope.READS_MAIL, tenant.user(f"{name}@{D}"))


def test_a_command_is_read_as_powershell_writes_it() -> None:
    (first, second) = read(
        "# for Retain\n\nNew-ManagementScope -Name 'It''s ours' -RecipientRestrictionFilter \"Alias -eq 'x'\"  # why\n"
        "Set-OrganizationConfig -EwsEnabled:$true -EwsAllowedAppIDs 'a', \"b\",c -Confirm:$false -WhatIf"
    )
    assert first.name == "New-ManagementScope"
    assert first.parameters == {"name": "It's ours", "recipientrestrictionfilter": "Alias -eq 'x'"}
    assert second.parameters == {
        "ewsenabled": True, "ewsallowedappids": ("a", "b", "c"), "confirm": False, "whatif": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "no command"),
        ("# only words", "no command"),
        ("get-it", "Not a cmdlet"),
        ("$x = 1", "Cannot read"),
        ("Set-CASMailbox 'canary'", "belongs to no parameter"),
        ("Set-CASMailbox -Identity a -Identity b", "given twice"),
        ("Set-CASMailbox -Identity 'a", "Cannot read"),
        ("Set-CASMailbox -Identity a | Out-Null", "Cannot read"),
        ("Set-CASMailbox -Identity a; Remove-Mailbox -Identity b", "Cannot read"),
        ("Set-CASMailbox -Identity (Get-Date)", "Cannot read"),
        ("Set-CASMailbox -Identity a,", "must not end with a comma"),
        ('Set-CASMailbox -Identity "$name"', "Cannot read"),
    ],
)
def test_what_is_not_one_plain_cmdlet_is_refused(line: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(line)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(Refused):
        assert all(command.name for command in read(text))


@given(st.text(st.characters(exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=40))
def test_any_name_survives_single_quotes(name: str) -> None:
    (command,) = read("Set-User -Identity '" + name.replace("'", "''") + "'")
    assert command.parameters == {"identity": name}


REFUSED = [
    ("Remove-Mailbox -Identity 'canary'", "not known here"),
    ("Set-User -Identity canary -Nonsense 1", "no parameter -nonsense"),
    ("Set-User -DisplayName x", "needs -identity"),
    ("Set-User -Identity $true", "must be text"),
    ("Set-User -Identity nobody -DisplayName x", "no user nobody"),
    ("Set-CASMailbox -Identity onpremises -EwsEnabled $true", "no mailbox in Exchange Online"),
    ("Set-CASMailbox -Identity canary -EwsEnabled yes", "must be"),
    ("Set-Mailbox -Identity canary -AccountDisabled maybe", "must be"),
    ("Set-OrganizationConfig -EwsEnabled maybe", "must be"),
    (f"New-ServicePrincipal -AppId {CLIENT} -ObjectId {CLIENT}", "No enterprise application"),
    (f"New-ServicePrincipal -AppId {CLIENT} -ObjectId {OID}", "already known"),
    ("Remove-ServicePrincipal -Identity other", "no service principal"),
    (
        "New-ManagementScope -Name 'Retain mailboxes' -RecipientRestrictionFilter \"Alias -eq 'x'\"",
        "already a scope",
    ),
    ("New-ManagementScope -Name n -RecipientRestrictionFilter 'Alias like x'", "not understood"),
    ("New-ManagementScope -Name n -RecipientRestrictionFilter \"City -eq 'x'\"", "no property City"),
    (
        "New-ManagementScope -Name n -RecipientRestrictionFilter "
        "\"Alias -eq 'x' -or Alias -eq 'y' -and Alias -eq 'z'\"",
        "both -and and -or",
    ),
    ("Remove-ManagementScope -Identity 'Retain mailboxes'", "still used"),
    ("Remove-ManagementScope -Identity other", "no management scope"),
    ("New-ManagementRoleAssignment -Role 'Application Mail.Read'", "Exactly one"),
    (f"New-ManagementRoleAssignment -App {OID} -Role Nonsense", "no role 'Nonsense'"),
    (f"New-ManagementRoleAssignment -App {OID} -Role 'Application Mail.Read'", "already a role assignment"),
    (
        f"New-ManagementRoleAssignment -Name n -App {OID} -Role 'Application Mail.Read' "
        f"-CustomResourceScope 'Retain mailboxes' -RecipientAdministrativeUnitScope {UNIT}",
        "cannot be given together",
    ),
    (
        f"New-ManagementRoleAssignment -Name n -App {OID} -Role 'Application Mail.Read' "
        "-RecipientAdministrativeUnitScope other",
        "no administrative unit",
    ),
    ("New-ManagementRoleAssignment -User canary -Role 'Application Mail.Read'", "no role"),
    ("Remove-ManagementRoleAssignment -Identity other", "no role assignment"),
    ("Remove-RoleGroupMember -Identity 'Organization Management' -Member canary", "not a member"),
    ("Add-DistributionGroupMember -Identity other -Member canary", "no group"),
    ("Add-DistributionGroupMember -Identity 'Retain mailboxes' -Member canary", "already a member"),
    ("Remove-DistributionGroupMember -Identity 'Retain mailboxes' -Member outside", "not a member"),
    ("Remove-ApplicationAccessPolicy -Identity x", "no application access policy"),
]


@pytest.mark.parametrize(("line", "why"), REFUSED)
def test_a_command_that_exchange_would_refuse_is_refused(tenant: Tenant, line: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        carry_out(tenant, "command", line)


def test_an_application_is_made_known_and_given_a_scoped_role(tenant: Tenant) -> None:
    bare = carry_out(tenant, "command", f"Remove-ServicePrincipal -Identity {CLIENT} -Confirm:$false")
    assert not covered(bare, "canary")
    with pytest.raises(Refused, match="does not know"):
        carry_out(bare, "command", f"New-ManagementRoleAssignment -App {OID} -Role 'Application Mail.Read'")
    made = carry_out(
        bare,
        "command",
        "Connect-ExchangeOnline -ShowBanner:$false\nEnable-OrganizationCustomization\n"
        f"New-ServicePrincipal -AppId '{CLIENT}' -ObjectId '{OID}' -DisplayName 'Retain'\n"
        "New-ManagementScope -Name Two -RecipientRestrictionFilter \"Alias -eq 'canary' -or Alias -eq 'sales'\"\n"
        f"New-ManagementRoleAssignment -App '{OID}' -Role 'Application Mail.Read' -CustomResourceScope Two\n"
        f"Test-ServicePrincipalAuthorization -Identity '{OID}' -Resource 'canary'",
    )
    assert [covered(made, name) for name in ("canary", "sales", "support")] == [True, True, False]
    other = carry_out(
        made,
        "command",
        "Set-ManagementScope -Identity Two -RecipientRestrictionFilter \"Alias -ne 'canary'\"",
    )
    assert [covered(other, name) for name in ("canary", "outside")] == [False, True]


def test_a_role_may_cover_a_unit_or_everybody(tenant: Tenant) -> None:
    name = "Application Mail.Read-Retain"
    unit = f"Set-ManagementRoleAssignment -Identity '{name}' -RecipientAdministrativeUnitScope {UNIT}"
    assert [covered(carry_out(tenant, "command", unit), n) for n in ("canary", "outside")] == [True, False]
    everybody = carry_out(tenant, "command", f"Set-ManagementRoleAssignment -Identity '{name}'")
    assert covered(everybody, "outside")
    gone = carry_out(
        tenant,
        "command",
        f"Remove-ManagementRoleAssignment -Identity '{name}'\n"
        f"Remove-ManagementRoleAssignment -Identity '{USE_EWS}-Retain'\n"
        "Remove-ManagementScope -Identity 'Retain mailboxes' -Confirm:$false",
    )
    assert gone.exchange.scopes == ()


def test_accounts_change_by_command_and_by_setting(tenant: Tenant) -> None:
    after = replay(
        tenant,
        (
            ("command", "Set-User -Identity RetainWorker -DisplayName 'Other name'"),
            ("command", "Set-Mailbox -Identity RetainWorker -Alias other -AccountDisabled $true"),
            ("command", "Add-RoleGroupMember -Identity 'Organization Management' -Member canary"),
            ("command", "Remove-RoleGroupMember -Identity 'Organization Management' -Member canary"),
            ("command", "Remove-DistributionGroupMember -Identity 'Retain mailboxes' -Member sales"),
            ("command", "Add-DistributionGroupMember -Identity 'Retain mailboxes' -Member outside"),
            ("setting", f"enable RetainWorker@{D}\nmember RetainWorker@{D}"),
            ("setting", f"password RetainWorker@{D} expires\npassword validity 90 days"),
        ),
    )
    worker = after.user(f"RetainWorker@{D}")
    assert (worker.name, worker.alias, worker.enabled, worker.never_expires) == (
        "Other name",
        "other",
        True,
        False,
    )
    assert (after.user("canary").roles, after.validity_days) == ((), 90)
    assert (covered(after, "sales"), covered(after, "outside")) == (False, True)
    restored = carry_out(after, "setting", "password validity for ever\npassword other never expires")
    assert restored.validity_days == 2_147_483_647


def test_the_classic_role_is_gone_from_exchange_online() -> None:
    line = "New-ManagementRoleAssignment -User RetainWorker -Role ApplicationImpersonation"
    with pytest.raises(Refused, match="no longer exists"):
        carry_out(healthy(D), "command", line)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "no setting"), ("do something", "not known"), ("revoke Mail.Read", "not granted"),
     ("disable nobody", "no user")],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_refused(tenant: Tenant, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        carry_out(tenant, "setting", text)


def test_a_secret_is_renewed_and_an_application_comes_back(tenant: Tenant) -> None:
    spoilt = carry_out(tenant, "setting", "expire secret\ndisable app\nremove app")
    mended = carry_out(spoilt, "setting", "renew secret\nenable app\nrestore app")
    assert mended.app == tenant.app
    soon = carry_out(tenant, "setting", "secret ends in 12 days")
    assert (soon.app.secrets[0].ends - tenant.today).days == 12


@connected
def test_a_scenario_describes_its_tenant_in_known_words(scenario: object) -> None:
    domains = Domains(SCENARIOS, None, [scenario.name])  # type: ignore[attr-defined]
    (domain,) = domains
    assert domain.tenant != healthy(domain.name, exchange=scenario.exchange)  # type: ignore[attr-defined]


def test_changes_outlive_a_restart_and_are_undone_after_it(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    first = Domains(SCENARIOS, file, ["access-healthy"])
    name = first.create("access-healthy").name
    undo = first.carry_out(name, "setting", f"disable canary@{name}")
    second = Domains(SCENARIOS, file, ["access-healthy"])
    assert not second.get(name).tenant.user("canary").enabled
    assert second.of_tenant(guid(name, "x")) is None
    second.undo(name, undo)
    assert Domains(SCENARIOS, file, ["access-healthy"]).get(name).tenant.user("canary").enabled


def test_a_change_that_another_stands_on_cannot_be_undone_first(world: World) -> None:
    simulator = world.simulator
    name = simulator.create("access-healthy")
    first = simulator.apply(name, {"kind": "setting", "text": "grant Mail.Read"})
    second = simulator.apply(name, {"kind": "setting", "text": "revoke Mail.Read"})
    with pytest.raises(Refused, match="not granted"):
        simulator.undo(name, first)
    simulator.undo(name, second)
    simulator.undo(name, first)
    assert simulator.domains.get(name).applied == ()


def test_blocks_of_all_kinds_share_one_way_in(world: World) -> None:
    name = str(world.control("POST", "/domains", {"scenario": "access-healthy"}).json()["domain"])
    line = f"Set-CASMailbox -Identity 'canary@{name}' -EwsEnabled $false"
    for kind, text in (
        ("command", line),
        ("setting", "consent"),
        ("record", f"a.{name}. 300 IN A 192.0.2.1"),
    ):
        block = {"kind": kind, "text": text}
        assert world.control("POST", f"/domains/{name}/apply", block).status == 200
    shown = world.control("GET", f"/domains/{name}").json()["applied"]
    assert [one["text"] for one in shown][:2] == [line, "consent"]
    bad = world.control("POST", f"/domains/{name}/apply", {"kind": "command", "text": "Remove-It -All"})
    assert (bad.status, bad.json()["error"]) == (400, "The cmdlet Remove-It is not known here.")
