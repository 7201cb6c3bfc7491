"""Rubrics to start from: what to look at, with five levels told as behaviour."""

from dataclasses import dataclass
from typing import Any

from learning.i18n import _l

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Line:
    """One criterion: its name and what the levels 1 to 5 look like."""

    name: Any
    levels: tuple[Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class Rubric:
    label: Any
    meaning: Any
    lines: tuple[Line, ...]


RUBRICS = {
    "together": Rubric(
        _l("Working together"),
        _l("Four lines on how somebody listens, keeps their word, shares and disagrees."),
        (
            Line(
                _l("Listening"),
                (
                    _l("Often answers before the other has finished."),
                    _l("Listens when the topic is their own."),
                    _l("Listens, and asks back when something is unclear."),
                    _l("Repeats in own words what was meant before answering."),
                    _l("Brings quiet colleagues into the talk and builds on what they say."),
                ),
            ),
            Line(
                _l("Keeping one's word"),
                (
                    _l("Agreed work is often late, and others hear of it afterwards."),
                    _l("Keeps small promises; larger ones slip without a word."),
                    _l("Keeps what was agreed, or says in time that it will not work."),
                    _l("Makes agreements clear for everybody and keeps them under pressure."),
                    _l("Others plan around their word, and they help others to keep theirs."),
                ),
            ),
            Line(
                _l("Sharing what one knows"),
                (
                    _l("Keeps knowledge to themselves, also when asked."),
                    _l("Answers when asked, briefly."),
                    _l("Explains gladly and shows where to read on."),
                    _l("Writes down or shows what others will need, unasked."),
                    _l("Makes others able to do without them, and is glad of it."),
                ),
            ),
            Line(
                _l("Disagreeing"),
                (
                    _l("Turns disagreement against people, or avoids it at any price."),
                    _l("Says no without reasons, or only behind closed doors."),
                    _l("Says openly where they differ, and why."),
                    _l("Looks for what is right in the other view before deciding."),
                    _l("Turns disagreement into a better solution that both sides carry."),
                ),
            ),
        ),
    ),
    "craft": Rubric(
        _l("Work and craft"),
        _l("Three lines on the quality of somebody's work, seen by those who build on it."),
        (
            Line(
                _l("Work others can build on"),
                (
                    _l("Others have to do much of it again."),
                    _l("It works in the usual case; the rest is found by others."),
                    _l("It does what was asked and says what it does not do."),
                    _l("It is easy to take over, with the reasons written down."),
                    _l("It sets the example others measure their own work by."),
                ),
            ),
            Line(
                _l("Learning from mistakes"),
                (
                    _l("Looks for who is to blame."),
                    _l("Mends what was found and goes on."),
                    _l("Names own mistakes and mends their cause."),
                    _l("Shares what was learnt so that others need not repeat it."),
                    _l("Makes it safe for others to speak of their mistakes."),
                ),
            ),
            Line(
                _l("Deciding"),
                (
                    _l("Puts decisions off until others have to take them."),
                    _l("Decides, and changes course without saying so."),
                    _l("Decides in time and tells the reasons."),
                    _l("Asks those concerned first and says what would change the decision."),
                    _l("Helps others to decide well themselves."),
                ),
            ),
        ),
    ),
    "words": Rubric(
        _l("Words only"),
        _l("No levels at all: what helps, and what would help more."),
        (),
    ),
}
