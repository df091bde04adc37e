"""Asking a loopback endpoint through the client, and reading what came of it."""

from pydantic import SecretStr

from assistant.conversation.events import ReasoningDelta, TextDelta, ToolCalled, ToolSpec, TurnFailed
from assistant.conversation.messages import Message, TextPart
from assistant.endpoint.client import EndpointClient, Limits
from assistant.endpoint.settings import Endpoint
from assistant.i18n.conversation import say
from tests.assistant.loopback import KEY

QUICK = Limits(connect=3, silence=1.5, total=8, pause=0.02)
TOOLS = [ToolSpec("propose_run", "Shows a run card.", {"type": "object", "properties": {}})]
QUESTION = [Message(role="user", parts=[TextPart(text="预测太阳黑子")])]


def client(server, case="plain", limits=QUICK, **endpoint):
    wanted = {"base_url": server.url(case), "key": SecretStr(KEY), "model": "deepseek-flash", **endpoint}
    return EndpointClient(Endpoint(**wanted), "zh", limits)


def asked(server, case="plain", messages=QUESTION, tools=(), **endpoint):
    return list(client(server, case, **endpoint).stream(messages, tools))


def text(events):
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def reasoning(events):
    return "".join(event.text for event in events if isinstance(event, ReasoningDelta))


def calls(events):
    return [(event.name, event.arguments) for event in events if isinstance(event, ToolCalled)]


def failure(events):
    """The key of the failure, which must be the only one, the last event, and speak both languages."""
    failures = [event for event in events if isinstance(event, TurnFailed)]
    assert [events[-1]] == failures
    for language in ("zh", "en"):
        assert say(failures[0].key, language, failures[0].parameters)
    return failures[0].key
