"""Participants kept as JSON come back as they were."""

import json

from learning.matching.scoring import Participant, half_hours
from learning.matching.scoring.documents import parse_participant, participant_document


def test_a_participant_comes_back_from_json_as_it_was():
    full = Participant(
        id=7,
        wants={"Python": 1},
        teaches={"Chess": 4},
        goals=frozenset({"lead"}),
        languages=frozenset({"en", "ru"}),
        interests=frozenset({"tea"}),
        department="Data",
        location="Lisbon",
        role_family="engineer",
        seniority=3,
        days_here=400,
        managers=(1, 2),
        utc_offset=-180,
        hours=half_hours([(540, 720)]),
        wishes=(9, 8),
        matters=frozenset({"skills"}),
        earlier={4: 30},
    )

    for one in (full, Participant(id=8), Participant(id=9, utc_offset=None, days_here=None)):
        assert parse_participant(json.loads(json.dumps(participant_document(one)))) == one


def test_an_answer_of_zero_is_an_answer():
    at_greenwich = Participant(id=1, utc_offset=0, days_here=0)

    assert parse_participant(participant_document(at_greenwich)) == at_greenwich
