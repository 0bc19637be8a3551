"""What a request asks for, after the SPARQL 1.1 Protocol, section 2.1."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from typing import NamedTuple
from urllib.parse import parse_qsl

from reorg.errors import ReorgError
from reorg.serve.job import Job
from reorg.serve.limits import MOST_FIELDS
from reorg.serve.media import GRAPH, HTML, TABLE, best

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"


class RequestError(ReorgError):
    """A request that is refused before any query runs.

    Attributes:
        status: The HTTP status that says so.
    """

    def __init__(self, status: int, what: str, *, remedy: str = "") -> None:
        self.status = status
        super().__init__(what, remedy=remedy)


class Request(NamedTuple):
    """What a request holds.

    Attributes:
        method: ``GET`` or ``POST``.
        address: The query string of its address.
        content_type: The header of that name.
        accept: The header of that name; empty where it is missing.
        body: Its body.
    """

    method: str
    address: bytes
    content_type: str = ""
    accept: str = ""
    body: bytes = b""


def job(request: Request) -> Job | None:
    """Return the query that a request asks, None where a GET asks none.

    Raises:
        RequestError: It asks none, more than one, an update, or in a form that is not known.
    """
    fields = _fields(request.address)
    if request.method == "POST":
        fields += _body(request)
    if _all(fields, "update"):
        raise _read_only()
    queries = _all(fields, "query")
    if not queries and request.method == "GET":
        return None
    if len(queries) != 1:
        many = "no" if not queries else "more than one"
        raise RequestError(400, f"the request has {many} query", remedy="send exactly one")
    return query(
        queries[0],
        request.accept,
        tuple(_all(fields, "default-graph-uri")),
        tuple(_all(fields, "named-graph-uri")),
    )


def query(
    text: str, accept: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()
) -> Job:
    """Return a query with the formats in which its answer is wanted.

    Args:
        text: The query.
        accept: The header of that name.
        default: IRIs of the graphs that make the default graph, if not the store's own.
        named: IRIs of the graphs that ``GRAPH`` sees, likewise.

    Raises:
        RequestError: No format is accepted that there is.
    """
    table, graph = best(TABLE, accept), best(GRAPH, accept)
    if not table and not graph and best([HTML], accept):
        # What only a browser's page can show has no page here: the usual formats then.
        table, graph = next(iter(TABLE)), next(iter(GRAPH))
    if not table and not graph:
        some = ", ".join([*TABLE][:4] + [*GRAPH][:4])
        raise RequestError(406, "no accepted media type is spoken here", remedy=f"accept {some}")
    return Job(text, default, named, table, graph)


def check_content(content_type: str, encoding: str) -> str:
    """Return the media type of a body that can be read.

    Args:
        content_type: The header of that name.
        encoding: The header ``Content-Encoding``.

    Raises:
        RequestError: It is of another type, compressed, an update, or not UTF-8.
    """
    message = Message()
    message["content-type"] = content_type or "unknown/unknown"
    media_type = message.get_content_type() if content_type else ""
    if media_type == UPDATE:
        raise _read_only()
    if media_type not in {FORM, DIRECT}:
        raise RequestError(
            415, "the body is of no type that is read here", remedy=f"send {DIRECT} or {FORM}"
        )
    charset = str(message.get_param("charset") or "utf-8").lower()
    if charset not in {"utf-8", "utf8"} or encoding.lower() not in {"", "identity"}:
        raise RequestError(415, "the body is not plain UTF-8", remedy="send it as UTF-8")
    return media_type


def _body(request: Request) -> list[tuple[str, str]]:
    if check_content(request.content_type, "") == FORM:
        return _fields(request.body)
    try:
        return [("query", request.body.decode("utf-8"))]
    except UnicodeDecodeError:
        raise RequestError(400, "the query is not UTF-8", remedy="send it as UTF-8") from None


def _fields(text: bytes) -> list[tuple[str, str]]:
    count = 1 + text.count(b"&")
    if count > MOST_FIELDS:
        raise RequestError(
            400, f"the request has {count:,} parameters", remedy=f"send at most {MOST_FIELDS}"
        )
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise RequestError(
            400, "the parameters are not percent-encoded UTF-8", remedy="encode them anew"
        ) from None


def _all(fields: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def _read_only() -> RequestError:
    return RequestError(
        403, "updates are refused: this graph is only read", remedy="send a query instead"
    )
