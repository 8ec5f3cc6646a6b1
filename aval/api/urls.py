"""Addresses of this door: one version a prefix."""

from django.urls import path

from aval.api.hooks import texted, told
from aval.api.v1 import api

urlpatterns = [
    path("v1/", api.urls),
    path("retours/<str:token>", told, name="hook"),
    path("sms/<str:token>", texted, name="text_hook"),
]
