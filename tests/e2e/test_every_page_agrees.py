"""Every page that shows money or counts of a show, against its order tables and its event log.

A rehearsal of thousands over real sockets, paid by signed callbacks, with refunds of every sort;
its figures are read from the pages as people read them, to the cent.
"""

from __future__ import annotations

import csv
import io
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kaibo.insight.registry import METRICS
from tests.e2e.conftest import DESK
from tests.e2e.giving_back import give_back
from tests.e2e.people import PATIENT_MS, log_in_staff, staff_get, staff_post
from tests.e2e.reading import Figures, cells, chosen, column, number, summed, tiles, titled
from tests.e2e.rehearsed import Rehearsed, rehearsal
from tests.e2e.show_books import Books, books_of
from tests.platform import Platform, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
VIEWERS, SECONDS = 2000, 30.0
SETTLED_S = 60.0
FUNNEL = {
    "uv": "观看人数", "product_viewers": "商品曝光人数", "product_clickers": "商品点击人数",
    "order_buyers": "下单人数", "buyers": "成交人数",
}  # fmt: skip
BOARD = (
    "gmv", "gmv_created", "net_gmv", "unpaid_amount", "refund_amount", "orders", "order_buyers",
    "paid_orders", "buyers", "units", "uv", "pv", "comments", "likes", "product_views",
    "product_clicks", "product_viewers", "product_clickers",
)  # fmt: skip
REVIEW = tuple(name for name in BOARD if name != "orders")


@pytest.fixture(scope="module")
def desk(browser: Browser, platform: Platform) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    log_in_staff(page, platform, "admin")
    yield page
    context.close()


@pytest.fixture(scope="module")
def held(platform: Platform) -> Iterator[Rehearsed]:
    """A rehearsal that everybody left; it is on the air until a test ends it."""
    with rehearsal(platform, VIEWERS, SECONDS) as found:
        yield found


@pytest.fixture(scope="module")
def books(platform: Platform, desk: Page, held: Rehearsed) -> Books:
    """What is written of it after the refunds; nothing about it changes any more."""
    give_back(platform, desk, held.show)
    wait_for("every fact is in the log", lambda: _relayed(platform))
    return books_of(platform, held.show)


def test_the_rehearsal_is_one_of_thousands_with_refunds(books: Books) -> None:
    assert books.totals["uv"] == VIEWERS
    assert books.totals["paid_orders"] > 100
    assert books.totals["orders"] > books.totals["paid_orders"]
    assert books.totals["refunds"] > books.totals["refunded_orders"] > 15
    assert books.totals["units"] > books.totals["paid_orders"] > books.totals["buyers"]
    assert 0 < books.totals["refund_amount"] < books.totals["gmv"]


_STRIP = """() => ['dt', 'dd'].map(tag =>
    Array.from(document.querySelectorAll(`header.top dl ${tag}`), one => one.innerText))"""


def test_the_console_strip(platform: Platform, desk: Page, books: Books) -> None:
    desk.goto(f"{platform.web}/studio/console/yunhe-rehearsal")
    expect(desk.locator("header.top dl").first).to_be_visible(timeout=PATIENT_MS)

    def seen() -> Figures:
        strip = dict(zip(*desk.evaluate(_STRIP), strict=True))
        return {"uv": number(strip["场观"]), "gmv": number(strip["成交"])}

    _agrees(seen, books.of("uv", "gmv"))


def test_the_war_board(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    desk.goto(f"{platform.web}/studio/board/{held.show}")
    wanted = books.of(*BOARD)
    _agrees(lambda: chosen(_board(desk), wanted), wanted)
    bars = {
        bar.split("\n")[0]: number(bar.split("\n")[1])
        for bar in desk.locator(".bars").first.locator("li").all_inner_texts()
    }
    assert bars == {name: books.totals[metric] for metric, name in FUNNEL.items()}


def test_the_rehearsal_ends_and_was_played_as_it_was_told(
    platform: Platform, held: Rehearsed, books: Books
) -> None:
    """All that the audience was told of is in the books, which still hold after the end."""
    played = held.end()
    assert (played["entered"], played["gaps"]) == (VIEWERS, 0)
    amounts = {str(one): amount for one, amount, _ in platform.rows(_ORDERS, held.show)}
    told = {one: amounts[one] for one in played["orders"]}
    assert told == played["orders"]
    assert set(played["paid"]) <= {
        one for one, _, paid in platform.rows(_ORDERS, held.show) if paid
    }
    assert played["comments"] >= books.totals["comments"] > 0
    wait_for("the end is in the log", lambda: books_of(platform, held.show).totals["live_ms"] > 0)
    now = books_of(platform, held.show)
    assert now.totals | {"live_ms": 0} == books.totals | {"live_ms": 0}
    assert (now.links, now.segments) == (books.links, books.segments)


def test_the_review(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    """Tiles, list and funnel; segments and products are those of the books and add up."""
    _open_review(platform, desk, held.show)
    wanted = books.of(*REVIEW)
    lists = desk.locator(".tiles, dl.more, ol.funnel")
    assert chosen(titled(lists), wanted) == wanted
    segments = titled(_section(desk, "环节"))
    assert summed(segments, "gmv", "paid_orders") == books.of("gmv", "paid_orders")
    assert _pairs(segments) == [
        (run["gmv"], run["paid_orders"]) for _, run in sorted(books.segments.items())
    ]
    products = titled(_section(desk, "商品"))
    assert summed(products, "gmv", "paid_orders", "units") == books.of(
        "gmv", "paid_orders", "units"
    )
    assert sorted(_pairs(products)) == sorted(
        (link["gmv"], link["paid_orders"]) for link in books.links.values()
    )


def test_the_books_of_the_review(desk: Page, books: Books) -> None:
    """Order tables and event log stand side by side on the page, without a difference."""
    side = _section(desk, "对账：订单表与事件日志")
    expect(side.get_by_text("零差额")).to_be_visible()
    rows = cells(side)
    names = {metric.zh: metric.id for metric in METRICS.values()}
    seen = {names[row[0]]: [number(text) for text in row[1:]] for row in rows}
    assert seen == {name: [books.totals[name]] * 2 + [0] for name in seen}
    assert set(seen) >= {"gmv", "gmv_created", "orders", "paid_orders", "units", "refund_amount"}


def test_the_list_of_reviews(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    desk.goto(f"{platform.web}/studio/review")
    card = desk.locator(f"a.show[href$='/review/{held.show}']")
    expect(card.locator(".sums")).to_be_visible(timeout=PATIENT_MS)
    money, people = card.locator(".sums b").all_inner_texts()[:2]
    assert {"gmv": number(money), "uv": number(people)} == books.of("gmv", "uv")


def test_the_behaviour_page(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    desk.goto(f"{platform.web}/studio/behaviour?show={held.show}")
    expect(desk.locator("[data-card=hosts] tbody tr").first).to_be_visible(timeout=PATIENT_MS)
    hosts = cells(desk.locator("[data-card=hosts]"))
    seen = {"gmv": 1, "paid_orders": 3, "uv": 4}
    assert {name: number(hosts[0][place]) for name, place in seen.items()} == books.of(*seen)
    again = cells(desk.locator("[data-card=returning]"))
    assert [sum(number(row[place]) for row in again) for place in (1, 5)] == [
        books.totals["uv"], books.totals["gmv"],
    ]  # fmt: skip
    nodes = {row[0]: number(row[1]) for row in cells(desk.locator("[data-card=nodes]"))}
    wanted = ("进入", "uv"), ("看到商品", "product_viewers"), ("点击商品", "product_clickers")
    for name, metric in (*wanted, ("下单", "order_buyers"), ("支付", "buyers")):
        assert nodes[name] == books.totals[metric], name


def test_the_journeys_page(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    """Attribution shares the money out and loses none; the cells of RFM hold every buyer."""
    desk.goto(f"{platform.web}/studio/journeys?show={held.show}")
    expect(desk.locator(".touch tfoot")).to_be_visible(timeout=PATIENT_MS)
    gmv, buyers = books.totals["gmv"], books.totals["buyers"]
    touches = cells(desk.locator(".touch"))
    assert [sum(number(row[place]) for row in touches) for place in (1, 3)] == [gmv, gmv]
    assert number(desk.locator(".touch tfoot td").first.inner_text()) == gmv
    grid = [cell.split() for row in cells(desk.locator(".rfm .both")) for cell in row[1:]]
    full = [cell for cell in grid if len(cell) > 1]
    assert sum(number(cell[0]) for cell in full) == buyers
    assert sum(number(cell[-1]) for cell in full) == gmv
    assert number(desk.locator(".bars b.number").first.inner_text()) == books.totals["uv"]


def test_the_metrics_page(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    desk.goto(f"{platform.web}/studio/metrics?show={held.show}")
    expect(desk.locator(".told").get_by_text("截至")).to_be_visible(timeout=PATIENT_MS)
    rows = cells(desk.locator("table.list"))
    seen = {row[0].split("\n")[-1]: row[1].split("\n")[0] for row in rows}
    wanted = books.of(*BOARD, "impressions", "impression_viewers")
    assert {name: number(seen[name]) for name in wanted} == wanted


def test_a_question_in_sql(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    desk.goto(f"{platform.web}/studio/ask")
    desk.get_by_role("textbox").first.fill(
        "select count(*) as orders, sum(pay_amount) as gmv_created, count(paid_ms) as paid_orders,"
        " sum(case when paid_ms is not null then pay_amount end) as gmv"
        f" from orders where show_id = {held.show}"
    )
    desk.get_by_role("button", name="运行").click()
    expect(desk.locator(".main tbody tr")).to_have_count(1, timeout=PATIENT_MS)
    (row,) = cells(desk.locator(".main"))
    wanted = books.of("orders", "gmv_created", "paid_orders", "gmv")
    assert dict(zip(wanted, (int(text.replace(",", "")) for text in row), strict=True)) == wanted


def test_the_order_desk(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    """Every order of the rehearsal, page after page."""
    numbers = {str(one) for (one,) in platform.rows(_NUMBERS, held.show)}
    desk.goto(f"{platform.web}/studio/orders")
    rows = _every_order(desk)
    ours = [row for row in rows if row[0].split()[0] in numbers]
    assert len(ours) == books.totals["orders"]
    assert sum(number(row[3]) for row in ours) == books.totals["gmv_created"]
    unpaid = [row for row in ours if row[6].split()[0] in ("待付款", "超时关闭", "已取消")]
    assert sum(number(row[3]) for row in unpaid) == books.totals["unpaid_amount"]
    assert sum(int(row[2]) for row in ours if row not in unpaid) == books.totals["units"]


def test_the_reconciliation(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    """The provider's bills of the days of the rehearsal, against payments and refunds of them."""
    shop = staff_get(desk, "/staff/me")["shops"][0]["id"]
    for day, paid, refunded in platform.rows(_DAYS, shop):
        made = staff_post(
            desk, "/pay/bills", {"shop": shop, "provider": "wechat", "day": day.isoformat()}
        )
        desk.goto(f"{platform.web}/studio/reconcile/{made['id']}")
        expect(desk.get_by_text("✓")).to_be_visible(timeout=PATIENT_MS)
        sums = [number(text) for text in desk.locator("article.pane dd").all_inner_texts()[:2]]
        assert sums == [paid, refunded]
        assert paid >= 0


def test_the_exports(platform: Platform, desk: Page, held: Rehearsed, books: Books) -> None:
    rows = {kind: _rows(platform, desk, held.show, kind) for kind in ("order", "pay", "refund")}
    money = {kind: sum(int(row["amount"]) for row in found) for kind, found in rows.items()}
    assert money == {
        "order": books.totals["gmv_created"], "pay": books.totals["gmv"],
        "refund": books.totals["refund_amount"],
    }  # fmt: skip
    paid = rows["pay"]
    assert sum(int(row["quantity"]) for row in paid) == books.totals["units"]
    assert len({row["viewer"] for row in paid}) == books.totals["buyers"]
    assert len({row["ref"] for row in paid}) == books.totals["paid_orders"]
    assert len({row["ref"] for row in rows["refund"]}) == books.totals["refunded_orders"]
    came = _rows(platform, desk, held.show, "enter")
    assert sum(int(row["n"]) for row in came) == books.totals["pv"]
    assert len({row["viewer"] for row in came}) == books.totals["uv"]


def test_the_paper(
    platform: Platform, desk: Page, held: Rehearsed, books: Books, tmp_path: Path
) -> None:
    answer = desk.context.request.get(_api(platform, held.show, "review.pdf"))
    (tmp_path / "review.pdf").write_bytes(answer.body())
    call = ["pdftotext", "-layout", str(tmp_path / "review.pdf"), "-"]
    text = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    lines = text[text.index("成交金额") :].splitlines()
    first, second = lines[1].split(), lines[lines.index("") + 2].split()
    assert [number(one) for one in first] == list(
        books.of("gmv", "net_gmv", "paid_orders", "buyers").values()
    )
    assert number(second[0]) == books.totals["uv"]


def test_the_identities_of_compass(
    platform: Platform, desk: Page, held: Rehearsed, books: Books
) -> None:
    """The eleven that hold on the real row of Douyin Compass hold on what our page is told."""
    told = staff_get(desk, f"/insight/shows/{held.show}/figures")["values"]
    whole = books.totals
    shares = {
        "click_rate_events": ("product_clicks", "product_views"),
        "click_rate": ("product_clickers", "product_viewers"),
        "orders_per_click": ("paid_orders", "product_clicks"),
        "click_pay_rate": ("buyers", "product_clickers"),
        "orders_per_view": ("paid_orders", "pv"), "conversion_rate": ("buyers", "uv"),
        "refund_rate": ("refunds", "paid_orders"), "refund_amount_rate": ("refund_amount", "gmv"),
        "refund_rate_1h": ("refund_amount", "gmv"),  # all of them came within the hour
        "orders_per_impression": ("paid_orders", "impressions"),
    }  # fmt: skip
    for name, (top, bottom) in shares.items():
        assert round(told[name], 4) == round(100 * whole[top] / whole[bottom], 4), name
    assert told["net_gmv_1h"] == whole["gmv"] - whole["refund_amount"]
    assert told["net_orders_1h"] == whole["paid_orders"] - whole["refunded_orders"]
    hours = Fraction(books_of(platform, held.show).totals["live_ms"], 3_600_000)
    assert told["uv_per_hour"] == pytest.approx(float(whole["uv"] / hours), rel=1e-9)
    assert told["gmv_per_hour"] == pytest.approx(float(whole["gmv"] / hours), rel=1e-9)
    per_order, per_view = Fraction(whole["gmv"], whole["paid_orders"]), whole["gmv"] / whole["pv"]
    assert told["gmv_per_order"] == pytest.approx(float(per_order), rel=1e-6)
    assert told["gpm"] == pytest.approx(1000 * per_view, rel=1e-9)
    shown = told["orders_per_impression"] / 100 * whole["impressions"] * told["gmv_per_order"]
    assert shown == pytest.approx(whole["gmv"], rel=1e-4)


_ORDERS = "select id, pay_amount, paid_at is not null from selling_order where show_id = %s"
_NUMBERS = """
    select to_char(placed_at at time zone 'Asia/Shanghai', 'YYMMDD') || lpad(id::text, 8, '0')
    from selling_order where show_id = %s"""
_DAYS = """
    with moved as (
        select (succeeded_at at time zone 'Asia/Shanghai')::date as day, amount as paid, 0 as back
        from selling_payment p join selling_order o on o.id = p.order_id
        where o.shop_id = %s and p.provider = 'wechat' and p.succeeded_at is not null
        union all
        select (r.succeeded_at at time zone 'Asia/Shanghai')::date, 0, r.amount
        from selling_refund r join selling_payment p on p.id = r.payment_id
        where p.provider = 'wechat' and r.succeeded_at is not null
    )
    select day, sum(paid)::bigint, sum(back)::bigint from moved group by 1 order by 1"""


def _relayed(platform: Platform) -> bool:
    waiting = "select count(*) from foundation_outboxmessage where relayed_at is null"
    return platform.rows(waiting) == [(0,)]


def _agrees(seen: Callable[[], Figures], wanted: Figures) -> None:
    """Figures that are pushed settle at those of the books; what does not is told whole."""
    deadline = time.monotonic() + SETTLED_S
    while time.monotonic() < deadline:
        with suppress(AssertionError):  # a figure that has not come yet is a dash
            if seen() == wanted:
                return
        time.sleep(0.5)
    assert seen() == wanted


def _board(desk: Page) -> list[tuple[str, str]]:
    """The tiles of all pages of the board; the first page is open at the end."""
    pages = desk.locator("nav.pages button")
    expect(pages.first).to_be_visible(timeout=PATIENT_MS)
    found: list[tuple[str, str]] = []
    for place in reversed(range(pages.count())):
        pages.nth(place).click()
        found = [*tiles(desk).items(), *found]
    return found


def _open_review(platform: Platform, desk: Page, show: int) -> None:
    """The draft that is made when the show ended is there before the page is read."""
    wait_for("the review", lambda: _reviewed(desk, show))
    desk.goto(f"{platform.web}/studio/review/{show}")
    expect(_section(desk, "商品").locator("tbody tr").first).to_be_visible(timeout=PATIENT_MS)


def _reviewed(desk: Page, show: int) -> Any:
    found = staff_get(desk, f"/insight/shows/{show}/review")
    return found and found["at_end"] and not found["is_stale"]


def _section(desk: Page, heading: str) -> Locator:
    title = desk.get_by_role("heading", name=heading, exact=True)
    return desk.locator("section.card").filter(has=title)


def _pairs(figures: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """(GMV, paid orders) of the lines that sold something, in their order."""
    lines = zip(column(figures, "gmv"), column(figures, "paid_orders"), strict=True)
    return [pair for pair in lines if pair != (0, 0)]


def _every_order(desk: Page) -> list[list[str]]:
    more = desk.get_by_role("button", name="再看一页")
    rows = desk.locator("table.orders tbody tr")
    expect(rows.first).to_be_visible(timeout=PATIENT_MS)
    while more.count():
        known = rows.count()
        more.click()
        expect(rows.nth(known)).to_be_visible(timeout=PATIENT_MS)
    return cells(desk.locator("table.orders"))


def _rows(platform: Platform, desk: Page, show: int, kind: str) -> list[dict[str, str]]:
    """The export of a kind of event."""
    answer = desk.context.request.get(_api(platform, show, f"rows.csv?kinds={kind}"))
    assert answer.ok
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def _api(platform: Platform, show: int, path: str) -> str:
    return f"{platform.web}/api/v1/insight/shows/{show}/{path}"
