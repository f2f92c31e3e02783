"""Time-based one-time passwords and recovery codes, on django-allauth's MFA tables.

Secrets are sealed with the field key (`SealingAdapter`). A code is good once: the codes used in
the current window stand beside the secret, under a row lock.
"""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from django.db import transaction

from kaibo.foundation.crypto import open_sealed, seal
from kaibo.team.contracts import Enrollment
from kaibo.team.models import Staff

# A code holds for 30 s and one step either side, so three may be valid at once.
REMEMBERED_CODES = 3


class SealingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps authenticator secrets encrypted in the database (``MFA_ADAPTER``)."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(base64.b64decode(encrypted_text))

    def get_totp_issuer(self) -> str:
        return "Kaibo"

    def get_totp_label(self, user: Staff) -> str:
        return user.username


adapter = SealingAdapter()


def is_enrolled(staff: Staff) -> bool:
    return bool(_of(staff, Authenticator.Type.TOTP).exists())


def offer(staff: Staff) -> Enrollment:
    """A fresh secret, not yet kept, with its address and QR picture (SVG)."""
    secret = generate_totp_secret()
    uri = adapter.build_totp_url(staff, secret)
    return Enrollment(secret=secret, uri=uri, qr_svg=adapter.build_totp_svg(uri))


def keep(staff: Staff, secret: str) -> list[str]:
    """Make this the person's authenticator; returns the new recovery codes, shown once."""
    forget(staff)
    data = {"secret": adapter.encrypt(secret)}
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data=data)
    codes: list[str] = RecoveryCodes.activate(staff).generate_codes()
    return codes


def forget(staff: Staff) -> None:
    """Remove the authenticator and its recovery codes."""
    Authenticator.objects.filter(user=staff).delete()


def secret_accepts(secret: str, code: str) -> bool:
    """Whether the phone shows the right digits for a secret that is not kept yet."""
    return bool(validate_totp_code(secret, _digits(code)))


@transaction.atomic
def accepts(staff: Staff, code: str) -> bool:
    """Whether these are the current digits, or an unused recovery code; either is then spent."""
    digits = _digits(code)
    return _accepts_digits(staff, digits) or _accepts_recovery(staff, digits)


def recovery_codes_left(staff: Staff) -> int:
    found = _of(staff, Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(found).get_unused_codes()) if found else 0


def _accepts_digits(staff: Staff, digits: str) -> bool:
    found = _of(staff, Authenticator.Type.TOTP).select_for_update(no_key=True).first()
    if found is None or digits in found.data.get("used", []):
        return False
    if not validate_totp_code(adapter.decrypt(found.data["secret"]), digits):
        return False
    found.data["used"] = [*found.data.get("used", []), digits][-REMEMBERED_CODES:]
    found.save(update_fields=["data"])
    return True


def _accepts_recovery(staff: Staff, digits: str) -> bool:
    found = _of(staff, Authenticator.Type.RECOVERY_CODES).first()
    return bool(found and RecoveryCodes(found).validate_code(digits))


def _of(staff: Staff, kind: Authenticator.Type):  # type: ignore[no-untyped-def]  # allauth queryset
    return Authenticator.objects.filter(user=staff, type=kind)


def _digits(code: str) -> str:
    return "".join(code.split())
