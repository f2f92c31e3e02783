"""A text message with words of our own to a buyer."""

from __future__ import annotations

from kaibo.foundation.crypto import open_sealed
from kaibo.members import sms
from kaibo.members.models import Viewer


def send_notice(viewer_id: int, text: str) -> bool:
    """Whether a message went out: a guest has no phone. Raises `Unavailable` to try later.

    The caller holds the viewer's yes to messages of this kind.
    """
    viewer = Viewer.objects.filter(pk=viewer_id, is_synthetic=False).first()
    if viewer is None or viewer.phone_cipher is None:
        return False
    sms.adapter().send_notice(open_sealed(viewer.phone_cipher), text)
    return True
