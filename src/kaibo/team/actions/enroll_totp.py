"""Add an authenticator: show a secret, then prove that the phone has it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.team import totp
from kaibo.team.contracts import Enrollment
from kaibo.team.models import Staff
from kaibo.team.session import VERIFIED, mark_verified

# The secret waits in the session (server side) until the phone proves that it has it.
PENDING = "kaibo_totp_pending"


def start_enrollment(request: HttpRequest, staff: Staff) -> Enrollment:
    """A new secret; an authenticator in use may be replaced only from a verified session."""
    if totp.is_enrolled(staff) and not request.session.get(VERIFIED):
        raise Conflict(_("You have an authenticator already. Log in with it to replace it."))
    enrollment = totp.offer(staff)
    request.session[PENDING] = enrollment.secret
    return enrollment


@transaction.atomic
def confirm_enrollment(request: HttpRequest, staff: Staff, code: str) -> list[str]:
    """Keep the secret; returns the recovery codes, shown this once."""
    secret = request.session.get(PENDING)
    if not secret:
        raise Conflict(_("Start again: scan the picture first."))
    if not totp.secret_accepts(secret, code):
        raise InvalidInput(
            _("The digits do not fit. Check that the clock of the phone is right."), field="code"
        )
    codes = totp.keep(staff, secret)
    del request.session[PENDING]
    mark_verified(request)
    audit.record(
        shop=None,
        actor=staff,
        action="team.enroll_totp",
        subject=f"staff:{staff.pk}",
        detail={"recovery_codes": len(codes)},
    )
    return codes
