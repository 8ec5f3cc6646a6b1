"""A drill on the demonstration base, through its pages: « a laptop with last Tuesday's export was stolen ». Answers in JSON."""

# ruff: noqa: E402  settings are named before Django is read
import json
import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "aval.config.settings"

import django

django.setup()

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aval.accountability.models import Affected, Breach
from aval.accounts.models import Member, Role
from aval.post.models import Single
from aval.prospects.models import Export

WORDS = {
    "facts": "Un ordinateur portable a été volé dans un train avec le fichier exporté mardi.",
    "nature_told": "Un ordinateur qui contenait un fichier de contacts professionnels a été volé lundi soir.",
    "consequences": "Vous pourriez recevoir des messages ou des appels qui se servent de votre nom et de votre société.",
    "measures": "L’ordinateur a été effacé à distance, les mots de passe changés, une plainte déposée le jour même.",
    "advice": "Méfiez-vous d’un message qui parle de nous et demande un paiement ; appelez-nous en cas de doute.",
}


def drill() -> dict[str, object]:
    """Export, declare, describe, form, list, messages; how long, how many."""
    settings.ALLOWED_HOSTS = ["*"]
    officer = Member.objects.filter(role=Role.DPO).first()
    client = Client()
    client.force_login(officer)
    list(client.get(reverse("desk:people_export")).streaming_content)  # last Tuesday
    before, started = Single.objects.count(), time.perf_counter()
    aware = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    client.post(reverse("desk:breach_new"), {"title": "Ordinateur volé", "aware_at": aware, "drill": "on"})
    breach = Breach.objects.latest("pk")
    export = Export.objects.latest("pk")
    page = reverse("desk:breach", args=[breach.pk])
    told = {**WORDS, "exports": [export.pk], "cause": "stolen", "risk": "high", "confidentiality": "on"}
    assert client.post(page, told).status_code == 302
    every = [client.get(reverse(f"desk:{name}")).content.decode() for name in ("home", "people", "settings")]
    pdf = client.get(reverse("desk:breach_paper", args=[breach.pk])).content
    assert WORDS["facts"].split("’")[0] in client.get(reverse("desk:breach_form", args=[breach.pk])).content.decode()
    client.post(reverse("desk:breach_tell", args=[breach.pk]))
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "people": export.count,
        "listed": Affected.objects.filter(breach=breach).count(),
        "left": Single.objects.count() - before,
        "clock_on_every_page": all("Ordinateur volé" in one for one in every),
        "pdf": pdf[:4].decode(),
    }


if __name__ == "__main__":
    json.dump(drill(), sys.stdout)
