"""What her pages need in every link: the language she chose, kept in the address and nowhere else."""

from typing import Any

from django import template
from django.urls import reverse

from aval.portal.opening import spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def go(context: dict[str, Any], name: str, *args: object) -> str:
    """The address of a page of hers, in the language of this one."""
    return reverse(f"portal:{name}", args=args) + spoken(context["request"])
