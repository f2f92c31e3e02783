"""Which sources of visits were paid for."""

from __future__ import annotations

# A visit names its source in the link it came by; links of campaigns begin with one of these.
PAID = ("ad", "paid", "cpc", "dou+", "feed-ad", "千川", "投放", "付费", "信息流")


def is_paid(source: str) -> bool:
    """Whether a source is a paid channel: its name begins with one of `PAID`."""
    return source.casefold().startswith(PAID)
