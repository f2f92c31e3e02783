"""Fragmented MP4 (ISO/IEC 14496-12): boxes and the clock that re-times samples."""
