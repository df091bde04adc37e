"""What every answer of the server tells the browser: load nothing from anywhere else.

The second wall behind `assistant.markdown.parsing`: an address that would slip through the parser is refused by the
browser itself, and a link's host is not even looked up before somebody clicks it. Scripts and styles inside the page
stay allowed, since Streamlit's own page is made of them.
"""

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
}


class OwnHostOnly:
    """Middleware that adds `HEADERS` to every response."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand the request on; what is not HTTP passes as it is."""

        async def with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


MIDDLEWARE = [Middleware(OwnHostOnly)]
