"""Every table of every domain: registered or left out with a reason, bounded, masked, imported."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.factories.selling import Stage, buyers, place, stage

from kaibo.catalog.models import Product, Sku
from kaibo.console.tables.columns import columns
from kaibo.console.tables.field_names import FIELDS
from kaibo.console.tables.registry import BY_KEY, EXCLUDED, TABLES
from kaibo.foundation.models import AuditEntry, LedgerAccount, Shop
from kaibo.fulfillment.models import Parcel
from kaibo.selling.contracts import format_order_no
from kaibo.selling.models import Order
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
MODELS = [
    model._meta.label
    for config in apps.get_app_configs()
    if config.name.startswith("kaibo.")
    for model in config.get_models()
]


@pytest.fixture
def scene() -> Stage:
    made = stage(stock=30)
    place(made, *(made.request(buyer) for buyer in buyers(3)))
    return made


@pytest.fixture
def log_in() -> Callable[..., Client]:
    def enter(shop: Shop, *roles: str) -> Client:
        Shop.objects.filter(pk=shop.pk).update(requires_totp=False)
        staff = Staff.objects.create_user(f"u{Staff.objects.count()}", display_name="阿禾")
        for role in roles:
            Membership.objects.create(shop=shop, staff=staff, role=role)
        client = Client()
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def rows(client: Client, key: str, shop: Shop, **more: Any) -> Any:
    return client.get(f"/api/v1/tables/{key}/rows", {"shop_id": shop.pk, **more})


def upload(client: Client, key: str, shop: Shop, text: str, store: bool = False) -> Any:
    file = SimpleUploadedFile("sheet.csv", text.encode())
    at = f"/api/v1/tables/{key}/import?shop_id={shop.pk}&store={str(store).lower()}"
    return client.post(at, {"file": file}).json()


def test_every_model_is_a_table_or_left_out_with_a_reason() -> None:
    known = [table.model for table in TABLES] + list(EXCLUDED)
    assert sorted(set(MODELS) - set(known)) == []
    assert sorted(set(known) - set(MODELS)) == []
    assert len(known) == len(set(known))


def test_every_shown_field_has_a_name_in_both_languages() -> None:
    names = {each.path for table in TABLES for each in columns(table) if "__" not in each.path}
    assert sorted(names - set(FIELDS)) == []
    assert all(zh and en for zh, en in FIELDS.values())


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_every_table_opens_with_few_queries(
    scene: Stage, log_in: Callable[..., Client], key: str
) -> None:
    """Searched, filtered by each filter, sorted by each column: never a 5xx, one data query."""
    client = log_in(scene.shop, "admin")
    table = BY_KEY[key]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert rows(client, key, scene.shop).status_code == 200
    assert len([q for q in seen.captured_queries if "FROM" in q["sql"]]) <= 7
    assert rows(client, key, scene.shop, search="1").status_code == 200
    assert rows(client, key, scene.shop, search="云禾%_'\"").status_code == 200
    for each in columns(table):
        if each.is_sortable:
            assert rows(client, key, scene.shop, sort=f"-{each.name}").status_code == 200, each
        if each.is_filter:
            for value in ("1", "null", "x'; --", "9" * 30, ""):
                got = rows(client, key, scene.shop, filter=f"{each.name}:{value}")
                assert got.status_code in (200, 422), (each.name, value)
    export = client.get(f"/api/v1/tables/{key}/export", {"shop_id": scene.shop.pk})
    assert export.status_code == 200
    assert b"".join(export.streaming_content).startswith(b"\xef\xbb\xbf")


def test_rows_of_another_shop_are_not_there(scene: Stage, log_in: Callable[..., Client]) -> None:
    other = Shop.objects.create(slug="other", name="别家", requires_totp=False)
    client = log_in(other, "admin")
    assert rows(client, "selling.order", scene.shop).status_code == 403
    for key in BY_KEY:
        if key not in ("foundation.shop", "team.membership", "foundation.auditentry"):
            assert rows(client, key, other).json()["rows"] == [], key


def test_paging_by_cursor_meets_every_row_once(scene: Stage, log_in: Callable[..., Client]) -> None:
    client = log_in(scene.shop, "operator")
    Product.objects.bulk_create(
        Product(shop=scene.shop, code=f"B{n:03}", name="同名" if n % 2 else f"商品{n}")
        for n in range(60)
    )
    for sort in ("-id", "name", "-created_at", "code"):
        met: list[int] = []
        after = ""
        while True:
            page = rows(
                client, "catalog.product", scene.shop, sort=sort, after=after, limit=7
            ).json()
            met += [row["id"] for row in page["rows"]]
            if not (after := page["after"] or ""):
                break
        assert sorted(met) == sorted(Product.objects.values_list("pk", flat=True)), sort
        assert len(met) == len(set(met))
    wrong = rows(client, "catalog.product", scene.shop, after="bm9wZQ==")
    assert wrong.status_code == 422


def test_filters_and_search(scene: Stage, log_in: Callable[..., Client]) -> None:
    client = log_in(scene.shop, "operator")
    order = Order.objects.order_by("id").first()
    assert order is not None
    Order.objects.filter(pk=order.pk).update(state="paid", paid_at=order.placed_at)
    found = rows(client, "selling.order", scene.shop, filter="state:paid").json()["rows"]
    assert [row["id"] for row in found] == [order.pk]
    assert len(rows(client, "selling.order", scene.shop, filter="paid_at:null").json()["rows"]) == 2
    late = rows(client, "selling.order", scene.shop, filter="placed_at:2099-01-01T00:00:00Z..")
    assert late.json()["rows"] == []
    assert rows(client, "selling.order", scene.shop, search="买家1").json()["rows"]
    assert rows(client, "selling.order", scene.shop, filter="address_id:1").status_code == 422
    assert rows(client, "selling.order", scene.shop, sort="paid_at").status_code == 422
    assert rows(client, "nothing.here", scene.shop).status_code == 404


def test_personal_data_is_masked_and_shown_only_with_a_reason(
    scene: Stage, log_in: Callable[..., Client]
) -> None:
    operator, warehouse = log_in(scene.shop, "operator"), log_in(scene.shop, "warehouse")
    service = log_in(scene.shop, "service")
    assert rows(operator, "members.address", scene.shop).status_code == 403
    page = rows(warehouse, "members.address", scene.shop).json()
    text = json.dumps(page, ensure_ascii=False)
    assert "138****1234" in text
    assert "林**" in text
    assert "文一西路***" not in text or "969" not in text
    assert "13800001234" not in text
    export = warehouse.get("/api/v1/tables/members.address/export", {"shop_id": scene.shop.pk})
    assert "13800001234" not in b"".join(export.streaming_content).decode()
    at = f"/api/v1/tables/members.address/rows/{page['rows'][0]['id']}/unmask"
    body = {"shop_id": scene.shop.pk, "reason": "客服回访"}
    assert warehouse.post(at, body, content_type="application/json").status_code == 403
    blank = service.post(at, body | {"reason": "  "}, content_type="application/json")
    assert blank.status_code == 422
    shown = service.post(at, body, content_type="application/json").json()["values"]
    assert shown["phone_cipher"] == "13800001234"
    entry = AuditEntry.objects.get(action="console.unmask")
    assert entry.detail["reason"] == "客服回访"
    assert "13800001234" not in json.dumps(entry.detail)


def test_costs_only_for_those_who_may_see_them(scene: Stage, log_in: Callable[..., Client]) -> None:
    def names(client: Client) -> set[str]:
        told = client.get("/api/v1/tables", {"shop_id": scene.shop.pk}).json()
        sku = next(each for each in told if each["key"] == "catalog.sku")
        return {each["name"] for each in sku["columns"]}

    assert {"cost", "floor_price"} <= names(log_in(scene.shop, "analyst"))
    assert not {"cost", "floor_price"} & names(log_in(scene.shop, "warehouse"))


def test_nothing_secret_is_a_column() -> None:
    shown = {f"{t.model}.{c.name}" for t in TABLES for c in columns(t) if c.kind != "person"}
    assert not [name for name in shown if "cipher" in name or "hash" in name or "secret_c" in name]
    assert "liveroom.Room.stream_key" not in shown
    assert "team.ApiKey.token_hash" not in shown


def test_export_as_csv_and_xlsx(scene: Stage, log_in: Callable[..., Client]) -> None:
    client = log_in(scene.shop, "admin")
    Sku.objects.update(name="=cmd|' /C calc'!A0", cost=1250)
    at = "/api/v1/tables/catalog.sku/export"
    raw = b"".join(client.get(at, {"shop_id": scene.shop.pk}).streaming_content)
    head, line = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[:2]
    row = dict(zip(head, line, strict=True))
    assert row["成本"] == "12.50"
    assert row["名称"].startswith("'=cmd")
    book = client.get(at, {"shop_id": scene.shop.pk, "kind": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == head
    english = client.get(at, {"shop_id": scene.shop.pk}, headers={"Accept-Language": "en"})
    assert b"Daily price" in b"".join(english.streaming_content)
    assert AuditEntry.objects.filter(action="console.export_table").count() == 3


def test_parcels_are_imported_by_shipping(scene: Stage, log_in: Callable[..., Client]) -> None:
    client = log_in(scene.shop, "warehouse")
    Order.objects.update(state="paid", paid_at=Order.objects.values("placed_at")[:1])
    first, second, third = Order.objects.order_by("id")
    numbers = [format_order_no(o.pk, o.placed_at) for o in (first, second, third)]
    sheet = (
        "订单号,快递公司,快递单号\n"
        f"{numbers[0]},顺丰速运,SF1234567890\n"
        f"{numbers[1]},顺丰速运,SF<b>\n"
        f"{numbers[0]},顺丰速运,SF1234567899\n"
        f"{numbers[2]},,SF1234567898\n"
        "2611229999999999,顺丰速运,SF1234567897\n"
    )
    trial = upload(client, "fulfillment.parcel", scene.shop, sheet)
    assert (trial["rows"], len(trial["good"]), len(trial["bad"])) == (5, 1, 4)
    assert not Parcel.objects.exists()
    assert [bad["line"] for bad in trial["bad"]] == [3, 4, 5, 6]
    assert all(bad["message"] for bad in trial["bad"])
    done = upload(client, "fulfillment.parcel", scene.shop, sheet, store=True)
    assert done["is_stored"]
    assert len(done["good"]) == 1
    assert Order.objects.get(pk=first.pk).state == "shipped"
    assert Parcel.objects.count() == 1
    assert AuditEntry.objects.filter(action="console.import").count() == 1
    analyst = log_in(scene.shop, "analyst")
    file = SimpleUploadedFile("sheet.csv", sheet.encode())
    refused = analyst.post(
        f"/api/v1/tables/fulfillment.parcel/import?shop_id={scene.shop.pk}&store=true",
        {"file": file},
    )
    assert refused.status_code == 403


def test_goods_colleagues_and_tasks_are_imported(
    scene: Stage, log_in: Callable[..., Client]
) -> None:
    client = log_in(scene.shop, "admin")
    before = LedgerAccount.objects.get(place="supplier").balance
    sheet = (
        f"SKU编码,入库数量,到期日\n{scene.sku.code},12,2099-01-01\n没有,1,\n{scene.sku.code},-3,\n"
    )
    got = upload(client, "supply.receipt", scene.shop, sheet, store=True)
    assert (len(got["good"]), [b["line"] for b in got["bad"]]) == (1, [3, 4]), got
    assert LedgerAccount.objects.get(place="supplier").balance == before - 12
    got = upload(
        client,
        "team.membership",
        scene.shop,
        "账号,姓名,岗位\nxiaohe,小禾,仓库、客服\nx y,坏,仓库\n",
        True,
    )
    assert len(got["good"]) == 1, got
    roles = Membership.objects.filter(staff__username="xiaohe").values_list("role", flat=True)
    assert set(roles) == {"warehouse", "service"}
    got = upload(
        client, "planning.phasetask", scene.shop,
        f"场次编号,阶段,事项\n{scene.show.pk},筹备,样品到位\n999999,筹备,x\n", True,
    )  # fmt: skip
    assert (len(got["good"]), len(got["bad"])) == (1, 1), got
    sheet = "商品编码,商品名称,SKU编码,日常价\nT1,毛巾,T1-1,39.9\nT2,杯,T2-1,九元\n"
    got = upload(client, "catalog.product", scene.shop, sheet, True)
    assert (len(got["good"]), len(got["bad"])) == (1, 1), got
    assert Product.objects.filter(code="T1").exists()


@pytest.mark.parametrize("text", ["", "\x00", "a,b\n1,2\n", "PK\x03\x04broken"])
def test_sheets_that_are_none(scene: Stage, log_in: Callable[..., Client], text: str) -> None:
    client = log_in(scene.shop, "warehouse")
    assert upload(client, "fulfillment.parcel", scene.shop, text)["status"] in (400, 422)
