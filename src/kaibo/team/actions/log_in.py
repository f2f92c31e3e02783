"""Log in: password, then the authenticator's digits where the person has one."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.team import totp
from kaibo.team.errors import LockedOut, TotpRequired, WrongCredentials
from kaibo.team.models import Staff
from kaibo.team.session import open_session


def log_in(request: HttpRequest, username: str, password: str, code: str | None) -> Staff:
    """Open a session; raises `TotpRequired`, `WrongCredentials`, `LockedOut`.

    Wrong digits count like a wrong password, so that neither can be guessed.
    """
    credentials = {"username": username}
    _refuse_when_locked(request, credentials)
    staff = authenticate(request, username=username, password=password)
    if not isinstance(staff, Staff):
        _refuse_when_locked(request, credentials)
        raise WrongCredentials(_("The user name or the password is wrong."))
    verified = totp.is_enrolled(staff)
    if verified:
        _check_code(request, staff, code)
    open_session(request, staff, verified=verified)
    audit.record(
        shop=None,
        actor=staff,
        action="team.log_in",
        subject=f"staff:{staff.pk}",
        detail={"totp": verified},
    )
    return staff


def _check_code(request: HttpRequest, staff: Staff, code: str | None) -> None:
    if not code:
        raise TotpRequired(_("Type the six digits of your authenticator."))
    if totp.accepts(staff, code):
        return
    credentials = {"username": staff.username}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    _refuse_when_locked(request, credentials)
    raise WrongCredentials(_("These digits are wrong or were used already. Type the current ones."))


def _refuse_when_locked(request: HttpRequest, credentials: dict[str, str]) -> None:
    if AxesProxyHandler.is_allowed(request, credentials):
        return
    wait = settings.AXES_COOLOFF_TIME
    raise LockedOut(
        _("Too many wrong tries. Try again in %(minutes)s minutes.")
        % {"minutes": int(wait.total_seconds() // 60)},
        retry_after=int(wait.total_seconds()),
    )
