"""Pure decisions of supply; time and sales are passed in."""

from __future__ import annotations
