"""Addresses of our forms, all under /f/: the form, its thanks, and the page where she confirms."""

from django.urls import path, re_path

from aval.portal import confirmations, forms

app_name = "forms"
BEARER = r"(?P<token>[A-Za-z0-9_-]{30,60})"

urlpatterns = [
    re_path(rf"^confirmer/{BEARER}$", confirmations.page, name="confirm"),
    re_path(rf"^confirmer/{BEARER}/recu\.json$", confirmations.receipt, name="confirm_receipt"),
    path("<slug:code>", forms.form, name="form"),
    path("<slug:code>/merci", forms.thanks, name="thanks"),
]
