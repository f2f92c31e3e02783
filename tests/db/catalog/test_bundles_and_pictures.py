"""Bundles of component SKUs, and pictures of every kind."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.db.catalog.conftest import Make, enter, picture

from kaibo.catalog import facade
from kaibo.catalog.contracts import ProductDraft, SkuDraft
from kaibo.catalog.models import BundleComponent, Picture, Sku
from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db


def test_a_bundle_is_made_of_components(shop: Shop, staff: Staff, make: Make) -> None:
    make("T")
    make("B")
    bundle = make("SET", sku={"components": {"T-1": 2, "B-1": 1}})
    ids = facade.sku_ids(shop.pk)
    assert facade.bundle_parts(ids.values()) == {ids["SET-1"]: [(ids["T-1"], 2), (ids["B-1"], 1)]}
    plain = SkuDraft("SET-1", 19900)
    facade.save_product(staff, shop.pk, ProductDraft("SET", "组合", skus=[plain]), bundle.pk)
    assert BundleComponent.objects.count() == 2  # None keeps them
    emptied = SkuDraft("SET-1", 19900, components={})
    facade.save_product(staff, shop.pk, ProductDraft("SET", "组合", skus=[emptied]), bundle.pk)
    assert facade.bundle_parts(ids.values()) == {}
    changed = AuditEntry.objects.filter(action="catalog.update_product").latest("id")
    assert changed.detail["skus"]["SET-1"]["components"] == [{"T-1": 2, "B-1": 1}, {}]


@pytest.mark.parametrize(
    ("components", "words"),
    [
        ({"NOPE": 1}, "没有这个 SKU"),
        ({"SET-1": 1}, "不能再放组合"),
        ({"X-1": 1}, "它自己"),
        ({"T-1": 0}, "1 到 99"),
        ({"OTHER-1": 1}, "没有这个 SKU"),
    ],
)
def test_what_no_bundle_is_made_of(make: Make, components: dict[str, int], words: str) -> None:
    make("T")
    make("SET", sku={"components": {"T-1": 2}})
    other = Shop.objects.create(slug="other", name="别家")
    facade.Product.objects.create(shop=other, code="OTHER", name="别家的").skus.create(
        shop=other, code="OTHER-1", daily_price=1
    )
    with pytest.raises(InvalidInput, match=words):
        make("X", sku={"components": components})
    assert not Sku.objects.filter(code="X-1").exists()


def test_a_component_cannot_become_a_bundle(shop: Shop, staff: Staff, make: Make) -> None:
    towel = make("T")
    make("SET", sku={"components": {"T-1": 2}})
    make("B")
    nested = SkuDraft("T-1", 9900, components={"B-1": 1})
    with pytest.raises(InvalidInput, match="不能再放组合"):
        facade.save_product(staff, shop.pk, ProductDraft("T", "毛巾", skus=[nested]), towel.pk)


def test_one_product_holds_singles_and_their_bundle(shop: Shop, make: Make) -> None:
    skus = [SkuDraft("M-SET", 19900, components={"M-1": 2}), SkuDraft("M-1", 9900)]
    make("M", skus=skus)
    ids = facade.sku_ids(shop.pk)
    assert facade.bundle_parts([ids["M-SET"]]) == {ids["M-SET"]: [(ids["M-1"], 2)]}


@pytest.mark.capability("CONT-17")
def test_a_360_set_is_stored_small_and_ordered(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    product = make("T")
    enter(client, staff)
    tints = ["#aa0000", "#00aa00", "#0000aa"]
    files = [SimpleUploadedFile(f"{n}.png", picture(tint)) for n, tint in enumerate(tints)]
    address = f"/api/v1/products/{product.pk}/pictures?shop_id={shop.pk}&kind=spin"
    frames = client.post(address, {"files": files}).json()
    assert [(frame["width"], frame["height"]) for frame in frames] == [(560, 315)] * 3
    stored = (config().uploads / frames[0]["image"].removeprefix("/uploads/")).read_bytes()
    with Image.open(io.BytesIO(stored)) as opened:
        assert opened.format == "WEBP"
    order = [frames[2]["id"], frames[0]["id"]]
    left = client.put(
        f"/api/v1/products/{product.pk}/pictures/spin",
        {"shop_id": shop.pk, "order": order},
        content_type="application/json",
    ).json()
    assert [frame["id"] for frame in left] == order
    named = client.put(
        f"/api/v1/products/pictures/{order[0]}",
        {"shop_id": shop.pk, "caption": "正面"},
        content_type="application/json",
    )
    assert named.json()["caption"] == "正面"


def test_the_file_of_a_removed_picture_goes_and_an_equal_one_stays(
    shop: Shop, staff: Staff, make: Make, django_capture_on_commit_callbacks: object
) -> None:
    product = make("T")
    same, other = picture("#112233"), picture("#445566")
    rows = facade.add_pictures(staff, shop.pk, product.pk, "detail", [same, same, other])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        facade.order_pictures(staff, shop.pk, product.pk, "detail", [rows[0].pk])
    assert (config().uploads / rows[0].path).exists()
    assert not (config().uploads / rows[2].path).exists()


def test_pictures_that_are_refused(shop: Shop, staff: Staff, make: Make) -> None:
    product = make("T")
    with pytest.raises(InvalidInput, match="读不出来"):
        facade.add_pictures(staff, shop.pk, product.pk, "spin", [picture(), b"<svg/>"])
    assert not Picture.objects.exists()
    with pytest.raises(InvalidInput, match="最多 12 张"):
        facade.add_pictures(staff, shop.pk, product.pk, "detail", [b""] * 13)
    with pytest.raises(NotFound):
        facade.add_pictures(staff, shop.pk, 10**6, "detail", [])
    with pytest.raises(InvalidInput, match="刷新"):
        facade.order_pictures(staff, shop.pk, product.pk, "detail", [77])


def test_a_sku_has_a_picture_of_its_own(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    product = make("T")
    enter(client, staff)
    sku = product.skus.get()
    address = f"/api/v1/products/skus/{sku.pk}/image?shop_id={shop.pk}"
    answer = client.post(address, {"file": SimpleUploadedFile("a.png", picture())})
    assert answer.status_code == 200
    body = client.get(f"/api/v1/products/{product.pk}").json()
    assert body["skus"][0]["image"] == answer.json()["image"]
