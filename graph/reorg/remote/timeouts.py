"""How long other servers may take."""

from __future__ import annotations

TIMEOUT = 300.0
"""Seconds that a request, or a query at an endpoint, may take where nothing else is said."""

CONNECTING = 10.0
"""Seconds for a connection to come about."""
