"""The score card, the segments, and the balance of a plan."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.insight.registry import METRICS
from kaibo.insight.rules.advice import ADVICE, drafts, learned
from kaibo.insight.rules.balance import WEIGHTS, balance
from kaibo.insight.rules.score import (
    INDICATORS,
    Stars,
    long_term_share,
    points,
    score_card,
    score_segments,
    stars,
)
from kaibo.insight.rules.texts import Text

GROW = WEIGHTS["grow"]
OWN = {"gmv": [100.0, 120.0, 80.0], "gpm": [10.0, 10.0, 10.0], "stay_seconds": [100.0] * 3}


def test_points_are_60_at_the_reference_100_at_twice_20_at_half() -> None:
    assert points(5, 5) == 60
    assert points(10, 5) == points(40, 5) == 100
    assert points(2.5, 5) == 20
    assert points(0, 5) == 0
    assert points(10, 5, higher_is_better=False) == 20
    assert points(0, 5, higher_is_better=False) == 100


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(0.001, 1e9))
def test_more_never_scores_less(one: float, other: float, reference: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= points(low, reference) <= points(high, reference) <= 100
    assert points(low, reference, False) >= points(high, reference, False)


@pytest.mark.capability("EVAL-03")
def test_a_card_has_the_indicators_of_each_dimension_and_prefers_goals() -> None:
    totals = {"gmv": 200, "gpm": 10, "stay_seconds": 50, "uv": 400, "conversion_rate": 3.2}
    card = score_card(totals, {"gmv": 400.0}, OWN, {"conversion_rate": 3.2}, GROW)
    by_name = {one.dimension: one for one in card.dimensions}
    assert list(by_name) == ["efficiency", "effect", "experience"]
    found = {one.metric: one for dim in card.dimensions for one in dim.indicators}
    assert set(found) == {one.metric for one in INDICATORS}
    assert (found["gmv"].basis, found["gmv"].score) == ("goal", 20)
    assert (found["gpm"].basis, found["gpm"].score) == ("own", 60)
    assert (found["conversion_rate"].basis, found["conversion_rate"].score) == ("benchmark", 60)
    assert (found["uv"].basis, found["uv"].score) == ("", None)
    assert by_name["effect"].score == 20
    assert by_name["experience"].score == 20
    assert by_name["efficiency"].score == 60
    assert card.score == pytest.approx((30 * 60 + 40 * 20 + 30 * 20) / 100)
    low, high = found["conversion_rate"].low, found["conversion_rate"].high
    assert low is not None
    assert high is not None
    assert low < 60 < high  # 400 viewers: ±1.7 points of conversion
    assert found["conversion_rate"].n == 400


@pytest.mark.capability("EVAL-06")
def test_stages_weigh_the_same_show_differently() -> None:
    totals = {"gmv": 200, "gpm": 10, "stay_seconds": 50}
    scores = {
        stage: score_card(totals, {}, OWN, {}, weights).score for stage, weights in WEIGHTS.items()
    }
    assert len({round(score or 0, 6) for score in scores.values()}) == 3
    assert all(sum(weights.values()) == 100 for weights in WEIGHTS.values())


def test_nothing_known_is_no_score() -> None:
    card = score_card({}, {}, {}, {}, GROW)
    assert (card.score, card.low, card.high) == (None, None, None)
    assert all(one.score is None for one in card.dimensions)


def test_the_share_of_the_long_term_follows_the_weights() -> None:
    assert long_term_share({"efficiency": 0, "effect": 0, "experience": 100}) == 100
    assert long_term_share({"efficiency": 100, "effect": 0, "experience": 0}) == 0
    assert long_term_share(WEIGHTS["start"]) > long_term_share(WEIGHTS["mature"]) > 30


def goal(metric: str, dimension: str, target: float, better: bool = True) -> dict[str, Any]:
    return {"metric": metric, "dimension": dimension, "target": target, "higher_is_better": better}


@pytest.mark.capability("EVAL-07")
def test_a_plan_that_trades_the_long_term_away_is_warned() -> None:
    own = {"gmv": [100.0] * 3, "stay_seconds": [120.0] * 3, "refund_rate": [4.0] * 3}
    fair = [goal("gmv", "effect", 120), goal("stay_seconds", "experience", 130)]
    assert balance(fair, own, GROW, 30).is_short is False
    assert balance(fair, own, GROW, 30).share == pytest.approx(100 * 30 / 70, abs=0.1)
    greedy = [goal("gmv", "effect", 120)]
    assert (balance(greedy, own, GROW, 30).share, balance(greedy, own, GROW, 30).is_short) == (
        0,
        True,
    )
    traded = [goal("gmv", "effect", 120), goal("stay_seconds", "experience", 60),
              goal("refund_rate", "experience", 9, better=False)]  # fmt: skip
    found = balance(traded, own, GROW, 30)
    assert (found.lowered, found.raised) == (("stay_seconds", "refund_rate"), ("gmv",))
    assert balance([], own, GROW, 30).share is None


def segment(run: int, n: int, stay: float, talk: float, pay: float, part: str = "product") -> Any:
    values = {"watch_seconds": n * stay, "stay_seconds": stay, "interaction_rate": talk,
              "conversion_rate": pay}  # fmt: skip
    return {"run": run, "part": part, "values": values, "was_skipped": False}


PAST = {"product": {"stay_seconds": [60.0] * 3, "interaction_rate": [10.0] * 3,
                    "conversion_rate": [4.0] * 3}}  # fmt: skip


@pytest.mark.capability("CONT-13")
def test_segments_are_ranked_and_labeled_with_their_evidence() -> None:
    rows = [segment(1, 2000, 60, 10, 4), segment(2, 2000, 120, 22, 9), segment(3, 2000, 20, 4, 0.8),
            segment(4, 12, 120, 22, 9)]  # fmt: skip
    found = score_segments(rows, PAST)
    assert [one.label for one in found] == ["keep", "repeat", "cut", "unknown"]
    assert [one.rank for one in found] == [2, 1, 3, None]
    assert found[3].n == 12
    best = found[1]
    assert best.score is not None
    assert best.low is not None
    assert best.high is not None
    assert best.low <= best.score <= best.high
    signals = {one.metric: one for one in best.signals}
    assert signals["conversion_rate"].basis == "own"
    assert (signals["conversion_rate"].n, signals["content_rating"].score) == (2000, None)


def test_the_score_of_a_segment_is_the_weighted_mean_of_its_signals() -> None:
    (one,) = score_segments([segment(1, 500, 120, 10, 4)], PAST)
    assert one.score == pytest.approx((2 * 100 + 2 * 60 + 3 * 60) / 7)


def rated(n: int, mean: float, reach: float) -> dict[str, Any]:
    return {"n": n, "mean": mean, "low": mean - reach, "high": min(5.0, mean + reach)}


@pytest.mark.capability("CONT-10")
def test_the_rating_of_viewers_weighs_in_with_its_interval() -> None:
    rows: list[Any] = [
        {**segment(1, 500, 60, 10, 4), "rating": rated(40, 4.8, 0.1)},
        {**segment(2, 500, 60, 10, 4), "rating": rated(40, 2.4, 0.4)},
        {**segment(3, 500, 60, 10, 4), "rating": rated(4, 1.0, 0.5)},  # too few to score
        segment(4, 500, 60, 10, 4),
    ]
    past = {"product": {**PAST["product"], "content_rating": [4.8, 4.8, 4.8]}}
    found = score_segments(rows, past)
    signal = [one.signals[0] for one in found]
    assert [one.metric for one in signal] == ["content_rating"] * 4
    assert [one.score for one in signal] == [60, pytest.approx(20), None, None]
    assert [one.n for one in signal] == [40, 40, 4, None]
    assert found[0].score == pytest.approx(60)
    assert found[1].score == pytest.approx((2 * 20 + 7 * 60) / 9)
    assert found[2].score == found[3].score == pytest.approx(60)  # its weight goes to the rest
    assert signal[1].low is not None
    assert signal[1].high is not None
    assert signal[1].low < 20 < signal[1].high
    assert [one.rank for one in found] == [1, 4, 2, 3]
    (alone,) = score_segments(rows[:1], {})  # nothing of the shop's own: the field's target
    assert (alone.signals[0].reference, alone.signals[0].basis) == (4.8, "benchmark")


def test_a_show_scores_its_rating_from_five_ratings_on() -> None:
    def of(rating: Stars | None) -> Any:
        card = score_card({"content_rating": 4.9}, {}, {}, {"content_rating": 4.8}, GROW, rating)
        experience = next(one for one in card.dimensions if one.dimension == "experience")
        return next(one for one in experience.indicators if one.metric == "content_rating")

    assert (of(None).score, of(Stars(4, 5.0, 2.4, 5.0)).score) == (None, None)
    many = of(stars({**rated(200, 4.8, 0.1), "stars": [0, 0, 0, 40, 160]}))
    assert (many.score, many.n, many.basis) == (60, 200, "benchmark")
    assert many.low < 60 < many.high
    assert stars(None) is None


def test_without_history_a_segment_is_compared_with_its_own_show_and_alone_not_at_all() -> None:
    rows = [segment(1, 500, 60, 10, 4), segment(2, 500, 120, 20, 8)]
    found = score_segments(rows, {})
    assert {
        signal.basis for one in found for signal in one.signals if signal.score is not None
    } == {"show"}
    (alone,) = score_segments(rows[:1], {})
    assert (alone.score, alone.label) == (None, "unknown")
    skipped = {**segment(3, 500, 1, 1, 1), "was_skipped": True}
    assert [one.run for one in score_segments([*rows, skipped], {})] == [1, 2]


def test_what_the_comparison_found_becomes_a_draft_with_a_cause_and_an_action() -> None:
    factors = [
        ("pv", Text("观看次数", "views"), 900),
        ("paid_orders", Text("每次观看成交", "orders"), -600),
    ]
    found = drafts(learned(factors, 10_000, [("开场", 31.4)]))
    assert [one.code for one in found] == ["fell_paid_orders", "segment_cut"]
    assert found[0].finding == Text("每次观看成交拉低成交 ¥6.00", "GMV lost by orders: ¥6.00")
    assert all(one.cause.zh and one.action.en and one.owner for one in found)
    assert learned([("pv", Text("", ""), -499)], 10_000, []) == []  # under 5 %
    assert learned([], 0, []) == []
    assert {one.metric for one in ADVICE.values() if one.metric} <= set(METRICS)
