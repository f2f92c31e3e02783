"""Polls, guesses, the reflex game and cards: what their rules accept, and who wins."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.foundation.errors import InvalidInput
from kaibo.interaction.rules.activities import card, game, guess, poll
from kaibo.interaction.rules.activities.kind import (
    HELD,
    Entered,
    EntryFacts,
    Kind,
    Opening,
    Outcome,
    Playing,
    Settling,
    Step,
    frozen,
    hash_of,
)
from kaibo.interaction.rules.activities.registry import KINDS
from kaibo.interaction.rules.comments import Refusal
from kaibo.interaction.rules.names import masked
from kaibo.liveroom.contracts import ActivityCard

POINTS = {"kind": "points", "amount": 100}
PRICE = {"mode": "price", "answer": 9900, "most": 50_000, "winners": 2, "prize": POINTS}
BOXES = {
    "mode": "box",
    "contents": [
        {"name": "大奖", "boxes": 1, "winners": 1, "prize": {"kind": "points", "amount": 500}},
        {"name": "小奖", "boxes": 2, "winners": 3, "prize": POINTS},
        {"name": "谢谢", "boxes": 3},
    ],
}


def opened(kind: Kind, raw: dict[str, Any]) -> tuple[ActivityCard, dict[str, Any], dict[str, Any]]:
    """The card as viewers get it, the rules and the secret."""
    rules = kind.validate_rules(raw)
    made = kind.on_open(Opening(1, rules, 0, dice=random.Random(7)))
    public = kind.public_card(rules) | made.public
    hashed = hash_of(frozen(kind, rules, made.secret))
    shown = ActivityCard(
        id=1, kind=kind.code, title="一", state="open", opens_at=0, closes_at=None, rules=public,
        result={}, rules_hash=hashed,
    )  # fmt: skip
    return shown, rules, made.secret


def facts(bodies: list[dict[str, Any]], slots: list[int] | None = None) -> list[EntryFacts]:
    return [
        EntryFacts(
            100 + n, 1000 + n, n, n, (slots or [0] * len(bodies))[n - 1], body, 0, f"观众{n}"
        )
        for n, body in enumerate(bodies, 1)
    ]


def settle(kind: Kind, raw: dict[str, Any], bodies: list[dict[str, Any]]) -> Outcome:
    shown, rules, secret = opened(kind, raw)
    slots = []
    for body in bodies:
        entered = kind.validate_entry(shown, body)
        assert isinstance(entered, Entered), body
        slots.append(entered.slot)
    return kind.settle(Settling(1, rules, secret, facts(bodies, slots)))


@given(st.lists(st.integers(0, 3), max_size=200))
def test_the_votes_of_a_poll_are_its_entries(choices: list[int]) -> None:
    options = ["红", "白", "黑", "蓝"]
    outcome = settle(poll.KIND, {"options": options}, [{"option": one} for one in choices])
    votes = outcome.result["votes"]
    assert votes == [choices.count(index) for index in range(4)]
    assert outcome.result["best"] == (
        [index for index in range(4) if votes[index] == max(votes)] if choices else []
    )


@pytest.mark.parametrize("option", [-1, 2, True, 0.0, "0", None, [0], 2**70])
def test_a_poll_knows_its_options_only(option: object) -> None:
    shown, _rules, _secret = opened(poll.KIND, {"options": ["甲", "乙"]})
    assert isinstance(poll.KIND.validate_entry(shown, {"option": option}), Refusal)


@pytest.mark.parametrize(
    ("kind", "raw", "field"),
    [
        (poll.KIND, {"options": ["一"]}, "rules.options"),
        (poll.KIND, {"options": ["一", "一"]}, "rules.options"),
        (poll.KIND, {"options": ["一", "二"], "may_change": "yes"}, "rules.may_change"),
        (poll.KIND, {"options": ["一", " \x00 "]}, "rules.options"),
        (guess.KIND, PRICE | {"answer": 60_000}, "rules.answer"),
        (guess.KIND, PRICE | {"prize": {"kind": "gold"}}, "rules.kind"),
        (guess.KIND, {"mode": "box", "contents": [{"name": "空", "boxes": 3}]}, "rules.contents"),
        (game.KIND, {"rounds": 9}, "rules.rounds"),
        (card.KIND, {"button": ""}, "rules.button"),
    ],
)
def test_bad_rules_name_the_field(kind: Kind, raw: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        kind.validate_rules(raw)
    assert told.value.detail["field"] == field


@given(st.lists(st.integers(1, 50_000), max_size=60), st.sampled_from(["nearest", "not_over"]))
def test_the_nearest_price_wins_and_of_equals_the_earlier(prices: list[int], rule: str) -> None:
    raw = PRICE | {"nearest": rule, "winners": 3}
    outcome = settle(guess.KIND, raw, [{"price": one} for one in prices])
    may_win = [
        (abs(one - 9900), number)
        for number, one in enumerate(prices, 1)
        if rule == "nearest" or one <= 9900
    ]
    best = [number for _off, number in sorted(may_win)[:3]]
    assert [won.entry - 100 for won in outcome.won] == best
    assert [one["number"] for one in outcome.result["top"]] == best
    assert [won.place for won in outcome.won] == list(range(1, len(best) + 1))


def test_the_answer_is_hidden_until_the_end_and_then_proven() -> None:
    shown, rules, secret = opened(guess.KIND, PRICE)
    assert "9900" not in json.dumps([shown.rules, shown.result])
    told = frozen(guess.KIND, rules, secret)
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == shown.rules_hash
    moved = text.replace("9900", "9901")
    assert hashlib.sha256(moved.encode()).hexdigest() != shown.rules_hash
    assert len(secret["salt"]) == 32, "a price alone could be found by trying all"


@given(st.lists(st.integers(0, 5), max_size=80))
def test_boxes_pay_no_more_than_was_published(picks: list[int]) -> None:
    shown, rules, secret = opened(guess.KIND, BOXES)
    assert shown.rules["odds"] == [1666, 3333, 5000]
    assert sorted(secret["boxes"]) == [0, 1, 1, 2, 2, 2]
    entries = facts([{"box": one} for one in picks], picks)
    outcome = guess.KIND.settle(Settling(1, rules, secret, entries))
    right = [entry for entry in entries if secret["boxes"][entry.body["box"]] == 0]
    grand = [won for won in outcome.won if won.prize.amount == 500]
    assert [won.entry for won in grand] == [entry.id for entry in right[:1]]
    assert len([won for won in outcome.won if won.prize.amount == 100]) <= 3
    assert outcome.result["picked"] == [picks.count(box) for box in range(6)]


def test_boxes_are_shuffled() -> None:
    rules = guess.KIND.validate_rules(BOXES)
    seen = {
        tuple(guess.KIND.on_open(Opening(1, rules, 0, dice=random.Random(n))).secret["boxes"])
        for n in range(60)
    }
    assert len(seen) > 30


# The game


def playing(memo: Any, now: int, said_at: int) -> Playing:
    return Playing(memo, now, said_at, random.Random(1))


def play(times: list[tuple[int, int]], rounds: int) -> Entered:
    """``times`` are (reported, elapsed) of each round."""
    shown, _rules, _secret = opened(game.KIND, {"rounds": rounds})
    assert game.KIND.play is not None
    memo: Any = None
    for reported, elapsed in times:
        lit = game.KIND.play(shown, {"do": "ready"}, playing(memo, 0, 0))
        assert isinstance(lit, Step)
        assert game.LIGHT_MS[0] <= lit.wait_ms <= game.LIGHT_MS[1]
        step = game.KIND.play(
            shown, {"do": "tap", "ms": reported}, playing(lit.memo, elapsed + 5, 5)
        )
        if isinstance(step, Entered):
            return step
        assert isinstance(step, Step)
        memo = step.memo
    raise AssertionError("the game has not ended")


@given(st.integers(-50, 10_000), st.integers(0, 10_000))
def test_a_time_that_counts_is_plausible(reported: int, elapsed: int) -> None:
    counted = game.counted_ms(reported, elapsed)
    assert game.FASTEST_MS <= counted <= game.SLOWEST_MS
    if counted < game.FALSE_START_MS:
        assert counted <= elapsed, "nobody taps before the light was sent"
        assert counted >= elapsed - game.WAY_MS, "a slow tap cannot be called a fast one"


def test_three_rounds_make_one_entry_with_their_mean() -> None:
    entered = play([(240, 300), (300, 340), (270, 500)], 3)
    assert entered.body == {"times": [240, 300, 270], "score": 270}
    assert entered.grade == 0


def test_a_program_is_held() -> None:
    assert play([(150, 160), (151, 160), (150, 170)], 3).grade == HELD


def test_a_tap_before_the_light_counts_as_slow_and_a_light_is_not_for_looking_at() -> None:
    shown, _rules, _secret = opened(game.KIND, {"rounds": 2})
    assert game.KIND.play is not None
    lit = game.KIND.play(shown, {"do": "ready"}, playing(None, 0, 0))
    assert isinstance(lit, Step)
    early = game.KIND.play(shown, {"do": "tap", "ms": 150}, playing(lit.memo, 900, 0))
    assert isinstance(early, Step)
    assert early.body["times"] == [game.FALSE_START_MS]
    lit = game.KIND.play(shown, {"do": "ready"}, playing(early.memo, 0, 0))
    assert isinstance(lit, Step)
    again = game.KIND.play(shown, {"do": "ready"}, playing(lit.memo, 900, 500))
    assert isinstance(again, Entered), "the light that was seen and not tapped was the last"
    assert again.body["times"] == [game.FALSE_START_MS] * 2
    assert isinstance(game.KIND.play(shown, {"do": "tap", "ms": 1}, playing(None, 9, 5)), Refusal)


def test_the_fastest_win_and_of_equals_the_earlier() -> None:
    rules = game.KIND.validate_rules({"winners": 2, "prize": POINTS})
    scores = [300, 250, 250, 400]
    entries = facts([{"times": [one], "score": one} for one in scores])
    outcome = game.KIND.settle(Settling(1, rules, {}, entries))
    assert [won.entry for won in outcome.won] == [102, 103]
    assert outcome.result["entries"] == 4


def test_names_are_masked_where_they_are_published() -> None:
    outcome = settle(guess.KIND, PRICE, [{"price": 9900}])
    assert outcome.result["top"][0]["name"] == masked("观众1") == "观**1"
    assert masked("") == "**"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("code", ["poll", "guess", "game", "card"])
@given(st.dictionaries(st.sampled_from(["option", "price", "box", "do", "ms", "done", "x"]), _JSON))
def test_no_body_of_an_act_breaks_a_kind(code: str, body: dict[str, Any]) -> None:
    kind = KINDS[code]
    rules = {
        "poll": {"options": ["甲", "乙"]}, "guess": PRICE, "game": {}, "card": {"button": "去"},
    }[code]  # fmt: skip
    shown, _rules, _secret = opened(kind, rules)
    assert isinstance(kind.validate_entry(shown, body), Entered | Refusal)
    if kind.play:
        assert isinstance(kind.play(shown, body, playing(None, 1, 0)), Entered | Refusal | Step)


@pytest.mark.parametrize("code", ["poll", "guess", "game", "card"])
@given(
    st.dictionaries(
        st.sampled_from(
            ["options", "mode", "answer", "most", "prize", "contents", "rounds", "button", "who",
             "winners", "may_change", "link_id", "purpose", "text"]
        ),
        _JSON | st.just("box"),
    )
)  # fmt: skip
def test_no_rules_break_a_kind(code: str, raw: dict[str, Any]) -> None:
    try:
        rules = KINDS[code].validate_rules(raw)
    except InvalidInput as error:
        field, same = str(error.detail["field"]), True
    else:
        field, same = "rules.", KINDS[code].validate_rules(rules) == rules
    assert field.startswith("rules.")
    assert same, "checked rules pass again"
