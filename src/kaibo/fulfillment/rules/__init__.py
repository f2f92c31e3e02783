"""Pure decisions of fulfillment."""

from __future__ import annotations
