"""Provinces, cities and districts of China, and reading them out of a pasted address.

`divisions.tsv` holds six-digit codes and names: GB/T 2260 as of 2024, the towns of the four
cities that have no districts, and delivery areas such as development zones (codes of the trade,
mostly from 90 upwards). Source: `@vant/area-data` 2.1.0 (MIT, © Youzan and contributors), itself
from the published lists of 民政部 and 国家统计局; abolished and empty entries were removed.
"""

from __future__ import annotations
