"""Reading people: who is here, who leads whom, who knows what."""

from learning.people.queries.people import (
    active_person,
    avoided_pairs,
    colleagues_names,
    find_person,
    label,
    openly_spoken,
    people_by_id,
    people_for_select,
    people_named,
    people_who_left,
    person_by_email,
    reporting_line_ids,
    reporting_lines,
    reports_of,
)
from learning.people.queries.profile import FindablePerson, findable_people
from learning.people.queries.skills import find_skill, skill_names
from learning.people.queries.ties import are_tied, tied_ids

__all__ = [
    "FindablePerson",
    "active_person",
    "are_tied",
    "avoided_pairs",
    "colleagues_names",
    "find_person",
    "find_skill",
    "findable_people",
    "label",
    "openly_spoken",
    "people_by_id",
    "people_for_select",
    "people_named",
    "people_who_left",
    "person_by_email",
    "reporting_line_ids",
    "reporting_lines",
    "reports_of",
    "skill_names",
    "tied_ids",
]
