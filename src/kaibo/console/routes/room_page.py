"""What the buyer's page of a room needs to start: state, addresses of the live lane, seller."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Any, cast

import msgspec
from django.apps import apps
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from pydantic import WithJsonSchema

from kaibo.foundation import addresses
from kaibo.foundation.clock import now_ms, to_ms
from kaibo.foundation.config import Config, config
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import Shop
from kaibo.interaction import rating_facade as ratings
from kaibo.liveroom.contracts import RoomState
from kaibo.selling import hot

router = Router(tags=["rooms"])
_turns = count()


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A JSON schema without ``$ref``: the OpenAPI file keeps definitions elsewhere."""
    if isinstance(schema, list):
        return [_inlined(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    return {key: _inlined(value, definitions) for key, value in schema.items() if key != "$defs"}


_STATE = msgspec.json.schema(RoomState)
RoomStateJson = Annotated[
    dict[str, Any], WithJsonSchema(cast("Any", _inlined(_STATE, _STATE["$defs"])))
]


class PlayUrls(Schema):
    """Where the video is; the page takes what its browser can play."""

    ws: str = Field(description="Fragmented MP4 over WebSocket")
    hls: str = Field(description="HLS playlist")


class SellerOut(Schema):
    """Who sells here (E-Commerce Law art. 15)."""

    shop_name: str
    company_name: str
    license_no: str = Field(description="Business licence number")
    service_contact: str = Field(description="Phone or account of the service desk; may be empty")
    is_demo: bool


class NextShowOut(Schema):
    """The show that comes next in this shop."""

    title: str
    host_name: str
    starts_at: int = Field(description="Unix ms, planned")


class RoomPageOut(Schema):
    """Everything of the first paint."""

    state: RoomStateJson = Field(description="RoomState, as in the welcome frame of the gateway")
    now: int = Field(description="Server clock, Unix ms")
    gateway_url: str = Field(description="WebSocket address; one of `gateway_urls` in turn")
    gateway_urls: list[str] = Field(
        description="All of them, this page's first: where one does not answer, take the next"
    )
    play: PlayUrls
    seller: SellerOut
    asks_ratings: bool = Field(description="Viewers are asked for stars after a segment")
    next_show: NextShowOut | None = Field(None, description="Given while nothing is on air")


@router.get("/{slug}", response=RoomPageOut, auth=None, operation_id="room_page")
def room_page(
    request: HttpRequest, slug: Annotated[str, Path(max_length=40, pattern=r"^[-\w]+$")]
) -> Any:
    """The room as it stands, for anybody."""
    connection.ensure_connection()
    state = hot.room_state(cast("hot.Connection", connection.connection), slug)
    if state is None:
        raise NotFound(_("没有这个直播间，链接可能写错了"), slug=slug)
    settings = config()
    urls = _in_turn(addresses.gateways(settings))
    return {
        "state": msgspec.to_builtins(state),
        "now": now_ms(),
        "gateway_url": urls[0],
        "gateway_urls": urls,
        "play": play_urls(settings, slug),
        "seller": _seller(state.shop_id),
        "asks_ratings": ratings.is_on(state.shop_id),
        "next_show": None if state.is_on_air else _next_show(state.shop_id, datetime.now(UTC)),
    }


def _in_turn(urls: list[str]) -> list[str]:
    """Each page begins at the next gateway."""
    start = next(_turns) % len(urls)
    return urls[start:] + urls[:start]


def play_urls(settings: Config, slug: str) -> dict[str, str]:
    """The video addresses of a room as a browser reaches them."""
    return {
        "ws": f"{live_origin(settings, settings.media_port, 'ws')}/live/{slug}/ws",
        "hls": f"{live_origin(settings, settings.media_port, 'http')}/live/{slug}/index.m3u8",
    }


def live_origin(settings: Config, port: int, scheme: str) -> str:
    """The one origin behind a reverse proxy (https gives wss), else the process's own port."""
    if settings.public_origin is None:
        return settings.url(port, scheme)
    origin = settings.public_origin.rstrip("/")
    return origin.replace("http", "ws", 1) if scheme == "ws" else origin


def _seller(shop_id: int) -> dict[str, object]:
    shop = Shop.objects.get(pk=shop_id)
    return {
        "shop_name": shop.name,
        "company_name": shop.company_name,
        "license_no": shop.license_no,
        "service_contact": shop.service_contact,
        "is_demo": shop.is_demo,
    }


def _next_show(shop_id: int, now: datetime) -> dict[str, object] | None:
    """A show that should have begun stays the next one until it is closed or on air."""
    shows = apps.get_model("planning", "Show")._default_manager
    waiting = shows.filter(shop_id=shop_id, phase="prepare", is_rehearsal=False)
    day_start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    show = waiting.filter(planned_start_at__gte=day_start).order_by("planned_start_at").first()
    if show is None:
        return None
    return {
        "title": show.title,
        "host_name": show.host_name,
        "starts_at": to_ms(show.planned_start_at),
    }
