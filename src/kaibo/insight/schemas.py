"""What the HTTP API of insight takes and gives. Money in minor units, times in Unix ms."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Field, Schema

Id = Annotated[int, Field(ge=1, lt=2**63)]
Values = dict[str, float | int | None]
MetricUnit = Literal[
    "money", "count", "percent", "seconds", "ratio", "points", "days", "hours", "score"
]  # fmt: skip


class TextOut(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class MetricDefinitionOut(Schema):
    """A definition of the registry."""

    id: str
    number: int = Field(description="Row of the table of metrics")
    zh: str
    en: str
    formula: str = Field(description="In English; E(x) events, U(x) distinct viewers")
    formula_zh: str
    unit: MetricUnit
    kinds: list[str] = Field(description="Event kinds whose rows the figure opens to")
    grains: list[str]
    owner: str
    source: str
    is_kpi: bool
    higher_is_better: bool
    chapter: str
    live: bool = Field(description="Given by the live fold while a show is on")
    missing: TextOut | None = Field(description="Which source is not there yet: not measured")


class MinuteOut(Schema):
    at: int
    values: Values


class MarkOut(Schema):
    """What staff did, for the curve."""

    at: int
    kind: str
    link: int | None
    offer: int | None
    segment_run: int | None
    amount: int
    quantity: int
    text: str | None


class RatingOut(Schema):
    """What viewers gave, 1 to 5 stars; the interval is that of the mean, 95 %."""

    n: int
    mean: float
    low: float
    high: float
    stars: list[int] = Field(description="How many gave 1, 2, … 5")


class SegmentOut(Schema):
    """An executed segment with its figures."""

    run: int
    title: str
    link: int | None = None
    started_at: int | None
    ended_at: int | None
    planned_seconds: int = 0
    live_ms: int
    was_skipped: bool = False
    is_scripted: bool = False
    rating: RatingOut | None = Field(None, description="Null: nobody rated it")
    values: Values


class ReviewedProductOut(Schema):
    """A link with its figures."""

    link: int
    number: int
    name: str
    image: str
    role: str
    price: int
    presented_ms: int
    values: Values


class SourceOut(Schema):
    source: str
    values: Values


class FunnelOut(Schema):
    """Distinct people at a step; ``metric`` is its registry id."""

    metric: str
    value: int


class GoalOut(Schema):
    metric: str
    name: str
    name_en: str
    unit: str
    dimension: str
    target: float
    actual: float | None
    gap: float | None
    gap_percent: float | None
    is_met: bool | None


class FindingOut(Schema):
    """``evidence`` says which rows to open: kinds, link, segment, minute, or a metric."""

    code: str
    level: Literal["problem", "warning", "good"]
    text: TextOut
    evidence: dict[str, Any]


class BooksLineOut(Schema):
    """One figure in both books; link null: the whole show."""

    metric: str
    link: int | None
    orders: int
    log: int
    difference: int


class ReconciliationOut(Schema):
    agrees: bool
    waiting: int = Field(description="Committed facts not yet in the log")
    lines: list[BooksLineOut]


class SkippedOut(Schema):
    title: str
    position: int


class CompletionOut(Schema):
    scripted: int
    executed: int
    percent: float | None
    target_percent: float
    is_met: bool
    skipped: list[SkippedOut]


class BreakOut(Schema):
    started_at: int
    ended_at: int


class ReviewedShowOut(Schema):
    id: int
    shop_id: int
    shop_name: str
    title: str
    host_name: str
    phase: str
    is_rehearsal: bool
    planned_start_at: int
    planned_end_at: int
    went_live_at: int | None
    ended_at: int | None


class BodyOut(Schema):
    """A review as of a moment."""

    show: ReviewedShowOut
    as_of: int
    rows: int
    started_at: int | None
    ended_at: int | None
    verdict: TextOut
    totals: Values
    errors: dict[str, float]
    goals: list[GoalOut]
    funnel: list[FunnelOut]
    minutes: list[MinuteOut]
    marks: list[MarkOut]
    breaks: list[BreakOut]
    segments: list[SegmentOut]
    rating: RatingOut | None = Field(None, description="All stars of the show together")
    products: list[ReviewedProductOut]
    sources: list[SourceOut]
    completion: CompletionOut
    findings: list[FindingOut]
    reconciliation: ReconciliationOut


class AtEndOut(Schema):
    made_at: int
    totals: Values
    verdict: TextOut


class ReviewOut(Schema):
    """The review now and as it was when the show ended."""

    now: BodyOut
    is_stale: bool
    at_end: AtEndOut | None
    note: str


class ReviewCardOut(Schema):
    """A show that was on air, with the headline of its draft (null before it was made)."""

    show: ReviewedShowOut
    made_at: int | None
    verdict: TextOut | None
    gmv: int | None
    uv: int | None
    conversion_rate: float | None


class NoteIn(Schema):
    note: str = Field(max_length=5000)


class EventRowsIn(Schema):
    """Which rows of the show."""

    kinds: str = Field("", max_length=200, description="Event kinds, separated by commas")
    segment: Id | None = None
    link: Id | None = None
    minute: Id | None = Field(None, description="Start of a minute, Unix ms")
    viewer: Id | None = None
    source: str | None = Field(None, max_length=40)
    offset: int = Field(0, ge=0, le=10**9)
    limit: int = Field(50, ge=1, le=500)


class RowsOut(Schema):
    """A page of rows and the sums over all of them."""

    total: int
    n: int
    amount: int
    quantity: int
    ms: int
    viewers: int
    rows: list[dict[str, Any]]


class LiveOut(Schema):
    """Figures of a show straight from the folds."""

    show: int
    rehearsal: bool
    started_at: int | None
    ended_at: int | None
    as_of: int
    rows: int
    totals: Values
    errors: dict[str, float]
    minutes: list[MinuteOut]
    segments: list[SegmentOut]
    sources: list[SourceOut]
    marks: list[MarkOut]


class JourneysIn(Schema):
    """Whose journeys, and by which rules."""

    shop_id: Id
    show_id: Id | None = None
    steps: str = Field(
        "enter,product_view,product_click,order,pay", max_length=200,
        description="Kinds of events in order, separated by commas, 2 to 10, each once",
    )  # fmt: skip
    window_ms: int = Field(
        86_400_000, ge=1000, le=366 * 86_400_000,
        description="The last step at most so long after the first",
    )  # fmt: skip
    lookback_ms: int = Field(
        7 * 86_400_000, ge=1000, le=366 * 86_400_000,
        description="How long before a payment a visit still counts",
    )  # fmt: skip
    days: int = Field(14, ge=1, le=90, description="Cohorts: so many days up to today")


class FunnelRowOut(Schema):
    source: str | None = Field(description="Channel of the first step; null for everybody")
    reached: list[int] = Field(description="Viewers who got at least to each step")


class TouchOut(Schema):
    """Paid money by the channel of the visit before it, minor units."""

    source: str
    first: int
    last: int


class RfmCellOut(Schema):
    """Buyers of one fifth of recency and one of frequency; 5 is the best."""

    recency: int
    frequency: int
    buyers: int
    orders: int
    amount: int


class JourneysOut(Schema):
    """How viewers went on; every count is exact."""

    steps: list[str]
    funnel: list[FunnelRowOut]
    first_day: int = Field(description="Day of the first cohort, days since 1970 in Shanghai")
    kept: list[list[int]] = Field(
        description="kept[c][k]: viewers who first came on day c and came again k days later"
    )
    touch: list[TouchOut]
    rfm: list[RfmCellOut]
