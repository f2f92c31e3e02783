"""What people do in compliance: one file per verb."""

from __future__ import annotations
