"""A segment as a page shows it: the questions with what is answered, and the conditions in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from aval.accounts.models import Organisation
from aval.prospects.criteria import Criterion, criteria
from aval.prospects.segments import Rules

EXCEPT = ".except"  # the box by which a question is answered the other way round


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion on the page of the builder. `choices`: value, name, ticked."""

    criterion: Criterion
    choices: Sequence[tuple[str, str, bool]]
    text: str
    reverse: bool

    @property
    def answered(self) -> bool:
        """Whether it narrows anything now."""
        return bool(self.text or any(ticked for _value, _name, ticked in self.choices))


def rules_asked(given: QueryDict) -> list[dict[str, Any]]:
    """The conditions a query string asks for, in the grammar of segments; what cannot be read is left out."""
    rules: list[dict[str, Any]] = []
    for one in criteria().values():
        values = [value.strip() for value in given.getlist(one.code) if value.strip()]
        reverse = given.get(one.code + EXCEPT) == "1"
        if one.kind == "days":
            days = int(values[0]) if values and values[0].isdecimal() and len(values[0]) < 6 else 0
            if days:
                rules.append({"about": one.code, "beyond" if reverse else "within": days})
            continue
        if one.kind == "text":
            values = [part.strip() for value in values for part in value.split(",") if part.strip()]
        if values:
            rules.append({"about": one.code, "is_not" if reverse else "is": values})
    return rules


def questions(organisation: Organisation, rules: Rules) -> dict[str, list[Question]]:
    """Every question, by group, with what these conditions answer."""
    asked = {rule["about"]: rule for rule in rules}
    found: dict[str, list[Question]] = {}
    for one in criteria().values():
        rule = asked.get(one.code, {})
        values = rule.get("is", rule.get("is_not", []))
        choices = [(code, str(name), code in values) for code, name in one.choices(organisation)] if one.choices else []
        text = (
            str(rule.get("within", rule.get("beyond", "")))
            if one.kind == "days"
            else ", ".join(values)
            if one.kind == "text"
            else ""
        )
        found.setdefault(str(one.group), []).append(
            Question(one, choices, text, reverse="is_not" in rule or "beyond" in rule)
        )
    return found


def in_words(organisation: Organisation, rules: Rules) -> list[str]:
    """Each condition in a few words."""
    return [_words(organisation, criteria()[rule["about"]], rule) for rule in rules]


def _words(organisation: Organisation, one: Criterion, rule: Any) -> str:
    said = {"label": one.label}
    if "within" in rule:
        return _("%(label)s %(days)s jours") % {**said, "days": rule["within"]}
    if "beyond" in rule:
        return _("pas : %(label)s %(days)s jours") % {**said, "days": rule["beyond"]}
    names = {code: str(name) for code, name in one.choices(organisation)} if one.choices else {}
    values = _(" ou ").join(names.get(value, value) for value in rule.get("is", rule.get("is_not")))
    return (_("%(label)s : %(values)s") if "is" in rule else _("%(label)s : sauf %(values)s")) % {
        **said,
        "values": values,
    }
