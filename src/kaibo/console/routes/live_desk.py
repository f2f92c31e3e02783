"""The desk of a room: what operators press, and the one answer their pages start from."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from kaibo.console.auth import staff_auth
from kaibo.console.live import air, desk_actions, schemas
from kaibo.console.live.desk import desk as desk_answer
from kaibo.console.live.undo import undo as undo_action
from kaibo.foundation.errors import InvalidInput
from kaibo.interaction import facade as interaction
from kaibo.liveroom import facade as liveroom
from kaibo.selling import offer_facade as offers
from kaibo.team import facade as team

router = Router(tags=["live desk"], auth=staff_auth)
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("", response=list[schemas.RoomOut], summary="My rooms")
def rooms(request: HttpRequest) -> Any:
    """Rooms of the shops I work in."""
    return liveroom.rooms_of([shop.pk for shop in team.shops_of(_actor(request))])


@router.get("/{slug}/desk", response=schemas.DeskOut, summary="The desk in one answer")
def desk(request: HttpRequest, slug: Slug) -> Any:
    """State, script, runs, last actions, open confirmations, mutes, and shows that may start."""
    return desk_answer(slug, _actor(request), timezone.now())


@router.post("/{slug}/start", response=schemas.Done, summary="Go live")
def start(request: HttpRequest, slug: Slug, body: schemas.StartIn) -> Any:
    """Refused with code ``gate_closed`` and every open reason while the gate is closed."""
    return _done(
        air.start_show(
            slug, body.show_id, _actor(request), timezone.now(), lists_all=body.lists_all
        )
    )


@router.post("/{slug}/end", response=schemas.Done, summary="End the show")
def end(request: HttpRequest, slug: Slug) -> Any:
    """Unlists everything, returns unsold stock, starts the review."""
    return _done(air.end_show(slug, _actor(request), timezone.now()))


@router.post("/{slug}/pin", response=schemas.Done, summary="Present a link (讲解)")
def pin(request: HttpRequest, slug: Slug, body: schemas.PinIn) -> Any:
    room = liveroom.find_room(slug)
    return _done(desk_actions.pin(room.id, body.link_id, _actor(request), timezone.now()))


@router.post("/{slug}/unpin", response=schemas.Done, summary="Present nothing")
def unpin(request: HttpRequest, slug: Slug) -> Any:
    room = liveroom.find_room(slug)
    return _done(liveroom.unpin_link(room.id, _actor(request), timezone.now()))


@router.post("/{slug}/segment", response=schemas.Done, summary="Advance the run sheet")
def segment(request: HttpRequest, slug: Slug, body: schemas.SegmentIn) -> Any:
    """Segments that are passed over are marked as skipped."""
    room = liveroom.find_room(slug)
    return _done(desk_actions.advance(room.id, body.segment_id, _actor(request), timezone.now()))


@router.post("/{slug}/announce", response=schemas.Done, summary="Announce")
def announce(request: HttpRequest, slug: Slug, body: schemas.AnnounceIn) -> Any:
    room = liveroom.find_room(slug)
    return _done(liveroom.announce(room.id, body.text, _actor(request), timezone.now()))


@router.put("/{slug}/comment-orders", response={204: None}, summary="Switch comment orders")
def set_comment_orders(request: HttpRequest, slug: Slug, body: schemas.SwitchIn) -> Any:
    """评论下单 for the show on air: comments like 扣1 are answered with an order to confirm."""
    room = liveroom.find_room(slug)
    liveroom.set_comment_orders(room.id, body.is_on, _actor(request), timezone.now())
    return Status(204, None)


@router.post("/{slug}/mute", response=schemas.Done, summary="Mute a viewer")
def mute(request: HttpRequest, slug: Slug, body: schemas.MuteIn) -> Any:
    room, actor = liveroom.find_room(slug), _actor(request)
    return _done(
        interaction.mute(room.id, body.viewer_id, body.minutes, body.reason, actor, timezone.now())
    )


@router.post("/{slug}/unmute", response=schemas.Done, summary="Let a viewer speak again")
def unmute(request: HttpRequest, slug: Slug, body: schemas.UnmuteIn) -> Any:
    room = liveroom.find_room(slug)
    return _done(interaction.unmute(room.id, body.viewer_id, _actor(request), timezone.now()))


@router.post("/{slug}/offers/{offer_id}/price", response=schemas.Done, summary="Change a price")
def price(request: HttpRequest, slug: Slug, offer_id: Id, body: schemas.PriceIn) -> Any:
    """Code ``second_person_needed`` when the change needs a confirmation; ``change`` names it."""
    versions = {offer_id: body.version} if body.version is not None else None
    return _done(
        offers.change_price(
            _step(request, slug), _ids(offer_id, body), body.price, body.confirmation_id, versions
        )
    )


@router.post("/{slug}/offers/{offer_id}/stock", response=schemas.Done, summary="Change stock")
def stock(request: HttpRequest, slug: Slug, offer_id: Id, body: schemas.StockIn) -> Any:
    """Moves units between warehouse and link; never below zero."""
    return _done(offers.change_stock(_step(request, slug), _ids(offer_id, body), body.delta))


@router.post("/{slug}/offers/{offer_id}/flash", response=schemas.Done, summary="Flash sale")
def flash(request: HttpRequest, slug: Slug, offer_id: Id, body: schemas.FlashIn) -> Any:
    """Starts now and ends by itself after ``seconds``, or stops at once."""
    step, ids = _step(request, slug), _ids(offer_id, body)
    if body.action == "stop":
        return _done(offers.stop_flash(step, ids))
    if body.price is None:
        raise InvalidInput(_("请填写秒杀价"), field="price")
    return _done(offers.start_flash(step, ids, body.price, body.seconds, body.confirmation_id))


@router.post("/{slug}/offers/{offer_id}/list", response=schemas.Done, summary="List, unlist, limit")
def list_offer(request: HttpRequest, slug: Slug, offer_id: Id, body: schemas.ListIn) -> Any:
    """Exactly one of ``is_listed`` and ``per_user_limit``: each is an action of its own."""
    if (body.is_listed is None) == (body.per_user_limit is None):
        raise InvalidInput(_("请只填写 is_listed 或 per_user_limit 其中一项"))
    step, ids = _step(request, slug), _ids(offer_id, body)
    if body.is_listed is not None:
        return _done(offers.list_offers(step, ids, body.is_listed))
    return _done(offers.change_limit(step, ids, body.per_user_limit or 0))


@router.post("/{slug}/undo/{action_id}", response=schemas.Done, summary="Undo within 30 s")
def undo(request: HttpRequest, slug: Slug, action_id: Id) -> Any:
    """A compensating action; placed orders keep their price."""
    return _done(undo_action(slug, action_id, _actor(request), timezone.now()))


@router.post("/{slug}/confirmations", response=schemas.Asked, summary="Ask a second person")
def ask(request: HttpRequest, slug: Slug, body: schemas.AskIn) -> Any:
    """Shown at once on the other desks of this room; good for two minutes."""
    room = liveroom.find_room(slug)
    detail = {"offer_ids": sorted(body.offer_ids), "price": body.price}
    asked = liveroom.ask(room.id, body.verb, detail, _actor(request), timezone.now())
    return {"confirmation_id": asked}


@router.post(
    "/{slug}/confirmations/{confirmation_id}", response=schemas.Asked, summary="Say yes as second"
)
def confirm(request: HttpRequest, slug: Slug, confirmation_id: Id) -> Any:
    """Refused for the person who asked; the change itself is made by that person, within 2 min."""
    room = liveroom.find_room(slug)
    liveroom.confirm(room.id, confirmation_id, _actor(request), timezone.now())
    return {"confirmation_id": confirmation_id}


def _actor(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _step(request: HttpRequest, slug: str) -> offers.Step:
    return offers.Step(liveroom.find_room(slug).id, _actor(request), timezone.now())


def _ids(offer_id: int, body: schemas.Scoped) -> list[int]:
    return offers.offers_of_link(offer_id) or [offer_id] if body.whole_link else [offer_id]


def _done(action_id: int) -> dict[str, int]:
    return {"action_id": action_id}
