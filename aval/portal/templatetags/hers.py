"""What her pages need in every link: the language she chose, kept in the address and nowhere else."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from aval.collection.scoring import Factor
from aval.portal.opening import spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def go(context: dict[str, Any], name: str, *args: object) -> str:
    """The address of a page of hers, in the language of this one."""
    return reverse(f"portal:{name}", args=args) + spoken(context["request"])


@register.simple_tag
def score_said(one: Factor) -> str:
    """A factor of her score, in words."""
    return one.say(get_language() or "fr")
