"""Text messages behind one small interface.

An adapter is a class without arguments, named in the Django setting ``SMS_ADAPTER`` as a dotted
path. It sends and returns, or raises `foundation.errors.Unavailable` with what to do.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

DEFAULT = "kaibo.members.sms.demo.DemoSms"


class SmsAdapter(Protocol):
    """Sends log-in codes and notices to phones in mainland China."""

    shows_code: bool  # the page may show the code itself; true for the demo only

    def send_code(self, phone: str, code: str) -> None:
        """Send ``code`` (six digits) to ``phone`` (eleven digits)."""

    def send_notice(self, phone: str, text: str) -> None:
        """Send ``text`` (such as a reminder that the buyer asked for) to ``phone``."""


def adapter() -> SmsAdapter:
    """The adapter of this installation; the demo's when none is set."""
    made: SmsAdapter = import_string(getattr(settings, "SMS_ADAPTER", DEFAULT))()
    return made
