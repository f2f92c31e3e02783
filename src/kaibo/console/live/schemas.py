"""Request and answer bodies of the desk."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from kaibo.console.routes.room_page import RoomStateJson

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Price = Annotated[int, Field(ge=1, le=1_000_000_000, description="Minor units (分)")]
Text = Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")]


class Body(Schema):
    model_config = ConfigDict(extra="forbid")


class StartIn(Body):
    """Go Live."""

    show_id: Id
    lists_all: bool = Field(True, description="Put every offer on sale at once")


class PinIn(Body):
    link_id: Id


class SegmentIn(Body):
    segment_id: Id | None = Field(None, description="Null: the next one of the script")


class SwitchIn(Body):
    """On or off."""

    is_on: bool


class AnnounceIn(Body):
    text: Text = Field(description="At most 200 characters; empty takes the line down")


class Scoped(Body):
    """A change of one offer, or of all offers of its link."""

    whole_link: bool = False


class PriceIn(Scoped):
    price: Price
    version: int | None = Field(None, description="Refused when the offer has moved on since")
    confirmation_id: Id | None = Field(None, description="The second person's yes")


class StockIn(Scoped):
    delta: int = Field(ge=-1_000_000, le=1_000_000, description="放库存 (+) or taken back (-)")


class FlashIn(Scoped):
    """Start (price and seconds) or stop."""

    action: Literal["start", "stop"]
    price: Price | None = None
    seconds: int = Field(300, ge=10, le=21_600)
    confirmation_id: Id | None = None


class ListIn(Scoped):
    is_listed: bool | None = Field(None, description="上架 or 下架")
    per_user_limit: int | None = Field(None, ge=0, le=9999)


class MuteIn(Body):
    viewer_id: Id
    minutes: int | None = Field(10, ge=1, le=43_200, description="Null: until lifted")
    reason: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""


class UnmuteIn(Body):
    viewer_id: Id


class AskIn(Body):
    """The change that somebody else shall confirm, as the refusal named it."""

    verb: Literal["price", "flash"]
    offer_ids: list[Id] = Field(min_length=1, max_length=200)
    price: Price


class Done(Schema):
    """The action was carried out; the room's events bring its echo."""

    action_id: int


class Asked(Schema):
    confirmation_id: int


class ReasonOut(Schema):
    code: str
    message: str
    who: str
    link: str


class CandidateOut(Schema):
    """A show that may go on air; ``reasons``: what keeps the gate closed."""

    id: int
    title: str
    host_name: str
    is_rehearsal: bool
    planned_start_at: int
    reasons: list[ReasonOut]


class ActionOut(Schema):
    id: int
    verb: str
    detail: dict[str, Any]
    actor_id: int | None
    actor: str
    at: int
    undone_at: int | None
    compensates_id: int | None
    undo_until: int | None = Field(description="Unix ms; null: cannot be undone")


class RunOut(Schema):
    id: int
    segment_id: int | None
    title: str
    link_id: int | None
    planned_seconds: int
    started_at: int
    ended_at: int | None
    was_skipped: bool


class ScriptBlockOut(Schema):
    """An interaction that a row carries; opened by ``POST /rooms/{slug}/blocks/{id}``."""

    id: int
    kind: str
    title: str
    seconds: int = Field(description="Open for so long; 0: until closed by hand.")


class ScriptRowOut(Schema):
    """A row of the frozen script."""

    id: int
    position: int
    part: str
    title: str
    seconds: int
    link_id: int | None
    link_number: int | None
    product_name: str
    talk_points: str
    assistant_action: str
    console_action: str
    traffic_action: str
    interaction: str
    compliance_note: str
    is_cant_miss: bool
    blocks: list[ScriptBlockOut] = Field(default_factory=list)


class PlannedOut(Schema):
    link_id: int
    flash_price: int | None
    live_price: int
    spare_stock: int
    floor_price: int
    risk_words: str
    note: str


class ConfirmationOut(Schema):
    id: int
    verb: str
    detail: dict[str, Any]
    asked_by_id: int
    asked_by: str
    asked_at: int
    confirmed_by: str | None
    confirmed_at: int | None


class MutedOut(Schema):
    viewer_id: int
    name: str
    reason: str
    by: str
    at: int
    ends_at: int | None


class DeskShowOut(Schema):
    id: int
    title: str
    host_name: str
    phase: str
    is_rehearsal: bool
    planned_start_at: int
    planned_end_at: int
    went_live_at: int | None
    ended_at: int | None


class StockRiskOut(Schema):
    """What stands against presenting a link; ``level``: out, short or over."""

    link_id: int
    level: str
    messages: list[str]


class DeskPersonOut(Schema):
    id: int
    name: str


class DeskNextShowOut(Schema):
    """What viewers of the show on air can reserve."""

    id: int
    title: str
    starts_at: int = Field(description="Unix ms")
    reserved: int = Field(description="Reservations that stand")
    here: int = Field(description="Made in the show on air")


class DeskOut(Schema):
    """All that the console and the prompter start from; the room's events carry on."""

    now: int
    state: RoomStateJson
    show: DeskShowOut | None
    script: list[ScriptRowOut]
    plan: list[PlannedOut]
    runs: list[RunOut]
    actions: list[ActionOut]
    confirmations: list[ConfirmationOut]
    muted: list[MutedOut]
    candidates: list[CandidateOut]
    stock_risks: list[StockRiskOut] = []
    next_show: DeskNextShowOut | None = None
    staff: DeskPersonOut


class RoomOut(Schema):
    slug: str
    title: str
    is_on_air: bool
    is_rehearsal: bool
    stream_state: str
