"""The situations of the worked cases, by the names the other tests call them."""

from aval.law.cases import situations

PROFESSIONAL = dict(situations()["professional"].facts)
SUBSCRIBER = dict(situations()["subscriber"].facts)
SERVICE = dict(situations()["service"].facts)
STARTS = [dict(situation.facts) for situation in situations().values()]
