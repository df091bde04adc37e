"""Which endpoint answers: from the environment, else from the secrets file. A key never leaves its `SecretStr`.

DEEPSEEK_API_KEY set to nothing means none: the built-in guide answers and no secrets file is read.
"""

import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

from assistant.endpoint import providers, refusals
from lstm_core.errors import Sentence, WorkbenchError

KEY, BASE_URL, MODEL = "DEEPSEEK_API_KEY", "DEEPSEEK_BASE_URL", "DEEPSEEK_MODEL"
KEY_LENGTH = 20  # of a word without a dot or a slash that is rather a key than an address
DUMMY_KEY = "none"  # servers on one's own machine want a key and do not look at it
_SCHEME = re.compile(r"(?:(?:https?|ftp|wss?):)?[/\\]*", re.I)
# What stands before the host; a password may hold "?", "#", "@" or, when a colon that begins no port precedes it, "/".
_LOGIN = re.compile(r"[^/]*(?:@|%40)|[^/@:]*:(?!\d+(?:/|$))[^@]*@", re.I)
_ROUTES = ("/chat/completions", "/completions", "/models")
SECRETS = Path(".streamlit") / "secrets.toml"


class Endpoint(BaseModel):
    """An OpenAI-compatible endpoint and how to ask it."""

    model_config = ConfigDict(frozen=True)

    base_url: str = providers.DEEPSEEK_URL  # never with a login, a query or a fragment
    key: SecretStr = SecretStr(DUMMY_KEY)
    model: str = ""  # empty: the first of the profile
    thinking: bool | None = None  # None: the model's own default
    effort: str | None = None  # "low", "high", "max"; None: the model's own default
    profile: str | None = None  # a name of `providers.PROFILES`; None: guessed from base_url
    had_login: bool = False  # the address held a user name or a password, which was not kept

    @model_validator(mode="before")
    @classmethod
    def _forget_login(cls, values: Any) -> Any:
        url = values.get("base_url") if isinstance(values, dict) else None
        if not isinstance(url, str) or url == bare_url(url):
            return values
        return {**values, "base_url": bare_url(url), "had_login": bool(values.get("had_login")) or has_login(url)}

    @property
    def provider(self) -> providers.ServerProfile:
        """How this server differs from the others."""
        return providers.PROFILES[self.profile] if self.profile else providers.guess(self.base_url, self.model)

    @property
    def model_name(self) -> str:
        """The model that is asked for; empty when neither the person nor the profile names one."""
        return self.model.strip() or next(iter(self.provider.models), "")

    @property
    def host(self) -> str:
        """Host and port of the address: what may be shown and stored of it."""
        return host_of(self.base_url)

    @property
    def called(self) -> str:
        """Model and host, as far as they are known."""
        return " · ".join(filter(None, [self.model_name, self.host]))

    @property
    def lacks_key(self) -> bool:
        """A key belongs to it that is no longer known; it cannot be asked before it is entered again."""
        return not self.key.get_secret_value()


class Settings:
    """Reads environment and secrets file once, when the server starts."""

    def __init__(self, environment: Mapping[str, str] | None = None, folders: tuple[Path, ...] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._folders = folders or (Path.cwd(), Path(__file__).parents[2], Path.home())
        self.source: str | None = None  # "environment" or the path of the secrets file
        self.problem: str | None = None  # the path of a secrets file that cannot be read
        self.endpoint: Endpoint | None = self._load()

    def _load(self) -> Endpoint | None:
        if endpoint := endpoint_of(self._environment):
            self.source = "environment"
            return endpoint
        if KEY in self._environment:
            return None  # set to nothing: the guide is wanted, whatever the secrets file says
        for folder in self._folders:
            path = folder / SECRETS
            try:
                found = tomllib.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            except (OSError, ValueError):
                self.problem = str(path)
                continue
            texts = {name: value for name, value in found.items() if isinstance(value, str)}
            if endpoint := endpoint_of(texts):
                self.source = str(path)
                return endpoint
        return None


def has_login(url: str) -> bool:
    """A user name or a password stands before the host."""
    return bool(_parts(url)[1])


def bare_url(url: str) -> str:
    """`url` without what may be secret: login, query, fragment. Any text will do."""
    scheme, _, rest = _parts(url)
    return scheme + re.split(r"[?#;&]", rest, maxsplit=1)[0]


def _parts(url: str) -> tuple[str, str, str]:
    """Scheme, login and the rest."""
    url = unicodedata.normalize("NFKC", url.strip())  # a full-width @ is one to whoever follows the address
    found = _SCHEME.match(url)
    scheme = found.group() if found else ""
    rest = url[len(scheme) :]
    login = _LOGIN.match(rest)
    return scheme, login.group() if login else "", rest[login.end() :] if login else rest


def shown_url(url: str) -> str:
    """`url` as a sentence may name it; a key that was typed in its place is hidden too."""
    bare = bare_url(url)
    if "/" not in bare and "." not in bare[:20] and len(bare) >= KEY_LENGTH:
        return f"{bare[:3]}***"
    return refusals.redacted(bare, "")[:120]


def host_of(url: str) -> str:
    """Host and port of an address, without a user, a password, a path or a query; empty for what is no address."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if port else host


def checked_url(text: str) -> tuple[str, Sentence | None]:
    """The address as it is used, and what was corrected in it. Raises WorkbenchError for one that cannot be used."""
    url = bare_url(text)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() for letter in url):
        raise WorkbenchError(Sentence("settings.bad_url", {"url": shown_url(url)}))
    path = parts.path.rstrip("/")
    corrected = next((path.removesuffix(ending) for ending in _ROUTES if path.endswith(ending)), path)
    clean = urlunsplit((parts.scheme, parts.netloc, corrected.rstrip("/"), "", ""))
    if has_login(text):
        raise WorkbenchError(Sentence("settings.url_login", {"used": shown_url(clean)}))
    if corrected != path:
        return clean, Sentence("settings.url_corrected", {"url": shown_url(url), "used": shown_url(clean)})
    if url != text.strip():
        return clean, Sentence("settings.url_query", {"used": shown_url(clean)})
    return clean, None


def endpoint_of(values: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that the three names describe; None when there is neither a key nor an address."""
    key, base_url, model = (values.get(name, "").strip() for name in (KEY, BASE_URL, MODEL))
    if not key and not base_url:
        return None
    return Endpoint(base_url=base_url or providers.DEEPSEEK_URL, key=SecretStr(key or DUMMY_KEY), model=model)
