"""The divisions as the bytes that pages load, made once per process."""

from __future__ import annotations

import gzip
import json
from functools import cache

from kaibo.members.divisions.tree import as_lists, provinces


@cache
def divisions_json(packed: bool) -> tuple[bytes, bool]:
    """(body, whether it is gzip)."""
    body = json.dumps(as_lists(provinces()), ensure_ascii=False, separators=(",", ":")).encode()
    return (gzip.compress(body, mtime=0), True) if packed else (body, False)
