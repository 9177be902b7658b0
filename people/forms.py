"""Forms about people. Passwords follow the validators in the settings (12 characters at least)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
    UserCreationForm,
)
from django.forms import RadioSelect

from people.models import Person, Role

if TYPE_CHECKING:
    NewUser = UserCreationForm[Person]
    SetPassword = SetPasswordForm[Person]
    ChangePassword = PasswordChangeForm
else:
    NewUser = UserCreationForm
    SetPassword = SetPasswordForm
    ChangePassword = PasswordChangeForm

HINT = "At least 12 characters. A few words that only you put together are easy to keep and hard to guess."
ROLES = (
    "Support runs checks and reads reports. An administrator also changes settings, connections and people."
)


class SignInForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": "User name and password do not belong together. Capitals matter in the password.",
        "inactive": "This account is switched off. Ask an administrator.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"


class FirstForm(NewUser):
    """The first administrator."""

    class Meta:
        model = Person
        fields = ["username"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password, again = (self.fields[key] for key in ("username", "password1", "password2"))
        name.label, name.help_text = "User name", "Letters, digits and @ . + - _"
        password.help_text, again.label = HINT, "The same password again"
        again.help_text = ""


class PersonForm(FirstForm):
    """Somebody else, with a role and a password to begin with."""

    class Meta:
        model = Person
        fields = ["username", "role"]
        widgets = {"role": RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "First password"
        self.fields["role"].help_text = ROLES
        self.fields["role"].choices = Role.choices  # type: ignore[attr-defined]


class NewPasswordForm(SetPassword):
    """A new password that an administrator gives to somebody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_passwords(self)


class OwnPasswordForm(ChangePassword):
    """A new password of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_passwords(self)
        self.fields["old_password"].label = "Present password"


def _word_passwords(form: SetPassword) -> None:
    form.fields["new_password1"].help_text = HINT
    form.fields["new_password2"].label = "The same password again"
    form.fields["new_password2"].help_text = ""
