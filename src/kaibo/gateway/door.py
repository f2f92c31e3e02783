"""Who may come in, who is shown out, and who is told of a penalty. Lives on the loop."""

from __future__ import annotations

from collections.abc import Mapping

from kaibo.compliance.hot import Held
from kaibo.foundation.clock import now_ms
from kaibo.gateway.connection import Connection
from kaibo.gateway.limits import Defence
from kaibo.gateway.moderation import Moderation
from kaibo.gateway.room import Room
from kaibo.interaction.wire import Restrained

KICKED = 4403


class Door:
    """Bans hold by person, and by the device or address that a ban names; staff always pass."""

    def __init__(self, rooms: Mapping[int, Room], defence: Defence) -> None:
        self._rooms, self._defence = rooms, defence
        self.moderation: Moderation | None = None  # made after it: it reports to the door

    def may_enter(self, page: Connection, room: Room) -> bool:
        """Otherwise the page is told why and closed."""
        ban = self._ban(page, room)
        if ban is None:
            return True
        self._defence.blocked("banned", page.address)
        self._tell(page, ban)
        page.close(KICKED)
        return False

    def greet(self, page: Connection, room: Room) -> None:
        """After the welcome: what holds for this viewer."""
        if self.moderation is None or page.is_staff:
            return
        for held in self.moderation.of_viewer(room.state.shop_id, page.viewer, now_ms()):
            self._tell(page, held)

    def penalties_changed(self, shop: int, fresh: list[Held], lifted: list[Held]) -> None:
        told = {one.viewer: one for one in fresh if one.measure != "shadow"}
        freed = {one.viewer: one for one in lifted if one.measure != "shadow"}
        for room in self._rooms.values():
            if room.state.shop_id == shop:
                self._look_around(room, told, freed)

    def _look_around(self, room: Room, told: dict[int, Held], freed: dict[int, Held]) -> None:
        for page in list(room.members):
            if page.is_staff or not page.is_open:
                continue
            if not self.may_enter(page, room):
                continue
            if page.viewer in told:
                self._tell(page, told[page.viewer])
            elif page.viewer in freed:
                self._tell(page, freed[page.viewer], is_lifted=True)

    def _ban(self, page: Connection, room: Room) -> Held | None:
        if self.moderation is None or page.is_staff:
            return None
        state = room.state
        return self.moderation.ban(
            state.shop_id, state.room_id, page.viewer, page.device, page.address, now_ms()
        )

    def _tell(self, page: Connection, held: Held, is_lifted: bool = False) -> None:
        until = 0 if held.measure == "none" else -1
        if held.until != float("inf") and held.measure != "none":
            until = int(held.until)
        page.send(
            Restrained(
                id=held.id, measure=held.measure, cause=held.cause, until=until,
                is_lifted=is_lifted,
            )
        )  # fmt: skip
