"""Bills in the studio, the cashiers of three providers, and the room inside WeChat, in Chromium."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kaibo.foundation.config import config
from kaibo.foundation.crypto import blind_index, open_sealed
from kaibo.members import wechat
from kaibo.members.wechat_account import simulated
from kaibo.members.wechat_models import WeChatIdentity, WeChatTicket
from kaibo.selling import facade
from kaibo.selling.models import BillDifference, Payment, Reconciliation
from kaibo.selling.payments import keys
from kaibo.selling.payments.adapter import PayAsk
from kaibo.selling.payments.alipay import AlipayAdapter
from kaibo.selling.payments.stripe import StripeAdapter
from kaibo.selling.payments.wechat import WeChatAdapter
from tests.e2e.conftest import PHONE
from tests.e2e.test_order_desk import _log_in, _picture
from tests.factories.paysim import running_paysim, until
from tests.factories.ports import free_port
from tests.factories.selling import buyers, place, stage
from tests.platform import wait_for

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
AGENT = (
    "Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x28003252) WeChat/arm64"
)
# What WeChat puts into its pages some time after they began: every call is kept and answered.
BRIDGE = """
window.__calls = []
setTimeout(() => {
  window.WeixinJSBridge = {
    invoke(name, values, done) {
      window.__calls.push({ name, values })
      setTimeout(() => done({ err_msg: name + ':ok' }), 5)
    },
  }
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
}, 300)
"""


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    yield from running_paysim(config().data, free_port())


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    return desk


@pytest.fixture
def in_wechat(live_server: Any, browser: Browser) -> Iterator[Page]:
    """A phone-sized page of the in-app browser."""
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="zh-CN", user_agent=AGENT)
    page = context.new_page()
    page.add_init_script(BRIDGE)
    yield page
    context.close()


def test_bills_are_read_and_resolved(page: Page, live_server: Any, client: Any) -> None:
    scene = stage()
    shop = scene.shop
    shop.name = "云禾家居官方旗舰店（杭州余杭仓发货）"
    shop.save()
    _log_in(page, live_server.url, client, shop)
    page.goto(live_server.url + "/studio/reconcile")
    expect(page.get_by_text("还没有对账单")).to_be_visible()
    _picture(page, "reconcile-empty")
    _reports(shop)
    page.reload()
    expect(page.get_by_text("3 处待处理")).to_be_visible()
    expect(page.get_by_text("全部一致")).to_be_visible()
    page.get_by_role("link", name="2026-11-22").click()
    expect(page.get_by_text("渠道有，我方没有")).to_be_visible()
    _picture(page, "reconcile")
    page.get_by_role("button", name="处理").first.focus()
    page.keyboard.press("Enter")
    page.get_by_placeholder("例如：已与渠道核实").fill("已与微信支付客服核实，补记收款并通知买家")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("2 处待处理")).to_be_visible()
    expect(page.get_by_text("补记收款并通知买家")).to_be_visible()
    page.set_viewport_size(PHONE)
    _picture(page, "reconcile-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert BillDifference.objects.filter(resolved_at__isnull=False).count() == 1
    page.get_by_role("link", name="返回列表").click()
    expect(page.get_by_role("link", name="2026-11-21")).to_be_visible()
    page.get_by_role("button", name="拉取并核对").click()  # nobody answers on that port
    expect(page.get_by_role("alert")).to_be_visible(timeout=30_000)
    _picture(page, "reconcile-error")


@pytest.mark.parametrize("name", ["wechat", "alipay", "stripe"])
def test_each_cashier_pays_and_cancels(simulator: str, phone: Page, name: str) -> None:
    title = "云禾家居 新疆长绒棉 60 支贡缎纯棉四件套 床单被套枕套 加大双人 1.8 米床 礼盒装"
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10)
    back = f"{simulator}/healthz"
    ask = PayAsk(f"E2E{name}", 12900, "CNY", title, later, "127.0.0.1", return_url=back)
    words = ("Cancel", "Pay", "Payment complete") if name == "stripe" else (
        "取消", "确认支付", "支付成功"
    )  # fmt: skip
    url = _adapter(name, simulator).prepay(ask).pay_url
    # Browsers reach the cashier by the simulator's public name; here that is its own port.
    phone.goto(url)
    _picture(phone, f"cashier-{name}")
    phone.get_by_role("button", name=words[0], exact=True).click()
    phone.goto(url)
    phone.get_by_role("button", name=words[1], exact=True).click()
    expect(phone.get_by_text(words[2])).to_be_visible()
    expect(phone.get_by_role("link")).to_have_attribute("href", back)


def test_the_room_inside_wechat_knows_its_viewer_and_shares_a_card(
    simulator: str, in_wechat: Page, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = replace(simulated(config()), open_url=simulator, api_url=simulator)
    for name in ("wechat_account", "_open_account"):
        monkeypatch.setattr(wechat, name, lambda: who)
    scene = stage()
    place(scene, scene.request(buyers(1)[0]))
    in_wechat.goto(f"{live_server.url}/r/{scene.room.slug}?from=wechat")
    calls = "() => (window.__calls ?? []).filter((one) => one.name.startsWith('update')).length"
    until(lambda: WeChatIdentity.objects.exists())  # gone to WeChat and back
    wait_for("the share card", lambda: in_wechat.evaluate(calls) >= 2)
    assert "code=" not in in_wechat.url  # a used code is not left to be shared
    assert WeChatIdentity.objects.count() == 1
    found = {one["name"]: one["values"] for one in in_wechat.evaluate("window.__calls")}
    config_call, shared = found["preVerifyJSAPI"], found["updateAppMessageShareData"]
    ticket = open_sealed(WeChatTicket.objects.get().ticket_cipher)  # type: ignore[arg-type]
    text = (
        f"jsapi_ticket={ticket}&noncestr={config_call['verifyNonceStr']}"
        f"&timestamp={config_call['verifyTimestamp']}&url={in_wechat.url}"
    )
    assert config_call["verifySignature"] == hashlib.sha1(text.encode()).hexdigest()
    assert config_call["verifyJsApiList"] == [
        "updateAppMessageShareData", "updateTimelineShareData"
    ]  # fmt: skip
    assert shared["title"] == "周五夜场"
    assert shared["link"].endswith(f"/r/{scene.room.slug}?from=wechat")
    assert shared["imgUrl"].startswith(live_server.url)
    in_wechat.get_by_role("button", name="分享").click()
    in_wechat.get_by_role("button", name="发给微信好友").click()
    expect(in_wechat.get_by_text("点右上角")).to_be_visible()
    _picture(in_wechat, "wechat-share")


@pytest.mark.parametrize("end", ["ok", "fail"])
def test_wechats_own_sheet_pays_or_the_cashiers_page_does(
    simulator: str, in_wechat: Page, live_server: Any, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    who = replace(simulated(config()), open_url=simulator, api_url=simulator)
    for name in ("wechat_account", "_open_account"):
        monkeypatch.setattr(wechat, name, lambda: who)
    provider = _adapter("wechat", simulator)
    monkeypatch.setattr(facade, "adapter", lambda name, shop="": provider)
    scene, (buyer,) = stage(), buyers(1)
    (order,) = place(scene, scene.request(buyer))
    in_wechat.goto(f"{live_server.url}/r/{scene.room.slug}")
    until(lambda: WeChatIdentity.objects.exists())
    buyer.phone_index = blind_index("13800138011")
    buyer.save()
    WeChatIdentity.objects.update(viewer=buyer)  # who has bought before is known again
    in_wechat.add_init_script(BRIDGE.replace("name + ':ok'", f"name + ':{end}'"))
    in_wechat.evaluate("localStorage.clear(); sessionStorage.clear()")
    in_wechat.goto(f"{live_server.url}/r/{scene.room.slug}?sheet=orders")
    in_wechat.get_by_text("纯棉四件套").first.click()
    in_wechat.get_by_role("button", name="去支付 ¥129").click()
    expect(in_wechat.get_by_text("超时会自动关闭")).to_be_visible()
    in_wechat.get_by_role("button", name="去支付 ¥129").click()
    asked = "() => window.__calls.filter((one) => one.name === 'getBrandWCPayRequest')"
    wait_for("WeChat's sheet", lambda: in_wechat.evaluate(asked))
    (call,) = in_wechat.evaluate(asked)
    assert call["values"].keys() == {
        "appId", "timeStamp", "nonceStr", "package", "signType", "paySign",
    }  # fmt: skip
    assert call["values"]["package"].startswith("prepay_id=")
    assert Payment.objects.filter(order=order).order_by("id")[0].channel == "jsapi"
    if end == "ok":
        expect(in_wechat.get_by_text("这里会自动更新")).to_be_visible()
    else:
        expect(in_wechat.get_by_role("link", name="去支付")).to_be_visible()
        assert Payment.objects.get(order=order, state="pending").channel == "h5"
    _picture(in_wechat, f"wechat-pay-{end}")


def _reports(shop: Any) -> None:
    now = dt.datetime.now(dt.UTC)
    common = {
        "shop": shop, "account": "1900000001", "payments": 128, "paid_amount": 1_651_200,
        "refunds": 3, "refunded_amount": 38_700, "checked_at": now,
    }  # fmt: skip
    bad = Reconciliation.objects.create(provider="wechat", day="2026-11-22", **common)
    Reconciliation.objects.create(provider="alipay", day="2026-11-21", **common)
    rows: list[tuple[str, int | None, int | None, str]] = [
        ("missing_here", None, 12900, ""), ("missing_there", 12900, None, "succeeded"),
        ("amount", 1, 12900, "succeeded"),
    ]  # fmt: skip
    for n, (kind, ours, theirs, state) in enumerate(rows):
        BillDifference.objects.create(
            report=bad, kind=kind, trade_no=f"26112200000{n}7801", ours=ours, theirs=theirs,
            refund_no=f"26112200000{n}7801R1" if n == 2 else "", our_state=state,
            order_id=None if ours is None else 40000 + n,
        )  # fmt: skip


def _adapter(name: str, simulator: str) -> Any:
    settings = config()
    if name == "wechat":
        return WeChatAdapter(replace(keys.simulated(settings, simulator), gateway=simulator))
    if name == "alipay":
        account = keys.simulated_alipay(settings, simulator)
        return AlipayAdapter(replace(account, gateway=f"{simulator}/gateway.do"))
    return StripeAdapter(replace(keys.simulated_stripe(settings), base=simulator))
