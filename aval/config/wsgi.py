"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
application = get_wsgi_application()

from aval.rights.journal import check_journals  # noqa: E402  once Django is set up

check_journals()  # a restored base serves nobody before it has heard its journal
