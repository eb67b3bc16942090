"""Shipped reference data: platforms, regions, commodities, ladders."""
