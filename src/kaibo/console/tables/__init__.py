"""The back office's tables: every table of every domain, browsed, exported and imported one way.

`registry` declares them, `columns` derives what is shown, `reading` lists, `export` streams,
`importing` hands rows to the domains' own actions. Nothing here writes a row by itself.
"""

from __future__ import annotations
