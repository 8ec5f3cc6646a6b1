"""The words of forms, in French and English, on folded text: what a box is for, what a sentence makes one accept."""

import re
import unicodedata

QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-"}
)
ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
# Letters of other alphabets drawn like ours: « nеwsletter » with a Cyrillic е reads the same.
LOOKALIKES = str.maketrans("аеіорсухѕԁһϲοαν", "aeiopcyxsdhcoav")


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes, no invisible letters, blanks folded into one."""
    bare = ZERO_WIDTH.sub(lambda found: " " if found[0] == "\u202f" else "", text.translate(QUOTES))
    decomposed = unicodedata.normalize("NFKD", bare.lower().replace("œ", "oe"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).translate(LOOKALIKES).split())


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


MARKETING = _any(
    r"news ?-?letters?|lettres? (d'information|d'actualite|mensuelle|hebdomadaire)|infolettres?|e-?mailings?|marketing",
    r"(?<!appel d')(?<!appels d')\boffres?\b(?! d'emploi| de stage)|promotions?\b|promos?\b|bons? plans?|ventes? privees?|remises?\b|reductions?\b|codes? promo",
    r"nouveautes|actualites?\b|actus?\b|prospection|demarchage|publicit|promotionnel|sollicitations?|communications? (commerciale|electronique|de la part|par)",
    r"(e-?mails?|courriels?|messages?|informations?|contenus?|documentation|propositions?|courriers?|infos?)[^.]{0,20} commercia",
    r"invitations?|evenements|conseils|catalogues?|avantages|bonnes affaires|tenue? au courant|(etre|rester|tene[zr]-moi) informee?",
    r"special offers?|\boffers?\b|\bdeals?\b|discounts?|\bnews\b|updates|product (news|information)|promotional|advertis|(keep|stay|be kept) (me )?(in touch|informed|updated|posted|up to date)",
    r"(commercial|sales|marketing) (e-?mails?|messages?|communications?|information|purposes)|tips\b|\bevents\b",
)
SERVICE = _any(
    r"copie (de|du)|copy of|souvenir|rester connecte|remember|keep me (signed|logged)|confirmation|accuse de reception|suivi de (ma|votre|la) commande|livraison|facturation",
    r"mot de passe|password|rappel de (rendez|mon)|meme adresse|same (as|address)|billing|shipping|delivery|order updates|panier|securite de mon compte|security alerts|factures?\b|invoices?",
)
STRONG = re.compile(
    r"commercia|promotion|newsletter|publicit|prospection|partenaire|marketing|partner|lettre d'info|bons? plans?"
)
SMS = re.compile(r"\bsms\b|\bmms\b|\btextos?\b|whatsapp|text messages?")
PHONE = re.compile(
    r"(par|au|via le|de) telephone|telephoniques?|\bappel(s|er|le|ee|es)?\b(?! d'offres?)|by (tele)?phone|phone calls?|\bcall(s|ed)? (me|you|from)|telephone calls?"
)
MAIL = re.compile(
    r"e-?mails?|courriels?|courriers? electroniques?|mels?\b|voie electronique|news ?-?letter|lettre d'info|infolettre|mail\b"
)
PARTNERS = _any(
    r"partenair\w+|\btiers\b|annonceurs|sponsors|exposants|filiales|autres societes|societes (soeur|selectionnees|affiliees|tierces)",
    r"(societes|entites|marques|entreprises|enseignes) (du|de (notre|son|leur)) groupe|membres? du groupe",
    r"third[ -]part(y|ies)|partners?\b|affiliates|sister compan|(group|other|selected|carefully selected) compan|sponsors|advertisers",
)
TRACKING = _any(
    r"pixels?\b|(ouvertures?|clics|lectures?)[^.]{0,40}(mesur|suivi|analys|statisti)|(mesur|suiv|analys|track)\w*[^.]{0,60}(ouvertures?|clics|lecture|opens?|clicks?|comportement|navigation)",
    r"traceurs?|profilage|profiling|tracking|personnalis\w+[^.]{0,40}(navigation|comportement|interets|profil)|behaviou?r",
)
TERMS = _any(
    r"conditions? generales?|conditions d'(utilisation|inscription)|conditions de (vente|participation)|\bcg[uvp]s?\b|reglement (du|de|complet)|terms (of|and|&)|\bterms\b|conditions of",
)
PRIVACY = _any(
    r"politique de (confidentialite|protection|donnees)|charte (de confidentialite|donnees|vie privee)|donnees personnelles|privacy|personal data|protection des donnees|mes donnees|(mes|ces|les) informations (saisies|recueillies|soient)",
)
CONSENTS = re.compile(
    r"\b(j'accepte|accept\w*|j'autorise|autoris\w+|je consens|consen\w+|je souhaite|je veux|je desire|oui|recevoir|inscri\w+|abonn\w+|agree\w*|authori[sz]e|subscribe|sign me|receive|send me|keep me|yes|opt in|i would like|i'd like|i want|contacte[er]?s?)\b"
)
INVERTED = _any(
    r"\bne (?!manque)(\w+ ){0,2}(souhait|veu|desir|voul|accept|consen|recev)\w*[^.]{0,60}(pas|plus|recevoir|aucun)|\bne (pas|plus) (\w+ ){0,2}(recevoir|etre|m'envoyer|m'inscrire|me contacter|transmettre|partager)",
    r"pas (recevoir|etre (contacte|informe|sollicite))|je (m'oppose|refuse)|cocher (cette|la) case (si|pour) (vous )?(refuser|ne )|si vous (refusez|ne (souhaitez|voulez|desirez))",
    r"(do not|don't|does not|not|rather not|no longer) (\w+ ){0,3}(want|wish|like|agree|receive|send|contact|share|hear|sign)|opt[ -]?out|no,? thanks|i object|tick[^.]{0,30}if you (do not|don't|would prefer not)|\bunsubscribe",
)
UNTICK = re.compile(
    r"decoche[zr]?|retirez la coche|desactivez|uncheck|untick|deselect|clear the box|leave[^.]{0,20}ticked|laisse[zr][^.]{0,30}cochee"
)
UNLESS = _any(
    r"sauf (opposition|avis contraire|refus|mention contraire|si vous)[^.]{0,200}(recev|offres|prospect|inform|contact|partenaire|abonn)",
    r"(recev|offres|prospect|inscri|abonn)[^.]{0,160}(sauf (opposition|avis contraire|refus|mention contraire|si vous)|a moins que vous|unless you)",
    r"unless you[^.]{0,160}(receive|offers|contact|news|subscrib|partner)|(sans (reponse|opposition|action) de votre part|a defaut)[^.]{0,160}(recev|offres|inscri|abonn)",
)
ACT = (
    r"(en (cliquant|validant|soumettant|envoyant|remplissant|vous inscrivant|vous abonnant|renseignant|communiquant|fournissant|saisissant|laissant|telechargeant|poursuivant|participant|completant|indiquant|donnant|creant|confirmant|continuant|jouant|transmettant|demandant|vous enregistrant)"
    r"|(la validation|l'envoi|la soumission|l'inscription|la participation|le telechargement|l'utilisation|toute (demande|inscription))"
    r"|by (clicking|submitting|subscribing|signing|registering|downloading|providing|entering|completing|continuing|filling|sending|pressing|creating|participating|giving|joining|requesting)"
    r"|(submission|submitting|completion) of (this|the))"
)
ACCEPTS = r"(accept|consent|consen|autoris|reconnai|(donn\w+|marqu\w+|vaut|vaudra|emporte|implique) (votre |son |de )?(accord|acceptation|consentement|inscription|autorisation)|agree|authori[sz]|opt in|recevrez|serez (inscrit|abonn|contact|ajout)|you will (receive|be|start)|you'll (receive|get)|inscri\w+ (a|automatiquement)|subscrib)"
BY_ACTING = re.compile(rf"{ACT}[^.]{{0,200}}?{ACCEPTS}")
AUTOMATIC = re.compile(
    r"(vous (serez|etes)|sera|seront) (egalement |ensuite |alors |aussi )?(automatiquement|d'office)[^.]{0,80}(inscrit|abonn|ajout|transmis)|(automatically|also be) (\w+ )?(subscribed|added|enrolled|signed up)"
)
WILL_MAIL = _any(
    r"(vous (recevrez|allez recevoir)|nous (vous (enverrons|adresserons|contacterons|solliciterons|ferons parvenir|tiendrons inform)|utiliserons|pourrons vous))[^.]{0,160}",
    r"(vos|ces|les) (donnees|coordonnees|informations|adresses?)[^.]{0,120}(utilise|destine|servi|serve|traite|exploite|employe)\w*[^.]{0,160}",
    r"(we|our team) (will|may|might|shall) (also )?(use|send|e-?mail|contact|write)[^.]{0,160}|your (data|details|information|e-?mail)[^.]{0,60}(used|processed)[^.]{0,160}|you (will|may) (also )?(receive|be contacted)[^.]{0,160}",
)
NEGATION = re.compile(r"\b(ne|n'|ni|jamais|aucune?|sans|pas|never|not|no|neither|nor|won't|don't|without)\b|n'")
PASSED_ON = re.compile(
    r"(transm|communiqu|partag|ced|vend|lou|revend|echang|fourni|shar|sell|pass|disclos|transfer|rent)\w*|offres?|recev\w+|recoi\w+|sollicit\w+|contact\w+|offers|receive|hear from"
)
YES = re.compile(
    r"^(1|y|yes|oui|o|on|true|vrai|ok|accept\w*|accord|agree[d]?|checked|coche|actif|active|enabled?|in|opt-?in|optin|subscribed?|abonne|inscrit|all|tous|j'accepte.*|oui[ ,].*|yes[ ,].*|i agree.*)$"
)
NO = re.compile(
    r"^(0|n|no|non|false|faux|off|refus\w*|never|jamais|aucune?|none|out|opt-?out|unsubscribed?|pas .*|non[ ,].*|no[ ,].*|ne pas .*|do not .*|don't .*|je ne .*|sans .*)$"
)
MARKETING_NAME = re.compile(
    r"newsletter|news_?letter|opt_?-?in|optin|abonn|subscri(?!ption_?id)|consent|rgpd|gdpr|marketing|offres?|promo|partner|partenaire|\bsms\b|_sms|sms_|mailing|prospect|accept|commercial|sollicit|emailing"
)


def sentences(text: str) -> list[str]:
    """The sentences of a folded text; a dot inside a word ends none."""
    return [one for one in re.split(r"(?<=[.!?;])\s+|\s+[•·|]\s+", text[:20_000]) if one.strip()]
