"""What is known of a shop's products across domains: what sold, what is left, what was clicked."""

from __future__ import annotations
