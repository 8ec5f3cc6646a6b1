"""How a form is put in somebody's page: our script, which shows the frozen form itself, or plain HTML to paste."""

from django.conf import settings
from django.utils.html import escape

from aval.collection.models import Form, FormVersion
from aval.collection.picturing import refilled
from aval.collection.receiving import TRAP


def script_of(form: Form) -> str:
    """One line for any page: what it shows is what was frozen."""
    return f'<script src="{settings.AVAL_URL}/static/aval/embed.js" data-form="{form.code}" data-title="{escape(form.name)}" async></script>'


def html_of(version: FormVersion) -> str:
    """The form as HTML. What somebody makes of it on her page we cannot know: each consent is asked again on ours, by mail."""
    hidden = f'<input type="hidden" name="version" value="{version.number}">'
    trap = f'<p style="position:absolute;left:-99rem" aria-hidden="true"><label>Vide <input name="{TRAP}" tabindex="-1" autocomplete="off"></label></p>'
    picture = refilled(version.picture, {}, [])
    return (
        f'<form method="post" action="{settings.AVAL_URL}/f/{version.form.code}">\n{hidden}{trap}\n{picture}\n</form>'
    )
