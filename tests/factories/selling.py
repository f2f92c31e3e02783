"""A room on air with one link on sale: what every selling test starts from."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from kaibo.catalog.models import Product, Sku
from kaibo.foundation.crypto import seal
from kaibo.foundation.models import LedgerAccount, Shop
from kaibo.liveroom.models import Room
from kaibo.members.models import Address, Viewer
from kaibo.planning.models import LineupLink, Show
from kaibo.selling.contracts import BuyRequest
from kaibo.selling.models import Offer, OfferSnapshot, Order
from kaibo.supply import facade as supply

PRICE = 12900


@dataclass(frozen=True)
class Stage:
    """The rows of one sale."""

    shop: Shop
    show: Show
    room: Room
    sku: Sku
    offer: Offer

    @property
    def left(self) -> int:
        return LedgerAccount.objects.get(id=self.offer.stock_account_id).balance

    @property
    def reserved(self) -> int:
        return LedgerAccount.objects.get(id=self.offer.reserved_account_id).balance

    def request(self, buyer: Viewer | int, ref: int = 0, **changes: object) -> BuyRequest:
        """A wish to buy one piece at the price shown."""
        values: dict[str, object] = {
            "ref": ref,
            "key": uuid.uuid4().bytes,
            "room_id": self.room.id,
            "show_id": self.show.id,
            "buyer_id": buyer if isinstance(buyer, int) else buyer.id,
            "offer_id": self.offer.id,
            "quantity": 1,
            "price": self.offer.normal_price,
            "address_id": None,
            "segment_run_id": 5,
            "pinned_link_id": self.offer.link_id,
            "video_ms": 61_000,
            "source": "direct",
            "is_rehearsal": False,
        }
        return BuyRequest(**(values | changes))  # type: ignore[arg-type]


def stage(stock: int = 10, limit: int = 0, rehearsal: bool = False, **offer: object) -> Stage:
    """A shop, a show on air, a SKU with ``stock`` units released to one listed link."""
    tag = secrets.token_hex(4)
    shop = Shop.objects.create(slug=f"shop-{tag}", name="云禾家居")
    now = dt.datetime.now(dt.UTC)
    show = Show.objects.create(
        shop=shop, title="周五夜场", host_name="阿月", phase="on_air", is_rehearsal=rehearsal,
        planned_start_at=now, planned_end_at=now + dt.timedelta(hours=4), went_live_at=now,
    )  # fmt: skip
    room = Room.objects.create(
        shop=shop, slug=f"room-{tag}", title="云禾直播间", stream_key=tag, show=show, is_on_air=True
    )
    product = Product.objects.create(shop=shop, code=f"P-{tag}", name="纯棉四件套")
    sku = Sku.objects.create(product=product, shop=shop, code=f"S-{tag}", daily_price=19900)
    link = LineupLink.objects.create(show=show, number=1, product=product, live_price=PRICE)
    return Stage(shop, show, room, sku, _offer(show, link, sku, stock, limit, offer))


def buyers(count: int, with_address: bool = True) -> list[Viewer]:
    """Buyers with a verified phone and a default address."""
    made = Viewer.objects.bulk_create(Viewer(nickname=f"买家{n}") for n in range(count))
    if with_address:
        name, phone, street = seal("林小月"), seal("13800001234"), seal("文一西路 969 号 3 幢")
        Address.objects.bulk_create(
            Address(
                viewer=viewer, name_cipher=name, phone_cipher=phone, street_cipher=street,
                province="浙江省", city="杭州市", district="余杭区", is_default=True,
            )
            for viewer in made
        )  # fmt: skip
    return made


def place(scene: Stage, *requests: BuyRequest, pay_seconds: int = 900) -> list[Order]:
    """Orders written by the order path, without the process in front of it.

    Inside a test's transaction only this connection sees the stage, so the plain plans are made
    here and handed to `selling_place` over it.
    """
    from tests.factories.placing import place_directly

    asked = [uuid.UUID(bytes=r.key) for r in requests]
    place_directly(scene, requests, pay_seconds)
    return list(Order.objects.filter(idempotency_key__in=asked).order_by("id"))


def _offer(
    show: Show, link: LineupLink, sku: Sku, stock: int, limit: int, changes: dict[str, object]
) -> Offer:
    accounts = supply.link_accounts(link.id, sku.id)
    if stock:
        if not show.is_rehearsal:
            supply.receive(sku.id, stock)
        supply.release_to_link(link.id, sku.id, stock, rehearsal=show.is_rehearsal)
    values: dict[str, object] = {
        "is_listed": True, "normal_price": PRICE, "per_user_limit": limit, "released": stock,
    }  # fmt: skip
    body = {"name": "纯棉四件套", "price": PRICE}
    return Offer.objects.create(
        shop_id=show.shop_id, show=show, link=link, sku=sku,
        stock_account_id=accounts.stock_id, reserved_account_id=accounts.reserved_id,
        snapshot=OfferSnapshot.objects.create(body=body, made_at=dt.datetime.now(dt.UTC)),
        **(values | changes),
    )  # fmt: skip
