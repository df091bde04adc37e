"""The conversation without pages: `python -m assistant ask "question" [--file F] [--lang zh|en] [--json]`.

With --json every line of standard output is one ChatEvent with its `type`, written as it comes, and the last line is
"end" or "failure". Exit codes: 0 answered, 1 the answer failed, 2 the request was wrong. The thread is kept in the
workspace, so the page shows it. The endpoint comes from DEEPSEEK_API_KEY, DEEPSEEK_BASE_URL and DEEPSEEK_MODEL; without
one the built-in guide answers.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import cast

from assistant.conversation.chat import STOPPED, Draft, run_turn
from assistant.conversation.events import (
    ChatEvent,
    RemarkAdded,
    RetryWaiting,
    SuggestionsOffered,
    TextDelta,
    ToolAnswered,
    TurnEnded,
    TurnFailed,
)
from assistant.conversation.messages import AnyPart, File, Message, Notice, TextPart
from assistant.i18n.conversation import retry_notice, say
from assistant.services import Services, workspace
from assistant.workspace import packing
from lstm_core.errors import DataError, Sentence, WorkbenchError
from lstm_core.i18n.sentences import LANGUAGES, Language

ANSWERED, FAILED, WRONG_REQUEST = 0, 1, 2
_CJK = re.compile(r"[\u3400-\u9fff]")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m assistant", description=__doc__)
    ask = top.add_subparsers(dest="command", required=True).add_parser("ask", help="ask one question")
    ask.add_argument("question")
    ask.add_argument("--file", type=Path, action="append", default=[], help="a CSV file that the question is about")
    ask.add_argument("--lang", choices=LANGUAGES, help="language of the answer; absent: that of the question")
    ask.add_argument("--workspace", type=Path, help="absent: WORKBENCH_HOME, else ./workspace")
    ask.add_argument("--json", action="store_true", help="one event per line")
    return top


class Printer:
    """Writes events to standard output as they come."""

    def __init__(self, as_json: bool, language: Language) -> None:
        self._json = as_json
        self._language = language

    def show(self, event: ChatEvent) -> None:
        """One line of JSON, or what a person wants to read of it."""
        if self._json:
            print(event.model_dump_json(), flush=True)
            return
        match event:
            case TextDelta():
                print(event.text, end="", flush=True)
            case ToolAnswered(card=str()):
                print(f"\n\n{say('ask.card', self._language, {'card': event.card or ''})}\n", flush=True)
            case SuggestionsOffered():
                print("\n" + "".join(f"\n- {item}" for item in event.items), flush=True)
            case TurnEnded():
                print(flush=True)
            case RetryWaiting():
                print(retry_notice(event, event.seconds, self._language), file=sys.stderr, flush=True)
            case RemarkAdded():
                print(event.text, file=sys.stderr, flush=True)
            case TurnFailed():
                print(flush=True)
                print(event.text, file=sys.stderr, flush=True)

    def refuse(self, error: WorkbenchError) -> None:
        """A failure before the turn began."""
        for message in error.messages:
            sentence = say(message.key, self._language, message.parameters)
            self.show(TurnFailed(key=message.key, parameters=message.parameters, text=sentence))


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print, and say in the exit code whether there was an answer."""
    asked = parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    language = cast(Language, asked.lang or ("zh" if _CJK.search(asked.question) else "en"))
    printer = Printer(asked.json, language)
    try:
        services = Services((asked.workspace or workspace()).expanduser().absolute())
        try:
            question = _question(services, asked.question, asked.file)
            return _answer(services, question, language, printer)
        finally:
            services.close()
    except WorkbenchError as error:
        printer.refuse(error)
        return WRONG_REQUEST
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more
        return FAILED


def _question(services: Services, text: str, files: list[Path]) -> Message:
    if not text.strip() and not files:
        raise WorkbenchError(Sentence("ask.empty"))
    parts: list[AnyPart] = [*_uploads(services, files)]
    return Message(role="user", parts=[*parts, TextPart(text=text.strip())])


def _uploads(services: Services, paths: list[Path]) -> list[File]:
    with ExitStack() as opened:
        given: list[packing.NamedFile] = []
        for path in paths:
            try:
                given.append((path.name, opened.enter_context(path.open("rb"))))
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise DataError(Sentence("ask.no_file", {"file": str(path), "reason": reason})) from None
        return packing.store_uploads(services.uploads, given)


def _answer(services: Services, question: Message, language: Language, printer: Printer) -> int:
    """Print the turn and keep it, whatever ends it."""
    conversation_id = services.store.create(language)
    services.store.append(conversation_id, question)
    client = services.client(language, services.settings.endpoint)
    draft = Draft(services.answer(services.settings.endpoint))
    event: ChatEvent | None = None
    try:
        for event in run_turn([question], client, services.toolbox(conversation_id, language), language):
            draft.add(event)
            printer.show(event)
        if isinstance(event, TurnFailed):
            return FAILED
        return ANSWERED
    except KeyboardInterrupt:
        draft.remark(Notice(key="turn.stopped", severity="info"))
        draft.finish_reason = STOPPED
        failure = TurnFailed(key="turn.stopped", text=say("turn.stopped", language))
        printer.show(failure)
        return FAILED
    finally:
        services.store.append(conversation_id, draft.message())


if __name__ == "__main__":
    sys.exit(main())
