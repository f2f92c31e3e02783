"""What the packing page asks: why a house, what bundles need, labels, races, sheets of XLSX."""

from __future__ import annotations

import datetime as dt
import io
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook
from tests.factories.selling import Stage, buyers, place, stage

from kaibo.catalog.models import BundleComponent, Product, Sku
from kaibo.foundation import ledger
from kaibo.foundation.errors import KaiboError
from kaibo.foundation.models import AuditEntry
from kaibo.fulfillment import facade
from kaibo.fulfillment.models import Parcel, ParcelLine
from kaibo.selling.contracts import format_order_no
from kaibo.selling.models import OfferPart, Order
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.models import Membership, Role, Staff

pytestmark = pytest.mark.django_db


def test_a_bundle_is_picked_as_its_parts() -> None:
    """Two bundles of three towels and one quilt are six towels and two quilts on the list."""
    scene, (buyer, other) = stage(stock=0), buyers(2)
    quilt, towel = _part(scene, "QUILT", 1, 10), _part(scene, "TOWEL", 3, 30)
    (order,) = _paid(scene, buyer, 1)
    _paid(scene, other, 1)
    found = facade.suggestions(scene.shop.pk, None, _now())
    assert [one.units for one in found] == [{quilt: 1, towel: 3}] * 2
    picks = {one.sku_id: (one.units, one.parcels) for one in facade.picking_list(found, _now())}
    assert picks == {quilt: (2, 2), towel: (6, 2)}
    facade.ship_order(order.id, "顺丰速运", "SF100200300", _staff(scene), _now())
    assert dict(ParcelLine.objects.values_list("sku_id", "units")) == {quilt: 1, towel: 3}
    assert ledger.verify("stock") == []
    (left,) = facade.suggestions(scene.shop.pk, None, _now())
    assert left.units == {quilt: 1, towel: 3}


@pytest.mark.django_db(transaction=True)
def test_two_people_ship_one_parcel_and_one_of_them_does() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    ids = [order.id for order in _paid(scene, buyer, 2)]
    people = [_staff(scene, name) for name in ("laohe", "aqing", "dali", "xiaomei")]
    gate, answers = threading.Barrier(len(people)), list[str]()

    def ship(number: int, staff: Staff) -> None:
        gate.wait()
        try:
            facade.ship_parcel(ids, "顺丰速运", f"SF10020030{number}", staff, _now())
            answers.append("shipped")
        except KaiboError as error:
            answers.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ship, args=pair) for pair in enumerate(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers.count("shipped") == 1, answers
    assert len(answers) == len(people)
    (parcel,) = Parcel.objects.all()
    assert sorted(parcel.orders.values_list("order_id", flat=True)) == ids
    assert set(Order.objects.filter(id__in=ids).values_list("state", flat=True)) == {"shipped"}
    assert scene.reserved == 0
    assert ledger.verify("stock") == []


def test_a_row_of_the_sheet_ships_once_however_often_it_comes() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    (order,) = _paid(scene, buyer, 1)
    row = [format_order_no(order.id, order.placed_at), "顺丰速运", "SF7000000001"]
    client = _client(scene)
    first = _import(client, scene, _xlsx([["订单号", "快递公司", "运单号"], row, row]))
    assert (first["parcels"], first["orders"]) == (1, 1)
    assert [(bad["line"], bad["value"]) for bad in first["bad"]] == [(3, row[0])]
    again = _import(client, scene, _xlsx([row]))
    assert (again["parcels"], len(again["bad"])) == (0, 1)
    assert Parcel.objects.count() == 1
    assert ParcelLine.objects.get().units == 1
    assert _import(client, scene, b"PK\x03\x04 no workbook", 422)["code"] == "invalid_input"


def test_a_parcel_says_its_orders_and_why_this_house() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    orders = _paid(scene, buyer, 2)
    client, shop = _client(scene), scene.shop.pk
    (one,) = _parcels(client, shop)
    assert one["order_nos"] == [format_order_no(o.id, o.placed_at) for o in orders]
    assert (one["why"], one["buyer_name"], one["show_title"]) == ("only", "买家0", "周五夜场")
    boss = _staff(scene, "boss", Role.ADMIN)
    near = papers.save_warehouse(boss, shop, papers.WarehouseDraft("HZ", "杭州仓", "浙江省")).pk
    supply.receive(scene.sku.pk, 5, None, near)
    papers.save_settings(boss, shop, papers.StockChoices("priority", "nearest", 10, 30))
    (one,) = _parcels(client, shop)
    assert (one["why"], one["warehouse_id"]) == ("nearest", near)
    papers.save_settings(boss, shop, papers.StockChoices("priority", "priority", 10, 30))
    assert _parcels(client, shop)[0]["why"] == "priority"


def test_lists_of_one_house_or_of_chosen_orders() -> None:
    scene, (buyer, other) = stage(stock=10), buyers(2)
    (mine,), (theirs,) = _paid(scene, buyer, 1), _paid(scene, other, 1)
    client, shop = _client(scene), scene.shop.pk
    main = supply.main_house(shop).pk
    path = f"/api/v1/parcels/picking?shop_id={shop}"
    assert client.get(f"{path}&warehouse_id={main}").json()[0]["units"] == 2
    assert client.get(f"{path}&warehouse_id={main + 1}").json() == []
    assert client.get(f"{path}&order_ids={mine.id}").json()[0]["units"] == 1
    sheet = f"/api/v1/parcels/tracking?shop_id={shop}&order_ids={theirs.id}"
    text = client.get(sheet).content.decode()
    assert format_order_no(theirs.id, theirs.placed_at) in text
    assert format_order_no(mine.id, mine.placed_at) not in text
    assert client.get(f"{path}&order_ids=0").status_code == 422


def test_who_reads_a_label_stands_in_the_audit() -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    (order,) = _paid(scene, buyer, 1)
    body = {"order_id": order.id}
    path = "/api/v1/parcels/label"
    answer = _client(scene).post(path, body, content_type="application/json")
    assert answer.json() == {
        "name": "林小月", "phone": "13800001234",
        "address": "浙江省杭州市余杭区文一西路 969 号 3 幢",
    }  # fmt: skip
    told = AuditEntry.objects.get(action="fulfillment.read_label")
    assert told.subject == f"order:{order.id}"
    stranger = _client(stage())
    assert stranger.post(path, body, content_type="application/json").status_code == 403
    analyst = _client(scene, Role.ANALYST)
    assert analyst.post(path, body, content_type="application/json").status_code == 403
    assert AuditEntry.objects.filter(action="fulfillment.read_label").count() == 1


def _part(scene: Stage, code: str, units: int, stock: int) -> int:
    """The staged SKU is a bundle that draws on ``units`` of a new SKU."""
    product = Product.objects.create(shop=scene.shop, code=f"P-{code}", name=code)
    sku = Sku.objects.create(product=product, shop=scene.shop, code=code, daily_price=9900)
    BundleComponent.objects.create(bundle=scene.sku, component=sku, quantity=units)
    link = scene.offer.link_id
    accounts = supply.link_accounts(link, sku.pk)
    supply.receive(sku.pk, stock)
    supply.release_to_link(link, sku.pk, stock, rehearsal=False)
    OfferPart.objects.create(
        offer=scene.offer, sku=sku, units=units, stock_account_id=accounts.stock_id,
        reserved_account_id=accounts.reserved_id,
    )  # fmt: skip
    return sku.pk


def _paid(scene: Stage, buyer: Any, count: int) -> list[Order]:
    orders = [place(scene, scene.request(buyer))[0] for _n in range(count)]
    ids = [order.id for order in orders]
    Order.objects.filter(id__in=ids).update(state="paid", paid_at=_now())
    return orders


def _parcels(client: Client, shop: int) -> Any:
    return client.get(f"/api/v1/parcels/suggestions?shop_id={shop}").json()


def _import(client: Client, scene: Stage, content: bytes, status: int = 200) -> Any:
    file = SimpleUploadedFile("numbers.xlsx", content)
    path = f"/api/v1/parcels/tracking?shop_id={scene.shop.pk}&store=true"
    answer = client.post(path, {"file": file})
    assert answer.status_code == status, answer.content
    return answer.json()


def _xlsx(rows: list[list[str]]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def _staff(scene: Stage, name: str = "laohe", role: str = Role.WAREHOUSE) -> Staff:
    staff = Staff.objects.create_user(f"{name}-{scene.shop.slug}", display_name="老何")
    Membership.objects.create(shop=scene.shop, staff=staff, role=role)
    return staff


def _client(scene: Stage, role: str = Role.WAREHOUSE) -> Client:
    scene.shop.requires_totp = False
    scene.shop.save()
    client = Client(headers={"accept": "application/json"})
    client.force_login(_staff(scene, f"clerk-{role}", role))
    return client


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
