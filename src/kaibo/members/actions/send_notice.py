"""A text message with words of our own to a buyer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kaibo.foundation.crypto import open_sealed
from kaibo.members import sms
from kaibo.members.models import Viewer


def prepare_notice(viewer_id: int, text: str) -> Callable[[], None] | None:
    """What sends the message, without the database; None: a guest has no phone.

    Calling it raises `Unavailable` to try later. The caller holds the viewer's yes to messages of
    this kind.
    """
    viewer = Viewer.objects.filter(pk=viewer_id, is_synthetic=False).first()
    if viewer is None or viewer.phone_cipher is None:
        return None
    return partial(sms.adapter().send_notice, open_sealed(viewer.phone_cipher), text)
