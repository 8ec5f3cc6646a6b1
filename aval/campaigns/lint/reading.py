"""A message as the checks see it: who, what about, what can be read, where it leads, and what is known beside it."""

import re
from dataclasses import dataclass
from email.utils import getaddresses
from functools import cached_property

from aval.campaigns.lint.context import Context
from aval.campaigns.lint.folding import flat, fold, language_of, phrase
from aval.campaigns.lint.mime import Taken
from aval.campaigns.lint.page import Block, Image, Link, Page, read_html, read_text

COMMERCIAL = {"first_contact", "follow_up", "newsletter"}
ROLE_MAILBOXES = frozenset(
    [
        "contact",
        "contacts",
        "info",
        "infos",
        "information",
        "informations",
        "bonjour",
        "hello",
        "accueil",
        "commande",
        "commandes",
        "commercial",
        "sales",
        "service",
        "services",
        "secretariat",
        "admin",
        "administration",
        "bureau",
        "office",
        "mail",
        "courrier",
        "reception",
    ]
)
MOST_READ = 30_000  # characters, at either end
LOOPBACK = re.compile(r"https?://(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(/|$)", re.IGNORECASE)
STOP_WORDS = re.compile(
    r"desinscri|desabon|unsubscrib|opt.?out|ne plus (rien )?recevoir|ne souhaite[sz]? (plus|pas) (recevoir|etre)"
    r"|stop receiving|no longer (wish|want|receive)|s'opposer|vous opposer|votre opposition|droit d'opposition"
    r"|object to|right to object|arreter de recevoir|resilier|gerer (mes|vos) (preferences|abonnements)"
    r"|manage (your )?(preferences|subscription)|/(stop|unsub|desabo|desinsc|opt-?out|opposition)\b|/d/[\w-]{20,}"
)
NOTICE_WORDS = re.compile(
    r"confidentialit|privacy|donnees personnelles|personal data|rgpd|gdpr|protection des donnees|data protection"
    r"|vos donnees|your data|vos droits|your rights|information complete|full (notice|information)|notice"
    r"|mention d'information|mentions? (legales|d'information)|#information|en savoir plus sur (vos|le traitement)"
)
NO_REPLY = re.compile(r"(^|[._-])(no|ne|pas|do-?not|ne-?pas|donot)[._-]?(reply|repondre|reponse)|noreply|mailer-daemon")


@dataclass(frozen=True)
class Body:
    """One way the message can be read: `text` or `html`."""

    kind: str
    page: Page

    @cached_property
    def blocks(self) -> list[str]:
        """The paragraphs a reader sees, folded, each on one line."""
        return [flat(block.text) for block in self.shown]

    @property
    def lined(self) -> str:
        """The same with the line ends as they are."""
        return "\n\n".join(fold(block.text) for block in self.shown)

    @cached_property
    def shown(self) -> list[Block]:
        """The same as they are written; of a very long text, its beginning and its end."""
        seen = [block for block in self.page.blocks if not block.hidden]
        if sum(len(block.text) for block in seen) <= 2 * MOST_READ:
            return seen
        self.page.cut = True
        whole = "\n\n".join(block.text for block in seen)
        return [Block(part) for half in (whole[:MOST_READ], whole[-MOST_READ:]) for part in half.split("\n\n")]

    @cached_property
    def text(self) -> str:
        """All a reader sees, folded, paragraphs apart."""
        return "\n\n".join(self.blocks)

    @cached_property
    def hidden_text(self) -> str:
        """What is there and cannot be read, folded."""
        return flat("\n\n".join(block.text for block in self.page.blocks if block.hidden)[:MOST_READ])

    def exits(self) -> list[Link]:
        """The links that let one stop: by what they say, where they go, or the paragraph they stand in."""
        return [link for link in self.page.links if is_exit(link)]

    def notices(self) -> list[Link]:
        """The links to an information notice."""
        web = [link for link in self.page.links if link.url.lower().startswith("http")]
        return [link for link in web if NOTICE_WORDS.search(flat(f"{link.text} {link.url}"))]


def is_exit(link: Link) -> bool:
    """Whether a link serves to stop messages or to exercise a right (strictly necessary)."""
    return STOP_WORDS.search(flat(f"{link.text} {link.url}")) is not None


GUESSES = (
    (
        "double_opt_in",
        re.compile(r"confirm\w* (votre|mon) (inscription|abonnement)|confirm your (subscription|sign-?up)"),
    ),
    ("first_contact", re.compile(r"je me permets de vous (contacter|ecrire)|i('m| am) reaching out")),
    ("first_contact", phrase(r"vos (coordonnees|donnees)[^.]{0,60}(provien|issues|obtenu|collect|recueilli)")),
    (
        "first_contact",
        re.compile(
            r"nous avons (trouv|obten|recueilli|collect|achet)\w* (vos|votre) (adresse|coordonnees|contact|nom)"
        ),
    ),
    (
        "first_contact",
        re.compile(
            r"we (found|obtained|collected|bought|got) your (business |professional |work )?(address|details|name)"
        ),
    ),
    ("first_contact", phrase(r"your (details|data|address)[^.]{0,60}(come from|came from|obtained|collected)")),
)


class Reading:
    """The message, with what is known beside it."""

    def __init__(self, taken: Taken, context: Context) -> None:
        self.taken, self.context = taken, context
        self.bodies = self._read_bodies()
        self.subject = " ".join((taken.get("subject") or "").split())
        self.from_name, self.from_address = self._address("from")
        self.reply_to = self._address("reply-to")[1]
        self.recipient = context.recipient or self._address("to")[1]

    def _read_bodies(self) -> list[Body]:
        told = []
        for kind, read in (("html", read_html), ("text", read_text)):
            content = f"text/{'plain' if kind == 'text' else kind}"
            texts = [part.text for part in self.taken.parts if part.kind == content and not part.attached]
            if any(text.strip() for text in texts):
                told.append(Body(kind, read("\n\n".join(texts))))
        return told

    def _address(self, header: str) -> tuple[str, str]:
        value = self.taken.get(header)
        if not value:
            return "", ""
        match = re.fullmatch(r"(.*)<([^<>]*)>\s*", value, re.DOTALL)
        name, address = (match[1].strip().strip('"'), match[2]) if match else getaddresses([value[:1000]])[0]
        return name.strip(), address.strip().lower()

    @property
    def body(self) -> Body | None:
        """What a reader sees first: the page, else the text."""
        return self.bodies[0] if self.bodies else None

    @property
    def text(self) -> str:
        """What she reads, folded."""
        return self.body.text if self.body else ""

    @property
    def paragraphs(self) -> list[str]:
        """What she reads, folded, paragraph by paragraph."""
        return self.body.blocks if self.body else []

    @property
    def shown(self) -> str:
        """What she reads, as it is written."""
        return "\n\n".join(block.text for block in self.body.shown) if self.body else ""

    @property
    def images(self) -> list[Image]:
        return [image for body in self.bodies for image in body.page.images]

    @property
    def links(self) -> list[Link]:
        """Every link, of both bodies."""
        return [link for body in self.bodies for link in body.page.links]

    @cached_property
    def language(self) -> str | None:
        """The language most of it is written in."""
        return language_of(self.text)

    @cached_property
    def kind(self) -> str | None:
        """The type of message: as told, else guessed when the message itself leaves little doubt."""
        if self.context.message_type:
            return self.context.message_type
        return next((kind for kind, pattern in GUESSES if pattern.search(self.text)), None)

    @cached_property
    def commercial(self) -> bool | None:
        """Whether it is prospecting; None when nothing tells."""
        if self.kind:
            return self.kind in COMMERCIAL
        if self.taken.get("list-unsubscribe") or any(body.exits() for body in self.bodies) or SELLING.search(self.text):
            return True
        return None

    @property
    def to_a_service(self) -> bool:
        """Written to the role mailbox of a legal person, not to somebody."""
        local = self.recipient.partition("@")[0]
        return local in ROLE_MAILBOXES and self.context.recipient_function is None

    def domain_is_theirs(self, address: str) -> bool | None:
        """Whether an address is at a domain of the advertiser; None when its domains are unknown."""
        domains = self.context.advertiser.domains
        if domains is None:
            return None
        domain = address.rpartition("@")[2]
        return any(domain == one or domain.endswith("." + one) for one in domains)


SELLING = re.compile(
    r"notre (offre|solution|produit|logiciel|service|gamme|catalogue|newsletter|lettre|outil|plateforme|expertise)"
    r"|nos (offres|solutions|produits|logiciels|services|prestations|tarifs|formations|outils|nouveautes)"
    r"|nous (vous )?propos(ons|er)|je vous propose|decouvr(ez|ir)|demonstration|devis|\bdemo\b|tarif|essai gratuit"
    r"|our (offer|solution|product|software|service|platform|newsletter|tool|range|catalogue|training)"
    r"|we (offer|help|provide|sell)|discover|free trial|\bquote\b|pricing|lettre d'information|newsletter"
)
