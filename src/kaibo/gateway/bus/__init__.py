"""How the gateways of one installation tell each other what only they know.

Owns what crosses between nodes: comments, counters, who is here, figures, wake-ups. All of it may
be lost: counters are cumulative, sets are compared by digest and repaired, and reliable events come
from PostgreSQL alone. `contracts.Bus` is the interface, `local` and `nats` are its adapters, `link`
joins one room to the bus.
"""
