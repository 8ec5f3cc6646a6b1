"""Settings: who we are, in whose name, by which server, with whom."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.members import change_member
from aval.accounts.models import Brand, Member
from aval.accounts.permissions import Action
from aval.desk.access import needs
from aval.desk.forms.settings import BrandForm, MemberForm, OrganisationForm
from aval.post.models import Mailbox


def settings(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    ours = request.organisation
    page = {
        "brands": Brand.objects.of(ours).prefetch_related("mail_servers").order_by("name"),
        "members": ours.members.order_by("email"),
        "mailboxes": Mailbox.objects.of(ours).select_related("brand").order_by("code"),
    }
    return render(request, "desk/settings.html", page)


@needs(Action.SET_UP)
def settings_organisation(request: HttpRequest) -> HttpResponse:
    """What every message says of us."""
    form = OrganisationForm(request.POST or None, instance=request.organisation)
    if request.method == "POST" and form.is_valid() and form.change(at=timezone.now(), by=request.user):
        messages.success(request, _("C’est enregistré. Les prochaines lettres le diront ainsi."))
        return redirect("desk:settings")
    return _form(request, form, _("Ce que chaque lettre dit de vous."))


@needs(Action.SET_UP)
def settings_brand(request: HttpRequest) -> HttpResponse:
    """One more advertiser."""
    form = BrandForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.add(request.organisation, at=timezone.now(), by=request.user)
    ):
        messages.success(request, _("La marque est déclarée."))
        return redirect("desk:settings")
    return _form(request, form, _("Au nom de qui écrivez-vous ?"))


@needs(Action.INVITE)
def settings_member(request: HttpRequest) -> HttpResponse:
    """One more member; the page then gives the link by which she chooses her password."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = form.add(request.organisation, at=timezone.now(), by=request.user)
        if member:
            return _invite(request, member)
    return _form(request, form, _("Qui vous rejoint ?"))


@needs(Action.INVITE)
@require_POST
def settings_member_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh link for a member who lost hers, or her password."""
    return _invite(request, get_object_or_404(request.organisation.members, pk=pk))


@needs(Action.INVITE)
@require_POST
def settings_member_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or open the account of a member."""
    member = get_object_or_404(request.organisation.members, pk=pk)
    try:
        change_member(member, active=not member.is_active, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Le compte est ouvert.") if member.is_active else _("Le compte est fermé."))
    return redirect("desk:settings")


def _invite(request: HttpRequest, member: Member) -> HttpResponse:
    key = default_token_generator.make_token(member)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(member), key])
    page = {"member": member, "link": request.build_absolute_uri(path)}
    return render(request, "desk/settings_invitation.html", page)


def _form(request: HttpRequest, form: object, sentence: str) -> HttpResponse:
    return render(request, "desk/settings_form.html", {"form": form, "sentence": sentence})
