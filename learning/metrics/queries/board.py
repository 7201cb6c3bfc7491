"""One programme's board: figures, and the series behind its pictures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from learning.buddies.queries import buddies_in_time
from learning.mentoring.rules import Answer, count_band, feedback_figures
from learning.metrics.queries.activity import Activity, activity
from learning.metrics.queries.audience import audiences
from learning.metrics.queries.counts import Counts, counts
from learning.metrics.queries.sessions import Answered, Said, Sessions, answers, sessions
from learning.metrics.rules import (
    NPS_STEP,
    Figure,
    Measured,
    Release,
    Window,
    coarse_score,
    coarse_share,
    figure,
    is_small,
    last_weeks,
    last_window,
    mean,
    net_promoter_score,
    releases,
    share,
    shown_count,
    window_before,
)
from learning.programmes.models import Format, Programme
from learning.reviews.queries import coverage

SHOWN_RELEASES = 6
USEFUL = 2.5  # from here on a mean of answers from 1 to 4 is nearer to useful
MENTORING = (Format.MENTORING, Format.FLASH, Format.TANDEM, Format.CIRCLE)

Series = Sequence[float | None]


@dataclass(frozen=True)
class Scored:
    """The net promoter score of one release; None where all agree."""

    release: Release[Answered]
    score: Figure


@dataclass(frozen=True)
class Board:
    """What a board shows. `series` has a value for each week, None where it is hidden."""

    programme: Programme
    as_of: datetime
    window: Window
    before: Window
    weeks: Sequence[Window]
    figures: Mapping[str, Figure]
    series: Mapping[str, Series]
    scores: Sequence[Scored]


def board(programme: Programme, now: datetime) -> Board:
    """Count everything anew; the programme's formats say what there is to count."""
    window = last_window(now)
    before = window_before(window)
    weeks = last_weeks(now)
    spans = (window, before)
    done, by_week = activity(programme, spans, weeks)
    figures = _reach(programme, spans, done)
    series: dict[str, Series] = {"people_involved": [shown_count(one.people) for one in by_week]}
    scores: list[Scored] = []
    is_mentoring = any(programme.has_format(one) for one in MENTORING)
    counted = counts(programme, spans)
    if is_mentoring:
        spent, spent_by_week = sessions(programme, spans, weeks)
        answered, said = answers(programme, spans)
        figures |= _pairs(counted, spent, said)
        series["sessions_held"] = [
            None if is_small(len(one.people_held)) else len(one.held) for one in spent_by_week
        ]
        released = releases(
            answered,
            lambda one: one.written_at,
            lambda one: one.author_id,
            now.date(),
        )
        scores = [Scored(one, _score(one)) for one in released[-SHOWN_RELEASES:]]
        figures |= _opinions(released)
    if programme.has_format(Format.ACADEMY) or any(one.views or one.published for one in done):
        figures |= _reading(done, counted)
        series["views"] = [None if is_small(one.readers) else one.views for one in by_week]
        series["unique_readers"] = [shown_count(one.readers) for one in by_week]
    if programme.has_format(Format.BUDDY):
        figures["buddy_in_time"] = figure(*(_in_time(programme, span) for span in spans))
    if programme.has_format(Format.REVIEWS):
        figures |= _reviews(programme)
    return Board(programme, now, window, before, weeks, figures, series, scores)


def _reach(
    programme: Programme, spans: Sequence[Window], done: Sequence[Activity]
) -> dict[str, Figure]:
    involved = [Measured(one.people, one.people) for one in done]
    parts = []
    found = audiences(programme, spans)
    for audience, one in zip(found, done, strict=True):
        inside = audience.involved
        outside = one.people - inside
        # whoever knows both numbers can subtract one from the other
        people = next((n for n in (inside, outside, audience.people) if is_small(n)), inside)
        parts.append(Measured(share(inside, audience.mean), people))
    participation = figure(*parts)
    # the share before and the size of the audience come to a number of people, too
    if is_small(abs(found[0].involved - found[1].involved)):
        participation = replace(participation, before=None)
    return {
        "people_involved": figure(*involved, counts_people=True),
        "participation": participation,
    }


def _pairs(
    counted: Sequence[Counts], spent: Sequence[Sessions], said: Sequence[Said]
) -> dict[str, Figure]:
    return {
        "matched_now": figure(
            *(Measured(share(one.matched, one.taking_part), one.taking_part) for one in counted)
        ),
        "acceptance": figure(
            *(Measured(share(one.accepted, one.closed), one.people_asked) for one in counted)
        ),
        "sessions_held": figure(*(Measured(len(one.held), len(one.people_held)) for one in spent)),
        "sessions_kept": figure(
            *(Measured(share(len(one.held), len(one.scheduled)), len(one.people)) for one in spent)
        ),
        "feedback_share": figure(
            *(
                Measured(
                    share(given.answers, 2 * len(one.held)), given.people or len(one.people_held)
                )
                for one, given in zip(spent, said, strict=True)
            )
        ),
    }


def _opinions(released: Sequence[Release[Answered]]) -> dict[str, Figure]:
    """Rating, satisfaction and score of the last release, beside the release before it."""
    measures = {"session_rating": _rating, "satisfaction": _satisfaction, "nps": _score}
    if not released:
        return dict.fromkeys(measures, Figure(is_hidden=True))
    found = {}
    for key, measure in measures.items():
        now = measure(released[-1])
        before = measure(released[-2]) if len(released) > 1 else Figure()
        found[key] = replace(now, before=before.value)
    return found


def _rating(release: Release[Answered]) -> Figure:
    found = feedback_figures(
        [
            Answer(one.author_id, one.written_at, one.usefulness, (), one.recommend)
            for one in release.answers
        ]
    )
    if found is None:
        return Figure(is_hidden=True)
    return Figure(found.usefulness, answers=found.answers, is_one_sided=found.usefulness is None)


def _satisfaction(release: Release[Answered]) -> Figure:
    by_author: dict[int, list[int]] = defaultdict(list)
    for one in release.answers:
        by_author[one.author_id].append(one.usefulness)
    pleased = sum((mean(own) or 0) >= USEFUL for own in by_author.values())
    value = coarse_share(pleased / len(by_author))
    return Figure(value, answers=count_band(len(by_author)), is_one_sided=value is None)


def _score(release: Release[Answered]) -> Figure:
    """From everybody's latest answer."""
    latest = {one.author_id: one.recommend for one in release.answers if one.recommend is not None}
    found = net_promoter_score(list(latest.values()))
    value = coarse_score(found.value) if found else None
    if found is None or value is None:
        return Figure(answers=count_band(len(latest)), is_one_sided=True)
    low, high = (NPS_STEP * round(end / NPS_STEP) for end in (found.low, found.high))
    return Figure(value, low=low, high=high, answers=count_band(len(latest)))


def _reading(done: Sequence[Activity], counted: Sequence[Counts]) -> dict[str, Figure]:
    return {
        "views": figure(*(Measured(one.views, one.readers) for one in done)),
        "unique_readers": figure(
            *(Measured(one.readers, one.readers) for one in done), counts_people=True
        ),
        "articles_published": figure(*(Measured(one.published) for one in done)),
        "usefulness": figure(
            *(Measured(share(one.useful, one.rated), one.people_rating) for one in counted)
        ),
    }


def _in_time(programme: Programme, span: Window) -> Measured:
    in_time, started = buddies_in_time(programme, span.first_day, span.last_day)
    return Measured(share(in_time, started), started)


def _reviews(programme: Programme) -> dict[str, Figure]:
    found = coverage(programme)
    numbers = (found.reviewed, found.shown, found.reviewed - found.shown)
    is_hidden = any(is_small(number) for number in numbers)
    return {
        "reviews_released": Figure(is_hidden=True)
        if is_small(found.shown)
        else Figure(found.shown),
        "review_coverage": Figure(is_hidden=True)
        if is_hidden
        else Figure(share(found.shown, found.reviewed)),
    }
