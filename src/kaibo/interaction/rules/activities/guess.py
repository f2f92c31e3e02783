"""猜: the price of a thing (nearest wins), or the box that hides the prize (盲盒).

The answer, or what lies in which box, is fixed at the opening; its salted hash is published then
and everything else with the result, so that nobody can move it while people guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities import read
from kaibo.interaction.rules.activities.kind import (
    COUNTED,
    Entered,
    EntryFacts,
    Json,
    Kind,
    Opened,
    Opening,
    Outcome,
    Prize,
    Settling,
    Won,
    ranked,
    salt,
)
from kaibo.interaction.rules.comments import Refusal
from kaibo.liveroom.contracts import ActivityCard

MOST_PRICE = 100_000_000  # minor units
MODES = ("price", "box")
NEAREST = ("nearest", "not_over")
ODDS_PARTS = 10_000


def _rules(rules: Json) -> Json:
    mode = read.one_of(rules, "mode", MODES, "price")
    own = _price_rules(rules) if mode == "price" else _box_rules(rules)
    return {"mode": mode, "who": read.who(rules), **own}


def _price_rules(rules: Json) -> Json:
    most = read.whole(rules, "most", 1, MOST_PRICE, MOST_PRICE)
    return {
        "answer": read.whole(rules, "answer", 1, most),
        "most": most,
        "nearest": read.one_of(rules, "nearest", NEAREST, "nearest"),
        "winners": read.whole(rules, "winners", 1, read.MOST_WINNERS, 1),
        "prize": read.prize(rules),
        "link_id": rules.get("link_id") and read.whole(rules, "link_id", 1, 2**53),
    }


def _box_rules(rules: Json) -> Json:
    contents = rules.get("contents")
    if not isinstance(contents, list) or not 1 <= len(contents) <= 6:
        raise read.wrong("contents", _("盲盒里的内容要有 1 到 6 种"))
    found = [_content(one) for one in contents]
    boxes = sum(one["boxes"] for one in found)
    if not 2 <= boxes <= 12:
        message = _("一共 %(n)s 个盒子，请排 2 到 12 个")
        raise read.wrong("contents", message, n=boxes)
    if not any(one["prize"] for one in found):
        raise read.wrong("contents", _("所有盒子都是空的，请至少放一种奖品"))
    return {"contents": found}


def _content(value: object) -> Json:
    if not isinstance(value, dict):
        raise read.wrong("contents", _("盲盒里的内容要写名称和盒数"))
    prize = read.prize(value)
    return {
        "name": read.text(value, "name", 1, 20),
        "boxes": read.whole(value, "boxes", 1, 12),
        "prize": prize,
        "winners": read.whole(value, "winners", 1, read.MOST_WINNERS, 1) if prize else 0,
    }


def _open(opening: Opening) -> Opened:
    secret: Json = {"salt": salt(opening.dice)}
    if opening.rules["mode"] == "box":
        contents = enumerate(opening.rules["contents"])
        hidden = [index for index, one in contents for _box in range(one["boxes"])]
        opening.dice.shuffle(hidden)
        secret["boxes"] = hidden
    return Opened({}, secret)


def _card(rules: Json) -> Json:
    """Everything but the answer; of boxes also the odds that one of them holds each thing."""
    if rules["mode"] == "price":
        return {name: value for name, value in rules.items() if name != "answer"}
    count = _slots(rules)
    odds = [one["boxes"] * ODDS_PARTS // count for one in rules["contents"]]
    return {**rules, "boxes": count, "odds": odds}


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    if card.rules["mode"] == "price":
        value = body.get("price")
        if not _is_whole(value, 1, card.rules["most"]):
            return Refusal("bad_entry", _("请填写 0.01 元到上限之间的价格"))
        return Entered({"price": value})
    box = body.get("box")
    if not _is_whole(box, 0, card.rules["boxes"] - 1):
        return Refusal("bad_entry", _("没有这个盒子，请重新选择"))
    return Entered({"box": box}, slot=int(str(box)))


def _settle(settling: Settling) -> Outcome:
    by_mode = _settle_price if settling.rules["mode"] == "price" else _settle_boxes
    return by_mode(settling)


def _settle_price(settling: Settling) -> Outcome:
    """The nearest win, of equals the earlier entry; ``not_over`` leaves out who went over."""
    rules, answer = settling.rules, settling.rules["answer"]
    may_win = [
        one
        for one in settling.entries
        if rules["nearest"] == "nearest" or one.body["price"] <= answer
    ]
    order = sorted(may_win, key=lambda one: (abs(one.body["price"] - answer), one.number))
    told, won = ranked(settling.entries, order[: rules["winners"]], read.prize_of(rules))
    return Outcome({**told, "answer": answer}, won)


def _settle_boxes(settling: Settling) -> Outcome:
    """Of those at a box with a prize the first win, up to the number that was published."""
    hidden, contents = settling.secret["boxes"], settling.rules["contents"]
    winners: list[tuple[EntryFacts, Prize]] = []
    for index, one in enumerate(contents):
        prize = read.prize_of(one)
        if prize:
            right = [entry for entry in settling.entries if hidden[entry.body["box"]] == index]
            winners += [(entry, prize) for entry in right[: one["winners"]]]
    told, _none = ranked(settling.entries, [entry for entry, _prize in winners], None)
    won = [Won(entry.id, place, prize) for place, (entry, prize) in enumerate(winners, 1)]
    picked = [0] * len(hidden)
    for entry in settling.entries:
        picked[entry.slot] += entry.grade == COUNTED
    return Outcome({**told, "boxes": hidden, "picked": picked}, won)


def _slots(rules: Mapping[str, Any]) -> int:
    if rules["mode"] == "price":
        return 1
    return sum(one["boxes"] for one in rules["contents"])


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


KIND = Kind(
    "guess", _rules, _entry, _settle, on_open=_open, public_card=_card, slots=_slots,
    has_secret=True,
)  # fmt: skip
