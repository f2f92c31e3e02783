"""The event log at rest: closed segments as Parquet by day and show, and a copy for behaviour.

``KAIBO_DATA/lake/events/shop=…/day=…/show=…/air/<writer>-<segment>.parquet`` holds every event of a
closed segment once (``rehearsal`` apart from ``air``); ``lake/viewers/shop=…/run-….parquet`` holds
what viewers did on air, kind after kind, each by viewer and time, so that a question about journeys
is one pass over the kinds it asks about. See ``docs/events.md``.
"""
