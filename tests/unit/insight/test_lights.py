"""Traffic lights: hysteresis, direction, and none on a few people."""

from __future__ import annotations

from typing import Any

import pytest

from kaibo.insight.judging import can_be_judged, denominator, has_light, lights, targets
from kaibo.insight.registry import METRICS
from kaibo.insight.rules.lights import DEFAULTS, Target, colour, judge, worst


def test_a_light_changes_back_only_beyond_the_place_where_it_changed() -> None:
    seen = []
    light: Any = None
    for score in (1.0, 0.98, 0.96, 0.98, 1.0, 0.79, 0.81, 0.82, 0.84, 0.79, 0.85):
        light = colour(score, light)
        seen.append(light)
    assert seen == [
        "good", "good", "warn", "warn", "good", "bad", "bad", "bad", "warn", "bad", "warn",
    ]  # fmt: skip


def test_noise_around_a_benchmark_does_not_blink() -> None:
    light: Any = "good"
    changes = 0
    for turn in range(1000):
        now = colour(1.0 + (0.015 if turn % 2 else -0.02), light)
        changes += now != light
        light = now
    assert changes == 0


def test_few_people_get_an_interval_and_no_light() -> None:
    target = Target("conversion_rate", 3.2, "default")
    few = judge(target, 5.0, 40, is_share=True)
    many = judge(target, 5.0, 4000, is_share=True)
    assert few is not None
    assert many is not None
    assert (few.light, many.light) == ("few", "good")
    assert few.low is not None
    assert few.high is not None
    assert few.low < 3.2 < few.high
    assert judge(target, None, 0, is_share=True) is None
    nobody = judge(Target("stay_seconds", 180, "default"), 300.0, 12, is_share=False)
    assert nobody is not None
    assert (nobody.light, nobody.low) == ("few", None)


def test_few_ratings_get_no_light() -> None:
    wanted = targets({}, {})
    found = [lights({"content_rating": 4.9, "ratings": n}, wanted) for n in (3, 300)]
    assert [one["content_rating"].light for one in found] == ["few", "good"]
    assert denominator("content_rating") == "ratings"


def test_less_is_better_where_the_registry_says_so() -> None:
    target = Target("refund_rate", 4.0, "set", higher_is_better=False)
    assert [judge(target, value, 5000, True).light for value in (3.0, 4.5, 8.0, 0.0)] == [  # type: ignore[union-attr]
        "good", "warn", "bad", "good",
    ]  # fmt: skip


@pytest.mark.capability("EVAL-14")
def test_defaults_hold_until_a_shop_sets_its_own() -> None:
    assert DEFAULTS["conversion_rate"] == 3.2
    assert DEFAULTS["stay_seconds"] == 180
    assert DEFAULTS["click_rate"] == 20
    assert DEFAULTS["retention_30s"] == 30
    totals = {"uv": 10_000, "conversion_rate": 3.0, "product_viewers": 5000, "click_rate": 12.0,
              "stay_seconds": 200.0, "gpm": 90_000.0, "pv": 12_000}  # fmt: skip
    judged = lights(totals, targets({}, {"gpm": 100_000.0}))
    assert {name: one.light for name, one in judged.items()} == {
        "conversion_rate": "warn", "click_rate": "bad", "stay_seconds": "good", "gpm": "warn",
    }  # fmt: skip
    assert {one.basis for one in judged.values()} == {"default", "own"}
    own = lights(totals, targets({"conversion_rate": 2.5}, {"conversion_rate": 9.0}))
    assert (own["conversion_rate"].light, own["conversion_rate"].basis) == ("good", "set")
    assert worst(judged.values()) == judged["click_rate"]
    assert judged["click_rate"].told()["advice"] == "flash"


def test_every_ratio_that_is_judged_knows_what_it_is_of_or_needs_nobody() -> None:
    judged = [one for one in METRICS.values() if can_be_judged(one)]
    assert {"conversion_rate", "click_rate", "gpm", "interaction_rate"} <= {m.id for m in judged}
    assert all(not can_be_judged(METRICS[name]) for name in ("gmv", "uv", "watch_seconds"))
    assert denominator("conversion_rate") == "uv"
    assert denominator("interaction_rate") == "uv"
    assert denominator("click_rate") == "product_viewers"
    assert denominator("gmv_per_hour") is None
    assert denominator("return_visit_7d_rate") == "uv"
    assert has_light("refund_amount_rate")  # of money
    assert not has_light("answer_rate")  # nobody counts the questions among the figures
    assert set(DEFAULTS) <= set(METRICS)
    assert DEFAULTS["return_visit_7d_rate"] == 12
    for metric in judged:
        of = denominator(metric.id)
        assert of is None or METRICS[of].unit == "count"
