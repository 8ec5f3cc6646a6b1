"""`aval processors`: who handles data for us, whether each may be used (code 1 when one may not), one suspended or let again."""

from argparse import ArgumentParser, Namespace

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("list", "declare", "suspend", "resume"), default="list",
        help=_("list : tous, et ce qui les coupe ; declare : en écrire un, ou compléter son dossier ; suspend, resume : le couper, le rétablir"),
    )  # fmt: skip
    parser.add_argument("code", nargs="?", metavar="CODE", help=_("lequel"))
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE",
        help=_("pour declare : name, service, contract_reference, signed_on, clauses (séparées par des virgules, ou « all »), country…"),
    )  # fmt: skip
    parser.add_argument("--why", default="", help=_("pour suspend et resume : la raison"))
    parser.add_argument("--on", metavar="DATE", help=_("le jour ; aujourd’hui sans lui"))


def run(args: Namespace) -> int:
    """0 when all may be used, 1 when one may not."""
    from django.core.exceptions import ValidationError
    from django.utils.timezone import localtime

    from aval.accounts.models import Processor
    from aval.accounts.processors import usable

    organisation = find_organisation(args)
    if args.what != "list":
        try:
            _change(args, organisation)
        except ValidationError as refusal:
            raise BadCall(" ".join(refusal.messages)) from refusal
    on = localtime(read_instant(args.on)).date()
    rows = Processor.objects.of(organisation).order_by("name")
    shown = [(one, usable(one, on)) for one in (rows if args.what == "list" else rows.filter(code=args.code))]
    for one, reasons in shown:
        said = [{"code": why.code, "article": why.article, "text": why.say(args.lang)} for why in reasons]
        if args.json:
            write_json(
                {"code": one.code, "name": one.name, "service": one.service, "usable": not said, "reasons": said}
            )
        else:
            print(f"{one.code:24} {_('utilisable') if not said else _('coupé')}")
            for why in said:
                print(f"    {why['text']} [{why['article']}]")
    return NO if any(reasons for _one, reasons in shown) else DONE


def _change(args: Namespace, organisation: object) -> None:
    from aval.accounts.models import Processor
    from aval.accounts.processors import change_processor, declare_processor, resume_processor, suspend_processor

    at = read_instant(None)
    found = Processor.objects.of(organisation).filter(code=args.code).first() if args.code else None
    if args.what == "declare":
        given = _given(args.set)
        made = change_processor(found, at=at, by=None, **given) if found else declare_processor(organisation, at=at, by=None, **given)  # fmt: skip
        args.code = made.code
        return
    if found is None:
        raise BadCall(_("Aucun sous-traitant ne porte le code « {code} ».").format(code=args.code or ""))
    (suspend_processor if args.what == "suspend" else resume_processor)(found, why=args.why, at=at, by=None)


def _given(pairs: list[str]) -> dict[str, object]:
    from datetime import date

    from aval.accounts.processors import FIELDS, clauses

    given: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in FIELDS:
            raise BadCall(_("--set : « {pair} » ; un champ connu et sa valeur sont attendus : {fields}.").format(pair=pair, fields=", ".join(FIELDS)))  # fmt: skip
        if name == "clauses":
            given[name] = (
                list(clauses()) if value == "all" else [one.strip() for one in value.split(",") if one.strip()]
            )
        elif name.endswith("_on"):
            try:
                given[name] = date.fromisoformat(value) if value else None
            except ValueError as why:
                raise BadCall(_("{name} : une date est attendue, comme 2026-11-24.").format(name=name)) from why
        else:
            given[name] = value
    return given


COMMANDS = [
    Command(
        name="processors",
        help=_("les sous-traitants, leurs contrats, et ce qui les coupe"),
        add_arguments=add_arguments,
        run=run,
    )
]
