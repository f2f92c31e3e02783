"""Why something cannot be done in a room.

Conflict
├── NotOnAir              the room has no show on air
├── RoomTaken             the room has another show on air
├── SecondPersonNeeded    somebody else must confirm first (carries ``needs``)
├── UndoRefused           too late, done already, or the state moved on (carries ``reason``)
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict


class NotOnAir(Conflict):
    """No show is on air in this room."""

    code = "not_on_air"


class RoomTaken(Conflict):
    """Another show is on air in this room; end it first."""

    code = "room_taken"


class SecondPersonNeeded(Conflict):
    """A second person must confirm this change."""

    code = "second_person_needed"


class UndoRefused(Conflict):
    """This cannot be undone any more."""

    code = "undo_refused"
