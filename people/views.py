"""Signing in and out, and who else may."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people import audit, first_link, sessions
from people.forms import FirstForm, NewPasswordForm, OwnPasswordForm, PersonForm, SignInForm
from people.models import Person, Role
from people.roles import administrators_only, person_of


@login_not_required
@sensitive_post_parameters()
def first(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: makes the first administrator and signs in."""
    if not first_link.good(token):
        return render(request, "people/spent_link.html", status=404)
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = first_link.use(token, form.cleaned_data["username"], form.cleaned_data["password1"])
        except first_link.BadLink:
            return render(request, "people/spent_link.html", status=404)
        sessions.begin(request, person)
        return redirect("wizard:connections")
    return render(request, "people/first.html", {"form": form})


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """User name and password. A live page whose session ended is reloaded, so that it comes here as a whole."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponseRedirect:
        person = form.get_user()
        assert isinstance(person, Person)
        sessions.begin(self.request, person)
        return HttpResponseRedirect(self.get_success_url())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends every session of this person, not only this one."""
    person = person_of(request)
    audit.note(person, "sign out")
    logout(request)
    sessions.end_all(person)
    return redirect("people:sign-in")


@administrators_only
def people(request: HttpRequest) -> HttpResponse:
    return render(
        request, "people/people.html", {"people": Person.objects.order_by("-is_active", "username")}
    )


@administrators_only
@sensitive_post_parameters()
def new_person(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, initial={"role": Role.SUPPORT})
    if request.method == "POST" and form.is_valid():
        person = form.save()
        audit.note(request.user, "create person", person, role=person.role)
        messages.success(request, f"{person} can sign in now with the first password. Tell it in person.")
        return redirect("people:people")
    return render(request, "people/person.html", {"form": form})


@administrators_only
@sensitive_post_parameters()
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password for somebody who lost it. Ends that person's sessions."""
    person = get_object_or_404(Person, pk=pk)
    form = NewPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        sessions.end_all(person)
        audit.note(request.user, "set password", person)
        messages.success(request, f"{person} has a new password.")
        return redirect("people:people")
    return render(request, "people/password.html", {"form": form, "whose": person})


@sensitive_post_parameters()
def own_password(request: HttpRequest) -> HttpResponse:
    """One's own password. Ends one's other sessions."""
    person = person_of(request)
    form = OwnPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, person)
        audit.note(person, "change own password")
        messages.success(request, "Your password is changed. Your other sessions have ended.")
        return redirect("wizard:connections")
    return render(request, "people/password.html", {"form": form, "whose": None})


@require_POST
@administrators_only
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch somebody off, which ends their sessions, or on again. Nobody switches off themselves."""
    person = get_object_or_404(Person, pk=pk)
    if person == request.user:
        messages.error(request, "You cannot switch off your own account: another administrator can.")
        return redirect("people:people")
    person.is_active = not person.is_active
    person.save(update_fields=["is_active"])
    if not person.is_active:
        sessions.end_all(person)
    audit.note(request.user, "switch on person" if person.is_active else "switch off person", person)
    messages.success(
        request, f"{person} can sign in again." if person.is_active else f"{person} cannot sign in any more."
    )
    return redirect("people:people")
