"""How sure a figure is: a share, the difference of two, a mean of stars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt

Z95 = 1.959964
STARS = 5


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


def mean_of_stars(counts: Sequence[int]) -> tuple[float, float, float] | None:
    """(mean, low, high) of ratings, 95 %; None without any.

    ``counts``: how many gave 1, 2, … 5 stars. Student's t interval of the ratings and one imagined
    at either end, as Agresti and Coull (1998) do for a share: three times five stars prove little,
    which t alone takes for certainty. Decision 49 has the coverage.
    """
    n = sum(counts)
    if not n:
        return None
    mean = sum(stars * count for stars, count in enumerate(counts, 1)) / n
    widened = [counts[0] + 1, *counts[1:-1], counts[-1] + 1]
    middle = sum(stars * count for stars, count in enumerate(widened, 1)) / (n + 2)
    squares = sum(count * (stars - middle) ** 2 for stars, count in enumerate(widened, 1))
    reach = t95(n + 1) * sqrt(squares / (n + 1) / (n + 2))
    low, high = max(1.0, middle - reach), min(float(STARS), middle + reach)
    return mean, min(low, mean), max(high, mean)


def newcombe(
    one: tuple[float, float], other: tuple[float, float], z: float = Z95
) -> tuple[float, float] | None:
    """95 % interval of the difference of two shares, each (hits, n); None without anybody.

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 10: the square-and-add interval of
    the two Wilson intervals; it holds near 0 and 1, where the textbook's ±1.96 σ does not.
    """
    ranges = wilson(*one, z), wilson(*other, z)
    if ranges[0] is None or ranges[1] is None:
        return None
    (low, high), (low_other, high_other) = ranges[0], ranges[1]
    share, share_other = one[0] / one[1], other[0] / other[1]
    middle = share - share_other
    down = sqrt((share - low) ** 2 + (high_other - share_other) ** 2)
    up = sqrt((high - share) ** 2 + (share_other - low_other) ** 2)
    return max(-1.0, middle - down), min(1.0, middle + up)


def katz(
    one: tuple[float, float], other: tuple[float, float], z: float = Z95
) -> tuple[float, float] | None:
    """95 % interval of share / other share, each (hits, n); None where either has no hit.

    Source: Katz, Baptista, Azen and Pike 1978, Biometrics 34:469 (on the logarithm).
    """
    (hits, n), (hits_other, n_other) = one, other
    if min(hits, n, hits_other, n_other) <= 0:
        return None
    middle = log(hits / n) - log(hits_other / n_other)
    reach = z * sqrt(max(0.0, 1 / hits - 1 / n + 1 / hits_other - 1 / n_other))
    return exp(middle - reach), exp(middle + reach)


@lru_cache(maxsize=1024)
def t95(freedom: float) -> float:
    """The 97.5 % point of Student's t; ``freedom`` > 0 need not be whole."""
    low, high = Z95 - 1e-5, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _beyond(middle, freedom) > 0.05 else (low, middle)
    return high


def _beyond(t: float, freedom: float) -> float:
    """P(|T| > t): the regularized incomplete beta function I_x(freedom / 2, 1 / 2)."""
    x, a, b = freedom / (freedom + t * t), freedom / 2, 0.5
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function (Lentz)."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = found
        for term in (even, odd):
            d, c = 1 / _not_zero(1 + term * d), _not_zero(1 + term / c)
            found *= c * d
        if abs(found - before) < 1e-15 * abs(found):
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300
