"""The category tree: what staff do to it, and what becomes of its products."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from tests.db.catalog.conftest import Make, enter, hire

from kaibo.catalog import facade
from kaibo.catalog.models import Category, FilterUse, Need, Product
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db


def paths(shop: Shop) -> list[str]:
    return facade.categories(shop.pk)


def at(shop: Shop, path: str) -> int:
    return Category.objects.get(shop=shop, path=path).pk


def where(product: Product) -> str | None:
    product.refresh_from_db()
    return product.category.path if product.category else None


def test_a_product_makes_the_nodes_of_its_path(shop: Shop, make: Make) -> None:
    first = make("A", category="家居/家纺/毛巾")
    second = make("B", category="家居 > 收纳")
    assert paths(shop) == ["家居", "家居/家纺", "家居/家纺/毛巾", "家居/收纳"]
    assert (where(first), where(second)) == ("家居/家纺/毛巾", "家居/收纳")
    found = facade.find_products(shop.pk, category="家居/家纺")
    assert [product.code for product in found] == ["A"]
    assert facade.find_products(shop.pk, category="家居").count() == 2
    assert facade.find_products(shop.pk, category="家").count() == 0


@pytest.mark.capability("PROD-03")
def test_staff_add_rename_move_merge_and_delete(shop: Shop, staff: Staff, make: Make) -> None:
    towel, box = make("A", category="家居/家纺/毛巾"), make("B", category="家居/收纳")
    facade.add_category(staff, shop.pk, "清洁", None)
    facade.rename_category(staff, shop.pk, at(shop, "家居/家纺"), "布艺")
    assert where(towel) == "家居/布艺/毛巾"
    facade.move_category(staff, shop.pk, at(shop, "家居/布艺"), at(shop, "清洁"), 0)
    assert where(towel) == "清洁/布艺/毛巾"
    facade.move_category(staff, shop.pk, at(shop, "清洁"), None, 0)
    assert paths(shop) == ["清洁", "清洁/布艺", "清洁/布艺/毛巾", "家居", "家居/收纳"]
    facade.merge_category(staff, shop.pk, at(shop, "家居"), at(shop, "清洁"))
    assert where(box) == "清洁/收纳"
    assert facade.delete_category(staff, shop.pk, at(shop, "清洁/布艺")) == 1
    assert where(towel) == "清洁"
    assert facade.delete_category(staff, shop.pk, at(shop, "清洁")) == 2
    assert (where(towel), where(box), paths(shop)) == (None, None, [])
    done = list(AuditEntry.objects.filter(shop=shop, subject__startswith="category:"))
    assert len(done) == 7
    assert audit.verify_chain(shop.pk) == []


def test_a_merge_unites_children_of_the_same_name(shop: Shop, staff: Staff, make: Make) -> None:
    one, two = make("A", category="男装/上衣"), make("B", category="女装/上衣")
    three = make("C", category="男装/裤装")
    facade.merge_category(staff, shop.pk, at(shop, "男装"), at(shop, "女装"))
    assert {where(one), where(two)} == {"女装/上衣"}
    assert where(three) == "女装/裤装"


def test_the_tree_stays_a_tree(shop: Shop, staff: Staff, make: Make) -> None:
    make("A", category="一/二/三/四")
    top, deep = at(shop, "一"), at(shop, "一/二/三")
    with pytest.raises(Conflict, match="它自己"):
        facade.move_category(staff, shop.pk, top, deep, 0)
    with pytest.raises(Conflict, match="自己或它的下级"):
        facade.merge_category(staff, shop.pk, top, deep)
    with pytest.raises(InvalidInput, match="最多 4 级"):
        facade.add_category(staff, shop.pk, "五", at(shop, "一/二/三/四"))
    other = facade.add_category(staff, shop.pk, "另", None)
    with pytest.raises(InvalidInput, match="最多 4 级"):
        facade.move_category(staff, shop.pk, top, other.pk, 0)
    for name in ("", " ", "甲/乙", "甲>乙"):
        with pytest.raises(InvalidInput):
            facade.add_category(staff, shop.pk, name, None)
    with pytest.raises(Conflict, match="已经有"):
        facade.add_category(staff, shop.pk, "一", None)
    with pytest.raises(InvalidInput):
        make("B", category="一/二/三/四/五")


def test_other_roles_and_shops_keep_out(shop: Shop, make: Make) -> None:
    make("A", category="家居")
    with pytest.raises(NotAllowed):
        facade.rename_category(hire(shop, "host"), shop.pk, at(shop, "家居"), "别名")
    other = Shop.objects.create(slug="other", name="别家", requires_totp=False)
    with pytest.raises(NotFound):
        facade.delete_category(hire(other, "admin"), other.pk, at(shop, "家居"))


def test_skus_carry_the_attributes_of_their_category(shop: Shop, staff: Staff, make: Make) -> None:
    make("A", category="服饰/上衣")
    wanted = [
        {"name": "颜色", "choices": [], "is_required": True},
        {"name": "尺码", "choices": ["S", "M"], "is_required": False},
    ]
    facade.set_attributes(staff, shop.pk, at(shop, "服饰"), wanted)
    good = {"颜色": "白", "尺码": "M"}
    make("B", category="服饰/上衣", sku={"attributes": good})
    with pytest.raises(InvalidInput, match="颜色"):
        make("C", category="服饰/上衣", sku={"attributes": {"尺码": "M"}})
    with pytest.raises(InvalidInput, match="可选：S、M"):
        make("C", category="服饰/上衣", sku={"attributes": good | {"尺码": "XXL"}})
    assert not Product.objects.filter(code="C").exists()


def test_needs_are_renamed_swapped_and_removed(shop: Shop, staff: Staff, make: Make) -> None:
    product = make("A", needs=["通勤", "户外"])
    one, two = Need.objects.order_by("order")
    facade.set_needs(staff, shop.pk, [(two.pk, "通勤"), (one.pk, "户外"), (None, "送礼")])
    assert [need.name for need in facade.needs_of(shop.pk)] == ["通勤", "户外", "送礼"]
    assert {need.pk for need in product.needs.all()} == {one.pk, two.pk}
    facade.set_needs(staff, shop.pk, [(one.pk, "户外")])
    assert [need.name for need in product.needs.all()] == ["户外"]
    with pytest.raises(InvalidInput):
        facade.set_needs(staff, shop.pk, [(None, "送礼"), (None, "送礼 ")])


def test_the_tree_over_http(client: Client, shop: Shop, staff: Staff, make: Make) -> None:
    make("A", category="家居/家纺", needs=["送长辈"])
    enter(client, staff)
    FilterUse.objects.create(
        shop=shop, show_id=1, day="2026-11-20", kind="category", key=str(at(shop, "家居")), uses=7
    )
    tree = client.get(f"/api/v1/products/categories?shop_id={shop.pk}").json()
    assert [(n["path"], n["depth"], n["products"]) for n in tree] == [
        ("家居", 0, 0),
        ("家居/家纺", 1, 1),
    ]
    call: dict[str, Any] = {"shop_id": shop.pk, "name": "收纳", "parent_id": tree[0]["id"]}
    made = client.post("/api/v1/products/categories", call, content_type="application/json")
    assert (made.status_code, made.json()["path"]) == (201, "家居/收纳")
    base = f"/api/v1/products/categories/{made.json()['id']}"
    renamed = client.put(
        f"{base}/name", {"shop_id": shop.pk, "name": "箱柜"}, content_type="application/json"
    )
    assert renamed.json()["path"] == "家居/箱柜"
    gone = client.delete(f"{base}?shop_id={shop.pk}")
    assert gone.json() == {"products": 0}
    assert client.delete(f"{base}?shop_id={shop.pk}").status_code == 404
    page = client.get(f"/api/v1/products?shop_id={shop.pk}&need=送长辈").json()
    assert (page["total"], page["needs"]) == (1, ["送长辈"])


@pytest.mark.django_db(transaction=True)
def test_texts_of_earlier_versions_become_a_tree() -> None:
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([("catalog", "0003_category_tree")])
    old = executor.loader.project_state([("catalog", "0003_category_tree")]).apps
    shop = old.get_model("foundation", "Shop").objects.create(slug="old", name="旧店")
    texts = {"A": "家居/家纺", "B": "家居", "C": "", "D": "食品 > 茶 > 红茶 > 武夷 > 大红袍"}
    for code, text in texts.items():
        old.get_model("catalog", "Product").objects.create(
            shop=shop, code=code, name=code, category_text=text
        )
    MigrationExecutor(connection).migrate(leaves)
    found = {product.code: where(product) for product in Product.objects.filter(shop_id=shop.pk)}
    assert found == {"A": "家居/家纺", "B": "家居", "C": None, "D": "食品/茶/红茶/武夷"}
