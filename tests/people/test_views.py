"""The pages of people: wiring, words, what is hidden, and how much they ask the database."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning import clock
from learning.files.models import Upload
from learning.people import operations
from learning.people.models import Avoidance, Direction, ImportRun, Person, Role, Skill
from tests.factories.files import picture, with_photo
from tests.factories.people import (
    NOON,
    admin,
    person,
    person_skill,
    programme_lead,
    roster,
    skill,
    spoken,
)

STORY = "Привет, 你好, “quotes” & <b>tags</b> 👋 "


def names(page) -> list[str]:
    return [card.text for card in page.select(".cards h2")]


def test_the_directory_shows_cards_and_keeps_its_filters(client):
    chess = skill("Chess")
    anna = person(name="Анна Ёлкина", job_title="Buyer")
    person_skill(anna, chess, Direction.TEACHES, 4)
    client.sign_in(person())

    page = client.get("/people?teaches=chess&text=елкина")

    assert names(page) == ["Анна Ёлкина"]
    assert "Chess" in page.select_one(".cards").text
    assert page.select_one("input[name=teaches]")["value"] == "chess"


def test_an_empty_result_says_what_to_do(client):
    client.sign_in(person())

    page = client.get("/people?text=nobody-has-this-name")

    assert page.select_one(".empty a")["href"] == "/people"


@pytest.mark.parametrize("address", ["?page=0", "?page=x", "?newcomers=y&text=%F0"])
def test_nonsense_in_the_address_is_harmless(client, address):
    client.sign_in(person())

    client.get(f"/people{address}")


def test_the_directory_asks_as_much_for_many_as_for_few(client, count_queries):
    known = skill("Chess")
    client.sign_in(person())

    def asked() -> int:
        count_queries.clear()
        client.get("/people")
        return len(count_queries)

    few = asked()
    for _number in range(5):
        someone = person(manager_id=None)
        person_skill(someone, known, Direction.TEACHES)
        spoken(someone, "de")

    assert asked() == few
    assert few <= 12


def test_a_colleague_sees_the_profile_but_neither_contact_nor_hr_fields(client):
    boss = person(name="The Boss")
    anna = person(story=STORY, employee_id="E000777", manager_id=boss.id, started_on=NOON.date())
    client.sign_in(person())

    page = client.get(f"/people/{anna.id}")

    assert STORY.strip() in page.text
    assert anna.email not in page.text
    assert "E000777" not in page.text
    assert "The Boss" not in page.text


def test_a_pair_sees_how_to_reach_each_other(client):
    anna, boris = person(), person(privacy={"story": "pairs"}, story="For pairs")
    operations.tie(anna.id, boris.id, "mentoring", 1, NOON)
    client.sign_in(anna)

    page = client.get(f"/people/{boris.id}")

    assert boris.email in page.text
    assert "For pairs" in page.text


@pytest.mark.parametrize("audience", ["pairs", "matching", "me"])
def test_what_is_not_for_colleagues_is_not_shown_to_them(client, audience):
    parts = ["story", "ask_me_about", "interests", "teaches", "wants", "languages", "hours"]
    anna = person(
        story="CANARY",
        ask_me_about="CANARY",
        interests=["CANARY"],
        working_hours={"0": ["03:33", "04:44"]},
        privacy=dict.fromkeys(parts, audience),
    )
    person_skill(anna, skill("CANARY"), Direction.TEACHES)
    person_skill(anna, skill("CANARY 2"), Direction.WANTS)
    spoken(anna, "sq")

    for visitor in (person(), admin(), programme_lead()):
        client.sign_in(visitor)
        page = client.get(f"/people/{anna.id}")
        assert "CANARY" not in page.text
        assert "Albanian" not in page.text
        assert "3:33" not in page.text
    client.sign_in(anna)
    assert "CANARY" in client.get(f"/people/{anna.id}").text


def test_an_administrator_sees_hr_fields_masked(client):
    anna = person(employee_id="E000777", started_on=NOON.date())
    client.sign_in(admin())

    page = client.get(f"/people/{anna.id}")

    assert "…777" in page.text
    assert "E000777" not in page.text
    assert anna.email in page.text


def test_one_s_own_profile_shows_everything_and_the_next_step(client):
    anna = person(employee_id="E000777", manager_id=person(name="The Boss").id)
    client.sign_in(anna)

    page = client.get(f"/people/{anna.id}")

    assert "E000777" in page.text
    assert "The Boss" in page.text
    assert "15%" in page.select_one("progress")["aria-label"]


def test_an_auditor_reads_who_somebody_is_and_nothing_they_say(client):
    anna = person(job_title="Buyer", story="CANARY")
    client.sign_in(person(Role.AUDITOR))

    page = client.get(f"/people/{anna.id}")

    assert "Buyer" in page.text
    assert "CANARY" not in page.text
    assert anna.email not in page.text


def test_a_closed_profile_shows_the_name_alone(client):
    gone = person(name="Gone", story="CANARY", deactivated_at=NOON)
    client.sign_in(person())

    page = client.get(f"/people/{gone.id}")

    assert "No longer works here" in page.text
    assert "CANARY" not in page.text


def test_hours_are_shown_on_the_reader_s_clock(client):
    anna = person(timezone="Asia/Tokyo", working_hours={"0": ["10:00", "18:00"]})
    client.sign_in(person(timezone="Asia/Kathmandu"))

    text = client.get(f"/people/{anna.id}").text

    assert "6:45 AM" in text
    assert "10:00 AM" in text


@pytest.mark.parametrize("section", ["about/edit", "skills/edit", "languages/edit", "hours/edit"])
def test_each_section_saved_untouched_changes_nothing(client, db, section):
    anna = person(story=STORY.strip(), interests=["chess"], working_hours={"0": ["09:00", "17:00"]})
    person_skill(anna, skill("Chess"), Direction.TEACHES, 3)
    spoken(anna, "ru")
    client.sign_in(anna)

    client.submit(f"/people/{anna.id}/{section}")

    db.expire_all()
    assert (anna.story, anna.interests) == (STORY.strip(), ["chess"])
    assert anna.working_hours == {"0": ["09:00", "17:00"]}
    assert [(row.skill.name, row.level) for row in anna.skills] == [("Chess", 3)]
    assert [(one.code, one.level) for one in anna.languages] == [("ru", "native")]


def test_ten_thousand_characters_go_through(client, db):
    anna, story = person(), (STORY * 400)[:9_999].strip()
    client.sign_in(anna)

    client.submit(f"/people/{anna.id}/about/edit", story=story, interests="go\n\n  chess  \n")

    db.expire_all()
    assert anna.story == story
    assert anna.interests == ["go", "chess"]


def test_too_long_a_story_is_explained_and_not_lost(client):
    anna, story = person(), "x" * 10_001
    client.sign_in(anna)

    page = client.submit(f"/people/{anna.id}/about/edit", status=422, story=story)

    assert "10000 characters" in page.select_one("#story-error").text
    assert page.select_one("#story").text.strip() == story


def test_skills_are_added_changed_and_removed(client, db):
    anna = person()
    person_skill(anna, skill("Chess"), Direction.TEACHES, 3)
    person_skill(anna, skill("Go"), Direction.TEACHES, 2)
    client.sign_in(anna)

    client.submit(
        f"/people/{anna.id}/skills/edit",
        **{
            "teaches-0-level": "5",
            "teaches-1-remove": "y",
            "wants-0-name": "Clay oven",
            "wants-0-level": "",
            "teaches_for": "matching",
        },
    )

    db.expire_all()
    found = {(row.direction.value, row.skill.name, row.level) for row in anna.skills}
    assert found == {("teaches", "Chess", 5), ("wants", "Clay oven", None)}
    assert anna.privacy["teaches"] == "matching"
    assert "proposing" in client.get(f"/people/{anna.id}/skills/edit").text


def test_a_skill_that_is_too_long_is_named_at_its_row(client):
    anna = person()
    client.sign_in(anna)

    page = client.submit(
        f"/people/{anna.id}/skills/edit", status=422, **{"teaches-0-name": "x" * 81}
    )

    assert "80 characters" in page.select_one("#teaches-0-name-error").text


def test_one_language_cannot_stand_twice(client):
    anna = person()
    spoken(anna, "de")
    client.sign_in(anna)

    page = client.submit(
        f"/people/{anna.id}/languages/edit", status=422, **{"languages-1-code": "de"}
    )

    assert "twice" in page.select_one(".refusal").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"timezone": "Mars/Olympus_Mons"}, "unknown"),
        ({"days-0-start": "09:00"}, "both times"),
        ({"days-0-start": "17:00", "days-0-end": "09:00"}, "end after"),
        ({"days-0-start": "9", "days-0-end": "99:99"}, "such as 09:00"),
    ],
)
def test_hours_that_cannot_be_are_explained(client, typed, said):
    anna = person()
    client.sign_in(anna)

    page = client.submit(f"/people/{anna.id}/hours/edit", status=422, **typed)

    assert said in page.select_one(".field-errors").text


def test_the_overview_names_the_most_useful_step_first(client):
    anna = person()
    person_skill(anna, skill(), Direction.TEACHES)
    client.sign_in(anna)

    page = client.get(f"/people/{anna.id}/edit")

    assert page.select_one(".rows .row-title").text == "What you want to learn"
    assert "paired" not in page.select_one(".rows").text, "too few people to compare"


def test_what_a_step_changed_for_others_is_told_from_twenty_people_on(client):
    known = skill()
    for _number in range(20):
        teacher, other = person(), person()
        person_skill(teacher, known, Direction.TEACHES)
        person_skill(other, known, Direction.WANTS)
    operations.tie(teacher.id, other.id, "mentoring", 1, NOON)
    anna = person()
    client.sign_in(anna)

    page = client.get(f"/people/{anna.id}/edit")

    assert "5% have been paired" in page.select_one(".rows").text


def test_a_photo_is_shown_inert_and_goes_with_its_file(client, db, app):
    anna = person()
    client.sign_in(anna)
    client.submit(
        f"/people/{anna.id}/photo/edit", photo=(io.BytesIO(picture("PNG")), "me.png", "text/html")
    )

    answer = client.open(f"/people/{anna.id}/photo")

    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    db.expire_all()
    old = anna.photo_key
    client.submit(
        f"/people/{anna.id}/photo/edit", photo=(io.BytesIO(picture()), "me.jpg", "image/jpeg")
    )
    with pytest.raises(FileNotFoundError):
        app.extensions["storage"].get(old)
    assert db.scalar(select(func.count(Upload.id))) == 1


def test_what_is_no_picture_is_refused_above_the_form(client, db):
    anna = person()
    client.sign_in(anna)

    page = client.submit(
        f"/people/{anna.id}/photo/edit",
        status=409,
        photo=(io.BytesIO(b"<svg onload=alert(1)>"), "me.png", "image/png"),
    )

    assert "no picture" in page.select_one("[role=alert]").text
    db.expire_all()
    assert anna.photo_key is None


def test_a_photo_is_removed(client, db):
    anna = with_photo(person())
    client.sign_in(anna)

    client.submit(f"/people/{anna.id}/photo/edit", form=".page-main > form.act")

    client.open(f"/people/{anna.id}/photo")
    db.expire_all()
    assert anna.photo_key is None
    assert client.open(f"/people/{anna.id}/photo").status_code == 404


def test_a_photo_of_whoever_left_is_gone(client):
    gone = with_photo(person(deactivated_at=NOON))
    client.sign_in(person())

    assert client.open(f"/people/{gone.id}/photo").status_code == 404


def test_names_are_put_on_and_taken_off_the_private_list(client, db):
    anna, boris = person(), person(name="Boris Orlov")
    client.sign_in(anna)

    client.submit(f"/people/{anna.id}/avoid", form="form.form", who="boris orlov")
    page = client.get(f"/people/{anna.id}/avoid")
    assert "Boris Orlov" in page.select_one(".rows").text
    client.submit(f"/people/{anna.id}/avoid", form=".rows form")

    assert db.scalar(select(func.count(Avoidance.id))) == 0
    assert boris.name not in client.get(f"/people/{anna.id}/avoid").select_one("main").text


def test_several_colleagues_of_one_name_are_offered_to_choose_from(client):
    anna = person()
    for place in ("Berlin", "Moscow"):
        person(name="Boris Orlov", location=place)
    client.sign_in(anna)

    page = client.submit(
        f"/people/{anna.id}/avoid", status=422, form="form.form", who="Boris Orlov"
    )

    offered = [option["value"] for option in page.select("#candidates option")]
    assert offered == ["Boris Orlov · Berlin", "Boris Orlov · Moscow"]


def test_the_private_list_is_hidden_from_whoever_stands_on_it(client):
    anna, boris = person(), person()
    operations.avoid_person(anna, boris)
    client.sign_in(boris)

    shown = client.get(f"/people/{anna.id}").select_one("main").text

    assert "pair me" not in shown.lower()
    client.get(f"/people/{anna.id}/avoid", status=404)


def test_a_skill_is_proposed_found_and_merged(client, db):
    client.sign_in(person())
    client.submit("/people/skills/propose", name="Clay oven")
    made = db.scalars(select(Skill)).one()
    page = client.submit("/people/skills/propose", status=409, name="CLAY OVEN")
    assert "on the list already" in page.select_one("[role=alert]").text
    assert "Clay oven" in client.get("/people/skills?text=oven&show=proposed").text
    client.get(f"/people/skills/{made.id}/merge", status=403)

    stays = skill("Baking")
    client.sign_in(programme_lead())
    client.submit(f"/people/skills/{made.id}/synonyms/add", name="Tandoor")
    page = client.submit(f"/people/skills/{made.id}/merge", status=422, into="no such skill")
    assert "No skill" in page.select_one(".field-errors").text
    client.submit(f"/people/skills/{made.id}/merge", into="baking")

    assert "tandoor" in client.get(f"/people/skills/{stays.id}").text
    client.get(f"/people/skills/{made.id}", status=404)


def test_the_list_of_skills_asks_a_constant_number_of_queries(client, count_queries):
    for _number in range(5):
        person_skill(person(), skill(), Direction.TEACHES)
    client.sign_in(person())
    count_queries.clear()

    client.get("/people/skills")

    assert len(count_queries) <= 6


def upload(client, *rows, status=302, **typed):
    file = (roster(*rows)(), "C:\\lists\\people.csv", "text/csv")
    return client.submit("/people/imports", status=status, roster=file, **typed)


def test_a_roster_is_looked_through_first_and_taken_in_on_demand(client, db, app):
    client.sign_in(admin())

    upload(client, {"name": "Анна Белл"}, {"employee_id": "E2", "timezone": "Mars"})
    run = db.scalars(select(ImportRun)).one()
    page = client.get(f"/people/imports/{run.id}")
    assert page.h1.text.endswith("people.csv")
    assert "Анна Белл" in page.text
    assert "unknown_timezone" in page.text
    assert db.scalar(select(func.count(Person.id))) == 1

    client.submit(f"/people/imports/{run.id}", form="form.act")

    db.expire_all()
    assert (run.created, run.refused) == (1, 1)
    assert run.applied_at is not None
    with pytest.raises(FileNotFoundError):
        app.extensions["storage"].get(run.file_key)
    client.post(f"/people/imports/{run.id}/apply", status=409)


def test_leavers_are_named_before_they_leave(client, db):
    person(name="Gone Soon", employee_id="E9")
    client.sign_in(admin())

    upload(client, {}, is_full="y")
    run = db.scalars(select(ImportRun)).one()
    page = client.get(f"/people/imports/{run.id}")

    assert "Gone Soon" in page.text
    assert "1 person leaves" in page.select_one(".act-confirm").text


def test_a_discarded_roster_changes_nothing(client, db):
    client.sign_in(admin())
    upload(client, {})
    run = db.scalars(select(ImportRun)).one()

    client.post(f"/people/imports/{run.id}/discard")

    assert db.scalar(select(func.count(Person.id))) == 1
    assert "Discarded" in client.get("/people/imports").text


def test_a_file_that_nobody_can_read_is_explained(client, db):
    client.sign_in(admin())

    client.submit("/people/imports", roster=(io.BytesIO(b""), "empty.csv", "text/csv"))
    run = db.scalars(select(ImportRun)).one()
    page = client.get(f"/people/imports/{run.id}")

    assert "empty_file" in page.text
    assert not page.select(f"form[action='/people/imports/{run.id}/apply']")


def test_a_file_for_the_command_says_so(client, db, monkeypatch):
    monkeypatch.setattr("learning.people.forms.imports.MAX_BYTES", 100)
    client.sign_in(admin())

    page = upload(client, {}, status=422)

    assert "people import" in page.select_one("#roster-error").text
    assert db.scalar(select(func.count(ImportRun.id))) == 0


def test_imports_are_listed_newest_first_in_few_queries(client, db, count_queries):
    chief = admin()
    for number in range(5):
        operations.import_people(
            f"{number}.csv", roster({}), is_full=False, by=chief, now=NOON + timedelta(days=number)
        )
    db.commit()
    client.sign_in(chief)
    count_queries.clear()

    page = client.get("/people/imports")

    assert len(count_queries) <= 6
    assert [cell.text for cell in page.select("tbody td[data-label=File]")][:2] == [
        "4.csv",
        "3.csv",
    ]


def test_newcomers_are_marked(client):
    person(name="A New One", started_on=clock.now().date() - timedelta(days=3))
    client.sign_in(person())

    page = client.get("/people?newcomers=y")

    assert names(page) == ["A New One"]
    assert "New here" in page.select_one(".cards").text
