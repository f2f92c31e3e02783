"""The error tree. One place (``console.problems``) maps it to HTTP problem+json.

KaiboError                 400 bad_request
├── InvalidInput           422 invalid_input      which field, which value, what to do
├── NotAllowed             403 not_allowed        role or state forbids it
│   └── LoginRequired      401 login_required
├── NotFound               404 not_found
├── Conflict               409 conflict           the state moved on; reload and retry
│   └── GateClosed         409 gate_closed        carries every open reason
├── TooMany                429 too_many           carries retry_after seconds
└── Unavailable            503 unavailable        a part is restarting; retry
"""

from __future__ import annotations

from typing import ClassVar


class KaiboError(Exception):
    """The request could not be carried out."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str = "", **detail: object) -> None:
        """``message``: what was wrong, which value, what to do; ``detail`` is for machines."""
        self.message = message or (self.__doc__ or "").split("\n")[0]
        self.detail = detail
        super().__init__(self.message)


class InvalidInput(KaiboError):
    """A value is not acceptable."""

    status = 422
    code = "invalid_input"


class NotAllowed(KaiboError):
    """Your role does not allow this."""

    status = 403
    code = "not_allowed"


class LoginRequired(NotAllowed):
    """Log in first."""

    status = 401
    code = "login_required"


class NotFound(KaiboError):
    """There is no such thing."""

    status = 404
    code = "not_found"


class Conflict(KaiboError):
    """The state has changed meanwhile; reload and try again."""

    status = 409
    code = "conflict"


class GateClosed(Conflict):
    """The gate is closed; every reason is listed."""

    code = "gate_closed"


class TooMany(KaiboError):
    """Too many requests; wait and retry."""

    status = 429
    code = "too_many"


class Unavailable(KaiboError):
    """A part of the platform is restarting; retry in a moment."""

    status = 503
    code = "unavailable"
