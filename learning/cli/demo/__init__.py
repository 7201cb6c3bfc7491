"""The demo company: invented people who have worked with Collegium for some months."""

import secrets

import click
from flask import current_app
from flask.cli import AppGroup

from learning import clock, jobs
from learning.cli.demo.academy import fill_academy
from learning.cli.demo.circles import meet_in_circles
from learning.cli.demo.company import ACCOUNTS, FOUNDED, Company, accounts, found_company
from learning.cli.demo.hours import settle_hours
from learning.cli.demo.mentoring import run_mentoring
from learning.cli.demo.newcomers import welcome_people
from learning.cli.demo.notices import file_old_notices
from learning.cli.demo.reviews import run_reviews
from learning.cli.demo.searching import search_for_things
from learning.cli.demo.talks import hold_talks
from learning.cli.demo.tandems import learn_in_tandem
from learning.cli.progress import Progress
from learning.extensions import db
from learning.i18n import speaking
from learning.identity.operations import set_password

demo = AppGroup("demo", help="The demo company.")

STORIES = (
    welcome_people,
    fill_academy,
    run_mentoring,
    learn_in_tandem,
    meet_in_circles,
    settle_hours,
    run_reviews,
    hold_talks,
    search_for_things,
)


@demo.command()
def load() -> None:
    """Let the demo company move in; safe to repeat.

    A second run changes nothing but, where DEMO_PASSWORD is set, the password of the accounts.
    Ends once search finds everybody and everything.
    """
    password: str = current_app.config["DEMO_PASSWORD"]
    if not accounts():
        password = password or secrets.token_urlsafe(9)
        _move_in()
    if password:
        now = clock.now()
        for person in accounts():
            set_password(person, password, now)
    db.session.commit()
    _bring_into_index()
    _tell(password)


def _move_in() -> None:
    """All of it or nothing: the caller commits once."""
    company = Company(clock.now(), current_app.config["SECRET_KEY"])
    with speaking("en", "UTC"), Progress("Loading the demo company", FOUNDED) as progress:
        found_company(company)
        for story in STORIES:
            company.begin(story(company))
        for moment in company.live():
            progress.advance((moment - company.ago(FOUNDED)).days - progress.done)
        file_old_notices(company)


def _bring_into_index() -> None:
    """Sweep until no change of the index is due, the first time that of everything."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.owe_whole_index(app)
    sweep = jobs.index_sweep(app)
    while jobs.run(sweep)[0]:
        pass


def _tell(password: str) -> None:
    for name in ACCOUNTS:
        click.echo(f"{name}@demo.example")
    if password:
        click.echo(f"Password: {password}")
    else:
        click.echo(
            "Password: as printed at the first start. "
            "For a new one: DEMO_PASSWORD=… ./run flask demo load"
        )
