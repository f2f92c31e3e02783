"""Errors of members, on top of the tree of `foundation.errors`.

InvalidInput
├── CodeWrong       code_wrong        carries attempts_left
├── CodeExpired     code_expired      ask for a new one
└── ConsentMissing  consent_missing   carries the purposes
TooMany
└── CodeTooSoon     code_too_soon     carries retry_after seconds
"""

from __future__ import annotations

from kaibo.foundation.errors import InvalidInput, TooMany


class CodeWrong(InvalidInput):
    """The code is not the one that was sent."""

    code = "code_wrong"


class CodeExpired(InvalidInput):
    """The code is used, too old, or was tried too often; ask for a new one."""

    code = "code_expired"


class ConsentMissing(InvalidInput):
    """A purpose without which we may not keep a phone number was not agreed to."""

    code = "consent_missing"


class CodeTooSoon(TooMany):
    """A code was sent a moment ago."""

    code = "code_too_soon"
