"""One order's whole life by its buyer and by staff: coupon, cart, quote, payment, parcel, receipt,
a part of the money back, then the rest. Every amount agrees with the tables, every book balances."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kaibo.selling.contracts import format_order_no
from tests.e2e.people import (
    PATIENT_MS,
    enter_room,
    fill_address,
    log_in_buyer,
    log_in_staff,
    pay,
    staff_get,
)
from tests.platform import Platform, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
BUNDLE, COMPONENTS = "YH-SET-SLEEP-18", {"YH-BED4-18-SAND": 1, "YH-PILLOW-LOW": 2}
THERMOS, GIFT, PODS = "YH-THERMOS-NAVY", "YH-TOWEL-BLUE", "YH-PODS-52"
COUPON_OFF, SAVE_OFF, SAVE_FROM = 1500, 4000, 39900  # 新人券 满 99 减 15; 多件满减 满 399 减 40
TRACKING = "SF2026112300017"
_VIDEO_CLOCK = "() => document.querySelector('video')?.currentTime ?? 0"


@pytest.fixture(scope="module")
def before(platform: Platform) -> dict[str, int]:
    """Units on the links by SKU code, before anybody bought."""
    return _on_links(platform)


@pytest.fixture(scope="module")
def buyer(browser: Browser, platform: Platform, before: dict[str, int]) -> Any:
    """A newcomer on a phone, logged in."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN"
    )
    page = context.new_page()
    enter_room(page, platform)
    log_in_buyer(page, "13800138061")
    yield page
    context.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, platform: Platform) -> Any:
    """The order desk of an operator."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    log_in_staff(page, platform)
    yield page
    context.close()


def test_a_newcomer_claims_the_newcomers_coupon(buyer: Page, platform: Platform) -> None:
    buyer.get_by_role("button", name=re.compile("^领券 ")).click()
    ticket = buyer.get_by_role("article").filter(has_text="新人券 满 99 减 15")
    ticket.get_by_role("button", name=re.compile("^领取")).click()
    expect(ticket.get_by_text("已领取")).to_be_visible(timeout=PATIENT_MS)
    assert platform.rows(
        "select c.name from promotions_couponclaim l join promotions_campaign c"
        " on c.id = l.campaign_id where l.order_id is null and l.buyer_id = %s",
        _buyer_id(platform),
    ) == [("新人券 满 99 减 15",)]


@pytest.mark.capability("PERS-11")
def test_search_by_pinyin_with_a_typo(buyer: Page) -> None:
    """Initials, whole pinyin, a wrong letter and a synonym all find the pot that keeps warm."""
    _close_sheets(buyer)
    buyer.get_by_role("button", name=re.compile("^购物袋，")).click()
    field = buyer.get_by_role("searchbox")
    for words in ("bwh", "baowenhu", "baowehu", "暖水壶"):
        field.fill(words)
        first = _bag(buyer).first
        expect(first).to_contain_text("大容量保温壶", timeout=PATIENT_MS)
    field.fill("")
    expect(_bag(buyer)).to_have_count(12, timeout=PATIENT_MS)


@pytest.mark.capability("PROD-03")
def test_a_filter_keeps_its_goods_and_its_use_is_counted(buyer: Page, platform: Platform) -> None:
    chips = buyer.get_by_role("group", name="筛选")
    chips.get_by_role("button", name="# 助眠").click()
    expect(_bag(buyer)).to_have_count(3, timeout=PATIENT_MS)
    wait_for(
        "the use of the filter",
        lambda: platform.rows("select 1 from catalog_filteruse where kind = 'need'"),
    )
    chips.get_by_role("button", name="# 助眠").click()


@pytest.mark.capability("CONT-17")
def test_goods_are_turned_and_enlarged_while_the_stream_plays(
    buyer: Page, platform: Platform
) -> None:
    wait_for("the 360° set is drawn", lambda: _has_spin(platform, "YH-THERMOS"), 120)
    _bag(buyer).filter(has_text="大容量保温壶").get_by_role("button").first.click()
    stage = buyer.get_by_role("slider")
    expect(stage).to_be_visible(timeout=PATIENT_MS)
    clock = buyer.evaluate(_VIDEO_CLOCK)
    turned = stage.get_attribute("aria-valuenow")
    _drag(buyer, stage, 120)
    assert stage.get_attribute("aria-valuenow") != turned
    buyer.get_by_role("button", name="放大").click()
    expect(stage.locator("img")).to_have_attribute("style", re.compile(r"scale\(1\.8\)"))
    wait_for("the stream went on", lambda: buyer.evaluate(_VIDEO_CLOCK) > clock + 1)


def test_two_links_wait_in_the_cart(buyer: Page) -> None:
    _open_goods(buyer, "大容量保温壶")
    buyer.get_by_role("button", name="加一件").click()
    buyer.get_by_role("button", name="加入购物车").click()
    expect(buyer.get_by_text("已加入购物车")).to_be_visible(timeout=PATIENT_MS)
    _open_goods(buyer, "好眠三件组")
    buyer.get_by_role("button", name="加入购物车").click()
    buyer.get_by_role("button", name=re.compile("^购物袋，")).click()
    buyer.get_by_role("button", name=re.compile("^购物车 ")).click()
    expect(buyer.get_by_role("heading", name="购物车（3）")).to_be_visible(timeout=PATIENT_MS)


@pytest.mark.capability("PROM-06")
def test_the_price_is_explained_and_right(buyer: Page, platform: Platform) -> None:
    """满减 and coupon are told with their names; the sum is that of the plain price list."""
    prices = _prices(platform)
    goods = prices[BUNDLE] + 2 * prices[THERMOS]
    assert goods >= SAVE_FROM
    buyer.get_by_role("button", name="去结算").click()
    buyer.get_by_role("button", name=re.compile("填写收货地址")).first.click()
    fill_address(buyer)
    making = buyer.locator("section.making")
    steps = making.get_by_role("listitem")
    saved, used = (f"减 ¥{off / 100:.2f}" for off in (SAVE_OFF, COUPON_OFF))
    expect(steps.filter(has_text="多件满减").filter(has_text=saved)).to_be_visible(
        timeout=PATIENT_MS
    )
    expect(steps.filter(has_text="新人券").filter(has_text=used)).to_be_visible()
    expect(buyer.get_by_text("长绒棉毛巾三条装").first).to_be_visible()  # the gift
    due = _yuan(goods - SAVE_OFF - COUPON_OFF)
    expect(buyer.get_by_role("button", name=f"提交订单 {due}")).to_be_visible(timeout=PATIENT_MS)


def test_the_quote_is_placed_and_paid_by_alipay(buyer: Page, platform: Platform) -> None:
    buyer.get_by_role("button", name=re.compile("^提交订单")).click()
    buyer.get_by_role("radio", name=re.compile("支付宝")).check()
    pay(buyer)
    expect(buyer.get_by_text("支付成功").first).to_be_visible(timeout=PATIENT_MS)
    order, goods, discount, paid = _first_order(platform)
    prices = _prices(platform)
    assert goods == prices[BUNDLE] + 2 * prices[THERMOS] + prices[GIFT] * _gift_costs(platform)
    assert goods - discount == paid == prices[BUNDLE] + 2 * prices[THERMOS] - SAVE_OFF - COUPON_OFF
    notices = "select p.provider, p.amount from selling_payment p join selling_paymentnotice n"
    assert platform.rows(notices + " on n.trade_no = p.trade_no where p.order_id = %s", order) == [
        ("alipay", paid)
    ]


@pytest.mark.capability("PROM-07")
def test_the_bundle_took_its_components(platform: Platform, before: dict[str, int]) -> None:
    after = _on_links(platform)
    taken = {sku: before[sku] - units for sku, units in after.items() if before[sku] != units}
    assert taken == COMPONENTS | {THERMOS: 2, GIFT: 1}


def test_a_second_order_of_the_same_buyer(buyer: Page, platform: Platform) -> None:
    buyer.get_by_role("button", name="继续看直播").click()
    _open_goods(buyer, "洗衣凝珠")
    buyer.get_by_role("button", name=re.compile("^提交订单")).click()
    pay(buyer)
    wait_for("both are paid", lambda: _states(platform) == ["paid", "paid"])
    expect(buyer.get_by_role("heading", name=re.compile("^支付成功 "))).to_be_visible()


def test_one_unit_goes_back_to_the_cent(buyer: Page, platform: Platform) -> None:
    """The button names the amount; that amount, no other, comes back by Alipay."""
    order, *_sums = _first_order(platform)
    line, paid = platform.rows(
        "select l.id, l.amount - l.discount from selling_orderline l join catalog_sku s"
        " on s.id = l.sku_id where l.order_id = %s and s.code = %s",
        order, THERMOS,
    )[0]  # fmt: skip
    buyer.get_by_role("button", name="继续看直播").click()
    _open_order(buyer, platform, order)
    buyer.get_by_role("button", name="申请退款").click()
    steppers = buyer.locator("form .line")
    for row in range(steppers.count()):
        keep = steppers.nth(row).filter(has_text="大容量保温壶").count()
        less = steppers.nth(row).get_by_role("button", name="减一件")
        for _ in range(1 if keep else 2):
            if less.is_enabled():
                less.click()
    button = buyer.get_by_role("button", name=re.compile("^确认退款"))
    expect(button).to_be_enabled(timeout=PATIENT_MS)
    told = button.inner_text().split("¥")[1]
    button.click()
    amount = wait_for("the refund", lambda: _refunded(platform, order))
    assert amount in (paid // 2, paid - paid // 2)
    assert _yuan(amount) == f"¥{told}"
    units = (
        "select l.line_id, l.quantity, l.amount from selling_refundline l"
        " join selling_refund r on r.id = l.refund_id where r.order_id = %s"
    )
    assert platform.rows(units, order) == [(line, 1, amount)]


def test_staff_ship_both_orders_in_one_parcel(desk: Page, platform: Platform) -> None:
    desk.goto(f"{platform.web}/studio/orders")
    desk.wait_for_selector("tr.chosen")
    expect(desk.get_by_text(re.compile("还有 1 单待发货"))).to_be_visible(timeout=PATIENT_MS)
    desk.keyboard.press("s")
    expect(desk.get_by_label("同一买家的 2 单装进一个包裹")).to_be_checked()
    desk.keyboard.type(TRACKING)
    desk.keyboard.press("Enter")
    wait_for("both are shipped", lambda: _states(platform) == ["shipped", "shipped"])
    assert platform.rows("select count(*) from fulfillment_parcel") == [(1,)]


def test_the_buyer_sees_the_parcel_and_confirms(buyer: Page, platform: Platform) -> None:
    order, *_sums = _first_order(platform)
    _open_order(buyer, platform, order)
    expect(buyer.get_by_text(TRACKING)).to_be_visible(timeout=PATIENT_MS)
    buyer.get_by_role("button", name="确认收货").click()
    buyer.get_by_role("button", name="再点一次确认收货").click()
    wait_for("the receipt", lambda: _states(platform) == ["completed", "shipped"])


def test_staff_give_the_rest_back(desk: Page, platform: Platform) -> None:
    order, _goods, _discount, paid = _first_order(platform)
    no = _order_no(platform, order)
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    desk.keyboard.type(no)
    desk.keyboard.press("Enter")
    expect(desk.locator("tbody tr")).to_have_count(1, timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    rest = paid - _refunded(platform, order)
    desk.get_by_role("button", name=re.compile(f"退款 {re.escape(_yuan(rest))}")).click()
    wait_for("all of it went back", lambda: _refunded(platform, order) == paid)


def test_all_books_balance(desk: Page, platform: Platform) -> None:
    show = platform.rows("select show_id from liveroom_room where slug = 'yunhe'")[0][0]
    assert staff_get(desk, f"/orders/books?show={show}") == []
    assert platform.rows(_DIFFERENCES) == []
    sums = dict(platform.rows("select book, sum(balance) from foundation_ledgeraccount group by 1"))
    assert {"stock", "coupon", "budget"} <= sums.keys()
    assert set(sums.values()) == {0}


_DIFFERENCES = (
    "select a.id, a.book from foundation_ledgeraccount a where a.balance <>"
    " (select coalesce(sum(t.amount), 0) from foundation_ledgertransfer t where t.credit_id = a.id)"
    " - (select coalesce(sum(t.amount), 0) from foundation_ledgertransfer t where t.debit_id = a.id)"
)


def _bag(page: Page) -> Locator:
    return page.get_by_role("dialog").locator("li:has(.picture)")


def _close_sheets(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _open_goods(page: Page, name: str) -> None:
    """From wherever the page is: bag, then 抢购 of the goods."""
    if page.get_by_role("dialog").count():
        _close_sheets(page)
    page.get_by_role("button", name=re.compile("^购物袋，")).click()
    _bag(page).filter(has_text=name).get_by_role("button", name=re.compile("^抢购")).click()
    expect(page.get_by_role("button", name="加入购物车")).to_be_enabled(timeout=PATIENT_MS)


def _open_order(page: Page, platform: Platform, order: int) -> None:
    no = _order_no(platform, order)
    if page.get_by_role("dialog").count():
        _close_sheets(page)
    page.get_by_role("button", name="我的订单").first.click()
    page.get_by_role("button", name=f"查看订单 {no}").first.click()


def _drag(page: Page, place: Locator, pixels: int) -> None:
    box = place.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + pixels, y, steps=6)
    page.mouse.up()


def _yuan(minor: int) -> str:
    """As the page prints money: no cents where there are none."""
    return f"¥{minor // 100:,}" + (f".{minor % 100:02d}" if minor % 100 else "")


def _order_no(platform: Platform, order: int) -> str:
    placed = platform.rows("select placed_at from selling_order where id = %s", order)[0][0]
    return format_order_no(order, placed)


def _buyer_id(platform: Platform) -> int:
    """The only viewer of this module that ever claimed a coupon."""
    return int(platform.rows("select buyer_id from promotions_couponclaim order by id desc")[0][0])


def _prices(platform: Platform) -> dict[str, int]:
    return dict(
        platform.rows(
            "select s.code, o.normal_price from selling_offer o join catalog_sku s on s.id = o.sku_id"
            " join liveroom_room r on r.show_id = o.show_id where r.slug = 'yunhe'"
        )
    )


def _on_links(platform: Platform) -> dict[str, int]:
    return dict(
        platform.rows(
            "select s.code, a.balance from foundation_ledgeraccount a join catalog_sku s"
            " on s.id = a.subject_id where a.book = 'stock' and a.place = 'link'"
            " and a.place_id in (select l.id from planning_lineuplink l join liveroom_room r"
            " on r.show_id = l.show_id where r.slug = 'yunhe')"
        )
    )


def _has_spin(platform: Platform, code: str) -> bool:
    frames = (
        "select count(*) from catalog_picture p join catalog_product g on g.id = p.product_id"
        " where g.code = %s and p.kind = 'spin'"
    )
    return bool(platform.rows(frames, code)[0][0] >= 12)


def _orders(platform: Platform) -> list[tuple[Any, ...]]:
    return platform.rows(
        "select id, goods_amount, discount_amount, pay_amount, state from selling_order"
        " where buyer_id = %s order by id",
        _buyer_id(platform),
    )


def _first_order(platform: Platform) -> tuple[Any, ...]:
    return _orders(platform)[0][:4]


def _states(platform: Platform) -> list[str]:
    return [row[4] for row in _orders(platform)]


def _gift_costs(platform: Platform) -> int:
    """1 where a gift's worth stands in the goods with a discount of all of it, else 0."""
    order, *_sums = _first_order(platform)
    gifts = "select unit_price from selling_orderline where order_id = %s and is_gift"
    return int(bool(platform.rows(gifts, order)[0][0]))


def _refunded(platform: Platform, order: int) -> int:
    """Money that the provider has given back."""
    sql = "select coalesce(sum(amount), 0) from selling_refund where order_id = %s and state = %s"
    return int(platform.rows(sql, order, "succeeded")[0][0])
