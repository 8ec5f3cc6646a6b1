"""Nothing here is about a person: campaigns aim, they keep nobody."""

from aval.campaigns import models

HELD = ()
UNTIED = {
    models.Offer: "what is offered",
    models.Assessment: "why it may be",
    models.Campaign: "what is meant, to a list",
    models.LetterTemplate: "words before anybody is named",
}
