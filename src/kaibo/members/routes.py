"""HTTP API of viewers: who they are, log-in by phone code, consents, addresses."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.config import config
from kaibo.members import facade
from kaibo.members import schemas as s
from kaibo.members.contracts import AddressFields, ConsentChoice, ShippingAddress, ViewerSession
from kaibo.members.divisions.pasted import read_pasted
from kaibo.members.divisions.served import divisions_json
from kaibo.members.texts import consent_texts
from kaibo.members.token_auth import buyer_auth

router = Router(tags=["viewers"])

# A bigint column takes no more; a larger number is nobody's id.
AddressId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post("/guest", response=s.SessionOut, auth=None)
def enter_as_guest(request: HttpRequest, body: s.GuestIn) -> ViewerSession:
    """Give a new viewer a name and a token. 600 a minute per network address."""
    return facade.enter_as_guest(body.source, network_address(request), _now())


@router.post("/phone/code", response=s.CodeSentOut, auth=viewer_auth)
def send_code(request: HttpRequest, body: s.PhoneIn) -> Any:
    """Send a six-digit code: one a minute and ten a day per phone."""
    return facade.send_phone_code(body.phone, network_address(request), _now())


@router.post("/phone/verify", response=s.SessionOut, auth=viewer_auth)
def verify_code(request: Any, body: s.VerifyIn) -> ViewerSession:
    """Log in with the code. The answer's viewer may be another one than the guest's."""
    return facade.verify_phone_code(
        request.auth.subject,
        body.phone,
        body.code,
        _choices(body.consents),
        network_address(request),
        _now(),
    )


@router.get("/consent-texts", response=list[s.ConsentTextOut], auth=None)
def list_consent_texts(request: HttpRequest) -> Any:
    """The texts in force, in the order in which they are asked."""
    return consent_texts()


@router.get("/me", response=s.ProfileOut, auth=viewer_auth)
def my_profile(request: Any) -> Any:
    """Name, masked phone and consents of the caller."""
    return facade.profile(request.auth.subject)


@router.post("/me/token", response=s.SessionOut, auth=viewer_auth)
def renew_token(request: Any) -> ViewerSession:
    """A fresh token for another 30 days."""
    return facade.renew_session(request.auth.subject, _now())


@router.put("/me/nickname", response=s.SessionOut, auth=viewer_auth)
def set_nickname(request: Any, body: s.NicknameIn) -> ViewerSession:
    """Choose the name that others read; the answer's token carries it."""
    return facade.set_nickname(request.auth.subject, body.nickname, _now())


@router.post("/me/consents", response=list[s.ConsentOut], auth=buyer_auth)
def record_consents(request: Any, body: s.ConsentsIn) -> Any:
    """Agree to a purpose or withdraw; withdrawing a required one asks for it at the next log-in."""
    facade.record_consent(request.auth.subject, _choices(body.consents), _now())
    return facade.consent_states(request.auth.subject)


@router.get("/me/addresses", response=list[s.AddressOut], auth=buyer_auth)
def my_addresses(request: Any) -> Any:
    """The caller's addresses, the default first."""
    return [_out(address) for address in facade.addresses(request.auth.subject)]


@router.post("/me/addresses", response=s.AddressOut, auth=buyer_auth)
def add_address(request: Any, body: s.AddressIn) -> Any:
    """Store an address; the first one becomes the default. At most 20."""
    return _out(facade.add_address(request.auth.subject, _fields(body), body.is_default))


@router.put("/me/addresses/{address_id}", response=s.AddressOut, auth=buyer_auth)
def change_address(request: Any, body: s.AddressIn, address_id: AddressId) -> Any:
    """Replace an address; the answer carries a new id, orders keep the old one."""
    return _out(
        facade.change_address(
            request.auth.subject, address_id, _fields(body), body.is_default, _now()
        )
    )


@router.delete("/me/addresses/{address_id}", response={204: None}, auth=buyer_auth)
def delete_address(request: Any, address_id: AddressId) -> Status[None]:
    """Take an address off the list."""
    facade.delete_address(request.auth.subject, address_id, _now())
    return Status(204, None)


@router.get("/divisions", response=list[Any], auth=None)
def list_divisions(request: HttpRequest) -> HttpResponse:
    """Provinces with cities with districts: ``[[code, name, [[code, name, [...]]]]]``.

    Codes are those of GB/T 2260. The list changes with releases only: keep it for a day.
    """
    body, is_packed = divisions_json("gzip" in request.headers.get("Accept-Encoding", ""))
    answer = HttpResponse(body, content_type="application/json")
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@router.post("/address/read", response=s.PastedOut, auth=viewer_auth)
def read_address(request: Any, body: s.PastedIn) -> Any:
    """Read name, phone, place and street out of a pasted text; nothing is stored."""
    return read_pasted(body.text)


def network_address(request: HttpRequest) -> str:
    """Who connects: behind our reverse proxy (`PUBLIC_ORIGIN`) the address that it saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if config().public_origin and forwarded:
        # The last entry is our own proxy's; earlier ones are the client's claim.
        return forwarded.rsplit(",", 1)[-1].strip()[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def _now() -> datetime:
    return datetime.now(UTC)


def _choices(items: list[s.ConsentIn]) -> list[ConsentChoice]:
    return [ConsentChoice(item.purpose, item.text_version, item.granted) for item in items]


def _fields(body: s.AddressIn) -> AddressFields:
    return AddressFields(
        body.name, body.phone, body.province, body.city, body.district, body.street
    )


def _out(address: ShippingAddress) -> dict[str, object]:
    return {"id": address.address_id, "is_default": address.is_default, **asdict(address.fields)}
