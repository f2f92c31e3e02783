"""The event log at rest: closed segments as Parquet by day and show, and a copy for behaviour.

``KAIBO_DATA/lake/events/day=…/show=…/rehearsal=…/<writer>-<segment>.parquet`` holds every event
once; ``lake/viewers/run-….parquet`` holds what viewers did, viewer after viewer and in
the order of time, so that a question about journeys is one pass. See ``docs/events.md``.
"""
