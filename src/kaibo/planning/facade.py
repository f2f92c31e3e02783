"""The one door of planning.

Reads return contracts; changes take the actor (a Staff) and check the role themselves. Whoever
runs a show uses `frozen_plan`, `enter_phase`, and at the end `record_actuals` (insight) and
`record_execution` (what the console ran).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kaibo.foundation import gate
from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.planning import access, freezing, models, queries
from kaibo.planning.actions.cell_edits import Outcome, RowEdit
from kaibo.planning.actions.copy_for_rehearsal import copy_for_rehearsal as _copy_for_rehearsal
from kaibo.planning.actions.do_tasks import add_task, remove_task, tick_task
from kaibo.planning.actions.edit_lineup import edit_lineup, reorder_lineup
from kaibo.planning.actions.edit_script import edit_script, insert_template, reorder_script
from kaibo.planning.actions.enter_phase import enter_phase as _enter_phase
from kaibo.planning.actions.enter_phase import record_execution as _record_execution
from kaibo.planning.actions.freeze_plan import freeze_plan as _freeze_plan
from kaibo.planning.actions.save_show import ShowFrame, delete_show
from kaibo.planning.actions.save_show import create_show as _create_show
from kaibo.planning.actions.save_show import edit_show as _edit_show
from kaibo.planning.actions.set_blocks import BlockDraft, set_blocks
from kaibo.planning.actions.set_channels import (
    ChannelDraft,
    ChannelResult,
    set_channel_result,
    set_channels,
)
from kaibo.planning.actions.set_goals import GoalTarget, record_actuals, set_goals
from kaibo.planning.actions.sign_check import add_check, remove_check, sign_check, unsign_check
from kaibo.planning.contracts import (
    CanSell,
    Change,
    CheckCard,
    Completion,
    FrozenPlan,
    GateReason,
    GoalCard,
    LinkRow,
    PhaseCard,
    PlanVersion,
    RunFact,
    ScriptReport,
    SegmentRow,
    ShowCard,
)
from kaibo.planning.errors import WrongPhase
from kaibo.planning.held import ask_for_held
from kaibo.planning.models import Channel
from kaibo.planning.rules import completion as completion_rule
from kaibo.planning.rules import paste, phases
from kaibo.planning.rules.columns import LINEUP, SCRIPT, Column

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

__all__ = [
    "BlockDraft",
    "ChannelDraft",
    "ChannelResult",
    "GoalTarget",
    "Outcome",
    "RowEdit",
    "ShowFrame",
    "add_check",
    "add_task",
    "ask_for_held",
    "can_sell",
    "channels",
    "checklist",
    "completion",
    "copy_for_rehearsal",
    "create_show",
    "delete_show",
    "differences",
    "edit_lineup",
    "edit_script",
    "edit_show",
    "enter_phase",
    "freeze_plan",
    "freeze_state",
    "frozen_plan",
    "goal_cards",
    "insert_template",
    "leave_to_room",
    "lineup",
    "may_plan",
    "may_read",
    "open_reasons",
    "paste_lineup",
    "paste_script",
    "phase_bar",
    "record_actuals",
    "record_execution",
    "remove_check",
    "remove_task",
    "reorder_lineup",
    "reorder_script",
    "script_report",
    "segments",
    "set_blocks",
    "set_channel_result",
    "set_channels",
    "set_goals",
    "show_card",
    "show_cards",
    "sign_check",
    "tick_task",
    "unsign_check",
    "versions",
]


def may_read(actor: Staff, show_id: int) -> None:
    """Raise `NotAllowed` unless the person works in the show's shop, `NotFound` without a show."""
    access.may_read(actor, queries.show(show_id).shop_id)


def may_plan(actor: Staff, shop_id: int) -> None:
    """Raise `NotAllowed` unless the person plans shows of this shop."""
    access.may_plan(actor, shop_id)


def create_show(
    shop_id: int, frame: ShowFrame, actor: Staff, *, rehearsal_of: int | None = None
) -> ShowCard:
    """A new show in phase prepare, with the usual checks and tasks."""
    return queries.show_card(_create_show(shop_id, frame, actor, rehearsal_of=rehearsal_of))


def copy_for_rehearsal(show_id: int, actor: Staff, now: datetime) -> ShowCard:
    """The same plan as a show of its own, marked as rehearsal and frozen."""
    return queries.show_card(_copy_for_rehearsal(show_id, actor, now))


def edit_show(show_id: int, frame: ShowFrame, actor: Staff) -> ShowCard:
    return queries.show_card(_edit_show(show_id, frame, actor))


def show_card(show_id: int) -> ShowCard:
    return queries.show_card(queries.show(show_id))


def show_cards(shop_ids: Iterable[int], limit: int = 100) -> list[ShowCard]:
    """Shows of these shops, newest first."""
    return [queries.show_card(show) for show in queries.shows(shop_ids)[:limit]]


def enter_phase(
    show: int | models.Show,
    phase: str,
    actor: Staff,
    now: datetime,
    facts: Mapping[str, object] = gate.NO_FACTS,
) -> ShowCard:
    """prepare → on_air → review → closed, each through its gate; takes the show or its id.

    Raises `GateClosed` (``detail["reasons"]``: every open one), `WrongPhase`, `NotAllowed`.
    """
    show_id = show if isinstance(show, int) else show.pk
    return queries.show_card(_enter_phase(show_id, phase, actor, now, facts))


def leave_to_room(show_id: int, phase: str) -> None:
    """On air and off air are the room's to declare: refuse anyone who moves the show alone."""
    if phase != models.Phase.CLOSED:
        link = f"/studio/shows/{queries.show(show_id).pk}/plan?tab=phases"
        raise WrongPhase(_("Start and end the show in the console, with its room"), link=link)


def freeze_state(show_id: int) -> tuple[int, bool]:
    """(newest frozen version or 0, does the plan differ from it)."""
    newest = queries.frozen(show_id)
    return (newest.version if newest else 0), queries.is_draft(show_id)


def open_reasons(
    show_id: int, gate_name: str, now: datetime, facts: Mapping[str, object] = gate.NO_FACTS
) -> list[GateReason]:
    """Why a gate (go_live, end_show, close_show) is closed for this show; empty when open."""
    question = gate.Question(show_id, queries.show(show_id).shop_id, now, facts)
    return [GateReason(**asdict(reason)) for reason in gate.ask(gate_name, question)]


def phase_bar(
    show_id: int, now: datetime, facts: Mapping[str, object] = gate.NO_FACTS
) -> list[PhaseCard]:
    """The phases in order with their tasks; the next one with what keeps its gate closed."""
    show = queries.show(show_id)
    tasks = queries.task_cards(show_id)
    at = phases.ORDER.index(show.phase)
    entered = [show.created_at, show.went_live_at, show.ended_at, show.closed_at]
    bar = []
    for place, (phase, since) in enumerate(zip(phases.ORDER, entered, strict=True)):
        own = [task for task in tasks if task.phase == phase]
        gate_name = phases.GATES.get(phase, "")
        is_next = place == at + 1
        bar.append(
            PhaseCard(
                phase=phase,
                state="current" if place == at else "done" if place < at else "ahead",
                entered_at=to_ms(since) if since else None,
                tasks=own,
                open_tasks=sum(task.done_at is None for task in own),
                gate=gate_name,
                reasons=open_reasons(show_id, gate_name, now, facts) if is_next else [],
            )
        )
    return bar


def goal_cards(show_id: int, actuals: Mapping[str, float] | None = None) -> list[GoalCard]:
    """Goals with actual and gap: as stored, or computed from the actuals handed in."""
    return queries.goal_cards(show_id, actuals)


def lineup(show_id: int) -> list[LinkRow]:
    """The line-up as it stands now (maybe a draft)."""
    return queries.link_rows(show_id)


def segments(show_id: int) -> list[SegmentRow]:
    """The script as it stands now (maybe a draft)."""
    return queries.segment_rows(show_id)


def script_report(show_id: int) -> ScriptReport:
    """Missing parts and wrong times of the script as it stands."""
    numbers = [row.number for row in queries.link_rows(show_id)]
    return queries.script_report(queries.show(show_id), queries.segment_rows(show_id), numbers)


def paste_lineup(
    show_id: int, text: str, column: str, row: int, actor: Staff
) -> tuple[Outcome, list[str]]:
    """Take a block of a spreadsheet; returns the outcome and the headers passed over.

    With headers, rows whose 链接号 exists change that link and others make new ones; without,
    cells fall in from ``column`` and the ``row``-th link (from 0) on, new rows below the last.
    """
    block = _block(text, LINEUP, column)
    ids = [link.id for link in queries.link_rows(show_id)]
    by_number = {link.number: link.id for link in queries.link_rows(show_id)}
    edits = []
    for index, cells in enumerate(block.rows):
        number = cells.get("number", "").removesuffix("号")
        if block.has_header:
            target = by_number.get(int(number)) if number.isdigit() else None
        else:
            target = ids[row + index] if row + index < len(ids) else None
        if number:
            cells = cells | {"number": number}
        edits.append(RowEdit(target, cells))
    return edit_lineup(show_id, edits, [], actor), block.ignored


def paste_script(
    show_id: int, text: str, column: str, row: int, actor: Staff
) -> tuple[Outcome, list[str]]:
    """Take a block of a spreadsheet into the script; with headers its rows are added below."""
    block = _block(text, SCRIPT, column)
    ids = [segment.id for segment in queries.segment_rows(show_id)]
    edits = []
    for index, cells in enumerate(block.rows):
        in_place = not block.has_header and row + index < len(ids)
        edits.append(RowEdit(ids[row + index] if in_place else None, cells))
    return edit_script(show_id, edits, [], actor), block.ignored


def freeze_plan(show_id: int, actor: Staff, now: datetime) -> PlanVersion:
    """Freeze the draft as the next version."""
    _freeze_plan(show_id, actor, now)
    return queries.versions(show_id)[0]


def versions(show_id: int) -> list[PlanVersion]:
    """Frozen versions, newest first."""
    queries.show(show_id)
    return queries.versions(show_id)


def frozen_plan(show_id: int, version: int | None = None) -> FrozenPlan | None:
    """What the room runs: the newest frozen version, or the one named; None before the first."""
    found = queries.frozen(show_id, version)
    return freezing.thaw(found) if found else None


def differences(show_id: int, old: int, new: int | None) -> list[Change]:
    """What changed from version ``old`` to ``new`` (null: the draft)."""
    before = _version(show_id, old)
    if new is None:
        links, rows = queries.link_rows(show_id), queries.segment_rows(show_id)
        return freezing.changes(before, links, rows)
    return freezing.changes(before, *freezing.rows_of(_version(show_id, new)))


def checklist(show_id: int) -> list[CheckCard]:
    queries.show(show_id)
    return queries.check_cards(show_id)


def can_sell(shop_id: int, words: str = "") -> list[CanSell]:
    """Products of the shop that may go on the line-up."""
    return queries.products(shop_id, words)


def record_execution(show_id: int, runs: Sequence[RunFact]) -> Completion:
    """Keep what the console ran of the script; called when the show ends."""
    _record_execution(show_id, list(runs))
    return completion(show_id)


def completion(show_id: int, runs: Sequence[RunFact] | None = None) -> Completion:
    """内容完成度 of the frozen script: from the runs handed in, else from those recorded."""
    show = queries.show(show_id)
    plan = frozen_plan(show_id)
    stored = [RunFact(segment, skipped) for segment, skipped in show.execution or []]
    return completion_rule.completion(
        plan.segments if plan else [], stored if runs is None else runs
    )


def _version(show_id: int, version: int) -> models.FrozenPlan:
    found = queries.frozen(show_id, version)
    if found is None:
        message = _("This show has no version %(version)s")
        raise NotFound(message % {"version": version}, version=version)
    return found


def _block(text: str, columns: tuple[Column, ...], column: str) -> paste.Block:
    try:
        return paste.read_block(text, columns, column)
    except paste.BadBlock as error:
        raise InvalidInput(str(error), field="text") from None


def channels(show_id: int) -> list[Channel]:
    """On which platforms the show runs, the order as planned."""
    return queries.channels(show_id)
