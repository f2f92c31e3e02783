"""The line-up (排品表), its versions, and what may be put on it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Status

from kaibo.planning import contracts, facade
from kaibo.planning.routes.asking import actor, now, reader, router
from kaibo.planning.schemas import DiffOut, Id, LineupOut, OrderIn, PasteIn, RowsIn, Text


@router.get("/{show_id}/lineup", response=LineupOut, summary="The line-up with all its columns")
def get_lineup(request: HttpRequest, show_id: Path[Id]) -> dict[str, object]:
    reader(request, show_id)
    return _lineup(show_id)


@router.patch("/{show_id}/lineup", response=LineupOut, summary="Edit cells, add and remove rows")
def edit_lineup(request: HttpRequest, show_id: Path[Id], body: RowsIn) -> dict[str, object]:
    edits = [facade.RowEdit(row.id, row.cells) for row in body.rows]
    return _lineup(show_id, facade.edit_lineup(show_id, edits, body.removed, actor(request)))


@router.post(
    "/{show_id}/lineup/paste", response=LineupOut, summary="Paste a block from a spreadsheet"
)
def paste_lineup(request: HttpRequest, show_id: Path[Id], body: PasteIn) -> dict[str, object]:
    outcome, ignored = facade.paste_lineup(
        show_id, body.text, body.column, body.row, actor(request)
    )
    return _lineup(show_id, outcome, ignored)


@router.put("/{show_id}/lineup/order", response=LineupOut, summary="Reorder the links")
def reorder_lineup(request: HttpRequest, show_id: Path[Id], body: OrderIn) -> dict[str, object]:
    facade.reorder_lineup(show_id, body.order, actor(request))
    return _lineup(show_id)


@router.get(
    "/{show_id}/products",
    response=list[contracts.CanSell],
    summary="Products to put on the line-up",
)
def find_products(
    request: HttpRequest, show_id: Path[Id], q: Annotated[Text, Query()] = ""
) -> list[contracts.CanSell]:
    reader(request, show_id)
    return facade.can_sell(facade.show_card(show_id).shop_id, q)


@router.post("/{show_id}/freeze", response={201: contracts.PlanVersion}, summary="Freeze the plan")
def freeze_plan(request: HttpRequest, show_id: Path[Id]) -> Status[contracts.PlanVersion]:
    return Status(201, facade.freeze_plan(show_id, actor(request), now()))


@router.get("/{show_id}/versions", response=list[contracts.PlanVersion], summary="Frozen versions")
def list_versions(request: HttpRequest, show_id: Path[Id]) -> list[contracts.PlanVersion]:
    reader(request, show_id)
    return facade.versions(show_id)


@router.get("/{show_id}/diff", response=DiffOut, summary="What changed between two versions")
def get_diff(
    request: HttpRequest,
    show_id: Path[Id],
    old: Annotated[int, Query(ge=1, le=32767)],
    new: Annotated[int | None, Query(ge=1, le=32767)] = None,
) -> dict[str, object]:
    reader(request, show_id)
    return {"old": old, "new": new, "changes": facade.differences(show_id, old, new)}


def _lineup(
    show_id: int, outcome: facade.Outcome | None = None, ignored: list[str] | None = None
) -> dict[str, object]:
    version, is_draft = facade.freeze_state(show_id)
    return {
        "links": facade.lineup(show_id),
        "frozen_version": version,
        "is_draft": is_draft,
        "errors": outcome.errors if outcome else [],
        "created": outcome.created if outcome else {},
        "ignored": ignored or [],
    }
