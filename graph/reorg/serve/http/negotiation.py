"""In which format to answer: as the address asks, else as ``Accept`` does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.requests import Request

from reorg.rdf.formats import addressed
from reorg.serve.http.protocol import RequestError
from reorg.serve.media import FORMATS, GRAPH, HTML, best

NAMED = {"html": HTML, **{format_.name: format_.media_type for format_ in addressed()}}
"""The media types that an address can ask for by ``format``."""

_GZIP = re.compile(r"(?:^|[,\s])(gzip|x-gzip|\*)\s*(?:;\s*q=([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)


def asked_format(request: Request) -> str:
    """Return the media type that an address asks for by ``format``, empty where by none.

    Raises:
        RequestError: There is no such format.
    """
    name = request.query_params.get("format", "")
    if name and name not in NAMED:
        raise RequestError(
            400, f"there is no format {name!r}", remedy=f"ask for {', '.join(NAMED)}"
        )
    return NAMED.get(name, "")


def chosen(request: Request, offered: Iterable[str] = (HTML, *GRAPH)) -> str:
    """Return the media type in which to answer: the first where nothing speaks against it.

    Raises:
        RequestError: None is accepted.
    """
    kinds = [*offered]
    media_type = asked_format(request) or best(kinds, request.headers.get("accept"))
    if media_type not in kinds:
        raise unspoken()
    return media_type


def takes_gzip(accept_encoding: str) -> bool:
    """Return whether a client takes compressed answers (RFC 9110, section 12.5.3)."""
    weights = {match[1].lower(): match[2] for match in _GZIP.finditer(accept_encoding)}
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    try:
        return float(weight or 1) > 0
    except ValueError:
        return False


def unspoken() -> RequestError:
    """Return the error for a client that accepts none of the media types of a document."""
    some = ", ".join((HTML, *dict.fromkeys(NAMED[key] for key in FORMATS.values())))
    return RequestError(406, "no accepted media type is spoken here", remedy=f"accept {some}")
