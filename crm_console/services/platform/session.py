"""Calls a tenant in the name of one sign-in: the token kept fresh, pages followed, answers under our names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from crm_console.core.jobs import Context
from crm_console.core.text import N_, Text
from crm_console.services.platform.answers import part, placed, resolved, taken
from crm_console.services.platform.catalogue import Call, Catalogue
from crm_console.services.platform.dialects import Place
from crm_console.services.platform.failures import Kind, PlatformError, Reply, refusal, struck, unreadable
from crm_console.services.platform.keeping import TokenKeeper
from crm_console.services.platform.line import Line
from crm_console.services.platform.sign_in import SignIn, headers

PAGE = 100
MOST_PAGES = 10_000
TRIES = 3  # of a read; a write leaves once
PAUSE = 0.5  # seconds before a read is tried again, doubled each time
LONGEST_WAIT = 30.0  # seconds that a platform may ask a read to wait
PASSING = (Kind.UNREACHABLE, Kind.LOST, Kind.THROTTLED)
PASSING_STATUSES = (502, 503, 504)
SECRETS = ("password", "secret")  # our names of fields whose values nobody may quote
METHODS = {"list": "GET", "read": "GET", "create": "POST", "replace": "PUT", "delete": "DELETE"}


class Session:
    """One job's use of one sign-in. `line` belongs to the job; `keeper` is shared by all of them."""

    def __init__(self, line: Line, place: Place, catalogue: Catalogue, keeper: TokenKeeper, sign_in: SignIn) -> None:
        self._line, self._place, self.catalogue = line, place, catalogue
        self._keeper, self._sign_in = keeper, sign_in

    def call(self, ctx: Context, call_id: str, values: Mapping[str, Any] | None = None, record_id: str = "",
             what: Text | None = None) -> Any:
        """The part of the answer that the catalogue names. Raises PlatformError."""
        call = self.catalogue[call_id]
        sent = {**call.constant, **placed(values or {}, call.fields)}
        with _unspoken(values or {}):
            return part(self._body(call, self._ask(ctx, call, sent, None, record_id, what), what), call.answer)

    def every(self, ctx: Context, call_id: str, values: Mapping[str, Any] | None = None,
              query: Mapping[str, Any] | None = None) -> list[Any]:
        """All pages of a list."""
        call = self.catalogue[call_id]
        sent = {**call.constant, **placed(values or {}, call.fields)}
        found: list[Any] = []
        former: list[Any] = []
        for page in range(MOST_PAGES):
            reply = self._ask(ctx, call, {**sent, **_page_body(call, page, len(found))},
                              {**(query or {}), **_page_query(call, page)})
            body = self._body(call, reply, None)
            rows = part(body, call.answer or ("contents" if call.primitive == "entities" else ""))
            if not isinstance(rows, list):  # no list is not an empty list: what is there must not be created again
                raise unreadable(reply, title(call))
            total = _total(call, body)
            if total is None and rows and rows == former:  # who does not page gives the same rows for ever
                break
            found += rows
            former = rows
            if not rows or not call.paging or (total is not None and _reached(call, total, page, len(found))):
                break
        return found

    def ours(self, call_id: str, record: Mapping[str, Any]) -> dict[str, Any]:
        """A record of the platform under our names."""
        return taken(record, self.catalogue[call_id].fields)

    def _ask(self, ctx: Context, call: Call, body: Mapping[str, Any], query: Mapping[str, Any] | None = None,
             record_id: str = "", what: Text | None = None) -> Reply:
        if not call.published:
            raise ValueError(f"{call.id} has no address in the catalogue")
        what, method = what or title(call), METHODS[call.op] if call.op else "POST"
        tries = 1 if call.writes or call.op in ("create", "replace", "delete") else TRIES
        token, renewed = self._keeper.access(ctx, self._sign_in), False  # a renewal is a write: it leaves once
        while True:
            try:
                reply = self._line.send(
                    ctx, method, self._place.url(call, record_id), what, body=None if method == "GET" else dict(body),
                    query={**(body if method == "GET" else {}), **(query or {})} or None,
                    headers={**headers(self._place, call), "Authorization": f"Bearer {token}"})
                failed = refusal(reply, what)
            except PlatformError as error:
                failed = error
            if failed is None:
                return reply
            if failed.status == 401 and not renewed:
                token, renewed = self._keeper.access(ctx, self._sign_in, refused=token), True
                continue
            tries -= 1
            wait = PAUSE * 2 ** (TRIES - tries - 1) if failed.wait is None else failed.wait
            if not tries or wait > LONGEST_WAIT or not (
                    failed.kind in PASSING or failed.status in PASSING_STATUSES):
                raise struck(failed, token)
            ctx.wait(wait)

    def _body(self, call: Call, reply: Reply, what: Text | None) -> Any:
        if not reply.body.strip():
            return {}
        try:
            return resolved(reply.json())
        except ValueError:
            raise unreadable(reply, what or title(call)) from None

    def __repr__(self) -> str:
        return f"Session({self._place.base})"


@contextmanager
def _unspoken(values: Mapping[str, Any]) -> Iterator[None]:
    """Secrets that went along in a record do not come back in an error."""
    secrets = [str(values[name]) for name in SECRETS if values.get(name)]
    if values.get("type") == "Secret" and values.get("value"):
        secrets.append(str(values["value"]))
    try:
        yield
    except PlatformError as error:
        raise (struck(error, *secrets) if secrets else error) from None


def title(call: Call) -> Text:
    """What a call does, for sentences."""
    return Text(call.what) if call.what else N_("Chamada {address}", address=call.address)


def absent(error: PlatformError) -> bool:
    """Whether the answer means that there is no such thing."""
    return error.kind is Kind.MISSING


def _page_body(call: Call, page: int, count: int) -> dict[str, Any]:
    if call.paging == "page":
        return {"pagination": {"pageNumber": page, "pageSize": PAGE}}
    if call.paging == "offset":
        return {"offset": count, "limit": PAGE}
    return {}


def _page_query(call: Call, page: int) -> dict[str, Any]:
    """For entities `offset` is the page's number, not a record's."""
    return {"size": PAGE, "offset": page} if call.paging == "entities" else {}


def _total(call: Call, body: Any) -> int | None:
    """How many pages, or records, the answer tells of; without it pages are asked for until one is empty."""
    told = part(body, {"page": "listInformation.totalPages", "entities": "totalPages"}.get(call.paging, "total"))
    return told if isinstance(told, int) else None


def _reached(call: Call, total: int, page: int, count: int) -> bool:
    return count >= total if call.paging == "offset" else page + 1 >= total
