"""A nightly start on a Linux host: systemd service and timer, which call `manage sync_now`.

Sources: systemd.service(5), "Command lines", and systemd.syntax(7) for quotes; systemd.time(7) for OnCalendar with a
zone; systemd.exec(5) for the hardening.
"""

from __future__ import annotations

import hashlib
import re

from scripts import clock
from scripts.commands import Command
from scripts.nightly_run import NightlyRun

RUNNING_ALREADY = 6  # exit code of sync_now: another run is under way, which is no failure

# A pair that goes below one of these must be seen from outside the service.
_SHARED = ("/tmp/", "/var/tmp/")  # noqa: S108 - nothing is written there, the folders are only recognised
# What ProtectHome hides (systemd.exec(5)).
_HOMES = tuple(f"/{folder}/" for folder in ("home", "root", "run/user"))


def unit_name(connection: str) -> str:
    """The name of both units without ending: readable, and another one for each connection."""
    plain = re.sub(r"[^a-z0-9]+", "-", connection.lower()).strip("-")[:40].strip("-")
    if plain == connection:
        return f"retain-sync-{plain}"
    mark = hashlib.sha256(connection.encode("utf-8")).hexdigest()[:8]
    return "-".join(filter(None, ("retain-sync", plain, mark)))


def service(run: NightlyRun) -> str:
    """The text of the .service file."""
    host, target = run.host, f"{run.target}/"
    writable = [host.data, *([run.target] if run.target else [])]
    return _SERVICE.format(
        name=_percent(run.connection),
        user=host.user,
        program=_percent(host.program),
        environment=word(f"DATA_DIR={host.data}"),
        command=" ".join(word(text, command=True) for text in run.words()),
        writable=" ".join(word(path) for path in writable),
        private_tmp="false" if target.startswith(_SHARED) else "true",
        home="read-only" if target.startswith(_HOMES) else "true",
        already=RUNNING_ALREADY,
    )


def timer(run: NightlyRun) -> str:
    """The text of the .timer file."""
    warning = clock.warning(run.at, run.zone, run.first)
    comment = f"# {warning}\n# On a night without that time systemd starts nothing.\n" if warning else ""
    at, zone = f"{run.at:%H:%M:%S}", _percent(run.zone)
    return _TIMER.format(name=_percent(run.connection), comment=comment, at=at, zone=zone)


def commands(run: NightlyRun) -> tuple[Command, ...]:
    """The lines that install, try, look at and remove both units; for root, in the folder that holds them."""
    name, place = unit_name(run.connection), "/etc/systemd/system"
    both = f"{place}/{name}.service {place}/{name}.timer"
    return (
        Command("Copy both units", f"install -m 0644 {name}.service {name}.timer {place}/", "As root."),
        Command(
            "Switch it on",
            f"systemctl daemon-reload && systemctl enable --now {name}.timer",
            "From tonight on.",
        ),
        Command("Start it once", f"systemctl start {name}.service", "It returns when the run has ended."),
        Command(
            "Look at it",
            f"systemctl list-timers {name}.timer; journalctl -u {name}.service",
            "Next and last run.",
        ),
        Command(
            "Remove it", f"systemctl disable --now {name}.timer && rm {both}", "The files of Retain stay."
        ),
    )


def word(text: str, *, command: bool = False) -> str:
    """The text as one word of a unit file; in a `command` line the dollar sign has a meaning too."""
    escaped = _percent(text).replace("$", "$$") if command else _percent(text)
    if re.fullmatch(r"[A-Za-z0-9_./:=@%+,-]+", escaped):
        return escaped
    inner = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def _percent(text: str) -> str:
    return text.replace("%", "%%")


_SERVICE = """\
# Fetches users and groups for Retain once; its timer starts it every night.
[Unit]
Description=Retain address book of “{name}”, once
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
Group={user}
WorkingDirectory={program}
Environment={environment}
ExecStart={command}
# Another run is under way: no failure, that one does the work.
SuccessExitStatus={already}
TimeoutStartSec=4h
UMask=0077
NoNewPrivileges=true
PrivateTmp={private_tmp}
PrivateDevices=true
ProtectSystem=strict
ReadWritePaths={writable}
ProtectHome={home}
ProtectClock=true
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
ProtectControlGroups=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
LockPersonality=true
CapabilityBoundingSet=
"""

_TIMER = """\
# Every night, by the clock of the zone that is named; a night that was missed is made up for at the next start.
# Instead of the wizard's own nightly run, not beside it.
[Unit]
Description=Retain address book of “{name}”, every night

[Timer]
{comment}OnCalendar=*-*-* {at} {zone}
Persistent=true
AccuracySec=1min

[Install]
WantedBy=timers.target
"""
