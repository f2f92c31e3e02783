"""The script table and the verdict on it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path

from kaibo.planning import facade
from kaibo.planning.routes.asking import actor, reader, router
from kaibo.planning.schemas import Id, OrderIn, PasteIn, RowsIn, ScriptOut, TemplateIn


@router.get("/{show_id}/script", response=ScriptOut, summary="The script with its verdict")
def get_script(request: HttpRequest, show_id: Path[Id]) -> dict[str, object]:
    reader(request, show_id)
    return _script(show_id)


@router.patch("/{show_id}/script", response=ScriptOut, summary="Edit cells, add and remove rows")
def edit_script(request: HttpRequest, show_id: Path[Id], body: RowsIn) -> dict[str, object]:
    edits = [facade.RowEdit(row.id, row.cells, row.at) for row in body.rows]
    return _script(show_id, facade.edit_script(show_id, edits, body.removed, actor(request)))


@router.post(
    "/{show_id}/script/paste", response=ScriptOut, summary="Paste a block from a spreadsheet"
)
def paste_script(request: HttpRequest, show_id: Path[Id], body: PasteIn) -> dict[str, object]:
    outcome, ignored = facade.paste_script(
        show_id, body.text, body.column, body.row, actor(request)
    )
    return _script(show_id, outcome, ignored)


@router.put("/{show_id}/script/order", response=ScriptOut, summary="Reorder the rows")
def reorder_script(request: HttpRequest, show_id: Path[Id], body: OrderIn) -> dict[str, object]:
    facade.reorder_script(show_id, body.order, actor(request))
    return _script(show_id)


@router.post(
    "/{show_id}/script/template", response=ScriptOut, summary="Insert the rows of a template"
)
def insert_template(request: HttpRequest, show_id: Path[Id], body: TemplateIn) -> dict[str, object]:
    outcome = facade.insert_template(show_id, body.template, body.at, actor(request))
    return _script(show_id, outcome)


def _script(
    show_id: int, outcome: facade.Outcome | None = None, ignored: list[str] | None = None
) -> dict[str, object]:
    version, is_draft = facade.freeze_state(show_id)
    report = facade.script_report(show_id)
    return {
        "segments": facade.segments(show_id),
        "report": report,
        "is_valid": report.is_valid,
        "frozen_version": version,
        "is_draft": is_draft,
        "errors": outcome.errors if outcome else [],
        "created": outcome.created if outcome else {},
        "ignored": ignored or [],
    }
