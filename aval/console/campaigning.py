"""`aval tasks` and `aval results`: what is left to humans, and what campaigns gave, from the command line."""

import csv
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

KINDS = ("call", "letter", "private_message", "follow_up", "free")
OUTCOMES = ("done", "answered", "meeting", "unreached", "dropped")
BY = ("step", "version", "source", "campaign", "domain")


def task_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("list", "add", "close"), default="list",
        help=_("list : ce qui reste à faire (code 1 s’il en est de tardives) ; add : en noter une ; close : en terminer une"),
    )  # fmt: skip
    parser.add_argument("task", nargs="?", type=int, metavar="TASK", help=_("pour close : le numéro de la tâche"))
    parser.add_argument("--kind", choices=KINDS, default="free", help=_("pour add : la nature"))
    parser.add_argument("--do", default="", metavar="TEXT", help=_("pour add : ce qui est à faire"))
    parser.add_argument("--due", metavar="DATE", help=_("pour add : pour quel jour"))
    parser.add_argument("--person", type=int, metavar="NUMBER", help=_("pour add : au sujet de qui"))
    parser.add_argument("--outcome", choices=OUTCOMES, help=_("pour close : ce qu’elle a donné"))
    parser.add_argument("--note", default="", help=_("pour close : une note"))


def run_tasks(args: Namespace) -> int:
    return {"list": _list, "add": _add, "close": _close}[args.what](args)


def _list(args: Namespace) -> int:
    from django.utils.timezone import localdate

    from aval.campaigns.tasks import late_on, tasks_to_do

    rows, today = tasks_to_do(find_organisation(args)), localdate(read_instant(None))
    late = late_on(rows, today).count()
    shown = [_told(task) for task in rows.select_related("campaign", "owner")]
    if args.json:
        write_json({"tasks": shown, "late": late})
    else:
        for one in shown:
            print(f"{one['task']:>6}  {one['due_on']:10}  {one['kind']:16} {one['what']}")
        tell(_("{late} en retard.").format(late=late))
    return NO if late else DONE


def _told(task: object) -> dict[str, object]:
    return {
        "task": task.pk,
        "kind": task.kind,
        "what": task.what,
        "due_on": task.due_on.isoformat(),
        "person": task.person_id,
        "campaign": task.campaign.code if task.campaign else None,
        "owner": task.owner.email if task.owner else None,
        "outcome": task.outcome,
    }


def _add(args: Namespace) -> int:
    from aval.campaigns.tasks import open_task
    from aval.prospects.models import Person

    organisation = find_organisation(args)
    try:
        due = date.fromisoformat(args.due or "")
    except ValueError as why:
        raise BadCall(_("--due : une date est attendue, comme 2026-11-23.")) from why
    if not args.do.strip():
        raise BadCall(_("--do : dites ce qui est à faire."))
    person = None
    if args.person is not None:
        person = Person.objects.of(organisation).filter(pk=args.person, quarantined=False).first()
        if person is None:
            raise BadCall(_("--person : personne n’a ce numéro."))
    return _show(
        args, open_task(organisation, kind=args.kind, what=args.do, due_on=due, person=person, at=read_instant(None))
    )


def _close(args: Namespace) -> int:
    from aval.campaigns.models import Task
    from aval.campaigns.tasks import NotOpen, close_task

    task = Task.objects.of(find_organisation(args)).filter(pk=args.task or 0).select_related("campaign").first()
    if task is None:
        raise BadCall(_("Aucune tâche n’a ce numéro."))
    if not args.outcome:
        raise BadCall(_("--outcome : dites ce qu’elle a donné."))
    try:
        close_task(task, outcome=args.outcome, note=args.note, by=None, at=read_instant(None))
    except NotOpen:
        tell(_("Quelqu’un l’a déjà terminée."))
        return NO
    return _show(args, task)


def _show(args: Namespace, task: object) -> int:
    told = _told(task)
    if args.json:
        write_json(told)
    else:
        print(f"{told['task']:>6}  {told['due_on']}  {told['what']}  {told['outcome']}")
    return DONE


def result_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "campaign", nargs="?", metavar="CAMPAIGN", help=_("le code d’une campagne ; sans lui, toutes ensemble")
    )
    parser.add_argument(
        "--by", choices=BY, default="", help=_("une ligne par étape, version, source, campagne ou domaine")
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("écrire un CSV, sûr pour un tableur"))


def run_results(args: Namespace) -> int:
    from aval.campaigns.models import Campaign
    from aval.post.funnel import FIGURES, as_lines, funnel
    from aval.prospects.refusals import neutral

    organisation = find_organisation(args)
    campaign = Campaign.objects.of(organisation).filter(code=args.campaign).first() if args.campaign else None
    if args.campaign and campaign is None:
        raise BadCall(_("Aucune campagne n’a le code « {code} ».").format(code=args.campaign))
    lines = funnel(organisation, by=args.by, campaign=campaign)
    if args.out:
        with args.out.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [neutral(cell) for cell in row] for row in as_lines(lines, args.by)
            )
    elif args.json:
        write_json([{"key": list(line.key), **{name: getattr(line, name) for name in FIGURES}} for line in lines])
    else:
        for line in as_lines(lines, args.by):
            print("  ".join(f"{cell:>10}" for cell in line))
    return DONE


COMMANDS = [
    Command(name="tasks", help=_("ce qui est laissé à un humain"), add_arguments=task_arguments, run=run_tasks),
    Command(name="results", help=_("ce que les campagnes ont donné"), add_arguments=result_arguments, run=run_results),
]
