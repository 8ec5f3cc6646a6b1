"""Setting up: identity whole, SIREN real, nothing made twice."""

import pytest
from django.core.exceptions import ValidationError

from aval.accounts.models import Brand, Organisation
from aval.accounts.setup import declare_brand, read_siren, set_up_organisation
from aval.evidence.models import Entry
from tests.cast import NOON, House

IDENTITY = {
    "legal_name": "Atelier Nord",
    "siren": "000 000 018",
    "postal_address": "12 rue des Lilas, 59000 Lille",
    "telephone": "01 99 00 12 34",
    "mailbox": "contact@atelier-nord.example",
}


def test_siren_is_kept_as_nine_digits() -> None:
    assert read_siren(" 000 000 018 ") == "000000018"


@pytest.mark.parametrize("wrong", ["000000019", "12345678", "1234567890", "abcdefghi", ""])
def test_siren_with_a_wrong_key_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_siren(wrong)
    assert "siren" in refusal.value.message_dict


@pytest.mark.django_db
def test_setting_up_twice_changes_nothing() -> None:
    first, changed = set_up_organisation(at=NOON, **IDENTITY)
    assert changed
    second, changed = set_up_organisation(at=NOON, **IDENTITY)
    assert second.pk == first.pk
    assert not changed
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_setting_up_again_brings_up_to_date() -> None:
    set_up_organisation(at=NOON, **IDENTITY)
    organisation, changed = set_up_organisation(at=NOON, siren=IDENTITY["siren"], telephone="01 99 00 99 99")
    assert changed
    organisation.refresh_from_db()
    assert (organisation.telephone, organisation.legal_name) == ("01 99 00 99 99", "Atelier Nord")


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["legal_name", "postal_address", "telephone", "mailbox"])
def test_identity_every_message_shows_may_not_be_empty(field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        set_up_organisation(at=NOON, **(IDENTITY | {field: "  "}))
    assert list(refusal.value.message_dict) == [field]
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_brand_of_one_name_is_one(atelier_nord: House) -> None:
    again = declare_brand(
        atelier_nord.organisation, name="Atelier Nord", sender_email="autre@atelier-nord.example", at=NOON
    )
    assert again.pk == atelier_nord.brand.pk
    assert Brand.objects.of(atelier_nord.organisation).count() == 1
    assert again.reply_to == "contact@atelier-nord.example"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "sender"), [("!!!", "a@b.example"), ("Nord", "pas une adresse")])
def test_brand_has_a_name_and_an_address(organisation: Organisation, name: str, sender: str) -> None:
    with pytest.raises(ValidationError):
        declare_brand(organisation, name=name, sender_email=sender, at=NOON)


@pytest.mark.django_db
def test_what_is_set_up_is_in_evidence(organisation: Organisation) -> None:
    kinds = Entry.objects.filter(ledger=organisation.pk).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["organisation:created", "brand:declared", *["member:added"] * 4]
