"""What the live processes may use of liveroom. Django-free."""

from __future__ import annotations

from kaibo.liveroom.rules import room_state

__all__ = ["room_state"]
