"""`aval token`: a key for a machine, said once; or one shut."""

from argparse import ArgumentParser, Namespace

from aval.console.command import DONE, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

SCOPES = ("decide", "read", "write")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--member", metavar="EMAIL", help=_("le membre au nom de qui la clé agit"))
    parser.add_argument("--name", metavar="NAME", help=_("à quoi elle servira"))
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        choices=SCOPES,
        help=_("ce qu’elle ouvre, à répéter : decide (demander une décision, rien d’autre), read, write"),
    )
    parser.add_argument(
        "--days", type=int, default=365, metavar="DAYS", help=_("combien de jours elle vaut, 365 au plus")
    )
    parser.add_argument("--revoke", type=int, metavar="NUMBER", help=_("fermer la clé de ce numéro, pour toujours"))


def run(args: Namespace) -> int:
    """Make a key or shut one. The secret alone goes to standard output."""
    from django.core.exceptions import ValidationError

    from aval.accounts.tokens import make_token, revoke_token

    organisation, at = find_organisation(args), read_instant(None)
    if args.revoke is not None:
        if not revoke_token(organisation, args.revoke, by=None, at=at):
            raise BadCall(_("Aucune clé ouverte ne porte le numéro {number}.").format(number=args.revoke))
        tell(_("La clé {number} n’ouvre plus rien.").format(number=args.revoke))
        return DONE
    member = organisation.members.filter(email=(args.member or "").lower()).first()
    if member is None:
        raise BadCall(_("--member : le courriel d’un membre de l’organisation est attendu."))
    try:
        token, secret = make_token(member, name=args.name or "", scopes=args.scope, by=None, at=at, days=args.days)
    except ValidationError as why:
        named = why.message_dict.items()
        raise BadCall(
            "\n".join(f"--{'scope' if name == 'scopes' else name} : {' '.join(said)}" for name, said in named)
        ) from why
    if args.json:
        expires_at = token.expires_at.isoformat()
        write_json({"token": token.pk, "secret": secret, "scopes": token.scopes, "expires_at": expires_at})
        return DONE
    tell(
        _("Clé {number}, bonne jusqu’au {day:%d/%m/%Y}. Elle n’est dite qu’ici :").format(
            number=token.pk, day=token.expires_at
        )
    )
    print(secret)
    return DONE


COMMANDS = [
    Command(
        name="token", help=_("faire une clé pour une machine, ou en fermer une"), add_arguments=add_arguments, run=run
    )
]
