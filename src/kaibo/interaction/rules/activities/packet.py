"""红包雨: how a sum is cut into shares before anybody grabs one. Pure; the dice are passed in.

The n-th entry gets the n-th share, in the transaction that writes it (`interaction_enter_packet`).
The budget was set aside in the ledger at the opening; what nobody grabbed goes back at the end.
"""

from __future__ import annotations

from collections.abc import Callable

from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities import read
from kaibo.interaction.rules.activities.kind import (
    Entered,
    Json,
    Kind,
    Opened,
    Opening,
    Outcome,
    Settling,
)
from kaibo.interaction.rules.comments import Refusal
from kaibo.interaction.rules.names import masked
from kaibo.liveroom.contracts import ActivityCard

LEAST_CENTS = 1
MOST_SHARES = 5_000
MOST_CENTS = 5_000_000
MOST_EACH = 20_000  # cents on average: 200 yuan, as a chat's red packet
MODES = ("lucky", "even")

Below = Callable[[int], int]  # a whole number in [0, n), each as likely


def even_shares(total: int, count: int) -> list[int]:
    """``total`` cents in equal shares; the remainder makes the first ones a cent larger."""
    share, rest = divmod(total, count)
    return [share + 1] * rest + [share] * (count - rest)


def lucky_shares(total: int, count: int, below: Below) -> list[int]:
    """二倍均值: each share is 1 cent up to twice the mean of what is left for it and those after.

    So whoever comes first and whoever comes last get the same on average. The shares add up to
    ``total`` and none is below a cent.
    """
    shares, left = [], total
    for people in range(count, 1, -1):
        share = LEAST_CENTS + below(2 * left // people - 1)
        shares.append(share)
        left -= share
    return [*shares, left]


def cut(total: int, count: int, is_lucky: bool, below: Below) -> list[int]:
    """The shares in the order in which they are grabbed; raises ValueError when it cannot be."""
    if not 0 < count <= MOST_SHARES or total < count * LEAST_CENTS:
        raise ValueError(f"{total} cents cannot be cut into {count} shares of a cent or more")
    return lucky_shares(total, count, below) if is_lucky else even_shares(total, count)


def _rules(rules: Json) -> Json:
    count = read.whole(rules, "count", 1, MOST_SHARES)
    total = read.whole(rules, "total", 1, MOST_CENTS)
    if not count <= total <= count * MOST_EACH:
        message = _(
            "%(n)s 个红包一共 %(cents)s 分：每个至少 1 分，平均至多 %(most)s 分，请改总额或个数"
        )
        raise read.wrong("total", message, n=count, cents=total, most=MOST_EACH)
    return {
        "total": total,
        "count": count,
        "mode": read.one_of(rules, "mode", MODES, "lucky"),
        "valid_days": read.whole(rules, "valid_days", 1, 90, 7),
        "who": "buyers",  # the cash goes into a wallet
    }


def _open(opening: Opening) -> Opened:
    """The shares are cut before anybody grabs, by the machine's own randomness."""
    rules = opening.rules
    is_lucky = rules["mode"] == "lucky"
    shares = cut(rules["total"], rules["count"], is_lucky, opening.dice.randrange)
    return Opened(public={}, secret={"shares": shares})


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    return Entered({})


def _settle(settling: Settling) -> Outcome:
    """How many were grabbed and what went back; the best share by masked name."""
    amounts = {entry.id: int(entry.body.get("amount", 0)) for entry in settling.entries}
    taken = sum(amounts.values())
    result = {
        "taken": sum(1 for amount in amounts.values() if amount),
        "amount": taken,
        "returned": settling.rules["total"] - taken,
    }
    best = max(settling.entries, key=lambda entry: amounts[entry.id], default=None)
    if best is not None and settling.rules["mode"] == "lucky":
        result |= {"best_name": masked(best.name), "best_amount": amounts[best.id]}
    return Outcome(result)


KIND = Kind("packet", _rules, _entry, _settle, _open, enter="interaction_enter_packet", longest=600)
