"""The IRI under which all data of a record stands."""

from __future__ import annotations

from reorg.errors import ReorgError
from reorg.vocab.lexical import is_iri


def check_base(base: str) -> None:
    """Refuse a base that no names can be added to.

    Raises:
        ReorgError: ``base`` is not an absolute IRI, or does not end in ``/`` or ``#``.
    """
    if not is_iri(base) or not base.endswith(("/", "#")):
        raise ReorgError(
            f"`{base}` is not an IRI that names can be added to",
            where="--base",
            remedy="give one such as https://example.org/id/, ending in / or #",
        )
