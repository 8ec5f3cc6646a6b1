"""The header lines of real exports are recognised; opt-outs are never dropped."""

import csv

import pytest

from aval.prospects import headers

# tool: separator, header, and what must be understood of it.
REAL = {
    "systeme.io": (",", "Email,First name,Surname,Phone number,Country,Tags,Date registered",
        {"Email": "email", "First name": "first_name", "Surname": "last_name", "Phone number": "phone", "Country": "country", "Date registered": "collected_on"}),
    "mailchimp": (",", "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS,UNSUB_TIME",
        {"Email Address": "email", "OPTIN_TIME": "collected_on", "CONFIRM_TIME": "consent_at", "UNSUB_TIME": "stop_email", "NOTES": "ignored"}),
    "mailchimp full": (",", "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES",
        {"Email Address": "email", "CC": "country", "LATITUDE": "ignored"}),
    "mailchimp unsubscribed": (",", "Email Address,First Name,Last Name,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,MEMBER_RATING,OPTIN_TIME",
        {"UNSUB_TIME": "stop_email", "UNSUB_REASON": "stop_email", "UNSUB_CAMPAIGN_ID": "ignored"}),
    "brevo": (";", "EMAIL;LASTNAME;FIRSTNAME;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED;ADDED_TIME;MODIFIED_TIME",
        {"EMAIL": "email", "SMS": "mobile", "EMAIL_BLACKLISTED": "stop_email", "SMS_BLACKLISTED": "stop_sms", "ADDED_TIME": "collected_on"}),
    "brevo fr": (";", "EMAIL;NOM;PRENOM;SMS", {"NOM": "last_name", "PRENOM": "first_name"}),
    "activecampaign": (",", "Email,First Name,Last Name,Phone,Tags,Date Created,IP,Status", {"Status": "status", "IP": "ignored"}),
    "kit": (",", "first_name,email,created_at,status", {"status": "status", "created_at": "collected_on"}),
    "pipedrive people": (",", "Person - ID,Person - Name,Person - Email,Person - Phone,Organization - Name,Person - Last activity date",
        {"Person - Name": "full_name", "Person - Email": "email", "Organization - Name": "company", "Person - Last activity date": "ignored"}),
    "pipedrive deals": (",", "Organization - Name,Person - Name,Person - Email,Organization - Website", {"Person - Email": "email"}),
    "pipedrive activities": (",", "Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done,Activity - Note,Activity - Assigned to user,Deal - Title,Person - Name,Person - Email,Organization - Name",
        {"Activity - Note": "ignored", "Person - Email": "email"}),
    "linkedin": (",", "First Name,Last Name,URL,Email Address,Company,Position,Connected On", {"Position": "title", "Connected On": "collected_on"}),
    "hubspot": (",", "First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Job function,Seniority,Company Name,Industry,Number of Employees,City,Postal Code,Country/Region,Lifecycle Stage,Lead Status,Contact owner,Original Source,Legal basis for processing contact's data",
        {"Job Title": "title", "Mobile Phone Number": "mobile", "Country/Region": "country", "Legal basis for processing contact's data": "ignored"}),
    "outlook fr": (",", "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Surnom,Société ,Service ,Titre,Rue (bureau),Rue (bureau) 2,Rue (bureau) 3,Ville (bureau),Dép/Région (bureau),Code postal (bureau),Pays (bureau)",
        {"Titre": "civility", "Titre (2)": "title", "Nom": "last_name", "Société": "company", "Ville (bureau)": "city"}),
    "crm fr": (";", "Société;SIREN;Ville;Civilité;Prénom;Nom;Fonction;Courriel;Téléphone;Origine",
        {"Société": "company", "SIREN": "siren", "Civilité": "civility", "Courriel": "email", "Téléphone": "phone", "Fonction": "title"}),
    "crm fr export": (";", "Civilité;Prénom;Nom;Fonction;Courriel;Téléphone;Mobile;Organisation;Base légale", {"Organisation": "company", "Mobile": "mobile"}),
    "badges": (";", "Nom;Prénom;Email;Téléphone;Entreprise;Catégorie;Présence;Date Inscription", {"Entreprise": "company", "Date Inscription": "collected_on"}),
    "dutch": ("\t", "Bedrijf\tVoornaam\tAchternaam\tGemeente", {"Bedrijf": "company", "Voornaam": "first_name", "Achternaam": "last_name", "Gemeente": "city"}),
    "sirene": (",", "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,prenom1UniteLegale,nomUniteLegale,denominationUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,activitePrincipaleNAF25UniteLegale",
        {"siren": "siren", "statutDiffusionUniteLegale": "sirene_status", "prenom1UniteLegale": "first_name", "categorieJuridiqueUniteLegale": "legal_form", "activitePrincipaleUniteLegale": "naf"}),
}  # fmt: skip


def columns_of(separator: str, header: str) -> tuple[str, ...]:
    return headers.name_columns(next(csv.reader([header], delimiter=separator)))


@pytest.mark.once
@pytest.mark.parametrize("tool", REAL)
def test_a_real_header_is_known_to_its_last_column(tool):
    separator, header, expected = REAL[tool]
    mapping = headers.recognise(columns_of(separator, header))
    assert headers.UNKNOWN not in mapping.values()
    assert {name: mapping[name] for name in expected} == expected


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    [
        "Désinscrit(e) du salon",
        "Ne plus contacter svp",
        "Opposé à la prospection",
        "Unsub reason code",
        "Liste Robinson",
        "DO_NOT_MAIL",
        "Refus 2024",
        "Stop pub",
    ],
)
def test_an_unknown_column_that_sounds_like_an_opt_out_blocks(name):
    mapping = headers.recognise(["Email", name])
    assert headers.blocking(mapping) == {name: "stop_unmapped"}
    assert headers.blocking(mapping | {name: headers.IGNORED}) == {}
    assert headers.blocking(mapping | {name: "stop_all"}) == {}


@pytest.mark.once
def test_without_a_column_to_reach_anyone_nothing_is_imported():
    assert headers.blocking(headers.recognise(["Nom", "Prénom"])) == {"": "no_address_column"}
    assert headers.blocking(headers.recognise(["Nom", "Portable"])) == {}


@pytest.mark.once
def test_unknown_names_are_left_to_a_person_and_do_not_block():
    mapping = headers.recognise(["Email", "Couleur préférée"])
    assert mapping["Couleur préférée"] == headers.UNKNOWN
    assert headers.blocking(mapping) == {}


@pytest.mark.once
def test_same_names_are_told_apart():
    assert headers.name_columns(["Nom", "Nom", "", "Nom"]) == ("Nom", "Nom (2)", "Colonne 3", "Nom (3)")
    assert headers.digest(["a", "b"]) != headers.digest(["a,b"])
