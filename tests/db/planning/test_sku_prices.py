"""SKUs of a link with live prices of their own: from the cell through the freeze to the offers."""

from __future__ import annotations

import pytest
from tests.db.planning.world import NOW, World, make_world, plan, send

from kaibo.catalog.models import Sku
from kaibo.foundation.models import Shop
from kaibo.planning import facade
from kaibo.planning.models import LineupLink
from kaibo.planning.rules import cells
from kaibo.selling.models import Offer
from kaibo.selling.offer_facade import open_offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def staged() -> tuple[World, int, Sku]:
    """A planned show whose first link has a second, dearer SKU."""
    world = make_world()
    product = world.products[0]
    shop: Shop = world.shop
    big = Sku.objects.create(
        product=product, shop=shop, code="P1-2", name="加大", daily_price=25_900, cost=9_900,
        floor_price=12_900,
    )  # fmt: skip
    show = world.show()
    plan(world, show)
    return world, show, big


def test_a_price_per_sku_is_frozen_and_offered(staged: tuple[World, int, Sku]) -> None:
    world, show, _ = staged
    client = world.client()
    link = LineupLink.objects.filter(show_id=show).order_by("number")[0]
    cell = {"live_price": "159", "sku_prices": "P1-2：199.5", "live_stock": 0}
    status, sheet = send(
        client, "patch", f"/{show}/lineup", {"rows": [{"id": link.pk, "cells": cell}]}
    )
    assert (status, sheet["errors"]) == (200, [])
    row = sheet["links"][0]
    assert row["sku_prices"] == "P1-2:199.5"
    assert {sku["code"]: sku["live_price"] for sku in row["skus"]} == {"P1-1": None, "P1-2": 19_950}
    assert "below_floor" not in [flag["code"] for flag in row["risks"]]
    assert send(client, "post", f"/{show}/freeze")[0] in (200, 201)
    frozen = facade.frozen_plan(show)
    assert frozen is not None
    ids = open_offers(frozen, world.shop.pk, True, False, world.staff["operator"], NOW)
    prices = dict(
        Offer.objects.filter(pk__in=ids, link=link).values_list("sku__code", "normal_price")
    )
    assert prices == {"P1-1": 15_900, "P1-2": 19_950}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("P9-9:100", "没有规格"),
        ("P1-2", "规格编码:价格"),
        ("P1-2:便宜", "不是数字"),
        ("P1-2:0", "有效价格"),
    ],
)
def test_a_wrong_cell_is_refused_by_name(
    staged: tuple[World, int, Sku], typed: str, why: str
) -> None:
    world, show, _ = staged
    link = LineupLink.objects.filter(show_id=show).order_by("number")[0]
    rows = [{"id": link.pk, "cells": {"sku_prices": typed}}]
    _, sheet = send(world.client(), "patch", f"/{show}/lineup", {"rows": rows})
    assert [error["column"] for error in sheet["errors"]] == ["sku_prices"]
    assert why in sheet["errors"][0]["message"]


def test_a_flash_price_stays_below_every_sku(staged: tuple[World, int, Sku]) -> None:
    world, show, _ = staged
    link = LineupLink.objects.filter(show_id=show).order_by("number")[0]
    rows = [{"id": link.pk, "cells": {"flash_price": "99", "sku_prices": "P1-2:99"}}]
    _, sheet = send(world.client(), "patch", f"/{show}/lineup", {"rows": rows})
    assert "秒杀价" in sheet["errors"][0]["message"]


def test_what_is_shown_can_be_typed_again() -> None:
    prices = {"P1-1": 15_900, "P1-2": 19_950, "A:B": 1}
    assert cells.prices_by_code(cells.prices_text(prices)) == prices
    assert cells.prices_by_code("") == {}
