"""The demo company: it moves in once, everybody can sign in, and every page has something."""

import re
import time
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import func, select

from learning import clock
from learning.academy.search import EVERYONE
from learning.app import create_app
from learning.audit.models import AuditEntry
from learning.audit.queries import first_broken_entry
from learning.cli.demo.company import ACCOUNTS
from learning.columns import UTCDateTime
from learning.extensions import db as database
from learning.identity.models import Credential
from learning.identity.providers.password import is_right
from learning.mentoring.models import Booking
from learning.notifications.models import Notification
from learning.outbox import IndexChange
from learning.people.models import Person
from learning.people.queries import person_by_email
from tests.client import Client
from tests.conftest import make_tables, settings_for

LONGEST = 60  # seconds, on a machine that does other things beside


class Demo:
    """An instance of its own with the demo company in it, for the tests of this module."""

    def __init__(self, app):
        self.app = app
        self.first = self.load()
        password = self.first[-1].removeprefix("Password: ")
        self.password_fitted = {name: opens(name, password) for name in ACCOUNTS}

    def load(self, password=""):
        self.app.config["DEMO_PASSWORD"] = password
        began = time.monotonic()
        result = self.app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        assert time.monotonic() - began < LONGEST
        return result.stdout.splitlines()


@contextmanager
def empty_database(beside, folder):
    """The address of an empty database of this module's own, of the kind that is tested."""
    if beside.startswith("sqlite"):
        yield f"sqlite:///{folder / 'demo.db'}"
        return
    with psycopg.connect(beside, autocommit=True) as connection:
        name = f"{connection.info.dbname}_demo"
        connection.execute(f'CREATE DATABASE "{name}"')
        yield beside.replace(f"/{connection.info.dbname}", f"/{name}")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def demo(database_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    with empty_database(database_url, folder) as url:
        app = create_app(settings_for(url, folder))
        with app.app_context():
            make_tables()
            yield Demo(app)
            database.session.remove()
            app.extensions["search"]().close()
            database.engine.dispose()


@pytest.fixture
def visitor(demo):
    def sign_in(name):
        client = Client(demo.app.test_client())
        client.sign_in(person_by_email(f"{name}@demo.example"))
        return client

    return sign_in


def rows():
    """How many rows each table holds; sign-ins of these tests aside."""
    return {
        table.name: database.session.scalar(select(func.count()).select_from(table))
        for table in database.metadata.sorted_tables
        if table.name != "sign_ins"
    }


def hashes():
    query = select(Credential.person_id, Credential.password_hash)
    return dict(database.session.execute(query).all())


def opens(name, password):
    query = (
        select(Credential.password_hash)
        .join(Credential.person)
        .where(Person.email == f"{name}@demo.example")
    )
    return is_right(password, database.session.scalar(query))


def test_the_first_load_prints_the_sign_ins_and_a_password_that_fits_all_of_them(demo):
    *sign_ins, last = demo.first
    assert sign_ins == [f"{name}@demo.example" for name in ACCOUNTS]
    assert len(ACCOUNTS) == 8
    password = last.removeprefix("Password: ")
    assert len(password) >= 10
    assert demo.password_fitted == dict.fromkeys(ACCOUNTS, True)


def test_a_second_load_changes_nothing_and_says_where_the_password_is(demo):
    before, secrets = rows(), hashes()
    *sign_ins, last = demo.load()
    assert rows() == before
    assert hashes() == secrets
    assert sign_ins == demo.first[:-1]
    assert "printed at the first start" in last
    assert "DEMO_PASSWORD=" in last


def test_a_given_password_is_set_anew_and_nothing_else(demo):
    before = rows()
    assert demo.load("quiet harbour lamp")[-1] == "Password: quiet harbour lamp"
    assert all(opens(name, "quiet harbour lamp") for name in ACCOUNTS)
    assert rows() == before


def test_somebody_signs_in_by_the_page(demo):
    demo.load("quiet harbour lamp")
    client = Client(demo.app.test_client())
    client.submit("/sign-in", email="mentee@demo.example", password="quiet harbour lamp")
    assert "Даниил" in client.get("/").text


def test_everything_is_found_at_once_and_nothing_is_owed_for_the_past(demo):
    gateway = demo.app.extensions["search"]()
    assert gateway.find("coffee machine", {EVERYONE}).total >= 1
    assert gateway.find("执行计划", {EVERYONE}).total >= 1
    assert gateway.find("собеседование", {EVERYONE}).total >= 1
    owed = select(func.count()).where(
        IndexChange.done_at.is_(None), IndexChange.due_at <= clock.now()
    )
    assert database.session.scalar(owed) == 0
    late = select(func.count()).where(
        Notification.done_at.is_(None), Notification.due_at <= clock.now()
    )
    assert database.session.scalar(late) == 0


def test_the_links_between_articles_lead_somewhere(demo, visitor):
    reader = visitor("mentee")
    links = set()
    for link in reader.get("/academy/articles").select('main a[href^="/academy/articles/"]'):
        found = re.match(r"/academy/articles/\d+", link["href"])
        if found:
            page = reader.get(found[0])
            links |= {a["href"] for a in page.select('article a[href^="/academy/articles/"]')}
            assert ".md" not in page.select_one("main").text
    assert links
    for address in links:
        reader.get(address.partition("#")[0])


PAGES = {
    "admin": [
        ("/", "cannot sign in yet"),
        ("/people/imports", "demo company"),
        ("/administration/roles", "Milica Stanković"),
        ("/administration/accounts", "Chloé Tremblay"),
        ("/administration/trail", "programme"),
    ],
    "lead": [
        ("/", "Next Step Mentoring"),
        ("/programmes", "First Ninety Days"),
        ("/metrics", "Next Step Mentoring"),
        ("/buddies/newcomers", "Никита Соболев"),
        ("/reviews", "Design and talks"),
        ("/academy/queue", "Twelve words"),
        ("/notifications", "Mateus Brandão"),
    ],
    "mentor": [
        ("/", "Даниил Орлов"),
        ("/mentoring", "Даниил Орлов"),
        ("/mentoring/matches", "赵子涵"),
        ("/mentoring/sessions", "Даниил Орлов"),
        ("/reviews", "Autumn round"),
    ],
    "mentee": [
        ("/", "Tomás Figueira"),
        ("/mentoring", "Tomás Figueira"),
        ("/mentoring/sessions", "Tomás Figueira"),
        ("/mentoring/mentors", "Tomás Figueira"),
        ("/reviews", "Design and talks"),
        ("/notifications", "Tomás Figueira"),
    ],
    "newcomer": [("/", "Marcus Adeyemi"), ("/buddies", "Marcus Adeyemi"), ("/programmes", "Know")],
    "buddy": [("/", "Chloé Tremblay"), ("/buddies", "Chloé Tremblay")],
    "expert": [
        ("/", "Data contracts"),
        ("/academy", "Honest charts"),
        ("/academy/experts", "林晓雯"),
        ("/reviews", "Autumn round"),
    ],
    "moderator": [("/", "2 texts wait"), ("/academy/queue", "Locked screens")],
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_page_of_the_tour_has_something_to_show(visitor, name):
    client = visitor(name)
    for url, words in PAGES[name]:
        assert words in client.get(url).select_one("main").text, f"{name} at {url}"


def test_the_dashboards_show_figures_of_enough_people(visitor):
    lead = visitor("lead")
    board = lead.get("/metrics").select_one('main a[href^="/metrics/"]')["href"]
    assert lead.get(board).select_one("main").text.strip()


def test_a_session_lies_ahead_and_others_took_place(demo):
    now = clock.now()
    held = database.session.scalar(
        select(func.count(Booking.id)).where(Booking.held_at.is_not(None))
    )
    assert held >= 30
    mentee = person_by_email("mentee@demo.example")
    mine = database.session.scalars(select(Booking).where(Booking.mentee_id == mentee.id)).all()
    assert [one for one in mine if one.is_ahead(now)]


def test_the_audit_trail_runs_with_time_and_its_seals_hold(demo, visitor):
    moments = list(database.session.scalars(select(AuditEntry.at).order_by(AuditEntry.id)))
    assert len(moments) > 50
    assert moments == sorted(moments)
    assert first_broken_entry() is None


def test_nothing_is_told_from_the_future(demo):
    now = clock.now()
    for table in database.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, UTCDateTime) and column.name in {
                "at",
                "created_at",
                "published_at",
                "done_at",
                "rated_at",
                "sent_at",
            }:
                assert not database.session.scalar(
                    select(func.count()).select_from(table).where(column > now)
                ), f"{table.name}.{column.name}"
