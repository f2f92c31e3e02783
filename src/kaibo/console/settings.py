"""Django settings; everything an owner may change comes from `foundation.config`."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.utils import get_random_secret_key
from psycopg.conninfo import conninfo_to_dict

from kaibo.foundation.config import config

CONFIG = config()
BASE = Path(__file__).parent


def _secret(name: str) -> str:
    """A generated secret, kept in the data folder so that sessions survive a restart."""
    path = CONFIG.secrets / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        path.write_text(get_random_secret_key())
    return path.read_text()


def _database() -> dict[str, object]:
    parts = conninfo_to_dict(CONFIG.dsn)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "kaibo"),
        "USER": parts.get("user", "kaibo"),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


SECRET_KEY = _secret("django")
DEBUG = CONFIG.debug
IS_SECURE = (CONFIG.public_origin or "").startswith("https://")
ALLOWED_HOSTS = ["*"]  # the owner's proxy or bind address decides who reaches us
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "team.Staff"

DOMAINS = [
    "foundation", "team", "members", "catalog", "pricing", "promotions", "compliance", "planning",
    "supply", "risk", "liveroom", "interaction", "selling", "fulfillment", "service", "growth",
    "insight", "integrations",
]  # fmt: skip

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "procrastinate.contrib.django",
    "kaibo.console",
    *[f"kaibo.{name}" for name in DOMAINS],
]

UNFOLD = {
    "SITE_TITLE": "Kaibo 开播",
    "SITE_HEADER": "Kaibo 开播",
    "SITE_URL": "/studio/",
    "SITE_ICON": lambda _request: "/static/icon.svg",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: "/static/icon.svg"}
    ],
}

MIDDLEWARE = [
    "kaibo.console.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "kaibo.console.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kaibo.console.middleware.back_office_door",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

# Staff log-in: password, then TOTP (`kaibo.team`); wrong tries are counted and lock out.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
MFA_ADAPTER = "kaibo.team.totp.SealingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "kaibo.console.problems.locked_out"
LOGIN_URL = "/studio/login"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
CSRF_TRUSTED_ORIGINS = [CONFIG.public_origin] if CONFIG.public_origin else []
# Only the owner's reverse proxy (PUBLIC_ORIGIN) may say that a request came by TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if IS_SECURE else None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

ROOT_URLCONF = "kaibo.console.urls"
WSGI_APPLICATION = "kaibo.console.wsgi.application"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"

STATICFILES_DIRS = [BASE / "static"]
# The built pages are served from where they are built; their names carry a hash of the content.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/web/assets/"


def _worker_headers(headers: Any, _path: str, url: str) -> None:
    """The worker stands under /static/ and serves the rooms; a fresh one is asked for each time."""
    if url == "/static/push-worker.js":
        headers["Service-Worker-Allowed"] = "/r/"
        headers["Cache-Control"] = "no-cache"


WHITENOISE_ADD_HEADERS_FUNCTION = _worker_headers
MEDIA_URL = "/uploads/"
MEDIA_ROOT = CONFIG.uploads
