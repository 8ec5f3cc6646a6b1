"""`aval init`: keys, base, organisation, brand, administrator. Asked on a terminal, given as options otherwise."""

import secrets
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from aval.console.command import DONE, BadCall, Command, _, set_up, tell, write_json

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError

    from aval.accounts.models import Member, Organisation


class Question(NamedTuple):
    """One thing to know: its option, what it fills, how it is asked, whether it may be left empty."""

    name: str
    text: str
    required: bool = True

    @property
    def option(self) -> str:
        return "--" + self.name.replace("_", "-")


QUESTIONS = (
    Question("legal_name", _("raison sociale")),
    Question("siren", _("SIREN (neuf chiffres)")),
    Question("postal_address", _("adresse postale")),
    Question("telephone", _("téléphone")),
    Question("mailbox", _("boîte aux lettres électronique lue par quelqu’un")),
    Question("website", _("site"), required=False),
    Question("dpo_name", _("délégué à la protection des données"), required=False),
    Question("dpo_email", _("courriel du délégué"), required=False),
    Question("brand", _("nom commercial"), required=False),
    Question("sender_email", _("adresse d’expédition"), required=False),
    Question("admin_email", _("courriel de l’administrateur")),
)
IDENTITY = ("legal_name", "siren", "postal_address", "telephone", "mailbox", "website", "dpo_name", "dpo_email")


def add_arguments(parser: ArgumentParser) -> None:
    for one in QUESTIONS:
        parser.add_argument(one.option, metavar="…", help=one.text)
    parser.add_argument(
        "--admin-password", metavar="…", help=_("mot de passe ; sans lui, il est tiré au sort et dit une fois")
    )


def run(args: Namespace) -> int:
    """Everything `aval serve` needs. Called again, it completes and brings up to date."""
    made = prepare(args.lang)
    from django.utils import timezone

    from aval.accounts.models import Organisation

    given = {one.name: (getattr(args, one.name) or "").strip() for one in QUESTIONS}
    if not any(given.values()) and Organisation.objects.exists():
        tell(_("Aval est déjà prêt : la base est à jour."))
        return DONE
    if sys.stdin.isatty() and not args.json:
        given = ask(given)
    answer = establish(given, args.admin_password, timezone.now()) | {"keys": made}
    if args.json:
        write_json(answer)
    else:
        say(answer)
    return DONE


def prepare(language: str) -> list[str]:
    """Keys first, since the settings read them; then Django, then the base. The keys that were made."""
    from aval import keys

    made = keys.create_missing(keys.home())
    set_up(language)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return made


def ask(given: dict[str, str]) -> dict[str, str]:
    """What was not given, asked one by one; the SIREN until it is one."""
    from django.core.exceptions import ValidationError

    from aval.accounts.setup import read_siren

    for one in QUESTIONS:
        while not given[one.name]:
            given[one.name] = input(f"{one.text} : ").strip()
            if one.name == "siren":
                try:
                    read_siren(given["siren"])
                except ValidationError as why:
                    tell(" ".join(why.messages))
                    given["siren"] = ""
            if not one.required:
                break
    return given


def establish(given: dict[str, str], password: str | None, at: datetime) -> dict[str, object]:
    """Organisation, brand and administrator, in one transaction; what was made. `BadCall` names what is missing or wrong."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from aval.accounts.models import Brand
    from aval.accounts.setup import declare_brand, set_up_organisation

    if not given["siren"]:
        raise BadCall(_("Il manque : {what}.").format(what="--siren"))
    try:
        with transaction.atomic():
            identity = {name: given[name] for name in IDENTITY if given[name]}
            organisation, changed = set_up_organisation(at=at, **identity)
            brand = None if given["brand"] else Brand.objects.of(organisation).order_by("pk").first()
            brand = brand or declare_brand(
                organisation,
                name=given["brand"] or organisation.legal_name,
                sender_email=given["sender_email"] or organisation.mailbox,
                at=at,
            )
            administrator, chosen = appoint(organisation, given["admin_email"], password, at)
    except ValidationError as why:
        raise BadCall(explain(why)) from why
    return {
        "organisation": organisation.siren,
        "changed": changed,
        "brand": brand.code,
        "administrator": administrator.email,
        "password": chosen,
    }


def appoint(
    organisation: "Organisation", email: str, password: str | None, at: datetime
) -> "tuple[Member, str | None]":
    """The administrator, and her password when it was drawn here. An organisation that has one keeps it."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from aval.accounts.members import add_member
    from aval.accounts.models import Role

    administrators = organisation.members.filter(role=Role.ADMINISTRATOR, is_active=True)
    found = administrators.filter(email=email.lower()).first() if email else administrators.first()
    if found:
        return found, None
    if not email:
        raise ValidationError({"admin_email": _("Il faut une première personne qui administre.")})
    drawn = None if password else secrets.token_urlsafe(12)
    if password:
        validate_password(password)
    added = add_member(organisation, email=email, role=Role.ADMINISTRATOR, password=password or drawn, at=at)
    return added, drawn


def explain(why: "ValidationError") -> str:
    """One line a field: the option to give, and what is wrong with it."""
    if not hasattr(why, "message_dict"):
        return " ".join(why.messages)
    return "\n".join(
        f"--{name.replace('_', '-')} : {' '.join(messages)}" if name != "__all__" else " ".join(messages)
        for name, messages in why.message_dict.items()
    )


def say(answer: dict[str, object]) -> None:
    """What a person keeps: how to sign in."""
    tell(_("Aval est prêt pour {siren}.").format(siren=answer["organisation"]))
    tell(_("Administrateur : {email}").format(email=answer["administrator"]))
    if answer["password"]:
        tell(_("Mot de passe, dit une seule fois : {password}").format(password=answer["password"]))
    tell(_("Ensuite : aval serve"))


COMMANDS = [
    Command(
        name="init",
        help=_("préparer la base, l’organisation et son administrateur"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    )
]
