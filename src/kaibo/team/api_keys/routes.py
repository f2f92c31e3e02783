"""``/api-keys``: keys with which other systems call this API; for administrators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from kaibo.team.access import require
from kaibo.team.api_keys import facade
from kaibo.team.api_keys import schemas as s
from kaibo.team.api_keys.contracts import KeyCard, NewKey
from kaibo.team.models import Role, Staff
from kaibo.team.session import staff_auth

router = Router(tags=["api keys"], auth=staff_auth)
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
ShopId = Annotated[int, Query(ge=1, le=2**63 - 1, description="The shop.")]


@router.get("", response=list[s.ApiKeyOut], summary="API keys of a shop")
def list_api_keys(request: HttpRequest, shop_id: ShopId) -> list[KeyCard]:
    """Newest first, revoked ones too; tokens are never shown again."""
    require(_staff(request), shop_id, Role.ADMIN)
    return facade.keys_of(shop_id, datetime.now(UTC))


@router.get("/scopes", response=list[s.ScopeOut], summary="Scopes that a key can have")
def list_scopes(request: HttpRequest) -> list[dict[str, str]]:
    """Each covers the reading or the writing operations of one area."""
    return [
        {"scope": scope, "area": _(facade.AREAS[scope.partition(":")[0]].title)}
        for scope in facade.all_scopes()
    ]


@router.post("", response={201: s.NewApiKeyOut}, summary="Make an API key")
def create_api_key(request: HttpRequest, body: s.ApiKeyBody) -> Status[NewKey]:
    """The answer holds the token; it is shown this once."""
    made = facade.create_key(
        _staff(request),
        body.shop_id,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        calls_per_minute=body.calls_per_minute,
        now=datetime.now(UTC),
    )
    return Status(201, made)


@router.delete("/{key_id}", response={204: None}, summary="Revoke an API key")
def revoke_api_key(request: HttpRequest, key_id: Id, shop_id: ShopId) -> Status[None]:
    """From the next call on it opens nothing."""
    facade.revoke_key(_staff(request), shop_id, key_id, datetime.now(UTC))
    return Status(204, None)


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
