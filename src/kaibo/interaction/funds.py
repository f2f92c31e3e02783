"""What an activity sets aside in the ledger: the cash of a red packet, issued → packet → wallets.

Each function is called before the activity is locked, because ledger accounts come first.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.interaction.models import Activity

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

BOOK, ISSUED, PACKET = "redpacket", "issued", "packet"
FUND, BACK = "packet_fund", "packet_back"


def set_aside(activity_id: int, room_id: int, actor: Staff, now: dt.datetime) -> None:
    """The whole sum of a packet that is armed; the caller finds out whether it may be opened."""
    rows = Activity.objects.filter(pk=activity_id, room_id=room_id, kind="packet", state="armed")
    row = rows.first()
    if row is None or row.is_rehearsal:
        return
    issued, packet = _accounts(row)
    move = ledger.Move(issued.pk, packet.pk, row.rules["total"], FUND, row.pk)
    ledger.post([move], actor_id=actor.pk, at=now)


def give_back(activity_id: int, now: dt.datetime) -> int:
    """What nobody grabbed, back to where it came from; returns the cents."""
    row = Activity.objects.filter(pk=activity_id, kind="packet", is_rehearsal=False).first()
    if row is None or row.opens_at is None:
        return 0
    issued, packet = _accounts(row)
    rest = ledger.lock([issued.pk, packet.pk])[packet.pk].balance
    if rest:
        ledger.post([ledger.Move(packet.pk, issued.pk, rest, BACK, row.pk)], at=now)
    return rest


def _accounts(row: Activity) -> tuple[LedgerAccount, LedgerAccount]:
    shop = row.shop_id
    issued = ledger.account(BOOK, shop, ISSUED, shop_id=shop, may_go_negative=True)
    return issued, ledger.account(BOOK, shop, PACKET, row.pk, shop_id=shop)
