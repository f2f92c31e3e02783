"""``/staff``: log-in, who am I, authenticator, colleagues and their roles, audit."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Status

from kaibo.foundation import addresses, tokens
from kaibo.foundation.auth import browser_call
from kaibo.foundation.config import config
from kaibo.team import facade, schemas
from kaibo.team.contracts import Enrollment, StaffCard
from kaibo.team.facade import (
    Invitation,
    Role,
    Staff,
    change_password,
    confirm_enrollment,
    invite,
    log_in,
    reset_password,
    reset_totp,
    set_roles,
    start_enrollment,
)
from kaibo.team.session import any_staff_auth, staff_auth, totp_state

router = Router(tags=["staff"])

WS_TOKEN_SECONDS = 12 * 3600


@router.get("/csrf", response={204: None}, summary="Set the CSRF cookie")
def csrf(request: HttpRequest) -> Status[None]:
    get_token(request)
    return Status(204, None)


@router.post("/login", response=schemas.Ok, auth=browser_call, summary="Log in")
def staff_login(request: HttpRequest, body: schemas.LogInBody) -> schemas.Ok:
    """401 `totp_required` means: the password was right, send `code` too."""
    log_in(request, body.username, body.password, body.code)
    return schemas.Ok()


@router.post("/logout", response=schemas.Ok, auth=any_staff_auth, summary="Log out")
def staff_logout(request: HttpRequest) -> schemas.Ok:
    logout(request)
    return schemas.Ok()


@router.get("/me", response=schemas.MeOut, auth=any_staff_auth, summary="Who is logged in")
def me(request: HttpRequest) -> dict[str, Any]:
    """Shops, roles, addresses and a token for the gateway (none before TOTP where required)."""
    staff = _staff(request)
    state = totp_state(request, staff)
    is_open = state.verified or not state.required
    expires_at = int(time.time()) + WS_TOKEN_SECONDS
    roles = {str(shop): held for shop, held in facade.roles_by_shop(staff).items()}
    return {
        "staff": _person(staff),
        "shops": facade.shops_of(staff),
        "roles": roles,
        "ws_token": _ws_token(staff, roles, expires_at) if is_open else "",
        "ws_token_expires_at": expires_at,
        "endpoints": _endpoints(),
        "totp": state,
    }


@router.post("/totp/start", response=schemas.EnrollmentOut, auth=any_staff_auth)
def totp_start(request: HttpRequest) -> Enrollment:
    """A new secret with its QR picture; nothing is kept until it is confirmed."""
    return start_enrollment(request, _staff(request))


@router.post("/totp/confirm", response=schemas.RecoveryCodesOut, auth=any_staff_auth)
def totp_confirm(request: HttpRequest, body: schemas.CodeBody) -> dict[str, list[str]]:
    """Prove that the phone has the secret; answers with the recovery codes."""
    return {"codes": confirm_enrollment(request, _staff(request), body.code)}


@router.post("/password", response=schemas.Ok, auth=any_staff_auth)
def password(request: HttpRequest, body: schemas.PasswordBody) -> schemas.Ok:
    """Change one's own password; this session stays, others end."""
    staff = _staff(request)
    change_password(staff, body.old_password, body.new_password)
    update_session_auth_hash(request, staff)
    return schemas.Ok()


@router.get("", response=list[schemas.ColleagueOut], auth=staff_auth, summary="Colleagues")
def list_staff(request: HttpRequest, shop_id: int) -> list[StaffCard]:
    facade.require(_staff(request), shop_id)
    return facade.colleagues(shop_id)


@router.post("", response=schemas.InvitationOut, auth=staff_auth, summary="Invite a colleague")
def invite_staff(request: HttpRequest, body: schemas.InviteBody) -> Invitation:
    return invite(
        _staff(request),
        body.shop_id,
        username=body.username,
        name=body.name,
        email=body.email,
        roles=list(body.roles),
    )


@router.put("/{int:staff_id}/roles", response=list[schemas.ColleagueOut], auth=staff_auth)
def put_roles(request: HttpRequest, staff_id: int, body: schemas.RolesBody) -> list[StaffCard]:
    """Make these the roles in the shop; none takes the person out of it."""
    set_roles(_staff(request), body.shop_id, staff_id, list(body.roles))
    return facade.colleagues(body.shop_id)


@router.post("/{int:staff_id}/password", response=schemas.NewPasswordOut, auth=staff_auth)
def reset_staff_password(
    request: HttpRequest, staff_id: int, body: schemas.ShopBody
) -> dict[str, str]:
    """A new password for a colleague, shown once."""
    return {"password": reset_password(_staff(request), body.shop_id, staff_id)}


@router.delete("/{int:staff_id}/totp", response=schemas.Ok, auth=staff_auth)
def reset_staff_totp(request: HttpRequest, staff_id: int, shop_id: int) -> schemas.Ok:
    """Forget a colleague's authenticator (the phone was lost)."""
    reset_totp(_staff(request), shop_id, staff_id)
    return schemas.Ok()


@router.get("/audit", response=list[schemas.AuditOut], auth=staff_auth, summary="Audit")
def list_audit(
    request: HttpRequest, shop_id: int, before_id: int | None = None
) -> list[dict[str, Any]]:
    """Who changed what, newest first, 100 at a time."""
    facade.require(_staff(request), shop_id, Role.ADMIN, Role.COMPLIANCE)
    return [
        {
            "id": entry.pk,
            "actor": str(entry.actor or ""),
            "action": entry.action,
            "subject": entry.subject,
            "detail": entry.detail,
            "at": entry.at,
            "hash": bytes(entry.hash).hex(),
        }
        for entry in facade.audit_entries(shop_id, before_id)
    ]


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff


def _person(staff: Staff) -> dict[str, object]:
    return {
        "id": staff.pk,
        "username": staff.username,
        "name": str(staff),
        "is_superuser": staff.is_superuser,
    }


def _ws_token(staff: Staff, roles: dict[str, list[str]], expires_at: int) -> str:
    claims = tokens.Claims(
        subject=staff.pk, kind="staff", name=str(staff), roles=roles, expires_at=expires_at
    )
    return tokens.issue(claims)


def _endpoints() -> dict[str, str]:
    settings = config()
    return {
        "gateway": addresses.gateway(settings),
        "media": addresses.media(settings),
        "media_ws": addresses.media_socket(settings),
        "rtmp": addresses.rtmp(settings),
    }
