"""What a browser keeps of the choice who answers: address, model and switches, as the text of one cookie.

Guarantees: neither a key nor anything that looks like one is in it, nor a user, a password or a query of the address;
a text that anybody may have put there gives a choice that is safe to use, or none. An address that cannot be used is
kept as it is, for the client to say so.
"""

import json
import re
from typing import Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from assistant.endpoint.settings import DUMMY_KEY, Endpoint

LONGEST = 3800  # characters; browsers take 4096 bytes with the name
LONGEST_URL, LONGEST_MODEL = 300, 120
PLACEHOLDERS = {
    DUMMY_KEY,
    "",
    "-",
    "x",
    "empty",
    "dummy",
    "not-needed",
    "no-key",
    "sk-no-key-required",
    "ollama",
    "lm-studio",
}
_SECRET = re.compile(
    r"\b(sk|key|token|secret|bearer)[-_=:/.][\w-]{8,}|\w{32,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


class AnswererChoice(BaseModel):
    """Who answers in this browser; the endpoint is kept while the guide answers, so that it can be gone back to."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    guide: bool = False
    base_url: str = Field("", max_length=LONGEST_URL)
    model: str = Field("", max_length=LONGEST_MODEL)
    thinking: bool | None = None
    effort: Literal["low", "high", "max"] | None = None
    key: Literal["none", "own", "entered"] = "none"  # needed none; the environment's or the secrets file's; typed

    def endpoint(self, own: Endpoint | None) -> Endpoint | None:
        """The endpoint without a key that was typed; `own` is the one of the environment or the secrets file.

        None when it was that one and the server has another by now.
        """
        switches = {"model": self.model, "thinking": self.thinking, "effort": self.effort}
        if own is not None and _public(own.base_url, own.key.get_secret_value())[0] == self.base_url:
            return own.model_copy(update=switches)
        if self.key == "own" or not self.base_url:
            return None
        key = SecretStr("" if self.key == "entered" else DUMMY_KEY)
        return Endpoint(base_url=self.base_url, key=key, **switches)


def choice(endpoint: Endpoint | None, guide: bool, own: Endpoint | None) -> AnswererChoice:
    """What may be kept of an endpoint; of none, that the guide answers."""
    if endpoint is None:
        return AnswererChoice(guide=True)
    key = endpoint.key.get_secret_value()
    address, bare = _public(endpoint.base_url, key)
    is_own = own is not None and own.base_url == endpoint.base_url and own.key == endpoint.key
    typed = key.lower() not in PLACEHOLDERS or endpoint.lacks_key or endpoint.had_login or not bare
    return AnswererChoice(
        guide=guide,
        base_url=address,
        model="" if _secret(endpoint.model, key) else endpoint.model[:LONGEST_MODEL],
        thinking=endpoint.thinking,
        effort=endpoint.effort if endpoint.effort in ("low", "high", "max") else None,
        key="own" if is_own else "entered" if typed else "none",
    )


def to_cookie(kept: AnswererChoice) -> str:
    """The text of the cookie."""
    return quote(json.dumps(kept.model_dump(exclude_defaults=True), separators=(",", ":")), safe="")


def from_cookie(text: str | None) -> AnswererChoice | None:
    """The choice that a cookie tells, or None."""
    if not text or len(text) > LONGEST:
        return None
    try:
        found = AnswererChoice.model_validate_json(unquote(text))
    except ValidationError:
        return None
    return found if found.base_url or found.guide else None


def _public(url: str, key: str) -> tuple[str, bool]:
    """The address without what may be a secret, and whether that is all of it."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "", False
    path = "/".join("" if _secret(piece, key) else piece for piece in parts.path.split("/"))
    clean = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))[:LONGEST_URL]
    return clean, clean == url.strip()


def _secret(text: str, key: str) -> bool:
    return bool(_SECRET.search(text)) or (len(key) > 4 and key in text)
