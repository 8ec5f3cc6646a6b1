"""How the house is held: accounts, security, choices, values of the law, the opposition procedure, the nightly round."""

from collections.abc import Iterator
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from aval import keys
from aval.accountability.pieces.piece import Asked, Document, Row
from aval.accountability.register import security
from aval.accounts.models import Chore, Member, Organisation, Policy
from aval.law.parameters import all_parameters
from aval.law.readings.page import shown
from aval.post.exits import exit_answers
from aval.post.models import MailServer
from aval.prospects.models import Consultation, Objection


def _members(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    armed = set(Authenticator.objects.filter(user__organisation=ours).values_list("user", flat=True))
    for one in Member.objects.filter(organisation=ours).order_by("pk").iterator():
        yield (one.email, one.get_role_display(), one.is_active, one.last_login, one.pk in armed)


def _security(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    """What protects the data, as the settings in force say: nothing is claimed that is not read."""
    yield from (("mesure", one) for one in security(ours))
    shortest = next(
        one["OPTIONS"]["min_length"] for one in settings.AUTH_PASSWORD_VALIDATORS if "MinimumLength" in one["NAME"]
    )
    yield ("mot de passe : caractères au moins", shortest)
    yield ("mot de passe : fonction de hachage", settings.PASSWORD_HASHERS[0].rpartition(".")[2])
    yield ("mot de passe : ni commun, ni tiré du nom, ni que des chiffres", True)
    yield ("session fermée après, en heures", settings.SESSION_COOKIE_AGE // 3600)
    yield ("clés hors de la base", keys.read(keys.home(), "django") is not None)


def _opposition(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    """By which ways one objects, what happens, and the link tried now as a stranger would."""
    for origin in Objection.Origin:
        count = asked.within(Objection.objects.of(ours).filter(origin=origin), "recorded_at").count()
        yield ("voie", origin.label, count)
    yield (
        "effet",
        "enregistrée au journal ; relue à chaque envoi, appel et import ; gardée en empreinte",
        "",
    )
    answers = exit_answers(local=not MailServer.objects.of(ours).exists())
    yield ("essai du lien, maintenant", at, "répond" if answers else "ne répond pas")


def _consultations(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Consultation.objects.of(ours), "at", person="person").select_related("member").order_by("pk")
    for one in rows.iterator():
        yield (one.at, one.member.email if one.member else "", one.what, one.person_id, one.about, one.by_program)


def _policies(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    yield from Policy.objects.of(ours).order_by("code", "starts_on").values_list("code", "value", "starts_on")


def _parameters(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in all_parameters().values():
        yield (one.fr, shown(one.on(localdate(at)), "fr"), one.source, one.mark, one.last_checked)


def _chores(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Chore.objects.of(ours), "day").order_by("-day", "name")
    yield from rows.values_list("day", "name", "result", "error")


DOCUMENTS = (
    Document("acces.csv", _("Comptes, rôles et seconds facteurs"), ("compte", "role", "actif", "derniere_connexion", "second_facteur"), _members),
    Document("securite.csv", _("Politique de sécurité et règle des mots de passe, telles qu’en vigueur"), ("mesure", "valeur"), _security),
    Document("procedure-opposition.csv", _("Procédure d’opposition, et son essai"), ("quoi", "comment", "valeur"), _opposition),
    Document("consultations.csv", _("Journal des consultations : qui a ouvert quelle fiche"), ("le", "membre", "quoi", "personne", "au_sujet_de", "programme"), _consultations),
    Document("choix.csv", _("Choix laissés au responsable, datés"), ("choix", "valeur", "depuis"), _policies),
    Document("parametres.csv", _("Valeurs de la loi appliquées, avec leur source"), ("valeur", "en_vigueur", "source", "marque", "verifiee_le"), _parameters),
    Document("rondes.csv", _("Contrôles de nuit, et leurs échecs"), ("jour", "tache", "resultat", "echec"), _chores),
)  # fmt: skip
