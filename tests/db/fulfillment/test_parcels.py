"""One parcel for a viewer's orders in one show, from the warehouse the strategy prefers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.selling import Stage, buyers, place, stage

from kaibo.foundation import ledger
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.foundation.models import LedgerAccount
from kaibo.foundation.tokens import Claims, issue
from kaibo.fulfillment import facade
from kaibo.fulfillment.models import Parcel, ParcelLine
from kaibo.liveroom.models import PersonalEvent
from kaibo.members.models import Viewer
from kaibo.selling import facade as selling
from kaibo.selling.contracts import format_order_no
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order, Payment
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.models import Membership, Role, Staff

pytestmark = pytest.mark.django_db


def test_orders_of_one_viewer_leave_together_and_the_viewer_sees_it() -> None:
    scene, (buyer, other) = stage(stock=10), buyers(2)
    mine = _paid(scene, buyer, 2)
    theirs = _paid(scene, other, 1)
    found = facade.suggestions(scene.shop.pk, None, _now())
    assert [one.order_ids for one in found] == [[o.id for o in mine], [theirs[0].id]]
    assert found[0].units == {scene.sku.pk: 2}
    staff = _staff(scene)
    with pytest.raises(InvalidInput):
        facade.ship_parcel([mine[0].id, theirs[0].id], "顺丰速运", "SF100200300", staff, _now())
    parcel = facade.ship_parcel([o.id for o in mine], "顺丰速运", "SF100200300", staff, _now())
    assert {o.state for o in Order.objects.filter(id__in=[o.id for o in mine])} == {"shipped"}
    assert [p.pk for p in facade.parcels_of(mine[1].id)] == [parcel.pk]
    assert PersonalEvent.objects.filter(kind="order_shipped").count() == 2
    claims = Claims(buyer.id, "buyer", "阿月", {}, False, int(_now().timestamp()) + 600)
    answer = Client().get(
        f"/api/v1/parcels/mine/{mine[1].id}", headers={"authorization": f"Bearer {issue(claims)}"}
    )
    assert answer.json()[0]["tracking_no"] == "SF100200300"
    assert answer.json()[0]["order_ids"] == [o.id for o in mine]
    assert ledger.verify("stock") == []
    with pytest.raises(WrongState):
        facade.ship_order(mine[0].id, "顺丰速运", "SF100200399", staff, _now())


def test_the_house_that_ships_gives_its_goods_for_those_on_the_link() -> None:
    """The link was filled from the main house; the buyer's province has one of its own."""
    scene, (buyer,) = stage(stock=10), buyers(1)
    near = _house(scene, "HZ", "浙江省")
    supply.receive(scene.sku.pk, 5, None, near)
    (order,) = _paid(scene, buyer, 1)
    _choose(scene, "nearest")
    (found,) = facade.suggestions(scene.shop.pk, None, _now())
    assert found.warehouse_id == near
    parcel = facade.ship_order(order.id, "中通快递", "ZT100200300", _staff(scene), _now())
    assert parcel.warehouse_id == near
    assert supply.on_hand([scene.sku.pk]) == {scene.sku.pk: 5}  # 4 there, 1 freed in the main house
    by_house = dict(
        LedgerAccount.objects.filter(place="warehouse", subject_id=scene.sku.pk).values_list(
            "place_id", "balance"
        )
    )
    assert by_house == {near: 4, supply.main_house(scene.shop.pk).pk: 1}
    shipped = LedgerAccount.objects.get(place="shipped", place_id=near)
    assert shipped.balance == 1
    assert supply.reconcile(scene.shop.pk) == []


def test_goods_sent_by_another_house_come_back_from_where_they_were_sent() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    near = _house(scene, "HZ", "浙江省")
    supply.receive(scene.sku.pk, 5, None, near)
    (order,) = _paid(scene, buyer, 1)
    _choose(scene, "nearest")
    facade.ship_order(order.id, "中通快递", "ZT100200300", _staff(scene), _now())
    Payment.objects.create(
        order=order, provider="free", trade_no="T1", amount=0, state="succeeded",
        created_at=_now(), succeeded_at=_now(),
    )  # fmt: skip
    Order.objects.filter(pk=order.pk).update(
        pay_amount=0, discount_amount=order.goods_amount
    )  # nothing to send back but goods
    order.lines.update(discount=order.goods_amount)
    wish = selling.RefundWish("退货", are_goods_back=True)
    staff = _staff(scene, "desk", Role.SERVICE)
    done = selling.refund_by_staff(order.pk, wish, staff, selling.adapter, _now())
    assert done.state == "refunded"
    assert not LedgerAccount.objects.filter(place="shipped", balance__gt=0).exists()
    assert supply.on_hand([scene.sku.pk]) == {scene.sku.pk: 6}
    assert ledger.verify("stock") == []


def test_a_house_without_the_goods_is_refused() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    empty = _house(scene, "SH", "上海市")
    (order,) = _paid(scene, buyer, 1)
    with pytest.raises(ledger.BalanceTooLow):
        facade.ship_parcel([order.id], "中通快递", "ZT100200300", _staff(scene), _now(), empty)
    assert Order.objects.get(id=order.id).state == "paid"


def test_picking_names_lots_and_leaves_out_what_was_refunded() -> None:
    scene, (buyer, other) = stage(stock=10), buyers(2)
    orders = _paid(scene, buyer, 2)
    _paid(scene, other, 1)
    _give_back(orders[1])
    day = _now().date() + dt.timedelta(days=20)
    line = papers.Delivered(scene.sku.pk, 6, "L7", None, day)
    papers.receive_goods(_staff(scene), scene.shop.pk, None, "", "", [line], _now())
    found = facade.suggestions(scene.shop.pk, scene.show.pk, _now())
    (pick,) = facade.picking_list(found, _now())
    assert (pick.units, pick.parcels, pick.lots) == (2, 2, [("L7", day, 2)])
    facade.ship_order(orders[0].id, "中通快递", "ZT100200300", _staff(scene, "b"), _now())
    (card,) = papers.lot_cards(scene.shop.pk, _now())
    assert card.units == 5
    assert ParcelLine.objects.get().units == 1


def test_tracking_numbers_come_back_from_the_carrier() -> None:
    scene, (buyer, other, third) = stage(stock=10), buyers(3)
    mine, theirs = _paid(scene, buyer, 2), _paid(scene, other, 1)
    (unpaid,) = place(scene, scene.request(third))
    numbers = [format_order_no(o.id, o.placed_at) for o in (*mine, *theirs, unpaid)]
    sheet = "\r\n".join(
        [
            "订单号,快递公司,运单号", f"\t{numbers[0]},顺丰速运,SF7000000001",
            f"'{numbers[1]},顺丰速运,sf7000000001", f"{numbers[2]},中通快递,ZT!!",
            f"{numbers[3]},中通快递,ZT7000000002", "一二三,中通快递,ZT7000000003",
            f"{numbers[0]},顺丰速运,SF7000000009", "", f"{numbers[2]},,",
        ]
    )  # fmt: skip
    client = _client(scene)
    tried = _import(client, scene, sheet, store=False)
    assert (tried["parcels"], tried["orders"], tried["is_stored"]) == (1, 2, False)
    assert not Parcel.objects.exists()
    done = _import(client, scene, sheet, store=True)
    assert [row["line"] for row in done["bad"]] == [4, 5, 6, 7]
    assert "只有" in done["bad"][1]["message"] or "only" in done["bad"][1]["message"]
    (parcel,) = Parcel.objects.all()
    assert sorted(parcel.orders.values_list("order_id", flat=True)) == [o.id for o in mine]
    again = _import(client, scene, sheet, store=True)
    assert (again["parcels"], len(again["bad"])) == (0, 6)


def test_sheets_for_the_warehouse_and_who_may_read_them() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    (order,) = _paid(scene, buyer, 1)
    client, shop = _client(scene), scene.shop.pk
    labels = client.get(f"/api/v1/parcels/tracking?shop_id={shop}").content.decode()
    assert format_order_no(order.id, order.placed_at) in labels
    assert "林小月" in labels
    picking = client.get(f"/api/v1/parcels/picking?shop_id={shop}&kind=csv").content.decode()
    assert "纯棉四件套" in picking
    plain = client.get(f"/api/v1/parcels/picking?shop_id={shop}").json()
    assert plain[0]["units"] == 1
    assert client.get(f"/api/v1/parcels/suggestions?shop_id={shop}").json()[0]["order_ids"] == [
        order.id
    ]
    assert client.get("/api/v1/parcels/suggestions?shop_id=0").status_code == 422
    stranger = _client(stage())
    assert stranger.get(f"/api/v1/parcels/tracking?shop_id={shop}").status_code == 403
    body = {"order_ids": [order.id], "carrier": "圆通速递", "tracking_no": "YT7000000002"}
    answer = client.post("/api/v1/parcels/ship", body, content_type="application/json")
    assert answer.json()["order_ids"] == [order.id]


def test_a_number_is_given_once() -> None:
    scene, (one, two) = stage(stock=10), buyers(2)
    first, second = _paid(scene, one, 1)[0], _paid(scene, two, 1)[0]
    staff = _staff(scene)
    facade.ship_order(first.id, "顺丰速运", "SF100200300", staff, _now())
    with pytest.raises(Conflict):
        facade.ship_order(second.id, "顺丰速运", "SF100200300", staff, _now())
    assert Order.objects.get(id=second.id).state == "paid"
    assert ledger.verify("stock") == []


def _paid(scene: Stage, buyer: Viewer, count: int) -> list[Order]:
    orders = [place(scene, scene.request(buyer))[0] for _n in range(count)]
    ids = [order.id for order in orders]
    Order.objects.filter(id__in=ids).update(state="paid", paid_at=_now())
    return orders


def _give_back(order: Order) -> None:
    """All units of the order went back to the link, as a refund before shipping leaves it."""
    line = order.lines.get()
    taken = ledger.LedgerTransfer.objects.get(reason="order", ref_id=line.pk)
    back = ledger.Move(taken.credit_id, taken.debit_id, taken.amount, "refund", line.pk)
    ledger.post([back])


def _house(scene: Stage, code: str, province: str) -> int:
    draft = papers.WarehouseDraft(code, f"{code}仓", province)
    return papers.save_warehouse(_staff(scene, code, Role.ADMIN), scene.shop.pk, draft).pk


def _choose(scene: Stage, strategy: str) -> None:
    choices = papers.StockChoices("priority", strategy, 10, 30)
    papers.save_settings(_staff(scene, "boss", Role.ADMIN), scene.shop.pk, choices)


def _staff(scene: Stage, name: str = "laohe", role: str = Role.WAREHOUSE) -> Staff:
    staff = Staff.objects.create_user(f"{name}-{scene.shop.slug}", display_name="老何")
    Membership.objects.create(shop=scene.shop, staff=staff, role=role)
    return staff


def _client(scene: Stage) -> Client:
    scene.shop.requires_totp = False
    scene.shop.save()
    client = Client(headers={"accept": "application/json"})
    client.force_login(_staff(scene, "clerk"))
    return client


def _import(client: Client, scene: Stage, sheet: str, store: bool) -> Any:
    file = SimpleUploadedFile("numbers.csv", sheet.encode("gb18030"))
    path = f"/api/v1/parcels/tracking?shop_id={scene.shop.pk}&store={str(store).lower()}"
    answer = client.post(path, {"file": file})
    assert answer.status_code == 200, answer.content
    return answer.json()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
