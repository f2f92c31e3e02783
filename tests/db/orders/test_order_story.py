"""What the order desk reads about one order, and the refund it shows before it makes one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.db.selling.rich import Rich, rich
from tests.db.selling.test_refunds import Bank, _paid
from tests.factories.selling import stage

from kaibo.selling import facade
from kaibo.selling.models import Order, Refund
from kaibo.selling.payments.adapter import RefundAsk, RefundState
from kaibo.team.models import Membership, Role, Staff

pytestmark = pytest.mark.django_db


class Moody(Bank):
    """A provider that refuses while ``mood`` says why."""

    mood = ""

    def refund(self, ask: RefundAsk) -> RefundState:
        if self.mood:
            return RefundState(ask.refund_no, "failed", None, self.mood)
        return super().refund(ask)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Moody:
    made = Moody()
    monkeypatch.setattr(facade, "adapter", made)
    return made


@pytest.fixture
def world() -> Rich:
    return rich()


def enter(shop: Any, role: str) -> Client:
    client = Client()
    staff = Staff.objects.create_user(f"{role}{shop.pk}", display_name="阿禾")
    Membership.objects.create(shop=shop, staff=staff, role=role)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["kaibo_totp"] = True
    session.save()
    return client


def ask(client: Client, path: str, **body: object) -> Any:
    return client.post(f"/api/v1/orders/{path}", body, content_type="application/json")


def test_the_preview_is_the_refund_to_the_cent(world: Rich, bank: Moody) -> None:
    order = _paid(world, bank)
    client = enter(world.scene.shop, Role.SERVICE)
    first = order.lines.order_by("id").first()
    for lines, with_shipping in (([{"line_id": first.pk, "quantity": 1}], True), ([], None)):
        wish = {"lines": lines, "with_shipping": with_shipping}
        told = ask(client, f"{order.pk}/refund-preview", **wish)
        assert Refund.objects.count() == (0 if lines else 1)  # a preview does nothing
        made = ask(client, f"{order.pk}/refund", reason="尺寸不合适", **wish).json()["refunds"][-1]
        assert told.status_code == 200
        assert (told.json()["money"], told.json()["has_shipping"]) == (
            made["amount"], made["has_shipping"],
        )  # fmt: skip
    assert sum(Refund.objects.values_list("amount", flat=True)) == order.pay_amount
    assert ask(client, f"{order.pk}/refund-preview").status_code == 409


def test_units_that_are_not_there_are_refused(world: Rich, bank: Moody) -> None:
    order = _paid(world, bank)
    client = enter(world.scene.shop, Role.SERVICE)
    path, line = f"{order.pk}/refund-preview", order.lines.order_by("id").first()
    assert ask(client, path, lines=[{"line_id": line.pk, "quantity": 99}]).status_code == 422
    assert ask(client, path, lines=[{"line_id": 7, "quantity": 1}]).status_code == 422


def test_the_story_tells_money_explanation_snapshot_and_deeds(world: Rich, bank: Moody) -> None:
    order = _paid(world, bank)
    client = enter(world.scene.shop, Role.OPERATOR)
    ask(client, f"{order.pk}/refund", reason="买错了")
    story = client.get(f"/api/v1/orders/{order.pk}/story").json()
    (payment,) = story["payments"]
    assert (payment["provider"], payment["state"]) == ("wechat", "succeeded")
    assert payment["amount"] == order.pay_amount
    kinds = [moment["kind"] for moment in story["moments"]]
    assert (kinds[0], kinds[-1]) == ("placed", "refunded")
    assert "paid" in kinds
    assert [line["line_id"] for line in story["lines"]] == list(
        order.lines.order_by("id").values_list("id", flat=True)
    )
    assert story["lines"][0]["snapshot"]["price"] > 0
    (deed,) = [deed for deed in story["deeds"] if deed["action"] == "selling.refund_order"]
    assert deed["who"] == "阿禾"


def test_a_refund_that_failed_is_tried_again_by_hand(world: Rich, bank: Moody) -> None:
    order = _paid(world, bank)
    client = enter(world.scene.shop, Role.SERVICE)
    bank.mood = "账户余额不足"
    failed = ask(client, f"{order.pk}/refund").json()
    (refund,) = failed["refunds"]
    assert (refund["state"], refund["failure"]) == ("failed", "账户余额不足")
    assert failed["refund_state"] == "refund_failed"
    bank.mood = ""
    done = ask(client, f"refunds/{refund['id']}/retry").json()
    assert done["refunds"][0]["state"] == "succeeded"
    assert ask(client, f"refunds/{refund['id']}/retry").status_code == 409
    deeds = client.get(f"/api/v1/orders/{order.pk}/story").json()["deeds"]
    assert [d["action"] for d in deeds if d["who"]] == [
        "selling.refund_order", "selling.retry_refund",
    ]  # fmt: skip


def test_another_shop_reads_nothing(world: Rich, bank: Moody) -> None:
    order: Order = _paid(world, bank)
    stranger = enter(stage().shop, Role.ADMIN)
    assert stranger.get(f"/api/v1/orders/{order.pk}/story").status_code == 403
    assert ask(stranger, f"{order.pk}/refund-preview").status_code == 403
    packer = enter(world.scene.shop, Role.WAREHOUSE)
    assert packer.get(f"/api/v1/orders/{order.pk}/story").status_code == 200
    assert ask(packer, f"{order.pk}/refund-preview").status_code == 403
    assert packer.get(f"/api/v1/orders/{2**63 - 1}/story").status_code == 404
