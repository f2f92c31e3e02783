"""Pure decisions of insight: figures of a cell, findings, verdicts; time is passed in."""

from __future__ import annotations
