"""HTTP to one server: patient with faults that pass, with an end to time and size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from reorg.errors import QueryTimeoutError
from reorg.remote import certificates, proxies, responses
from reorg.remote import credentials as creds
from reorg.remote.authentication import Signing, nobody
from reorg.remote.credentials import Credentials
from reorg.remote.responses import LostError, Response, StoreError, host
from reorg.remote.retrying import TRIES, PassingError, retried
from reorg.remote.timeouts import CONNECTING, TIMEOUT
from reorg.threads import Task

if TYPE_CHECKING:
    import requests

__all__ = ["MOST", "Connection", "LostError", "Response", "StoreError"]


MOST = 1 << 30
"""Bytes of an answer that are taken in at most."""

_REDIRECTS = 5
_CHUNK = 1 << 16


class Connection:
    """Requests to one server; credentials go to that server and to no other.

    Args:
        url: The address; it names the server.
        timeout: Seconds that a request may take, with all its tries.
        credentials: Who asks; looked for in the environment and netrc where left out.
        most: Bytes of an answer that are taken in at most.
        where: What gave the address, for messages.
        ca: A file of certificates of authorities to trust, instead of what the environment
            names or else the usual ones.

    Raises:
        ReorgError: The address is none, or holds a password, or the certificates cannot be read.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
        most: int = MOST,
        where: str = "URL",
        ca: str = "",
    ) -> None:
        creds.refuse_in(url, where)
        self.url = url
        self.timeout = timeout
        self.credentials = creds.find(url) if credentials is None else credentials
        self._most = most
        self._ca = ca
        self._session = _session(url, ca)
        self._signing = Signing(self.credentials)

    @property
    def refused(self) -> bool:
        """Whether the server has refused the credentials, after which it is asked no more."""
        return self._signing.failure is not None

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
    ) -> Response:
        """Make a request, again where it fails for a reason that may pass.

        All requests made here may be made twice without harm.

        Args:
            method: The HTTP method.
            url: Where to.
            params: Parameters for the address.
            data: The body: bytes, or names and values of a form.
            headers: Headers.
            timeout: Seconds, where other than the connection's.
            any_status: Return refusals and failures too, but for that of the credentials; only a
                connection that nobody takes is tried again.
            part: Take in only so many bytes of the answer, and leave the rest; 0 for all.

        Raises:
            StoreError: No answer, or one that says that it does not work.
            QueryTimeoutError: It took too long.
        """
        if self._signing.failure:
            raise self._signing.failure
        seconds = self.timeout if timeout is None else timeout
        call = _Call(
            method, url, list(params), data, dict(headers or {}), monotonic() + seconds, part
        )

        def work(cancelled: Event) -> Response:
            tries = 1 if any_status else TRIES
            return retried(lambda: self._once(call, cancelled), url, cancelled, tries)

        try:
            response = Task(work).result(seconds)
        except TimeoutError:
            raise self._too_long() from None
        if response.status >= 300 and not any_status:
            raise self.refusal(response, url)
        return response

    def _once(self, call: _Call, cancelled: Event) -> Response:
        from requests import exceptions

        try:
            return self._signed(call, cancelled)
        except exceptions.SSLError as error:
            why = f"no secure connection ({responses.reason(error)}{_through(call.url)})"
            raise StoreError(why, where=host(call.url), remedy=_certificates(error)) from None
        except exceptions.ReadTimeout:
            raise self._too_long() from None
        except exceptions.ConnectTimeout:
            raise _passing("no answer", call.url) from None
        except (
            exceptions.InvalidURL,
            exceptions.InvalidHeader,
            exceptions.InvalidProxyURL,
            UnicodeError,
        ):
            raise StoreError("this is no address of a server", where=host(call.url)) from None
        except exceptions.RequestException as error:
            failure = _passing(responses.reason(error), call.url)
            raise (failure.failure if str(failure) == responses.NO_HOST else failure) from None

    def _signed(self, call: _Call, cancelled: Event) -> Response:
        """Make a request, once more with credentials if that is what the server asks for."""
        response = self._follow(call, cancelled)
        if self._signing.challenged(response):
            response = self._follow(call, cancelled)
        if self._signing.refused(response):
            self._signing.failure = self.refusal(response, call.url)
            raise self._signing.failure
        return response

    def _follow(self, call: _Call, cancelled: Event) -> Response:
        """Make a request and follow redirects, with the same method and body."""
        url, params = call.url, call.params
        for _ in range(_REDIRECTS + 1):
            home = _origin(url) == _origin(self.url)
            received = self._session.request(
                call.method,
                url,
                params=params,
                data=call.data,
                headers=call.headers,
                auth=self._signing.auth if home else nobody,
                proxies=proxies.proxies(url),
                verify=certificates.trusted(url, self._ca),
                timeout=(CONNECTING, max(0.01, call.deadline - monotonic())),
                allow_redirects=False,
                stream=True,
            )
            with received:
                location = received.headers.get("Location", "")
                if not (received.is_redirect and location):
                    return self._taken_in(received, call, cancelled)
                url, params = urljoin(url, location), []
                self._refuse_redirect(call, url)
                if received.status_code == HTTPStatus.SEE_OTHER and call.method == "POST":
                    call = call._replace(method="GET", data=None)
        raise StoreError("the server sends one from address to address", where=host(call.url))

    def _refuse_redirect(self, call: _Call, url: str) -> None:
        """Refuse a redirect that would carry a graph, or a question from https, elsewhere."""
        creds.refuse_in(url, "the server's redirect")
        if _origin(url) == _origin(self.url):
            return
        downwards = urlsplit(self.url).scheme == "https" and urlsplit(url).scheme == "http"
        if (call.method != "GET" and "query" not in dict(_pairs(call.data))) or downwards:
            raise StoreError(
                f"the server sends one on to another, {host(url)}",
                where=host(call.url),
                remedy="give that address yourself if you trust it",
            )

    def _taken_in(self, received: requests.Response, call: _Call, cancelled: Event) -> Response:
        body = bytearray()
        for chunk in received.iter_content(_CHUNK):
            body += chunk
            if call.part and len(body) >= call.part:
                break
            if len(body) > self._most:
                raise StoreError(
                    f"the answer is larger than {self._most:,} bytes",
                    where=host(call.url),
                    remedy="ask for less, with LIMIT",
                )
            if cancelled.is_set() or monotonic() > call.deadline:
                raise self._too_long()
        return Response(received.status_code, received.headers, bytes(body))

    def _too_long(self) -> QueryTimeoutError:
        return QueryTimeoutError(
            f"the answer took longer than {self.timeout:g} seconds",
            where=host(self.url),
            remedy="ask for less, or allow more with --timeout",
        )

    def refusal(self, response: Response, url: str) -> StoreError:
        """Return the error for a status that is not a success."""
        by = _through(url) if response.status in responses.OF_PROXIES else ""
        return responses.refusal(response, url, self.credentials, tries=TRIES, by=by)

    @property
    def shown(self) -> bool:
        """Whether the server has seen the credentials."""
        return self._signing.shown


class _Call(NamedTuple):
    method: str
    url: str
    params: list[tuple[str, str]]
    data: Any
    headers: dict[str, str]
    deadline: float
    part: int


def _session(url: str, ca: str = "") -> requests.Session:
    """Return a session for requests to one server.

    Args:
        url: The server's address.
        ca: A file or folder of certificates of authorities to trust instead of the usual ones.

    Raises:
        ReorgError: The certificates cannot be read.
    """
    from importlib.metadata import version

    import requests

    client = requests.Session()
    client.headers["User-Agent"] = f"reorg/{version('reorg')}"
    # Proxies and certificates are looked up here, since the library does so for both or neither.
    client.trust_env = False
    if urlsplit(url).scheme == "https":
        certificates.check(ca)
    return client


def _passing(reason: str, url: str) -> PassingError:
    """Return the error for a fault after which trying again makes sense."""
    remedy = "check the address, and that the server runs"
    if proxies.proxy(url):
        remedy = f"{remedy}, or name the host in NO_PROXY"
    fault = f"{reason}{_through(url)}"
    if reason == responses.NO_PROXY:
        fault = f"the proxy {proxies.proxy(url)} does not answer"
    return PassingError(reason, LostError(fault, where=host(url), remedy=remedy))


def _through(url: str) -> str:
    """Return the words that name the proxy on the way to an address, if there is one."""
    between = proxies.proxy(url)
    return f", through the proxy {between}" if between else ""


def _certificates(error: Exception) -> str:
    if "CERTIFICATE_VERIFY_FAILED" not in str(error):
        return ""
    return "if you trust it, name its authority's certificate with --ca or SSL_CERT_FILE"


def _pairs(data: Any) -> Iterable[tuple[str, str]]:
    return data if isinstance(data, list) else ()


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    return parts.scheme, (parts.hostname or "").lower(), port
