"""What a form is for, by its fields and its words: only what collects people from outside is held to the rules of collection."""

import re

from aval.collection.auditing.context import Context
from aval.collection.auditing.forms import Control, Form
from aval.collection.auditing.page import Page
from aval.collection.auditing.wordings import CONSENTS, MARKETING, MARKETING_NAME, PARTNERS, SERVICE, SMS, STRONG, fold

TOLD = (
    ("cookies", r"cookie|traceur|tracker"),
    ("preferences", r"prefer|setting|parametre|account_?page|mon_?compte|notification"),
    ("unsubscribe", r"unsub|desab|desinsc|opt_?out|opposition"),
    ("search", r"search|recherche"),
    ("filter", r"filt|facet|tri\b|sort"),
    ("login", r"log_?in|sign_?in|connexion|password|mot_?de_?passe"),
    ("newsletter", r"news|lettre|subscri|abonn"),
)
PERSONAL_TYPES = {"email", "tel"}
PERSONAL = re.compile(
    r"e-?mail|courriel|\bmel\b|adresse (mail|electronique)|\btel\b|phone|mobile|portable|prenom|first.?name|last.?name|surname|full.?name|\bnom\b|your name|^name$|\bnom[_ -]|naissance|birth"
)
SEARCHING = re.compile(
    r"^(q|s|query|search|recherche|keyword|mots?-?cles?|term)$|recherch|search|que cherchez|mots cles"
)
PREFERENCES = re.compile(
    r"(gerer|modifier|mettre a jour|enregistrer|choisir|parametrer) (mes|vos|ces|les)? ?(preferences|abonnements|parametres|notifications|choix)|(mes|vos|centre de) (preferences|abonnements|notifications)|preferences? (de communication|e-?mail|center|centre)"
    r"|(manage|update|save|edit) (my|your|these)? ?(preferences|subscriptions|settings|choices|e-?mail preferences)|(communication|notification|e-?mail) (preferences|settings)|(your|my) (subscriptions|preferences)"
)
LEAVING = re.compile(
    r"se desabonner|me desabonner|desinscri|desabonne|ne plus recevoir|unsubscribe|opt out of all|stop receiving"
)
COOKIES = re.compile(r"cookies?\b|traceurs?\b|trackers?\b")
FILTERS = re.compile(r"\bfiltr|trier par|affiner|sort by|refine|prix (min|max)|en stock|in stock|resultats|results")
LOGIN = re.compile(
    r"se connecter|connexion|identifiez|mot de passe oublie|log ?in|sign ?in|forgot|reinitialis|reset (my |your )?password|envoyer le lien|m'identifier"
)
JOINS = re.compile(r"creer|inscri|s'enregistrer|sign ?up|register|create|join|adher|ouvrir un compte")
SUBSCRIBING = re.compile(
    r"newsletter|lettre d'(information|actualite)|infolettre|lettre (mensuelle|hebdomadaire)|(je m'|s'|m'|vous )abonn|abonnez|\bsubscribe|join (our|the) (mailing )?list|recevoir (nos|les|des) (actualites|offres|nouveautes|conseils|bons plans)|get (our|the) (latest )?(news|offers|updates)|mailing list|liste de diffusion"
)
OTHER_PURPOSE = re.compile(
    r"telecharg|livre blanc|demande|devis|contact|message|commande|paiement|rendez|demo|essai|webinaire|webinar|jeu|concours|particip|candidat|reserv|simul|estim|compte|download|white ?paper|e-?book|guide|quote|order|checkout|trial|contest|win\b|gagn|apply|book\b|account|inscription (a l'|au |a la )(evenement|salon|atelier|formation)"
)
EXEMPT = {"search", "filter", "login", "preferences", "unsubscribe", "cookies", "none"}


def kind_of(form: Form, page: Page, context: Context) -> str:
    """search, filter, login, preferences, unsubscribe, cookies, none; newsletter (nothing else is asked); collection."""
    told = fold(context.form_kind or "").replace("-", "_").replace(" ", "_")
    known = next((kind for kind, pattern in TOLD if told and re.search(pattern, told)), None)
    personal = asks_who(form)
    if known in {"search", "filter", "login", "cookies", "unsubscribe"} or (known == "preferences" and not personal):
        return known or "none"
    pressed = " ".join(one.said for one in form.buttons if not one.link)
    heading = f"{fold(page.title)} {form.text[:1500]}"
    if (exempt := _known_person(form, personal, heading, pressed)) is not None:
        return exempt
    if not personal and not any(for_prospecting(one) for one in form.controls):
        return "none"
    if known == "newsletter" or (known is None and _only_subscribes(form, pressed)):
        return "newsletter"
    return "collection"


def _known_person(form: Form, personal: list[Control], heading: str, pressed: str) -> str | None:
    """A form that asks nobody new who she is: it searches, filters, signs in, or shows what she chose before."""
    seen = [one for one in form.controls if one.seen]
    method = form.element.get("method").lower() if form.element else ""
    searches = any(one.kind == "search" or SEARCHING.search(f"{one.name.lower()} {one.words}") for one in seen)
    if not personal:
        if COOKIES.search(heading) and not any(
            PARTNERS.search(one.words) and one.kind == "hidden" for one in form.controls
        ):
            return "cookies"
        if searches or (form.element and form.element.get("role") == "search"):
            return "search"
        if PREFERENCES.search(heading) or PREFERENCES.search(pressed):
            return "preferences"
        if LEAVING.search(heading) and not JOINS.search(pressed):
            return "unsubscribe"
        if method == "get" or FILTERS.search(heading[:400]) or FILTERS.search(pressed):
            return "filter"
        return None
    asks_consent = any(for_prospecting(one) for one in form.controls)
    password = [one for one in seen if one.kind == "password"]
    if (
        not asks_consent
        and len(seen) <= 4
        and (LOGIN.search(pressed) or (password and not JOINS.search(f"{pressed} {heading[:300]}")))
    ):
        return "login"
    if LEAVING.search(pressed) and not JOINS.search(pressed.replace("desinscri", "")):
        return "unsubscribe"
    return None


def asks_who(form: Form) -> list[Control]:
    """The fields where a new person says who she is: seen, empty, not read-only."""
    found = []
    for one in form.controls:
        if (
            not one.seen
            or one.kind in {"checkbox", "radio", "switch", "select", "password", "search"}
            or is_honeypot(one)
        ):
            continue
        filled = bool(one.value.strip()) or "readonly" in one.element.attrs or "disabled" in one.element.attrs
        named = (
            f"{one.names.strip()} {one.words} {fold(one.element.get('placeholder'))} {one.element.get('autocomplete')}"
        )
        if SEARCHING.search(one.name.lower()):
            continue
        if (one.kind in PERSONAL_TYPES or PERSONAL.search(named)) and not filled:
            found.append(one)
    return found


def is_honeypot(one: Control) -> bool:
    """A field for robots: nobody sees it, or it is out of the way of keyboard and memory, under a telltale name."""
    name = one.names
    telling = re.search(
        r"honey|\bhp\b|hp_|_hp|b_[0-9a-f]{8,}|fax_only|robot|spam|trap|leave.?(this.?)?(blank|empty)|ne pas remplir|laisse[rz] (ce champ )?vide",
        f"{name} {one.words}",
    )
    out_of_the_way = one.element.get("tabindex") == "-1" and one.element.get("autocomplete") in {
        "off",
        "nope",
        "new-password",
    }
    return (
        bool(telling)
        or (one.element.hidden == "all" and one.kind not in {"hidden", "checkbox", "radio", "select", "switch"})
        or (out_of_the_way and not one.on)
    )


def for_prospecting(one: Control) -> bool:
    """Whether a box, switch, list or button group is about being prospected, or passed on."""
    if one.kind not in {"checkbox", "radio", "switch", "select"}:
        return False
    text = " ".join([one.words, *(said for said, *_ in one.options)])
    if not text.strip():
        return bool(MARKETING_NAME.search(one.names))
    if one.kind == "radio" and len(one.words) < 12:
        text = f"{one.before} {one.words}"
    return prospects(text)


def prospects(text: str) -> bool:
    """Whether words speak of being prospected rather than of a service asked for."""
    if not (MARKETING.search(text) or SMS.search(text) or (PARTNERS.search(text) and CONSENTS.search(text))):
        return False
    return not SERVICE.search(text) or bool(STRONG.search(text))


def _only_subscribes(form: Form, pressed: str) -> bool:
    """A form whose one purpose is its newsletter: pressing the button is the act, and says so."""
    fields = [
        one
        for one in form.controls
        if one.seen and one.kind not in {"checkbox", "radio", "switch", "hidden"} and not is_honeypot(one)
    ]
    if len(fields) > 4 or any(one.kind in {"textarea", "password", "file"} for one in fields):
        return False
    legends = " ".join(
        block.said
        for block in form.blocks
        if block.element.tag in {"h1", "h2", "h3", "h4", "legend", "label", "strong"}
    )
    around = f"{pressed} {legends} {form.text[:300] if form.element is not None else ''}"
    return bool(SUBSCRIBING.search(around)) and not OTHER_PURPOSE.search(f"{pressed} {legends}")
