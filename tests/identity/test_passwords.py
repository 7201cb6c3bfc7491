"""Choosing a password: with the old one, with a link, with an invitation."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning import clock
from learning.extensions import db as _db
from learning.identity import operations, queries
from learning.identity.models import LinkRequest, OneTimeToken, SignIn
from learning.identity.operations import AlreadyIn, PasswordTooWeak, TooManyTries, WrongPassword
from learning.identity.rules import LinkPurpose
from learning.jobs import run, sweeps
from learning.mail import MemoryMailer
from learning.notifications.models import Notification
from tests.factories.identity import PASSWORD, link, link_request, person_with_password
from tests.factories.people import admin, person

NEW = "three unlikely words"


@pytest.fixture
def mailer(app, monkeypatch) -> MemoryMailer:
    mailer = MemoryMailer()
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    return mailer


@pytest.fixture
def send_links(app):
    [sweep] = [sweep for sweep in sweeps(app) if sweep.name == "send-links"]
    return lambda: run(sweep)


def address_in(mail) -> str:
    """The way into the site that a mail shows, as a path."""
    [url] = [
        word for word in mail.get_body(("plain",)).get_content().split() if word.startswith("http")
    ]
    return url.removeprefix("https://collegium.example")


def is_password(someone, password) -> bool:
    try:
        operations.check_password(queries.account_named(someone.email), password)
    except operations.WrongCredentials:
        return False
    return True


def told(someone) -> list[str]:
    return list(
        _db.session.scalars(select(Notification.kind).where(Notification.person_id == someone.id))
    )


# With the old one


def test_changing_it_ends_every_other_sign_in_and_tells_the_person(client):
    someone = person_with_password()
    operations.start_sign_in(someone, clock.now(), remember=True)
    client.sign_in(someone)

    client.submit("/password", current=PASSWORD, password=NEW, again=NEW)

    assert is_password(someone, NEW)
    assert len(queries.open_sign_ins(someone, clock.now())) == 1
    assert client.open("/sign-ins").status_code == 200, "here one stays in"
    assert told(someone) == ["identity.password_changed"]


@pytest.mark.parametrize(
    ("current", "password", "again", "status", "word"),
    [
        ("wrong", NEW, NEW, 409, "current password is another"),
        (PASSWORD, "short", "short", 409, "At least 10"),
        (PASSWORD, "collegium1", "collegium1", 409, "unrelated"),
        (PASSWORD, NEW, "something else", 422, "not the same"),
        ("", NEW, NEW, 422, "current password"),
        (PASSWORD, "x" * 201, "x" * 201, 422, "At most 200"),
    ],
)
def test_what_does_not_do_is_said_and_changes_nothing(
    client, current, password, again, status, word
):
    someone = person_with_password()
    client.sign_in(someone)

    page = client.submit(
        "/password", status=status, current=current, password=password, again=again
    )

    assert word in page.select_one(".refusal").text
    assert is_password(someone, PASSWORD)
    assert not told(someone)


def test_the_current_password_cannot_be_guessed_from_inside(client):
    someone = person_with_password()
    client.sign_in(someone)
    for _ in range(5):
        client.submit("/password", status=409, current="wrong", password=NEW, again=NEW)

    page = client.submit("/password", status=409, current=PASSWORD, password=NEW, again=NEW)

    assert "too many tries" in page.text
    assert is_password(someone, PASSWORD)


def test_somebody_without_a_password_is_not_asked_for_one(client):
    client.sign_in(person())

    assert "/password" not in {a["href"] for a in client.get("/sign-ins").select("main a[href]")}


def test_changing_it_spends_the_links_that_are_out(db):
    someone = person_with_password()
    link(someone, "in the mailbox")

    operations.change_password(someone, PASSWORD, NEW, clock.now(), here=None)

    assert queries.good_token("in the mailbox", LinkPurpose.RESET, clock.now()) is None


def test_refusals_of_the_operation(db):
    someone = person_with_password()
    with pytest.raises(WrongPassword):
        operations.change_password(someone, "wrong", NEW, clock.now(), here=None)
    with pytest.raises(PasswordTooWeak):
        operations.change_password(someone, PASSWORD, "aaaaaaaaaaaa", clock.now(), here=None)


# With a link


def test_from_forgotten_to_signed_in(client, mailer, send_links):
    someone = person_with_password(language="ru", timezone="Europe/Moscow")
    operations.start_sign_in(someone, clock.now(), remember=True)
    _db.session.commit()

    client.submit("/password/forgotten", email=someone.email.upper())
    assert send_links() == (1, 1)
    [mail] = mailer.sent
    assert mail["To"] == someone.email
    assert mail["List-Unsubscribe"] is None, "the safety of an account is always told"
    client.submit(address_in(mail), password=NEW, again=NEW)

    assert client.open("/sign-ins").status_code == 200
    assert is_password(someone, NEW)
    assert len(queries.open_sign_ins(someone, clock.now())) == 1, "the other browser is out"
    client.get(address_in(mail), status=410)


def test_opening_the_link_changes_nothing(client):
    someone = person_with_password()
    link(someone, "t")
    for _ in range(2):
        client.get("/password/reset/t")

    assert is_password(someone, PASSWORD)


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_at": clock.now() - timedelta(minutes=1)},
        {"used_at": clock.now()},
        {"purpose": LinkPurpose.INVITATION},
        {"token_hash": queries.key_hash("another")},
    ],
)
def test_a_link_that_is_over_is_refused(client, wrong):
    someone = person_with_password()
    link(someone, "t", **wrong)

    client.get("/password/reset/t", status=410)
    client.post("/password/reset/t", status=410, password=NEW, again=NEW)

    assert is_password(someone, PASSWORD)


def test_a_link_of_somebody_who_left_is_over(client):
    link(person_with_password(deactivated_at=clock.now()), "t")

    client.get("/password/reset/t", status=410)


def test_a_weak_password_does_not_spend_the_link(client):
    someone = person_with_password()
    link(someone, "t")

    client.submit("/password/reset/t", status=409, password="0123456789", again="0123456789")

    client.submit("/password/reset/t", password=NEW, again=NEW)


def test_of_two_who_use_one_link_at_once_the_second_is_refused(db):
    someone = person_with_password()
    found = link(someone, "t")
    operations.use_link(found, NEW, clock.now())

    with pytest.raises(operations.LinkUsed):
        operations.use_link(found, "quite another one", clock.now())


def test_the_link_lets_somebody_in_whose_account_is_under_attack(client):
    someone = person_with_password()
    for _ in range(6):
        client.post("/sign-in", status=401 if _ < 5 else 429, email=someone.email, password="x")
    link(someone, "t")

    client.submit("/password/reset/t", password=NEW, again=NEW)
    client.sign_out()

    client.submit("/sign-in", email=someone.email, password=NEW)


@pytest.mark.parametrize("who", ["unknown", "left"])
def test_nobody_gets_a_mail_for_an_account_that_is_not_open(db, mailer, send_links, who):
    email = "nobody@demo.example"
    if who == "left":
        email = person(deactivated_at=clock.now()).email
    link_request(email)

    assert send_links() == (1, 1)
    assert mailer.sent == []
    assert db.scalar(select(func.count(OneTimeToken.id))) == 0


def test_asked_often_a_mailbox_gets_three_links_and_all_are_good(client, mailer, send_links):
    someone = person_with_password()
    for _ in range(5):
        client.submit("/password/forgotten", email=someone.email)
    send_links()

    assert len(mailer.sent) == 3
    for mail in mailer.sent:
        client.get(address_in(mail))


def test_one_address_may_not_ask_for_everybody(db):
    for number in range(20):
        operations.ask_for_link(f"p{number}@x.example", f"{number:064x}", "f" * 64, clock.now())

    with pytest.raises(TooManyTries):
        operations.ask_for_link("p21@x.example", "e" * 64, "f" * 64, clock.now())


def test_a_mail_that_failed_is_sent_with_another_good_link(db, mailer, send_links, monkeypatch):
    someone = person()
    link_request(someone.email)
    mailer.broken = True
    assert send_links() == (1, 0)
    mailer.broken = False
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert send_links() == (1, 1)
    assert len(mailer.sent) == 1


# By invitation


def test_an_invitation_welcomes_and_lets_in(client, mailer, send_links):
    someone = person(name="Анна Петрова", language="en")
    operations.invite(someone, admin(), clock.now())
    _db.session.commit()

    send_links()
    [mail] = mailer.sent
    page = client.get(address_in(mail))
    assert page.h1.text == "Welcome, Анна Петрова"
    client.submit(address_in(mail), password=NEW, again=NEW)

    assert client.open("/sign-ins").status_code == 200


@pytest.mark.parametrize(
    ("purpose", "owner", "kinds"),
    [
        (LinkPurpose.INVITATION, person, []),
        (LinkPurpose.INVITATION, person_with_password, ["identity.password_changed"]),
        (LinkPurpose.RESET, person, ["identity.password_changed"]),
    ],
)
def test_a_first_password_by_invitation_alarms_nobody(db, purpose, owner, kinds):
    someone = owner()

    operations.use_link(link(someone, purpose=purpose), NEW, clock.now())

    assert told(someone) == kinds


def test_an_invitation_that_still_waits_is_not_repeated(db):
    someone, boss = person(), admin()
    for _ in range(2):
        operations.invite(someone, boss, clock.now())

    assert db.scalar(select(func.count(LinkRequest.id))) == 1


def test_whoever_has_a_password_is_not_invited(db):
    with pytest.raises(AlreadyIn):
        operations.invite(person_with_password(), admin(), clock.now())


def test_everybody_means_those_who_cannot_come_in_and_were_not_asked_lately(db):
    boss = person_with_password()
    person_with_password()
    person(deactivated_at=clock.now())
    waiting, asked = person(), person()
    operations.invite(asked, boss, clock.now())
    db.commit()

    assert operations.invite_everybody(boss, clock.now()) == 1
    assert operations.invite_everybody(boss, clock.now()) == 0
    assert operations.invite_everybody(boss, clock.now() + timedelta(days=8)) == 2
    assert waiting.email in db.scalars(select(LinkRequest.email)).all()


def test_a_sign_in_left_open_elsewhere_is_ended_with_the_reset(db):
    someone = person_with_password()
    operations.start_sign_in(someone, clock.now(), remember=True)

    operations.use_link(link(someone), NEW, clock.now())

    assert db.scalars(select(SignIn.ended_at)).one() is not None
