"""When a reminder is due, how long it is worth sending, and when a refused one is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

BEFORE = timedelta(minutes=15)
LATE = timedelta(minutes=30)  # a show that has been on longer than that is no news
MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)


def soon_from(planned_start: datetime) -> datetime:
    """From when on "soon" is due; whoever reserves later is reminded at the start only."""
    return planned_start - BEFORE


def last_moment(moment: str, began_or_begins: datetime) -> datetime:
    """After this the message tells nothing new."""
    return began_or_begins if moment == "soon" else began_or_begins + LATE


def retry_at(tries: int, now: datetime, last: datetime) -> datetime | None:
    """When to try again after ``tries`` refusals; None: never."""
    at = now + FIRST_WAIT * 2 ** (tries - 1)
    return at if tries < MOST_TRIES and at <= last else None


def text(moment: str, shop: str, title: str, starts: str) -> tuple[str, str]:
    """Head and body of the message; ``starts`` is the time as the shop's clock shows it."""
    if moment == "soon":
        return f"{shop}：{starts} 开播", f"你预约的《{title}》还有不到 15 分钟开播"
    return f"{shop} 开播了", f"你预约的《{title}》正在直播，点这里进入"
