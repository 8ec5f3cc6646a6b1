"""`aval sirene refresh FILE`: the diffusion status of every company, read again from Insee's stock; `aval sirene`: the last one."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant

WHY = {
    "unreadable": _("ce fichier ne se lit pas ({detail})."),
    "columns": _("il manque au fichier : {detail}. Donnez le stock StockUniteLegale de l’Insee, en CSV ou en Parquet."),
    "undated": _("le fichier ne dit pas son jour : ajoutez --stock-on DATE."),
    "future": _("ce stock est daté de l’avenir ({detail})."),
    "older": _("un stock plus récent a déjà été lu ({detail})."),
}


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="refresh|last")
    read = actions.add_parser("refresh", help=_("relire le statut de diffusion de chaque société dans le stock"))
    read.add_argument("file", type=Path, metavar="FILE", help=_("StockUniteLegale, en CSV ou en Parquet"))
    read.add_argument(
        "--stock-on", metavar="DATE", help=_("le jour du stock ; sans lui, le dernier traitement qu’il contient")
    )
    shown = actions.add_parser("last", help=_("le dernier stock lu ; code 1 s’il est à relire"))
    for action in (read, shown):
        action.add_argument("--json", action="store_true", default=SUPPRESS, help=_("répondre en JSON"))
        action.add_argument("--lang", choices=("fr", "en"), default=SUPPRESS, help=_("langue : fr ou en"))
        action.add_argument("--organisation", metavar="SIREN", default=SUPPRESS, help=_("laquelle"))


def run(args: Namespace) -> int:
    """0 when the statuses are fresh, 1 when they are to be read again."""
    from django.utils.timezone import localtime

    from aval.prospects.sirene import BadStock, last_stock, refresh, reread_on

    organisation, at = find_organisation(args), read_instant(None)
    today = localtime(at).date()
    if args.action == "refresh":
        given = localtime(read_instant(args.stock_on)).date() if args.stock_on else None
        try:
            stock = refresh(organisation, args.file, at=at, today=today, stock_on=given)
        except BadStock as why:
            raise BadCall(f"{args.file}\u00a0: " + _(WHY[why.code]).format(detail=why.detail)) from why
    else:
        stock = last_stock(organisation)
    fresh = stock is not None and today < reread_on(stock)
    names = ("name", "stock_on", "companies", "refused", "opened", "missing")
    told = {name: getattr(stock, name) for name in names} if stock else {}
    if args.json:
        write_json({**told, "fresh": fresh, "until": reread_on(stock) if stock else None})
    elif stock:
        print(_("Stock du {stock_on} : {companies} sociétés retrouvées, {refused} passées en diffusion partielle, {opened} redevenues diffusibles, {missing} absentes.").format(**told))  # fmt: skip
        print(_("À relire le {day}.").format(day=reread_on(stock)))
    else:
        print(_("Aucun stock n’a été lu."))
    return DONE if fresh else NO


COMMANDS = [
    Command(
        name="sirene",
        help=_("relire le statut de diffusion des sociétés dans le stock de l’Insee"),
        add_arguments=add_arguments,
        run=run,
    )
]
