"""Times in descriptions. They are printed in UTC, so that they are the same everywhere."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from k8slab.kubectl.session import Session
from k8slab.objects.timestamps import human_duration


def moment(timestamp: str | None) -> str:
    """`Sun, 22 Nov 2026 22:46:28 +0000`."""
    if not timestamp:
        return "Mon, 01 Jan 0001 00:00:00 +0000"
    return format_datetime(datetime.fromisoformat(timestamp))


def since(session: Session, timestamp: str | None) -> str:
    """How long ago that was: `16s`."""
    if not timestamp:
        return "<unknown>"
    passed = session.client.now() - datetime.fromisoformat(timestamp)
    return human_duration(passed.total_seconds())
