"""Why somebody cannot enter.

NotAllowed
├── LoginRequired
│   ├── WrongCredentials     wrong name, password or code
│   └── TotpRequired         the password was right; the code is asked for next
└── EnrollmentRequired       a shop of theirs asks for TOTP and they have none yet
TooMany
└── LockedOut                too many wrong tries
"""

from __future__ import annotations

from kaibo.foundation.errors import LoginRequired, NotAllowed, TooMany


class WrongCredentials(LoginRequired):
    """User name, password or code is wrong."""

    code = "wrong_credentials"


class TotpRequired(LoginRequired):
    """Type the six digits of your authenticator."""

    code = "totp_required"


class EnrollmentRequired(NotAllowed):
    """This shop asks for two-step log-in: add an authenticator first."""

    code = "totp_enrollment_required"


class LockedOut(TooMany):
    """Too many wrong tries; wait and try again."""

    code = "locked_out"
