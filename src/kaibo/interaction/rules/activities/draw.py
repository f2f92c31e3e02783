"""福袋: who may enter, what can be won, and a draw that every buyer can work out again.

The arithmetic is `draw_proof`, its reasons are decision 30. The rules are all public: their hash,
the closing time and the seed are bound by the commitment that is published at the opening.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities import draw_proof, read
from kaibo.interaction.rules.activities.draw_proof import Sealed
from kaibo.interaction.rules.activities.kind import (
    Entered,
    Json,
    Kind,
    Opened,
    Opening,
    Outcome,
    Prize,
    Settling,
    Won,
    hash_of,
    salt,
)
from kaibo.interaction.rules.comments import Refusal
from kaibo.interaction.rules.names import masked
from kaibo.liveroom.contracts import ActivityCard

PRIZE_KINDS = ("points", "credit", "redpacket", "coupon", "goods")
# 反不正当竞争法 (2025) art. 11 (4), 规范促销行为暂行规定: no prize of a draw above 50,000 yuan.
MOST_VALUE = 5_000_000
MOST_PRIZES = 6
SHOWN = 50  # winners that the room's pages name; the proof has all
AUDIENCES = ("all", "new", "old")
# PBKDF2 steps: two seconds on the server that was measured; see decision 30.
WORK = 10_000_000
LEAST_WORK, MOST_WORK = 1_000, 50_000_000
_NONCE = re.compile(r"[0-9a-f]{32}")


def _rules(rules: Json) -> Json:
    prizes = [_prize(one) for one in _prizes(rules)]
    winners = sum(prize["count"] for prize in prizes)
    if winners > read.MOST_WINNERS:
        message = _("%(field)s 一共 %(n)s 份，请减到 %(most)s 份以内")
        raise read.wrong("prizes", message, n=winners, most=read.MOST_WINNERS)
    return {
        "prizes": prizes,
        "who": "buyers",  # a prize needs somebody whom it can be given to
        "audience": read.one_of(rules, "audience", AUDIENCES, "all"),
        "need_follow": read.flag(rules, "need_follow"),
        "need_order": read.flag(rules, "need_order"),
        "keyword": read.text(rules, "keyword", 0, 20),
        "work": read.whole(rules, "work", LEAST_WORK, MOST_WORK, WORK),
    }


def _prizes(rules: Json) -> list[Json]:
    value = rules.get("prizes")
    known = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    if not 1 <= len(known) <= MOST_PRIZES or len(known) != len(value or ()):
        message = _("%(field)s 有 %(n)s 种，请填 1 到 %(most)s 种奖品")
        raise read.wrong("prizes", message, n=len(known), most=MOST_PRIZES)
    return known


def _prize(value: Mapping[str, Any]) -> Json:
    kind = read.one_of(value, "kind", PRIZE_KINDS, "")
    has_amount = kind in ("points", "credit", "redpacket")
    amount = read.whole(value, "amount", 1, read.MOST_AMOUNT) if has_amount else 0
    if kind == "coupon":  # points for a winner who cannot have it
        amount = read.whole(value, "amount", 0, read.MOST_AMOUNT, 0)
    campaign = read.whole(value, "campaign_id", 1, 2**53) if kind == "coupon" else None
    is_cash = kind in ("credit", "redpacket")
    return {
        "name": read.text(value, "name", 1, 30),
        "kind": kind,
        "count": read.whole(value, "count", 1, read.MOST_WINNERS),
        "value": amount if is_cash else _value(value),
        "amount": amount,
        "campaign_id": campaign,
    }


def _value(prize: Mapping[str, Any]) -> int:
    """What one piece is worth in cents; above the limit of the law it cannot be a prize."""
    value = prize.get("value")
    if isinstance(value, int) and not isinstance(value, bool) and value > MOST_VALUE:
        message = _("奖品价值 %(yuan)s 元，抽奖的奖品不得超过 5 万元（反不正当竞争法第十一条）")
        raise read.wrong("value", message, yuan=value // 100)
    return read.whole(prize, "value", 0, MOST_VALUE)


def _open(opening: Opening) -> Opened:
    """The seed is made here and stays in the database until the draw is settled."""
    seed, closes = opening.dice.randbytes(32), opening.closes_at or 0
    hashed = hash_of(opening.rules)
    committed = draw_proof.commitment(opening.activity, hashed, closes, seed)
    return Opened(
        public={"commitment": committed, "closes_at": closes},
        secret={"seed": seed.hex(), "salt": salt(opening.dice)},
    )


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    nonce = body.get("nonce")
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        return Refusal("bad_entry", _("缺少 32 位十六进制的随机数，请刷新页面后再参加"))
    return Entered({"nonce": nonce})


def _prepare(settling: Settling) -> Json:
    """The slow key, from what the closing published of the entries (`draws.seal`)."""
    rules, sealed = settling.rules, Sealed(**settling.secret["sealed"])
    seed = bytes.fromhex(settling.secret["seed"])
    key = draw_proof.draw_key(seed, settling.activity, hash_of(rules), sealed, rules["work"])
    return {"key": key.hex()}


def _settle(settling: Settling) -> Outcome:
    """Winners in the order drawn; ``secret["key"]`` is what `_prepare` worked out."""
    prizes = settling.rules["prizes"]
    counts = [prize["count"] for prize in prizes]
    by_number = {entry.number: entry for entry in settling.entries}
    key = bytes.fromhex(settling.secret["key"])
    order = draw_proof.shuffle(key, sorted(by_number), sum(counts))
    won, shown = [], []
    for place, number in enumerate(order):
        index, entry = draw_proof.prize_of_place(counts, place), by_number[number]
        prize = prizes[index]
        give = Prize(prize["kind"], prize["amount"], prize["campaign_id"])
        won.append(Won(entry.id, place + 1, give))
        shown.append([number, index, masked(entry.name)])
    told = {"seed": settling.secret["seed"], "won": len(won), "winners": shown[:SHOWN]}
    return Outcome(told, won)


KIND = Kind(
    "draw", _rules, _entry, _settle, _open, enter="interaction_enter_draw",
    prepare=_prepare, on_time=True,
    longest=3 * 3600,
)  # fmt: skip
