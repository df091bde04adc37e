"""Questions to the built-in guide, with tools that answer as they are told or with the real ones."""

import json

from assistant.conversation.chat import run_turn
from assistant.conversation.events import TextDelta, ToolAnswered, ToolCalled
from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.guide import Guide
from assistant.services import Services


class Toolbox:
    """Remembers calls and answers each as it is told."""

    specs = ()

    def __init__(self, **answers):
        self.answers, self.calls = answers, []

    def call(self, call: ToolCalled) -> ToolAnswered:
        self.calls.append((call.name, json.loads(call.arguments)))
        content, ok = self.answers[call.name]
        return ToolAnswered(id=call.id, name=call.name, content=json.dumps(content), card="card-1", ok=ok)


COMPARED = (
    {"configuration": {"candidates": [{}, {}], "seeds": 5, "budget": "as_given"}, "names": ["A", "B"], "trainings": 10},
    True,
)
LADDER = ({"configuration": {}, "rungs_in_words": ["INT8"], "networks": 1}, True)
PROPOSED = ({"configuration": {"model": {"cell": "lstm"}, "data": {"source": "sunspots"}}, "reasons": ["Why."]}, True)


def ask(question, *, tools=None, before=(), files=(), language="en"):
    parts = [TextPart(text=question), *files]
    tools = tools or Toolbox(
        propose_run=PROPOSED,
        propose_comparison=COMPARED,
        propose_compression=LADDER,
        read_run=({"state": "not trained yet"}, True),
    )
    return list(run_turn([*before, Message(role="user", parts=parts)], Guide(language), tools, language)), tools


def text_of(events):
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def with_a_card(content=PROPOSED[0]):
    answer = ToolResult(id="1", name="propose_run", content=json.dumps(content), card="card-1")
    return [
        Message(role="user", parts=[TextPart(text="?")]),
        Message(role="assistant", parts=[answer], finish_reason="stop"),
    ]


def proposed_by_the_real_tools(folder, question, language):
    services = Services(folder)
    try:
        conversation = services.store.create(language)
        message = Message(role="user", parts=[TextPart(text=question)])
        tools = services.toolbox(conversation, language)
        events = list(run_turn([message], Guide(language), tools, language))
        [answer] = [event for event in events if isinstance(event, ToolAnswered)]
        return services.store.card(answer.card).spec, text_of(events)
    finally:
        services.close()
