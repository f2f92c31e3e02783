"""Pure decisions of planning: cells, margins, timing, completeness, differences."""

from __future__ import annotations
