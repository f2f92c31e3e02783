"""``/setup``: the first-run wizard."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kaibo.console.setup import Wish, is_open_to, make_own_shop
from kaibo.foundation.auth import browser_call
from kaibo.team.facade import Staff, open_session

router = Router(tags=["setup"])


class SetupState(Schema):
    is_open: bool = Field(description="The wizard may run for whoever asks.")


class SetupBody(Schema):
    shop_name: str = Field(min_length=1, max_length=80)
    slug: str = Field(min_length=1, max_length=40, description="Address of the room: /r/<slug>.")
    company_name: str = Field(min_length=2, max_length=120)
    license_no: str = Field(min_length=1, max_length=40)
    username: str = Field(min_length=2, max_length=60)
    display_name: str = Field(min_length=1, max_length=40)
    password: str = Field(min_length=1, max_length=128)


class SetupOut(Schema):
    username: str


@router.get("", response=SetupState, summary="May the wizard run?")
def setup_state(request: HttpRequest) -> dict[str, bool]:
    return {"is_open": is_open_to(_whoever(request))}


@router.post("", response=SetupOut, auth=browser_call, summary="Make one's own shop")
def set_up(request: HttpRequest, body: SetupBody) -> dict[str, str]:
    """Creates shop, room and administrator, ends the demo's log-ins, logs the administrator in."""
    admin = make_own_shop(_whoever(request), Wish(**body.dict()))
    open_session(request, admin, verified=False)
    return {"username": admin.username}


def _whoever(request: HttpRequest) -> Staff | None:
    return request.user if isinstance(request.user, Staff) and request.user.is_active else None
