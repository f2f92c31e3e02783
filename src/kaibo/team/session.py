"""The session of a staff member: how it is opened, what it proves, and its ``auth=`` objects."""

from __future__ import annotations

from copy import copy
from typing import cast

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.apikey import APIKeyCookie

from kaibo.foundation.errors import LoginRequired
from kaibo.foundation.models import Shop
from kaibo.team.api_keys.auth import enter, token_of
from kaibo.team.contracts import TotpState
from kaibo.team.errors import EnrollmentRequired
from kaibo.team.models import Membership, Staff
from kaibo.team.totp import is_enrolled

VERIFIED = "kaibo_totp"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def open_session(request: HttpRequest, staff: Staff, *, verified: bool) -> None:
    """Log in; the session key changes, so that a planted one is worth nothing."""
    login(request, staff, backend=BACKEND)
    request.session[VERIFIED] = verified


def mark_verified(request: HttpRequest) -> None:
    request.session[VERIFIED] = True
    request.session.cycle_key()


def totp_state(request: HttpRequest, staff: Staff) -> TotpState:
    verified = bool(request.session.get(VERIFIED))
    return TotpState(
        enrolled=verified or is_enrolled(staff), verified=verified, required=requires_totp(staff)
    )


def requires_totp(staff: Staff) -> bool:
    """Any shop of theirs asks for it; a superuser's are all."""
    if staff.is_superuser:
        return Shop.objects.filter(requires_totp=True).exists()
    return Membership.objects.filter(staff=staff, shop__requires_totp=True).exists()


class StaffAuth(APIKeyCookie):
    """The session cookie of a staff member, or an API key; ``request.auth`` is `Staff`.

    A session is checked for CSRF, a key for the scope of the operation.

    ``needs_totp=False`` also lets in those who still have to add an authenticator.
    """

    openapi_name = "staff"
    param_name = "sessionid"

    def __init__(self, *, needs_totp: bool = True) -> None:
        super().__init__(csrf=True)
        self.needs_totp = needs_totp
        self.scope: str | None = None

    def __call__(self, request: HttpRequest) -> Staff:
        if (token := token_of(request)) is not None:
            return enter(token, self.scope)  # no cookie, so nothing for CSRF to guard
        return cast("Staff", super().__call__(request))

    def for_scope(self, scope: str | None) -> StaffAuth:
        """The same door of an operation that needs ``scope`` of an API key; None: closed to it."""
        made = copy(self)
        made.scope = scope
        return made

    def authenticate(self, request: HttpRequest, key: str | None) -> Staff:
        staff = request.user
        if not isinstance(staff, Staff) or not staff.is_active:
            raise LoginRequired(_("Log in first."))
        if self.needs_totp and not request.session.get(VERIFIED) and requires_totp(staff):
            raise EnrollmentRequired(
                _("Your shop asks for two-step log-in. Add an authenticator first.")
            )
        return staff


staff_auth = StaffAuth()
any_staff_auth = StaffAuth(needs_totp=False)
