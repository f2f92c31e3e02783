"""The address book over HTTP: divisions for the pickers, a pasted text, a place that is not."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client
from tests.db.checkout.people import bearer, post
from tests.factories.selling import buyers

pytestmark = pytest.mark.django_db


def test_pickers_load_the_divisions_packed() -> None:
    plain = Client().get("/api/v1/viewers/divisions")
    packed = Client().get("/api/v1/viewers/divisions", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < 40_000
    zhejiang = next(one for one in plain.json() if one[1] == "浙江省")
    hangzhou = next(one for one in zhejiang[2] if one[1] == "杭州市")
    assert ["330110", "余杭区", []] in hangzhou[2]


def test_a_pasted_address_is_read_and_can_be_saved() -> None:
    (buyer,) = buyers(1, with_address=False)
    text = "收货人：张三，电话：＋86 138-0013-8000，余杭区文一西路969号"
    found = post("/viewers/address/read", bearer(buyer.pk), text=text).json()
    assert found.pop("choices") == []
    made = post("/viewers/me/addresses", bearer(buyer.pk), **found).json()
    assert (made["province"], made["district"]) == ("浙江省", "余杭区")


@pytest.mark.parametrize(
    ("changes", "field", "hint"),
    [
        ({"city": "苏州市"}, "city", "请从列表中选择"),
        ({"district": "鼓楼区"}, "district", "例如上城区"),
        ({"district": ""}, "district", "请选择杭州市的区/县"),
    ],
)
def test_a_place_that_is_not_is_refused(changes: dict[str, Any], field: str, hint: str) -> None:
    (buyer,) = buyers(1, with_address=False)
    good = {
        "name": "张三", "phone": "13800138000", "province": "浙江省", "city": "杭州市",
        "district": "余杭区", "street": "文一西路969号",
    }  # fmt: skip
    answer = post("/viewers/me/addresses", bearer(buyer.pk), **(good | changes))
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert hint in answer.json()["detail"]
