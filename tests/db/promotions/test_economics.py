"""What a campaign cost and returned, day by day, and how sales answered to its price."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.db.promotions.test_report import (
    API,
    COST,
    MINUTES,
    from_quote,
    group,
    page,
    paid,
    scene,
    start,
    with_coupon,
)
from tests.db.promotions.world import enter, member
from tests.factories import selling
from tests.factories.selling import PRICE, Stage

from kaibo.console.reports import campaign_economics
from kaibo.console.reports.promotions import group_figures
from kaibo.console.tables.registry import TABLES
from kaibo.promotions import facade
from kaibo.promotions.models import Campaign
from kaibo.selling.models import Order, Quote

__all__ = ["page", "scene"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.mark.capability("PROM-10")
def test_return_on_investment_with_every_line_of_cost(page: Client, scene: Stage) -> None:
    campaign = start(
        scene, name="老客 30", quantity=50, audience={"tags": ["老客"]},
        terms={"off_amount": 3000, "threshold": 20000},
    )  # fmt: skip
    regulars = group(scene, "老客", 24)
    for buyer in regulars[:12]:
        paid([with_coupon(scene, campaign, buyer)])
    paid(selling.place(scene, *[scene.request(each) for each in regulars[12:]]))
    at = f"{API}/{campaign.pk}/costs"
    for kind, name, amount in (("traffic", "千川投放", 20_000), ("people", "达人坑位费", 9_900)):
        body = {"kind": kind, "name": name, "amount": amount}
        assert page.post(at, body, content_type="application/json").status_code == 201
    wrong = page.post(
        at, {"kind": "other", "name": "填错的", "amount": 1}, content_type="application/json"
    ).json()
    assert page.delete(f"{at}/{wrong['id']}").status_code == 200
    seen = page.get(f"{API}/{campaign.pk}/report").json()
    found, row = seen["economics"], seen["groups"][0]
    lines = [(line["code"], line["name"], line["amount"]) for line in found["lines"]]
    assert lines == [
        ("discount", "", 36_000), ("traffic", "千川投放", 20_000), ("people", "达人坑位费", 9_900),
    ]  # fmt: skip
    margin = 12 * (2 * PRICE - 3000 - 2 * COST)
    assert (found["cost"], found["revenue"]) == (65_900, 12 * (2 * PRICE - 3000))
    assert found["margin_before"] == margin + 36_000
    assert found["profit"] == margin - 29_900 == found["margin_before"] - found["cost"]
    assert found["roi_bp"] == round(found["profit"] * 10_000 / 65_900)
    assert found["sales_roi_bp"] == round(found["revenue"] * 10_000 / 65_900)
    gain = row["incremental_margin"] - 29_900
    assert found["gain_roi_bp"] == round(gain * 10_000 / 65_900)
    # Quotes of before the sums by campaign were kept tell the same by the names in their lines.
    for quote in Quote.objects.filter(order_id__isnull=False):
        assert quote.explanation.pop("taken") == {str(campaign.pk): 3000}
        quote.save()
    assert page.get(f"{API}/{campaign.pk}/report").json()["economics"] == found
    (day,) = seen["days"]
    assert (day["claimed"], day["orders"], day["discount"]) == (12, 12, 36_000)
    assert day["revenue"] == found["revenue"]


def test_free_shipping_and_gifts_are_lines_of_cost(scene: Stage) -> None:
    campaign = start(scene, quantity=5, terms={"off_amount": 100, "threshold": 0})
    figures = group_figures(campaign, timezone.now())
    lines = [
        campaign_economics.CostLine("shipping", "", 1200),
        campaign_economics.CostLine("gifts", "", 700),
    ]
    found = campaign_economics.weighed(figures, lines, [])
    # What shipping cost is not in the margin yet, what gifts cost is.
    assert (found.cost, found.profit, found.margin_before) == (1900, -1200, 700)
    assert (found.roi_bp, found.sales_roi_bp) == (round(-1200 * 10_000 / 1900), 0)


def test_costs_are_checked_hidden_and_kept(page: Client, client: Client, scene: Stage) -> None:
    campaign = start(scene, quantity=1)
    at = f"{API}/{campaign.pk}/costs"
    for body in (
        {"kind": "traffic", "name": " ", "amount": 1},
        {"kind": "traffic", "name": "千川", "amount": 0},
        {"kind": "bribe", "name": "千川", "amount": 1},
    ):
        assert page.post(at, body, content_type="application/json").status_code == 422
    made = page.post(
        at, {"kind": "traffic", "name": "千川", "amount": 5}, content_type="application/json"
    ).json()
    assert page.delete(f"{at}/{made['id']}").status_code == 200
    assert page.delete(f"{at}/{made['id']}").status_code == 200  # again changes nothing
    assert page.delete(f"{at}/999999").status_code == 404
    assert campaign.costs.get().struck_at is not None
    assert any(table.model == "promotions.CampaignCost" for table in TABLES)
    host = enter(client, member(scene.shop, "host"))
    seen = host.get(f"{API}/{campaign.pk}/report").json()
    assert seen["economics"] is None
    assert seen["effect"]["during"]["margin"] is None
    body = {"kind": "traffic", "name": "千川", "amount": 1}
    assert host.post(at, body, content_type="application/json").status_code == 403


@pytest.mark.capability("PROM-08")
def test_a_lower_price_is_weighed_against_the_sales_it_brought(page: Client, scene: Stage) -> None:
    prices = {str(scene.sku.pk): 9_900}
    campaign = start(
        scene, "flash_price", name="限时抢购", quantity=60,
        terms={"prices": prices}, scope={"sku_ids": [scene.sku.pk]},
    )  # fmt: skip
    begun = campaign.started_at
    assert begun is not None
    before = selling.place(scene, *[scene.request(each) for each in selling.buyers(12)])
    during = [from_quote(scene, each, 1) for each in selling.buyers(30)]
    after = selling.place(scene, *[scene.request(each) for each in selling.buyers(6)])
    _held(campaign, begun - MINUTES, begun)
    paid(before, begun - MINUTES - dt.timedelta(minutes=5))
    paid(during, begun - dt.timedelta(minutes=5))
    paid(after, begun + dt.timedelta(milliseconds=1))
    Order.objects.filter(state="placed").delete()
    seen = page.get(f"{API}/{campaign.pk}/report").json()["effect"]
    sold = [(seen[name]["units"], seen[name]["revenue"]) for name in ("before", "during")]
    assert sold == [(12, 12 * PRICE), (30, 30 * 9_900)]
    assert seen["before"]["margin"] == 12 * (PRICE - COST)
    assert seen["during"]["margin"] == 30 * (9_900 - COST)
    assert seen["after"]["units"] == 6
    assert seen["price_bp"] == round((9_900 - PRICE) * 10_000 / PRICE)
    assert seen["units_bp"] == 15_000
    assert seen["low"] < seen["elasticity"] < seen["high"] < 0
    assert seen["problem"] == ""


def _held(campaign: Campaign, start_at: dt.datetime, stop: dt.datetime) -> None:
    """As if it had run then and was over."""
    Campaign.objects.filter(pk=campaign.pk).update(
        starts_at=start_at, started_at=start_at, ends_at=stop, ended_at=stop, state="ended"
    )
    assert facade.campaign(campaign.pk) is not None
