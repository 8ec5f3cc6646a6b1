"""Rows of the room, one module for each thing it knows."""

from aval.rights.models.cases import Answer, Case, CaseStep, Door, Right
from aval.rights.models.erasures import Purge, Recipient, Telling

__all__ = ["Answer", "Case", "CaseStep", "Door", "Purge", "Recipient", "Right", "Telling"]
