"""Runs the command line as ``python -m reorg``."""

from __future__ import annotations

from reorg.cli.parser import main

if __name__ == "__main__":
    main()
