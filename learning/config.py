"""Settings, read once from the environment. Without a secret there is no start."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent


class SettingsError(Exception):
    """A setting is missing or cannot be read; the message says what to do."""


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The application's settings.

    Raises SettingsError with one line that says what to do.
    """
    instance = Path(environ.get("INSTANCE_DIR", "") or "instance").resolve()
    url = environ.get("DATABASE_URL", "") or f"sqlite:///{instance / 'collegium.db'}"
    base_url = (environ.get("BASE_URL", "") or _default_base_url(environ)).rstrip("/")
    return {
        "SECRET_KEY": _secret(environ, instance),
        "INSTANCE_DIR": instance,
        "SHARED_DIR": Path(environ.get("SHARED_DIR", "") or ROOT.parent / "shared").resolve(),
        "BASE_URL": base_url,
        "REDIS_URL": environ.get("REDIS_URL", ""),
        "MAIL_URL": environ.get("MAIL_URL", "") or f"file:{instance / 'mail'}",
        "MAIL_FROM": environ.get("MAIL_FROM", "") or "Collegium <collegium@localhost>",
        "JOBS": environ.get("JOBS", "") or "embedded",
        "DEMO_PASSWORD": environ.get("DEMO_PASSWORD", ""),
        **database_settings(url),
        **cookie_settings(secure=urlsplit(base_url).scheme == "https"),
    }


def database_settings(url: str) -> dict[str, Any]:
    """How SQLAlchemy opens this database; `postgresql://` is taken to mean psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    # an error in the log names the statement and never what people wrote
    options: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        options["pool_pre_ping"] = True
    return {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": options}


def cookie_settings(*, secure: bool) -> dict[str, Any]:
    """Cookies that scripts and other sites cannot read; `secure` where the site has TLS."""
    return {
        "SESSION_COOKIE_NAME": "collegium",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "REMEMBER_COOKIE_NAME": "collegium_remember",
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": secure,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BOOTSTRAP_SERVE_LOCAL": True,
    }


def _default_base_url(environ: Mapping[str, str]) -> str:
    host = environ.get("HOST", "") or "127.0.0.1"
    return f"http://{host}:{environ.get('PORT', '') or '8000'}"


def _secret(environ: Mapping[str, str], instance: Path) -> str:
    if environ.get("SECRET_KEY"):
        return environ["SECRET_KEY"]
    try:
        secret = (instance / "secret_key").read_text().strip()
    except FileNotFoundError:
        secret = ""
    except OSError as error:
        raise SettingsError(f"cannot read {instance / 'secret_key'}: {error.strerror}") from error
    if not secret:
        raise SettingsError(
            f"no secret: set SECRET_KEY, or start with ./run, which makes {instance / 'secret_key'}"
        )
    return secret
