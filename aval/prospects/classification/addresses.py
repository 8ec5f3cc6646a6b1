"""Whose mailbox an address is, from the address and the company.

The stricter reading wins: a private provider before everything, a sole trader before a role, a name before a role, one
person's function before a role. What is not read is `unknown`, and unknown is never a yes. A role mailbox at a private
provider (the small town hall) is a personal mailbox whose `address_kind` stays `role`: the law sends it to review.
"""

import polars as pl

from aval.prospects.classification import names
from aval.prospects.classification.companies import NATURAL_PERSONS
from aval.prospects.classification.emails import normalise_emails
from aval.prospects.classification.folding import folded
from aval.prospects.classification.local_parts import shape_local_parts
from aval.prospects.classification.reference import disposable_domains, mail_providers, public_suffixes

RECIPIENT_KINDS = (
    "generic_legal_person",
    "pro_nominative",
    "sole_trader",
    "personal_mailbox",
    "consumer",
    "unknown",
)
ADDRESS_KINDS = (
    "role",
    "function_of_one_person",
    "person_name",
    "initials",
    "private_provider",
    "disposable",
    "company_name_role",
    "unknown",
)
TEXTS = ("first_name", "last_name", "company")
CASE = ("refusal", "shape", "legal_form", "legal_form_confidence")
JUDGED = ("address_kind", "recipient_kind")
FLAGS = (
    "disposable",
    "provider",
    *names.SIGNS,
    "consumer",
    "public_body",
    "association",
)
"""With `CASE`, all a judgment rests on: each distinct case, a few hundred in a list, is judged once."""
CONSUMER = r"^(?:particuliers?|consommateurs?|individual|consumer|personne privee|sans entreprise|sans societe)$"
PUBLIC_BODY = r"\.gouv\.fr$|(?:^|\.)ac-[a-z-]+\.fr$|^(?:mairie|ville|departement|region)-|\.(?:mairie|ville)-"


def classify_addresses(frame: pl.DataFrame, known_names: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a row of `frame`, from its columns `email`, `first_name`, `last_name`, `company` (name), `legal_form`
    (four digits, as `classify_companies` gives it) and `legal_form_confidence`, each optional but `email`.

    Gives `recipient_kind`, `address_kind`, `disposable`, `domain` (registrable), `confidence` (0 to 1) and `why` (list of
    codes, see `why.toml`). `known_names` (`domain`, `name` in one word, folded) are names of other people of a company:
    a role mailbox that holds one of them is that person's.
    """
    rows = _read(frame)
    if known_names is not None:
        known = known_names.group_by("domain").agg(pl.col("name").alias("known"))
        rows = rows.join(known, on="domain", how="left", maintain_order="left")
    rows = rows.hstack(names.matches(rows)).with_columns(_signs())
    cases = rows.select(*CASE, flags=_flags())
    decided = rows.hstack([cases["flags"]]).unique(subset=["flags", *CASE])
    decided = decided.with_columns(address_kind=_address_kind()).with_columns(recipient_kind=_recipient_kind())
    decided = decided.select("flags", *CASE, *JUDGED, confidence=_confidence().round(3), why=_why())
    answered = cases.join(decided, on=["flags", *CASE], how="left", maintain_order="left")
    return answered.hstack(rows.select("disposable", "domain")).select(
        "recipient_kind", "address_kind", "disposable", "domain", "confidence", "why"
    )


def registrable_domains(hosts: pl.Series) -> pl.DataFrame:
    """Each distinct host and its registrable domain (`mail.acme.co.uk` is of `acme.co.uk`): `host`, `domain`."""
    distinct = hosts.drop_nulls().unique()
    deep = distinct.filter(distinct.str.count_matches(".", literal=True) > 1)  # with one dot, a host is its own domain
    suffixes = public_suffixes()
    found = pl.DataFrame(
        {"host": deep, "domain": [suffixes.privatesuffix(host) or host for host in deep]},
        {"host": pl.String, "domain": pl.String},
    )
    rest = pl.DataFrame({"host": distinct}).join(found, on="host", how="left")
    return rest.with_columns(pl.coalesce("domain", "host"))


def _read(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns as texts, the address taken apart, its domain and the shape of its local part found."""
    rows = normalise_emails(frame["email"]).with_columns(refusal=pl.col("refusal").fill_null(""))
    for name in TEXTS:
        text = (
            frame[name].cast(pl.String).fill_null("")
            if name in frame.columns
            else pl.Series([""]).new_from_index(0, frame.height)
        )
        rows = rows.with_columns(folded(text).alias(name))
    form = frame["legal_form"].cast(pl.String).fill_null("") if "legal_form" in frame.columns else pl.lit("")
    sure = frame["legal_form_confidence"].fill_null(0.0) if "legal_form_confidence" in frame.columns else pl.lit(1.0)
    rows = rows.with_columns(
        form.alias("legal_form"),
        sure.alias("legal_form_confidence"),
        local=pl.col("address").str.extract(r"^([^@+]+)").fill_null(""),
    )
    rows = rows.join(registrable_domains(rows["host"]), on="host", how="left", maintain_order="left")
    rows = rows.join(shape_local_parts(rows["local"]), on="local", how="left", maintain_order="left")
    return rows.with_columns(disposable=_at(disposable_domains()), provider=_at(mail_providers()))


def _at(domains: pl.Series) -> pl.Expr:
    return (pl.col("host").is_in(domains.implode()) | pl.col("domain").is_in(domains.implode())).fill_null(value=False)


def _signs() -> list[pl.Expr]:
    """What the company and the domain say about themselves."""
    return [
        pl.col("company").str.contains(CONSUMER).alias("consumer"),
        pl.col("host").str.contains(PUBLIC_BODY).fill_null(value=False).alias("public_body"),
        pl.col("host").str.ends_with(".asso.fr").fill_null(value=False).alias("association"),
    ]


def _flags() -> pl.Expr:
    """The booleans of `FLAGS`, one bit each."""
    bits = (pl.col(name).cast(pl.Int32) * 2**place for place, name in enumerate(FLAGS))
    return sum(bits, start=pl.lit(0, pl.Int32))


BAD = pl.col("refusal") != ""
FORM_UNKNOWN = pl.col("legal_form") == ""
NATURAL_PERSON = pl.col("legal_form").is_in(NATURAL_PERSONS) | pl.col("legal_form").str.starts_with("1")
NO_PERSONALITY = pl.col("legal_form").str.starts_with("2") & ~NATURAL_PERSON
PERHAPS_TRADER = FORM_UNKNOWN & (
    pl.col("company_bears_name") | pl.col("domain_bears_name") | pl.col("company_is_a_name")
)


def _address_kind() -> pl.Expr:
    shape = pl.col("shape")
    named = pl.col("name_matches") | shape.is_in(["first-name", "name-in-role-mailbox"])
    return (
        pl.when(BAD).then(pl.lit("unknown"))
        .when("disposable").then(pl.lit("disposable"))
        .when(pl.col("provider") & (shape == "role") & ~pl.col("name_matches")).then(pl.lit("role"))
        .when("provider").then(pl.lit("private_provider"))
        .when(named).then(pl.lit("person_name"))
        .when("initials_match").then(pl.lit("initials"))
        .when(shape == "one-person-function").then(pl.lit("function_of_one_person"))
        .when(shape == "role").then(pl.lit("role"))
        .when("is_company_name").then(pl.lit("company_name_role"))
        .when(shape == "role-with-other-word").then(pl.lit("role"))
        .when(shape == "two-words").then(pl.lit("person_name"))
        .when(shape == "initials").then(pl.lit("initials"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip


def _recipient_kind() -> pl.Expr:
    kind = pl.col("address_kind")
    return (
        pl.when(BAD).then(pl.lit("unknown"))
        .when(pl.col("provider") | pl.col("disposable")).then(pl.lit("personal_mailbox"))
        .when("consumer").then(pl.lit("consumer"))
        .when(NATURAL_PERSON | PERHAPS_TRADER).then(pl.lit("sole_trader"))
        .when(kind.is_in(["role", "company_name_role"])).then(pl.lit("generic_legal_person"))
        .when((kind != "unknown") | pl.col("person_given")).then(pl.lit("pro_nominative"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip


def _confidence() -> pl.Expr:
    """How sure, 0 to 1: the address first, then what is known of the company's legal form."""
    shape, kind = pl.col("shape"), pl.col("address_kind")
    address = (
        pl.when("name_matches").then(0.97)
        .when("initials_match").then(0.8)
        .when(kind == "company_name_role").then(0.75)
        .when(shape == "role").then(0.97)
        .otherwise(shape.replace_strict(
            {"one-person-function": 0.85, "first-name": 0.85, "name-in-role-mailbox": 0.75, "two-words": 0.75,
             "role-with-other-word": 0.65, "initials": 0.6}, default=0.5))
    )  # fmt: skip
    generic = pl.col("recipient_kind") == "generic_legal_person"
    company = (
        pl.when(FORM_UNKNOWN & (pl.col("public_body") | pl.col("association"))).then(0.95)
        .when(FORM_UNKNOWN & generic).then(0.6)
        .when(FORM_UNKNOWN).then(0.85)
        .when(NO_PERSONALITY & generic).then(0.5)
        .when(pl.col("legal_form_confidence") < 1).then(pl.when(generic).then(0.85).otherwise(0.95))
        .otherwise(1.0)
    )  # fmt: skip
    return (
        pl.when(BAD).then(0.0)
        .when(pl.col("disposable") | pl.col("provider")).then(0.97)
        .when("consumer").then(0.8)
        .when(NATURAL_PERSON).then(0.95 * pl.col("legal_form_confidence"))
        .when(PERHAPS_TRADER).then(0.6)
        .when(pl.col("recipient_kind") == "unknown").then(0.2)
        .otherwise(address * company)
    )  # fmt: skip


def _why() -> pl.Expr:
    """The codes of what was seen, in the order it was decided."""
    good, form = ~BAD, pl.col("legal_form")
    organisation = good & ~pl.col("provider") & ~pl.col("disposable")
    said = [
        pl.when(BAD).then(pl.lit("address-") + pl.col("refusal")),
        _say("disposable", "disposable-domain"),
        _say(pl.col("provider"), "private-provider"),
        _say(good & pl.col("name_matches"), "name-matches"),
        _say(good & pl.col("known_name"), "name-known-in-company"),
        _say(good & pl.col("initials_match") & ~pl.col("name_matches"), "initials-match"),
        _say(good & (pl.col("address_kind") == "company_name_role"), "company-name"),
        pl.when(good & ~pl.col("name_matches") & ~pl.col("initials_match") & (pl.col("address_kind") != "company_name_role"))
        .then(pl.lit("local-") + pl.col("shape")),
        _say(organisation & (pl.col("address_kind") == "unknown") & pl.col("person_given"), "person-given"),
        _say(organisation & pl.col("consumer"), "consumer-word"),
        pl.when(organisation & ~FORM_UNKNOWN).then(pl.lit("legal-form-") + form),
        _say(organisation & FORM_UNKNOWN, "legal-form-unknown"),
        _say(organisation & (pl.col("legal_form_confidence") < 1) & ~FORM_UNKNOWN, "legal-form-from-name"),
        _say(organisation & NO_PERSONALITY, "no-legal-personality"),
        _say(organisation & FORM_UNKNOWN & pl.col("public_body"), "public-body-domain"),
        _say(organisation & FORM_UNKNOWN & pl.col("association"), "association-domain"),
        _say(organisation & pl.col("company_bears_name"), "company-bears-name"),
        _say(organisation & pl.col("domain_bears_name"), "domain-bears-name"),
        _say(organisation & pl.col("company_is_a_name") & FORM_UNKNOWN, "company-is-a-name"),
    ]  # fmt: skip
    return pl.concat_list(said).list.drop_nulls()


def _say(when: pl.Expr | str, code: str) -> pl.Expr:
    return pl.when(when).then(pl.lit(code))
