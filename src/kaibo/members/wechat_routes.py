"""HTTP API of what is only there inside WeChat: log-in and the share card."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.config import config
from kaibo.members import facade
from kaibo.members import schemas as s
from kaibo.members.contracts import ViewerSession

router = Router(tags=["viewers"])
# A path of ours: one slash, then anything but a second one.
PATH = r"^/([^/\\\x00-\x20][^\x00-\x20]*)?$"


class WeChatStartOut(Schema):
    """Where to go."""

    url: str = Field(description="At WeChat; it comes back to the page with `code` and `state`")


class WeChatLogInIn(Schema):
    """What WeChat brought back in the page's address."""

    code: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\w-]+$")]
    state: Annotated[str, Field(min_length=1, max_length=200)]


class ShareSignatureOut(Schema):
    """For `wx.config` of the JS-SDK."""

    app_id: str
    timestamp: int = Field(description="Unix seconds")
    nonce: str
    signature: str


@router.get("/authorize", response=WeChatStartOut, auth=viewer_auth)
def start_wechat_log_in(
    request: Any,
    back: Annotated[str, Query(max_length=200, pattern=PATH, description="Page to come back to")],
    scope: Annotated[
        Literal["snsapi_base", "snsapi_userinfo"],
        Query(description="snsapi_base asks nothing; snsapi_userinfo asks for the nickname"),
    ] = "snsapi_base",
) -> dict[str, str]:
    """Begin the log-in of the in-app browser."""
    return {"url": facade.begin_wechat(request.auth.subject, _origin(request), back, scope)}


@router.post("/login", response=s.SessionOut, auth=viewer_auth)
def log_in_by_wechat(request: Any, body: WeChatLogInIn) -> ViewerSession:
    """Finish it; the answer's viewer may be another one than the guest's. Ordering still needs a
    phone number that was verified once."""
    now = datetime.now(UTC)
    return facade.log_in_by_wechat(request.auth.subject, body.code, body.state, now)


@router.get("/share", response=ShareSignatureOut, auth=viewer_auth)
def sign_share_card(
    request: Any,
    url: Annotated[str, Query(max_length=600, description="The page's address, as it stands")],
) -> Any:
    """Sign a page of ours for the share card."""
    return facade.sign_share(url, _origin(request), datetime.now(UTC))


def _origin(request: HttpRequest) -> str:
    """The address under which the caller sees us."""
    return config().public_origin or f"{request.scheme}://{request.get_host()}"
