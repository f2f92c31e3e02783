"""The ladder: what fades, what comes next, what the guard may do alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kaibo.compliance.rules.ladder import Past, Sentence, automatic, is_sound, standing, suggest
from kaibo.compliance.rules.room import RoomOrder, wrong_field

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_points_halve_in_a_month() -> None:
    past = [Past(8, NOW - timedelta(days=60)), Past(4, NOW)]
    assert standing(past, NOW) == pytest.approx(6.0)
    assert standing([Past(4, NOW + timedelta(hours=1))], NOW) == 4.0  # another clock's future


def test_each_breach_goes_a_step_up_and_an_old_one_is_forgiven() -> None:
    past: list[Past] = []
    steps = []
    for _ in range(5):
        steps.append(suggest(past, "abuse", NOW).step)
        past.append(Past(3, NOW))
    assert steps == ["warn", "limit", "pause", "ban", "ban"]
    assert suggest(past, "abuse", NOW + timedelta(days=180)).step == "warn"
    assert suggest([], "fraud", NOW).step == "limit"


def test_the_guard_alone_never_bans_for_good() -> None:
    worst = Sentence("ban", "ban", None)
    assert automatic(4, worst) == Sentence("pause", "ban", 3 * 24 * 60)
    assert automatic(2, worst) == Sentence("limit", "shadow", 60)
    assert automatic(3, worst).step == automatic(1, worst).step == "warn"


@pytest.mark.parametrize(
    ("sentence", "sound"),
    [
        (Sentence("warn", "none", 0), True), (Sentence("warn", "mute", 0), False),
        (Sentence("limit", "shadow", 10), True), (Sentence("limit", "mute", None), False),
        (Sentence("limit", "mute", 0), False), (Sentence("pause", "ban", 525_601), False),
        (Sentence("ban", "ban", None), True), (Sentence("ban", "mute", None), False),
    ],
)  # fmt: skip
def test_step_measure_and_term_belong_together(sentence: Sentence, sound: bool) -> None:
    assert is_sound(sentence) is sound


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (RoomOrder(), None), (RoomOrder(601), "slow_seconds"),
        (RoomOrder(audience="friends"), "audience"),  # type: ignore[arg-type]
        (RoomOrder(max_length=201), "max_length"), (RoomOrder(rates={"comment": (1, 5)}), None),
        (RoomOrder(rates={"comment": (100, 5)}), "rates.comment"),
        (RoomOrder(rates={"hello": (1, 5)}), "rates.hello"),
    ],
)  # fmt: skip
def test_settings_of_a_room_have_bounds(order: RoomOrder, field: str | None) -> None:
    assert wrong_field(order) == field
