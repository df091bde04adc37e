"""Conversations and run cards in one SQLite file.

Guarantees: safe for several threads and several processes; what a call wrote survives `kill -9`; `version` of a
conversation grows with every change of its messages, its title and its cards, so that two tabs can agree.
"""

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.conversation.messages import File, Message
from lstm_core.errors import Sentence, SpecError, WorkbenchError
from lstm_core.i18n.sentences import Language
from lstm_core.kinds import parse_spec
from lstm_core.spec.run import RunSpec

TITLE_LENGTH = 60
BUSY_SECONDS = 10.0
MIGRATIONS = (
    """
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL,
        version INTEGER NOT NULL DEFAULT 1
    );
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        words TEXT NOT NULL
    );
    CREATE INDEX messages_by_conversation ON messages(conversation_id, id);
    CREATE TABLE cards (
        id TEXT PRIMARY KEY,
        conversation_id TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        spec TEXT NOT NULL,
        run_id TEXT UNIQUE,
        created_at REAL NOT NULL
    );
    CREATE INDEX cards_by_conversation ON cards(conversation_id);
    """,
    "ALTER TABLE cards ADD COLUMN stop_when_sure INTEGER NOT NULL DEFAULT 0",
)


@dataclass(frozen=True)
class ConversationSummary:
    """A conversation in a list; `updated_at` is Unix time in seconds."""

    id: str
    title: str
    updated_at: float


@dataclass(frozen=True)
class Card:
    """A proposed run; `run_id` is None until training began.

    `stop_when_sure`: it is to stop by itself once a finding is sure that no step can heal.
    """

    id: str
    conversation_id: str
    spec: RunSpec
    run_id: str | None
    stop_when_sure: bool = False


class ConversationStore:
    """The file's only door. Raises WorkbenchError for ids that do not exist and for a file that cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._migrate()
        except sqlite3.DatabaseError as error:
            raise WorkbenchError(Sentence("store.unreadable", {"file": str(path), "reason": str(error)})) from None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    # -- conversations ---------------------------------------------------------------------------------------------

    def create(self, language: Language) -> str:
        """A new, empty conversation; returns its id."""
        conversation_id, now = uuid.uuid4().hex[:16], time.time()
        with self._writing() as database:
            database.execute(
                "INSERT INTO conversations (id, language, created_at, updated_at) VALUES (?, ?, ?, ?)",
                (conversation_id, language, now, now),
            )
        return conversation_id

    def exists(self, conversation_id: str) -> bool:
        """Whether there is such a conversation."""
        return bool(self._rows("SELECT 1 FROM conversations WHERE id = ?", conversation_id))

    def heads(self, search: str = "") -> list[ConversationSummary]:
        """Conversations with messages, newest first; every word of `search` stands in the title or in a message."""
        sql = "SELECT id, title, updated_at FROM conversations c WHERE title != ''"
        words = search.split()
        for _ in words:
            sql += (
                " AND (title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM messages m"
                " WHERE m.conversation_id = c.id AND m.words LIKE ? ESCAPE '\\'))"
            )
        patterns = [_pattern(word) for word in words for _ in range(2)]
        return [
            ConversationSummary(*row) for row in self._rows(sql + " ORDER BY updated_at DESC, rowid DESC", *patterns)
        ]

    def title(self, conversation_id: str) -> str:
        """The title; empty before the first question and for a conversation that does not exist."""
        rows = self._rows("SELECT title FROM conversations WHERE id = ?", conversation_id)
        return str(rows[0][0]) if rows else ""

    def rename(self, conversation_id: str, title: str) -> None:
        """Give it a title; an empty one changes nothing."""
        kept = _title(title)
        if kept:
            with self._writing() as database:
                database.execute("UPDATE conversations SET title = ? WHERE id = ?", (kept, conversation_id))
                _grow(database, conversation_id, touch=False)

    def delete(self, conversation_id: str) -> None:
        """Remove it with its messages and cards; runs stay. Nothing happens when it does not exist."""
        with self._writing() as database:
            database.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def version(self, conversation_id: str) -> int:
        """A number that grows with every change; 0 when there is no such conversation."""
        rows = self._rows("SELECT version FROM conversations WHERE id = ?", conversation_id)
        return int(rows[0][0]) if rows else 0

    # -- messages --------------------------------------------------------------------------------------------------

    def messages(self, conversation_id: str) -> list[tuple[int, Message]]:
        """Message ids and messages in order."""
        rows = self._rows("SELECT id, body FROM messages WHERE conversation_id = ? ORDER BY id", conversation_id)
        return [(number, Message.model_validate_json(body)) for number, body in rows]

    def append(self, conversation_id: str, message: Message) -> int:
        """Add a message at the end; the first question of a person gives the conversation its title."""
        with self._writing() as database:
            _grow(database, conversation_id)
            number = database.execute(
                "INSERT INTO messages (conversation_id, body, words) VALUES (?, ?, ?)",
                (conversation_id, message.model_dump_json(), _words(message)),
            ).lastrowid
            if message.role == "user":
                database.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND title = ''",
                    (_title(_words(message)), conversation_id),
                )
        return int(number or 0)

    def replace(self, message_id: int, message: Message) -> None:
        """Put another message in the place of one."""
        with self._writing() as database:
            rows = database.execute("SELECT conversation_id FROM messages WHERE id = ?", (message_id,)).fetchall()
            if not rows:
                raise WorkbenchError(Sentence("store.no_message", {"message": message_id}))
            database.execute(
                "UPDATE messages SET body = ?, words = ? WHERE id = ?",
                (message.model_dump_json(), _words(message), message_id),
            )
            _grow(database, rows[0][0])

    # -- cards -----------------------------------------------------------------------------------------------------

    def add_card(self, conversation_id: str, spec: RunSpec) -> str:
        """A new card; returns its id."""
        card_id = uuid.uuid4().hex[:12]
        with self._writing() as database:
            _grow(database, conversation_id)
            database.execute(
                "INSERT INTO cards (id, conversation_id, spec, created_at) VALUES (?, ?, ?, ?)",
                (card_id, conversation_id, spec.model_dump_json(), time.time()),
            )
        return card_id

    def card(self, card_id: str) -> Card:
        """The card as it is now. Raises SpecError for one of a newer program."""
        rows = self._card_rows("id = ?", card_id)
        if not rows:
            raise WorkbenchError(Sentence("store.no_card", {"card": card_id}))
        return _card(rows[0])

    def cards(self, conversation_id: str) -> list[Card]:
        """The cards of a conversation that can be read, oldest first."""
        return self._cards("conversation_id = ?", conversation_id)

    def card_of_run(self, run_id: str) -> Card | None:
        """The card that the run was started from, or None for a run of the command line."""
        return next(iter(self._cards("run_id = ?", run_id)), None)

    def change_card(self, card_id: str, spec: RunSpec) -> None:
        """Another spec for a card whose run has not begun. What it has already may be said again: a page that is busy
        tells of a field a second time, behind the click that began the run.
        """
        with self._writing() as database:
            sql = "UPDATE cards SET spec = ? WHERE id = ? AND run_id IS NULL RETURNING conversation_id"
            rows = database.execute(sql, (spec.model_dump_json(), card_id)).fetchall()
            if not rows:
                if self.card(card_id).spec != spec:
                    raise WorkbenchError(Sentence("store.card_is_final"))
                return
            _grow(database, rows[0][0])

    def set_stop_when_sure(self, card_id: str, wanted: bool) -> None:
        """Whether the run of a card that has not begun is to stop by itself."""
        with self._writing() as database:
            sql = "UPDATE cards SET stop_when_sure = ? WHERE id = ? AND run_id IS NULL RETURNING conversation_id"
            rows = database.execute(sql, (wanted, card_id)).fetchall()
            if not rows:
                self.card(card_id)
                raise WorkbenchError(Sentence("store.card_is_final"))
            _grow(database, rows[0][0])

    def attach_run(self, card_id: str, run_id: str) -> bool:
        """Say that the run belongs to the card; False when another run was first."""
        with self._writing() as database:
            sql = "UPDATE cards SET run_id = ? WHERE id = ? AND run_id IS NULL RETURNING conversation_id"
            rows = database.execute(sql, (run_id, card_id)).fetchall()
            if rows:
                _grow(database, rows[0][0])
        if not rows:
            self.card(card_id)
        return bool(rows)

    # -- the file --------------------------------------------------------------------------------------------------

    def _cards(self, where: str, value: str) -> list[Card]:
        """Those that can be read: one of a newer program keeps nobody from the others."""
        found = []
        for row in self._card_rows(where, value):
            with suppress(SpecError):
                found.append(_card(row))
        return found

    def _card_rows(self, where: str, value: str) -> list[tuple[Any, ...]]:
        columns = "id, conversation_id, spec, run_id, stop_when_sure"
        sql = f"SELECT {columns} FROM cards WHERE {where} ORDER BY created_at, rowid"  # noqa: S608
        return self._rows(sql, value)

    def _rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _migrate(self) -> None:
        with self._writing() as database:
            found = int(database.execute("PRAGMA user_version").fetchone()[0])
            if found > len(MIGRATIONS):
                raise WorkbenchError(Sentence("store.newer", {"found": found, "known": len(MIGRATIONS)}))
            for script in MIGRATIONS[found:]:
                for statement in script.split(";"):
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _card(row: tuple[Any, ...]) -> Card:
    return Card(row[0], row[1], parse_spec(row[2]), row[3], bool(row[4]))


def _grow(database: sqlite3.Connection, conversation_id: str, touch: bool = True) -> None:
    sql = "UPDATE conversations SET version = version + 1, updated_at = MAX(updated_at, ?) WHERE id = ?"
    if not database.execute(sql, (time.time() if touch else 0.0, conversation_id)).rowcount:
        raise WorkbenchError(Sentence("store.no_conversation", {"conversation": conversation_id}))


def _words(message: Message) -> str:
    """What a search finds: the text, then the names of files."""
    return "\n".join([message.text, *(file.name for file in message.of(File))]).strip()


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def _pattern(word: str) -> str:
    for special in ("\\", "%", "_"):
        word = word.replace(special, f"\\{special}")
    return f"%{word}%"
