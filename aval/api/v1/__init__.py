"""Version 1. Fields may be added, never renamed."""

from ninja import NinjaAPI

from aval.api.keys import Key
from aval.api.problems import speak_problems
from aval.api.shapes import Json
from aval.api.v1 import (
    audits,
    call_lists,
    calls,
    campaigns,
    cases,
    classify,
    consents,
    decisions,
    evidence,
    forms,
    imports,
    keeping,
    missives,
    notices,
    objections,
    offers,
    oversight,
    people,
    processors,
    replies,
    scores,
    screenings,
    segments,
    sirene,
    sites,
    sources,
    stages,
    suppliers,
    texts,
    training,
)

api = NinjaAPI(
    title="Aval",
    version="1",
    description="May I contact this person, about this, through this, now? An engineering reading of the law, not legal advice.",
    auth=Key(),
    parser=Json(),
    docs_url=None,
    urls_namespace="api-1",
)
speak_problems(api)
for room in (
    sources,
    suppliers,
    imports,
    people,
    objections,
    consents,
    forms,
    cases,
    offers,
    segments,
    screenings,
    decisions,
    classify,
    campaigns,
    stages,
    replies,
    evidence,
    audits,
    oversight,
    training,
    processors,
    sites,
    scores,
    call_lists,
    calls,
    missives,
    texts,
    keeping,
    notices,
    sirene,
):
    api.add_router(f"/{room.__name__.rpartition('.')[2]}", room.router)
