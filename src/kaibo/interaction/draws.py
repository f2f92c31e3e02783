"""A draw on its way: what closing publishes, and the proof for everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from kaibo.foundation.clock import to_ms
from kaibo.interaction.models import Activity, ActivityPrize, Entry
from kaibo.interaction.rules.activities import draw_proof
from kaibo.interaction.rules.activities.draw_proof import Leaf
from kaibo.interaction.rules.activities.kind import canonical

KIND = "draw"


def seal(row: Activity, now: dt.datetime) -> None:
    """Root, head and count over all entries: told with the closing, before the seed is."""
    if row.kind == KIND:
        made = asdict(draw_proof.seal(row.pk, row.public["commitment"], leaves(row.pk)))
        row.result = row.result | made | {"sealed_at": to_ms(now)}
        row.secret = row.secret | {"sealed": made}


def leaves(activity_id: int) -> list[Leaf]:
    """All entries, also those refused as cheating, in order of number."""
    rows = Entry.objects.filter(activity_id=activity_id).order_by("number")
    return [
        Leaf(number, body["tag"], body["nonce"], body["at"], body["counted"])
        for number, body in rows.values_list("number", "body")
    ]


def proof(row: Activity) -> dict[str, Any]:
    """All that is published of a draw so far; the seed and the winners once it is settled."""
    found: dict[str, Any] = {
        "v": draw_proof.VERSION, "activity": row.pk, "title": row.title, "state": row.state,
        "rules_text": canonical(row.rules), "rules_hash": row.rules_hash,
        "closes_at": row.public["closes_at"], "commitment": row.public["commitment"],
        "sealed_at": row.result.get("sealed_at"),
    }  # fmt: skip
    if row.state in ("closed", "settled"):
        found |= {name: row.result[name] for name in ("count", "root", "head")}
        found["entries"] = [list(draw_proof.row(leaf)) for leaf in leaves(row.pk)]
    if row.state == "settled":
        found |= {"seed": row.secret["seed"], "winners": _winners(row)}
    return found


def prize_name(prize: ActivityPrize) -> str:
    """What was won, as the rules of a draw call it; empty for other kinds."""
    prizes = prize.activity.rules.get("prizes") if prize.activity.kind == KIND else None
    if not prizes:
        return ""
    index = draw_proof.prize_of_place([one["count"] for one in prizes], prize.place - 1)
    return str(prizes[index]["name"])


def _winners(row: Activity) -> list[list[int]]:
    """[number, index of the prize] in the order drawn, of the prizes that were stored."""
    counts = [one["count"] for one in row.rules["prizes"]]
    rows = ActivityPrize.objects.filter(activity_id=row.pk).order_by("place")
    return [
        [number, draw_proof.prize_of_place(counts, place - 1)]
        for place, number in rows.values_list("place", "entry__number")
    ]
