"""The adapter of the demo: what would be sent stands in the log of the process."""

from __future__ import annotations

import structlog

from kaibo.members.fields.phone import mask_phone

log = structlog.get_logger(__name__)


class DemoSms:
    """Prints the message; nothing leaves the machine."""

    shows_code = True

    def send_code(self, phone: str, code: str) -> None:
        log.info("demo text message: log-in code", phone=mask_phone(phone), code=code)

    def send_notice(self, phone: str, text: str) -> None:
        log.info("demo text message: notice", phone=mask_phone(phone), text=text)
