"""Shapes of the moderation API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

BIG = 2**63 - 1
Grade = Literal["allow", "note", "review", "mask", "block"]
Reach = Literal["word", "letters", "sound"]
Key = Annotated[int, Field(ge=1, le=BIG)]
Text200 = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class ListedWordIn(Schema):
    """A word to match; of one that is known category, grade and reach change."""

    text: str = Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$", examples=["加微"])
    category: str = Field(
        "other", min_length=1, max_length=20, pattern=r"^[^\x00]+$", examples=["contact"]
    )
    grade: Grade = Field(
        "review", description="allow: nothing is found in it; note; review; mask: stars; block."
    )
    reach: Reach = Field(
        "letters", description="word: as written; letters: also pinyin; sound: also homophones."
    )


class ListedWordsIn(Schema):
    """Words of a shop."""

    shop_id: Key
    words: list[ListedWordIn] = Field(min_length=1, max_length=1000)


class ListedWordOut(ListedWordIn):
    """A word of a shop's list."""

    id: int
    by: str = Field(description="Who put it in last; empty: unknown.")
    at: dt.datetime


class WordListOut(Schema):
    """A page of a shop's words."""

    words: list[ListedWordOut]
    uses_system: bool = Field(description="Whether the list shipped with Kaibo matches too.")
    system_words: int = Field(description="Entries of the shipped list.")


class WordIdsIn(Schema):
    """Words to take out."""

    shop_id: Key
    ids: list[Key] = Field(min_length=1, max_length=1000)


class SystemWordsIn(Schema):
    """The shipped list, on or off."""

    shop_id: Key
    is_on: bool


class WordsTakenOut(Schema):
    """How many words were written or taken out."""

    words: int


class TrySentenceIn(Schema):
    """A sentence to try as a comment."""

    shop_id: Key
    text: str = Field(max_length=500, pattern=r"^[^\x00]*$", examples=["加 微❤信 聊"])
    with_contacts: bool = Field(True, description="Also find phones, links and account names.")


class WordHitOut(Schema):
    """A hit; ``text[start:end]`` in code points of the sentence."""

    word: str = Field(max_length=40, pattern=r"^[^\x00]*$")
    start: int = Field(ge=0, le=10_000)
    end: int = Field(ge=0, le=10_000)
    category: str = Field(max_length=20, pattern=r"^[^\x00]*$")
    grade: Grade
    via: str = Field(
        max_length=20, pattern=r"^[a-z]*$", examples=["exact"],
        description="exact, folded, separated, repeated, letters, sound, initials, phone, link, id",
    )  # fmt: skip


class TrySentenceOut(Schema):
    """What would become of a sentence."""

    hits: list[WordHitOut]
    grade: Grade | None = Field(description="Of the gravest hit; null: said as it is.")
    shown: str = Field(description="As others would see it.")


class CommandRate(Schema):
    """A token bucket."""

    per_second: float = Field(gt=0, le=100)
    burst: float = Field(ge=1, le=100)


class RoomOrderOut(Schema):
    """How a room is kept in order."""

    slow_seconds: int = Field(0, ge=0, le=600, description="Between two comments; 0: off.")
    audience: Literal["all", "followers", "buyers"] = Field("all", description="Who may speak.")
    link_filter: bool = Field(True, description="Links, phones and account names become stars.")
    max_length: int = Field(100, ge=1, le=200, description="Characters of a comment.")
    rates: dict[str, CommandRate] = Field(
        default_factory=dict, description="Command (comment, like, buy, act, gift) to its rate."
    )


class PenaltyIn(Schema):
    """A step on the ladder; without ``step`` the suggested one."""

    viewer_id: Key
    cause: str = Field(max_length=20, examples=["abuse"])
    note: Text200 = Field("", description="Why, for the viewer to read.")
    quote: Text200 = Field("", description="The comment that is meant.")
    hits: list[WordHitOut] = Field(default_factory=list, max_length=20)
    step: Literal["warn", "limit", "pause", "ban"] | None = None
    measure: Literal["none", "mute", "shadow", "ban"] | None = None
    minutes: int | None = Field(None, ge=0, le=525_600, description="Null with ban: no end.")
    whole_shop: bool = Field(True, description="In all rooms of the shop, not this one alone.")


class PenaltyDoneOut(Schema):
    """What was done; undone within 30 s as any console action."""

    penalty_id: int
    action_id: int


class PenaltySuggestion(Schema):
    """The ladder's next step for a viewer."""

    step: str
    measure: str
    minutes: int | None = Field(description="Null: until revoked.")
    points: float = Field(description="Left of former penalties; a month halves them.")


class AppealOut(Schema):
    """An appeal."""

    text: str
    at: dt.datetime
    outcome: str = Field(description="Empty: waits; upheld, revoked.")
    answer: str
    decided_by: str
    decided_at: dt.datetime | None


class PenaltyOut(Schema):
    """A penalty of the log."""

    id: int
    viewer_id: int
    viewer: str
    room_id: int | None = Field(description="Null: all rooms of the shop.")
    step: str
    measure: str
    cause: str
    note: str
    evidence: dict[str, Any]
    grade: int = Field(description="Of the guard; 0: a person decided.")
    points: int
    by: str = Field(description="Empty: the guard.")
    by_id: int | None
    at: dt.datetime
    ends_at: dt.datetime | None
    revoked_at: dt.datetime | None
    revoked_by: str
    revoked_for: str
    appeal: AppealOut | None


class RevokeIn(Schema):
    """Why a penalty is taken back."""

    shop_id: Key
    why: Text200 = ""


class DecisionIn(Schema):
    """What becomes of an appeal."""

    shop_id: Key
    outcome: Literal["upheld", "revoked"]
    answer: Text200 = Field(description="The viewer reads it.")


class ConductIn(Schema):
    """The text of the rules of conduct."""

    shop_id: Key
    text: str = Field(max_length=5000, pattern=r"^[^\x00]*$")


class ConductOut(Schema):
    """A published version."""

    id: int
    version: int
    text: str
    by: str
    at: dt.datetime
    accepted: int = Field(description="Viewers who agreed to it.")


class ReportOut(Schema):
    """A report of a viewer."""

    id: int
    room_id: int
    reporter_id: int
    reporter: str
    kind: str = Field(description="comment, viewer, host, product")
    subject_id: int = Field(description="Viewer or link; 0: the host.")
    subject_name: str
    quote: str
    reason: str
    note: str
    at: dt.datetime
    outcome: str = Field(description="Empty: open; upheld, dismissed.")
    answer: str
    handled_by: str
    handled_at: dt.datetime | None
    penalty_id: int | None


class ReportDecisionIn(Schema):
    """What becomes of a report."""

    shop_id: Key
    outcome: Literal["upheld", "dismissed"]
    answer: Text200 = Field("", description="Whoever reported reads it.")
    penalty_id: Key | None = Field(None, description="The penalty that came of it.")


class AttackOut(Schema):
    """What gateways turned away."""

    kind: str = Field(description="hello, connections, full, banned, or a command.")
    prefix: str = Field(description="Network of the addresses: /24 or /48.")
    count: int
    first_at: dt.datetime
    last_at: dt.datetime


class OperatorIn(Schema):
    """Who operates the rooms; empty: the shop itself."""

    name: str = Field("", max_length=120, pattern=r"^[^\x00]*$")
    license_no: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    address: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    complaint_contact: str = Field("", max_length=80, pattern=r"^[^\x00]*$")


class HostFileIn(Schema):
    """A host as the room shows it."""

    shop_id: Key
    name: str = Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")
    verified_on: dt.date | None = Field(None, description="The day papers were checked.")
    agency: str = Field("", max_length=120, pattern=r"^[^\x00]*$")
    license_kind: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    license_no: str = Field("", max_length=40, pattern=r"^[^\x00]*$")


class HostFileOut(Schema):
    """A host's file."""

    id: int
    name: str
    verified_on: dt.date | None
    agency: str
    license_kind: str
    license_no: str


class PersonsOut(Schema):
    """Who operates and who presents."""

    operator: OperatorIn
    hosts: list[HostFileOut]
