"""Addresses of the prospect's door, all under /d/. The token is the only key; nothing acts on GET."""

from django.urls import path, re_path

from aval.portal import coding, copying, finding, following, receipts, views

app_name = "portal"
BEARER = r"(?P<token>[A-Za-z0-9_-]{48})"

urlpatterns = [
    path("essai", views.trial, name="trial"),
    re_path(r"^c/(?P<code>[A-Za-z0-9-]{12,17})$", coding.by_code, name="code"),
    re_path(rf"^m/{BEARER}/o\.gif$", following.opened, name="opened"),
    re_path(rf"^m/{BEARER}/arret$", following.stopped, name="unfollow"),
    re_path(rf"^m/{BEARER}/(?P<mark>[A-Za-z0-9_-]{{22}})$", following.clicked, name="clicked"),
    re_path(rf"^{BEARER}/stop$", views.stopping, name="stop"),
    re_path(rf"^{BEARER}/garder$", views.staying, name="stay"),
    re_path(rf"^{BEARER}/retrait$", views.withdrawing, name="withdraw"),
    re_path(rf"^{BEARER}$", views.page, name="page"),
    re_path(rf"^{BEARER}/information$", views.information, name="information"),
    re_path(rf"^{BEARER}/lien$", finding.send_link, name="send_link"),
    re_path(rf"^{BEARER}/copie$", copying.ready, name="copy"),
    re_path(rf"^{BEARER}/copie\.(?P<form>html|json|zip)$", copying.copy, name="copy_file"),
    re_path(rf"^{BEARER}/demande$", finding.asking, name="ask"),
    re_path(r"^chez/(?P<siren>\d{9})$", finding.find, name="find"),
    re_path(r"^chez/(?P<siren>\d{9})/envoye$", finding.sent, name="sent"),
    re_path(rf"^voir/{BEARER}$", finding.enter, name="enter"),
    re_path(rf"^recu/{BEARER}$", receipts.page, name="receipt"),
    re_path(rf"^recu/{BEARER}\.json$", receipts.file, name="receipt_file"),
    re_path(r"^.*$", views.nobody, name="nobody"),
]
