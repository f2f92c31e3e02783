"""Whose address a request counts for, headers of every answer, the door of the back office."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kaibo.foundation.config import Config, config
from kaibo.team.facade import Staff
from kaibo.team.session import VERIFIED, requires_totp

Next = Callable[[HttpRequest], HttpResponse]


def client_address(get_response: Next) -> Next:
    """Behind our reverse proxy (`PUBLIC_ORIGIN`) ``REMOTE_ADDR`` is the address that it saw.

    The last entry of ``X-Forwarded-For`` is the proxy's own; earlier ones are the client's claim.
    Log-in locks and the payer's address given to the payment provider depend on it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        seen = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if config().public_origin and seen:
            request.META["REMOTE_ADDR"] = seen[:64]
        return get_response(request)

    return middleware


def security_headers(get_response: Next) -> Next:
    """Content security policy: our own origin, the gateway and the video server, nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = _policy_for(request.path)
        response.setdefault("Permissions-Policy", "geolocation=(), payment=()")
        return response

    return middleware


def back_office_door(get_response: Next) -> Next:
    """The admin opens only to a session that passed the studio's log-in, TOTP included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and not _may_enter(request):
            return redirect(f"/studio/login?next={quote(request.get_full_path())}")
        return get_response(request)

    return middleware


def policy(settings: Config) -> str:
    """The policy of our own pages; no inline script, no eval."""
    live = " ".join(origins(settings))
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            # Charts and tooltips set style attributes; style sheets stay ours.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self' {live}".rstrip(),
            f"media-src 'self' blob: {live}".rstrip(),
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def origins(settings: Config) -> list[str]:
    """Other origins the pages talk to; none when a reverse proxy serves all on one."""
    elsewhere = [url.removesuffix("/ws") for url in settings.gateway_urls]
    if settings.public_origin:
        return [settings.public_origin.replace("http", "ws", 1), *elsewhere]
    ports = (*settings.gateway_ports, settings.media_port)
    own = [settings.url(port, scheme) for port in ports for scheme in ("http", "ws")]
    return own + elsewhere


@cache
def _own_policy() -> str:
    return policy(config())


def _policy_for(path: str) -> str:
    if path.startswith("/uploads/"):
        return "default-src 'none'; sandbox"
    if path.startswith("/admin/"):
        # The admin theme runs Alpine.js, which needs inline handlers and eval.
        return _own_policy().replace(
            "script-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'"
        )
    return _own_policy()


def _may_enter(request: HttpRequest) -> bool:
    staff = request.user
    if not isinstance(staff, Staff) or not staff.is_active or not staff.is_staff:
        return False
    return bool(request.session.get(VERIFIED)) or not requires_totp(staff)
