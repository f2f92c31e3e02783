"""``/social``: what viewers do about shops, shows and one another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from kaibo.foundation.auth import viewer_auth
from kaibo.growth import facade
from kaibo.growth import schemas as s
from kaibo.growth.rules import fans as fan_rules
from kaibo.liveroom import facade as liveroom
from kaibo.members.token_auth import buyer_auth

router = Router(tags=["social"])


@router.get("/rooms/{slug}", response=s.RoomSocialOut, auth=viewer_auth)
def room_social(request: Any, slug: s.Slug) -> dict[str, Any]:
    """Everything of one viewer that the room shows beside the show."""
    room, viewer, now = liveroom.find_room(slug), request.auth.subject, _now()
    circle = facade.my_circle(viewer)
    return {
        "is_following": facade.is_following(room.shop_id, viewer),
        "followers": facade.followers(room.shop_id),
        "next_show": facade.next_show(room.shop_id, viewer, now),
        "fan": facade.fan_card(room.shop_id, viewer, now),
        "push_key": facade.public_key(),
        "has_push": facade.has_push(viewer),
        "has_community": facade.has_community(room.shop_id),
        "is_open": circle["is_open"],
        "blocked": [one["viewer_id"] for one in circle["blocked"]],
    }


@router.put("/rooms/{slug}/follow", response=s.FollowOut, auth=buyer_auth)
def follow_shop(request: Any, slug: s.Slug) -> dict[str, Any]:
    """Follow the room's shop."""
    room = liveroom.find_room(slug)
    show = room.show_id if room.is_on_air else None
    facade.follow_shop(room.shop_id, request.auth.subject, show, _now())
    return {"is_following": True, "followers": facade.followers(room.shop_id)}


@router.delete("/rooms/{slug}/follow", response=s.FollowOut, auth=buyer_auth)
def unfollow_shop(request: Any, slug: s.Slug) -> dict[str, Any]:
    """Follow it no longer."""
    room = liveroom.find_room(slug)
    facade.unfollow_shop(room.shop_id, request.auth.subject, _now())
    return {"is_following": False, "followers": facade.followers(room.shop_id)}


@router.put("/rooms/{slug}/reserve", response=s.ReservableShow | None, auth=buyer_auth)
def reserve_show(request: Any, slug: s.Slug, body: s.ReserveIn) -> Any:
    """Ask to be told of the shop's next show."""
    now = _now()
    facade.reserve_show(slug, body.show_id, request.auth.subject, body.by_sms, now)
    return facade.next_show(liveroom.find_room(slug).shop_id, request.auth.subject, now)


@router.delete("/reservations/{show_id}", response={204: None}, auth=buyer_auth)
def cancel_reservation(request: Any, show_id: s.Id) -> Status[None]:
    """No more messages of this show."""
    facade.cancel_reservation(show_id, request.auth.subject, _now())
    return Status(204, None)


@router.get("/reminders", response=s.MyRemindersOut, auth=buyer_auth)
def my_reminders(request: Any) -> dict[str, Any]:
    """What the caller waits for, and whether a browser takes reminders."""
    viewer = request.auth.subject
    return {
        "has_push": facade.has_push(viewer),
        "reservations": facade.my_reservations(viewer, _now()),
    }


@router.put("/push", response={204: None}, auth=buyer_auth)
def keep_push(request: Any, body: s.PushIn) -> Status[None]:
    """Reminders may come to this browser. The address must be one of a push service."""
    facade.keep_push(request.auth.subject, body.endpoint, body.p256dh, body.auth, _now())
    return Status(204, None)


@router.delete("/push", response={204: None}, auth=buyer_auth)
def drop_push(request: Any) -> Status[None]:
    """No more reminders to any browser of the caller."""
    facade.drop_push(request.auth.subject, _now())
    return Status(204, None)


@router.get("/rooms/{slug}/fan-rules", response=s.FanRulesOut, auth=None)
def fan_rules_of(request: HttpRequest, slug: s.Slug) -> dict[str, Any]:
    """How levels and rewards are reckoned, for everybody to read."""
    shop_id = liveroom.find_room(slug).shop_id
    return {
        "minute": 1,
        "minutes_a_day": fan_rules.MINUTES_A_DAY,
        "check_in": fan_rules.OF_CHECK_IN,
        "order": fan_rules.OF_ORDER,
        "levels": [fan_rules.needs(level) for level in range(1, fan_rules.TOP + 1)],
        "rewards": facade.RewardRule.objects.filter(shop_id=shop_id, is_active=True).order_by("id"),
    }


@router.put("/rooms/{slug}/club", response=s.FanOut, auth=buyer_auth)
def join_club(request: Any, slug: s.Slug) -> Any:
    """Join the shop's fan club, for its points where it asks for some."""
    shop_id, viewer, now = liveroom.find_room(slug).shop_id, request.auth.subject, _now()
    facade.join_club(shop_id, viewer, now)
    return facade.fan_card(shop_id, viewer, now)


@router.delete("/rooms/{slug}/club", response=s.FanOut, auth=buyer_auth)
def leave_club(request: Any, slug: s.Slug) -> Any:
    """Take the badge off."""
    shop_id, viewer, now = liveroom.find_room(slug).shop_id, request.auth.subject, _now()
    facade.leave_club(shop_id, viewer, now)
    return facade.fan_card(shop_id, viewer, now)


@router.post("/rooms/{slug}/check-in", response=s.CheckedInOut, auth=buyer_auth)
def check_in(request: Any, slug: s.Slug) -> dict[str, Any]:
    """签到, once a day of the shop's zone."""
    room, viewer, now = liveroom.find_room(slug), request.auth.subject, _now()
    show = room.show_id if room.is_on_air and not room.is_rehearsal else None
    days, points = facade.check_in(room.shop_id, viewer, show, now)
    return {"streak": days, "points": points, "fan": facade.fan_card(room.shop_id, viewer, now)}


@router.post("/rooms/{slug}/shares", response={201: s.ShareOut}, auth=viewer_auth)
def make_share(request: Any, slug: s.Slug, body: s.ShareIn) -> Status[Any]:
    """A signed address of this second, to hand on. 60 an hour."""
    viewer, now = request.auth.subject, _now()
    made = facade.make_share(slug, viewer, body.link_id, body.prompt_id, body.channel, now)
    return Status(201, made)


@router.post("/visits", response=s.LandingOut, auth=viewer_auth)
def visit_share(request: Any, body: s.VisitIn) -> Any:
    """The caller came by this share; says where it leads. The sharer's own visit counts not."""
    return facade.visit(body.token, request.auth.subject, _now())


@router.get("/rooms/{slug}/viewers/{viewer_id}", response=s.ViewerCardOut, auth=buyer_auth)
def viewer_card(request: Any, slug: s.Slug, viewer_id: s.Id) -> Any:
    """The small profile of another viewer: name and badge."""
    return facade.viewer_card(liveroom.find_room(slug).shop_id, request.auth.subject, viewer_id)


@router.put("/viewers/{viewer_id}/follow", response={204: None}, auth=buyer_auth)
def follow_viewer(request: Any, viewer_id: s.Id) -> Status[None]:
    """Follow another viewer; both must take part."""
    facade.follow_viewer(request.auth.subject, viewer_id, _now())
    return Status(204, None)


@router.delete("/viewers/{viewer_id}/follow", response={204: None}, auth=buyer_auth)
def unfollow_viewer(request: Any, viewer_id: s.Id) -> Status[None]:
    """Follow them no longer."""
    facade.unfollow_viewer(request.auth.subject, viewer_id)
    return Status(204, None)


@router.put("/viewers/{viewer_id}/block", response={204: None}, auth=buyer_auth)
def block_viewer(request: Any, viewer_id: s.Id) -> Status[None]:
    """Hide what they say from the caller."""
    facade.block_viewer(request.auth.subject, viewer_id, _now())
    return Status(204, None)


@router.delete("/viewers/{viewer_id}/block", response={204: None}, auth=buyer_auth)
def unblock_viewer(request: Any, viewer_id: s.Id) -> Status[None]:
    """Show it again."""
    facade.unblock_viewer(request.auth.subject, viewer_id)
    return Status(204, None)


@router.get("/circle", response=s.CircleOut, auth=buyer_auth)
def my_circle(request: Any) -> dict[str, Any]:
    """Whom the caller follows and hides, and whether others may find them."""
    return facade.my_circle(request.auth.subject)


@router.put("/circle", response=s.CircleOut, auth=buyer_auth)
def set_social(request: Any, body: s.OpenIn) -> dict[str, Any]:
    """Take part or not; switched off, all follows in both directions end."""
    facade.set_social(request.auth.subject, body.is_open, _now())
    return facade.my_circle(request.auth.subject)


@router.post("/rooms/{slug}/community", response=s.CommunityCardOut, auth=buyer_auth)
def open_community(request: Any, slug: s.Slug, body: s.OpenCommunityIn) -> dict[str, Any]:
    """The way into the shop's group; opening it is counted once."""
    room = liveroom.find_room(slug)
    show = room.show_id if room.is_on_air else None
    found = facade.open_community(room.shop_id, request.auth.subject, show, body.prompt_id, _now())
    return {
        "name": found.name, "text": found.text, "qr_text": found.qr_text,
        "qr": facade.qr_rows(found.qr_text), "reward_points": found.reward_points,
    }  # fmt: skip


@router.post("/rooms/{slug}/community/confirm", response=s.JoinedOut, auth=buyer_auth)
def confirm_join(request: Any, slug: s.Slug, body: s.JoinIn) -> dict[str, Any]:
    """The code that stands in the group: the caller is in. Ten tries."""
    shop_id = liveroom.find_room(slug).shop_id
    return {"points": facade.confirm_join(shop_id, request.auth.subject, body.code, _now())}


def _now() -> datetime:
    return datetime.now(UTC)
