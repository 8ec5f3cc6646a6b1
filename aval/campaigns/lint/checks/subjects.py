"""The subject and the air of the message (L34-5 CPCE, 5th paragraph: related subject, no concealment)."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.checks import items
from aval.campaigns.lint.folding import fold, phrase, stems
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

REPLY = re.compile(r"^\s*(\[[^\]]{0,30}\]\s*)?((re|ref|rep|tr|fw|fwd|aw|wg|sv|vs)\s*(\[\d+\])?\s*:)", re.IGNORECASE)
THREAD = re.compile(
    r"^>? ?-{2,} ?(message d'origine|message transfere|original message|forwarded message)"
    r"|^(>? ?)?le .{6,60} a ecrit ?:|^>? ?on .{6,60} wrote ?:|^de ?: .{3,80}\n(envoye|date) ?:|^from: .{3,80}\nsent:",
    re.MULTILINE,
)
CLAIMED_TALK = phrase(
    r"(suite a|apres|comme convenu|faisant suite)[^.]{0,30}(echange|conversation|appel|rendez-vous|entretien|discussion|demande)"
    r"|comme convenu|(following|after|as per) (up on )?(our|your) (call|conversation|discussion|chat|meeting|request)|as (agreed|discussed)"
)
MISLEADING = re.compile(
    r"\b(votre|vos|une?|la) facture (n[o°.]|numero|#|\d|impayee?|en attente|disponible|jointe|ci-jointe|a regler|est )"
    r"|votre rendez-vous (de|du|est|confirme)|^(votre )?facture\b.{0,12}(n[o°.]|#|\d)|^votre facture ?$|facture impayee|impaye|relance (de paiement|facture)|rappel de paiement"
    r"|paiement (refuse|en attente|echoue|requis)|virement (recu|en attente)|remboursement (en attente|disponible|de)"
    r"|\b(your|an?|new|unpaid|overdue) invoice\b(?! (software|processing|management|automation|tool))|invoice (#|no|n[o°]|\d|attached|overdue)"
    r"|payment (failed|declined|due|overdue|reminder)|overdue payment"
    r"|(votre|un|le) colis|colis (en attente|n)|avis de (passage|livraison|mise en demeure)|livraison (en attente|prevue|echouee|de votre)"
    r"|(your|a) (parcel|package|delivery)\b|delivery (failed|attempt|notice|pending)"
    r"|(confirmation|annulation|suivi) de (votre |la )?(commande|livraison|paiement|rendez-vous|reservation)|votre commande\b"
    r"|(order|booking|delivery|payment) confirmation|your order\b|mise en demeure|dernier avertissement|final notice"
    r"|(suspension|fermeture|blocage|verification) (immediate )?de votre (compte|acces)|votre compte (sera|est|a ete) (suspendu|bloque|ferme|desactive)"
    r"|your account (will be|is|has been) (suspended|blocked|closed|disabled)|alerte de securite|security alert|mot de passe (expire|compromis)"
    r"|password (expired|expires)|vous avez gagne|vous avez ete (selectionne|tire)|you('ve| have) won|felicitations|convocation"
)
TRUNCATED_INVOICE = re.compile(r"facture d'(energie|electricite|eau|achat)|factures? (fournisseurs?|electroniques?)")
DENIAL = phrase(
    r"(ceci|ce message|ce courriel|cet e-?mail)[^.]{0,30}n'est (pas|ni)[^.]{0,30}(publicit|commercial|prospection|demarchage)"
    r"|this (is|message is|e-?mail is) not (an? )?(ad\b|advert|commercial|marketing|sales|promot)"
)


def check(reading: Reading) -> Iterator[Fault]:
    """A subject that is empty, borrowed, misleading or about something else; a thread that never was."""
    subject = fold(reading.subject)
    if not subject:
        yield Fault("subject-empty", "subject")
        return
    if REPLY.search(reading.subject):
        yield from _reply(reading)
    elif reading.context.existing_thread_with_recipient is False and (
        claim := CLAIMED_TALK.search(subject) or CLAIMED_TALK.search(reading.text[:600])
    ):
        yield Fault("false-talk", "subject" if claim.string == subject else "body", claim.group())
    if reading.context.existing_thread_with_recipient is not True and THREAD.search(
        reading.body.lined if reading.body else ""
    ):
        severity = None if reading.context.existing_thread_with_recipient is False else "unknown"
        yield Fault("fake-thread", "body", severity=severity)
    if not reading.commercial:
        return
    if MISLEADING.search(TRUNCATED_INVOICE.sub("", subject)):
        yield Fault("subject-misleading", "subject", reading.subject)
    elif reading.bodies and not REPLY.search(reading.subject) and not _related(subject, reading):
        yield Fault("subject-unrelated", "subject", reading.subject)
    if DENIAL.search(reading.text):
        yield Fault("advertising-denied", "body")


def _reply(reading: Reading) -> Iterator[Fault]:
    thread = reading.context.existing_thread_with_recipient
    if thread is True:
        return
    answers = reading.taken.get("in-reply-to") or reading.taken.get("references")
    severity = "unknown" if thread is None and answers else None
    yield Fault("subject-fake-reply", "subject", reading.subject, severity)


def _related(subject: str, reading: Reading) -> bool:
    """The subject shares a word with what is offered; the recipient's own name proves nothing, nor do the mentions."""
    said = stems(subject) - stems(reading.recipient)
    return not said or bool(said & stems(items.words_of(reading.paragraphs) or reading.text))
