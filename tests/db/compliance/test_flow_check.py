"""The flow check: each rule finds what it is for, a run is kept, a clean shop has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from tests.factories.selling import stage

from kaibo.catalog.models import Product
from kaibo.compliance.contracts import Flow, Goods
from kaibo.compliance.models import FlowCheck, FlowFinding
from kaibo.compliance.rules.flow import check
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team.models import Membership, Staff

GOOD = Goods(
    7, "云禾四件套", (("A 类标准", "检测报告 2026-118"),), stock=20, link=3, price=12900,
    floor_price=9900, before_price=19900, selling_points=("60 支长绒棉",),
)  # fmt: skip
CLEAN = Flow(1, "杭州云禾家居有限公司", "91330100MA0000", "400-000-0000", ("wechat",), (GOOD,), 12)


def codes(flow: Flow) -> list[tuple[str, str]]:
    return [(each.code, each.severity) for each in check(flow)]


def test_a_clean_flow_has_no_findings() -> None:
    assert codes(CLEAN) == []


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"claims": (("抗菌 99%", " "),)}, "claim_unproven", "block"),
        ({"return_days": 0}, "exempt_reason", "block"),
        ({"return_days": 0, "exempt_reason": "定制商品"}, "exempt_consent", "block"),
        ({"before_price_is_proven": False}, "before_price", "warn"),
        ({"price": 0}, "no_price", "block"),
        ({"price": 9899}, "below_floor", "warn"),
        ({"ship_within_hours": 0}, "ship_promise", "block"),
        ({"ship_within_hours": 1000}, "ship_promise", "block"),
        ({"stock": 0}, "no_stock", "block"),
        ({"stock": 0, "link": 0, "price": 0, "before_price": 0}, "no_stock", "hint"),
        ({"has_picture": False}, "no_picture", "warn"),
        ({"selling_points": (" ",)}, "no_points", "hint"),
    ],
)
def test_each_rule_of_the_goods(change: dict[str, Any], code: str, severity: str) -> None:
    found = check(replace(CLEAN, goods=(replace(GOOD, **change),)))
    assert [(each.code, each.severity) for each in found] == [(code, severity)]
    assert found[0].message
    assert found[0].link.startswith("/")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"license_no": ""}, "seller_license"), ({"company_name": ""}, "seller_license"),
        ({"service_contact": ""}, "service_contact"), ({"pay_methods": ()}, "pay_methods"),
        ({"goods": ()}, "no_goods"),
    ],
)  # fmt: skip
def test_each_rule_of_the_shop(change: dict[str, Any], code: str) -> None:
    assert [each[0] for each in codes(replace(CLEAN, **change))] == [code]


def test_the_gravest_stand_first_and_a_rehearsal_needs_no_stock() -> None:
    goods = replace(GOOD, stock=0, has_picture=False, selling_points=())
    severities = [each[1] for each in codes(replace(CLEAN, goods=(goods,)))]
    assert severities == ["block", "warn", "hint"]
    assert "no_stock" not in [
        each[0] for each in codes(replace(CLEAN, goods=(goods,), is_rehearsal=True))
    ]


@pytest.mark.django_db
@pytest.mark.capability("COMP-17")
def test_an_operator_runs_the_check_and_mends_what_it_finds() -> None:
    scene = stage(stock=5)
    Shop.objects.filter(pk=scene.shop.pk).update(requires_totp=False, company_name="云禾")
    Product.objects.update(claims=[{"text": "抗菌", "proof": ""}], selling_points=["软"])
    operator = Staff.objects.create_user("aming", display_name="阿明")
    Membership.objects.create(shop=scene.shop, staff=operator, role="operator")
    client = Client()
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")

    def run(**body: Any) -> Any:
        answer = client.post(
            "/api/v1/flow-check", {"shop_id": scene.shop.pk, **body},
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 201, answer.json()
        return answer.json()

    first = run(show_id=scene.show.pk)
    found = {each["code"]: each for each in first["findings"]}
    assert {"claim_unproven", "seller_license", "no_picture"} <= set(found)
    assert first["run_by"] == "阿明"
    assert found["claim_unproven"]["link"] == f"/products?open={scene.sku.product_id}"
    Product.objects.update(claims=[{"text": "抗菌", "proof": "报告 1"}], image="products/x.jpg")
    Shop.objects.filter(pk=scene.shop.pk).update(license_no="91330100")
    second = run(show_id=scene.show.pk)
    mended = set(found) - {each["code"] for each in second["findings"]}
    assert {"claim_unproven", "seller_license", "no_picture"} <= mended
    stored = client.get(f"/api/v1/flow-check?shop_id={scene.shop.pk}").json()
    assert [each["id"] for each in stored] == [second["id"], first["id"]]
    assert FlowFinding.objects.filter(run_id=first["id"]).count() == len(first["findings"])
    assert AuditEntry.objects.filter(action="compliance.run_flow_check").count() == 2
    assert run()["show_id"] is None
    assert FlowCheck.objects.count() == 3


@pytest.mark.django_db
def test_a_show_of_another_shop_is_not_checked() -> None:
    scene, other = stage(), stage()
    Shop.objects.update(requires_totp=False)
    operator = Staff.objects.create_user("aming")
    Membership.objects.create(shop=scene.shop, staff=operator, role="operator")
    client = Client()
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    body = {"shop_id": scene.shop.pk, "show_id": other.show.pk}
    answer = client.post("/api/v1/flow-check", body, content_type="application/json")
    assert answer.status_code in (403, 404)
