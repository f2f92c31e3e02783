"""The adapter of the demo: the code stands in the log of the web process."""

from __future__ import annotations

import structlog

from kaibo.members.fields.phone import mask_phone

log = structlog.get_logger(__name__)


class DemoSms:
    """Prints the code; no message leaves the machine."""

    shows_code = True

    def send_code(self, phone: str, code: str) -> None:
        log.info("demo text message: log-in code", phone=mask_phone(phone), code=code)
