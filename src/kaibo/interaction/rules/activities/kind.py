"""What a kind of activity is: pure functions that decide, and the name of the SQL that enters.

`validate_rules` runs when staff arm the activity, `on_open` when it opens (the rules are frozen
then), `validate_entry` in the gateway for every act, `settle` once when no more entries can come.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaibo.interaction.rules.comments import Refusal
from kaibo.interaction.rules.names import masked
from kaibo.liveroom.contracts import ActivityCard

Json = dict[str, Any]
COUNTED, HELD, REFUSED = 0, 1, 2  # grades of an entry
NAMED = 20  # winners that a page names


@dataclass(frozen=True, slots=True)
class Opening:
    """What `on_open` knows; ``now`` and ``closes_at`` in Unix ms. ``dice`` nobody can foresee."""

    activity: int
    rules: Json
    now: int
    closes_at: int | None = None
    dice: random.Random = field(default_factory=random.SystemRandom)


@dataclass(frozen=True, slots=True)
class Opened:
    """``public`` goes to every page, ``secret`` stays in the database; both are frozen."""

    public: Json
    secret: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entered:
    """An act that may become an entry: what is stored, and which bar of the tally counts it.

    ``grade`` other than counted: the body itself looks wrong and waits for a review.
    """

    body: Json
    slot: int = 0
    grade: int = COUNTED


@dataclass(frozen=True, slots=True)
class Step:
    """An act on the way to an entry: said to this viewer after ``wait_ms``, stored nowhere.

    ``memo`` is what the gateway keeps for the viewer's next act.
    """

    memo: Any
    body: Json
    wait_ms: int = 0


@dataclass(frozen=True, slots=True)
class Playing:
    """What `play` knows of a viewer who is on the way to an entry; ``memo`` is None at first.

    ``now`` in Unix ms, read when the act came; ``said_at`` is when the last step went out.
    """

    memo: Any
    now: int
    said_at: int
    dice: random.Random


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A stored entry; ``at`` in Unix ms, ``name`` the viewer's nickname."""

    id: int
    viewer: int
    number: int
    at: int
    slot: int
    body: Json
    grade: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Prize:
    """``kind``: points, credit, redpacket (``amount`` points or minor units), coupon.

    Of a coupon ``amount`` are the points that a winner gets who cannot have it.
    """

    kind: str
    amount: int = 0
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Won:
    """An entry and what it won; place 1 is first."""

    entry: int
    place: int
    prize: Prize


@dataclass(frozen=True, slots=True)
class Settling:
    """What `settle` knows. ``entries`` are the counted and held ones in order of number."""

    activity: int
    rules: Json
    secret: Json
    entries: Sequence[EntryFacts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``result`` goes to every page; ``won`` is stored and paid."""

    result: Json
    won: Sequence[Won] = ()


def _same(rules: Json) -> Json:
    return rules


def _open_plainly(opening: Opening) -> Opened:
    return Opened(public={})


def _never(rules: Mapping[str, Any]) -> bool:
    return False


def _one(rules: Mapping[str, Any]) -> int:
    return 1


def _settle_plainly(settling: Settling) -> Outcome:
    return Outcome({"entries": len(settling.entries)})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity. What stands after ``validate_entry`` has a plain default.

    ``public_card``: what of the rules viewers read while it is open; what `on_open` returns as
    public is added. ``slots``: how many bars the tally has. ``may_change``: whether a viewer may
    replace the entry while it is open. ``enter``: SQL function with the signature of
    `interaction_enter` that writes the entries. ``play``: for entries of several acts.
    ``prepare``: slow work between closing and settling, done outside of any lock; what it returns
    is added to the secret. ``open_ended``: 0 seconds are allowed, it then stays open until it is
    closed by hand.
    """

    code: str
    validate_rules: Callable[[Json], Json]
    validate_entry: Callable[[ActivityCard, Json], Entered | Refusal]
    settle: Callable[[Settling], Outcome] = _settle_plainly
    on_open: Callable[[Opening], Opened] = _open_plainly
    public_card: Callable[[Json], Json] = _same
    slots: Callable[[Mapping[str, Any]], int] = _one
    may_change: Callable[[Mapping[str, Any]], bool] = _never
    enter: str = "interaction_enter"
    play: Callable[[ActivityCard, Json, Playing], Step | Entered | Refusal] | None = None
    prepare: Callable[[Settling], Json] | None = None
    has_secret: bool = False  # the hash covers the secret too, which is told with the result
    open_ended: bool = False
    on_time: bool = False  # closes at the time it told, not before, and is settled then
    longest: int = 3600  # seconds


def canonical(rules: Mapping[str, Any]) -> str:
    """The one text of a JSON object: keys sorted, no spaces, not escaped. Hashes are over it."""
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def frozen(kind: Kind, rules: Json, secret: Json) -> Json:
    """What ``rules_hash`` is the hash of: the rules, with the secret of kinds that have one."""
    return {**rules, "secret": secret} if kind.has_secret else rules


def salt(dice: random.Random) -> str:
    """128 bits in hex, so that a short secret cannot be found by trying."""
    return dice.randbytes(16).hex()


def ranked(
    entries: Sequence[EntryFacts], winners: Sequence[EntryFacts], prize: Prize | None
) -> tuple[Json, list[Won]]:
    """What is published of winners, the first 20 by name, and what each of them won."""
    shown = [
        {"place": place, "number": one.number, "name": masked(one.name), "body": one.body}
        for place, one in enumerate(winners[:NAMED], 1)
    ]
    told: Json = {"entries": len(entries), "winners": len(winners), "top": shown}
    won = [Won(one.id, place, prize) for place, one in enumerate(winners, 1)] if prize else []
    return told, won


def hash_of(rules: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, hex: what `Activity.rules_hash` holds from the opening on."""
    return hashlib.sha256(canonical(rules).encode()).hexdigest()
