"""What a wish costs, what is stored of it, and what it lacks to become an order."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.db.checkout.people import bearer, post
from tests.db.checkout.scene import Scene, campaign, coupon, points, scene

from kaibo.members.models import Address
from kaibo.selling.contracts import OrderPlan
from kaibo.selling.models import Offer, PurchaseCount, Quote
from kaibo.selling.models.cart import NoReturnConsent

pytestmark = pytest.mark.django_db


def ask(made: Scene, *lines: tuple[Offer, int], **more: Any) -> Any:
    wanted = [{"offer_id": offer.pk, "quantity": n} for offer, n in lines]
    who = bearer(made.buyer.pk, more.pop("kind", "buyer"))
    return post("/checkout/quote", who, room=made.slug, lines=wanted, **more)


def plan_of(answer: dict[str, Any]) -> OrderPlan:
    stored = Quote.objects.get(pk=answer["quote_id"])
    return msgspec.convert(stored.plan, OrderPlan, strict=False)


def test_a_plain_wish_costs_its_prices() -> None:
    made = scene()
    answer = ask(made, (made.quilt, 2), (made.towel, 1)).json()
    assert answer["lacks"] == []
    assert (answer["goods_amount"], answer["pay_amount"]) == (29790, 29790)
    assert [line["paid"] for line in answer["lines"]] == [25800, 3990]
    plan = plan_of(answer)
    assert [(line.offer_id, line.quantity) for line in plan.lines] == [
        (made.quilt.pk, 2), (made.towel.pk, 1),
    ]  # fmt: skip
    assert (plan.moves, plan.coupon_claims, plan.pay_amount) == ([], [], 29790)


@pytest.mark.capability("PROM-06")
def test_spend_and_save_is_cut_from_lines_to_the_cent_and_explained() -> None:
    made = scene()
    campaign(
        made, "spend_save", {"tiers": [{"threshold": 20000, "off_amount": 3000}]}, name="满200减30"
    )
    short = ask(made, (made.quilt, 1)).json()
    assert short["pay_amount"] == 12900
    assert "差 ¥71.00 可再减 ¥30.00" in short["hints"][0]["zh"]
    answer = ask(made, (made.quilt, 2), (made.towel, 1)).json()
    assert (answer["discount_amount"], answer["pay_amount"]) == (3000, 26790)
    cuts = [line["cuts"] for line in answer["lines"]]
    assert sum(cut["amount"] for line in cuts for cut in line) == 3000
    assert {cut["name"] for line in cuts for cut in line} == {"满200减30"}
    said = [step["zh"] for step in answer["steps"]]
    assert said[0] == "商品合计 ¥297.90"
    assert said[-1] == "到手价 ¥267.90"
    assert answer["steps"][-1]["en"] == "To pay ¥267.90"
    assert Quote.objects.get(pk=answer["quote_id"]).explanation["steps"][-1]["zh"] == said[-1]


@pytest.mark.capability("PROM-04")
def test_the_best_coupon_is_taken_unless_the_buyer_chooses() -> None:
    made = scene()
    small, large = coupon(made, 500, 0), coupon(made, 2000, 9900)
    best = ask(made, (made.quilt, 1)).json()
    assert best["pay_amount"] == 10900
    assert [one["claim_id"] for one in best["coupons"] if one["is_used"]] == [large.pk]
    plan = plan_of(best)
    assert plan.coupon_claims == [large.pk]
    assert [(move.amount, move.reason) for move in plan.moves] == [(1, "coupon")]
    assert plan.campaigns == {large.campaign_id: 1}
    chosen = ask(made, (made.quilt, 1), coupon_claim_ids=[small.pk]).json()
    assert chosen["pay_amount"] == 12400
    assert ask(made, (made.quilt, 1), coupon_claim_ids=[]).json()["pay_amount"] == 12900


def test_points_pay_a_part_when_switched_on() -> None:
    made = scene()
    points(made, 1500)
    off = ask(made, (made.quilt, 1)).json()
    assert (off["purse"]["points"], off["pay_amount"]) == (1500, 12900)
    on = ask(made, (made.quilt, 1), points=None).json()
    assert (on["points_used"], on["points_amount"], on["pay_amount"]) == (1500, 1500, 11400)
    assert [(move.amount, move.reason) for move in plan_of(on).moves] == [(1500, "points")]


def test_goods_without_return_need_a_tick_of_their_own() -> None:
    made = scene()
    without = ask(made, (made.honey, 1), (made.quilt, 1)).json()
    assert (without["quote_id"], without["lacks"]) == (None, ["tick"])
    assert [line["needs_tick"] for line in without["lines"]] == [True, False]
    lines = [{"offer_id": made.honey.pk, "quantity": 1, "no_return_known": True}]
    ticked = post("/checkout/quote", bearer(made.buyer.pk), room=made.slug, lines=lines).json()
    consent = NoReturnConsent.objects.get(quote_id=ticked["quote_id"])
    assert (consent.offer_id, "鲜活易腐" in consent.text) == (made.honey.pk, True)
    again = ask(made, (made.honey, 1)).json()
    assert again["lacks"] == ["tick"]  # the tick holds for one purchase


def test_what_cannot_be_bought_is_told_and_left_out() -> None:
    made = scene()
    Offer.objects.filter(pk=made.towel.pk).update(is_listed=False)
    answer = ask(made, (made.quilt, 21), (made.towel, 1), (made.honey, 1)).json()
    assert {line["fact"]["offer_id"]: line["state"] for line in answer["lines"]} == {
        made.quilt.pk: "short", made.towel.pk: "unlisted", made.honey.pk: "ok",
    }  # fmt: skip
    assert answer["pay_amount"] == 5900
    assert "lines" in answer["lacks"]
    assert answer["quote_id"] is None


def test_a_limit_counts_what_is_held_already() -> None:
    made = scene()
    Offer.objects.filter(pk=made.quilt.pk).update(per_user_limit=3)
    PurchaseCount.objects.create(
        kind=1, subject_id=made.quilt.link_id, buyer_id=made.buyer.pk, quantity=2, allowed=3
    )
    assert ask(made, (made.quilt, 1)).json()["lines"][0]["state"] == "ok"
    over = ask(made, (made.quilt, 2)).json()["lines"][0]
    assert (over["state"], over["fact"]["allowed"]) == ("limit", 1)


def test_a_guest_a_homeless_buyer_and_a_room_off_air_get_a_price_but_no_quote() -> None:
    made = scene()
    assert ask(made, (made.quilt, 1), kind="guest").json()["lacks"] == ["login"]
    Address.objects.filter(viewer=made.buyer).delete()
    homeless = ask(made, (made.quilt, 1)).json()
    assert (homeless["lacks"], homeless["pay_amount"]) == (["address"], 12900)
    made.stage.room.is_on_air = False
    made.stage.room.save()
    assert "not_on_air" in ask(made, (made.quilt, 1)).json()["lacks"]
    assert not Quote.objects.exists()


@pytest.mark.parametrize(
    ("lines", "status"),
    [([], 422), ([{"offer_id": 0, "quantity": 1}], 422), ([{"offer_id": 1, "quantity": 1000}], 422),
     ([{"offer_id": 2**62, "quantity": 1}], 200)],
)  # fmt: skip
def test_bad_lines_are_refused(lines: list[dict[str, int]], status: int) -> None:
    made = scene()
    who = bearer(made.buyer.pk)
    answer = post("/checkout/quote", who, room=made.slug, lines=lines)
    assert answer.status_code == status
    assert post("/checkout/quote", who, room="nowhere", lines=lines or [1]).status_code in (
        404,
        422,
    )
