"""The geometry of charts, and what their templates draw from it."""

import itertools

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from learning.web import charts
from learning.web.charts import Series

WEEKS = ["5 May", "12 May", "19 May", "26 May"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 40, [0, 10, 20, 30, 40]),
        (0, 34, [0, 10, 20, 30, 40]),
        (1, 5, [1, 2, 3, 4, 5]),
        (0, 0, [0, 0.5, 1]),
        (-30, 60, [-50, 0, 50, 100]),
        (0, 0.7, [0, 0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_ticks_are_round_numbers_around_the_values(low, high, expected):
    found = charts.ticks(low, high)

    assert found[0] <= low
    assert found[-1] >= high
    assert found == expected


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_enclose_any_range_in_even_steps(low, span):
    found = charts.ticks(low, low + span)
    steps = [b - a for a, b in itertools.pairwise(found)]

    assert 2 <= len(found) <= 9
    assert found[0] <= low + 1e-6
    assert found[-1] >= low + span - 1e-6
    assert max(steps) - min(steps) <= max(steps) * 1e-6


def test_a_path_breaks_where_nothing_is_known():
    assert charts.path([(0, 5), (10, 6), None, (30, 8)]) == "M0 5L10 6M30 8"
    assert charts.path([None, None]) == ""


def test_a_higher_value_stands_higher_and_zero_on_the_axis():
    chart = charts.line(WEEKS, [Series("Held", [0, 10, 20, 40])])
    dots = chart.lines[0].dots

    assert [dot.x for dot in dots] == sorted(dot.x for dot in dots)
    assert [dot.y for dot in dots] == sorted((dot.y for dot in dots), reverse=True)
    assert dots[0].y == chart.ticks[0].y
    assert dots[-1].y == chart.ticks[-1].y == charts.TOP


def test_missing_data_is_a_gap_not_zero():
    line = charts.line(WEEKS, [Series("Held", [3, None, 5, 6])]).lines[0]

    assert [dot.label for dot in line.dots] == ["5 May", "19 May", "26 May"]
    assert line.path.count("M") == 2
    assert (line.first, line.last, line.lowest, line.highest) == (3, 6, 3, 6)


def test_the_axis_reaches_the_target():
    chart = charts.line(WEEKS, [Series("Held", [1, 2, 3, 4])], target=40)

    assert chart.target is not None
    assert chart.target.y >= charts.TOP
    assert chart.ticks[-1].value == 40


def test_names_of_lines_that_end_together_do_not_cover_each_other():
    series = [Series(str(number), [0, 0, 0, number / 10]) for number in range(6)]
    places = sorted(line.label_y for line in charts.line(WEEKS, series).lines)

    assert all(b - a >= charts.LABEL_STEP for a, b in itertools.pairwise(places))
    assert places[0] > 0
    assert places[-1] < charts.HEIGHT - charts.BOTTOM


def test_a_series_needs_a_value_for_each_label():
    with pytest.raises(ValueError, match="one value for each label"):
        charts.line(WEEKS, [Series("Held", [1, 2])])
    with pytest.raises(ValueError, match="one value for each label"):
        charts.heat_map(WEEKS, [("Held", [1, 2])])


@pytest.mark.parametrize("values", [[], [None], [None, None], [0], [7], [0, 0]])
def test_few_values_or_none_still_make_a_chart(values):
    labels = [f"week {number}" for number in range(len(values))]
    named = list(zip(labels, values, strict=True))

    assert charts.line(labels, [Series("Held", values)]).labels == labels
    assert len(charts.bars(named).rows) == len(values)
    assert len(charts.funnel(named).rows) == len(values)
    assert charts.heat_map(labels, [("Held", values)]).labels == labels


def test_bars_are_parts_of_the_longest_or_the_target():
    chart = charts.bars([("Mentoring", 30), ("Buddies", None), ("Coffee", -5)], target=60)

    assert [bar.width for bar in chart.rows] == [50, 0, 0]
    assert chart.target_x == 100


def test_a_funnel_says_what_share_goes_on():
    steps = charts.funnel([("Invited", 400), ("Enrolled", 100), ("Paired", 0), ("Met", 0)]).rows

    assert [step.share for step in steps] == [None, 0.25, 0, None]
    assert [(step.x, step.width) for step in steps][:2] == [(0, 100), (37.5, 25)]


def test_the_heat_of_a_week_has_five_levels_and_zero_alone_is_the_lowest():
    cells = charts.heat_map(WEEKS, [("Held", [0, 1, None, 12])]).rows[0].cells

    assert [cell.level for cell in cells] == [0, 1, None, 4]
    assert cells[-1].x + cells[-1].width <= 100


def test_words_below_an_axis_fit_a_phone_and_end_with_the_last():
    labels = [f"week {number}" for number in range(1, 53)]
    marks = charts.line(labels, [Series("Held", [1] * 52)]).marks

    assert len(marks) <= charts.MARKS
    assert (marks[-1].label, marks[-1].anchor) == ("week 52", "end")


def test_ratings_stay_on_their_scale():
    rows = charts.dots([("Clarity", 4, 3, 6), ("Pace", None, None, None)], low=1, high=5).rows

    assert (rows[0].x, rows[0].low_x, rows[0].high_x) == (75, 50, 100)
    assert rows[1].x is None


LONG = "<b>Reflection circles</b> of the whole northern department"
DRAWN = {
    "line_chart": charts.line(WEEKS, [Series(LONG, [1, None, 3, 4]), Series("B", [2] * 4)], 5),
    "bar_chart": charts.bars([(LONG, 31), ("Buddies", None)], target=25),
    "funnel_chart": charts.funnel([(LONG, 412), ("Enrolled", 188)]),
    "heat_map": charts.heat_map(WEEKS, [(LONG, [0, 2, None, 9])]),
    "dot_chart": charts.dots([(LONG, 4.2, 3.8, 4.6), ("Pace", None, None, None)], 1, 5),
}


@pytest.mark.parametrize("macro", DRAWN)
def test_a_chart_stands_with_its_question_its_table_and_its_csv(app, macro):
    source = (
        f'{{% from "components/charts.html" import {macro} %}}'
        f'{{{{ {macro}("Are they kept?", chart, unit="a week", csv="/a.csv", said="2 hidden.") }}}}'
    )
    with app.test_request_context("/"):
        template = app.jinja_env.from_string(source)
        html = template.render(chart=DRAWN[macro])
    page = BeautifulSoup(html, "html.parser")

    assert "Are they kept?" in page.select_one("figure > figcaption").text
    assert LONG in page.select_one("details table").text, "shown as text, not as HTML"
    assert "–" in page.select_one("details table").text or macro == "funnel_chart"
    assert page.select_one("a[href='/a.csv']")
    assert "2 hidden." in page.text
    assert not page.select("[style], style, script, b")
    for picture in page.select("svg"):
        is_named = picture.select_one(":scope > title") or picture.find_parent(
            attrs={"role": "img"}
        )
        assert is_named or picture["aria-hidden"] == "true" or picture.find_parent("svg")
