"""Parcels: paid orders leave the house with a carrier and a tracking number."""

from __future__ import annotations
