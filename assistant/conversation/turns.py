"""Turns that run beside the pages: a rerun or a closed tab does not end them.

Guarantees: one turn per conversation at a time; what was said is saved every two seconds, at the end, on a stop and on
a failure; a stop acts within `STOP_SECONDS` whatever the client is doing. A turn does not survive its process: its
message then keeps `finish_reason` None.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from assistant.conversation import attempts
from assistant.conversation.chat import STOPPED, Draft, Tools, run_turn
from assistant.conversation.events import ChatEvent, Client, RetryWaiting, TurnFailed
from assistant.conversation.messages import AnyPart, Message, Notice
from assistant.conversation.store import ConversationStore
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.i18n.sentences import Language

SAVE_SECONDS = 2.0
STOP_SECONDS = 1.0
EMPTY = Message(role="assistant", parts=[])
_log = logging.getLogger("workbench.turns")


class LiveTurn:
    """A turn that is being answered; every method may be called from any thread."""

    def __init__(self, place: tuple[str, int], begun: Message, client: Client, save: Callable[[Message], None]) -> None:
        self.conversation_id, self.message_id = place
        self.stopping = False
        self._client = client
        self._save = save
        self._saved_at = time.monotonic()
        self._draft = Draft(begun)
        self._waiting: tuple[RetryWaiting, float] | None = None  # and when it is over
        self._lock = threading.RLock()
        self._ended = threading.Event()

    @property
    def parts(self) -> list[AnyPart]:
        """What was said so far."""
        return self.message().parts

    def message(self) -> Message:
        """The message so far; `finish_reason` is None until the turn has ended."""
        with self._lock:
            return self._draft.message()

    def waiting(self) -> tuple[RetryWaiting, float] | None:
        """The attempt that is waited for and the seconds until it is made; None while an answer comes."""
        with self._lock:
            if self._waiting is None or self.stopping:
                return None
            event, until = self._waiting
            return event, max(0.0, until - time.monotonic())

    def stop(self) -> None:
        """End the turn and keep what was said. Returns at once."""
        with self._lock:
            if self.stopping or self._ended.is_set():
                return
            self.stopping = True
        patience = threading.Timer(STOP_SECONDS, self.end)
        patience.daemon = True
        patience.start()
        close = getattr(self._client, "close", None)
        if close is not None:
            close()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether the turn ended within that time."""
        return self._ended.wait(seconds)

    def take(self, event: ChatEvent) -> bool:
        """Add an event; False when the turn is over and the rest is not wanted."""
        with self._lock:
            if self.stopping or self._ended.is_set():
                return False
            self._waiting = (event, time.monotonic() + event.seconds) if isinstance(event, RetryWaiting) else None
            self._draft.add(event)
            due = time.monotonic() - self._saved_at > SAVE_SECONDS
            if due:
                self._saved_at = time.monotonic()
                self._keep()
        return True

    def end(self) -> None:
        """Save the last state; the first call counts."""
        with self._lock:
            if self._ended.is_set():
                return
            if self.stopping:
                self._draft.remark(Notice(key="turn.stopped", severity="info"))
                self._draft.finish_reason = STOPPED
            self._keep()
            self._ended.set()

    def _keep(self) -> None:
        try:
            self._save(self._draft.message())
        except WorkbenchError:
            self.stopping = True  # the conversation was deleted meanwhile
        except Exception:
            _log.exception("a turn could not be saved")


class Turns:
    """The turns of this server."""

    def __init__(self, store: ConversationStore, tools: Callable[[str, Language], Tools]) -> None:
        self._store = store
        self._tools = tools
        self._live: dict[str, LiveTurn] = {}
        self._lock = threading.Lock()

    def start(
        self, conversation_id: str, message: Message, client: Client, language: Language, answer: Message = EMPTY
    ) -> LiveTurn:
        """Append the question and answer it in the background; `answer` says who does.

        Raises WorkbenchError while a turn is running.
        """
        with self._idle(conversation_id):
            self._store.append(conversation_id, message)
            history = attempts.conversation_for_client([stored for _, stored in self._store.messages(conversation_id)])
            message_id = self._store.append(conversation_id, answer)
            return self._begin((conversation_id, message_id), answer, client, history, language)

    def again(self, conversation_id: str, client: Client, language: Language, answer: Message = EMPTY) -> LiveTurn:
        """Answer the last question once more, below an attempt that showed something, else in its place.

        Raises WorkbenchError while a turn is running, and when the last answer came to its end.
        """
        with self._idle(conversation_id):
            stored = self._unfinished(conversation_id)
            history = attempts.before_again([message for _, message in stored])
            last_id, last = stored[-1]
            if last.role == "assistant" and attempts.is_discardable(last):
                message_id, answer = last_id, answer.model_copy(update={"again": last.again})
                self._store.replace(message_id, answer)
            else:
                answer = answer.model_copy(update={"again": last.role == "assistant"})
                message_id = self._store.append(conversation_id, answer)
            return self._begin((conversation_id, message_id), answer, client, history, language)

    def go_on(self, conversation_id: str, client: Client, language: Language) -> LiveTurn:
        """Ask for the rest of the last answer, which grows. Raises WorkbenchError as `again` does."""
        with self._idle(conversation_id):
            stored = self._unfinished(conversation_id)
            history = attempts.before_more([message for _, message in stored], language)
            message_id, last = stored[-1]
            begun = last.model_copy(update={"parts": attempts.spoken_parts(last), "finish_reason": None})
            return self._begin((conversation_id, message_id), begun, client, history, language)

    def active(self, conversation_id: str) -> LiveTurn | None:
        """The turn that is being answered, or None."""
        with self._lock:
            return self._active(conversation_id)

    def close(self) -> None:
        """Stop every turn and wait for it."""
        with self._lock:
            turns = list(self._live.values())
        for turn in turns:
            turn.stop()
        for turn in turns:
            turn.wait(2 * STOP_SECONDS)

    @contextmanager
    def _idle(self, conversation_id: str) -> Iterator[None]:
        """Nothing else begins a turn meanwhile."""
        with self._lock:
            if self._active(conversation_id):
                raise WorkbenchError(Sentence("turn.busy"))
            yield

    def _unfinished(self, conversation_id: str) -> list[tuple[int, Message]]:
        stored = self._store.messages(conversation_id)
        if not stored or not attempts.unfinished(stored[-1][1]):
            raise WorkbenchError(Sentence("turn.complete"))
        return stored

    def _begin(
        self, place: tuple[str, int], begun: Message, client: Client, history: Sequence[Message], language: Language
    ) -> LiveTurn:
        turn = LiveTurn(place, begun, client, lambda draft: self._store.replace(place[1], draft))
        self._live[place[0]] = turn
        worker = threading.Thread(
            target=self._answer, args=(turn, history, client, language), name=f"turn-{place[0]}", daemon=True
        )
        worker.start()
        return turn

    def _active(self, conversation_id: str) -> LiveTurn | None:
        turn = self._live.get(conversation_id)
        if turn is not None and turn.wait(0):
            del self._live[conversation_id]
            return None
        return turn

    def _answer(self, turn: LiveTurn, history: Sequence[Message], client: Client, language: Language) -> None:
        try:
            for event in run_turn(history, client, self._tools(turn.conversation_id, language), language):
                if not turn.take(event):
                    break
        except Exception:
            _log.exception("a turn broke off")
            turn.take(TurnFailed(key="turn.unexpected"))
        finally:
            turn.end()
