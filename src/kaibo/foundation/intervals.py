"""How sure a share is: the Wilson interval."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959964


def wilson(hits: float, n: float, z: float = Z95) -> tuple[float, float] | None:
    """95 % interval of the share hits / n, as shares within 0–1; None without anybody.

    Source: Wilson 1927; it holds near 0 and 1 and for small n, where ±1.96 σ does not.
    """
    if n <= 0:
        return None
    hits = min(max(hits, 0.0), n)
    share, weight = hits / n, z * z / n
    middle = share + weight / 2
    reach = z * sqrt(max(0.0, share * (1 - share) / n) + weight / (4 * n))
    low, high = (middle - reach) / (1 + weight), (middle + reach) / (1 + weight)
    return max(0.0, min(low, share)), min(1.0, max(high, share))
