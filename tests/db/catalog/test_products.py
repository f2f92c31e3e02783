"""Products over HTTP: rights, audit, pictures, sheets in and out."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kaibo.catalog.models import Category, Product, Sku
from kaibo.catalog.sheetfiles import read_table
from kaibo.foundation import audit, ledger
from kaibo.foundation.config import config
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.supply import facade as supply
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db

SHEET = (
    "商品编码,商品名称,SKU编码,规格,日常价,成本,入库数量\n"
    "T1,毛巾,T1-1,蓝,39.90,11,100\n"
    "T1,,T1-2,粉,39.90,11,50\n"
    "P1,枕头,P1-1,,一百,56,20\n"
)


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="catalog", name="云禾家居", requires_totp=False)


def enter(client: Client, shop: Shop, role: str) -> Staff:
    staff = Staff(username=f"{role}-{shop.pk}")
    staff.set_unusable_password()
    staff.save()
    Membership.objects.create(shop=shop, staff=staff, role=role)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return staff


def body(shop: Shop, **change: Any) -> dict[str, Any]:
    sku = {"code": "T1-1", "name": "蓝", "daily_price": 3990, "floor_price": 1890, "cost": 1100}
    return {"shop_id": shop.pk, "code": "T1", "name": "毛巾", "skus": [sku], **change}


def upload(client: Client, shop: Shop, content: bytes, *, store: bool = False) -> Any:
    flag = "true" if store else "false"
    file = SimpleUploadedFile("sheet.csv", content)
    return client.post(f"/api/v1/products/import?shop_id={shop.pk}&store={flag}", {"file": file})


def picture(kind: str = "PNG", size: tuple[int, int] = (1600, 900)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#7FB7BE").save(buffer, kind)
    return buffer.getvalue()


def test_create_change_and_audit(client: Client, shop: Shop) -> None:
    staff = enter(client, shop, "operator")
    made = client.post("/api/v1/products", body(shop), content_type="application/json")
    assert made.status_code == 201
    changed = body(shop, name="长绒棉毛巾")
    changed["skus"][0]["daily_price"] = 4590
    path = f"/api/v1/products/{made.json()['id']}"
    assert client.put(path, changed, content_type="application/json").json()["name"] == "长绒棉毛巾"
    entry = AuditEntry.objects.filter(shop=shop, action="catalog.update_product").get()
    assert entry.actor == staff
    assert entry.detail["changes"] == {"name": ["毛巾", "长绒棉毛巾"]}
    assert entry.detail["skus"] == {"T1-1": {"daily_price": [3990, 4590]}}
    assert audit.verify_chain(shop.pk) == []


@pytest.mark.parametrize("role", ["host", "compliance", "analyst", "warehouse", "service"])
def test_other_roles_read_but_do_not_write(client: Client, shop: Shop, role: str) -> None:
    enter(client, shop, "operator")
    client.post("/api/v1/products", body(shop), content_type="application/json")
    enter(client, shop, role)
    page = client.get(f"/api/v1/products?shop_id={shop.pk}").json()
    cost = page["items"][0]["skus"][0]["cost"]
    assert cost == (1100 if role == "analyst" else None)
    answer = client.post("/api/v1/products", body(shop, code="X"), content_type="application/json")
    assert answer.status_code == 403
    assert upload(client, shop, SHEET.encode(), store=True).status_code == 403


def test_products_of_other_shops_do_not_exist(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    made = client.post("/api/v1/products", body(shop), content_type="application/json").json()
    other = Shop.objects.create(slug="other", name="别家", requires_totp=False)
    enter(client, other, "admin")
    assert client.get(f"/api/v1/products/{made['id']}").status_code == 404
    assert client.get(f"/api/v1/products?shop_id={shop.pk}").status_code == 403
    stolen = client.put(
        f"/api/v1/products/{made['id']}", body(other), content_type="application/json"
    )
    assert stolen.status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"code": "含 空格"}, "code"),
        ({"return_days": 0}, "return_days"),
        ({"skus": [{"code": "S", "daily_price": -5}]}, "skus.0.daily_price"),
        ({"skus": [{"code": "S", "daily_price": "便宜"}]}, "skus.0.daily_price"),
        ({"name": "毛\x00巾"}, "name"),
    ],
)
def test_bad_values_name_the_field(
    client: Client, shop: Shop, change: dict[str, Any], field: str
) -> None:
    enter(client, shop, "admin")
    answer = client.post("/api/v1/products", body(shop, **change), content_type="application/json")
    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json()["errors"]]
    assert not Product.objects.exists()


def test_codes_are_unique_in_a_shop(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    client.post("/api/v1/products", body(shop), content_type="application/json")
    same = client.post("/api/v1/products", body(shop), content_type="application/json")
    foreign_sku = body(shop, code="T2")
    taken = client.post("/api/v1/products", foreign_sku, content_type="application/json")
    assert (same.status_code, taken.status_code) == (409, 409)
    assert Product.objects.count() == 1


@pytest.mark.parametrize("text", ["毛", "T1", "t1-1", "690001"])
def test_search_finds_by_name_code_sku_and_barcode(client: Client, shop: Shop, text: str) -> None:
    enter(client, shop, "admin")
    client.post("/api/v1/products", body(shop), content_type="application/json")
    Sku.objects.update(barcode="690001234")
    found = client.get(f"/api/v1/products?shop_id={shop.pk}&text={text}").json()
    none = client.get(f"/api/v1/products?shop_id={shop.pk}&text=没有这个").json()
    assert (found["total"], none["total"]) == (1, 0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_written_anew(client: Client, shop: Shop, kind: str) -> None:
    enter(client, shop, "operator")
    made = client.post("/api/v1/products", body(shop), content_type="application/json").json()
    file = SimpleUploadedFile("evil.html", picture(kind) + b"<script>alert(1)</script>")
    path = f"/api/v1/products/{made['id']}/image?shop_id={shop.pk}"
    address = client.post(path, {"file": file}).json()["image"]
    stored = (config().uploads / address.removeprefix("/uploads/")).read_bytes()
    assert b"<script>" not in stored
    with Image.open(io.BytesIO(stored)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (1200, 675))
    served = client.get(address)
    assert served.headers["Content-Type"] == "image/jpeg"
    assert served.getvalue() == stored
    served.close()


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a" + bytes(40), picture()[:200]]
)
def test_what_is_no_picture_is_refused(client: Client, shop: Shop, content: bytes) -> None:
    enter(client, shop, "operator")
    made = client.post("/api/v1/products", body(shop), content_type="application/json").json()
    path = f"/api/v1/products/{made['id']}/image?shop_id={shop.pk}"
    answer = client.post(path, {"file": SimpleUploadedFile("a.png", content)})
    assert answer.status_code == 422
    assert Product.objects.get().image == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_sheet_is_previewed_then_stored_without_its_bad_rows(
    client: Client, shop: Shop, encoding: str
) -> None:
    enter(client, shop, "operator")
    content = SHEET.encode(encoding)
    preview = upload(client, shop, content).json()
    assert not Product.objects.exists()
    assert [(each["code"], each["units"]) for each in preview["good"]] == [("T1", 150)]
    bad = {"line": 4, "column": "日常价", "value": "一百"}
    assert preview["bad"][0].items() >= bad.items()
    assert preview["lost_lines"] == [4]

    stored = upload(client, shop, content, store=True).json()
    assert (stored["created"], stored["updated"], stored["units"]) == (1, 0, 150)
    sku = Sku.objects.get(code="T1-1")
    assert (sku.daily_price, sku.cost) == (3990, 1100)
    assert supply.on_hand([sku.pk]) == {sku.pk: 100}
    assert ledger.verify("stock") == []


def test_blank_cells_keep_what_is_stored(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    full = body(shop, brand="云禾", selling_points=["吸水"], is_listed=False)
    client.post("/api/v1/products", full, content_type="application/json")
    sheet = "商品编码,商品名称,SKU编码,日常价\nT1,新毛巾,T1-1,45\n"
    upload(client, shop, sheet.encode(), store=True)
    product, sku = Product.objects.get(), Sku.objects.get()
    assert (product.name, product.brand, product.is_listed) == ("新毛巾", "云禾", False)
    assert product.selling_points == ["吸水"]
    assert (sku.daily_price, sku.cost, sku.floor_price) == (4500, 1100, 1890)


def test_a_sheet_cannot_take_a_sku_of_another_product(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    client.post("/api/v1/products", body(shop), content_type="application/json")
    sheet = "商品编码,商品名称,SKU编码,日常价\nX9,别的,T1-1,45\n"
    answer = upload(client, shop, sheet.encode(), store=True).json()
    assert (answer["good"], answer["lost_lines"]) == ([], [2])
    assert "T1" in answer["bad"][0]["message"]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00\x01", b"PK\x03\x04 broken", b"", b"\x00\x00\x00", "只有一行".encode()],
)
def test_broken_files_are_clear_errors(client: Client, shop: Shop, content: bytes) -> None:
    enter(client, shop, "admin")
    answer = upload(client, shop, content, store=True)
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert answer.json()["bad"][0]["message"]
    assert not Product.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_can_be_imported_again_and_runs_no_formula(
    client: Client, shop: Shop, kind: str
) -> None:
    enter(client, shop, "admin")
    name = '=HYPERLINK("http://x","毛巾")'
    client.post("/api/v1/products", body(shop, name=name), content_type="application/json")
    content = client.get(f"/api/v1/products/export?shop_id={shop.pk}&kind={kind}").content
    for line in read_table(content):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)
    before = list(Product.objects.values()) + list(Sku.objects.values())
    answer = upload(client, shop, content, store=True).json()
    assert (answer["bad"], answer["updated"], answer["units"]) == ([], 1, 0)
    after = list(Product.objects.values()) + list(Sku.objects.values())
    for row in before + after:
        row.pop("updated_at", None)
    assert after == before


def test_a_sheet_brings_bundles_with_their_components(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    sheet = (
        "商品编码,商品名称,SKU编码,日常价,组合明细,属性,类目,赠品,预售发货日\n"
        "S1,洗浴组合,S1-1,99,T1-1×2；G1-1,,家居/组合,否,2026-12-01\n"
        "T1,毛巾,T1-1,39,,颜色:蓝,家居/家纺,,\n"
        "G1,浴球,G1-1,9,,,家居,是,\n"
        "X1,坏组合,X1-1,99,NOPE×1,,,,\n"
        "Y1,套组合,Y1-1,99,S1-1×2,,,,\n"
    )
    answer = upload(client, shop, sheet.encode(), store=True).json()
    assert answer["created"] == 3
    assert [(bad["line"], bad["value"]) for bad in answer["bad"]] == [(5, "NOPE"), (6, "S1-1")]
    assert answer["lost_lines"] == [5, 6]
    page = client.get(f"/api/v1/products?shop_id={shop.pk}&text=yuqiu").json()
    assert [sku["is_gift"] for item in page["items"] for sku in item["skus"]] == [True]
    bundle = client.get(f"/api/v1/products?shop_id={shop.pk}&text=S1").json()["items"][0]
    assert bundle["skus"][0]["components"] == {"T1-1": 2, "G1-1": 1}
    content = client.get(f"/api/v1/products/export?shop_id={shop.pk}").content.decode("utf-8-sig")
    assert "T1-1×2; G1-1×1" in content
    again = upload(client, shop, content.encode(), store=True).json()
    assert (again["bad"], again["updated"]) == ([], 3)


def test_a_sheet_says_which_attribute_its_category_asks_for(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    asked = [{"name": "颜色", "choices": ["蓝"], "is_required": True}]
    Category.objects.create(shop=shop, name="家居", path="家居", attributes=asked)
    sheet = (
        "商品编码,商品名称,SKU编码,日常价,属性,类目\n"
        "A,毛巾,A-1,39,颜色:红,家居/家纺\n"
        "B,浴巾,B-1,39,,家居\n"
        "C,方巾,C-1,39,颜色:蓝,家居\n"
    )
    answer = upload(client, shop, sheet.encode(), store=True).json()
    assert [(bad["line"], bad["column"], bad["value"]) for bad in answer["bad"]] == [
        (2, "属性", "红"),
        (3, "属性", ""),
    ]
    assert answer["created"] == 1


def test_goods_come_in(client: Client, shop: Shop) -> None:
    enter(client, shop, "warehouse")
    product = Product.objects.create(shop=shop, code="T1", name="毛巾")
    sku = Sku.objects.create(shop=shop, product=product, code="T1-1", daily_price=1)
    call = {"shop_id": shop.pk, "sku_id": sku.pk, "quantity": 30}
    path = "/api/v1/products/stock/receive"
    assert client.post(path, call, content_type="application/json").json()["on_hand"] == 30
    for quantity in (0, -5, 10**9):
        wrong = client.post(path, {**call, "quantity": quantity}, content_type="application/json")
        assert wrong.status_code == 422
    foreign = client.post(path, {**call, "sku_id": 10**6}, content_type="application/json")
    assert foreign.status_code == 404
