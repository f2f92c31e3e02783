"""红包雨: how a sum is cut into shares before anybody grabs one. Pure; the dice are passed in."""

from __future__ import annotations

from collections.abc import Callable

LEAST_CENTS = 1
MOST_SHARES = 5_000
MOST_CENTS = 5_000_000

Below = Callable[[int], int]  # a whole number in [0, n), each as likely: `secrets.randbelow`


def even_shares(total: int, count: int) -> list[int]:
    """``total`` cents in equal shares; the remainder makes the first ones a cent larger."""
    share, rest = divmod(total, count)
    return [share + 1] * rest + [share] * (count - rest)


def lucky_shares(total: int, count: int, below: Below) -> list[int]:
    """二倍均值: each share is 1 cent up to twice the mean of what is left for it and those after.

    So whoever comes first and whoever comes last get the same on average. The shares add up to
    ``total`` and none is below a cent.
    """
    shares, left = [], total
    for people in range(count, 1, -1):
        share = LEAST_CENTS + below(2 * left // people - 1)
        shares.append(share)
        left -= share
    return [*shares, left]


def cut(total: int, count: int, is_lucky: bool, below: Below) -> list[int]:
    """The shares in the order in which they are grabbed; raises ValueError when it cannot be."""
    if not 0 < count <= MOST_SHARES or total < count * LEAST_CENTS:
        raise ValueError(f"{total} cents cannot be cut into {count} shares of a cent or more")
    return lucky_shares(total, count, below) if is_lucky else even_shares(total, count)
