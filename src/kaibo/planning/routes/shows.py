"""Shows, their goals, phases and tasks."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Status

from kaibo.planning import contracts, facade
from kaibo.planning.routes.asking import actor, now, reader, router
from kaibo.planning.rules import columns, goal_metrics, starters
from kaibo.planning.schemas import (
    ChoicesOut,
    GoalsIn,
    Id,
    MetricOut,
    NewShowIn,
    PhaseIn,
    ShowIn,
    TaskIn,
    TemplateOut,
    TickIn,
)
from kaibo.team.facade import shops_of


@router.get("", response=list[contracts.ShowCard], summary="Shows of my shops, newest first")
def list_shows(request: HttpRequest) -> list[contracts.ShowCard]:
    return facade.show_cards([shop.pk for shop in shops_of(actor(request))])


@router.post("", response={201: contracts.ShowCard}, summary="Make a show")
def create_show(request: HttpRequest, body: NewShowIn) -> Status[contracts.ShowCard]:
    if body.rehearsal_of is not None:
        reader(request, body.rehearsal_of)
    card = facade.create_show(
        body.shop_id, _frame(body), actor(request), rehearsal_of=body.rehearsal_of
    )
    return Status(201, card)


@router.get("/choices", response=ChoicesOut, summary="Metrics, templates and names to choose from")
def choices(request: HttpRequest) -> ChoicesOut:
    return ChoicesOut(
        metrics=[MetricOut.from_orm(metric) for metric in goal_metrics.GOAL_METRICS],
        templates=[
            TemplateOut(key=key, name=_(name), rows=len(rows), seconds=sum(r.seconds for r in rows))
            for key, (name, rows) in starters.TEMPLATES.items()
        ],
        roles=_said(columns.ROLES),
        parts=_said(columns.PARTS),
        check_categories=_said(starters.CATEGORIES),
    )


def _said(labels: dict[str, str]) -> dict[str, str]:
    return {key: _(label) for key, label in labels.items()}


@router.get("/{show_id}", response=contracts.ShowCard, summary="One show")
def get_show(request: HttpRequest, show_id: Path[Id]) -> contracts.ShowCard:
    reader(request, show_id)
    return facade.show_card(show_id)


@router.put("/{show_id}", response=contracts.ShowCard, summary="Change a show's frame")
def edit_show(request: HttpRequest, show_id: Path[Id], body: ShowIn) -> contracts.ShowCard:
    return facade.edit_show(show_id, _frame(body), actor(request))


@router.delete("/{show_id}", response={204: None}, summary="Delete a show that was never on air")
def delete_show(request: HttpRequest, show_id: Path[Id]) -> Status[None]:
    facade.delete_show(show_id, actor(request))
    return Status(204, None)


@router.get(
    "/{show_id}/goals", response=list[contracts.GoalCard], summary="Goal card: target, actual, gap"
)
def get_goals(request: HttpRequest, show_id: Path[Id]) -> list[contracts.GoalCard]:
    reader(request, show_id)
    return facade.goal_cards(show_id)


@router.put("/{show_id}/goals", response=list[contracts.GoalCard], summary="Set the goals")
def set_goals(request: HttpRequest, show_id: Path[Id], body: GoalsIn) -> list[contracts.GoalCard]:
    targets = [facade.GoalTarget(g.metric, g.target, g.dimension, g.note) for g in body.goals]
    facade.set_goals(show_id, targets, actor(request))
    return facade.goal_cards(show_id)


@router.get(
    "/{show_id}/phases",
    response=list[contracts.PhaseCard],
    summary="Phase bar: open tasks of each phase, reasons before the next gate",
)
def get_phases(request: HttpRequest, show_id: Path[Id]) -> list[contracts.PhaseCard]:
    reader(request, show_id)
    return facade.phase_bar(show_id, now())


@router.post(
    "/{show_id}/phase",
    response=contracts.ShowCard,
    summary="Enter the next phase through its gate (a room goes on air at /rooms/{slug}/start)",
)
def enter_phase(request: HttpRequest, show_id: Path[Id], body: PhaseIn) -> contracts.ShowCard:
    reader(request, show_id)
    facade.leave_to_room(show_id, body.phase)
    return facade.enter_phase(show_id, body.phase, actor(request), now())


@router.get(
    "/{show_id}/completion",
    response=contracts.Completion,
    summary="Scripted against executed segments, with the skipped ones",
)
def get_completion(request: HttpRequest, show_id: Path[Id]) -> contracts.Completion:
    reader(request, show_id)
    return facade.completion(show_id)


@router.post("/{show_id}/tasks", response={201: list[contracts.PhaseCard]}, summary="Add a task")
def add_task(
    request: HttpRequest, show_id: Path[Id], body: TaskIn
) -> Status[list[contracts.PhaseCard]]:
    facade.add_task(show_id, body.phase, body.title, body.owner, body.due_at, actor(request))
    return Status(201, facade.phase_bar(show_id, now()))


@router.put("/{show_id}/tasks/{task_id}", response=list[contracts.PhaseCard], summary="Tick a task")
def tick_task(
    request: HttpRequest, show_id: Path[Id], task_id: Path[Id], body: TickIn
) -> list[contracts.PhaseCard]:
    facade.tick_task(show_id, task_id, body.is_done, actor(request), now())
    return facade.phase_bar(show_id, now())


@router.delete(
    "/{show_id}/tasks/{task_id}", response=list[contracts.PhaseCard], summary="Remove a task"
)
def remove_task(
    request: HttpRequest, show_id: Path[Id], task_id: Path[Id]
) -> list[contracts.PhaseCard]:
    facade.remove_task(show_id, task_id, actor(request))
    return facade.phase_bar(show_id, now())


def _frame(body: ShowIn) -> facade.ShowFrame:
    return facade.ShowFrame(
        title=body.title,
        theme=body.theme,
        host_name=body.host_name,
        planned_start_at=body.planned_start_at,
        planned_end_at=body.planned_end_at,
        read_chars_per_second=body.read_chars_per_second,
    )
