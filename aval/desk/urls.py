"""Addresses of the desk, in French as its readers."""

from django.urls import path

from aval.desk.views import (
    campaigns,
    declaring,
    entry,
    evidence,
    objections,
    offers,
    people,
    sandbox,
    screenings,
    settings,
    sources,
)

app_name = "desk"
urlpatterns = [
    path("", entry.home, name="home"),
    path("demarrer/", entry.setup, name="setup"),
    path("langue/", entry.language, name="language"),
    path("listes/", sources.sources, name="sources"),
    path("listes/nouvelle/", declaring.source_new, name="source_new"),
    path("listes/<slug:code>/", sources.source, name="source"),
    path("listes/<slug:code>/dossier/", declaring.source_dossier, name="source_dossier"),
    path("listes/<slug:code>/suspendre/", declaring.source_suspend, name="source_suspend"),
    path("personnes/", people.people, name="people"),
    path("personnes/opposition/", objections.objection_new, name="objection_new"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/opposition/", objections.person_objection, name="person_objection"),
    path("offres/", offers.offers, name="offers"),
    path("offres/<slug:code>/", offers.offer, name="offer"),
    path("campagnes/", campaigns.campaigns, name="campaigns"),
    path("filtrages/nouveau/", screenings.screening_new, name="screening_new"),
    path("filtrages/<int:pk>/", screenings.screening, name="screening"),
    path("filtrages/<int:pk>/export.csv", screenings.screening_export, name="screening_export"),
    path("filtrages/<int:pk>/decider/<int:point>/", screenings.screening_settle, name="screening_settle"),
    path("pourquoi/<str:code>/", screenings.why, name="why"),
    path("bac-a-sable/", sandbox.sandbox, name="sandbox"),
    path("bac-a-sable/<int:pk>/", sandbox.message, name="sandbox_message"),
    path("bac-a-sable/<int:pk>/html/", sandbox.message_html, name="sandbox_html"),
    path("preuves/", evidence.evidence, name="evidence"),
    path("preuves/<int:seq>/", evidence.evidence_entry, name="evidence_entry"),
    path("reglages/", settings.settings, name="settings"),
    path("reglages/organisation/", settings.settings_organisation, name="settings_organisation"),
    path("reglages/marque/", settings.settings_brand, name="settings_brand"),
    path("reglages/serveur/<slug:code>/", settings.settings_server, name="settings_server"),
    path("reglages/membre/", settings.settings_member, name="settings_member"),
    path("reglages/membre/<int:pk>/lien/", settings.settings_member_link, name="settings_member_link"),
    path("reglages/membre/<int:pk>/fermer/", settings.settings_member_close, name="settings_member_close"),
]
