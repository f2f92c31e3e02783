"""How sure a figure is: the Wilson interval of a share, an interval of a mean of stars."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Z95 = 1.959964
STARS = 5
# Student's t at 97.5 % for 2 to 10 degrees of freedom.
_T95 = (4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216, 2.22814)


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
    reach = student(n + 1) * sqrt(squares / (n + 1) / (n + 2))
    low, high = max(1.0, middle - reach), min(float(STARS), middle + reach)
    return mean, min(low, mean), max(high, mean)


def student(freedom: int) -> float:
    """Student's t at 97.5 % for 2 or more degrees of freedom, to four digits.

    Beyond 10 the expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5).
    """
    if freedom <= len(_T95) + 1:
        return _T95[freedom - 2]
    z, v = Z95, float(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3
