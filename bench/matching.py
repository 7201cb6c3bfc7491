"""How fast, how lean and how well the matching engine matches.

The development problems against their known optima; 500 × 500 people; then whole programmes, from
database rows to a stored draft with its explanations, each in a process of its own, whose peak of
memory is told. How much of the best plan the cut keeps is asked of another process, outside the
measured time and memory, which puts every pair into the network. Last come a lead's pages.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import ROOT, SHARED, say

NOW = datetime(2030, 3, 4, 9, tzinfo=UTC)
PROGRAMMES = ((5_000, 2_000), (20_000, 8_000))
COHORT, COMPANY = (220, 80), (3_000, 1_200)  # whose pages are opened, see `match_screens`
SKILLS, DEPARTMENTS, INTERESTS = 300, 40, 60
MEETINGS = 5  # of each person in the four weeks looked at
LANGUAGES = ("en", "ru", "zh", "de", "es", "pt")
SITES = {
    "Berlin": "Europe/Berlin",
    "Lisbon": "Europe/Lisbon",
    "London": "Europe/London",
    "Pune": "Asia/Kolkata",
    "Shanghai": "Asia/Shanghai",
    "Tokyo": "Asia/Tokyo",
    "Toronto": "America/Toronto",
    "Warsaw": "Europe/Warsaw",
}


def optima() -> dict[str, Any]:
    """How many of the known optima are reached, and in how many seconds altogether."""
    from learning.matching.assignment import solve  # noqa: PLC0415  (a child needs none of it)
    from learning.matching.problem import read_problem  # noqa: PLC0415

    folder = SHARED / "data" / "matching"
    known = json.loads((folder / "OPTIMA.json").read_text())["problems"]
    reached = asked = 0
    seconds = 0.0
    for file, optimum in known.items():
        given = read_problem(folder / file)
        for order, best in optimum["objectives"].items():
            start = time.perf_counter()
            plan = solve(replace(given, objective=tuple(order.split(","))))
            seconds += time.perf_counter() - start
            found = {
                "served": plan.served,
                "filled": len(plan.pairs),
                "spread": plan.spread,
                "total_score": round(plan.total_score, 6),
            }
            asked += 1
            reached += {name: found[name] for name in best} == best
    return {"optima": f"{reached} of {asked}", "seconds_optima": round(seconds, 2)}


def square() -> dict[str, Any]:
    """500 × 500 people with 44,000 allowed pairs."""
    from learning.matching.assignment import solve  # noqa: PLC0415  (a child needs none of it)
    from learning.matching.problem import Mentee, Mentor, Pair, Problem  # noqa: PLC0415

    chance = random.Random(500)
    crowd = [(mentee, mentor) for mentee in range(500) for mentor in range(500)]
    given = Problem(
        tuple(Mentee(number) for number in range(500)),
        tuple(Mentor(number, chance.randint(1, 3)) for number in range(500)),
        tuple(
            Pair(mentee, mentor, chance.randint(0, 1000) / 10)
            for mentee, mentor in chance.sample(crowd, 44_000)
        ),
    )
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        solve(given)
        taken.append(time.perf_counter() - start)
    return {"seconds_500x500": round(min(taken), 3)}


def fill(mentees: int, mentors: int) -> int:
    """A programme of so many people, each with a profile; gives its id."""
    from sqlalchemy import insert  # noqa: PLC0415

    from learning.extensions import db  # noqa: PLC0415
    from learning.people import models as people  # noqa: PLC0415
    from learning.programmes import models as programmes  # noqa: PLC0415
    from learning.scheduling import models as scheduling  # noqa: PLC0415

    chance = random.Random(mentees)
    departments = [{"id": one, "name": f"Department {one}"} for one in range(1, DEPARTMENTS + 1)]
    skills = [
        {"id": one, "name": f"Skill {one}", "key": f"skill {one}"} for one in range(1, SKILLS)
    ]
    persons, spoken, known, enrolments, meetings, held = [], [], [], [], [], []
    for number in range(1, mentees + mentors + 1):
        is_mentor = number > mentees
        site = chance.choice(list(SITES))
        opens = chance.choice([8, 9, 10])
        persons.append(
            {
                "id": number,
                "name": f"Person {number}",
                "name_key": f"person {number}",
                "email": f"person{number}@demo.example",
                "department_id": chance.randint(1, DEPARTMENTS),
                "location": site,
                "timezone": SITES[site],
                "language": "en",
                "manager_id": None if number <= 100 else chance.randint(1, number - 1),
                "started_on": date(2030, 1, 1) - timedelta(days=chance.randint(30, 4000)),
                "interests": [f"interest {chance.randint(1, INTERESTS)}" for _ in range(3)],
                "working_hours": {
                    str(day): [f"{opens:02}:00", f"{opens + 8:02}:00"] for day in range(5)
                },
            }
        )
        for code in {"en" if chance.random() < 0.8 else "ru", chance.choice(LANGUAGES)}:
            spoken.append({"person_id": number, "code": code, "level": "working", "reads": True})
        for skill in chance.sample(range(1, SKILLS), 4 if is_mentor else 3):
            direction = people.Direction.TEACHES if is_mentor else people.Direction.WANTS
            level = chance.randint(3, 5) if is_mentor else chance.randint(1, 4)
            known.append(
                {"person_id": number, "skill_id": skill, "direction": direction, "level": level}
            )
        for day in chance.sample(range(1, 27), MEETINGS):
            begins = NOW + timedelta(days=day, hours=chance.randint(0, 7))
            ends = begins + timedelta(hours=1)
            meetings.append(
                {
                    "id": len(meetings) + 1,
                    "kind": "bench.meeting",
                    "starts_at": begins,
                    "ends_at": ends,
                    "uid": f"{len(meetings)}@collegium",
                }
            )
            held.append(
                {
                    "appointment_id": len(meetings),
                    "person_id": number,
                    "starts_at": begins,
                    "ends_at": ends,
                    "busy_from": begins,
                    "busy_until": ends,
                }
            )
        enrolments.append(
            {
                "programme_id": 1,
                "person_id": number,
                "role": programmes.EnrolmentRole.MENTOR
                if is_mentor
                else programmes.EnrolmentRole.MENTEE,
                "state": programmes.EnrolmentState.ACTIVE,
                "capacity": chance.randint(1, 4) if is_mentor else None,
                "applied_at": NOW - timedelta(minutes=number),
            }
        )
    programme = {
        "id": 1,
        "name": "A large programme",
        "goal": programmes.Goal.CAREER,
        "formats": [one.value for one in programmes.Format],
        "state": programmes.ProgrammeState.RUNNING,
        "mentor_capacity": 3,
        "created_at": NOW,
        "created_by": 1,
    }
    for model, rows in (
        (people.Department, departments),
        (people.Skill, skills),
        (people.Person, persons),
        (people.PersonLanguage, spoken),
        (people.PersonSkill, known),
        (programmes.Programme, [programme]),
        (programmes.Enrolment, enrolments),
        (scheduling.Appointment, meetings),
        (scheduling.Attendance, held),
    ):
        db.session.execute(insert(model), rows)
    db.session.commit()
    return 1


def draft() -> dict[str, Any]:
    """From the rows of the instance to a stored draft with each pair's reasons; then its report."""
    from learning.extensions import db  # noqa: PLC0415
    from learning.mentoring import pairing  # noqa: PLC0415
    from learning.mentoring.operations import runs, solving  # noqa: PLC0415
    from learning.mentoring.operations.reports import report_on  # noqa: PLC0415
    from learning.mentoring.queries import figures_of  # noqa: PLC0415
    from learning.people.models import Person  # noqa: PLC0415
    from learning.programmes.models import Programme  # noqa: PLC0415

    start, cpu = time.perf_counter(), time.process_time()
    programme, lead = db.session.get_one(Programme, 1), db.session.get_one(Person, 1)
    run = runs.start_draft(programme, lead, NOW)
    given = solving.gather(run, NOW)
    solved = pairing.best_plan(given.people, [], [])
    solving.keep(run, solving.drafted(given, solved, {}), NOW)
    db.session.commit()
    figures = {
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    start, cpu = time.perf_counter(), time.process_time()
    report_on(given.people, solved, given.backgrounds)
    return figures | {
        "report_seconds": round(time.perf_counter() - start, 2),
        "report_cpu_seconds": round(time.process_time() - cpu, 2),
        "served": figures_of(run).served,
        "proven": run.is_optimal,
    }


def totals(*, cut: bool) -> dict[str, Any]:
    """What the plan of the instance's programme comes to, with or without the cut."""
    from learning.extensions import db  # noqa: PLC0415
    from learning.matching.assignment import network  # noqa: PLC0415
    from learning.mentoring import pairing  # noqa: PLC0415
    from learning.programmes.models import Programme  # noqa: PLC0415

    if not cut:
        network.UNCUT_PAIRS = 10**12
    people = pairing.candidates(db.session.get_one(Programme, 1), NOW)
    plan = pairing.best_plan(people, [], []).plan
    return {
        "served": plan.served,
        "spread": plan.spread,
        "total_score": plan.total_score,
        "considered": plan.search.considered if plan.search else 0,
    }


def in_a_child(task: str, instance: Path, *more: int) -> Any:
    """A task of this module in a process of its own, on that instance."""
    environment = os.environ | {
        "INSTANCE_DIR": str(instance),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SECRET_KEY": "of an instance that lives for a minute",
    }
    command = [sys.executable, "-m", "bench.matching", task, *map(str, more)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def measure() -> dict[str, Any]:
    figures = optima() | square()
    say(str(figures))
    for mentees, mentors in PROGRAMMES:
        with tempfile.TemporaryDirectory(prefix="collegium-matching-") as name:
            instance, size = Path(name), f"{mentees}x{mentors}"
            in_a_child("fill", instance, mentees, mentors)
            found = in_a_child("draft", instance)
            figures |= {f"{name}_{size}": value for name, value in found.items()}
            say(f"{size} {found}")
            if (mentees, mentors) == PROGRAMMES[0]:
                ours, best = in_a_child("cut", instance), in_a_child("uncut", instance)
                say(f"cut {ours}, uncut {best}")
                is_equal = (ours["served"], ours["spread"]) == (best["served"], best["spread"])
                share = ours["total_score"] / best["total_score"] if is_equal else 0.0
                figures["share_of_optimum"] = round(share, 6)
    for task, (mentees, mentors) in (("cohort", COHORT), ("company", COMPANY)):
        with tempfile.TemporaryDirectory(prefix="collegium-matching-") as name:
            in_a_child("fill", Path(name), mentees, mentors)
            found = in_a_child(task, Path(name))
            figures |= {f"{key}_{task}": value for key, value in found.items()}
            say(f"{task} {found}")
    return figures


def _child(task: str, numbers: list[int]) -> Any:
    import flask_migrate  # noqa: PLC0415

    from learning.app import create_app  # noqa: PLC0415
    from learning.config import from_environment  # noqa: PLC0415

    with create_app(from_environment()).app_context():
        if task == "fill":
            flask_migrate.upgrade()
            return fill(*numbers)
        if task in ("cohort", "company"):
            from bench.match_screens import screens  # noqa: PLC0415

            return screens(NOW, is_cohort=task == "cohort")
        return draft() if task == "draft" else totals(cut=task == "cut")


if __name__ == "__main__":
    print(json.dumps(_child(sys.argv[1], [int(number) for number in sys.argv[2:]])))
