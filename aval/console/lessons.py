"""`aval lessons`: the ten lessons, and the register of who answered their questions (which are answered at the desk)."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from aval.console.command import DONE, BadCall, Command, _, find_organisation, write_json


def add_arguments(parser: ArgumentParser) -> None:
    """A lesson, or the register."""
    parser.add_argument("lesson", nargs="?", metavar=_("LEÇON"), help=_("le code d’une leçon ; sans lui, leur liste"))
    parser.add_argument("--register", action="store_true", help=_("le registre des formations"))


def run(args: Namespace) -> int:
    """Print the list, one lesson, or the register."""
    from aval.accounts.lessons import lesson, lessons

    if args.register:
        return _register(args)
    if not args.lesson:
        told = [(one.code, one.title) for one in lessons(args.lang)]
        if args.json:
            write_json([{"code": code, "title": title} for code, title in told])
        else:
            print("\n".join(f"{code:26}{title}" for code, title in told))
        return DONE
    try:
        one = lesson(args.lesson, args.lang)
    except KeyError as unknown:
        raise BadCall(_("Aucune leçon ne s’appelle « {code} ».").format(code=args.lesson)) from unknown
    if args.json:
        write_json({name: value for name, value in asdict(one).items() if name != "questions"})
    else:
        lists = [f"+ {text}" for text in one.do] + [f"- {text}" for text in one.avoid]
        print("\n\n".join([one.title, *one.says, "\n".join(lists), one.case, " ; ".join(one.decisions)]))
    return DONE


def _register(args: Namespace) -> int:
    from aval.accounts.models import Training

    rows = Training.objects.of(find_organisation(args)).select_related("member").order_by("id")
    for one in rows.iterator() if not args.json else ():
        until = one.until_on.isoformat() if one.until_on else ", ".join(one.wrong)
        print(f"{one.at:%Y-%m-%d}  {one.member.email:40}{one.subject:8}{until}")
    if args.json:
        write_json(
            [
                {
                    "at": one.at.isoformat(),
                    "member": one.member.email,
                    "subject": one.subject,
                    "asked": one.asked,
                    "wrong": one.wrong,
                    "until": one.until_on and one.until_on.isoformat(),
                }
                for one in rows
            ]
        )
    return DONE


COMMANDS = [
    Command(
        name="lessons",
        help=_("lire les dix leçons, ou le registre des formations"),
        add_arguments=add_arguments,
        run=run,
    )
]
