"""Moments as the file keeps them."""

from __future__ import annotations

from datetime import UTC, datetime


def told(moment: datetime) -> str:
    """A moment in ISO 8601, UTC, to the microsecond; one without a zone is taken as UTC."""
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")
