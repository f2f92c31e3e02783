"""The stamp of a shop's catalog: one writer at a time, and readers know when a copy is old."""

from __future__ import annotations

from django.db import connection

_TOUCH = """
insert into catalog_catalogstamp (shop_id, version) values (%s, 1)
on conflict (shop_id) do update set version = catalog_catalogstamp.version + 1
"""
# Counts and times beside the version see what was written without an action, as tests do.
_READ = """
select coalesce((select version from catalog_catalogstamp where shop_id = %(shop)s), 0),
       count(*), coalesce(max(updated_at), 'epoch')
from catalog_product where shop_id = %(shop)s
"""

Stamp = tuple[object, ...]


def touch(shop_id: int) -> None:
    """Call first in every action: holds the shop's stamp until commit, so changes are serial."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [shop_id])


def read(shop_id: int) -> Stamp:
    """Changes whenever a product, category, need or synonym of the shop changed."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"shop": shop_id})
        row: Stamp = cursor.fetchone()
    return row
