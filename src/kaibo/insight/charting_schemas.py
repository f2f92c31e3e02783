"""What the API of charts and dashboards takes and gives. Money in minor units, times in Unix ms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from ninja import Field, Schema
from pydantic import StringConstraints

from kaibo.insight.charts.chart import By, Chart, Look, Per
from kaibo.insight.charts.figures import Pooling
from kaibo.insight.comparing_schemas import AirShowOut, ComparableProductOut
from kaibo.insight.schemas import Id, MetricUnit

_CLEAN = r"^[^\x00]*$"
Key = Annotated[str, StringConstraints(pattern=_CLEAN, max_length=200)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
Title = Annotated[str, StringConstraints(pattern=_CLEAN, max_length=60)]
Name = Annotated[
    str,
    StringConstraints(pattern=_CLEAN, strip_whitespace=True, min_length=1, max_length=60),
]


class MeasureIO(Schema):
    """A metric in a chart."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")] = Field(
        examples=["gmv"], description="Of the registry, or the key of an own metric"
    )
    per: Per = Field("total", description="show: the mean of a show; for ratios no difference")


class ChartIO(Schema):
    """Metrics by groups of shows. Named shows, else the last days, else from day to day."""

    title: Title = ""
    look: Look = "bar"
    metrics: list[MeasureIO] = Field(min_length=1, max_length=6)
    x: By = Field("none", description="show … hour: of when a show began in Shanghai; minute …"
                  " channel: inside of shows")  # fmt: skip
    split: By = Field("none", description="A second grouping; not both inside of shows")
    days: Annotated[int, Field(ge=1, le=730)] | None = Field(None, description="Up to today")
    first_day: Day | None = None
    last_day: Day | None = None
    shows: list[Id] = Field([], max_length=60, description="Then days do not count")
    hosts: list[Key] = Field([], max_length=50, description="Only shows of these hosts")
    only: list[Key] = Field([], max_length=50, description="Keys of segments, hosts, products or"
                            " channels that stay")  # fmt: skip
    top: Annotated[int, Field(ge=1, le=50)] = Field(10, description="Groups kept; the rest is one")
    width: Literal[1, 2] = 1

    def chart(self) -> Chart:
        return msgspec.convert(self.dict(), Chart)


class ChartsIn(Schema):
    """Charts to answer."""

    shop_id: Id
    charts: list[ChartIO] = Field(min_length=1, max_length=24)


class ChartOpenIn(Schema):
    """One figure of a chart: which metric (0 the first) at which keys."""

    shop_id: Id
    chart: ChartIO
    metric: Annotated[int, Field(ge=0, le=5)] = 0
    x: Key = ""
    split: Key = ""


class DashboardIn(Schema):
    """A new dashboard."""

    shop_id: Id
    name: Name = Field(examples=["经营总览"])
    charts: list[ChartIO] = Field([], max_length=24)


class DashboardSaveIn(Schema):
    """A dashboard that was changed; ``version`` as it was read."""

    name: Name
    charts: list[ChartIO] = Field([], max_length=24)
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class DashboardCardOut(Schema):
    id: int
    name: str
    version: int
    saved_by: str
    saved_at: int
    charts: int = Field(description="How many")


class DashboardOut(Schema):
    """A dashboard with its charts."""

    id: int
    shop_id: int
    name: str
    version: int = Field(description="Counts saves; give it back when saving")
    saved_by: str
    saved_at: int
    charts: list[ChartIO]


class ChartMetricOut(Schema):
    """A metric that charts can show."""

    id: str
    zh: str
    en: str
    unit: MetricUnit
    formula: str = Field(description="In English; of the shop's own: ids of metrics")
    formula_zh: str
    kinds: list[str]
    own: bool = Field(description="Of the shop itself")
    by: list[By] = Field(description="Groupings in which it can be told")
    pooling: Pooling


class DashboardStarterOut(Schema):
    """A dashboard to begin from."""

    key: str
    zh: str
    en: str
    charts: list[ChartIO]


class ChartChoicesOut(Schema):
    """What charts can be made of."""

    shows: list[AirShowOut]
    hosts: list[str]
    products: list[ComparableProductOut]
    sources: list[str]
    metrics: list[ChartMetricOut]
    starters: list[DashboardStarterOut]


class ChartPlaceOut(Schema):
    """A group; the key * is the rest. ``at``: Unix ms where it is a time."""

    key: str
    label: str
    at: int | None


class ChartFigureOut(Schema):
    id: str
    zh: str
    en: str
    unit: MetricUnit
    pooling: Pooling = Field(description="sum and ratio: exact over the shows; peak: the largest;"
                             " mean: of the shows' own values")  # fmt: skip
    higher_is_better: bool
    people: bool = Field(description="A sum of people, each once per show")
    kinds: list[str]


class ChartCellOut(Schema):
    """A figure; 95 % interval of shares, ``is_few``: of fewer than 30."""

    value: float | None
    top: float
    bottom: float
    low: float | None
    high: float | None
    is_few: bool
    shows: int
    unknown: int = Field(description="Of the shows, how many could not tell it")
    overlaps: bool = Field(description="Who is in several parts of a show counts in each")


class ChartAnswerOut(Schema):
    """A chart's figures: cells by metric, split and x; or the problem why there are none."""

    problem: str
    x: list[ChartPlaceOut]
    splits: list[ChartPlaceOut]
    metrics: list[ChartFigureOut]
    cells: list[list[list[ChartCellOut | None]]]
    previous: list[ChartCellOut | None] = Field(description="Of a number: the stretch before")
    shows: int
    rest: int = Field(description="How many groups are in *")
    notes: list[
        Literal[
            "live",
            "people_per_show",
            "overlaps",
            "deleted",
            "mean_of_shows",
            "unknown",
            "few",
            "after_end",
            "lengths",
        ]
    ]


class ChartAnswersOut(Schema):
    as_of: int
    answers: list[ChartAnswerOut]


class ChartPieceOut(Schema):
    """A show's part of a figure. ``key`` as in the events: link, segment run, source, host, or the
    minute's Unix ms; empty for the whole show."""

    show: AirShowOut
    key: str
    label: str
    value: float | None
    top: float
    bottom: float


class ChartOpenedOut(Schema):
    pieces: list[ChartPieceOut]
