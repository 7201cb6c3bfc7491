"""The door: who gets in, how often one may knock, what is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from learning import clock
from learning.extensions import db as _db
from learning.identity import operations, rules
from learning.identity.models import SignIn, SignInAttempt
from learning.identity.operations import TooManyTries, WrongCredentials
from learning.identity.providers import password as passwords
from learning.identity.queries import account_named
from learning.people.models import Role
from tests.factories.identity import PASSWORD, person_with_password
from tests.factories.people import person


def enter(client, email, password=PASSWORD, status=302, **typed):
    return client.submit("/sign-in", status=status, email=email, password=password, **typed)


def who_is_in(client) -> bool:
    return client.open("/sign-ins").status_code == 200


def test_the_right_password_opens_the_door(client):
    enter(client, person_with_password().email)

    assert who_is_in(client)


def test_the_address_may_be_written_in_any_case_and_with_blanks(client):
    enter(client, f"  {person_with_password().email.upper()} ")

    assert who_is_in(client)


def test_passwords_of_any_script_are_the_same_however_they_were_composed(client):
    someone = person_with_password("пароль со зна\u0438\u0306 马在雨中")

    enter(client, someone.email, "пароль со зна\u0439 马在雨中")

    assert who_is_in(client)


@pytest.mark.parametrize("password", ["wrong", "", " " + PASSWORD])
def test_anything_else_does_not(client, password):
    someone = person_with_password()

    page = client.submit(
        "/sign-in", status=401 if password else 422, email=someone.email, password=password
    )

    assert page.select_one(".refusal")
    assert page.select_one("#email")["value"] == someone.email, "nothing typed is lost"
    assert not page.select_one("#password")["value"], "but the password"
    assert not who_is_in(client)


def never_chose_one():
    return person()


def left():
    return person_with_password(deactivated_at=clock.now())


def machine():
    made = person(Role.HR_INTEGRATION)
    operations.set_password(made, PASSWORD, clock.now())
    _db.session.commit()
    return made


@pytest.mark.parametrize("someone", [never_chose_one, left, machine])
def test_people_without_a_password_who_left_or_are_none_stay_outside(client, someone):
    enter(client, someone().email, status=401)

    assert not who_is_in(client)


def test_one_goes_on_where_one_wanted_to(client):
    someone = person_with_password()

    page = client.open("/sign-ins?of=me")
    assert page.headers["Location"] == "/sign-in?next=/sign-ins?of%3Dme"
    client.submit(page.headers["Location"], email=someone.email, password=PASSWORD)

    answer = client.open(page.headers["Location"])
    assert answer.headers["Location"] == "/sign-ins?of=me"


def test_whoever_is_in_already_goes_on_and_may_sign_in_again(client):
    first, second = person_with_password(), person_with_password()
    enter(client, first.email)
    assert client.open("/sign-in").headers["Location"] == "/"

    client.submit("/sign-in?again=1", email=second.email, password=PASSWORD)

    assert second.name in client.get("/sign-ins").text
    ended = _db.session.scalars(select(SignIn.ended_at).where(SignIn.person_id == first.id)).one()
    assert ended is not None, "the first cookie is worth nothing now"


def test_the_key_in_the_cookie_is_kept_only_as_its_hash(client):
    enter(client, person_with_password().email)

    with client.http.session_transaction() as cookie:
        key = cookie["_user_id"]
    stored = _db.session.scalars(select(SignIn.key_hash)).one()
    assert key not in stored
    assert len(key) >= 43, "256 bits"


def test_without_remembering_the_cookie_ends_with_the_browser(client):
    enter(client, person_with_password().email)

    assert client.http.get_cookie("collegium_remember") is None
    assert client.http.get_cookie("collegium").expires is None


def test_a_remembered_browser_comes_back_without_its_session(client):
    enter(client, person_with_password().email, remember="y")
    client.http.delete_cookie("collegium")

    assert who_is_in(client)


@pytest.mark.parametrize(("remember", "lifetime"), [("y", rules.REMEMBERED), (None, rules.SHORT)])
def test_a_sign_in_ends_by_itself(client, monkeypatch, remember, lifetime):
    enter(client, person_with_password().email, **({"remember": remember} if remember else {}))
    until = clock.now() + lifetime
    monkeypatch.setattr(clock, "now", lambda: until - timedelta(minutes=1))
    assert who_is_in(client)

    monkeypatch.setattr(clock, "now", lambda: until + timedelta(minutes=1))

    assert not who_is_in(client)


def test_old_parameters_of_the_hash_still_fit(app, db):
    someone = person_with_password()
    assert passwords.is_right(PASSWORD, account_named(someone.email).password_hash)
    assert not passwords.is_right(PASSWORD, "not a hash")


# How often one may try


WRONG = "wrong"


def try_often(client, email, times, password=WRONG):
    return [
        client.open(
            "/sign-in",
            method="POST",
            data=client.token() | {"email": email, "password": password},
        ).status_code
        for _ in range(times)
    ]


def test_the_sixth_try_within_a_quarter_of_an_hour_is_refused(client):
    someone = person_with_password()

    assert try_often(client, someone.email, 7) == [401] * 5 + [429] * 2
    assert try_often(client, someone.email, 1, PASSWORD) == [429], "not even with the right one"


def test_an_unknown_account_is_limited_alike(client):
    assert try_often(client, "nobody@demo.example", 6) == [401] * 5 + [429]


def test_the_limit_is_one_account_s_own(client):
    first, second = person_with_password(), person_with_password()
    try_often(client, first.email, 6)

    assert try_often(client, second.email, 1, PASSWORD) == [302]


def test_the_limit_ends_with_the_window_and_knocking_does_not_prolong_it(client, monkeypatch):
    someone = person_with_password()
    try_often(client, someone.email, 5)
    middle = clock.now() + rules.WINDOW / 2
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: middle)
        assert try_often(client, someone.email, 3) == [429] * 3
    after = clock.now() + rules.WINDOW
    monkeypatch.setattr(clock, "now", lambda: after)

    assert try_often(client, someone.email, 1, PASSWORD) == [302]


def test_getting_in_forgives_what_stood_against_the_account(client):
    someone = person_with_password()
    try_often(client, someone.email, 4)
    enter(client, someone.email)
    client.sign_out()

    assert try_often(client, someone.email, 5) == [401] * 5


def test_somebody_who_gets_in_does_not_count_against_the_office_s_address(client, db):
    someone = person_with_password()
    for _ in range(3):
        enter(client, someone.email)
        client.sign_out()

    assert db.scalar(select(func.count(SignInAttempt.id))) == 0


def test_one_address_may_not_try_many_accounts(db):
    now = clock.now()
    for number in range(rules.TRIES_PER_ADDRESS):
        operations.count_try(f"{number:064x}", "f" * 64, now)

    with pytest.raises(TooManyTries):
        operations.count_try("e" * 64, "f" * 64, now)
    operations.count_try("e" * 64, "d" * 64, now)


def test_a_hundred_tries_without_a_success_leave_only_the_link_by_mail(client, db):
    someone = person_with_password()
    try_often(client, someone.email, 1)
    long_ago = clock.now() - timedelta(days=1)
    for key in db.scalars(select(SignInAttempt.key)).all():
        db.add_all([SignInAttempt(key=key, at=long_ago) for _ in range(rules.TRIES_IN_A_ROW)])
    db.commit()

    assert try_often(client, someone.email, 1, PASSWORD) == [429]


def test_what_is_over_is_forgotten(db):
    old, now = clock.now() - rules.KEPT - timedelta(days=1), clock.now()
    someone = person_with_password()
    operations.count_try("a" * 64, "b" * 64, old)
    operations.start_sign_in(someone, old - rules.SHORT, remember=False)
    operations.count_try("a" * 64, "b" * 64, now)
    operations.start_sign_in(someone, now, remember=False)

    operations.forget_what_is_over(now)

    assert db.scalar(select(func.count(SignInAttempt.id))) == 2
    assert db.scalar(select(func.count(SignIn.id))) == 1


def test_a_refusal_says_nothing_of_the_account(db):
    someone = person_with_password()
    for account in (None, account_named(someone.email)):
        with pytest.raises(WrongCredentials) as refusal:
            operations.check_password(account, "wrong")
        assert someone.name not in str(refusal.value)


# Signing out


def test_signing_out_ends_cookie_and_remembered_cookie_alike(client):
    enter(client, person_with_password().email, remember="y")
    kept = client.http.get_cookie("collegium_remember").value

    client.submit("/sign-ins", form="form[action='/sign-out']")

    assert client.http.get_cookie("collegium_remember") is None
    client.http.set_cookie("collegium_remember", kept)
    assert not who_is_in(client)


def test_one_s_own_sign_ins_are_listed_and_ended(client, app):
    someone = person_with_password()
    client.sign_in(someone)
    operations.start_sign_in(someone, clock.now(), remember=True, browser="Firefox on Windows")
    _db.session.commit()

    page = client.get("/sign-ins")
    assert "Firefox, Windows" in page.text
    assert "This browser" in page.text
    client.submit("/sign-ins", form="form[action$='/end']")

    assert "Firefox, Windows" not in client.get("/sign-ins").text


def test_another_s_sign_in_is_not_there(client):
    someone = person()
    operations.start_sign_in(someone, clock.now(), remember=False)
    _db.session.commit()
    theirs = _db.session.scalars(select(SignIn.id)).one()
    client.sign_in(person())

    client.post(f"/sign-ins/{theirs}/end", status=404)
    client.post("/sign-ins/999999/end", status=404)


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, count_queries):
    someone = person_with_password()
    client.sign_in(someone)
    client.get("/sign-ins")
    count_queries.clear()
    client.get("/sign-ins")
    for_one = len(count_queries)
    for _ in range(5):
        operations.start_sign_in(someone, clock.now(), remember=False)
    _db.session.commit()
    count_queries.clear()

    client.get("/sign-ins")

    assert len(count_queries) == for_one <= 8


def test_a_closed_account_is_out_at_the_next_click(client):
    someone = person()
    client.sign_in(someone)
    _db.session.execute(
        update(type(someone))
        .where(type(someone).id == someone.id)
        .values(deactivated_at=clock.now())
    )
    _db.session.commit()

    assert client.open("/sign-ins").status_code == 401
