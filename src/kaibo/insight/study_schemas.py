"""What the review's study, follow-ups and score weights take and give."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from kaibo.insight.schemas import Id, TextOut

Stage = Literal["start", "grow", "mature"]
Said = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=300)]
Maybe = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]*$", max_length=40)]
Percent = Annotated[int, Field(ge=0, le=100)]


class OtherShowOut(Schema):
    """A show to compare with."""

    id: int
    title: str
    at: int


class FactorOut(Schema):
    """``before`` and ``after`` are null where nothing stood in the denominator."""

    id: str = Field(description="Level of the chain, a registry id")
    per: str = Field(description="Level it is counted per; empty for the outermost")
    name: TextOut
    before: float | None
    after: float | None
    effect: int = Field(description="Part of the change that the factor made, minor units")


class PartOut(Schema):
    """A group's part of the change; an empty key is what no group carries."""

    key: str
    before: int
    after: int
    effect: int
    factors: list[FactorOut]


class ChangeOut(Schema):
    """GMV against another show; factors and each list of groups add up to the change exactly."""

    against: OtherShowOut
    before: int
    after: int
    factors: list[FactorOut]
    channels: list[PartOut]
    products: list[PartOut]
    segments: list[PartOut]
    sentence: TextOut


class ScoredOut(Schema):
    """A figure with its score of 0–100 and the reference that it was held against."""

    metric: str
    value: float | None
    reference: float | None
    basis: Literal["goal", "own", "benchmark", "show", ""]
    weight: int
    score: float | None
    low: float | None
    high: float | None
    n: int | None = Field(description="Denominator of a share")
    is_long_term: bool


class DimensionOut(Schema):
    dimension: str
    weight: int = Field(description="Percent of the whole score")
    score: float | None
    low: float | None
    high: float | None
    indicators: list[ScoredOut]


class PolicyOut(Schema):
    """Weights of a version; version 0 holds before a shop chose."""

    version: int
    stage: Stage
    weights: dict[str, dict[str, int]]
    long_term_min: int
    long_term_share: float
    made_at: int | None


class ScoredVersionOut(PolicyOut):
    score: float | None = Field(description="This show by that version")


class ScoreCardOut(Schema):
    """The score card in three dimensions."""

    score: float | None
    low: float | None
    high: float | None
    dimensions: list[DimensionOut]
    long_term_share: float
    is_short: bool = Field(description="Weights of the long term are below the shop's minimum")
    formula: str
    policy: PolicyOut
    versions: list[ScoredVersionOut]


class MethodOut(Schema):
    """An indicator against the shop's own shows and against the benchmark."""

    metric: str
    dimension: str
    value: float | None
    shows: int
    median: float | None
    better_than: int | None = Field(description="Earlier shows that it beats")
    benchmark: float | None


class HeardOut(Schema):
    questions: int
    answered: int
    reports: int
    upheld: int
    rival_prices: int = Field(description="Links with a rival's price")
    dearer: int = Field(description="Of those, dearer than the rival")


class MethodsOut(Schema):
    rows: list[MethodOut]
    heard: HeardOut


class SegmentScoreOut(Schema):
    run: int
    title: str
    score: float | None
    low: float | None
    high: float | None
    label: Literal["keep", "cut", "repeat", "unknown"]
    rank: int | None
    n: int = Field(description="Viewers present")
    signals: list[ScoredOut]


class ChartPointOut(Schema):
    show: int
    title: str
    at: int
    n: int
    value: float
    low: float | None
    high: float | None
    signal: str


class ChartOut(Schema):
    """A control chart; limits come from the shows before, the last point is this show."""

    metric: str
    kind: Literal["individuals", "share"]
    mean: float | None
    before: int
    verdict: Literal["chance", "system", "unknown"]
    p: float | None
    points: list[ChartPointOut]


class LineDraftOut(Schema):
    """A line proposed for a finding; ``owner`` is a role."""

    code: str
    finding: TextOut
    cause: TextOut
    action: TextOut
    owner: str
    days: int
    metric: str


class DealOut(Schema):
    """A flash sale or a changed price of a link."""

    kind: Literal["flash_start", "price"]
    link: int
    start: int
    end: int
    price: int


class DealStretchOut(Schema):
    """Sales of the link in a stretch of the show; money in minor units."""

    minutes: float
    units: int
    sales: int
    margin: int = Field(description="Sales less the cost of the goods")
    price: float | None = Field(description="Paid per unit")


class DealEffectOut(Schema):
    """What a lower price did: equally long stretches before, during and after."""

    deal: DealOut
    number: int
    name: str
    before: DealStretchOut
    during: DealStretchOut
    after: DealStretchOut
    price_change: float | None = Field(description="Percent, during against before")
    sales_change: float | None = Field(description="Percent of the money per minute")
    elasticity: float | None = Field(
        description="Null: under 10 units before or during it, or a price within 1 %."
    )
    elasticity_low: float | None = Field(description="95 % interval")
    elasticity_high: float | None


class StudyOut(Schema):
    """What a review learns from other shows."""

    choices: list[OtherShowOut]
    change: ChangeOut | None
    card: ScoreCardOut
    methods: MethodsOut
    segments: list[SegmentScoreOut]
    charts: list[ChartOut]
    drafts: list[LineDraftOut]
    promotions: list[DealEffectOut]


class LineEffectOut(Schema):
    """A figure before the action and over the shows after it was done."""

    before: float | None
    after: float | None
    shows: int
    verdict: Literal["better", "worse", "chance", "unknown"]


class LineOut(Schema):
    """finding–cause–action–owner–due, with its task."""

    id: int
    code: str
    finding: str
    cause: str
    action: str
    owner: str
    due_on: date
    metric: str
    task: int | None
    done_at: int | None
    effect: LineEffectOut | None


class LineIn(Schema):
    """A line to write; it becomes a task of the show's review phase."""

    finding: Said
    cause: Maybe = ""
    action: Said
    owner: Name
    due_on: date
    code: Code = ""
    metric: Code = ""


class LikenessOut(Schema):
    value: float
    products: int
    same_host: bool
    words: float


class LikeShowOut(OtherShowOut):
    likeness: LikenessOut


class LessonOut(LineOut):
    """A line of an earlier review, worth recalling for this plan."""

    show: LikeShowOut
    is_used: bool
    used_task: int | None


class LongTermBalanceOut(Schema):
    """Whether the plan's goals leave enough weight to the long term."""

    share: float | None
    minimum: int
    is_short: bool
    lowered: list[str]
    raised: list[str]
    stage: Stage
    version: int


class RecalledOut(Schema):
    lessons: list[LessonOut]
    balance: LongTermBalanceOut


class UseIn(Schema):
    line_id: Id


class DimensionWeightsIn(Schema):
    efficiency: Percent
    effect: Percent
    experience: Percent


class StageWeightsIn(Schema):
    start: DimensionWeightsIn
    grow: DimensionWeightsIn
    mature: DimensionWeightsIn


class ScoringIn(Schema):
    """Weights of each stage add up to 100."""

    stage: Stage
    weights: StageWeightsIn
    long_term_min: Percent


class PaperIn(Schema):
    lang: Literal["zh", "en"] = "zh"
    against: Id | None = Field(None, description="Show to compare with; else the last own one")


class AgainstIn(Schema):
    against: Id | None = Field(None, description="Show to compare with; else the last own one")


class StretchOut(Schema):
    """Recorded video; while it grows, ``ended_at`` is now."""

    started_at: int
    ended_at: int


class LivelyMinuteOut(Schema):
    at: int
    n: int = Field(description="Comments, likes, shares, new followers")


class PeakOut(LivelyMinuteOut):
    times: float = Field(description="How often the mean")


class RecordingReplayOut(Schema):
    """How lively each minute was, for the recording of the show."""

    room: str | None = Field(description="Address of the room's recording; null: none")
    stretches: list[StretchOut]
    minutes: list[LivelyMinuteOut]
    peaks: list[PeakOut]
    per_hour: float | None = Field(description="Interactions per hour of the whole show")
