"""The lint: reads any message and says what it lacks, on which article, and what it could not judge.

It needs no base, no network and no settings, and is bounded whatever it is given.
"""

from aval.campaigns.lint.context import BadContext, Context, read_context
from aval.campaigns.lint.linting import linked_pages, lint_message
from aval.campaigns.lint.report import Finding, Report

__all__ = ["BadContext", "Context", "Finding", "Report", "linked_pages", "lint_message", "read_context"]
