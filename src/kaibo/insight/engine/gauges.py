"""What the insight process tells Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()
lag = Gauge(
    "kaibo_insight_lag_seconds",
    "Oldest event of the last poll: its time to fold",
    registry=REGISTRY,
)
rows = Counter("kaibo_insight_rows", "Log rows folded", registry=REGISTRY)
relayed = Counter("kaibo_insight_relayed", "Outbox rows relayed", registry=REGISTRY)
damage = Gauge("kaibo_insight_damaged_frames", "Damaged stretches in the log", registry=REGISTRY)
snapshot_bytes = Gauge("kaibo_insight_snapshot_bytes", "Size of the snapshot", registry=REGISTRY)
pushed = Counter("kaibo_insight_pushed", "KPI frames sent to the gateway", registry=REGISTRY)


def folded(count: int, lag_ms: int, damaged: int) -> None:
    """Note one poll of the log."""
    rows.inc(count)
    lag.set(lag_ms / 1000)
    damage.set(damaged)
