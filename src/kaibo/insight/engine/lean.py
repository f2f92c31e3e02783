"""A start without what recovery does not need: every tenth of a second is a board that is wrong."""

from __future__ import annotations

import gc
import sys
from importlib.machinery import ModuleSpec

# Others load these when they find them, and nothing here uses them: numba scipy for products of
# matrices, pyarrow pandas for its frames, structlog rich for colored tracebacks.
NEEDLESS = frozenset({"pandas", "scipy", "rich"})


class _Without:
    """Finds no needless library; who only tries goes on without it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        if name in NEEDLESS:
            raise ModuleNotFoundError(f"the insight process does without {name}", name=name)
        return None


def begin() -> None:
    """Before anything large is imported; what a start makes is no garbage, so none is looked for
    until `end`."""
    gc.disable()
    sys.meta_path.insert(0, _Without())


def end() -> None:
    """The process stands: what is there stays, and is never looked through again."""
    gc.freeze()
    gc.enable()
