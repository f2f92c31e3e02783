"""Count that buyers of a show used a filter of the bag: no buyer is named."""

from __future__ import annotations

from datetime import date

from django.db import connection

_COUNT = """
insert into catalog_filteruse (shop_id, show_id, day, kind, key, uses, empty)
values (%(shop)s, %(show)s, %(day)s, %(kind)s, %(key)s, 1, %(empty)s)
on conflict (shop_id, show_id, day, kind, key)
do update set uses = catalog_filteruse.uses + 1, empty = catalog_filteruse.empty + excluded.empty
"""


def count_filter_use(
    shop_id: int, show_id: int, day: date, kind: str, key: str, *, is_empty: bool
) -> None:
    """One more use; ``kind`` is category, need or search, ``key`` the id (empty for a search)."""
    values: dict[str, int | str | date] = {
        "shop": shop_id, "show": show_id, "day": day, "kind": kind, "key": key,
        "empty": int(is_empty),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
