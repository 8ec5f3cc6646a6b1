"""Bars, drawn on the server: one row of bars a period, one shade a series. The table beside says the same in figures."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDE, HIGH, FOOT = 640, 160, 22


def bars(title: str, labels: Sequence[str], series: Sequence[Sequence[float]]) -> SafeString:
    """An SVG of grouped bars. `labels`: one a group; each of `series` has as many values, none below zero."""
    top = max((value for values in series for value in values), default=0) or 1
    slot = WIDE / max(1, len(labels))
    thick = slot * 0.72 / max(1, len(series))
    drawn = []
    for number, values in enumerate(series):
        for place, value in enumerate(values):
            tall = HIGH * value / top
            left = place * slot + slot * 0.14 + number * thick
            drawn.append((number, round(left, 1), round(HIGH - tall, 1), round(thick * 0.92, 1), round(tall, 1)))
    rects = format_html_join("", '<rect class="s{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>', drawn)
    every = max(1, len(labels) // 6)
    said = [
        (round(place * slot + slot / 2, 1), HIGH + 16, label)
        for place, label in enumerate(labels)
        if place % every == 0
    ]
    words = format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', said)
    return format_html(
        '<svg class="drawn-bars" viewBox="0 0 {} {}" role="img" aria-label="{}"><line x1="0" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        WIDE, HIGH + FOOT, title, WIDE, HIGH, HIGH, rects, words,
    )  # fmt: skip
