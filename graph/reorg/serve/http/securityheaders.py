"""The headers that tell browsers what an answer may do, its Content-Security-Policy first."""

from __future__ import annotations

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Pages hold no script or style of their own: those come from files of this server."""

HEADERS = {
    b"content-security-policy": DATA_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}
"""What every answer has that says nothing else."""
