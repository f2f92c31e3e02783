"""Bad input by hand: what people and attackers send, and the clear answer to each."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.factories.api_world import Callers, World

HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SQL = "Robert'); DROP TABLE liveroom_room;--"
HEADER = "商品编码,商品名称,SKU编码,规格,日常价,成本,入库数量"


@pytest.fixture(scope="module")
def staff(world: World) -> requests.Session:
    return world.staff()


def problem(answer: requests.Response, *statuses: int) -> Any:
    """The problem of a refused request; it tells people something."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"", "application/json"),
        (b"null", "application/json"),
        (b'"text"', "application/json"),
        (b"[1]", "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"phone":' * 50_000, "application/json"),
        (b'{"phone": "\\ud800"}', "application/json"),
        (b'{"phone": "138\\u00000013800"}', "application/json"),
        (b'{"phone": 1e999}', "application/json"),
        (b'{"phone": NaN}', "application/json"),
        (b'{"phone": ' + b"9" * 5000 + b"}", "application/json"),
        (b"phone=13800138000", "application/x-www-form-urlencoded"),
        (b"<phone/>", "application/xml"),
        (b"--x", "multipart/form-data"),
        (b"--x\r\n\r\nbroken", "multipart/form-data; boundary=x"),
        (json.dumps({"phone": "1" * 300_000}).encode(), "application/json"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_unreadable_bodies(callers: Callers, content: bytes, kind: str) -> None:
    buyer = callers.session("buyer")
    answer = buyer.post(
        f"{callers.world.api}/viewers/phone/code",
        data=content,
        headers={"Content-Type": kind},
        timeout=20,
    )
    problem(answer, 400, 422)


@pytest.mark.parametrize("body", [b'"x"', b"[]", b"7", b"true"])
def test_a_body_that_is_no_object_is_not_taken_for_an_empty_one(world: World, body: bytes) -> None:
    problem(requests.post(f"{world.api}/viewers/guest", data=body, timeout=20), 400)


def test_a_huge_body_is_refused(world: World) -> None:
    body = json.dumps({"source": "x" * 4_000_000})
    problem(requests.post(f"{world.api}/viewers/guest", data=body, timeout=20), 413, 422, 400)


@pytest.mark.parametrize(
    "wrong", ["0", "-1", str(2**63), "9" * 60, "1.5", "x", "%00", "1%20or%201=1"]
)
@pytest.mark.parametrize(
    "path",
    [
        "/products/{}", "/shows/{}", "/shows/{}/lineup", "/orders/{}", "/insight/shows/{}/review",
        "/parcels/orders/{}", "/products?shop_id={}", "/staff?shop_id={}",
        "/staff/audit?shop_id={}", "/products/stock?shop_id={}", "/products/export?shop_id={}",
        "/orders?shop=1&before={}", "/rooms/{}/desk",
    ],
)  # fmt: skip
def test_ids_that_no_row_can_have(
    world: World, staff: requests.Session, path: str, wrong: str
) -> None:
    answer = staff.get(world.api + path.format(wrong), timeout=20)
    problem(answer, 400, 403, 404, 422)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/rooms/yunhe/offers/{offer_id}/price", {"price": 0}),
        ("/rooms/yunhe/offers/{offer_id}/price", {"price": -100}),
        ("/rooms/yunhe/offers/{offer_id}/price", {"price": 10**30}),
        ("/rooms/yunhe/offers/{offer_id}/price", {"price": 9900, "version": 10**30}),
        ("/rooms/yunhe/offers/{offer_id}/stock", {"delta": -999_999}),
        ("/rooms/yunhe/offers/{offer_id}/stock", {"delta": 10**20}),
        ("/rooms/yunhe/offers/{offer_id}/flash", {"action": "start", "price": -1}),
        ("/rooms/yunhe/offers/{offer_id}/list", {"per_user_limit": -1}),
        ("/products/stock/receive", {"shop_id": 1, "sku_id": 1, "quantity": -5}),
        ("/products/stock/receive", {"shop_id": 1, "sku_id": 2**70, "quantity": 5}),
        ("/rooms/yunhe/mute", {"viewer_id": 1, "minutes": -1}),
        ("/rooms/yunhe/announce", {"text": "a\x00b"}),
        ("/staff", {"shop_id": 1, "username": "a\x00b", "name": "x", "roles": ["host"]}),
    ],
)
def test_figures_and_texts_that_must_not_be(
    callers: Callers, staff: requests.Session, path: str, body: dict[str, Any]
) -> None:
    answer = staff.post(callers.world.api + path.format(**callers.real), json=body, timeout=20)
    problem(answer, 404, 409, 422)


@pytest.mark.parametrize(
    "starts", ["0000-00-00T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
               "2026-13-01T00:00:00Z", "2026-11-23T20:00:00", 10**20, -(10**20)],
)  # fmt: skip
def test_dates_out_of_range(callers: Callers, staff: requests.Session, starts: object) -> None:
    body = {
        "shop_id": callers.real["shop_id"],
        "title": "x",
        "planned_start_at": starts,
        "planned_end_at": "9999-12-31T23:59:59Z",
    }
    problem(staff.post(f"{callers.world.api}/shows", json=body, timeout=20), 422)


@pytest.mark.parametrize("text", [HTML, SQL, "=1+1", "${7*7}{{7*7}}", "\u202e右到左", "👨‍👩‍👧‍👦"])
def test_texts_are_kept_as_texts(callers: Callers, staff: requests.Session, text: str) -> None:
    url = f"{callers.world.api}/rooms/yunhe"
    told = staff.post(f"{url}/announce", json={"text": text}, timeout=20)
    assert told.status_code == 200, told.text
    assert requests.get(url, timeout=20).json()["state"]["announcement"] == text
    page = requests.get(f"{callers.world.url}/r/yunhe", timeout=20)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_comments_in_an_address_stay_text(callers: Callers) -> None:
    buyer, url = callers.session("buyer"), f"{callers.world.api}/viewers/me/addresses"
    body = {
        "name": "王小云", "phone": "13900000001", "province": "浙江省", "city": "杭州市",
        "district": "余杭区", "street": SQL,
    }  # fmt: skip
    made = buyer.post(url, json=body, timeout=20)
    assert made.status_code in (200, 422), made.text
    if made.status_code == 200:
        assert made.json()["street"] == SQL


def test_tokens_that_are_not_ours(callers: Callers) -> None:
    now = int(time.time())
    claims = {"sub": "1", "kind": "buyer", "name": "x", "roles": {}, "syn": False, "exp": now + 99}
    pem = (callers.world.config.secrets / "token-ed25519.pem").read_bytes()
    own: Any = load_pem_private_key(pem, password=None)
    forged = jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA")
    tokens = {
        "forged": forged,
        "expired": jwt.encode(claims | {"exp": now - 1}, own, algorithm="EdDSA"),
        "unsigned": jwt.encode(claims, None, algorithm="none"),
        "odd subject": jwt.encode(claims | {"sub": "9" * 60}, own, algorithm="EdDSA"),
        "no viewer": jwt.encode(claims | {"sub": str(2**62)}, own, algorithm="EdDSA"),
        "odd kind": jwt.encode(claims | {"kind": "root"}, own, algorithm="EdDSA"),
        "endless": "a." * 30_000,
        "empty": "",
        "bytes": "\xff\xfe",
    }
    for name, token in tokens.items():
        for path in ("/viewers/me", "/orders/mine/1", "/viewers/me/addresses"):
            answer = requests.get(
                callers.world.api + path,
                headers={"Authorization": f"Bearer {token}".encode("latin-1")},
                timeout=20,
            )
            if name in ("odd subject", "no viewer"):  # signed by us, so somebody deleted it
                assert answer.status_code < 500, (name, path)
            else:
                assert problem(answer, 401)["code"] == "login_required", name


@pytest.mark.parametrize(
    ("sheet", "good", "bad"),
    [
        (f"{HEADER}\nF1,毛巾,F1-1,蓝,39.9,12,5\n".encode(), 1, 0),
        (f"{HEADER}\nF1,毛巾,F1-1,蓝,39.9,12,5\n".encode("gbk"), 1, 0),
        (f"{HEADER}\nF1,毛巾,F1-1,蓝,39.9,12,5\n".encode("utf-8-sig"), 1, 0),
        (f"{HEADER}\nF1,毛巾,F1-1,蓝,-1,12,5\nF2,杯,F2-1,,九元,1,1\n".encode(), 0, 2),
        (f"{HEADER}\nF1,毛巾,F1-1,蓝,39.9,12,-5\n".encode(), 0, 1),
        (f"{HEADER}\nF1,毛巾,F1-1,蓝,{'9' * 40},12,5\n".encode(), 0, 1),
    ],
)
def test_sheets(
    callers: Callers, staff: requests.Session, sheet: bytes, good: int, bad: int
) -> None:
    answer = _import(callers, staff, sheet)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (len(body["good"]), len(body["bad"])) == (good, bad)
    assert not body["is_stored"]
    assert all(each["line"] and each["message"] for each in body["bad"])


@pytest.mark.parametrize(
    "sheet",
    [
        b"", b"\x00" * 100, b"PK\x03\x04broken", b"a,b,c\n1,2,3\n", b"\xff\xfe\xfa" * 50,
        (f"{HEADER}\n" + '"' + "x" * 200_000).encode(),
        f"{HEADER}\nF1,毛\x00巾,F1-1,蓝,39.9,12,5\n".encode(),
    ],
    ids=["empty", "zeros", "broken xlsx", "other columns", "noise", "open quote", "NUL"],
)  # fmt: skip
def test_sheets_that_are_none(callers: Callers, staff: requests.Session, sheet: bytes) -> None:
    answer = _import(callers, staff, sheet)
    if answer.status_code == 200:
        assert answer.json()["bad"]
        assert not answer.json()["good"]
    else:
        problem(answer, 400, 422)


def test_formulas_do_not_leave_in_an_export(callers: Callers, staff: requests.Session) -> None:
    sheet = f"{HEADER}\nF9,=HYPERLINK(1),F9-1,@SUM(1),39.9,12,1\n".encode()
    assert _import(callers, staff, sheet, store=True).status_code == 200
    shop = callers.real["shop_id"]
    out = staff.get(f"{callers.world.api}/products/export?shop_id={shop}", timeout=20).text
    assert "HYPERLINK(1)" in out
    assert ",=HYPERLINK" not in out
    assert ",@SUM" not in out


@pytest.mark.parametrize(
    "path",
    [
        "/uploads/../secrets/django", "/uploads/%2e%2e/secrets/django",
        "/uploads/..%2fsecrets%2fdjango", "/uploads//etc/passwd", "/uploads/%00", "/uploads/",
        "/uploads/products/../../secrets/token-ed25519.pem", "/static/../../settings.py",
        "/static/%2e%2e/settings.py", "/r/..%2f..%2fadmin", "/r/%00", "/api/v1/%ff",
    ],
)  # fmt: skip
def test_no_way_out_of_the_folders(callers: Callers, path: str) -> None:
    session = requests.Session()
    asked = requests.Request("GET", callers.world.url).prepare()
    asked.url = callers.world.url + path  # as it stands, not tidied
    answer = session.send(asked, allow_redirects=False, timeout=20)
    assert answer.status_code in (301, 302, 400, 404), answer.status_code
    assert b"PRIVATE KEY" not in answer.content
    assert b"root:" not in answer.content


def test_pictures_that_are_none(callers: Callers, staff: requests.Session) -> None:
    url = f"{callers.world.api}/products/{callers.real['product_id']}/image"
    for name, content in (("../../x.jpg", b"no picture"), ("a.svg", b"<svg/>"), ("a.png", b"")):
        answer = staff.post(
            url,
            params={"shop_id": callers.real["shop_id"]},
            files={"file": (name, content)},
            timeout=20,
        )
        problem(answer, 400, 422)


def test_nothing_was_lost(callers: Callers) -> None:
    """After all of this the room, the order and its books stand."""
    world = callers.world
    assert world.row("select 1 from liveroom_room where slug = 'yunhe'") == (1,)
    kept = callers.session("buyer").get(
        f"{world.api}/orders/mine/{callers.real['order_id']}", timeout=20
    )
    assert kept.status_code == 200


def _import(
    callers: Callers, staff: requests.Session, sheet: bytes, *, store: bool = False
) -> requests.Response:
    return staff.post(
        f"{callers.world.api}/products/import",
        params={"shop_id": callers.real["shop_id"], "store": store},
        files={"file": ("sheet.csv", sheet)},
        timeout=30,
    )
