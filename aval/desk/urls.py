"""Addresses of the desk, in French as its readers."""

from django.urls import path

from aval.desk.views import entry, evidence, objections, people, sandbox, settings, sources

app_name = "desk"
urlpatterns = [
    path("", entry.home, name="home"),
    path("demarrer/", entry.setup, name="setup"),
    path("langue/", entry.language, name="language"),
    path("listes/", sources.sources, name="sources"),
    path("listes/<slug:code>/", sources.source, name="source"),
    path("personnes/", people.people, name="people"),
    path("personnes/opposition/", objections.objection_new, name="objection_new"),
    path("personnes/<int:pk>/opposition/", objections.person_objection, name="person_objection"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("bac-a-sable/", sandbox.sandbox, name="sandbox"),
    path("bac-a-sable/<int:pk>/", sandbox.message, name="sandbox_message"),
    path("bac-a-sable/<int:pk>/html/", sandbox.message_html, name="sandbox_html"),
    path("preuves/", evidence.evidence, name="evidence"),
    path("preuves/<int:seq>/", evidence.evidence_entry, name="evidence_entry"),
    path("reglages/", settings.settings, name="settings"),
    path("reglages/organisation/", settings.settings_organisation, name="settings_organisation"),
    path("reglages/marque/", settings.settings_brand, name="settings_brand"),
    path("reglages/membre/", settings.settings_member, name="settings_member"),
    path("reglages/membre/<int:pk>/lien/", settings.settings_member_link, name="settings_member_link"),
    path("reglages/membre/<int:pk>/fermer/", settings.settings_member_close, name="settings_member_close"),
]
