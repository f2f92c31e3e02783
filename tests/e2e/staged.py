"""Shows that are over, put into a running platform once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.stage_reviews import SHOWS
from tests.platform import Platform

LONG = "双十一年终大促返场专场 · 四件套羽绒被枕头毛巾浴巾家居服全场第二件半价还送定制礼盒"
_STAGED = (
    "select id from planning_show where title like '周五夜场%%' or title = %s order by went_live_at"
)


def staged_shows(platform: Platform) -> list[int]:
    """Their ids, oldest first; one has a very long name."""
    if len(platform.rows(_STAGED, LONG)) < SHOWS:
        script = Path(__file__).with_name("stage_reviews.py")
        env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | platform.environment
        subprocess.run([sys.executable, str(script)], env=env, check=True)
    found = [int(row[0]) for row in platform.rows(_STAGED, LONG)]
    with_long = "update planning_show set title = %s where id = %s returning id"
    assert platform.rows(with_long, LONG, found[1])
    return found
