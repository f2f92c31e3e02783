"""内容完成度 (CONT-08): which scripted segments were executed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaibo.planning.contracts import Completion, RunFact, SegmentRow, SkippedSegment

TARGET_PERCENT = 95.0


def completion(scripted: Sequence[SegmentRow], runs: Iterable[RunFact]) -> Completion:
    """A segment counts once, however often it ran; unscripted runs count for nothing."""
    done = {run.segment_id for run in runs if not run.was_skipped}
    skipped = [
        SkippedSegment(row.id, row.position, row.title, row.part)
        for row in scripted
        if row.id not in done
    ]
    executed = len(scripted) - len(skipped)
    percent = round(100 * executed / len(scripted), 1) if scripted else None
    is_met = bool(scripted) and executed * 100 >= TARGET_PERCENT * len(scripted)
    return Completion(len(scripted), executed, percent, TARGET_PERCENT, is_met, skipped)
