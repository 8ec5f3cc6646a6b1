"""Rows of the room, one module for each thing it knows."""

from aval.rights.models.cases import Answer, Case, CaseStep, Door, Right

__all__ = ["Answer", "Case", "CaseStep", "Door", "Right"]
