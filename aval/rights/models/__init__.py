"""Rows of the room, one module for each thing it knows."""

from aval.rights.models.cases import Answer, Case, CaseStep, Door, Right
from aval.rights.models.erasures import Leaving, Notice, Purge, Recipient, Telling

__all__ = ["Answer", "Case", "CaseStep", "Door", "Leaving", "Notice", "Purge", "Recipient", "Right", "Telling"]
