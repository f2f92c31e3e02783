"""What every route of planning needs: the router, who asks, and the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from ninja import Router

from kaibo.planning import facade
from kaibo.team.facade import staff_auth

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

router = Router(tags=["shows"], auth=staff_auth)


def actor(request: HttpRequest) -> Staff:
    """The staff member whose session this is."""
    return cast("Staff", request.auth)  # type: ignore[attr-defined]


def reader(request: HttpRequest, show_id: int) -> None:
    """Refuse people of other shops."""
    facade.may_read(actor(request), show_id)


def now() -> datetime:
    return datetime.now(UTC)
