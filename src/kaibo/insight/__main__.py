"""``python -m kaibo.insight``: the insight process."""

from __future__ import annotations

from importlib import import_module

from kaibo.insight.engine import lean

if __name__ == "__main__":
    lean.begin()
    import_module("kaibo.insight.engine.process").run()
