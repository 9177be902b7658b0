"""The cron line of a nightly run. Source: crontab(5); for CRON_TZ crontab(5) of cronie."""

from __future__ import annotations

from scripts.nightly_run import NightlyRun
from scripts.quoting import shell


def cron(run: NightlyRun) -> str:
    """Lines for the crontab of the user, with what to know about them."""
    host = run.host
    words = " ".join(map(shell, run.words()))
    line = f"cd {shell(host.program)} && DATA_DIR={shell(host.data)} {words}"
    # cron turns a percent sign into a line end unless a backslash stands before it, quotes or not.
    return _LINES.format(
        user=host.user, zone=run.zone, minute=run.at.minute, hour=run.at.hour, line=line.replace("%", r"\%")
    )


_LINES = """\
# For the crontab of {user}: crontab -u {user} -e
# Instead of the wizard's own nightly run, not beside it.
# CRON_TZ is understood by cronie (Red Hat, SUSE). The cron of Debian and Ubuntu goes by the clock of the machine:
# there, write the hour by that clock, or take the systemd timer, which knows zones and makes up for a missed night.
CRON_TZ={zone}
{minute} {hour} * * * {line}
"""
