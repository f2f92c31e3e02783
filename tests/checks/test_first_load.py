"""The script that a phone fetches before the room shows: at most 150 kB, compressed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import kaibo.console

WEB = Path(kaibo.console.__file__).parent / "static" / "web"
MOST_BYTES = 150_000


def first_load(entry: str) -> dict[str, int]:
    """Script files that an entry imports before it runs, with their bytes under gzip -9."""
    manifest: dict[str, Any] = json.loads((WEB / ".vite" / "manifest.json").read_text())
    found, waiting = {}, [entry]
    while waiting:
        chunk = manifest[waiting.pop()]
        if chunk["file"] not in found:
            found[chunk["file"]] = len(gzip.compress((WEB / chunk["file"]).read_bytes(), 9))
            waiting.extend(chunk.get("imports", []))
    return found


def test_the_room_loads_little_before_the_player() -> None:
    found = first_load("room.html")
    assert not any(name in file for file in found for name in ("player", "hls", "Sheet"))
    assert sum(found.values()) <= MOST_BYTES, found
