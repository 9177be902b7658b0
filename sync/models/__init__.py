"""Rows of this room, one module a subject."""

from sync.models.alarm import Alarm, AlarmKind, Alarms, Channel, Notice
from sync.models.connection import (
    ArchiveVia,
    CloudKey,
    Connection,
    Connections,
    Credential,
    CredentialKind,
    Kind,
    RefusedSignIn,
    Road,
)
from sync.models.plan import SyncPlan, SyncPlans, plan_of
from sync.models.run import Generation, Generations, Purpose, SyncRun, SyncRuns

__all__ = [
    "Alarm",
    "AlarmKind",
    "Alarms",
    "ArchiveVia",
    "Channel",
    "CloudKey",
    "Connection",
    "Connections",
    "Credential",
    "CredentialKind",
    "Generation",
    "Generations",
    "Kind",
    "Notice",
    "Purpose",
    "RefusedSignIn",
    "Road",
    "SyncPlan",
    "SyncPlans",
    "SyncRun",
    "SyncRuns",
    "plan_of",
]
