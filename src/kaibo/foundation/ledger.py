"""The one double-entry ledger: stock, points, credit and budgets are books in it.

A transfer takes ``amount`` from the debit account and gives it to the credit account, so the
balances of a book always add up to zero. Lock order everywhere in the platform: ledger accounts
first, in ascending id; the batched order path (`selling_place`) keeps the same order in SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.foundation.models import LedgerAccount, LedgerTransfer


class BalanceTooLow(Conflict):
    """The account does not hold that much."""

    code = "balance_too_low"


@dataclass(frozen=True, slots=True)
class Move:
    """One transfer to be made: ids of two accounts, a positive amount, why, and for what."""

    debit_id: int
    credit_id: int
    amount: int
    reason: str
    ref_id: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An account whose balance is not the sum of its transfers."""

    account_id: int
    balance: int
    moved: int


def account(
    book: str,
    subject_id: int,
    place: str,
    place_id: int = 0,
    *,
    shop_id: int,
    may_go_negative: bool = False,
) -> LedgerAccount:
    """The account of that name, opened with a balance of zero when there is none yet."""
    name = {"book": book, "subject_id": subject_id, "place": place, "place_id": place_id}
    found = LedgerAccount.objects.filter(**name).first()
    if found is None:
        fresh = LedgerAccount(**name, shop_id=shop_id, may_go_negative=may_go_negative)
        LedgerAccount.objects.bulk_create([fresh], ignore_conflicts=True)
        found = LedgerAccount.objects.get(**name)
    return found


def lock(account_ids: Iterable[int]) -> dict[int, LedgerAccount]:
    """Lock the accounts in ascending id until the transaction ends."""
    ids = sorted(set(account_ids))
    rows = LedgerAccount.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")
    return {row.id: row for row in rows}


def transfer(
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: int,
    reason: str,
    ref_id: int | None = None,
    actor_id: int | None = None,
    at: dt.datetime | None = None,
) -> LedgerTransfer:
    """Move ``amount`` from ``debit`` to ``credit``; raises `BalanceTooLow`.

    Both objects get their new balance.
    """
    move = Move(debit.id, credit.id, amount, reason, ref_id)
    made = post([move], actor_id=actor_id, at=at)[0]
    debit.refresh_from_db(fields=["balance"])
    credit.refresh_from_db(fields=["balance"])
    return made


@transaction.atomic
def post(
    moves: Iterable[Move], *, actor_id: int | None = None, at: dt.datetime | None = None
) -> list[LedgerTransfer]:
    """Make all moves or none; locks their accounts first, in ascending id."""
    todo = list(moves)
    for move in todo:
        _check_amount(move)
    rows = lock(i for move in todo for i in (move.debit_id, move.credit_id))
    for move in todo:
        _apply(rows[move.debit_id], rows[move.credit_id], move.amount)
    LedgerAccount.objects.bulk_update(rows.values(), ["balance"])
    when = at or dt.datetime.now(dt.UTC)
    return LedgerTransfer.objects.bulk_create(_row(move, actor_id, when) for move in todo)


def verify(book: str) -> list[Difference]:
    """Accounts of ``book`` whose balance differs from their transfers; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [book])
        return [Difference(*row) for row in cursor.fetchall()]


def total(book: str) -> int:
    """Sum of all balances of ``book``: zero, because every transfer has two sides."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(balance), 0) from foundation_ledgeraccount where book = %s", [book]
        )
        return int(cursor.fetchone()[0])


_DIFFERENCES = """
with moved as (
    select credit_id as account_id, amount from foundation_ledgertransfer
    union all
    select debit_id, -amount from foundation_ledgertransfer
), sums as (
    select account_id, sum(amount) as amount from moved group by account_id
)
select a.id, a.balance, coalesce(s.amount, 0)::bigint
from foundation_ledgeraccount a left join sums s on s.account_id = a.id
where a.book = %s and a.balance <> coalesce(s.amount, 0)
order by a.id
"""


def _check_amount(move: Move) -> None:
    if move.amount <= 0:
        raise InvalidInput(
            _("The amount is %(amount)s; give a positive whole number.") % {"amount": move.amount}
        )
    if move.debit_id == move.credit_id:
        raise InvalidInput(_("A transfer needs two different accounts."))


def _apply(debit: LedgerAccount, credit: LedgerAccount, amount: int) -> None:
    if not debit.may_go_negative and debit.balance < amount:
        raise BalanceTooLow(
            _("Only %(left)s left, %(asked)s asked for.")
            % {"left": debit.balance, "asked": amount},
            left=debit.balance,
            asked=amount,
        )
    debit.balance -= amount
    credit.balance += amount


def _row(move: Move, actor_id: int | None, at: dt.datetime) -> LedgerTransfer:
    return LedgerTransfer(
        debit_id=move.debit_id,
        credit_id=move.credit_id,
        amount=move.amount,
        reason=move.reason,
        ref_id=move.ref_id,
        actor_id=actor_id,
        at=at,
    )
