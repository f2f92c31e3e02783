"""From share to visit to order, counted from the tables; by which card."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.db.growth.world import World, person, world
from tests.factories.activities import opened
from tests.factories.selling import place

from kaibo.growth import facade as growth
from kaibo.growth.models import Share, ShareVisit
from kaibo.interaction.models import Activity
from kaibo.members.models import Address, Viewer
from kaibo.selling.models import Order

pytestmark = pytest.mark.django_db


def _share(scene: World, viewer: Viewer, **body: Any) -> Any:
    return scene.asked(viewer)("post", "/rooms/SLUG/shares", body, status=201)


def _visit(scene: World, viewer: Viewer, token: str, status: int = 200) -> Any:
    return scene.asked(viewer)("post", "/visits", {"token": token}, status=status)


def _card(scene: World) -> Activity:
    rules = {"purpose": "share", "text": "分享给好友一起买", "button": "分享"}
    return opened(scene.room.pk, "card", rules)


def _address(buyer: Viewer) -> int:
    return Address.objects.get(viewer=buyer).pk


def _pay(scene: World, buyer: Viewer, at: dt.datetime | None = None) -> None:
    (order,) = place(scene.stage, scene.stage.request(buyer, address_id=_address(buyer)))
    Order.objects.filter(pk=order.id).update(
        state="paid", paid_at=timezone.now(), placed_at=at or timezone.now()
    )


def _report(scene: World) -> Any:
    today, day = timezone.now().date(), dt.timedelta(days=1)
    asked = {"shop_id": scene.shop.pk, "since": today - day, "until": today + day}
    answer = scene.desk().get("/api/v1/growth/shares", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.capability("INTR-09")
def test_a_shared_product_moment_is_followed_to_its_visits_and_orders() -> None:
    scene, sharer, friend, stranger = world(), person("阿月"), person(), person()
    link = scene.stage.offer.link_id
    made = _share(scene, sharer, link_id=link, channel="poster")
    row = Share.objects.get()
    assert row.video_ms is None or row.video_ms > 0
    assert made["path"] == f"/r/{scene.room.slug}?s={made['token']}"
    landing = _visit(scene, friend, made["token"])
    assert (landing["room"], landing["link_id"]) == (scene.room.slug, link)
    assert landing["sharer"] == "阿月"
    _visit(scene, friend, made["token"])  # again: one visitor
    _visit(scene, sharer, made["token"])  # their own
    _visit(scene, stranger, made["token"])
    _pay(scene, friend)
    _pay(scene, sharer)
    report = _report(scene)
    assert report["total"] == {
        "shares": 1, "sharers": 1, "visits": 2, "orders": 1,
        "amount": scene.stage.offer.normal_price,
    }  # fmt: skip
    (by,) = report["sharers"]
    assert (by["viewer_id"], by["visits"], by["orders"]) == (sharer.pk, 2, 1)
    (best,) = report["best"]
    assert (best["channel"], best["orders"]) == ("poster", 1)
    other = world()
    assert _report(other)["total"]["shares"] == 0
    today = timezone.now().date()
    asked = {"shop_id": scene.shop.pk, "since": today, "until": today}
    assert other.desk().get("/api/v1/growth/shares", asked).status_code == 403


def test_the_sharer_as_a_guest_is_no_visitor_and_a_guest_who_logs_in_is_the_buyer() -> None:
    scene, sharer, buyer = world(), person(), person()
    was_sharer, was_buyer = person(is_guest=True), person(is_guest=True)
    token = _share(scene, sharer, link_id=None)["token"]
    _visit(scene, was_sharer, token)
    _visit(scene, was_buyer, token)
    assert _report(scene)["total"]["visits"] == 2
    Viewer.objects.filter(pk=was_sharer.pk).update(merged_into=sharer)
    Viewer.objects.filter(pk=was_buyer.pk).update(merged_into=buyer)
    _pay(scene, buyer)
    _pay(scene, sharer)
    total = _report(scene)["total"]
    assert (total["visits"], total["orders"]) == (1, 1)


def test_an_order_goes_to_the_last_share_within_seven_days_and_to_one_only() -> None:
    scene, one, two, buyer = world(), person(), person(), person()
    first, second = (_share(scene, who, link_id=None) for who in (one, two))
    now = timezone.now()
    for token in (first["token"], second["token"]):
        _visit(scene, buyer, token)
    ShareVisit.objects.filter(share_id=first["share_id"]).update(at=now - dt.timedelta(days=2))
    ShareVisit.objects.filter(share_id=second["share_id"]).update(at=now - dt.timedelta(days=1))
    _pay(scene, buyer)
    _pay(scene, buyer, now + dt.timedelta(days=9))  # too late for either
    _pay(scene, buyer, now - dt.timedelta(days=3))  # before both
    orders = {row["viewer_id"]: row["orders"] for row in _report(scene)["sharers"]}
    assert orders == {one.pk: 0, two.pk: 1}


@pytest.mark.capability("TRAF-13")
def test_shares_of_a_prompt_card_are_counted_by_that_card() -> None:
    """A card of the script that the operator opened; what came by it, and what came without."""
    scene, viewer, other, friend = world(), person(), person(), person()
    card = _card(scene)
    for who in (viewer, viewer, other):
        link = scene.stage.offer.link_id
        token = _share(scene, who, link_id=link, prompt_id=card.pk)["token"]
    _visit(scene, friend, token)
    _share(scene, viewer)  # without the card
    (row,) = _report(scene)["prompts"]
    assert (row["prompt_id"], row["shares"], row["sharers"], row["visits"]) == (card.pk, 3, 2, 1)
    assert (row["purpose"], row["text"]) == ("share", "分享给好友一起买")
    assert growth.prompt_rates(scene.shop.pk, {card.pk: 9})[0] | {"viewers": 9, "sharers": 2} == {
        "prompt_id": card.pk, "title": card.title, "purpose": "share", "sharers": 2, "viewers": 9,
    }  # fmt: skip
    assert growth.prompt_rates(world().shop.pk, {card.pk: 9}) == []


def test_forged_tokens_and_foreign_parts_are_refused() -> None:
    scene, viewer, elsewhere = world(), person(), world()
    token = _share(scene, viewer)["token"]
    for bad in ("", "x" * 20, token[:-1] + ("A" if token[-1] != "A" else "B"), "分" * 20):
        _visit(scene, viewer, bad, status=404)
    ask = scene.asked(viewer)
    foreign = {"link_id": elsewhere.stage.offer.link_id}
    ask("post", "/rooms/SLUG/shares", foreign, status=422)
    ask("post", "/rooms/SLUG/shares", {"prompt_id": _card(elsewhere).pk}, status=422)
    poll = opened(scene.room.pk, "poll", {"options": ["甲", "乙"]})
    ask("post", "/rooms/SLUG/shares", {"prompt_id": poll.pk}, status=422)
    Share.objects.bulk_create(
        Share(shop=scene.shop, room=scene.room, viewer=viewer, channel="link", at=timezone.now())
        for _ in range(60)
    )
    ask("post", "/rooms/SLUG/shares", {}, status=429)


def test_the_qr_code_has_the_marks_of_one() -> None:
    rows = _share(world(), person())["qr"]
    size = len(rows)
    assert size % 4 == 1
    assert {len(row) for row in rows} == {size}
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    assert [row[:7] for row in rows[:7]] == finder
    assert [row[-7:] for row in rows[:7]] == finder
    assert [row[:7] for row in rows[-7:]] == finder
    timing = "".join(str((n + 1) % 2) for n in range(size - 16))
    assert rows[6][8 : size - 8] == timing
