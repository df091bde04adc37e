"""Which endpoint answers: from the environment, else from the secrets file. A key never leaves its `SecretStr`.

DEEPSEEK_API_KEY set to nothing means none: the built-in guide answers and no secrets file is read.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from assistant import providers
from lstm_core.errors import Message as Sentence
from lstm_core.errors import WorkbenchError

KEY, BASE_URL, MODEL = "DEEPSEEK_API_KEY", "DEEPSEEK_BASE_URL", "DEEPSEEK_MODEL"
DUMMY_KEY = "none"  # servers on one's own machine want a key and do not look at it
_ROUTES = ("/chat/completions", "/completions", "/models")
SECRETS = Path(".streamlit") / "secrets.toml"


class Endpoint(BaseModel):
    """An OpenAI-compatible endpoint and how to ask it."""

    model_config = ConfigDict(frozen=True)

    base_url: str = providers.DEEPSEEK_URL
    key: SecretStr = SecretStr(DUMMY_KEY)
    model: str = ""  # empty: the first of the profile
    thinking: bool | None = None  # None: the model's own default
    effort: str | None = None  # "low", "high", "max"; None: the model's own default
    profile: str | None = None  # a name of `providers.PROFILES`; None: guessed from base_url

    @property
    def provider(self) -> providers.Profile:
        """How this server differs from the others."""
        return providers.PROFILES[self.profile] if self.profile else providers.guess(self.base_url, self.model)

    @property
    def model_name(self) -> str:
        """The model that is asked for; empty when neither the person nor the profile names one."""
        return self.model.strip() or next(iter(self.provider.models), "")


class Settings:
    """Reads environment and secrets file once, when the server starts."""

    def __init__(self, environment: Mapping[str, str] | None = None, folders: tuple[Path, ...] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._folders = folders or (Path.cwd(), Path(__file__).parents[1], Path.home())
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


def checked_url(text: str) -> tuple[str, Sentence | None]:
    """The address as it is used, and what was corrected in it. Raises WorkbenchError for one that cannot be used."""
    url = text.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() for letter in url):
        raise WorkbenchError(Sentence("settings.bad_url", {"url": url[:120]}))
    path = parts.path.rstrip("/")
    corrected = next((path.removesuffix(ending) for ending in _ROUTES if path.endswith(ending)), path)
    clean = urlunsplit((parts.scheme, parts.netloc, corrected.rstrip("/"), "", ""))
    if corrected == path:
        return clean, None
    return clean, Sentence("settings.url_corrected", {"url": url[:120], "used": clean})


def endpoint_of(values: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that the three names describe; None when there is neither a key nor an address."""
    key, base_url, model = (values.get(name, "").strip() for name in (KEY, BASE_URL, MODEL))
    if not key and not base_url:
        return None
    return Endpoint(base_url=base_url or providers.DEEPSEEK_URL, key=SecretStr(key or DUMMY_KEY), model=model)
