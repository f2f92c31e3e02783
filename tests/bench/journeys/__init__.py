"""Journeys against the best of DuckDB and ClickHouse (chdb): CPU-seconds of one run."""
