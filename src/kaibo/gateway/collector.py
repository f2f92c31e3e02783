"""Python's collector of garbage in a process where tens of thousands of pages stay for hours.

A whole collection looks at every object and stops the loop for as long: 130 ms at 2,000 pages
with Python's own thresholds. Pages that closed are the only garbage it is needed for.
"""

from __future__ import annotations

import gc

# New objects before a collection of the young, such before one of the older, those before a whole.
THRESHOLDS = (20_000, 20, 20)


def settle() -> None:
    """Once all is loaded and started: what is here now stays, and is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
