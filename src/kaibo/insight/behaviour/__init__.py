"""Journeys of viewers: funnels, retention, attribution and RFM in one compiled pass.

Reads the viewer-clustered copy (`insight.lake`); every answer is exact.
"""
