"""Tandems: both directions must hold, the weaker one counts, and nobody learns of a bar."""

from hypothesis import given
from hypothesis import strategies as st

from learning.matching.scoring import TANDEM, Participant, explain_pair, score_pool, score_tandems

SUBJECTS = ("language:es", "language:de", "Rust", "Chess")
some = st.dictionaries(st.sampled_from(SUBJECTS), st.integers(1, 4), max_size=3)


@st.composite
def crowds(draw):
    count = draw(st.integers(2, 6))
    return [
        Participant(
            id=number,
            wants=draw(some),
            teaches=draw(some),
            interests=draw(st.frozensets(st.sampled_from("abc"))),
            managers=draw(st.sampled_from([(), (0,), (1,)])),
            utc_offset=draw(st.sampled_from([None, 0, 300])),
        )
        for number in range(count)
    ]


@given(crowds())
def test_a_tandem_is_whatever_the_rules_leave_in_both_directions(people):
    pairs = score_pool(people, people, TANDEM).pairs
    for person in people:
        others = [one for one in people if one is not person]
        found = {one.partner: one.score for one in score_tandems(person, others, TANDEM)}
        assert found == {
            one.id: min(
                explain_pair(person, one, TANDEM).score, explain_pair(one, person, TANDEM).score
            )
            for one in others
            if pairs.get((person.id, one.id)) and pairs.get((one.id, person.id))
        }


@given(crowds())
def test_both_see_the_same_score(people):
    one, other, *_rest = people

    assert [found.score for found in score_tandems(one, [other], TANDEM)] == [
        found.score for found in score_tandems(other, [one], TANDEM)
    ]


def test_one_direction_is_not_enough():
    ada = Participant(id=1, wants={"language:es": 1}, teaches={"Rust": 4})
    eva = Participant(id=2, wants={"Chess": 1}, teaches={"language:es": 4})

    assert score_tandems(ada, [eva], TANDEM) == []


def test_barred_people_and_the_reporting_line_are_left_out_either_way():
    def speaker(number, wants, teaches, **more):
        return Participant(id=number, wants={wants: 1}, teaches={teaches: 4}, **more)

    ada = speaker(1, "language:es", "language:de", managers=(3,))
    eva, boss = (speaker(number, "language:de", "language:es") for number in (2, 3))

    assert [one.partner for one in score_tandems(ada, [eva, boss], TANDEM)] == [2]
    for bar in ((1, 2), (2, 1)):
        assert score_tandems(ada, [eva, boss], TANDEM, barred={bar}) == []
