"""HTTP to one server: patient with faults that pass, with an end to time and size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from threading import Event
from time import monotonic
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from reorg import credentials as creds
from reorg.credentials import Credentials
from reorg.engine import Task
from reorg.errors import ReorgError
from reorg.sparql import QueryTimeoutError

if TYPE_CHECKING:
    from requests import Response, Session

TIMEOUT = 300.0
"""Seconds that a request may take where nothing else is said."""

TRIES = 5
"""How often a request is made as long as it fails for a reason that may pass."""

TRIES_REFUSED = 3
"""How often a connection is tried that nobody takes: within about a second a server may start."""

PASSING = (429, 502, 503, 504)
"""Statuses that say that a request may be made again."""

LONGEST_WAIT = 20.0
"""Seconds to wait at most before trying again, whatever the server asks for."""

MOST = 1 << 30
"""Bytes of an answer that are taken in at most."""

_HERE = ("127.0.0.1", "::1", "localhost")
_PAUSE = 0.4
_REDIRECTS = 5
_CONNECT = 10.0
_CHUNK = 1 << 16
_SAID = 300


class StoreError(ReorgError):
    """A server that cannot be reached, or that refuses or fails.

    Attributes:
        status: The HTTP status; 0 where no whole answer came.
        said: What the server said, on one line.
    """

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", status: int = 0, said: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.said = said


class LostError(StoreError):
    """A server that cannot be reached, or that broke off."""


class Reply(NamedTuple):
    """What a server answered.

    Attributes:
        status: The HTTP status.
        headers: The headers; names in any case.
        body: The body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def media_type(self) -> str:
        """The media type, in lower case and without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class Connection:
    """Requests to one server; credentials go to that server and to no other.

    Args:
        url: The address; it names the server.
        timeout: Seconds that a request may take, with all its tries.
        credentials: Who asks; looked for in the environment and netrc where left out.
        most: Bytes of an answer that are taken in at most.

    Raises:
        ReorgError: The address is none, or holds a password.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
        most: int = MOST,
        where: str = "URL",
    ) -> None:
        creds.refuse_in(url, where)
        self.url = url
        self.timeout = timeout
        self.credentials = creds.find(url) if credentials is None else credentials
        self._most = most
        self._session = _session(url)
        self._auth: Any = _nobody

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Iterable[tuple[str, str]] = (),
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        any_status: bool = False,
        part: int = 0,
    ) -> Reply:
        """Make a request, again where it fails for a reason that may pass.

        All requests made here may be made twice without harm.

        Args:
            method: The HTTP method.
            url: Where to.
            params: Parameters for the address.
            data: The body: bytes, or names and values of a form.
            headers: Headers.
            timeout: Seconds, where other than the connection's.
            any_status: Return refusals and failures too; only a connection that nobody takes is
                tried again.
            part: Take in only so many bytes of the answer, and leave the rest; 0 for all.

        Raises:
            StoreError: No answer, or one that says that it does not work.
            QueryTimeoutError: It took too long.
        """
        seconds = self.timeout if timeout is None else timeout
        call = _Call(
            method, url, list(params), data, dict(headers or {}), monotonic() + seconds, part
        )

        def work(cancelled: Event) -> Reply:
            return self._patiently(call, cancelled, tries=1 if any_status else TRIES)

        try:
            reply = Task(work).result(seconds)
        except TimeoutError:
            raise self._too_long() from None
        if reply.status >= 300 and not any_status:
            raise self.refusal(reply, url)
        return reply

    def _patiently(self, call: _Call, cancelled: Event, tries: int) -> Reply:
        """Make a request until it works, fails for good, or nobody waits any more."""
        failure: StoreError | None = None
        for count in range(TRIES):
            asked_for = 0.0
            try:
                reply = self._once(call, cancelled)
                if reply.status not in PASSING or count >= tries - 1:
                    return reply
                asked_for = _retry_after(reply)
            except _PassingError as error:
                failure = error.failure
                most = TRIES_REFUSED if str(error) == _REFUSED else tries
                if count >= most - 1:
                    break
            pause = asked_for or _PAUSE * 2**count
            if cancelled.wait(min(pause, LONGEST_WAIT)):
                break
        raise failure or StoreError("given up", where=call.url)

    def _once(self, call: _Call, cancelled: Event) -> Reply:
        import requests

        try:
            return self._authorised(call, cancelled)
        except requests.exceptions.SSLError as error:
            raise StoreError(
                f"no secure connection ({_reason(error)})", where=_host(call.url)
            ) from None
        except requests.exceptions.ReadTimeout:
            raise self._too_long() from None
        except requests.exceptions.ConnectTimeout:
            raise _PassingError("no answer", call.url) from None
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidHeader,
            requests.exceptions.InvalidProxyURL,
            UnicodeError,
        ):
            raise StoreError("this is no address of a server", where=_host(call.url)) from None
        except requests.exceptions.RequestException as error:
            failure = _PassingError(_reason(error), call.url)
            raise (failure.failure if str(failure) == _NO_HOST else failure) from None

    def _authorised(self, call: _Call, cancelled: Event) -> Reply:
        """Make a request, once more with credentials if that is what the server asks for."""
        reply = self._follow(call, cancelled)
        if reply.status == 401 and self.credentials and self._auth is _nobody:
            self._auth = _auth(self.credentials, reply.headers.get("WWW-Authenticate", ""))
            reply = self._follow(call, cancelled)
        return reply

    def _follow(self, call: _Call, cancelled: Event) -> Reply:
        """Make a request and follow redirects, with the same method and body."""
        url, params = call.url, call.params
        for _ in range(_REDIRECTS + 1):
            home = _origin(url) == _origin(self.url)
            response = self._session.request(
                call.method,
                url,
                params=params,
                data=call.data,
                headers=call.headers,
                auth=self._auth if home else _nobody,
                timeout=(_CONNECT, max(0.01, call.deadline - monotonic())),
                allow_redirects=False,
                stream=True,
            )
            with response:
                location = response.headers.get("Location", "")
                if not (response.is_redirect and location):
                    return self._taken_in(response, call, cancelled)
                url, params = urljoin(url, location), []
                self._refuse_redirect(call, url)
                if response.status_code == HTTPStatus.SEE_OTHER and call.method == "POST":
                    call = call._replace(method="GET", data=None)
        raise StoreError("the server sends one from address to address", where=_host(call.url))

    def _refuse_redirect(self, call: _Call, url: str) -> None:
        """Refuse a redirect that would carry a graph, or a question from https, elsewhere."""
        creds.refuse_in(url, "the server's redirect")
        if _origin(url) == _origin(self.url):
            return
        downwards = urlsplit(self.url).scheme == "https" and urlsplit(url).scheme == "http"
        if (call.method != "GET" and "query" not in dict(_pairs(call.data))) or downwards:
            raise StoreError(
                f"the server sends one on to another, {_host(url)}",
                where=_host(call.url),
                remedy="give that address yourself if you trust it",
            )

    def _taken_in(self, response: Response, call: _Call, cancelled: Event) -> Reply:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if call.part and len(body) >= call.part:
                break
            if len(body) > self._most:
                raise StoreError(
                    f"the answer is larger than {self._most:,} bytes",
                    where=_host(call.url),
                    remedy="ask for less, with LIMIT",
                )
            if cancelled.is_set() or monotonic() > call.deadline:
                raise self._too_long()
        return Reply(response.status_code, response.headers, bytes(body))

    def _too_long(self) -> QueryTimeoutError:
        return QueryTimeoutError(
            f"the answer took longer than {self.timeout:g} seconds",
            where=_host(self.url),
            remedy="ask for less, or allow more with --timeout",
        )

    def refusal(self, reply: Reply, url: str) -> StoreError:
        """Return the error for a status that is not a success."""
        said = self.credentials.hidden_in(saying(reply))
        status = reply.status
        name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "no such status"
        what, remedy = f"the server answers {status} ({name})", ""
        if status == 401:
            shown = (
                "refuses the user, password or token"
                if self.credentials
                else "wants to know who asks"
            )
            what, remedy, said = f"the server {shown}", creds.HOW, ""
        elif status == 403:
            what = "the server does not allow this"
            remedy = "ask whoever runs it" if self.credentials else creds.HOW
            if re.search(r"(?i)\bread[- ]?only\b", said):
                remedy = "start it for writing too, or push to another"
        elif status in PASSING:
            what += f" after {TRIES} tries"
            remedy = "try again later"
        what += f": {said}" if said else ""
        return StoreError(what, where=_without_query(url), remedy=remedy, status=status, said=said)


class _Call(NamedTuple):
    method: str
    url: str
    params: list[tuple[str, str]]
    data: Any
    headers: dict[str, str]
    deadline: float
    part: int


class _PassingError(Exception):
    """A fault after which trying again makes sense."""

    def __init__(self, what: str, url: str) -> None:
        remedy = "check the address, and that the server runs"
        self.failure = LostError(what, where=_host(url), remedy=remedy)
        super().__init__(what)


def saying(reply: Reply) -> str:
    """Return what a server said, on one short line, without the marks of HTML."""
    from reorg.results import visible

    text = reply.text[:20_000]
    if "html" in reply.media_type:
        text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", text)
    said = visible(text)
    return said if len(said) <= _SAID else said[: _SAID - 1] + "…"


def _session(url: str) -> Session:
    from importlib.metadata import version

    import requests

    session = requests.Session()
    session.headers["User-Agent"] = f"reorg/{version('reorg')}"
    # A proxy set for the outside world does not know this machine's own servers.
    session.trust_env = urlsplit(url).hostname not in _HERE
    return session


def _nobody(request: Any) -> Any:
    """Add no credentials; given nothing at all, the library would look into netrc by itself."""
    return request


def _auth(who: Credentials, challenge: str) -> Any:
    """Return what answers a server's challenge, the safest way that it offers."""
    from requests.auth import HTTPBasicAuth, HTTPDigestAuth

    if who.token:

        def bearer(request: Any) -> Any:
            request.headers["Authorization"] = f"Bearer {who.token}"
            return request

        return bearer
    user, password = who.user.encode(), who.password.encode()
    if re.search(r"(?i)\bdigest\b", challenge):
        digest = HTTPDigestAuth(who.user, who.password)
        # It keeps the server's challenge by thread, and each request here has its own.
        vars(digest)["_thread_local"] = SimpleNamespace()
        return digest
    return HTTPBasicAuth(user, password)


def _pairs(data: Any) -> Iterable[tuple[str, str]]:
    return data if isinstance(data, list) else ()


def _retry_after(reply: Reply) -> float:
    """Return the seconds that a server asks to wait; 0 if it does not say, or says a date."""
    said = reply.headers.get("Retry-After", "")
    return float(said) if re.fullmatch(r"[0-9]{1,9}", said) else 0.0


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _without_query(url: str) -> str:
    return url.partition("?")[0]


def _reason(error: Exception) -> str:
    """Return in plain words why a connection failed."""
    text = f"{type(error).__name__} {error}"
    for pattern, words in _REASONS:
        if re.search(pattern, text):
            return words
    return "the connection failed"


_NO_HOST = "there is no such host"
_REFUSED = "no server answers there"
_REASONS = (
    (r"CERTIFICATE_VERIFY_FAILED", "its certificate is not trusted here"),
    (r"WRONG_VERSION_NUMBER|record layer", "it does not speak TLS there"),
    (r"NameResolution|getaddrinfo|Name or service not known|No address", _NO_HOST),
    (r"refused", _REFUSED),
    (r"ConnectTimeout|timed out", "no answer"),
    (r"unreachable|No route", "the network does not reach it"),
    (r"ProxyError", "the proxy does not answer"),
    (
        r"Incomplete|ChunkedEncoding|InvalidChunk|aborted|reset|Disconnected|[Bb]roken",
        "the server broke off",
    ),
)
