"""A pair takes the place of another at the target, whole, whatever happens in between.

First what lies at the target is looked at, and kept if we do not know it; then the new pair becomes a generation of our
own, then temporary files beside the targets, read back, then the targets themselves. A journal in the connection's
folder says how far that went (sync/publish/journal.py). Since old and new pair both lie in generations of ours, whoever
comes after a crash can finish, and if that fails go back. Whoever calls holds the connection's lock.
"""

from sync.publish.inspection import intact
from sync.publish.place import Place, Published, Recovered
from sync.publish.publication import publish
from sync.publish.recovery import recover
from sync.publish.restoring import NotRestorable, restore
from sync.snapshots.keeping import Origin

__all__ = [
    "NotRestorable", "Origin", "Place", "Published", "Recovered", "intact", "publish", "recover", "restore",
]  # fmt: skip
