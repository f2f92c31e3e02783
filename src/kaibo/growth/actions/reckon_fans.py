"""Activity and level of fans, from their days and paid orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db import connection, transaction

from kaibo.growth.models import FanDay, FanMember
from kaibo.growth.rules import fans as rules

_PAID = """
select buyer_id, count(*) from selling_order
where shop_id = %s and buyer_id = any(%s) and paid_at is not null and not is_rehearsal
    and state not in ('refunded', 'cancelled', 'expired')
group by buyer_id
"""


@transaction.atomic
def reckon(shop_id: int, viewer_ids: Collection[int]) -> None:
    """Write what the rules say of these viewers; who is no fan is left out. Locks the fans."""
    fans = FanMember.objects.select_for_update(no_key=True).filter(
        shop_id=shop_id, viewer_id__in=viewer_ids
    )
    rows = list(fans.order_by("pk"))
    ids = [row.viewer_id for row in rows]
    days, orders = _days(shop_id, ids), _orders(shop_id, ids)
    for row in rows:
        row.activity = rules.activity(days[row.viewer_id], orders[row.viewer_id])
        row.level = rules.level_of(row.activity)
    FanMember.objects.bulk_update(rows, ["activity", "level"])


def _days(shop_id: int, ids: list[int]) -> dict[int, list[rules.Day]]:
    found: dict[int, list[rules.Day]] = defaultdict(list)
    rows = FanDay.objects.filter(shop_id=shop_id, viewer_id__in=ids)
    for viewer, watched, checked in rows.values_list("viewer_id", "watch_ms", "checked_in"):
        found[viewer].append(rules.Day(watched, checked))
    return found


def _orders(shop_id: int, ids: list[int]) -> Counter[int]:
    if not ids:
        return Counter()
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [shop_id, ids])
        return Counter(dict(cursor.fetchall()))
