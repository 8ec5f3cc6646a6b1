"""`aval law diff … --offer CODE`: whom of a base a change of the law touches, and why. Nothing is sent or kept."""

from argparse import ArgumentParser, Namespace
from collections import deque
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from aval.console.command import BadCall, _, check_ready, find_organisation, set_up, tell
from aval.console.instants import read_instant
from aval.console.screening import CHANNELS


def add_arguments(parser: ArgumentParser) -> None:
    base = parser.add_argument_group(_("qui cela touche, dans la base"))
    base.add_argument("--offer", metavar="CODE", help=_("l’offre pour laquelle on les contacterait"))
    base.add_argument("--list", metavar="CODE", help=_("la liste (sa source) ; sans elle, toute la base"))
    base.add_argument("--channel", choices=CHANNELS, default="email", help=_("le canal"))
    base.add_argument("--out", type=Path, metavar="FILE", help=_("une ligne par personne touchée, en .csv"))


def touched(args: Namespace) -> dict[str, Any]:
    """The counts; with `--out`, the people too, window by window."""
    check_ready()
    set_up(args.lang)
    from aval.campaigns.models import Offer
    from aval.campaigns.offers import aim_of
    from aval.clearance import foreseeing
    from aval.clearance.exporting import write_csv
    from aval.prospects.models import Source

    organisation = find_organisation(args)
    before, after = read_instant(args.before), read_instant(args.after)
    offer = Offer.objects.of(organisation).filter(code=args.offer).first()
    if offer is None:
        raise BadCall(_("Aucune offre ne porte le code « {code} ».").format(code=args.offer))
    source = Source.objects.of(organisation).filter(code=args.list).first() if args.list else None
    if args.list and source is None:
        raise BadCall(_("Aucune liste ne porte le code « {code} ».").format(code=args.list))
    found = foreseeing.Foresight()
    parts = foreseeing.foresee(
        aim=aim_of(offer, after.date()), channel=args.channel, source=source, before=before, after=after, into=found
    )
    with opened(args.out) as file:
        if file:
            write_csv((foreseeing.named(organisation.pk, part, args.lang) for part in parts), file)
        deque(parts, maxlen=0)  # read to its end, keeping nothing
    if args.out:
        tell(_("{count} lignes écrites dans {path}").format(count=found.touched, path=args.out))
    return foreseeing.tell(found, args.lang)


def opened(path: Path | None) -> Any:
    """The file to write, or nothing."""
    if path is None:
        return nullcontext()
    if path.suffix != ".csv":
        raise BadCall(_("--out : un nom en .csv est attendu."))
    return path.open("w", encoding="utf-8-sig", newline="")


def say(found: dict[str, Any]) -> None:
    """The counts in sentences, each reason with its article."""
    print(
        _("{people} personnes lues, {touched} touchées : {by_law} par la loi, {rest} par le temps qui passe.").format(
            people=found["people"],
            touched=found["touched"],
            by_law=found["by_law"],
            rest=found["touched"] - found["by_law"],
        )
    )
    for change in found["changes"]:
        print(f"{change['people']:>9}  {change['before']} → {change['after']}")
        for sign, reasons in (("+", change["appears"]), ("-", change["goes"])):
            for one in reasons:
                print(f"         {sign} {one['people']:>7}  {one['label']} ({one['article']})")
