"""What planning hands to others. Money in minor units, rates in percent, times Unix ms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["problem", "warning"]


@dataclass(frozen=True, slots=True)
class Flag:
    """A risk in words: ``problem`` is red, ``warning`` amber."""

    code: str
    level: Level
    label: str


@dataclass(frozen=True, slots=True)
class SkuFact:
    """A SKU as the plan saw it; ``stock`` is what can still be sold of it in this link.

    ``live_price`` is its own price in the show; None: that of the link.
    """

    id: int
    code: str
    name: str
    daily_price: int
    floor_price: int
    cost: int
    stock: int
    live_price: int | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A row of the line-up (排品表), product and stock facts joined.

    ``net_price`` is what a buyer pays (到手价): the flash price where one is planned, else the
    live price. ``live_stock`` and ``spare_stock`` count per SKU. ``slot_starts_at`` is when the
    script first presents the link.
    """

    id: int
    number: int
    product_id: int
    product_code: str
    product_name: str
    image: str
    role: str
    daily_price: int
    live_price: int
    flash_price: int | None
    net_price: int
    mechanism: str
    cost: int
    margin_percent: float
    commission_percent: float
    profit: int
    total_stock: int
    live_stock: int
    spare_stock: int
    per_user_limit: int
    selling_points: list[str]
    proof: str
    rival_price: int | None
    slot_starts_at: int | None
    slot_seconds: int
    talk_minutes: int
    host_name: str
    sample_ready: bool
    ship_within_hours: int
    return_days: int
    return_exempt_reason: str
    risk_words: str
    note: str
    skus: list[SkuFact]
    risks: list[Flag] = field(default_factory=list)
    sku_prices: str = ""  # as it stands in the cell: SKU-1:129; SKU-2:139


@dataclass(frozen=True, slots=True)
class BlockRow:
    """An interaction that a segment carries; ``seconds`` 0: open until it is closed."""

    id: int
    kind: str
    title: str
    seconds: int
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A timed row of the script. ``starts_at`` follows from the rows before it."""

    id: int
    position: int
    part: str
    title: str
    seconds: int
    starts_at: int
    link_id: int | None
    link_number: int | None
    product_name: str
    talk_points: str
    read_seconds: int
    assistant_action: str
    console_action: str
    traffic_action: str
    interaction: str
    camera: str
    target: str
    compliance_note: str
    is_cant_miss: bool
    is_locked: bool
    blocks: list[BlockRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ScriptProblem:
    """What is wrong with a script and where; a ``problem`` keeps the show from going live."""

    code: str
    level: Level
    message: str
    segment_id: int | None = None


@dataclass(frozen=True, slots=True)
class ScriptReport:
    """The verdict on a script: mandatory parts and time, in seconds."""

    planned_seconds: int
    scripted_seconds: int
    missing_parts: list[str]
    problems: list[ScriptProblem]

    @property
    def is_valid(self) -> bool:
        return not any(problem.level == "problem" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A frozen version, without its body."""

    version: int
    frozen_at: int
    frozen_by: str
    link_count: int
    segment_count: int


@dataclass(frozen=True, slots=True)
class FrozenPlan:
    """The line-up and the script as frozen: what the room runs."""

    show_id: int
    version: int
    frozen_at: int
    links: list[LinkRow]
    segments: list[SegmentRow]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions; ``field`` is empty for a row added or removed."""

    table: Literal["lineup", "script"]
    kind: Literal["added", "removed", "changed"]
    row: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """A show at a glance. ``frozen_version`` is 0 before the first freeze."""

    id: int
    shop_id: int
    shop_name: str
    title: str
    theme: str
    host_name: str
    phase: str
    is_rehearsal: bool
    rehearsal_of: int | None
    planned_start_at: int
    planned_end_at: int
    went_live_at: int | None
    ended_at: int | None
    read_chars_per_second: float
    frozen_version: int
    is_draft: bool
    link_count: int
    segment_count: int
    scripted_seconds: int
    red_lights: list[Flag]


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal; ``actual`` and ``gap`` (actual − target) are null until the review measured them."""

    id: int
    metric: str
    name: str
    name_en: str
    unit: str
    dimension: str
    higher_is_better: bool
    target: float
    actual: float | None
    gap: float | None
    gap_percent: float | None
    is_met: bool | None
    measured_at: int | None
    note: str


@dataclass(frozen=True, slots=True)
class CheckCard:
    """A pre-live check with who signed it and when."""

    id: int
    position: int
    category: str
    title: str
    is_mandatory: bool
    signed_by: str | None
    signed_at: int | None
    note: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """Something to do in a phase."""

    id: int
    phase: str
    title: str
    owner: str
    due_at: int | None
    done_at: int | None


@dataclass(frozen=True, slots=True)
class GateReason:
    """Why a gate is closed, who can fix it and where."""

    code: str
    message: str
    who: str
    link: str


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """A phase in the bar: done, current or ahead; its open tasks; why it cannot be entered yet."""

    phase: str
    state: Literal["done", "current", "ahead"]
    entered_at: int | None
    tasks: list[TaskCard]
    open_tasks: int
    gate: str
    reasons: list[GateReason]


@dataclass(frozen=True, slots=True)
class RunFact:
    """A segment as the console executed it (liveroom's SegmentRun)."""

    segment_id: int | None
    was_skipped: bool


@dataclass(frozen=True, slots=True)
class SkippedSegment:
    """A scripted segment that was not executed."""

    segment_id: int
    position: int
    title: str
    part: str


@dataclass(frozen=True, slots=True)
class Completion:
    """内容完成度: executed of scripted segments in percent (null when nothing was scripted)."""

    scripted: int
    executed: int
    percent: float | None
    target_percent: float
    is_met: bool
    skipped: list[SkippedSegment]


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that was not accepted: row as sent (from 0), column, the text, what to do.

    ``id`` is the row of the table it was meant for, null for one that would have been new.
    """

    row: int
    column: str
    value: str
    message: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class CanSell:
    """A product of the shop that may be put on the line-up."""

    id: int
    code: str
    name: str
    image: str
    daily_price: int
    cost: int
    stock: int
