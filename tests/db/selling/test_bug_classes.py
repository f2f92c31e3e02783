"""The ways in which shops lost money, each by its name, on real connections and signed HTTP."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from tests.db.selling.rich import rich
from tests.factories.order_writer import OrderWriter, running
from tests.factories.paysim import Cashier, until
from tests.factories.selling import PRICE, Stage, buyers, place, stage

from kaibo.foundation import ledger
from kaibo.foundation.models import AuditEntry, OutboxMessage
from kaibo.selling import facade
from kaibo.selling.actions.close_orders import expire_due
from kaibo.selling.models import Order, Payment, PaymentNotice, Refund
from kaibo.selling.payments.adapter import Notice, Trade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order_writer(transactional_db: None, tmp_path: Any) -> Iterator[OrderWriter]:
    yield from running(tmp_path, {})


def test_checkout_webhook_deadlock(cashier: Cashier, order_writer: OrderWriter) -> None:
    """Buying, paying callbacks, expiry, cancelling and refunds of one hot SKU at the same time.

    Saleor's checkout locked against its own webhook (PR 14891). Here every way takes the ledger
    first, so all of them get through: no deadlock is seen by anybody, and the books balance.
    """
    scene, crowd = stage(stock=60, limit=1), buyers(40)
    orders = place(scene, *(scene.request(buyer) for buyer in crowd[:20]))
    letters = [_paid_letter(order) for order in orders]
    later = _now(minutes=16)

    def buy() -> None:
        client = order_writer.connect()
        for n, buyer in enumerate(crowd[20:]):
            client.buy([scene.request(buyer, ref=n)])
        client.close()

    def call_back(mine: list[Notice]) -> Callable[[], None]:
        return lambda: [facade.accept_notice(one, cashier.wechat, later) for one in mine] and None

    def expire() -> None:
        for _ in range(20):
            expire_due(later, limit=2)

    def take_back() -> None:
        for order in orders[:6]:
            until(lambda order=order: _state(order) == "paid")
            wish = facade.RefundWish("不要了")
            facade.refund_by_buyer(order.pk, order.buyer_id, wish, facade.adapter, later)

    before = _deadlocks()
    _together(buy, call_back(letters[:10]), call_back(letters[10:]), expire, take_back)
    assert _deadlocks() == before
    assert {_state(order) for order in orders} <= {"paid", "refunding", "refunded"}
    assert ledger.verify("stock") == []
    assert facade.reconcile() == []
    sold = Order.objects.filter(state__in=("placed", "paid")).count()
    assert (scene.left, scene.reserved) == (60 - sold, sold)


@pytest.mark.parametrize("name", ["wechat", "alipay", "stripe"])
def test_pay_after_timeout(cashier: Cashier, name: str) -> None:
    """Paid after the clock closed it: the goods are taken again while there are some, else the
    money goes back by itself."""
    scene, (first, second, third) = stage(stock=2), buyers(3)
    orders = place(scene, scene.request(first), scene.request(second))
    urls = [_pay(order, name).pay_url for order in orders]
    assert sorted(expire_due(_now(minutes=16))) == sorted(order.pk for order in orders)
    place(scene, scene.request(third))
    cashier.confirm(urls[0])
    until(lambda: _state(orders[0]) == "paid")
    cashier.confirm(urls[1])
    until(lambda: _state(orders[1]) == "refunded")
    assert (scene.left, scene.reserved) == (0, 2)
    refund = Refund.objects.get()
    assert (refund.kind, refund.state, refund.amount) == ("late", "succeeded", PRICE)
    assert OutboxMessage.objects.filter(kind="pay").count() == 1
    assert not OutboxMessage.objects.filter(kind="refund").exists()
    assert _kept(cashier, name) == PRICE
    assert facade.reconcile() == []


def test_pay_after_timeout_with_coupon_points_and_bundle(cashier: Cashier) -> None:
    world = rich()
    order = world.place()
    url = _pay(order, "alipay").pay_url
    expire_due(_now(minutes=20))
    assert world.claim.__class__.objects.get().order_id is None
    cashier.confirm(url)
    until(lambda: _state(order) == "paid")
    assert world.claim.__class__.objects.get().order_id == order.pk
    assert world.stock("reserved")[world.scene.sku.pk] == 3
    assert all(ledger.verify(book) == [] for book in ("stock", "coupon", "budget", "points"))


def test_closed_while_the_callback_waits(cashier: Cashier) -> None:
    """The order expires between the callback's look and its lock; the goods are still had."""
    scene = stage(stock=1)
    order = place(scene, scene.request(buyers(1)[0]))[0]
    letter = _paid_letter(order)
    with psycopg.connect(_dsn()) as other:
        other.execute("select 1 from selling_order where id = %s for update", [order.pk])
        waiting = threading.Thread(target=_closing(facade.accept_notice), args=(
            letter, cashier.wechat, _now()))  # fmt: skip
        waiting.start()
        until(_somebody_waits)
        other.execute(
            "update selling_order set state = 'expired', closed_at = now() where id = %s",
            [order.pk],
        )
        _give_back_by_hand(other, scene)
    waiting.join(30)
    assert _state(order) == "paid"
    assert (scene.left, scene.reserved) == (0, 1)
    assert PaymentNotice.objects.count() == 1


def test_double_capture_of_the_same_trade(cashier: Cashier) -> None:
    """One payment told eight times at once, by four notices and as many queries: one sale."""
    order = _order()
    letters = [_paid_letter(order, f"n-{n}") for n in range(4)]
    trade = letters[0].trade
    assert trade is not None
    jobs = [lambda one=one: facade.accept_notice(one, cashier.wechat, _now()) for one in letters]
    jobs += [lambda: facade.settle(trade, cashier.wechat, _now()) for _ in range(4)]
    _together(*jobs)
    assert _state(order) == "paid"
    assert OutboxMessage.objects.filter(kind="pay").count() == 1
    assert not Refund.objects.exists()


def test_double_capture_by_two_channels(cashier: Cashier) -> None:
    """Both were open and both were paid: one is the sale, the other goes back by itself."""
    order = _order()
    first = _pay(order, "wechat").pay_url
    Payment.objects.update(state="closed")  # its close got lost on the way to WeChat
    second = _pay(order, "stripe").pay_url
    _together(lambda: cashier.confirm(first), lambda: cashier.confirm(second))
    until(lambda: Payment.objects.filter(state="succeeded").count() == 2)
    until(lambda: Refund.objects.filter(state="succeeded").count() == 1)
    refund = Refund.objects.get()
    assert (_state(order), refund.kind, refund.amount) == ("paid", "duplicate", PRICE)
    assert _kept(cashier, "wechat") + _kept(cashier, "stripe") == PRICE
    assert facade.reconcile() == []
    facade.refund_by_buyer(order.pk, order.buyer_id, facade.RefundWish(), facade.adapter, _now())
    until(lambda: _state(order) == "refunded")
    assert _kept(cashier, "wechat") + _kept(cashier, "stripe") == 0
    assert facade.reconcile() == []


def test_callbacks_replayed_and_reordered(cashier: Cashier) -> None:
    """The refund's notice comes before the payment's, and both come again afterwards."""
    order = _order()
    cashier.steer("/sim/notices", {"muted": True})
    cashier.confirm(_pay(order, "alipay").pay_url)
    payment = Payment.objects.get()
    trade = cashier.alipay.query(payment.trade_no)
    assert trade is not None
    paid = Notice("n1", payment.trade_no, trade, None, {})
    facade.accept_notice(paid, cashier.alipay, _now())
    facade.refund_by_buyer(order.pk, order.buyer_id, facade.RefundWish(), facade.adapter, _now())
    assert _state(order) == "refunded"
    replays = [paid, Notice("n2", payment.trade_no, trade, None, {}), paid]
    assert [facade.accept_notice(one, cashier.alipay, _now()) for one in replays] == [
        False, True, False,
    ]  # fmt: skip
    assert _state(order) == "refunded"
    assert Refund.objects.count() == 1
    assert _kept(cashier, "alipay") == 0


def test_refund_raced_by_two_desks(cashier: Cashier) -> None:
    """The same unit is given back by two people at once: once."""
    world = rich()
    order = world.place()
    cashier.confirm(_pay(order, "stripe").pay_url)
    until(lambda: _state(order) == "paid")
    line = order.lines.order_by("id")[1].pk
    outcomes: list[str] = []

    def give() -> None:
        wish = facade.RefundWish("重复", {line: 1})
        try:
            facade.refund_by_buyer(order.pk, order.buyer_id, wish, facade.adapter, _now())
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)

    _together(give, give, give)
    assert sorted(outcomes) == ["InvalidInput", "InvalidInput", "done"]
    assert Refund.objects.count() == 1


def test_callback_before_our_commit(cashier: Cashier) -> None:
    """The provider is faster than our own transaction: its notice waits, it is not lost."""
    order = _order()
    payment, paid = _opened(order), threading.Event()
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        Payment.objects.filter(pk=payment.pk).update(provider_ref="written with the answer")
        letter = _letter_of(payment)
        thread = threading.Thread(
            target=_closing(lambda: (facade.accept_notice(letter, cashier.wechat, _now()),
                                     paid.set())))  # fmt: skip
        thread.start()
        until(_somebody_waits)
        assert not paid.is_set()
    thread.join(30)
    assert paid.is_set()
    assert _state(order) == "paid"


def test_callback_for_an_order_that_is_not_committed_is_asked_for_again(
    cashier: Cashier, live_server: Any
) -> None:
    """A notice of a payment nobody knows is refused, so that the provider sends it again."""
    from tests.db.selling.test_providers import _letter, _post

    payment = _opened(_order())
    body, headers = _letter("wechat", payment)
    url = live_server.url + "/api/v1/pay/wechat/notify"
    Payment.objects.filter(pk=payment.pk).update(trade_no="NOT-YET")
    assert _post(url, body, headers) == 404
    assert not PaymentNotice.objects.exists()
    Payment.objects.filter(pk=payment.pk).update(trade_no=payment.trade_no)
    assert _post(url, body, headers) == 200
    assert _state(payment.order) == "paid"


def test_news_of_an_earlier_try_that_succeeded_after_all_is_an_alarm(cashier: Cashier) -> None:
    order = _order()
    cashier.confirm(_pay(order, "wechat").pay_url)
    until(lambda: _state(order) == "paid")
    cashier.steer(f"/sim/refunds/{Payment.objects.get().trade_no}", {"outcome": "fail"})
    facade.refund_by_buyer(order.pk, order.buyer_id, facade.RefundWish(), facade.adapter, _now())
    until(lambda: Refund.objects.get().state == "failed")
    from kaibo.selling.actions.send_refund import settle_refund, try_again
    from kaibo.selling.payments.adapter import RefundState

    with transaction.atomic():
        refund = try_again(Refund.objects.get().pk, _now())
        settle_refund(RefundState(refund.refund_no.split("A")[0], "succeeded", _now()), _now())
    assert AuditEntry.objects.filter(action="selling.refund_twice").count() == 1
    assert Refund.objects.get().state == "pending"


def _order() -> Order:
    scene = stage()
    return place(scene, scene.request(buyers(1)[0]))[0]


def _pay(order: Order, name: str) -> facade.Paying:
    wish = facade.PayWish(name, "h5", "127.0.0.1", "http://127.0.0.1:1/")
    return facade.pay_order(order.pk, order.buyer_id, wish, facade.adapter, _now())


def _opened(order: Order) -> Payment:
    _pay(order, "wechat")
    return Payment.objects.get(order=order)


def _paid_letter(order: Order, number: str = "") -> Notice:
    if not order.payments.exists():
        _pay(order, "wechat")
    return _letter_of(order.payments.get(), number)


def _letter_of(payment: Payment, number: str = "") -> Notice:
    trade = Trade(payment.trade_no, "42", True, False, payment.amount, _now())
    return Notice(number or f"n-{payment.trade_no}", payment.trade_no, trade, None, {})


def _kept(cashier: Cashier, name: str) -> int:
    """What the provider still holds of this test's orders, by its own books."""
    numbers = set(Payment.objects.filter(provider=name).values_list("trade_no", flat=True))
    day = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    rows = [row for row in cashier.adapter(name).bill(day) if row.trade_no in numbers]
    return sum(-row.amount if row.refund_no else row.amount for row in rows)


def _state(order: Order) -> str:
    return str(Order.objects.values_list("state", flat=True).get(pk=order.pk))


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
        return int(cursor.fetchone()[0])


def _somebody_waits() -> bool:
    with psycopg.connect(_dsn(), autocommit=True) as look:
        row = look.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and wait_event_type = 'Lock'"
        ).fetchone()
    return bool(row and row[0])


def _give_back_by_hand(other: Any, scene: Stage) -> None:
    """What the expiry of one unit writes, on another connection."""
    home, reserved = scene.offer.stock_account_id, scene.offer.reserved_account_id
    for account, change in ((home, 1), (reserved, -1)):
        other.execute(
            "update foundation_ledgeraccount set balance = balance + %s where id = %s",
            [change, account],
        )
    other.execute(
        "insert into foundation_ledgertransfer (debit_id, credit_id, amount, reason, ref_id, at)"
        " values (%s, %s, 1, 'expire', null, now())",
        [reserved, home],
    )


def _dsn() -> str:
    made = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        dbname=made["dbname"], user=made["user"], host=made["host"], port=made.get("port")
    )


def _closing(job: Callable[..., Any]) -> Callable[..., None]:
    def run(*values: Any) -> None:
        try:
            job(*values)
        finally:
            connection.close()

    return run


def _together(*jobs: Callable[[], Any]) -> None:
    """All at once; the first error of any is raised."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(_closing(job)) for job in jobs]:
            done.result(timeout=120)


def _now(minutes: int = 0) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
