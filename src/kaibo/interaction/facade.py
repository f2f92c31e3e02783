"""The one door of interaction: who may not speak in a room."""

from __future__ import annotations

from kaibo.interaction.actions.mute_viewer import mute, unmute
from kaibo.interaction.queries import MuteCard, muted

__all__ = ["MuteCard", "mute", "muted", "unmute"]
