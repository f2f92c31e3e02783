"""Follow, reserve, and the reminder that reaches the buyer: once, by push or text message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from tests.db.growth.push_service import PushService, claims_of, push_service
from tests.db.growth.world import World, person, world

from kaibo.growth import facade
from kaibo.growth.actions.remind import collect_due, send_due
from kaibo.growth.models import PushSubscription, Reminder, Reservation, ShopFollow
from kaibo.members.sms.demo import DemoSms
from kaibo.planning.models import Show

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as made:
        settings.PUSH_HOSTS = (made.origin,)
        yield made


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(DemoSms, "send_notice", lambda _, phone, text: sent.append((phone, text)))
    return sent


def _remind(now: dt.datetime) -> None:
    collect_due(now)
    send_due(now)


def _states() -> list[tuple[str, str, str]]:
    rows = Reminder.objects.order_by("id")
    return list(rows.values_list("moment", "state", "channel"))


def test_a_follow_is_stored_once_and_counted_exactly() -> None:
    scene, one, two = world(), person(), person()
    assert scene.asked(one)("put", "/rooms/SLUG/follow") == {"is_following": True, "followers": 1}
    scene.asked(one)("put", "/rooms/SLUG/follow")
    scene.asked(two)("put", "/rooms/SLUG/follow")
    assert facade.followers(scene.shop.pk) == 2
    assert ShopFollow.objects.filter(show=scene.stage.show).count() == 2
    assert scene.asked(one)("delete", "/rooms/SLUG/follow")["followers"] == 1
    assert scene.asked(one)("get", "/rooms/SLUG")["is_following"] is False
    scene.asked(one)("put", "/rooms/SLUG/follow")
    assert (facade.followers(scene.shop.pk), ShopFollow.objects.count()) == (2, 2)
    scene.asked(person(is_guest=True))("put", "/rooms/SLUG/follow", status=401)


@pytest.mark.capability("LIVE-05")
def test_a_reservation_is_counted_and_its_reminder_reaches_the_browser(
    service: PushService,
) -> None:
    scene, viewer = world(), person()
    ask, show = scene.asked(viewer), scene.next_show
    card = ask("get", "/rooms/SLUG")
    assert (card["next_show"]["title"], card["next_show"]["reserved"]) == ("周五专场", 0)
    body = {"show_id": show.pk}
    assert ask("put", "/rooms/SLUG/reserve", body)["is_mine"] is True
    ask("put", "/rooms/SLUG/reserve", body)
    ask("put", "/push", service.browser("phone"), status=204)
    desk = scene.desk().get("/api/v1/growth/audience", _stretch(scene)).json()
    assert [(row["title"], row["reserved"]) for row in desk["reserved"]] == [("周五专场", 1)]
    assert Reservation.objects.get().during_id == scene.stage.show.pk

    early = show.planned_start_at - 16 * MINUTE
    _remind(early)
    assert _states() == []
    for minute in (14, 13, 12):
        _remind(show.planned_start_at - minute * MINUTE)
    Show.objects.filter(pk=show.pk).update(went_live_at=show.planned_start_at)
    for minute in (0, 1, 40):
        _remind(show.planned_start_at + minute * MINUTE)
    phone = service.browsers["phone"]
    assert [message["tag"][-4:] for message in phone.got] == ["soon", "live"]
    assert "周五专场" in phone.got[0]["body"]
    assert phone.got[1]["url"] == f"/r/{scene.room.slug}?from=reminder"
    assert _states() == [("soon", "sent", "push"), ("live", "sent", "push")]
    head = phone.headers[0]
    assert head["content-encoding"] == "aes128gcm"
    claims = claims_of(head["authorization"], card["push_key"], service.origin)
    assert claims["sub"].startswith(("mailto:", "https://"))


def test_what_is_stored_of_a_browser_is_sealed(service: PushService) -> None:
    scene, one, two = world(), person(), person()
    browser = service.browser("phone")
    scene.asked(one)("put", "/push", browser, status=204)
    row = PushSubscription.objects.get()
    assert browser["endpoint"].encode() not in bytes(row.sealed)
    assert browser["auth"].encode() not in bytes(row.sealed)
    scene.asked(two)("put", "/push", browser, status=204)  # another person on the same browser
    assert PushSubscription.objects.get().viewer_id == two.pk
    assert facade.has_push(one.pk) is False


def test_a_busy_push_service_is_asked_again_and_a_gone_browser_never(
    service: PushService, texts: list[tuple[str, str]]
) -> None:
    scene, one, two = world(), person(), person(phone="13800001234")
    for viewer, name in ((one, "busy"), (two, "gone")):
        scene.asked(viewer)("put", "/push", service.browser(name), status=204)
        body = {"show_id": scene.next_show.pk, "by_sms": viewer is two}
        scene.asked(viewer)("put", "/rooms/SLUG/reserve", body)
    service.browsers["busy"].answers = [503, 429]
    service.browsers["gone"].answers = [410]
    start = scene.next_show.planned_start_at
    _remind(start - 14 * MINUTE)
    assert sorted(_states()) == [("soon", "due", "push"), ("soon", "sent", "sms")]
    assert [phone for phone, _text in texts] == ["13800001234"]
    assert PushSubscription.objects.get(viewer=two).why == "gone"
    _remind(start - 14 * MINUTE)  # too early to try again
    assert service.browsers["busy"].answers == [429]
    for minute in (13, 12, 11):
        _remind(start - minute * MINUTE)
    assert len(service.browsers["busy"].got) == 1
    assert {state for _moment, state, _channel in _states()} == {"sent"}
    assert len(texts) == 1


def test_a_text_message_needs_the_tick_and_a_cancelled_reservation_is_silent(
    texts: list[tuple[str, str]],
) -> None:
    scene, asked, silent, left = world(), person(), person(), person()
    body = {"show_id": scene.next_show.pk}
    scene.asked(asked)("put", "/rooms/SLUG/reserve", body | {"by_sms": True})
    scene.asked(silent)("put", "/rooms/SLUG/reserve", body)
    scene.asked(left)("put", "/rooms/SLUG/reserve", body | {"by_sms": True})
    mine = scene.asked(left)("get", "/reminders")
    assert [one["by_sms"] for one in mine["reservations"]] == [True]
    scene.asked(left)("delete", f"/reservations/{scene.next_show.pk}", status=204)
    _remind(scene.next_show.planned_start_at - 10 * MINUTE)
    assert len(texts) == 1
    assert sorted(_states()) == [("soon", "none", ""), ("soon", "sent", "sms")]
    assert facade.next_show(scene.shop.pk, left.pk, timezone.now()).reserved == 2


def test_an_interrupted_send_is_not_repeated(texts: list[tuple[str, str]]) -> None:
    scene, viewer = world(), person()
    scene.asked(viewer)(
        "put", "/rooms/SLUG/reserve", {"show_id": scene.next_show.pk, "by_sms": True}
    )
    now = scene.next_show.planned_start_at - 10 * MINUTE
    collect_due(now)
    Reminder.objects.update(state="sending", tries=1)  # the worker was killed here
    _remind(now + MINUTE)
    assert texts == []
    assert _states() == [("soon", "sending", "")]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://evil.example/x",
        "https://fcm.googleapis.com.evil.example/x", "https://fcm.googleapis.com:8443/x",
        "https://user@169.254.169.254/x", "ftp://fcm.googleapis.com/", "//fcm.googleapis.com/x",
    ],
)  # fmt: skip
def test_an_address_that_is_no_push_service_is_refused(endpoint: str) -> None:
    with push_service() as service:
        body = service.browser("x") | {"endpoint": endpoint}
    world().asked(person())("put", "/push", body, status=422)


def test_a_show_that_began_cannot_be_reserved_nor_one_of_another_shop() -> None:
    scene, other, viewer = world(), world(), person()
    ask = scene.asked(viewer)
    ask("put", "/rooms/SLUG/reserve", {"show_id": other.next_show.pk}, status=404)
    Show.objects.filter(pk=scene.next_show.pk).update(phase="on_air")
    ask("put", "/rooms/SLUG/reserve", {"show_id": scene.next_show.pk}, status=409)
    assert Reservation.objects.count() == 0


def _stretch(scene: World) -> dict[str, object]:
    today = timezone.now().date()
    day = dt.timedelta(days=1)
    return {"shop_id": scene.shop.pk, "since": today - day, "until": today + day}
