"""What an administrator downloads for a Windows or Linux host: scripts, data file, task and timer.

The scripts are constant text; everything of this connection goes into the data file. Never a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from importlib.resources import files
from urllib.parse import urlsplit

from django.conf import settings

from checks.access import permissions
from scripts import bundle, data_file, handbook, linux_timer, readme, task_commands, task_xml
from scripts.commands import Command
from scripts.handbook import Script
from scripts.nightly_run import NightlyRun
from scripts.task_xml import NightlyTask
from scripts.values import (
    Keep,
    Limits,
    Nightly,
    Permission,
    Permissions,
    Scope,
    Target,
    Values,
    Worker,
    is_first_domain,
)
from sync import credentials, guard
from sync.choice import Choice
from sync.layout.generic import generic
from sync.models import Connection, Kind, plan_of
from sync.network import cloud_for
from sync.paths import BadTarget, Local, target_of
from wizard import guidance
from wizard.subjects import setup_of

CERTIFICATE = "retain-certificate.cer"
USUAL_START = time(2, 30)
FOLDER = r"C:\Retain"
MANAGE_AS_APP = Permission("dc50a0fb-09a3-484d-be87-e023b12c6440", "Exchange.ManageAsApp")


@dataclass(frozen=True)
class Handout:
    """Everything for one connection. `folder`: of the scripts on the Windows host."""

    connection: Connection
    now: datetime
    folder: str = FOLDER

    @property
    def scripts(self) -> tuple[Script, ...]:
        """The scripts that belong to this connection; a hybrid one has those of both sides."""
        kind = self.connection.exchange
        sides = ("online", "server") if kind == Kind.HYBRID else (kind,)
        return tuple(dict.fromkeys(one for side in sides for one in handbook.needed(side)))

    @property
    def task(self) -> NightlyTask:
        connection, name = (
            self.connection,
            task_commands.task_name(f"Retain address book {self.connection.name}"),
        )
        at = connection.sync_at or USUAL_START
        return NightlyTask(name, self.folder, at, connection.timezone, self.now.date())

    @property
    def task_lines(self) -> tuple[Command, ...]:
        return task_commands.commands(self.task)

    @property
    def run(self) -> NightlyRun:
        """For a Linux host with this program."""
        connection, target = self.connection, self.target
        path = target.path if isinstance(target, Local) and target.system == "linux" else ""
        at = connection.sync_at or USUAL_START
        return NightlyRun(connection.name, at, connection.timezone, self.now.date(), target=path)

    @property
    def target(self) -> object:
        connection = self.connection
        try:
            return target_of(
                connection.target, "windows" if setup_of(connection).retain_os == "windows" else "linux"
            )
        except BadTarget:
            return None

    def values(self) -> Values:
        """The data file's content."""
        connection, setup, plan = self.connection, setup_of(self.connection), plan_of(self.connection)
        layout = (
            plan.layout
            or generic(
                connection.user_file or Target.users_file, connection.groups_file or Target.groups_file
            ).stored()
        )
        limits = guard.Limits(**plan.limits)
        row, cloud, target = credentials.application(connection), cloud_for(connection.cloud), self.target
        graph = tuple(Permission("", name) for name in (*permissions.NEEDED, *permissions.OPTIONAL))
        worker = setup.worker_upn or f"RetainWorker@{connection.domain}"
        return Values(
            connection=connection.name,
            made=self.now,
            program=settings.VERSION,
            exchange="server" if connection.exchange == Kind.SERVER else "online",
            cloud=connection.cloud,
            domain=connection.domain,
            tenant_id=connection.tenant_id,
            organization=_organization(connection.domain, setup.admin_upn),
            app_id=connection.client_id,
            certificate_thumbprint=row.thumbprint if row else "",
            server_uri=_server(connection),
            administrator=setup.admin_upn,
            worker=Worker(worker, worker.partition("@")[0], worker.partition("@")[0]),
            target=Target(
                target.path if isinstance(target, Local) and target.system == "windows" else "",
                layout["users"]["name"],
                layout["groups"]["name"],
            ),
            layout=layout,
            choice=Choice.of(plan.choice).stored(),
            limits=Limits(limits.percent, limits.least),
            keep=Keep(plan.keep_count),
            archive_via=connection.archive_via,
            permissions=Permissions(graph, (MANAGE_AS_APP,)),
            roles=(guidance.ROLES[connection.archive_via],),
            scope=Scope(guidance.SCOPE),
            certificate=CERTIFICATE if row and row.public_pem else "",
            hosts=tuple(
                filter(None, (urlsplit(url).hostname for url in (cloud.login, cloud.graph, cloud.outlook)))
            ),
            task=Nightly(self.task.name, f"{connection.sync_at or USUAL_START:%H:%M}", connection.timezone),
        )

    def zipped(self) -> bytes:
        """The bundle: scripts, data file, task, timer, certificate, README and checksums."""
        row, values = credentials.application(self.connection), self.values()
        content = {one.name: script(one.name) for one in self.scripts}
        content[data_file.NAME] = data_file.encode(values.stored())
        content[task_xml.NAME] = task_xml.encode(self.task)
        unit = linux_timer.unit_name(self.connection.name)
        content[f"{unit}.service"] = linux_timer.service(self.run).encode()
        content[f"{unit}.timer"] = linux_timer.timer(self.run).encode()
        if row and row.public_pem:
            content[CERTIFICATE] = row.public_pem.encode()
        return bundle.build(content, readme.readme(values, self.task_lines))


def script(name: str) -> bytes:
    """The constant text of a script."""
    return files("scripts").joinpath(name).read_bytes()


def _organization(domain: str, administrator: str) -> str:
    """The name under which Exchange Online signs an application in: the tenant's first domain (microsoft365.md 1.3),
    which the administrator's logon name often shows; else the domain of the mailboxes."""
    first = administrator.rpartition("@")[2].lower()
    return first if is_first_domain(first) else domain


def _server(connection: Connection) -> str:
    host = urlsplit(connection.ews_url).hostname if connection.ews_url else ""
    return f"https://{host}/PowerShell/" if host else ""
