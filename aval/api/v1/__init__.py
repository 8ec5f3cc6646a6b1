"""Version 1. Fields may be added, never renamed."""

from ninja import NinjaAPI

from aval.api.keys import Key
from aval.api.problems import speak_problems
from aval.api.v1 import campaigns, decisions, evidence, imports, people, screenings, sources

api = NinjaAPI(
    title="Aval",
    version="1",
    description="May I contact this person, about this, through this, now? An engineering reading of the law, not legal advice.",
    auth=Key(),
    docs_url=None,
    urls_namespace="api-1",
)
speak_problems(api)
for room, path in (
    (sources, "/sources"),
    (imports, "/imports"),
    (people, "/people"),
    (screenings, "/screenings"),
    (decisions, "/decisions"),
    (campaigns, "/campaigns"),
    (evidence, "/evidence"),
):
    api.add_router(path, room.router)
