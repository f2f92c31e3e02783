"""A migrated PostgreSQL of its own, with one hot SKU, many buyers and coupons, for the bench."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kaibo.supervisor.postgres import Postgres


@dataclass(frozen=True)
class Hot:
    """Ids of the one thing everybody wants."""

    dsn: str
    data: Path
    room: int
    show: int
    offer: int
    link: int
    price: int
    stock: int
    first_buyer: int
    buyers: int
    campaign: int
    first_claim: int  # claims go round the buyers in the same order
    claims: int
    pay: int  # price less the coupon


@contextmanager
def database() -> Iterator[Path]:
    """A fresh cluster with fsync on, migrated; removed afterwards. Yields its data folder."""
    data = Path(tempfile.mkdtemp(prefix="kaibo-bench-"))
    os.environ["KAIBO_DATA"] = str(data)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaibo.console.settings"
    cluster = Postgres(data / "postgres")
    cluster.prepare()
    process = cluster.spawn()
    try:
        cluster.wait_ready()
        command = [sys.executable, "-m", "django", "migrate", "-v0"]
        subprocess.run(command, check=True)
        yield data
    finally:
        cluster.stop(process)
        shutil.rmtree(data, ignore_errors=True)


def fill(data: Path, stock: int, buyers: int, claims: int, limit: int = 9999) -> Hot:
    """Put one show on air with ``stock`` units, create the buyers and hand out ``claims``."""
    import django

    django.setup()
    from tests.factories.selling import stage

    scene = stage(stock=stock, limit=limit)
    first_buyer = _buyers(buyers)
    campaign = _campaign(scene.shop.pk, claims)
    return Hot(
        f"postgresql://kaibo@/kaibo?host={data / 'postgres'}", data, scene.room.id, scene.show.id,
        scene.offer.id, scene.offer.link_id, scene.offer.normal_price, stock, first_buyer, buyers,
        campaign, _claims(campaign, first_buyer, buyers, claims), claims,
        scene.offer.normal_price - OFF,
    )  # fmt: skip


OFF = 500


def _buyers(count: int) -> int:
    """Buyers with a default address; returns the first of their consecutive ids."""
    first = _scalar(
        "insert into members_viewer (nickname, is_synthetic, first_source, created_at)"
        " select 'b' || n, false, '', now() from generate_series(1, %s) n returning id",
        [count],
    )
    _run(
        "insert into members_address (viewer_id, name_cipher, phone_cipher, province, city,"
        " district, street_cipher, is_default) select n, decode(repeat('6e', 40), 'hex'),"
        " decode(repeat('70', 40), 'hex'), '浙江省', '杭州市', '余杭区',"
        " decode(repeat('73', 60), 'hex'), true from generate_series(%s, %s) n",
        [first, first + count - 1],
    )
    return first


def _campaign(shop_id: int, claims: int) -> int:
    """A running coupon of 5 yuan with its ledger accounts; ``claims`` of it are held."""
    now = dt.datetime.now(dt.UTC)
    from kaibo.foundation import ledger
    from kaibo.promotions.models import Campaign

    campaign = Campaign.objects.create(
        shop_id=shop_id, kind="amount_coupon", name="满减券", state="running",
        starts_at=now - dt.timedelta(days=1), ends_at=now + dt.timedelta(days=1),
        scope={"all": True}, terms={"off_amount": OFF, "threshold": 1000}, quantity=claims,
    )  # fmt: skip
    name = {"book": "coupon", "subject_id": campaign.pk, "shop_id": shop_id}
    stock = ledger.account(**name, place="stock", may_go_negative=True)
    held = ledger.account(**name, place="held")
    ledger.account(**name, place="used")
    ledger.transfer(stock, held, claims, "claim")
    return int(campaign.pk)


def _claims(campaign: int, first_buyer: int, buyers: int, claims: int) -> int:
    return _scalar(
        "insert into promotions_couponclaim (campaign_id, buyer_id, claimed_at, expires_at)"
        " select %s, %s + n %% %s, now(), now() + interval '1 day'"
        " from generate_series(0, %s) n returning id",
        [campaign, first_buyer, buyers, claims - 1],
    )


def _scalar(statement: str, values: list[object]) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def _run(statement: str, values: list[object]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
