"""Where the two files go, and what they are called."""

from __future__ import annotations

from typing import Any

from django import forms

from sync.models import Connection
from sync.paths import Linted, System, lint
from wizard.answer_forms import AnswersForm, CleanedField
from wizard.identifiers import address
from wizard.subjects import setup_of

USER_FILES = ("exchangeuser.csv", "exchangeusers.csv")
GROUPS_FILE = "exchangegroups.csv"
FORBIDDEN = set('<>:"/\\|?*')
BOTH = (
    "The vendor's articles write exchangeuser.csv, its training pages exchangeusers.csv. Take the spelling that lies"
    " in "
    "Retain's folder already."
)


def file_name(value: str) -> str:
    """A plain file name with the ending .csv. ValueError."""
    name = value.strip()
    if not name:
        return ""
    if set(name) & FORBIDDEN or not name.isprintable() or name.startswith("."):
        raise ValueError('A file name alone, without folders and without the signs < > : " / \\ | ? *.')
    if not name.lower().endswith(".csv"):
        raise ValueError("The name ends in .csv.")
    return name


class TargetForm(AnswersForm):
    """The target as typed; what the linter could mend safely is stored in its corrected form."""

    target = forms.CharField(
        label="Folder of the two files",
        required=False,
        max_length=500,
        help_text="Where Retain reads them: a folder of this machine, an SFTP server such as "
        "sftp://retain@files.example.org/opt/beginfinite/retain/RetainServer/WEB-INF/cfg, or the word download if "
        "somebody carries them.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    retain_os = forms.ChoiceField(
        label="The folder lies on",
        required=False,
        choices=[("linux", "Linux"), ("windows", "Windows")],
        widget=forms.RadioSelect,
    )
    user_file = CleanedField(file_name, "Name of the users file", BOTH, later=False)
    groups_file = CleanedField(
        file_name, "Name of the groups file", "Always exchangegroups.csv, as far as known.", later=False
    )

    known_user = CleanedField(
        address,
        "A person who must be in the file",
        "A logon name that never leaves, such as your own. The checks look for it in the file on the disk.",
        later=False,
    )

    def __init__(self, connection: Connection, data: Any = None) -> None:
        super().__init__(connection, data)
        self.initial["retain_os"] = setup_of(connection).retain_os or "linux"
        self.initial["user_file"] = self.initial["user_file"] or USER_FILES[0]
        self.initial["groups_file"] = self.initial["groups_file"] or GROUPS_FILE
        self.linted: Linted | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("target"):
            self.linted = linted(given["target"], given.get("retain_os", ""), self._longest(given))
            for finding in self.linted.findings if not self.linted.ok else ():
                if finding.severity == "error":
                    self.add_error("target", f"{finding.what} {finding.done}".strip())
            if self.linted.ok:
                given["target"] = self.linted.path
        if given.get("user_file") and given.get("user_file") == given.get("groups_file"):
            self.add_error("groups_file", "The two files need two names.")
        return given

    @staticmethod
    def _longest(given: dict[str, Any]) -> int:
        return max(len(given.get(key) or "") for key in ("user_file", "groups_file"))


def linted(text: str, system: str, file: int = 0) -> Linted:
    """What the path linter says; `system` "" counts as Linux."""
    of: System = "windows" if system == "windows" else "linux"
    return lint(text, of, file or len(USER_FILES[1]))
