"""``/draws``: the proof of a draw for everybody, receipts and prizes for viewers, parcels."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, Field

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import NotFound
from kaibo.foundation.tokens import Claims
from kaibo.interaction import claims, draws
from kaibo.interaction.models import Activity, ActivityPrize, Entry
from kaibo.members.token_auth import buyer_auth
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["draws"])

BIGGEST = 2**63 - 1
Id = Annotated[int, Path(ge=1, le=BIGGEST)]


def _storable(text: str) -> str:
    text.encode()  # half of a character (a lone surrogate) cannot be stored
    return text


Line = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$"), AfterValidator(_storable)]
Hex = Field(description="Hexadecimal.")


class DrawProof(Schema):
    v: str = Field(description="Version of the arithmetic: kaibo-draw-1.")
    activity: int
    title: str
    state: str = Field(description="open, closed, settled or cancelled.")
    rules_text: str = Field(description="The frozen rules as canonical JSON.")
    rules_hash: str = Field(description="SHA-256 of rules_text.")
    closes_at: int = Field(description="Announced end, Unix ms; part of the commitment.")
    commitment: str = Hex
    sealed_at: int | None = Field(description="When the list was closed, Unix ms.")
    count: int | None = Field(None, description="Entries; from the closing on.")
    root: str | None = Field(None, description="Merkle root over all leaves.")
    head: str | None = Field(None, description="Last head of the chain of receipts.")
    entries: list[tuple[int, str, str, int, int]] | None = Field(
        None, description="[number, tag, nonce, Unix ms, counted] each; no personal data."
    )
    seed: str | None = Field(None, description="Only once the draw is settled.")
    winners: list[tuple[int, int]] | None = Field(
        None, description="[number, index of the prize] in the order drawn."
    )


class DrawReceipt(Schema):
    number: int
    tag: str = Field(description="How the published list calls this viewer.")
    nonce: str = Hex
    at: int = Field(description="Unix ms.")
    counted: int
    leaf: str = Hex
    head: str = Field(description="Over this leaf and all before it.")


class DrawPrize(Schema):
    id: int
    place: int
    name: str
    kind: str
    amount: int
    is_held: bool
    why: str = Field(description="Why it could not be given; empty otherwise.")
    is_claimed: bool
    tracking_no: str


class MyDraw(Schema):
    receipt: DrawReceipt | None
    prize: DrawPrize | None


class ClaimIn(Schema):
    address_id: int = Field(gt=0, le=BIGGEST)


class ClaimedPrize(Schema):
    prize_id: int
    claimed_at: datetime


class PrizeParcelIn(Schema):
    carrier: Line = ""
    tracking_no: Line


class PrizeToShip(Schema):
    prize_id: int
    activity: str
    name: str
    winner: str
    receiver: str
    phone: str
    address: str
    claimed_at: datetime
    carrier: str
    tracking_no: str
    shipped_at: datetime | None


class ShopOfPrizes(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST)


@router.get("/to-ship", response=list[PrizeToShip], auth=staff_auth, summary="Prizes to ship")
def list_to_ship(request: HttpRequest, wanted: Query[ShopOfPrizes]) -> Any:
    """Goods that were won and claimed; those not sent first."""
    require(_staff(request), wanted.shop_id, *claims.SHIPPERS)
    return [asdict(one) for one in claims.to_ship(wanted.shop_id)]


@router.post("/prizes/{prize_id}/ship", response={204: None}, auth=staff_auth, summary="Ship")
def ship(request: HttpRequest, prize_id: Id, body: PrizeParcelIn) -> Any:
    """Tells the winner; again with another number corrects it."""
    claims.ship_prize(prize_id, body.carrier, body.tracking_no, _staff(request), timezone.now())
    return HttpResponse(status=204)


@router.post("/prizes/{prize_id}/claim", response=ClaimedPrize, auth=buyer_auth, summary="Claim")
def claim(request: HttpRequest, prize_id: Id, body: ClaimIn) -> Any:
    """Where goods that the caller won are sent; until they are, the address may change."""
    made = claims.claim_prize(prize_id, _viewer(request), body.address_id, timezone.now())
    return {"prize_id": prize_id, "claimed_at": made.claimed_at}


@router.get("/{activity_id}/proof", response=DrawProof, auth=None, exclude_none=True)
def proof(request: HttpRequest, activity_id: Id, response: HttpResponse) -> Any:
    """What is published of a draw so far: commitment, then the list, then seed and winners."""
    found = draws.proof(_draw(activity_id))
    response["Cache-Control"] = "public, max-age=2"
    return found


@router.get("/{activity_id}/mine", response=MyDraw, auth=viewer_auth, summary="My part in a draw")
def mine(request: HttpRequest, activity_id: Id) -> Any:
    """The receipt of the caller's entry and what it won."""
    entry = Entry.objects.filter(
        activity_id=_draw(activity_id).pk, viewer_id=_viewer(request)
    ).first()
    if entry is None:
        return {"receipt": None, "prize": None}
    won = ActivityPrize.objects.select_related("activity", "claim").filter(entry=entry).first()
    return {
        "receipt": entry.body | {"number": entry.number},
        "prize": _prize(won) if won else None,
    }


def _prize(row: ActivityPrize) -> dict[str, Any]:
    sent = getattr(row, "claim", None)
    return {
        "id": row.pk, "place": row.place, "name": draws.prize_name(row), "kind": row.kind,
        "amount": row.amount, "is_held": row.is_held, "why": row.refused,
        "is_claimed": sent is not None, "tracking_no": sent.tracking_no if sent else "",
    }  # fmt: skip


def _draw(activity_id: int) -> Activity:
    rows = Activity.objects.filter(pk=activity_id, kind=draws.KIND).exclude(rules_hash="")
    row = rows.first()
    if row is None:
        raise NotFound(_("没有编号 %(id)s 的抽奖，请核对") % {"id": activity_id})
    return row


def _viewer(request: HttpRequest) -> int:
    found: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found.subject


def _staff(request: HttpRequest) -> Staff:
    found: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found
