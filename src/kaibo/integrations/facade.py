"""The one door of integrations."""

from __future__ import annotations

from kaibo.integrations.actions.replay import ping, replay_one, replay_range
from kaibo.integrations.actions.save_endpoint import (
    change_endpoint,
    create_endpoint,
    remove_endpoint,
    renew_secret,
)
from kaibo.integrations.contracts import DeliveryCard, DeliveryDetail, EndpointCard, EndpointDraft
from kaibo.integrations.queries import deliveries, delivery, delivery_card, endpoints_of
from kaibo.integrations.rules.kinds import PING, TITLES

__all__ = [
    "PING", "TITLES", "DeliveryCard", "DeliveryDetail", "EndpointCard", "EndpointDraft",
    "change_endpoint", "create_endpoint", "deliveries", "delivery", "delivery_card",
    "endpoints_of", "ping", "remove_endpoint", "renew_secret", "replay_one", "replay_range",
]  # fmt: skip
