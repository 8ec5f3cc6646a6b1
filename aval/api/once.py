"""Acting once: a call that carries an `Idempotency-Key` may be made again without being done again.

The key is taken before the act and the answer written after it, so that a call that dies on the way is never done
twice: made again, it is told that nobody knows its end. A refused call (4xx) did nothing and frees its key.
"""

import hashlib
import json
import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from aval.api.models import Answer
from aval.api.problems import Problem

KEPT = timedelta(days=1)
SHAPE = re.compile(r"[\x21-\x7e]{1,100}")


def answer_again(request: HttpRequest, at: datetime) -> HttpResponse | None:
    """The answer this key was given before; None when the route is to act, once. `Problem` 400 or 409."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not SHAPE.fullmatch(key):
        raise Problem(400, "idempotency-key", _("Idempotency-Key : 1 à 100 caractères ASCII visibles."))
    taken = _take(request, key, at)
    if taken.status is None:
        request.taken = taken
        return None
    response = HttpResponse(taken.body, status=taken.status, content_type="application/json; charset=utf-8")
    response["Idempotency-Replayed"] = "true"
    return response


def remember(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep what a call that took a key was answered; a failure (5xx) leaves it unfinished, for a person to look."""
    taken: Answer | None = getattr(request, "taken", None)
    if taken is None or answer.status_code >= 500:
        return
    if answer.status_code >= 400:
        taken.delete()
        return
    taken.status, taken.body = answer.status_code, answer.content.decode()
    taken.save(update_fields=["status", "body"])


def _take(request: HttpRequest, key: str, at: datetime) -> Answer:
    """The key, ours to answer when it has no status; `Problem` 409 when it serves, or served, for something else."""
    mine = Answer.objects.of(request.organisation).filter(token=request.auth)
    mine.filter(at__lt=at - KEPT).delete()
    digest = _digest(request)
    try:
        with transaction.atomic():
            return Answer.objects.create(
                organisation=request.organisation, token=request.auth, key=key, digest=digest, at=at
            )
    except IntegrityError:
        found = mine.filter(key=key).first()
    if found is None or (found.digest == digest and found.status is None):
        text = _(
            "Un appel de cette clé est en cours, ou s’est interrompu : regardez ce qui a été fait, puis changez de clé."
        )
        raise Problem(409, "idempotency-unfinished", text)
    if found.digest != digest:
        raise Problem(409, "idempotency-reused", _("Cette Idempotency-Key a déjà servi à une autre demande."))
    return found


def _digest(request: HttpRequest) -> str:
    """SHA-256 of what is asked: method, address, and body or fields and files."""
    said = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type != "multipart/form-data":
        said.update(request.body)
        return said.hexdigest()
    for name, values in sorted(request.POST.lists()):
        said.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.sha256()
            for piece in file.chunks():
                content.update(piece)
            said.update(json.dumps([name, file.name, content.hexdigest()]).encode())
    return said.hexdigest()
