"""Addresses of this door: one version a prefix."""

from django.urls import path

from aval.api.v1 import api

urlpatterns = [path("v1/", api.urls)]
