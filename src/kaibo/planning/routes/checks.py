"""The pre-live checklist and the gate it guards."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Path, Status

from kaibo.planning import contracts, facade
from kaibo.planning.routes.asking import actor, now, reader, router
from kaibo.planning.schemas import CheckIn, Id, SignIn

Checks = list[contracts.CheckCard]


@router.get("/{show_id}/checklist", response=Checks, summary="Checks with their sign-offs")
def get_checklist(request: HttpRequest, show_id: Path[Id]) -> Checks:
    reader(request, show_id)
    return facade.checklist(show_id)


@router.post("/{show_id}/checklist", response={201: Checks}, summary="Add a check")
def add_check(request: HttpRequest, show_id: Path[Id], body: CheckIn) -> Status[Checks]:
    reader(request, show_id)
    facade.add_check(show_id, body.category, body.title, body.is_mandatory, actor(request), now())
    return Status(201, facade.checklist(show_id))


@router.delete("/{show_id}/checklist/{item_id}", response=Checks, summary="Remove a check")
def remove_check(request: HttpRequest, show_id: Path[Id], item_id: Path[Id]) -> Checks:
    reader(request, show_id)
    facade.remove_check(show_id, item_id, actor(request), now())
    return facade.checklist(show_id)


@router.post(
    "/{show_id}/checklist/{item_id}/sign", response=Checks, summary="Sign with name and time"
)
def sign_check(request: HttpRequest, show_id: Path[Id], item_id: Path[Id], body: SignIn) -> Checks:
    reader(request, show_id)
    facade.sign_check(show_id, item_id, actor(request), now(), body.note)
    return facade.checklist(show_id)


@router.delete(
    "/{show_id}/checklist/{item_id}/sign", response=Checks, summary="Take a sign-off back"
)
def unsign_check(request: HttpRequest, show_id: Path[Id], item_id: Path[Id]) -> Checks:
    reader(request, show_id)
    facade.unsign_check(show_id, item_id, actor(request), now())
    return facade.checklist(show_id)


@router.get(
    "/{show_id}/gates/{gate}",
    response=list[contracts.GateReason],
    summary="Every reason that keeps a gate closed; empty when it is open",
)
def get_gate(
    request: HttpRequest, show_id: Path[Id], gate: Literal["go_live", "end_show", "close_show"]
) -> list[contracts.GateReason]:
    reader(request, show_id)
    return facade.open_reasons(show_id, gate, now())
