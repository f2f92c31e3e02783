"""What the war board's API takes and gives. Money in minor units, times in Unix ms."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

from kaibo.insight.schemas import (
    Id,
    MarkOut,
    MinuteOut,
    ReviewedShowOut,
    SegmentOut,
    SourceOut,
    TextOut,
    Values,
)

ConsoleStep = Literal["price", "stock", "flash", "announce", "phrase", "activity", "next", "pin"]


class BoardLightOut(Schema):
    """A figure against its benchmark."""

    metric: str
    light: Literal["good", "warn", "bad", "few"] = Field(
        description="few: made of so few people that only the interval is shown"
    )
    target: float
    basis: Literal["set", "default", "own"] = Field(
        description="Set by the shop, the default, or the median of the shop's last shows"
    )
    score: float = Field(description="1 stands on the benchmark, above is better")
    n: int | None
    low: float | None = Field(description="95 % interval of a share, in percent")
    high: float | None
    advice: ConsoleStep = Field(description="What is tried first when it is red")


class AlarmSuggestionOut(Schema):
    """An action of the console, on a link when it is about one."""

    do: ConsoleStep
    link: int | None


class StandingAlarmOut(Schema):
    """An alarm; ``evidence`` says which rows to open."""

    id: int
    code: str
    level: Literal["problem", "warning"]
    subject: int = Field(description="Link or segment run; 0: the show")
    metric: str
    text: TextOut
    value: float | None
    baseline: float | None
    evidence: dict[str, Any]
    suggestion: AlarmSuggestionOut
    raised_at: int
    is_acknowledged: bool
    action_id: int | None


class BoardLinkOut(Schema):
    link: int
    number: int
    name: str
    image: str
    values: Values


class BoardLiveOut(Schema):
    """Figures straight from the folds."""

    started_at: int | None
    ended_at: int | None
    as_of: int
    totals: Values
    errors: dict[str, float]
    minutes: list[MinuteOut]
    segments: list[SegmentOut]
    sources: list[SourceOut]
    links: list[BoardLinkOut]
    marks: list[MarkOut]


class BoardGoalOut(Schema):
    metric: str
    target: float


class BoardOut(Schema):
    """What the board shows before the first push."""

    show: ReviewedShowOut
    room: str | None = Field(description="Slug of the room that has the show")
    now: int
    live: BoardLiveOut | None
    goals: list[BoardGoalOut]
    lights: dict[str, BoardLightOut]
    alarms: list[StandingAlarmOut]


class BenchmarksIn(Schema):
    shop_id: Id


class BenchmarkOut(Schema):
    """``target`` is what holds: the shop's value, else the default, else the own median."""

    metric: str
    value: float | None = Field(description="Set by the shop")
    default: float | None
    target: float | None
    basis: Literal["set", "default", "own"] | None
    median: float | None = Field(description="Of the shop's last shows, at most 20")
    best_quarter: float | None = Field(description="A quarter of those shows was at least so good")
    shows: int
    changed_by: str | None
    changed_at: int | None


class BenchmarkIn(Schema):
    shop_id: Id
    value: float | None = Field(
        description="In the metric's unit; null goes back to the default", ge=0, le=1e15
    )


class ComparedOut(Schema):
    """A show against the benchmarks."""

    show: int
    values: Values
    lights: dict[str, BoardLightOut]


class AcknowledgeIn(Schema):
    analysis: str = Field("", max_length=300, description="What was found")


class SnoozeIn(Schema):
    minutes: int = Field(5, ge=1, le=240)


class ActIn(Schema):
    action_id: Id


class AroundOut(Schema):
    """Sums over seconds ``[from_ms, to_ms)``; ``acu`` is the mean number present."""

    from_ms: int
    to_ms: int
    seconds: int
    clipped: Literal["", "show_start", "show_end", "not_over"] = Field(
        description="Why the window is shorter than five minutes"
    )
    values: Values


class ShowActionOut(Schema):
    """A console action with its figures before and after."""

    id: int
    verb: str
    detail: dict[str, Any]
    actor: str
    at: int
    undone_at: int | None
    before: AroundOut
    after: AroundOut
    overlaps: list[int] = Field(description="Actions whose windows touch: either may be the cause")


class AlarmRecordOut(StandingAlarmOut):
    """Alert, analysis, action and result in one record."""

    cleared_at: int | None
    snoozed_until: int | None
    snoozed_by: str | None
    acknowledged_by: str | None
    acknowledged_at: int | None
    analysis: str
    acted_by: str | None
    acted_at: int | None
    action: ShowActionOut | None
