"""``python -m tests.soak.stage``: migrate an empty cluster and put one hot SKU on air in it.

Runs as a process of its own, so that the tests' Django stays with the tests' database. Prints one
JSON line with the ids, which `Stage` reads.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """Ids of the room, the one offer everybody wants, and its buyers."""

    room: int
    slug: str
    show: int
    shop: int
    offer: int
    price: int
    stock_account: int
    stock: int
    first_buyer: int
    buyers: int


def main(stock: int, buyers: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaibo.console.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    sys.stdout.write(json.dumps(asdict(_fill(stock, buyers))) + "\n")


def _fill(stock: int, buyers: int) -> Stage:
    from kaibo.members.models import Address, Viewer
    from tests.factories.selling import stage

    scene = stage(stock=stock)
    people = Viewer.objects.bulk_create([Viewer(nickname=f"b{n}") for n in range(buyers)])
    homes = [
        Address(
            viewer=person, name_cipher=b"n", phone_cipher=b"p", street_cipher=b"s",
            province="浙江省", city="杭州市", district="余杭区", is_default=True,
        )
        for person in people
    ]  # fmt: skip
    Address.objects.bulk_create(homes)
    offer = scene.offer
    return Stage(
        scene.room.id, scene.room.slug, scene.show.id, offer.shop_id, offer.id, offer.normal_price,
        offer.stock_account_id, stock, people[0].id, buyers,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
