"""What machines were answered may name people, for a day."""

from aval.api import models

HELD = ()
UNTIED = {
    models.Answer: "what a machine was answered; gone after a day",
}
