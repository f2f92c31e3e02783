"""In-room customer service: private threads between viewers and agents, and the hand-over card.

Entered through `facade`. Locks: the room (hand-over), then the thread; the audit chain last.
"""

from __future__ import annotations
