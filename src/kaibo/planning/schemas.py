"""Bodies of planning's HTTP API."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from kaibo.planning.contracts import CellError, Change, ScriptReport, SegmentRow
from kaibo.planning.contracts import LinkRow as LinkRow

# PostgreSQL cannot keep NUL in text; ids are bigint.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=4000)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Cell = bool | int | float | Text | None


class ShowIn(Schema):
    """A show's frame."""

    title: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=80)]
    theme: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=120)] = ""
    host_name: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)] = ""
    planned_start_at: AwareDatetime = Field(description="ISO 8601 with zone.")
    planned_end_at: AwareDatetime = Field(description="ISO 8601 with zone; after the start.")
    read_chars_per_second: float = Field(
        4.5, ge=1, le=12, description="How fast the host speaks, Chinese characters per second."
    )


class NewShowIn(ShowIn):
    """A new show of a shop."""

    shop_id: Id
    rehearsal_of: Id | None = Field(None, description="The show that this one rehearses.")


class GoalIn(Schema):
    """A target of a metric."""

    metric: Text = Field(description="Id of the metric registry.")
    target: Decimal = Field(
        ge=0, max_digits=17, decimal_places=4, description="Money in minor units, rates in percent."
    )
    dimension: Literal["", "efficiency", "effect", "experience"] = ""
    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=120)] = ""


class GoalsIn(Schema):
    """All goals of a show; those left out are removed."""

    goals: list[GoalIn] = Field(max_length=40)


class RowIn(Schema):
    """Cells of a row. Text is read as in a spreadsheet (¥129), numbers as the API speaks."""

    id: Id | None = Field(None, description="Null makes a row.")
    at: int | None = Field(None, ge=1, le=2000, description="Where a new script row goes.")
    cells: dict[Text, Cell]


class RowsIn(Schema):
    """A batch of edits."""

    rows: list[RowIn] = Field(default_factory=list, max_length=600)
    removed: list[Id] = Field(default_factory=list, max_length=600)


class OrderIn(Schema):
    """All ids of the table in their new order."""

    order: list[Id] = Field(max_length=2000)


class PasteIn(Schema):
    """A block copied from a spreadsheet, and the cell it was pasted on."""

    text: str = Field(max_length=1_000_000, description="Tab-separated, as the clipboard gives it.")
    row: int = Field(0, ge=0, le=5000)
    column: Text = Field("product", description="Key of the column of the chosen cell.")


class TemplateIn(Schema):
    """Rows to insert into the script."""

    template: Text
    at: int | None = Field(None, ge=1, le=2000)


class SignIn(Schema):
    """A remark beside the signature."""

    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)] = ""


class CheckIn(Schema):
    """A further item of the checklist."""

    category: Text
    title: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=80)]
    is_mandatory: bool = True


class TaskIn(Schema):
    """A task of a phase."""

    phase: Literal["prepare", "on_air", "review"]
    title: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=80)]
    owner: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)] = ""
    due_at: AwareDatetime | None = None


class TickIn(Schema):
    """Done or open again."""

    is_done: bool


class PhaseIn(Schema):
    """The phase to enter."""

    phase: Literal["on_air", "review", "closed"]


class LineupOut(Schema):
    """The line-up with how it stands to its frozen version (0: never frozen)."""

    links: list[LinkRow]
    frozen_version: int
    is_draft: bool
    errors: list[CellError] = Field(default_factory=list, description="Cells refused just now.")
    created: dict[int, int] = Field(default_factory=dict, description="Row sent → id made.")
    ignored: list[str] = Field(default_factory=list, description="Pasted headers passed over.")


class ScriptOut(Schema):
    """The script with the verdict on it."""

    segments: list[SegmentRow]
    report: ScriptReport
    is_valid: bool
    frozen_version: int
    is_draft: bool
    errors: list[CellError] = Field(default_factory=list)
    created: dict[int, int] = Field(default_factory=dict)
    ignored: list[str] = Field(default_factory=list)


class DiffOut(Schema):
    """Differences between two versions; ``new`` null is the draft."""

    old: int
    new: int | None
    changes: list[Change]


class MetricOut(Schema):
    """A metric that may be a goal."""

    id: str
    name: str
    name_en: str
    unit: str
    dimension: str
    higher_is_better: bool


class TemplateOut(Schema):
    """A script template."""

    key: str
    name: str
    rows: int
    seconds: int


class ChoicesOut(Schema):
    """What the planning pages offer to choose from."""

    metrics: list[MetricOut]
    templates: list[TemplateOut]
    roles: dict[str, str]
    parts: dict[str, str]
    check_categories: dict[str, str]
