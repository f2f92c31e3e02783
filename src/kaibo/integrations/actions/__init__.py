"""What administrators do with webhooks: one file per verb."""

from __future__ import annotations
