"""The disk guard: recordings stop first, events next, orders last.

Each process asks `guard().allows(...)` before it writes; the answer is at most a second old.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Writer = Literal["recordings", "events", "orders"]

#: Free bytes below which each kind of writing stops, worst-needed last.
LIMITS: dict[Writer, int] = {
    "recordings": 2 * 1024**3,
    "events": 512 * 1024**2,
    "orders": 128 * 1024**2,
}


def allowed(free_bytes: int, limits: dict[Writer, int] | None = None) -> frozenset[Writer]:
    """What may still be written with so many bytes free."""
    bounds = limits or LIMITS
    return frozenset(writer for writer, bound in bounds.items() if free_bytes >= bound)


def limits_from(env: dict[str, str]) -> dict[Writer, int]:
    """`LIMITS`, each changed by ``KAIBO_DISK_<KIND>_MB`` where it is set."""
    found = dict(LIMITS)
    for writer in LIMITS:
        text = env.get(f"KAIBO_DISK_{writer.upper()}_MB")
        if text is not None:
            if not text.isdigit():
                name = f"KAIBO_DISK_{writer.upper()}_MB"
                raise ValueError(f"{name} is {text!r}; give whole megabytes")
            found[writer] = int(text) * 1024**2
    return found


@dataclass(slots=True)
class DiskGuard:
    """Watches the file system that holds ``folder``."""

    folder: Path
    limits: dict[Writer, int] = field(default_factory=lambda: limits_from(dict(os.environ)))
    _checked: float = -10.0
    _allowed: frozenset[Writer] = frozenset()

    def allows(self, writer: Writer) -> bool:
        now = time.monotonic()
        if now - self._checked > 1.0:
            self._allowed = allowed(self.free(), self.limits)
            self._checked = now
        return writer in self._allowed

    def free(self) -> int:
        """Bytes that may still be written."""
        folder = self.folder
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free
