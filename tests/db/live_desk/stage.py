"""A shop whose show has gone through the gate, and what tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connection
from django.test import Client
from tests.db.planning.world import World, make_world, plan, sign_all

from kaibo.catalog.models import Sku
from kaibo.foundation.clock import to_ms
from kaibo.liveroom.contracts import NumberedEvent, RoomEvent, RoomState
from kaibo.liveroom.models import Room
from kaibo.liveroom.models import RoomEvent as RoomEventRow
from kaibo.selling.hot import room_state
from kaibo.selling.models import Offer
from kaibo.selling.rules.price import reprice_state
from kaibo.team.models import Membership, Staff


@dataclass
class Stage:
    world: World
    show: int
    slug: str = "yunhe"

    @property
    def room(self) -> Room:
        return Room.objects.get(slug=self.slug)

    @property
    def operator(self) -> Staff:
        return self.world.staff["operator"]

    def send(self, path: str, body: Any = None, role: str = "operator") -> tuple[int, Any]:
        """POST to the desk's API; returns (status, JSON)."""
        answer = self.world.client(role).post(
            f"/api/v1/rooms/{self.slug}{path}", data=body or {}, content_type="application/json"
        )
        return answer.status_code, answer.json()

    def do(self, path: str, body: Any = None, role: str = "operator") -> int:
        """A step that must succeed; returns the id of the action."""
        status, answer = self.send(path, body, role)
        assert status == 200, answer
        return int(answer["action_id"])

    def desk(self, role: str = "operator") -> dict[str, Any]:
        answer = self.world.client(role).get(f"/api/v1/rooms/{self.slug}/desk")
        assert answer.status_code == 200, answer.json()
        return answer.json()

    def go_live(self) -> int:
        return self.do("/start", {"show_id": self.show})

    def offer(self, number: int = 1) -> Offer:
        return Offer.objects.select_related("sku").get(show_id=self.show, link__number=number)

    def state(self, at_ms: int = 0) -> RoomState:
        """A fresh snapshot, as the gateway takes it."""
        connection.ensure_connection()
        found = room_state(connection.connection, self.slug, at_ms)
        assert found is not None
        return found

    def events(self, after: int = 0) -> list[NumberedEvent]:
        """Stored events as the gateway reads them back."""
        rows = RoomEventRow.objects.filter(room=self.room, seq__gt=after).order_by("seq")
        return [
            NumberedEvent(
                epoch=row.epoch, seq=row.seq, at=to_ms(row.at),
                event=msgspec.convert(row.body, RoomEvent),
            )
            for row in rows
        ]  # fmt: skip


def make_stage(slug: str = "yunhe") -> Stage:
    world = make_world(slug)
    show = world.show()
    plan(world, show)
    sign_all(world, show)
    second = Staff.objects.create_user(f"{slug}-second", display_name="阿青")
    Membership.objects.create(shop=world.shop, staff=second, role="operator")
    world.staff["second"] = second
    agent = Staff.objects.create_user(f"{slug}-service", display_name="小客")
    Membership.objects.create(shop=world.shop, staff=agent, role="service")
    world.staff["service"] = agent
    Sku.objects.filter(code="P1-1").update(floor_price=15000)
    return Stage(world, show, slug)


def priced(state: RoomState, at_ms: int = 0) -> RoomState:
    """Prices as they hold at one moment, so that states of different moments compare."""
    return reprice_state(state, at_ms)


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client
