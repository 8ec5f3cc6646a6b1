"""`aval doctor`: whether Aval can work here and write from each domain, and what to mend, point by point."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, Command, _, find_organisation, no_arguments, write_json

if TYPE_CHECKING:
    from aval.accounts.models import Brand, Organisation

ALIVE = timedelta(minutes=1)  # a worker says it is there every few seconds
MARKS = {True: "✓", False: "✗", None: "?"}


@dataclass(frozen=True, slots=True)
class Point:
    """One point: about what, which check, well or not (None: could not be seen), in words, and how to mend it."""

    about: str
    check: str
    code: str
    ok: bool | None
    says: str
    mend: str = ""
    found: str = ""


def run(args: Namespace) -> int:
    """Every point; 1 when one of them is not well."""
    from django.utils import timezone

    from aval.accounts.models import Brand, Organisation

    at = timezone.now()
    points = list(machine(at))
    if args.organisation or Organisation.objects.count() == 1:
        organisations = [find_organisation(args)]
    else:
        organisations = list(Organisation.objects.order_by("pk"))
    for organisation in organisations:
        points += doubts(organisation)
        for brand in Brand.objects.of(organisation).select_related("organisation").order_by("code"):
            points += sending(brand, at, args.lang)
    ok = not any(point.ok is False for point in points)
    if args.json:
        write_json({"ok": ok, "checks": [asdict(point) for point in points]})
    else:
        say(points)
    return DONE if ok else NO


def say(points: list[Point]) -> None:
    """One line a point, what to do under those that are not well."""
    about = ""
    for point in points:
        if point.about != about:
            about = point.about
            print(f"\n{about}")
        print(f"  {MARKS[point.ok]} {point.says}" + (f"  [{point.found}]" if point.found else ""))
        if point.mend:
            print(f"      → {point.mend}")


def machine(at: datetime) -> Iterator[Point]:
    """This machine: keys, base, workers, address."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from aval import keys
    from aval.post.models import Worker

    here = _("Cette machine")
    missing = [name for name in keys.NAMES if keys.read(keys.home(), name) is None]
    yield Point(
        here, "keys", "keys-missing" if missing else "keys-ok", not missing,
        _("Des clés manquent.") if missing else _("Toutes les clés sont là."),
        _("Lancez « aval init », ou remettez celles de la sauvegarde.") if missing else "", ", ".join(missing),
    )  # fmt: skip
    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Point(
        here, "base", "base-behind" if behind else "base-ok", not behind,
        _("La base est d’une version plus ancienne.") if behind else _("La base est à jour."),
        _("Lancez « aval init ».") if behind else "", connection.vendor,
    )  # fmt: skip
    alive = Worker.objects.filter(seen_at__gte=at - ALIVE).count()
    yield Point(
        here, "worker", "worker-ok" if alive else "worker-none", bool(alive),
        _("Un travailleur au moins est au travail.") if alive else _("Aucun travailleur : rien ne part, rien n’entre."),
        "" if alive else _("Lancez « aval serve », ou « aval work »."), str(alive),
    )  # fmt: skip
    secure = settings.AVAL_URL.startswith("https://")
    yield Point(
        here, "address", "address-ok" if secure else "address-not-https", True if secure else None,
        _("Les liens des messages mènent à une adresse sûre.") if secure else _("Les liens des messages ne sont pas en HTTPS."),
        "" if secure else _("Réglez AVAL_URL avant d’écrire pour de bon."), settings.AVAL_URL,
    )  # fmt: skip


def doubts(organisation: "Organisation") -> Iterator[Point]:
    """What nobody knows the end of."""
    from aval.post.models import Attempt

    uncertain = Attempt.objects.of(organisation).filter(state=Attempt.State.UNCERTAIN).count()
    if uncertain:
        yield Point(
            organisation.legal_name, "doubts", "doubts-waiting", None,
            _("Des envois sont incertains : nul ne sait s’ils sont partis."),
            _("Tranchez-les au bureau, d’après le journal du serveur d’envoi."), str(uncertain),
        )  # fmt: skip


def sending(brand: "Brand", at: datetime, language: str) -> list[Point]:
    """A brand: its servers answer, its domain may write. The domain is asked about now, and the answer kept."""
    from aval.post.dns import Silent
    from aval.post.domains import check_domain, say_check
    from aval.post.models import MailServer
    from aval.post.servers import check_server

    servers = list(MailServer.objects.of(brand.organisation_id).filter(brand=brand).select_related("brand"))
    about = f"{brand.name} <{brand.sender_email}>"
    if not servers:
        return [
            Point(about, "server", "server-none", None, _("Sans serveur d’envoi : les lettres vont au bac à sable."))
        ]
    points = []
    for server in servers:
        answers = check_server(server, at)
        code = "server-ok" if answers else "server-silent"
        points.append(Point(about, "server", code, answers, server.check_result, found=f"{server.host}:{server.port}"))
    try:
        check = check_domain(brand, at)
    except Silent as why:
        silent = _("Le DNS ne répond pas.")
        return [*points, Point(about, "dns", "dns-silent", None, silent, _("Réessayez plus tard."), str(why))]
    found = zip(check.findings, say_check(check, language), strict=True) if check else ()
    return points + [
        Point(about, said.check, row["code"], said.ok, said.says, said.mend, said.found) for row, said in found
    ]


COMMANDS = [
    Command(
        name="doctor",
        help=_("dire ce qui empêche d’écrire, et comment y remédier"),
        add_arguments=no_arguments,
        run=run,
    )
]
