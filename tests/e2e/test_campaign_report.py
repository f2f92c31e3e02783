"""A campaign's report in Chromium: costs are entered and struck out, the return follows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from kaibo.catalog.models import Sku
from kaibo.promotions import facade
from kaibo.promotions.models import Campaign
from kaibo.selling.models import Order
from tests.db.promotions.test_report import from_quote, start
from tests.e2e.axe import violations
from tests.e2e.office_stage import PHONE, log_in, picture, scene_after_show
from tests.factories.selling import Stage, buyers

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_costs_are_entered_and_the_return_follows(
    page: Page, live_server: Any, client: Any
) -> None:
    scene, _orders = scene_after_show()
    campaign = _sold_at_a_lower_price(scene)
    log_in(page, live_server.url, client, scene)
    page.goto(f"{live_server.url}/studio/promotions/{campaign.pk}")
    page.get_by_role("tab", name="效果").or_(page.get_by_role("button", name="效果")).first.click()
    card = page.locator("section.card", has=page.get_by_role("heading", name="投入产出"))
    expect(card).to_contain_text("优惠")
    form = card.get_by_role("form", name="记一笔费用")
    form.get_by_label("金额（元）").fill("随便")
    page.keyboard.press("Enter")
    expect(card.get_by_role("alert")).to_contain_text("500")
    form.get_by_label("名称").fill("千川投放：晚八点到十点冲上限（第二波加投，含服务费）")
    form.get_by_label("金额（元）").fill("200.50")
    page.keyboard.press("Enter")
    line = card.get_by_role("row", name="千川投放")
    expect(line).to_contain_text("¥200.50")
    assert campaign.costs.get().amount == 20_050
    picture(page, "campaign-report")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    picture(page, "campaign-report-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    line.get_by_role("button").click()
    expect(line).to_have_count(0)
    assert campaign.costs.get().struck_at is not None


def _sold_at_a_lower_price(scene: Stage) -> Campaign:
    """Twenty sold by a flash sale of the last ten minutes, four in the ten minutes before."""
    Sku.objects.filter(pk=scene.sku.pk).update(cost=7_000)
    campaign = start(
        scene, "flash_price", name="周年庆限时抢购", quantity=60,
        terms={"prices": {str(scene.sku.pk): 9_900}}, scope={"sku_ids": [scene.sku.pk]},
    )  # fmt: skip
    cheap = [from_quote(scene, who, 1) for who in buyers(20)]
    now, span = timezone.now(), dt.timedelta(minutes=10)
    Campaign.objects.filter(pk=campaign.pk).update(starts_at=now - span, started_at=now - span)
    Order.objects.filter(id__in=[one.pk for one in cheap]).update(state="paid", paid_at=now)
    Order.objects.exclude(id__in=[one.pk for one in cheap]).update(paid_at=now - span * 1.5)
    found = facade.campaign(campaign.pk)
    assert found is not None
    return found
