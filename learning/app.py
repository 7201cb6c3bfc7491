"""The composition root: settings in, application out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_babel import get_locale
from flask_login import current_user
from sqlalchemy import text

from learning import cli, clock, config, i18n, jobs, sqlite
from learning.academy import views as academy
from learning.academy.queries.talks import details_of_talks
from learning.academy.rules.talks import clock_of
from learning.academy.search import Gateway, SharedGateway
from learning.administration import views as administration
from learning.buddies import views as buddies
from learning.clinics import views as clinics
from learning.extensions import babel, csrf, db, login_manager, migrate
from learning.home import views as home
from learning.identity import views as identity
from learning.mail import mailer_for
from learning.mentoring import views as mentoring
from learning.mentoring.queries.meetings import details_of_sessions
from learning.metrics import views as metrics
from learning.moderation import views as moderation
from learning.notifications import views as notifications
from learning.people import views as people
from learning.programmes import views as programmes
from learning.reviews import views as reviews
from learning.scheduling import views as scheduling
from learning.storage import Storage
from learning.web import access, assets, errors, headers, health, limits, navigation, notices

ROOT = Path(__file__).parent.parent


def create_app(settings: Mapping[str, Any]) -> Flask:
    """The application, every feature registered, for these settings."""
    app = Flask(
        "learning",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings["INSTANCE_DIR"]),
    )
    app.config.from_mapping(settings)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] |= {"module": sqlite.driver()}
    for extension in (db, csrf, login_manager):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(
        app,
        default_translation_directories=str(ROOT / "learning" / "translations"),
        locale_selector=_language,
    )
    app.extensions["mailer"] = mailer_for(app.config["MAIL_URL"])
    app.extensions["storage"] = Storage(Path(app.config["INSTANCE_DIR"]) / "files")
    app.extensions["search"] = SharedGateway(
        app.config["SQLALCHEMY_DATABASE_URI"], Path(app.config["INSTANCE_DIR"]) / "search"
    )
    for part in (limits, access, errors, headers):
        part.init_app(app)
    assets.init_app(app)
    navigation.init_app(app)
    checks = {
        "database": _database_answers,
        "index": lambda: _index_answers(app.extensions["search"]()),
        "jobs": lambda: jobs.is_alive(app),
    }
    health.init_app(app, checks)
    _speak(app)
    _register(app)
    scheduling.init_app(app, {"academy": details_of_talks, "mentoring": details_of_sessions})
    cli.init_app(app)
    with app.app_context():
        sqlite.prepare(db.engine)
    jobs.init_app(app)
    return app


def _register(app: Flask) -> None:
    """Every feature's pages and commands."""
    for feature in (
        *(
            people,
            notifications,
            identity,
            scheduling,
            programmes,
            administration,
            mentoring,
            reviews,
        ),
        *(academy, buddies, clinics, moderation, metrics, home),
    ):
        app.register_blueprint(feature.bp)


def _speak(app: Flask) -> None:
    """What templates need to speak the reader's language."""
    app.jinja_env.filters.update(
        moment=i18n.moment,
        moment_in=i18n.moment_in,
        month_day=i18n.month_day,
        month_name=i18n.month_name,
        hour_name=i18n.hour_name,
        day=i18n.day,
        clock_time=i18n.clock_time,
        player_time=clock_of,
        near_moment=i18n.near_moment,
        decimal=i18n.decimal,
        language_name=i18n.language_name,
        listing=i18n.listing,
        percent=i18n.percent,
    )
    app.jinja_env.globals.update(
        get_locale=get_locale,
        languages=i18n.LANGUAGES,
        zone_name=i18n.zone_name,
        weekday=i18n.weekday,
        link=notices.address,
        now=clock.now,
    )


def _language() -> str | None:
    """The person's choice; a stranger's cookie, or what the browser asks for."""
    if not request:
        return None
    if current_user.is_authenticated:
        return str(current_user.language)
    chosen = request.cookies.get("language", "")
    return (
        chosen
        if chosen in i18n.LANGUAGES
        else request.accept_languages.best_match(list(i18n.LANGUAGES), "en")
    )


def _database_answers() -> bool:
    return bool(db.session.scalar(text("SELECT 1")) == 1)


def _index_answers(search: Gateway) -> bool:
    """And knows everything: an index of another version is made anew first."""
    return search.is_whole() and search.count() >= 0


def from_environment() -> Flask:
    """The application as the environment describes it, for servers and commands."""
    return create_app(config.from_environment())
