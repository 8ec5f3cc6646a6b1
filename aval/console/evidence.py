"""`aval verify` and `aval dossier`: what is proved, checked here or by anybody."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, find_organisation, set_up, tell, write_json

if TYPE_CHECKING:
    from datetime import datetime

    from aval.accountability.pieces import Asked
    from aval.accounts.models import Organisation
    from aval.evidence import Part, Report

CONTROLLER = ("legal_name", "siren", "postal_address", "telephone", "mailbox", "website", "dpo_name", "dpo_email")


def add_verify(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE", help=_("dossier de contrôle (.zip) ou reçu (.json)"))
    what.add_argument("--live", action="store_true", help=_("vérifier la base elle-même, toutes organisations"))
    parser.add_argument("--key", metavar="HEX", help=_("clé publique attendue, en hexadécimal"))
    parser.add_argument(
        "--receipt", action="append", default=[], metavar="FILE", help=_("reçu que le dossier doit tenir")
    )


def verify(args: Namespace) -> int:
    """0 intact, 1 something lies, 2 no such file or no dossier, 3 no base or no key."""
    if args.live:
        return verify_base(args)
    from aval.evidence import NotADossier, check_file

    try:
        key = bytes.fromhex(args.key) if args.key else None
        receipts = [json.loads(Path(name).read_bytes()) for name in args.receipt]
    except ValueError as why:
        raise BadCall(_("Clé ou reçu illisible : {why}").format(why=why)) from why
    try:
        return answer(args, check_file(args.file, key=key, receipts=receipts), {})
    except NotADossier as why:
        raise BadCall(why.args[args.lang == "en"]) from why
    except (IsADirectoryError, PermissionError) as why:
        raise BadCall(_("Fichier illisible : {name}").format(name=args.file)) from why


def verify_base(args: Namespace) -> int:
    """Every ledger of the base, or the one `--organisation` names; the answer is that of the first that lies."""
    set_up(args.lang)
    from aval.accounts.models import Organisation
    from aval.evidence import verify_live

    chosen = [find_organisation(args)] if args.organisation else list(Organisation.objects.order_by("pk"))
    if not chosen:
        raise CouldNot(_("Aucune organisation : lancez d’abord « aval init »."))
    reports = [(organisation, verify_live(organisation.pk)) for organisation in chosen]
    told = next((report for _who, report in reports if not report.ok), reports[-1][1])
    each = [{"siren": who.siren, "ledger": who.pk} | report.as_json(args.lang) for who, report in reports]
    return answer(args, told, {"entries": sum(report.entries for _who, report in reports), "ledgers": each})


def answer(args: Namespace, report: "Report", more: dict[str, object]) -> int:
    """Say it, and its exit code."""
    if args.json:
        write_json(report.as_json(args.lang) | more)
    else:
        print(report.account(args.lang))
    return DONE if report.ok else NO


def add_dossier(parser: ArgumentParser) -> None:
    parser.add_argument("--out", required=True, metavar="FILE.zip", help=_("le dossier à écrire"))
    parser.add_argument(
        "--piece", action="append", default=[], metavar="NAME", help=_("cette pièce seulement (répétable)")
    )
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help=_("depuis ce jour"))
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help=_("jusqu’à ce jour"))
    parser.add_argument(
        "--about",
        action="append",
        default=[],
        metavar="VALUE",
        help=_("l’adresse ou le numéro d’un plaignant (répétable)"),
    )


def dossier(args: Namespace) -> int:
    """Write the control file of the organisation, and say in its ledger that it was handed out."""
    from django.db import transaction
    from django.utils import timezone

    from aval import evidence
    from aval.accountability import control_file

    organisation, at, out = find_organisation(args), timezone.now(), Path(args.out)
    asked = what_is_asked(args, organisation)
    unfinished = out.with_name(out.name + ".part")
    try:
        with transaction.atomic():
            evidence.record(organisation.pk, "dossier:exported", {"file": out.name}, at=at)
        with unfinished.open("wb") as file:
            told, keeps = parts_of(organisation, at, asked), control_file.keeps(organisation, asked)
            head = evidence.export(organisation.pk, file, at=at, parts=told, keeps=keeps)
        unfinished.replace(out)
    except OSError as why:
        raise BadCall(_("Impossible d’écrire {name} : {why}").format(name=out, why=why.strerror)) from why
    finally:
        unfinished.unlink(missing_ok=True)
    key = evidence.public_key().hex()
    if args.json:
        write_json(
            {
                "ok": True,
                "entries": head.size,
                "first_bad": None,
                "head": head.as_json(),
                "file": str(out),
                "public_key": key,
            }
        )
    else:
        tell(_("{name} : {count} entrées, clé publique {key}").format(name=out, count=head.size, key=key))
    return DONE


def what_is_asked(args: Namespace, organisation: "Organisation") -> "Asked":
    """Pieces, days and complainants; `BadCall` names the piece or the person nobody knows."""
    from aval.accountability.control_file import REGISTER
    from aval.accountability.pieces import DOCUMENTS, Asked, named
    from aval.oversight.dossier import DOCUMENTS as OVERSEEN
    from aval.prospects.objecting import NotObjectable

    known = {*(one.name for one in (*DOCUMENTS, *OVERSEEN)), *REGISTER}
    for name in args.piece:
        if name not in known and not any(one.rpartition(".")[0] == name for one in known):
            raise BadCall(_("Pièce inconnue : {name}. Il y a : {all}.").format(name=name, all=", ".join(sorted(known))))
    people: set[int] = set()
    for value in args.about:
        try:
            found = named(organisation, value)
        except NotObjectable:
            found = []
        if not found:
            raise BadCall(_("Personne ici n’a cette adresse ou ce numéro : {value}").format(value=value))
        people |= set(found)
    return Asked(frozenset(args.piece), args.since, args.until, frozenset(people))


def parts_of(organisation: "Organisation", at: "datetime", asked: "Asked | None" = None) -> "list[Part]":
    """What the control file holds beside the ledger: who answers, and what a control asks for."""
    from aval.accountability import control_file
    from aval.evidence import Part
    from aval.oversight.dossier import DOCUMENTS

    who = Part("organisation.json", lambda file: write_controller(organisation, file))
    return [who, *control_file.parts(organisation, at=at, asked=asked or control_file.ALL, more=DOCUMENTS)]


def write_controller(organisation: "Organisation", file: IO[bytes]) -> None:
    """Who answers for the processing, and under which names it writes."""
    from aval.accounts.models import Brand

    said = {name: getattr(organisation, name) for name in CONTROLLER}
    brands = (
        Brand.objects.of(organisation)
        .order_by("code")
        .values("code", "name", "sender_name", "sender_email", "reply_to")
    )
    said["brands"] = list(brands)
    file.write(json.dumps(said, ensure_ascii=False, indent=2).encode())


COMMANDS = [
    Command(
        name="verify",
        help=_("vérifier un dossier de contrôle, un reçu, ou la base"),
        add_arguments=add_verify,
        run=verify,
        base=False,
    ),
    Command(name="dossier", help=_("écrire le dossier de contrôle"), add_arguments=add_dossier, run=dossier),
]
