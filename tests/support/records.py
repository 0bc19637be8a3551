"""Ways to spoil a copy of a record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Spoil = Callable[..., Path]
"""Replaces a piece of the invented record that stands in it exactly once."""
