"""The body of a request, in the dialect of a provider's profile. Data in, data out."""

from collections.abc import Sequence
from typing import Any

from assistant.conversation.events import ToolSpec
from assistant.endpoint.providers import ServerProfile
from assistant.endpoint.settings import Endpoint


def build(
    endpoint: Endpoint, model: str, history: list[dict[str, Any]], tools: Sequence[ToolSpec], optional: bool
) -> dict[str, Any]:
    """Arguments of the SDK's `create`; without the `optional` fields for servers that refuse what they do not know."""
    request: dict[str, Any] = {"model": model, "messages": history, "stream": True}
    if tools:
        request["tools"] = [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
            }
            for tool in tools
        ]
    if optional:
        if endpoint.provider.usage_option:
            request["stream_options"] = {"include_usage": True}
        extra = thinking_fields(endpoint.provider, endpoint.thinking, endpoint.effort)
        if extra:
            request["extra_body"] = extra
    return request


def thinking_fields(profile: ServerProfile, on: bool | None, effort: str | None) -> dict[str, Any]:
    """The body fields that switch thinking in the dialect of the profile; none where the person left the default."""
    found: dict[str, Any] = {}
    if on is not None:
        match profile.thinking:
            case "object":
                found["thinking"] = {"type": "enabled" if on else "disabled"}
            case "enable_thinking":
                found["enable_thinking"] = on
            case "template":
                found["chat_template_kwargs"] = {"thinking": on, "enable_thinking": on}
            case "effort" if not on:
                found["reasoning_effort"] = "none"
            case _:
                pass
    if effort and on is not False:
        found["reasoning_effort"] = effort
    return found
