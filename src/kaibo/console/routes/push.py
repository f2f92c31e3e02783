"""What an encoder (OBS, a phone app) needs to push into a room."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from kaibo.console.auth import staff_auth
from kaibo.foundation import addresses
from kaibo.foundation.config import config
from kaibo.liveroom import facade as liveroom

router = Router(tags=["live desk"], auth=staff_auth)
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]


class PushOut(Schema):
    server: str = Field(description="Goes into the server field of OBS.")
    key: str = Field(description="Goes into the key field; whoever has it may push.")


@router.get("/{slug}/push", response=PushOut, summary="Server and key for the encoder")
def push(request: HttpRequest, slug: Slug) -> dict[str, str]:
    """For those who run the desk only."""
    room = liveroom.find_room(slug)
    return _answer(liveroom.stream_key(room.id, _actor(request)))


@router.post("/{slug}/push/renew", response=PushOut, summary="A new key for the encoder")
def renew_push_key(request: HttpRequest, slug: Slug) -> dict[str, str]:
    """The old key is refused from the next connection on."""
    room = liveroom.find_room(slug)
    return _answer(liveroom.renew_stream_key(room.id, _actor(request)))


def _answer(key: str) -> dict[str, str]:
    return {"server": addresses.rtmp(config()), "key": key}


def _actor(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]  # set by ninja
