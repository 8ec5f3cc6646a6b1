"""Addresses of the door of machines: one version, /api/v1/, described by /api/v1/openapi.json."""

from django.urls import path

from aval.api.v1 import api

app_name = "machines"
urlpatterns = [path("v1/", api.urls)]
