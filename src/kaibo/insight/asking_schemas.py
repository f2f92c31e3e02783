"""What the API of own metrics and questions takes and gives. Money in minor units."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from kaibo.insight.batch.guard import LONGEST
from kaibo.insight.registry.own import LONGEST as LONGEST_FORMULA
from kaibo.insight.schemas import Id, MetricUnit, Values

_CLEAN = r"^[^\x00]*$"
Words = Annotated[str, StringConstraints(pattern=_CLEAN, max_length=40)]
Sql = Annotated[str, StringConstraints(pattern=_CLEAN, min_length=1, max_length=LONGEST)]


class ShowFiguresOut(Schema):
    """Every metric of a show; null where it cannot be told."""

    show: int
    as_of: int
    values: Values
    own: Values = Field(description="The shop's own metrics by key")


class OwnMetricIn(Schema):
    """A metric of the shop by a formula over those of the registry."""

    shop_id: Id
    key: Words = Field(examples=["gmv_per_viewer"], description="3–40 of a–z, 0–9 and _")
    zh: Words = Field(examples=["观众人均成交"])
    en: Annotated[str, StringConstraints(pattern=_CLEAN, max_length=60)] = Field(
        examples=["GMV per viewer"]
    )
    formula: Annotated[str, StringConstraints(pattern=_CLEAN, max_length=LONGEST_FORMULA)] = Field(
        examples=["gmv / uv"], description="Ids of metrics, numbers, + - * / and brackets"
    )
    unit: Words = Field(examples=["money"])
    owner: Words = Field(examples=["analyst"])
    higher_is_better: bool = True


class OwnMetricOut(Schema):
    """One of the shop's own metrics."""

    key: str
    zh: str
    en: str
    formula: str
    unit: MetricUnit
    owner: str
    higher_is_better: bool
    grains: list[str] = Field(description="Where every metric of the formula can be told")


class TableColumnOut(Schema):
    """A column of a documented table."""

    name: str
    type: str
    zh: str
    en: str


class QuestionTableOut(Schema):
    """A table that questions may read."""

    name: str
    zh: str
    en: str
    columns: list[TableColumnOut]


class SqlQuestionIn(Schema):
    """A question in SQL."""

    shop_id: Id
    sql: Sql = Field(examples=["select kind, sum(n) as times from events group by kind"])
    form: Literal["json", "csv", "parquet"] = "json"


class AnswerOut(Schema):
    """A page of rows, at most 1000; ``is_cut`` says that there were more."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    is_cut: bool


class QuestionIn(Schema):
    shop_id: Id
    name: Annotated[str, StringConstraints(pattern=_CLEAN, min_length=1, max_length=60)]
    sql: Sql


class SavedQuestionOut(Schema):
    """A question that is kept."""

    id: int
    name: str
    sql: str
    saved_at: int


class DecisionTimeOut(Schema):
    """How long buyers of a SKU needed from first seeing its link to paying; quartiles in ms."""

    sku: int
    link: int | None
    name: str
    buyers: int
    quarter_ms: int
    half_ms: int
    three_quarters_ms: int
    within_1m: int
    within_5m: int = Field(description="From 1 up to 5 minutes")
    within_15m: int = Field(description="From 5 up to 15 minutes")
    later: int


class EntryMinuteOut(Schema):
    """Viewers by the minute of their first enter, and who was there in the last minute."""

    minute: int
    entered: int
    stayed: int


class PathStepOut(Schema):
    """From one key node to the next; ``exit`` is the end of a path."""

    node: str
    next: str
    times: int
    viewers: int


class PathNodeOut(Schema):
    """Viewers who got to a key node, and those whose path ended there."""

    node: str
    viewers: int
    dropped: int


class LifeStageOut(Schema):
    """Viewers who went no farther: 1 entered, 2 saw goods, 3 clicked, 4 ordered, 5 paid."""

    stage: int
    segment: str = Field(description="What ran when they were last seen")
    exits: int


class ExitReasonOut(Schema):
    """What viewers met last in the two minutes before they left."""

    reason: str = Field(
        description="muted, sold_out, stall, question, price, segment; end: there in the last"
        " minute; unknown: the log tells nothing; base: all minutes watched"
    )
    exits: int = Field(description="Viewers for whom it was the last")
    met: int = Field(description="Viewers who met it; base: minutes watched")
    gone: int = Field(description="Of those, who left within two minutes")


class ReturningOut(Schema):
    """Viewers who were never in the shop's shows before, or those who were."""

    is_new: bool
    uv: int
    watch_ms: int
    active: int
    buyers: int
    gmv: int


class BusyMinuteOut(Schema):
    """One of the busiest minutes of interaction."""

    minute: int
    interactions: int
    viewers: int
    segment: str


class HostOut(Schema):
    """Metrics of the time in which a host was on air."""

    host: str
    values: Values


class BehaviourOut(Schema):
    """How a show's viewers behaved."""

    show: int
    as_of: int
    decision: list[DecisionTimeOut]
    completion: list[EntryMinuteOut]
    steps: list[PathStepOut]
    nodes: list[PathNodeOut]
    stages: list[LifeStageOut]
    reasons: list[ExitReasonOut]
    returning: list[ReturningOut]
    peaks: list[BusyMinuteOut]
    hosts: list[HostOut]


class DriversIn(Schema):
    """Newcomers of which days, and how long they had to come back."""

    shop_id: Id
    days: Annotated[int, Field(ge=1, le=400)] = Field(30, description="Days of first shows")
    within: Annotated[int, Field(ge=1, le=90)] = Field(7, description="Days to come back")


class ReturnDriverOut(Schema):
    """The return rate with and without a thing done in the first show."""

    driver: str = Field(
        description="stay_60s, stay_300s, comment, like, follow, product_click, claim, pay, stall,"
        " source"
    )
    source: str | None = Field(description="Of driver source: where they came from")
    met: int = Field(description="Newcomers of whom it is true")
    met_back: int = Field(description="Of those, who came back")
    rest: int
    rest_back: int
    difference: float | None = Field(description="With less without, percent points")
    low: float | None
    high: float | None
    says: Literal["higher", "lower", "unclear", "few", "parts", "unknown"]


class DriversOut(Schema):
    """What goes with coming back, the surest and largest first. It need not be the cause."""

    days: int
    within: int
    as_of: int
    viewers: int
    back: int
    rows: list[ReturnDriverOut]
