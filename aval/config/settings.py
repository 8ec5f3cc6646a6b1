"""Settings: strict out of the box, changed by the environment alone.

| variable | meaning | without it |
|---|---|---|
| AVAL_HOME | folder of the base, the keys and the files | ~/.local/share/aval |
| AVAL_JOURNAL | folder of the journal of erasures and objections, better on another disk than the base | AVAL_HOME/journal |
| AVAL_UPLOADS | folder of the lists handed in, shared by all machines that work | AVAL_HOME/imports |
| DATABASE_URL | postgresql://… | SQLite in AVAL_HOME |
| AVAL_HOSTS | names the pages answer to, separated by commas | localhost |
| AVAL_URL | address the links in messages point to | http://localhost:8000 |
| AVAL_DNS | the resolver that answers about sending domains, HOST:PORT | that of the machine |
| AVAL_DEBUG | 1 while developing | off |
"""

import os
import secrets
from pathlib import Path

import dj_database_url

from aval import keys

PACKAGE = Path(__file__).resolve().parent.parent
AVAL_HOME = keys.home()
AVAL_UPLOADS = os.environ.get("AVAL_UPLOADS", "")
AVAL_JOURNAL = Path(os.environ.get("AVAL_JOURNAL") or AVAL_HOME / "journal")
AVAL_URL = os.environ.get("AVAL_URL", "http://localhost:8000").rstrip("/")

AVAL_DNS = os.environ.get("AVAL_DNS", "")
AVAL_MX_PORT = 25  # where the servers of mailboxes are asked about them

DEBUG = os.environ.get("AVAL_DEBUG") == "1"
SECRET_KEY = (keys.read(AVAL_HOME, "django") or secrets.token_bytes(32)).hex()
ALLOWED_HOSTS = os.environ.get("AVAL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [AVAL_URL] if AVAL_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "aval.desk",  # before allauth, whose pages it dresses
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "aval.evidence",
    "aval.accounts",
    "aval.prospects",
    "aval.clearance",
    "aval.rights",
    "aval.campaigns",
    "aval.collection",
    "aval.post",
    "aval.calls",
    "aval.accountability",
    "aval.oversight",
    "aval.portal",
    "aval.api",
]

JOBS_OF_THE_DOORS = [  # what a worker does first at each turn: (instant) -> whether it did
    "aval.post.answers.settle_answers",
    "aval.portal.answering.answer_asks",
    "aval.accountability.telling.tell_all",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "aval.portal.middleware.Straight",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aval.desk.middleware.Door",
    "aval.desk.consulting.Noted",
    "aval.api.middleware.Machines",
]

ROOT_URLCONF = "aval.config.urls"
WSGI_APPLICATION = "aval.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
        "PRAGMA secure_delete=ON;"  # what is deleted is overwritten: an erased person leaves no page behind
    ),
}
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{AVAL_HOME}/aval.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    CUT_OFF = {
        "connect_timeout": 10,
        "tcp_user_timeout": 30_000,  # a worker whose network is gone must know it
        "options": "-c idle_in_transaction_session_timeout=60s",  # and the base let go of what it held
    }
    DATABASES["default"]["OPTIONS"] = CUT_OFF | DATABASES["default"].get("OPTIONS", {})
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "aval.accounts.adapter.ClosedDoor"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Aval"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # letters leave by `post`; nothing else does

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

HTTPS = AVAL_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("AVAL_BEHIND_PROXY") == "1" else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 20_971_520  # ten thousand lines of facts, asked of the API
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = None
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
