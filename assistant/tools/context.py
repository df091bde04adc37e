"""What every tool works with: one conversation of one workspace, its files and its language."""

from typing import Any, Protocol

from assistant.conversation.messages import File
from assistant.conversation.store import ConversationStore
from assistant.i18n.conversation import say
from assistant.workspace.transcriptions import Transcriptions
from assistant.workspace.uploads import Uploads
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.runs.record import RunRecord
from lstm_core.spec.tasks import SOURCES


class Workspace(Protocol):
    """The parts of a workspace that tools look at."""

    store: ConversationStore
    uploads: Uploads
    hearing: Transcriptions

    def record(self, run_id: str) -> RunRecord:
        """The run now. Raises RunError when it is gone."""
        ...

    def records(self) -> list[RunRecord]:
        """Every run, newest first."""
        ...


class Context:
    """One conversation of one workspace."""

    def __init__(self, services: Workspace, conversation_id: str, language: Language) -> None:
        self.services = services
        self.conversation_id = conversation_id
        self.language = language

    def sentence(self, message: Sentence) -> str:
        """What a message says in the language of the conversation."""
        return say(message.key, self.language, message.parameters)

    def files(self) -> list[File]:
        """The uploads of the conversation, newest first."""
        messages = [message for _, message in self.services.store.messages(self.conversation_id)]
        return [part for message in reversed(messages) for part in reversed(message.of(File))]

    def file(self, wanted: str) -> File:
        """The upload of that name or id. Raises SpecError."""
        files = self.files()
        for file in files:
            if wanted == file.name or (len(wanted) >= 6 and file.sha256.startswith(wanted.lower())):
                return file
        names = ", ".join(dict.fromkeys(file.name for file in files))
        raise SpecError(
            Sentence("tool.no_such_file", {"name": wanted[:80], "allowed": names[:500]})
            if names
            else Sentence("tool.no_files", {"name": wanted[:80]})
        )

    def subject(self, given: dict[str, Any]) -> File | str:
        """The upload or built-in source that a call is about; the newest upload when it names neither."""
        if "file" in given:
            return self.file(text_of(given, "file"))
        source = text_of(given, "source") if "source" in given else ""
        files = self.files()
        if source in SOURCES:
            return source
        if source not in ("", "file"):
            allowed = ", ".join((*SOURCES, "file"))
            raise SpecError(Sentence("spec.choice", {"path": "source", "value": source[:80], "allowed": allowed}))
        if files:
            return self._newest(files)
        if source == "file":
            raise SpecError(Sentence("tool.no_files", {"name": "file"}))
        return next(iter(SOURCES))

    def _newest(self, files: list[File]) -> File:
        """The newest upload, where it came alone. Raises SpecError: of several, one has to be named."""
        messages = [message for _, message in self.services.store.messages(self.conversation_id)]
        brought = next((message.of(File) for message in reversed(messages) if message.of(File)), [])
        together = {file.sha256: file for file in brought}.values()
        if len(together) > 1:
            names = ", ".join(f"{file.name} (id {file.sha256[:12]})" for file in together)
            raise SpecError(Sentence("tool.which_file", {"count": len(together), "files": names[:500]}))
        return files[0]


def text_of(given: dict[str, Any], name: str) -> str:
    if not isinstance(given[name], str):
        raise SpecError(Sentence("spec.type_string", {"path": name, "value": str(given[name])[:60]}))
    return str(given[name]).strip()
