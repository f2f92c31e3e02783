"""Starts, watches, restarts and stops the processes of the platform (`kaibo up`)."""

from __future__ import annotations
