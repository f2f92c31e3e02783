"""The process that sends: outbox to deliveries (`relay`), deliveries to endpoints (`sender`)."""

from __future__ import annotations
