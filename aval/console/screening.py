"""`aval screen`: who of a list may be contacted for an offer, who not, why. Nothing is sent."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from aval.console.command import DONE, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.clearance.models import Screening

CHANNELS = ("email", "sms", "voice_human", "voice_automated")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--offer", required=True, metavar="CODE", help=_("l’offre"))
    parser.add_argument("--list", metavar="CODE", help=_("la liste (sa source) ; sans elle, toute la base"))
    parser.add_argument("--segment", metavar="CODE", help=_("ceux d’un segment seulement"))
    parser.add_argument("--channel", choices=CHANNELS, default="email", help=_("le canal"))
    parser.add_argument("--on", metavar="INSTANT", help=_("décider comme à cet instant (ISO 8601)"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("une ligne par personne, en .csv ou .parquet"))


def run(args: Namespace) -> int:
    from django.utils.timezone import localdate

    from aval.campaigns.models import Offer
    from aval.campaigns.offers import aim_of
    from aval.clearance.exporting import EXPORTED
    from aval.clearance.screening import lines_of, screen
    from aval.prospects.exporting import record_export
    from aval.prospects.models import Source
    from aval.prospects.segments import segments_of

    organisation = find_organisation(args)
    at = read_instant(args.on)
    offer = Offer.objects.of(organisation).filter(code=args.offer).first()
    if offer is None:
        raise BadCall(_("Aucune offre ne porte le code « {code} ».").format(code=args.offer))
    source = Source.objects.of(organisation).filter(code=args.list).first() if args.list else None
    if args.list and source is None:
        raise BadCall(_("Aucune liste ne porte le code « {code} ».").format(code=args.list))
    segment = segments_of(organisation).filter(code=args.segment).first() if args.segment else None
    if args.segment and segment is None:
        raise BadCall(_("Aucun segment ne porte le code « {code} ».").format(code=args.segment))
    if args.out and args.out.suffix not in {".csv", ".parquet"}:
        raise BadCall(_("--out : un nom en .csv ou .parquet est attendu."))
    screening = screen(
        organisation,
        aim=aim_of(offer, localdate(at)),
        channel=args.channel,
        source=source,
        segment=segment,
        at=at,
        asked_by=None,
    )
    if args.out:
        write_people(screening, args.out, args.lang)
        people = lines_of(screening)["person"]
        record_export(organisation, what="screening", columns=EXPORTED, people=people, by=None, at=at)
    say(screening, args)
    return DONE


def say(screening: "Screening", args: Namespace) -> None:
    """The counts, as JSON or as sentences."""
    from aval.clearance.quarantine import held_of
    from aval.clearance.wording import say as words

    if args.json:
        fields = ("people", "allow", "review", "refuse", "reasons", "law")
        write_json({"screening": screening.pk, **{name: getattr(screening, name) for name in fields}})
        return
    print(
        _("{people} personnes : {allow} aval, {review} à voir, {refuse} refus.").format(
            people=screening.people, allow=screening.allow, review=screening.review, refuse=screening.refuse
        )
    )
    if screening.source and (held := held_of(screening.source)):
        print(_("{held} autres en quarantaine, que personne ne voit ni ne compte.").format(held=held))
    for code, count in screening.reasons.items():
        wording = words(code, args.lang)
        print(f"{count:>9}  {wording.label}  ({wording.article})  → {wording.unlock}")


def write_people(screening: "Screening", path: Path, language: str) -> None:
    """One line a person: ids, address, name, company, verdict, findings, sentences."""
    from aval.clearance.exporting import people_of, write_csv

    if path.suffix == ".parquet":
        import polars as pl

        pl.concat(people_of(screening, language)).write_parquet(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(people_of(screening, language), file)
    tell(_("{count} lignes écrites dans {path}").format(count=screening.people, path=path))


COMMANDS = [
    Command(
        name="screen",
        help=_("dire qui d’une liste peut être contacté pour une offre, qui non, et pourquoi"),
        add_arguments=add_arguments,
        run=run,
    )
]
