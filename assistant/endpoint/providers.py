"""What differs between OpenAI-compatible servers, as data. Prices and names drift: they stand here and nowhere else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from assistant.conversation.history import ReasoningEcho
from assistant.conversation.messages import Usage

DEEPSEEK_URL = "https://api.deepseek.com"


@dataclass(frozen=True)
class Price:
    """USD per million tokens at the cheap time of day: prompt found in the cache, prompt not found, completion."""

    hit: float
    miss: float
    output: float


@dataclass(frozen=True)
class ServerProfile:
    """The switches of one kind of server."""

    name: str
    base_url: str
    models: tuple[str, ...] = ()  # offered before the endpoint's own list is read
    thinking: Literal["object", "enable_thinking", "template", "effort", "none"] = "none"
    echo: ReasoningEcho = "none"
    usage_option: bool = True  # understands stream_options.include_usage
    balance: bool = False  # has GET /user/balance
    prices: Mapping[str, Price] = field(default_factory=dict)


PROFILES: dict[str, ServerProfile] = {
    "deepseek": ServerProfile(
        name="DeepSeek",
        base_url=DEEPSEEK_URL,
        models=("deepseek-flash", "deepseek-v4-pro"),
        thinking="object",
        echo="reasoning_content",
        balance=True,
        prices={"deepseek-flash": Price(0.003, 0.15, 0.60), "deepseek-v4-pro": Price(0.022, 0.66, 1.98)},
    ),
    "siliconflow": ServerProfile(
        name="SiliconFlow",
        base_url="https://api.siliconflow.cn/v1",
        models=("deepseek-ai/DeepSeek-V4-Flash",),
        thinking="enable_thinking",
        echo="reasoning_content",
    ),
    "vllm": ServerProfile(name="vLLM", base_url="http://127.0.0.1:8000/v1", thinking="template", echo="reasoning"),
    "ollama": ServerProfile(name="Ollama", base_url="http://127.0.0.1:11434/v1", thinking="effort", echo="reasoning"),
    "llamacpp": ServerProfile(
        name="llama.cpp", base_url="http://127.0.0.1:8080/v1", thinking="effort", echo="reasoning_content"
    ),
    "lmstudio": ServerProfile(name="LM Studio", base_url="http://127.0.0.1:1234/v1"),
    "gateway": ServerProfile(name="DeepSeek-compatible", base_url="", thinking="object", echo="reasoning_content"),
    "generic": ServerProfile(name="OpenAI-compatible", base_url="", echo="seen"),
}
_NO_CHAT = re.compile(r"embed|bge|rerank|whisper|tts|speech|asr|audio|image|dall-e|moderation|ocr|transcri", re.I)
_PORTS = {8000: "vllm", 11434: "ollama", 8080: "llamacpp", 1234: "lmstudio"}
_PEAK_HOURS = (range(9, 12), range(14, 18))  # Beijing time, Monday to Friday
_BEIJING = timedelta(hours=8)
PEAK_FACTOR = 2.0


def guess(base_url: str, model: str = "") -> ServerProfile:
    """The profile that fits: by host, by the usual port of a local server, by the family of the model."""
    try:
        place = urlsplit(base_url)
        host, port = (place.hostname or "").lower(), place.port
    except ValueError:
        return PROFILES["generic"]
    for name in ("deepseek", "siliconflow"):
        domains = {str(urlsplit(PROFILES[name].base_url).hostname).split(".", 1)[1], f"{name}.com"}
        if any(host == domain or host.endswith(f".{domain}") for domain in domains):
            return PROFILES[name]
    family = "gateway" if model.lower().startswith("deepseek") else "generic"
    return PROFILES[_PORTS.get(port or 0, family)]


def first_that_chats(models: Sequence[str]) -> str:
    """The first model whose name does not say that it is for something else; empty where none is offered."""
    return next((name for name in models if not _NO_CHAT.search(name)), next(iter(models), ""))


def is_peak(at: datetime) -> bool:
    """Whether DeepSeek charges the double price at that moment. Public holidays, which are cheap, are not known."""
    beijing = at.astimezone(UTC) + _BEIJING
    return beijing.weekday() < 5 and any(beijing.hour in hours for hours in _PEAK_HOURS)


def cost(profile: ServerProfile, model: str, usage: Usage, at: datetime) -> float | None:
    """USD of one turn at the tier of `at`; None when the price is unknown.

    Tokens that the endpoint does not report as cached count as not cached, so the figure is an upper estimate.
    """
    price = profile.prices.get(model)
    if price is None:
        return None
    missed = max(0, usage.prompt_tokens - usage.cached_tokens)
    total = usage.cached_tokens * price.hit + missed * price.miss + usage.completion_tokens * price.output
    return total * (PEAK_FACTOR if is_peak(at) else 1.0) / 1e6
