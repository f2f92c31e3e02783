"""What the API of comparisons takes and gives. Money in minor units, times in Unix ms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

from kaibo.insight.schemas import Id

Host = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)]


class ComparedSetIn(Schema):
    """Named shows, or all that were on air in these days."""

    shows: list[Id] = Field([], max_length=40, description="Else the days choose")
    first_day: date | None = Field(None, description="Day in Shanghai; without: from the first")
    last_day: date | None = Field(None, description="Day in Shanghai; without: to the last")
    host: Host = Field("", description="By host: whose time on air")
    product: Id | None = Field(None, description="By product: which")


class ComparisonIn(Schema):
    """Set a is held against set b; both together have 40 shows at most."""

    shop_id: Id
    by: Literal["show", "host", "product"]
    a: ComparedSetIn
    b: ComparedSetIn


class AirShowOut(Schema):
    id: int
    title: str
    host: str
    at: int
    ended_at: int | None


class ComparableProductOut(Schema):
    id: int
    name: str
    shows: int


class ComparisonChoicesOut(Schema):
    """What can be compared."""

    shows: list[AirShowOut]
    hosts: list[str]
    products: list[ComparableProductOut]


class ComparedPieceOut(Schema):
    """A show of a set, or a host's or product's share of it."""

    show: AirShowOut
    key: str | int | None = Field(description="Host or link; null: the whole show")


class ComparedSideOut(Schema):
    """A set's value: numerators over denominators of all its shows."""

    value: float | None
    top: float
    bottom: float
    known: int = Field(description="Shows that could tell it")
    parts: int


class SetDifferenceOut(Schema):
    """a − b with its 95 % interval, in the unit of the metric (percent: points)."""

    a: ComparedSideOut
    b: ComparedSideOut
    difference: float | None
    relative: float | None = Field(description="a / b − 1")
    low: float | None
    high: float | None
    says: Literal["higher", "lower", "unclear", "few", "parts", "unknown"] = Field(
        description="higher, lower: the interval excludes 0; few: under 30 people; parts: under"
        " 3 shows in a set, so no interval"
    )


class ComparedMetricOut(SetDifferenceOut):
    id: str
    kind: Literal["share", "mean"] = Field(
        description="share: Newcombe's interval; mean: Welch's over shows"
    )
    cells: list[list[float | None]] = Field(description="Values of each show of a, then of b")


class EntryPeopleOut(Schema):
    entered: int
    stayed: int


class ComparedMinuteOut(Schema):
    """Minutes since the show began."""

    minute: int
    a: EntryPeopleOut
    b: EntryPeopleOut


class LiftOut(Schema):
    """a / b − 1 with its 95 % interval."""

    relative: float
    low: float
    high: float


class EvenOut(Schema):
    """The difference (shares) as if both sets had come at the same minutes."""

    difference: float
    low: float
    high: float
    minutes: int


class CompletionTestOut(Schema):
    """Who was there in the last minute, by the minute of entry, and the test of the difference."""

    minutes: list[ComparedMinuteOut]
    test: SetDifferenceOut
    lift: LiftOut | None
    adjusted: EvenOut | None


class ComparisonOut(Schema):
    """Two sets: every metric of the registry that can be told of them."""

    by: str
    as_of: int
    a: list[ComparedPieceOut]
    b: list[ComparedPieceOut]
    metrics: list[ComparedMetricOut]
    completion: CompletionTestOut | None
    warnings: list[Literal["one_show", "live", "lengths", "same_shows"]]
