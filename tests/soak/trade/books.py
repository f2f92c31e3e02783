"""What must be true of the tables after every step, said as a list of what is not."""

from __future__ import annotations

from collections import Counter

from django.db.models import Sum

from kaibo.foundation.models import LedgerAccount, LedgerTransfer
from kaibo.promotions.models import CouponClaim
from kaibo.selling import facade as selling
from kaibo.selling.models import Order, PurchaseCount, RefundLine
from tests.soak.trade.bank import Bank
from tests.soak.trade.world import World

HOLDING = ("placed", "paid")


def check_books(world: World, bank: Bank) -> list[str]:
    """Empty when all is well."""
    accounts = list(LedgerAccount.objects.filter(shop=world.scene.shop))
    orders = list(Order.objects.filter(shop=world.scene.shop).prefetch_related("lines"))
    books = [f"order {m.order_id}: {m.reason}" for m in selling.reconcile(world.scene.show.pk)]
    return [
        *_ledger(accounts),
        *_stock(world, orders, accounts),
        *_coupons(world, accounts),
        *_limits(world, orders),
        *_money(bank),
        *books,
    ]


def _ledger(accounts: list[LedgerAccount]) -> list[str]:
    """Every balance is the sum of its transfers, and every book adds up to nothing."""
    ids = [account.pk for account in accounts]
    moved: Counter[int] = Counter()
    for debit, credit, amount in LedgerTransfer.objects.filter(debit_id__in=ids).values_list(
        "debit_id", "credit_id", "amount"
    ):
        moved[debit] -= amount
        moved[credit] += amount
    wrong = [
        f"account {a.pk}: {a.balance} <> {moved[a.pk]}"
        for a in accounts
        if a.balance != moved[a.pk]
    ]
    books: Counter[str] = Counter()
    for account in accounts:
        books[account.book] += account.balance
        if account.balance < 0 and not account.may_go_negative:
            wrong.append(f"account {account.pk} is {account.balance}")
    return wrong + [f"book {book} adds up to {total}" for book, total in books.items() if total]


def _stock(world: World, orders: list[Order], accounts: list[LedgerAccount]) -> list[str]:
    """Reserved units are those of orders that hold stock, less what was given back; every
    warehouse is one of the shop's."""
    due: Counter[int] = Counter()
    back = _returned(orders)
    for line in (line for order in orders if order.state in HOLDING for line in order.lines.all()):
        for sku, units in world.units[line.offer_id].items():
            due[sku] += units * (line.quantity - back[line.pk])
    reserved: Counter[int] = Counter()
    for account in accounts:
        if account.book == "stock" and account.place == "reserved":
            reserved[account.subject_id] += account.balance
    nowhere = [
        f"account {account.pk} stands in warehouse 0"
        for account in accounts
        if account.place == "warehouse" and account.place_id == 0
    ]
    uneven = [f"reserved {dict(reserved)}, due {dict(due)}"] if +due != +reserved else []
    return nowhere + uneven


def _returned(orders: list[Order]) -> Counter[int]:
    """Units that refunds gave back, by line."""
    lines = [line.pk for order in orders for line in order.lines.all()]
    rows = RefundLine.objects.filter(line_id__in=lines).values_list("line_id")
    return Counter(dict(rows.annotate(units=Sum("quantity"))))


def _coupons(world: World, accounts: list[LedgerAccount]) -> list[str]:
    """The ledger's held, used and expired coupons are the claims in those states."""
    claims = CouponClaim.objects.filter(campaign_id=world.campaign_id)
    counted = {
        "held": claims.filter(order_id__isnull=True, lapsed_at__isnull=True).count(),
        "used": claims.filter(order_id__isnull=False).count(),
    }
    booked = {
        account.place: account.balance
        for account in accounts
        if account.book == "coupon" and account.subject_id == world.campaign_id
    }
    wrong = {place: (n, booked.get(place, 0)) for place, n in counted.items()}
    return [
        f"coupons {place}: {n} claims, {booked_n} in the ledger"
        for place, (n, booked_n) in wrong.items()
        if n != booked_n
    ]


def _limits(world: World, orders: list[Order]) -> list[str]:
    """Nobody holds more units of the first link than its limit, and the counts say what is held."""
    held: Counter[int] = Counter()
    gone = ("expired", "cancelled")
    first = world.scene.offer
    wrong = []
    for order in orders:
        if order.state not in gone:
            mine = [line for line in order.lines.all() if line.offer_id == first.pk]
            held[order.buyer_id] += sum(line.quantity for line in mine)
    counts = PurchaseCount.objects.filter(kind=1, subject_id=first.link_id)
    for buyer_id, quantity in counts.values_list("buyer_id", "quantity"):
        if quantity > held[buyer_id]:
            wrong.append(f"buyer {buyer_id} counts {quantity}, ever held {held[buyer_id]}")
        if quantity > first.per_user_limit:
            wrong.append(f"buyer {buyer_id} counts {quantity} of {first.per_user_limit}")
    return wrong


def _money(bank: Bank) -> list[str]:
    """The bank never keeps less than nothing and never sent back more than it took."""
    taken = sum(bank.amounts[trade] for trade in bank.paid)
    promised = sum(amount for amount, state in bank.refunds.values() if state != "failed")
    return [f"refunds of {promised} for {taken} taken"] if promised > taken else []
