"""`aval forms`: what stands, what came, a withdrawal heard, consents handed out or taken in, in an open form."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, read_lines, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.accounts.models import Organisation
    from aval.collection.models import Form
    from aval.collection.requirements import Fault

ACTS = ("list", "check", "publish", "close", "consents", "take-in", "withdraw")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act", choices=ACTS, help=_("list ; check, publish, close CODE ; consents ; take-in FICHIER ; withdraw ADRESSE")
    )
    parser.add_argument(
        "what", nargs="?", default="", metavar="WHAT", help=_("le code d’un formulaire, un fichier ou une adresse")
    )
    parser.add_argument(
        "--purpose",
        default="prospecting",
        choices=("prospecting", "partners", "mail_tracking", "web_tracking"),
        help=_("ce qui est retiré"),
    )
    parser.add_argument("--channel", default="", metavar="CHANNEL", help=_("un seul canal ; tous sans cela"))


def run(args: Namespace) -> int:
    organisation = find_organisation(args)
    return {
        "list": _list, "check": _check, "publish": _publish, "close": _close, "consents": _consents, "take-in": _take_in, "withdraw": _withdraw,
    }[args.act](organisation, args)  # fmt: skip


def _form_of(organisation: "Organisation", args: Namespace) -> "Form":
    from aval.collection.models import Form

    form = Form.objects.of(organisation).select_related("organisation", "brand").filter(code=args.what).first()
    if form is None:
        raise BadCall(_("Aucun formulaire ne porte le code « {code} ».").format(code=args.what))
    return form


def _list(organisation: "Organisation", args: Namespace) -> int:
    from django.db.models import Count

    from aval.collection.models import Form

    for form in Form.objects.of(organisation).annotate(came=Count("submissions")).order_by("pk"):
        told = {"code": form.code, "name": form.name, "state": form.state, "submissions": form.came}
        if args.json:
            write_json(told)
        else:
            print(f"{form.code:48} {form.get_state_display():12} {form.came:>8}  {form.name}")
    return DONE


def _check(organisation: "Organisation", args: Namespace) -> int:
    """1 when something keeps it from being published."""
    from aval.collection.publishing import faults_of

    return _say(faults_of(_form_of(organisation, args)), args)


def _say(faults: "list[Fault]", args: Namespace) -> int:
    for one in faults:
        if args.json:
            write_json({"code": one.code, "place": one.place, "text": one.say(args.lang), "article": one.article})
        else:
            print(f"{one.place} : {one.say(args.lang)} [{one.article}]")
    return NO if faults else DONE


def _publish(organisation: "Organisation", args: Namespace) -> int:
    from aval.collection.publishing import NotPublishable, publish

    try:
        version = publish(_form_of(organisation, args), by=None, at=read_instant(None))
    except NotPublishable as why:
        return _say(why.faults, args)
    if args.json:
        write_json({"version": version.number, "digest": version.digest})
    else:
        print(_("Version {number} publiée.").format(number=version.number))
    return DONE


def _close(organisation: "Organisation", args: Namespace) -> int:
    from aval.collection.publishing import close

    close(_form_of(organisation, args), by=None, at=read_instant(None))
    return DONE


def _consents(organisation: "Organisation", args: Namespace) -> int:
    """JSON Lines: ISO/IEC TS 27560 records."""
    from aval.collection.receipts import write_lines
    from aval.prospects.models import Consent

    for line in write_lines(organisation, Consent.objects.of(organisation)):
        print(line, end="")
    return DONE


def _take_in(organisation: "Organisation", args: Namespace) -> int:
    """1 when a line could not be read; the others are taken in."""
    from aval.collection.receipts import NoRecord, read_record

    bad = taken = 0
    with Path(args.what).open(encoding="utf-8") as file:
        for number, line in enumerate(read_lines(file), start=1):
            try:
                taken += len(read_record(organisation, line, at=read_instant(None)))
            except NoRecord as why:
                bad += 1
                print(
                    _("enregistrement {number}, {place} : {code}").format(number=number, place=why.place, code=why.code)
                )
    print(json.dumps({"acts": taken, "refused": bad}))
    return NO if bad else DONE


def _withdraw(organisation: "Organisation", args: Namespace) -> int:
    from aval.prospects.consenting import withdraw
    from aval.prospects.objecting import NotObjectable
    from aval.prospects.refusals import explain

    at = read_instant(None)
    try:
        acts = withdraw(
            organisation, args.what, purpose=args.purpose, channel=args.channel, door="spoken", acted_at=at, at=at
        )
    except NotObjectable as why:
        raise BadCall(explain(why.code, args.lang)) from why
    if args.json:
        write_json(
            {"withdrawn": [{"purpose": one.purpose, "channel": one.channel, "entry": one.evidence} for one in acts]}
        )
    else:
        print(_("Retiré : {count}.").format(count=len(acts)) if acts else _("Rien à retirer, ou déjà retiré."))
    return DONE


COMMANDS = [
    Command(
        name="forms",
        help=_("les formulaires, et les consentements qu’ils portent"),
        add_arguments=add_arguments,
        run=run,
    )
]
