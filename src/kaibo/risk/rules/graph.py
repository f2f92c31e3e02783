"""Devices and addresses: many accounts on one phone, and racks behind one address. Pure, bounded.

An address alone is never evidence: campuses, offices and carriers put thousands behind one. What
counts is how the accounts behind it differ from the room: entries at even distances, or accounts
of this week that do nothing but enter.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, field

from kaibo.risk.rules.account import Account

DEVICES = 100_000
ADDRESSES = 50_000
# A household shares a tablet: five on it are asked, six or more in one show are rare.
FAMILY = 5
# Accounts remembered of a device or an address: enough to be sure, never a crowd.
KEPT = 64
_FIRST_NATS, _NATS_PER_ACCOUNT = 2.0, 2.2
_MOST = 6.5
YOUNG_MS = 7 * 24 * 3600 * 1000
_ROW_MS = 10_000
# A plant where everybody registers for the draw looks the same: alone it is only friction.
_HOLLOW = 3.4
_SILENT = 1.2
# Shorter distances are a crowd behind a carrier, not a loop that drives phones.
_LOOP_MS = 100


@dataclass(slots=True)
class Place:
    """What happened behind one address prefix."""

    active: int = 0  # accounts that entered anything
    hollow: set[int] = field(default_factory=set)  # young ones that did nothing else
    last: tuple[int, int] = (0, 0)  # activity and moment of the newest entry
    gaps: int = 0
    gap_mean: float = 0.0
    gap_square: float = 0.0


class Graph:
    """Who shares what in a room. The least recently used are forgotten first."""

    def __init__(self) -> None:
        self._devices: OrderedDict[str, dict[int, None]] = OrderedDict()
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._active = 0
        self._hollow = 0

    def arrive(self, account: Account, at: int, device: str, address: str) -> None:
        """A page said hello."""
        if address:
            account.address = prefix(address)
        if not device:
            return
        if device not in account.devices:
            account.devices = [*account.devices[-7:], device]
            _churn(account, at)
        users = self._devices.setdefault(device, {})
        self._devices.move_to_end(device)
        if len(users) < KEPT:
            users[account.viewer] = None
        if len(self._devices) > DEVICES:
            self._devices.popitem(last=False)

    def sharing(self, account: Account) -> dict[int, None]:
        """The accounts on the device that most share with this one."""
        found = (self._devices.get(device, {}) for device in account.devices)
        return max(found, key=len, default={})

    def ring(self, account: Account) -> set[int]:
        """Those who share the account's device or its rack, when that is held against it."""
        found: set[int] = set()
        if "shared_device" in account.reasons:
            found |= self.sharing(account).keys()
        if "hollow_accounts" in account.reasons and account.address in self._places:
            found |= self._places[account.address].hollow
        return found

    def deed(self, account: Account, at: int) -> None:
        """Weigh the devices of an account that does something."""
        users = len(self.sharing(account))
        if users >= FAMILY:
            nats = min(_MOST, _FIRST_NATS + (users - FAMILY) * _NATS_PER_ACCOUNT)
            account.blame("shared_device", nats, at, {"accounts": users})

    def _silent(self, account: Account, at: int) -> None:
        """Nothing but entries: common among lurkers, so it only adds to other reasons."""
        is_silent = account.likes + account.comments == 0
        if is_silent and account.acts >= 4 and "hollow_accounts" not in account.reasons:
            account.blame("only_entries", _SILENT, at, {"acts": account.acts})

    def enter(self, account: Account, at: int, target: int) -> None:
        """An entry into an activity from the account's address."""
        if not account.address:
            return
        place = self._place(account.address)
        if account.acts == 1:
            place.active += 1
            self._active += 1
        self._keep_hollow(account, place, at)
        self._row(account, place, at, target)
        self._crowded(account, place, at)
        self._silent(account, at)

    def speak(self, account: Account) -> None:
        """The account did something else than enter: it is not hollow."""
        account.reasons.pop("only_entries", None)
        place = self._places.get(account.address)
        if place is not None and account.viewer in place.hollow:
            place.hollow.discard(account.viewer)
            self._hollow -= 1
            account.reasons.pop("hollow_accounts", None)

    def _place(self, address: str) -> Place:
        place = self._places.get(address)
        if place is None:
            place = self._places[address] = Place()
            if len(self._places) > ADDRESSES:
                _, gone = self._places.popitem(last=False)
                self._hollow -= len(gone.hollow)
                self._active -= gone.active
        self._places.move_to_end(address)
        return place

    def _keep_hollow(self, account: Account, place: Place, at: int) -> None:
        is_young = account.born > 0 and at - account.born < YOUNG_MS
        is_silent = account.likes + account.comments == 0
        if is_young and is_silent and account.acts >= 2 and account.viewer not in place.hollow:
            place.hollow.add(account.viewer)
            self._hollow += 1

    def _crowded(self, account: Account, place: Place, at: int) -> None:
        """Young silent accounts against how many the rest of the room has of them."""
        if account.viewer not in place.hollow:
            return
        here, elsewhere = len(place.hollow), self._hollow - len(place.hollow)
        others = max(1, self._active - place.active)
        expected = place.active * (elsewhere + 1) / (others + 10)
        nats = min(_HOLLOW, 1.3 * math.log2(here / max(1.0, expected)))
        if here >= 5 and nats > 0:
            account.reasons.pop("only_entries", None)
            account.blame("hollow_accounts", nats, at, {"accounts": here, "of": place.active})

    def _row(self, account: Account, place: Place, at: int, target: int) -> None:
        """Entries of one activity from one address, one after the other at even distances."""
        before, moment = place.last
        place.last = (target, at)
        gap = at - moment
        if before != target or gap > _ROW_MS:
            return
        value = math.log(max(1, gap))
        place.gaps += 1
        # A window of about thirty: what was long ago weighs ever less.
        rate = max(1 / place.gaps, 1 / 30)
        off = value - place.gap_mean
        place.gap_mean += rate * off
        place.gap_square = (1 - rate) * (place.gap_square + rate * off * off)
        spread = math.sqrt(place.gap_square)
        if gap >= _LOOP_MS and place.gaps >= 10 and spread < 0.35 and abs(off) < 1.0:
            nats = min(_MOST, (0.35 - spread) * 25)
            figures = {"ms": round(math.exp(place.gap_mean)), "spread": round(spread, 2)}
            account.blame("even_row", nats, at, dict(figures))


def prefix(address: str) -> str:
    """/24 of IPv4, /48 of IPv6: what one house or one rack gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, bits), strict=False))


def _churn(account: Account, at: int) -> None:
    """Ever new devices of one account: storage that is cleared."""
    devices = len(account.devices)
    if devices > 3:
        account.blame("new_devices", min(4.5, (devices - 3) * 1.1), at, {"devices": devices})
