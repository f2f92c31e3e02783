"""Words, room settings, persons and blocked attacks as the studio shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Max, Min, Sum

from kaibo.compliance.hot import merged
from kaibo.compliance.matcher import Grade, Word
from kaibo.compliance.matcher.contracts import Reach
from kaibo.compliance.models import (
    BlockedAttack,
    HostFile,
    ListedWord,
    OperatorFile,
    RoomRules,
    WordList,
)
from kaibo.compliance.rules.room import DEFAULT, Audience, RoomOrder

PAGE = 100


@dataclass(frozen=True, slots=True)
class WordCard:
    """A word of a shop."""

    id: int
    text: str
    category: str
    grade: str
    reach: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttackCard:
    """What was turned away since a time, by kind and prefix of the address."""

    kind: str
    prefix: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class OperatorCard:
    """Who operates a shop's rooms; empty fields: the shop itself."""

    name: str = ""
    license_no: str = ""
    address: str = ""
    complaint_contact: str = ""


@dataclass(frozen=True, slots=True)
class HostCard:
    """Who presents; ``verified_on``: the day papers were checked."""

    id: int
    name: str
    verified_on: date | None
    agency: str
    license_kind: str
    license_no: str


def words(shop_id: int, search: str = "", category: str = "", page: int = 1) -> list[WordCard]:
    """Newest first, 100 a page."""
    rows = ListedWord.objects.filter(shop_id=shop_id).select_related("by")
    if search:
        rows = rows.filter(text__icontains=search)
    if category:
        rows = rows.filter(category=category)
    found = rows.order_by("-at", "-id")[(page - 1) * PAGE : page * PAGE]
    return [
        WordCard(row.pk, row.text, row.category, row.grade, row.reach, str(row.by or ""), row.at)
        for row in found
    ]


def own_words(shop_id: int) -> list[Word]:
    rows = ListedWord.objects.filter(shop_id=shop_id).order_by("category", "text")
    return [
        Word(row.text, row.category, cast("Grade", row.grade), cast("Reach", row.reach))
        for row in rows
    ]


def uses_system(shop_id: int) -> bool:
    row = WordList.objects.filter(shop_id=shop_id).first()
    return row is None or row.uses_system


def words_in_force(shop_id: int) -> list[Word]:
    """What a shop's rooms match by."""
    return merged(own_words(shop_id), uses_system(shop_id))


def room_order(room_id: int) -> RoomOrder:
    row = RoomRules.objects.filter(room_id=room_id).first()
    if row is None:
        return DEFAULT
    rates = {kind: (float(pair[0]), float(pair[1])) for kind, pair in row.rates.items()}
    return RoomOrder(
        row.slow_seconds, cast("Audience", row.audience), row.link_filter, row.max_length, rates
    )


def operator(shop_id: int) -> OperatorCard:
    row = OperatorFile.objects.filter(shop_id=shop_id).first()
    if row is None:
        return OperatorCard()
    return OperatorCard(row.name, row.license_no, row.address, row.complaint_contact)


def hosts(shop_id: int, name: str | None = None) -> list[HostCard]:
    rows = HostFile.objects.filter(shop_id=shop_id)
    if name is not None:
        rows = rows.filter(name=name)
    return [
        HostCard(r.pk, r.name, r.verified_on, r.agency, r.license_kind, r.license_no)
        for r in rows.order_by("name")[:PAGE]
    ]


def attacks(now: datetime, hours: int = 24) -> list[AttackCard]:
    """Of the last hours, the most frequent first; of the whole installation."""
    rows = BlockedAttack.objects.filter(hour_at__gt=now - timedelta(hours=hours))
    found = rows.values("kind", "prefix").annotate(
        total=Sum("count"), first=Min("first_at"), last=Max("last_at")
    )
    return [
        AttackCard(row["kind"], row["prefix"], row["total"], row["first"], row["last"])
        for row in found.order_by("-total", "kind", "prefix")[:PAGE]
    ]
