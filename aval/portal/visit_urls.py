"""Addresses of the sites we follow with consent, all under /s/: the script, what it tells, and the page that explains it."""

from django.urls import path, re_path

from aval.portal import visits

app_name = "visits"

urlpatterns = [
    path("<slug:code>.js", visits.script, name="script"),
    path("<slug:code>", visits.about, name="about"),
    re_path(r"^(?P<code>[-\w]+)/(?P<what>choix|vu|lien)$", visits.told, name="told"),
]
