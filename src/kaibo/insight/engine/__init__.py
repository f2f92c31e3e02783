"""The insight process: relay, tail, folds, live push, queries. Free of Django."""

from __future__ import annotations
