"""What supply refuses.

Conflict
├── BufferKept      409 buffer_kept      the safety buffer stays; a manager may lift it for the show
├── ExpiredStock    409 expired_stock    the units left are past their date
└── WrongStep       409 wrong_step       this paper is at another step
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict


class BufferKept(Conflict):
    """The safety buffer is kept back."""

    code = "buffer_kept"


class ExpiredStock(Conflict):
    """The units left are past their date."""

    code = "expired_stock"


class WrongStep(Conflict):
    """The paper is at another step."""

    code = "wrong_step"
