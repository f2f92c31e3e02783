"""Channels of a show: main platform and those beside it, with what each brought."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import Field, StringConstraints

from kaibo.planning import facade
from kaibo.planning.routes.asking import actor, now, reader, router
from kaibo.planning.schemas import Id

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", strip_whitespace=True)]
BIGGEST = 10**13
PEOPLE = 2**31 - 1


class ChannelIn(Schema):
    """A channel as planned."""

    name: Text = Field(min_length=1, max_length=40, examples=["抖音主号"])
    platform: str = Field(max_length=16, examples=["douyin"])
    is_main: bool = Field(False, examples=[True])
    link: Text = Field("", max_length=300, examples=["https://live.douyin.com/1234"])
    push_url: Text = Field("", max_length=300, examples=["rtmp://push.example.com/live"])
    key: Text | None = Field(
        None, max_length=200, description="Null keeps the stored key, empty forgets it."
    )
    target_gmv: int = Field(0, ge=0, le=BIGGEST, examples=[5_000_000])
    target_viewers: int = Field(0, ge=0, le=PEOPLE, examples=[20_000])


class ChannelsIn(Schema):
    """All channels of a show."""

    channels: list[ChannelIn] = Field(max_length=12)


class ChannelOut(Schema):
    """A channel with what its platform reported."""

    id: int = Field(examples=[2])
    name: str = Field(examples=["抖音主号"])
    platform: str = Field(examples=["douyin"])
    is_main: bool = Field(examples=[True])
    link: str = Field(examples=["https://live.douyin.com/1234"])
    push_url: str = Field(examples=["rtmp://push.example.com/live"])
    has_key: bool = Field(description="The key itself is never shown.", examples=[True])
    target_gmv: int = Field(examples=[5_000_000])
    target_viewers: int = Field(examples=[20_000])
    result_gmv: int | None = Field(description="Null until it is typed in.", examples=[4_820_000])
    result_orders: int | None = Field(examples=[381])
    result_viewers: int | None = Field(examples=[18_400])
    result_note: str = Field(examples=["来自抖音罗盘"])
    result_at: datetime | None = Field(examples=["2026-11-22T15:00:00Z"])

    @staticmethod
    def resolve_has_key(row: Any) -> bool:
        return row.key_cipher is not None


class ChannelResultIn(Schema):
    """What a platform reported."""

    gmv: int | None = Field(None, ge=0, le=BIGGEST, examples=[4_820_000])
    orders: int | None = Field(None, ge=0, le=PEOPLE, examples=[381])
    viewers: int | None = Field(None, ge=0, le=PEOPLE, examples=[18_400])
    note: Text = Field("", max_length=120, examples=["来自抖音罗盘"])


@router.get("/{show_id}/channels", response=list[ChannelOut], summary="Channels of a show")
def get_channels(request: HttpRequest, show_id: Path[Id]) -> Any:
    """The main platform and those beside it, with targets and results."""
    reader(request, show_id)
    return facade.channels(show_id)


@router.put("/{show_id}/channels", response=list[ChannelOut], summary="Set the channels")
def set_channels(request: HttpRequest, show_id: Path[Id], body: ChannelsIn) -> Any:
    """Channels are known by name: those that stay keep their key and their results."""
    drafts = [facade.ChannelDraft(**channel.dict()) for channel in body.channels]
    facade.set_channels(show_id, drafts, actor(request))
    return facade.channels(show_id)


@router.put(
    "/{show_id}/channels/{channel_id}/result", response=list[ChannelOut],
    summary="Type in what a platform reported",
)  # fmt: skip
def set_channel_result(
    request: HttpRequest, show_id: Path[Id], channel_id: Path[Id], body: ChannelResultIn
) -> Any:
    """May be corrected later; the audit keeps each."""
    result = facade.ChannelResult(**body.dict())
    facade.set_channel_result(show_id, channel_id, result, actor(request), now())
    return facade.channels(show_id)
