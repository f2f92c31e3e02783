"""The demo show is planned through the same actions and gates as any other."""

from __future__ import annotations

import pytest
from tests.db.planning.world import NOW, World

from kaibo.catalog.models import Product, Sku
from kaibo.console.demo.show import seed, seed_show
from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import Shop
from kaibo.planning import facade
from kaibo.planning.rules.columns import PARTS, ROLES


def test_demo_show_needs_nothing_but_the_room(world: World) -> None:
    for n in range(4, 15):
        product = Product.objects.create(
            shop=world.shop, code=f"P{n}", name=f"示例商品{n}", selling_points=["亲肤", "耐洗"]
        )
        Sku.objects.create(
            product=product, shop=world.shop, code=f"P{n}-1", name="标准",
            daily_price=3900 * n, cost=1200 * n, floor_price=1500 * n,
        )  # fmt: skip
    show = seed_show(world.shop, NOW)
    assert (show.phase, show.frozen_version, show.is_draft) == ("prepare", 1, False)
    assert facade.open_reasons(show.id, "go_live", NOW) == []
    plan = facade.frozen_plan(show.id)
    assert plan is not None
    assert [link.number for link in plan.links] == list(range(1, 13))
    assert {link.role for link in plan.links} == set(ROLES)
    assert not [flag.label for link in plan.links for flag in link.risks if flag.level == "problem"]
    assert {segment.part for segment in plan.segments} == set(PARTS)
    assert 18 <= len(plan.segments) <= 26
    assert all(segment.seconds <= 75 for segment in plan.segments[:6])
    assert facade.script_report(show.id).problems == []
    assert {check.signed_by for check in facade.checklist(show.id)} == {
        "operator 小林", "host 小林",
    }  # fmt: skip
    assert len(facade.goal_cards(show.id)) == 8


def test_demo_show_of_a_small_catalog_still_stands(world: World) -> None:
    show = seed_show(world.shop, NOW)
    assert facade.open_reasons(show.id, "go_live", NOW) == []
    assert show.link_count == 3
    assert seed(world.shop, {}, NOW).id == show.id  # a planned show is not planned twice


def test_shop_without_staff_is_told_so(db: None) -> None:
    with pytest.raises(InvalidInput, match="staff"):
        seed_show(Shop.objects.create(slug="empty", name="空店"), NOW)
