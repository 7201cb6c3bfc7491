"""Scenes of reports."""

from typing import Any

from learning import clock
from learning.extensions import db
from learning.moderation.models import ReportReason
from learning.moderation.operations import report_partner as report
from learning.people.models import Person
from tests.access import scene
from tests.factories.mentoring import pairing

REPORT = {"reason": "other", "words": "It does not feel right."}


def own_pair(actor: Person, relation: str) -> dict[str, Any]:
    return {"pairing_id": pairing(mentee=actor).id}


scene("moderation.report_partner", fields=REPORT)(own_pair)
scene("moderation.part_from")(own_pair)


@scene("moderation.report", fields={"decision": "go_on", "words": "They have talked."})
def decide(actor: Person, relation: str) -> dict[str, Any]:
    pair = pairing()
    made = report(pair, pair.mentee, ReportReason.OTHER, "It hurts.", clock.now())
    db.session.commit()
    return {"report_id": made.id}
