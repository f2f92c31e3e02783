"""What `make bench-insight` measures: taking events in, showing them, surviving, and journeys."""
