"""`aval policy`: the choices the law leaves to the organisation; read them, change one from a day on."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from aval.console.command import DONE, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.accounts.models import Member, Organisation
    from aval.clearance.choosing import Choice


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|set")
    shown = actions.add_parser("list", help=_("les choix en vigueur un jour, et ceux qui viennent"))
    shown.add_argument("--on", metavar="DATE", help=_("le jour ; aujourd’hui sans lui"))
    chosen = actions.add_parser("set", help=_("choisir une valeur à partir d’un jour"))
    chosen.add_argument("code", metavar="CODE", help=_("le choix"))
    chosen.add_argument("value", metavar="VALUE", help=_("la valeur"))
    chosen.add_argument("--from", dest="starts", metavar="DATE", help=_("à partir de ce jour ; aujourd’hui sans lui"))
    chosen.add_argument("--by", metavar="EMAIL", help=_("le membre qui décide, administrateur ou délégué"))
    for action in (shown, chosen):
        action.add_argument("--json", action="store_true", default=SUPPRESS, help=_("répondre en JSON"))
        action.add_argument("--lang", choices=("fr", "en"), default=SUPPRESS, help=_("langue : fr ou en"))
        action.add_argument("--organisation", metavar="SIREN", default=SUPPRESS, help=_("laquelle"))


def run(args: Namespace) -> int:
    """Run the action asked for."""
    return {"list": show, "set": change}[args.action](args, find_organisation(args))


def show(args: Namespace, organisation: "Organisation") -> int:
    """Each policy, its value, since when; the articles of the rules that ask it."""
    from django.utils.timezone import localtime

    from aval.clearance.choosing import choices

    found = choices(organisation, localtime(read_instant(args.on)).date(), args.lang)
    if args.json:
        write_json([told(one, args.lang) for one in found])
        return DONE
    for one in found:
        print(f"{one.code} = {one.value}")
        print(f"    {one.title} : {one.values[one.value]}")
        if one.since:
            print("    " + _("depuis le {day}").format(day=one.since.starts_on))
        for later in one.coming:
            print("    " + _("à partir du {day} : {value}").format(day=later.starts_on, value=later.value))
        for rule in one.rules:
            print(f"    {rule.article.say(args.lang)} [{rule.mark}]")
    return DONE


def told(one: "Choice", language: str) -> dict[str, Any]:
    """One policy as JSON."""
    return {
        "code": one.code,
        "title": one.title,
        "value": one.value,
        "default": one.default,
        "values": dict(one.values),
        "since": one.since.starts_on.isoformat() if one.since else None,
        "coming": [{"from": later.starts_on.isoformat(), "value": later.value} for later in one.coming],
        "rules": [{"code": rule.code, "article": rule.article.say(language), "mark": rule.mark} for rule in one.rules],
    }


def change(args: Namespace, organisation: "Organisation") -> int:
    """Choose; the change is an entry of evidence."""
    from django.utils.timezone import localtime

    from aval.clearance.choosing import ALLOWED, InThePast, choose

    at = read_instant(None)
    starts_on = localtime(read_instant(args.starts)).date() if args.starts else localtime(at).date()
    if args.code not in ALLOWED:
        raise BadCall(
            _("« {code} » n’est pas un choix ; il y a : {codes}.").format(code=args.code, codes=", ".join(ALLOWED))
        )
    if args.value not in ALLOWED[args.code]:
        values = ", ".join(ALLOWED[args.code])
        raise BadCall(_("{code} : une de ces valeurs est attendue : {values}.").format(code=args.code, values=values))
    by = _member(args.by, organisation) if args.by else None
    try:
        policy = choose(organisation, code=args.code, value=args.value, starts_on=starts_on, by=by, at=at)
    except InThePast as why:
        raise BadCall(_("--from : un choix ne vaut pas pour le passé.")) from why
    if args.json:
        write_json({"code": policy.code, "value": policy.value, "from": policy.starts_on.isoformat()})
    else:
        print(_("{code} = {value} à partir du {day}.").format(code=policy.code, value=policy.value, day=starts_on))
    return DONE


def _member(email: str, organisation: "Organisation") -> "Member":
    from aval.accounts.permissions import Action, may

    member = organisation.members.filter(email=email.lower()).first()
    if member is None or not may(member, Action.SET_POLICY):
        raise BadCall(
            _("« {email} » n’est pas un administrateur ni un délégué de cette organisation.").format(email=email)
        )
    return member


COMMANDS = [
    Command(
        name="policy",
        help=_("lire et changer les choix que la loi laisse à l’organisation"),
        add_arguments=add_arguments,
        run=run,
    )
]
