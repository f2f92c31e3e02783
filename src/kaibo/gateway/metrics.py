"""What the gateway counts about itself, as Prometheus text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

registry = CollectorRegistry()


class Tally(Collector):
    """A counter by one label for the loop's hot path: adding costs a tenth of `Counter`'s."""

    def __init__(self, name: str, words: str, label: str) -> None:
        self._name, self._words, self._label = name, words, label
        self.counts: defaultdict[str, int] = defaultdict(int)
        registry.register(self)

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._words, labels=[self._label])
        for value, count in list(self.counts.items()):
            family.add_metric([value], count)
        yield family


connections = Gauge("kaibo_gateway_connections", "Open WebSockets", registry=registry)
rooms = Gauge("kaibo_gateway_rooms", "Rooms with somebody in them", registry=registry)
lagging = Gauge("kaibo_gateway_lagging", "Connections that do not keep up", registry=registry)
frames_sent = Counter("kaibo_gateway_frames_sent", "Frames handed to sockets", registry=registry)
bytes_sent = Counter(
    "kaibo_gateway_bytes_sent", "Bytes of shared frames handed to sockets", registry=registry
)
bytes_waiting = Gauge(
    "kaibo_gateway_bytes_waiting", "Bytes kept for connections that lag", registry=registry
)
lag_seconds = Gauge(
    "kaibo_gateway_lag_seconds", "How long the slowest connection lags", registry=registry
)
fan_out_engine = Gauge(
    "kaibo_gateway_fan_out_engine", "1 for the engine in use", ["engine"], registry=registry
)
commands = Tally("kaibo_gateway_commands", "Commands of browsers", "kind")
refused = Counter("kaibo_gateway_refused", "Commands refused", ["code"], registry=registry)
closed = Counter("kaibo_gateway_closed", "Connections closed by us", ["code"], registry=registry)
comments_sampled = Counter(
    "kaibo_gateway_comments_sampled", "Comments left out of the shared frame", registry=registry
)
events_written = Counter("kaibo_gateway_events_written", "Events on disk", registry=registry)
events_dropped = Counter(
    "kaibo_gateway_events_dropped", "Events lost because the disk refused them", registry=registry
)
buys_waiting = Gauge("kaibo_gateway_buys_waiting", "Buys without an answer", registry=registry)
buy_seconds = Histogram(
    "kaibo_gateway_buy_seconds", "Buy frame to answer", registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
feed_up = Gauge("kaibo_gateway_database_up", "1 while the feed reads PostgreSQL", registry=registry)
orders_up = Gauge("kaibo_gateway_orders_up", "1 while the order writer answers", registry=registry)
fan_out_seconds = Histogram(
    "kaibo_gateway_fan_out_seconds", "One tick of one room to all its sockets", registry=registry,
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5),
)  # fmt: skip
tick_lateness = Histogram(
    "kaibo_gateway_tick_lateness_seconds", "How late a tick began", registry=registry,
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2),
)  # fmt: skip
bus_up = Gauge("kaibo_gateway_bus_up", "1 while other nodes can be heard", registry=registry)
bus_peers = Gauge("kaibo_gateway_bus_peers", "Other nodes heard lately", registry=registry)
bus_sent = Counter("kaibo_gateway_bus_sent", "Messages to other nodes", registry=registry)
bus_heard = Counter("kaibo_gateway_bus_heard", "Messages of other nodes", registry=registry)
bus_dropped = Counter(
    "kaibo_gateway_bus_dropped", "Messages that could not be sent", registry=registry
)
bus_repairs = Counter(
    "kaibo_gateway_bus_repairs", "Sets of viewers compared again", ["what"], registry=registry
)
wakes = Counter("kaibo_gateway_wakes", "Wake-ups to read PostgreSQL", ["by"], registry=registry)

blocked = Counter(
    "kaibo_gateway_blocked", "Connections and commands turned away", ["kind"], registry=registry
)
worded = Counter("kaibo_gateway_worded", "Comments with listed words", ["grade"], registry=registry)
words_swapped = Counter("kaibo_gateway_words_swapped", "Word lists taken in", registry=registry)

penalties_held = Gauge("kaibo_gateway_penalties_held", "Penalties in force", registry=registry)


def exposition() -> bytes:
    return generate_latest(registry)
