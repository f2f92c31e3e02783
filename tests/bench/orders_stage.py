"""A migrated PostgreSQL of its own, with one hot SKU and many buyers, for the order bench."""

from __future__ import annotations

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


def fill(data: Path, stock: int, buyers: int) -> Hot:
    """Put one show on air with ``stock`` units and create the buyers."""
    import django

    django.setup()
    from tests.factories.selling import stage

    from kaibo.members.models import Address, Viewer

    scene = stage(stock=stock)
    people = Viewer.objects.bulk_create(
        [Viewer(nickname=f"b{n}") for n in range(buyers)], batch_size=2000
    )
    Address.objects.bulk_create(
        [
            Address(
                viewer=p, name_cipher=b"n" * 40, phone_cipher=b"p" * 40, street_cipher=b"s" * 60,
                province="浙江省", city="杭州市", district="余杭区", is_default=True,
            )
            for p in people
        ],
        batch_size=2000,
    )  # fmt: skip
    return Hot(
        f"postgresql://kaibo@/kaibo?host={data / 'postgres'}", data, scene.room.id, scene.show.id,
        scene.offer.id, scene.offer.link_id, scene.offer.normal_price, stock, people[0].id, buyers,
    )  # fmt: skip
