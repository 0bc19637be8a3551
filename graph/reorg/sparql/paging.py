"""How the rows of an answer are asked for page by page."""

from __future__ import annotations

from reorg.sparql.tokens import form, outermost, tokens


def paged(text: str, size: int, start: int) -> str | None:
    """Return a query for some rows of the answer to another; None if it says how many itself.

    Args:
        text: A SELECT query.
        size: How many rows.
        start: How many rows to leave out before them.
    """
    outer = outermost(tokens(text))
    if form(text) != "SELECT" or {token.text.upper() for token in outer} & {"LIMIT", "OFFSET"}:
        return None
    window = f"LIMIT {size} OFFSET {start}"
    # What follows a query's modifiers can only be its last VALUES.
    values = next((token.start for token in outer if token.text.upper() == "VALUES"), None)
    if values is None:
        return f"{text}\n{window}"
    return f"{text[:values]}\n{window}\n{text[values:]}"
