"""HTTP API of a viewer's own thread with the shop of a room."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Path, Router, Schema, Status
from pydantic import ConfigDict

from kaibo.foundation.auth import viewer_auth
from kaibo.liveroom import facade as liveroom
from kaibo.service import facade

router = Router(tags=["my service"], auth=viewer_auth)
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]


class MyMessageOut(Schema):
    id: int
    sender: Literal["viewer", "staff", "system"]
    who: str = Field(description="The agent's name; empty for the viewer and the system")
    text: str
    at: int = Field(description="Unix ms")
    is_quote: bool = Field(description="It was said in the room, in public")


class MyThreadOut(Schema):
    """The viewer's talk with the shop, all shows of the room, oldest first."""

    messages: list[MyMessageOut]
    unread: int
    is_closed: bool = Field(description="A new message opens it again")


class AskServiceIn(Schema):
    """A message to the shop."""

    model_config = ConfigDict(extra="forbid")
    key: uuid.UUID = Field(description="Sent again with the same key it is the same message")
    text: Annotated[str, Field(max_length=600, pattern=r"^[^\x00]*$")]


class AskedOut(Schema):
    message_id: int
    at: int = Field(description="Unix ms")


@router.get("/{slug}", response=MyThreadOut, summary="My talk with the shop")
def my_thread(request: Any, slug: Slug) -> Any:
    room = liveroom.find_room(slug)
    threads = list(facade.mine(room.id, request.auth.subject))
    return {
        "messages": facade.messages([one.pk for one in threads]),
        "unread": sum(one.viewer_unread for one in threads),
        "is_closed": bool(threads) and all(one.state == "closed" for one in threads),
    }


@router.post("/{slug}", response=AskedOut, summary="Write to the shop")
def ask(request: Any, slug: Slug, body: AskServiceIn) -> Any:
    """At most ten messages in two minutes; answered by a personal event ``service_message``."""
    made = facade.ask_service(slug, request.auth.subject, body.text, body.key, timezone.now())
    return {"message_id": made.pk, "at": int(made.at.timestamp() * 1000)}


@router.post("/{slug}/read", response={204: None}, summary="I have read the answers")
def read(request: Any, slug: Slug) -> Any:
    facade.read_answers(slug, request.auth.subject)
    return Status(204, None)
