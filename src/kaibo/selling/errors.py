"""Errors of selling.

Conflict
├── WrongState        the order is no longer where the request takes it to be
└── PaymentRefused    the provider did not accept a request
NotAllowed
└── ForgedNotice      401: a payment notice whose signature or time does not hold
InvalidInput
└── AmountMismatch    a paid amount that is not the order's
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict, InvalidInput, LoginRequired, Unavailable


class WrongState(Conflict):
    """The order has moved on meanwhile; reload it."""

    code = "wrong_state"


class ForgedNotice(LoginRequired):
    """The signature of this notice does not hold."""

    code = "forged_notice"


class AmountMismatch(InvalidInput):
    """The amount paid is not the amount of the order."""

    code = "amount_mismatch"


class PaymentRefused(Conflict):
    """The payment provider understood the request and does not do it."""

    code = "payment_refused"


class PaymentUnavailable(Unavailable):
    """The payment provider does not answer; try again in a moment."""

    code = "payment_unavailable"
