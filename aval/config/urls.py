"""Addresses of the pages: the desk at the root, the portal under /d/, forms under /f/, followed sites under /s/, machines under /api/."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("d/", include("aval.portal.urls")),
    path("f/", include("aval.portal.form_urls")),
    path("s/", include("aval.portal.visit_urls")),
    path("api/", include("aval.api.urls")),
    path("", include("aval.desk.urls")),
]
