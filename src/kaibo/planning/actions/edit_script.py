"""Edit the script table: cells, rows, order, templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.planning import access, queries
from kaibo.planning.actions.cell_edits import Outcome, RowEdit, read_cells
from kaibo.planning.models import LineupLink, ScriptSegment, Show
from kaibo.planning.rules.cells import Value
from kaibo.planning.rules.columns import PARTS, SCRIPT
from kaibo.planning.rules.starters import TEMPLATES, Starter

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

# New rows stand here until all rows are numbered; the unique position is checked at commit.
PARKED = 20_000


@transaction.atomic
def edit_script(
    show_id: int, edits: Sequence[RowEdit], removed: Sequence[int], actor: Staff
) -> Outcome:
    """Change, add and remove rows. Locks the show. Locked rows must be unlocked first."""
    show = _open_show(show_id, actor)
    outcome = Outcome(targets=[edit.id for edit in edits])
    _remove(show, removed, outcome)
    places: dict[int, int] = {}
    for index, edit in enumerate(edits):
        segment = _edit(show, index, edit, outcome)
        if segment is not None and edit.id is None and edit.at is not None:
            places[segment.pk] = edit.at
    _number(show, places)
    _audit(show, actor, "planning.edit_script", outcome)
    return outcome


@transaction.atomic
def reorder_script(show_id: int, order: Sequence[int], actor: Staff) -> None:
    """Put the rows in this order of ids. Locks the show."""
    show = _open_show(show_id, actor)
    segments = {row.pk: row for row in ScriptSegment.objects.filter(show=show)}
    if sorted(order) != sorted(segments):
        raise Conflict(_("The script has changed meanwhile; reload and order it again"))
    for position, segment_id in enumerate(order, start=1):
        segments[segment_id].position = position
    ScriptSegment.objects.bulk_update(segments.values(), ["position"])
    _audit(show, actor, "planning.reorder_script", Outcome(changed={"order": list(order)}))


@transaction.atomic
def insert_template(show_id: int, key: str, at: int | None, actor: Staff) -> Outcome:
    """Insert the rows of a template; its product rows take the links not yet presented."""
    show = _open_show(show_id, actor)
    if key not in TEMPLATES:
        message = _("There is no template %(key)s; choose one of %(known)s")
        raise InvalidInput(message % {"key": key, "known": ", ".join(TEMPLATES)}, field="template")
    outcome = Outcome()
    links = _unpresented(show)
    rows: list[ScriptSegment] = []
    for index, starter in enumerate(TEMPLATES[key][1]):
        rows.append(_from_starter(show, starter, index, links))
        rows[-1].save()
        outcome.created[index] = rows[-1].pk
    _number(show, {row.pk: at + n for n, row in enumerate(rows)} if at else {})
    outcome.changed["template"] = key
    _audit(show, actor, "planning.insert_template", outcome)
    return outcome


def _open_show(show_id: int, actor: Staff) -> Show:
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    return show


def _remove(show: Show, removed: Sequence[int], outcome: Outcome) -> None:
    rows = ScriptSegment.objects.filter(show=show, pk__in=list(removed))
    for row in rows:
        if row.is_locked:
            message = _("Row %(position)s is locked; unlock it before you remove it")
            raise Conflict(message % {"position": row.position})
        outcome.changed[f"-{row.position}"] = row.title
    rows.delete()


def _edit(show: Show, index: int, edit: RowEdit, outcome: Outcome) -> ScriptSegment | None:
    refused = len(outcome.errors)
    cells = dict(edit.cells)
    segment = _segment(show, index, edit, outcome)
    if segment is None or _is_locked(segment, index, cells, outcome):
        return None
    if "link_number" in cells:
        _take_link(show, segment, index, cells.pop("link_number"), outcome)
    values = read_cells(SCRIPT, index, cells, outcome)
    for key, value in values.items():
        setattr(segment, key, value)
    if segment.pk is None and len(outcome.errors) > refused:
        return None
    return _save(segment, index, edit, outcome)


def _segment(show: Show, index: int, edit: RowEdit, outcome: Outcome) -> ScriptSegment | None:
    if edit.id is None:
        part = "product" if edit.cells.get("link_number") else "interaction"
        return ScriptSegment(
            show=show, position=PARKED + index, part=part, title=_(PARTS[part]), seconds=60
        )
    segment = ScriptSegment.objects.filter(show=show, pk=edit.id).first()
    if segment is None:
        outcome.refuse(index, "title", edit.id, _("这一行已被删除，请刷新"))
    return segment


def _is_locked(
    segment: ScriptSegment, index: int, cells: dict[str, Value], outcome: Outcome
) -> bool:
    """A locked row takes one change only: to be unlocked."""
    if not segment.is_locked or set(cells) == {"is_locked"}:
        return False
    for key, value in cells.items():
        outcome.refuse(index, key, value, _("这一行已锁定，请先解锁再改"))
    return True


def _take_link(
    show: Show, segment: ScriptSegment, index: int, value: Value, outcome: Outcome
) -> None:
    word = str("" if value is None else value).strip()
    if not word:
        segment.link = None
        return
    found = re.match(r"(\d{1,4})\s*号?", word)
    link = LineupLink.objects.filter(show=show, number=int(found[1])).first() if found else None
    if link is None:
        message = _("排品表里没有 %(word)s，请填已有的链接号") % {"word": word}
        outcome.refuse(index, "link_number", word, message)
        return
    segment.link = link


def _save(segment: ScriptSegment, index: int, edit: RowEdit, outcome: Outcome) -> ScriptSegment:
    is_new = segment.pk is None
    segment.save()
    if is_new:
        outcome.created[index] = segment.pk
    outcome.changed[f"{'+' if is_new else ''}{segment.pk}"] = dict(edit.cells)
    return segment


def _number(show: Show, places: dict[int, int]) -> None:
    """Positions 1, 2, 3 …; rows named in ``places`` go before the row that stood there."""
    rows = list(ScriptSegment.objects.filter(show=show).order_by("position", "id"))
    moved = [row for row in rows if row.pk in places]
    order = [row for row in rows if row.pk not in places]
    for row in sorted(moved, key=lambda one: (places[one.pk], one.pk)):
        order.insert(max(0, places[row.pk] - 1), row)
    for position, row in enumerate(order, start=1):
        row.position = position
    ScriptSegment.objects.bulk_update(order, ["position"])


def _unpresented(show: Show) -> list[LineupLink]:
    spoken = ScriptSegment.objects.filter(show=show, link__isnull=False).values("link")
    return list(LineupLink.objects.filter(show=show).exclude(pk__in=spoken).order_by("number"))


def _from_starter(
    show: Show, starter: Starter, index: int, links: list[LineupLink]
) -> ScriptSegment:
    """A product row shows the next free link, its sales row the same one."""
    link = links[0] if starter.presents_link and links else None
    if starter.part == "sales" and links:
        links.pop(0)
    return ScriptSegment(
        show=show, position=PARKED + index, part=starter.part, title=_said(starter.title),
        seconds=starter.seconds, talk_points=_said(starter.talk_points), link=link,
        console_action=_said(starter.console_action), interaction=_said(starter.interaction),
        is_cant_miss=starter.is_cant_miss,
    )  # fmt: skip


def _said(text: str) -> str:
    """In the language of whoever inserts it; gettext answers an empty text with its file's head."""
    return _(text) if text else ""


def _audit(show: Show, actor: Staff, action: str, outcome: Outcome) -> None:
    changed: dict[str, Any] = outcome.changed
    if changed:
        record(
            shop=show.shop_id, actor=actor, action=action, subject=f"show:{show.pk}",
            detail=changed,
        )  # fmt: skip
