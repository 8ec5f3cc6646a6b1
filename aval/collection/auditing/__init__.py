"""The audit of a form that collects people: where it decides for her, what it does not tell her, how to mend it."""

from aval.collection.auditing.auditing import audit_form
from aval.collection.auditing.context import BadContext, Context, read_context
from aval.collection.auditing.report import Audit, Finding

__all__ = ["Audit", "BadContext", "Context", "Finding", "audit_form", "read_context"]
