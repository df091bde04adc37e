"""`python -m lstm_core.engine.serve RUN_DIR`: answers requests with the best weights of a run, finished or not.

One JSON object per line on standard input, JSON lines on standard output:
    {"type": "ready"}                                     the engine is loaded
    {"id": 1, ...}                                        a request; what it holds is the task's affair
    {"id": 1, "type": "token", ...}                       any number of parts of the answer
    {"id": 1, "type": "done", ...} or {"id": 1, "type": "cancelled"}
    {"id": 1, "type": "error", "key": ..., "parameters": {...}}
    {"cancel": 1}                                         gives up that request between two parts of its answer
A run that goes on training is answered with its newest best weights. The process ends when its input does.
"""

import json
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lstm_core.engine.tasks.contract import answerer
from lstm_core.engine.tasks.trained import ReplyPart, Request, Trained
from lstm_core.errors import Sentence, WorkbenchError

THREADS = 1


def serve(path: Path, lines: Iterator[str], tell: Callable[[ReplyPart], None]) -> None:
    """Answer the requests among `lines` until they end."""
    run = Trained(path)
    answer = answerer(run.spec.data.task)
    waiting: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
    cancelled: set[Any] = set()
    threading.Thread(target=_read, args=(lines, waiting, cancelled), daemon=True).start()
    tell({"type": "ready"})
    while (request := waiting.get()) is not None:
        number = request.get("id")
        try:
            last: ReplyPart = {"type": "done"}
            for part in answer(request, run):
                if number in cancelled:
                    last = {"type": "cancelled"}
                    break
                if part.get("type") == "done":
                    last = part
                else:
                    tell({"id": number, **part})
            tell({"id": number, **last})
        except BaseException as error:
            traceback.print_exc()
            tell({"id": number, **_failure(error)})
        cancelled.discard(number)


def _read(lines: Iterator[str], waiting: "queue.SimpleQueue[Request | None]", cancelled: set[Any]) -> None:
    """Requests into the queue, cancellations at once; None when the input ends."""
    for line in lines:
        try:
            request = json.loads(line)
        except json.JSONDecodeError:
            continue
        if not isinstance(request, dict):
            continue
        if "cancel" in request:
            cancelled.add(request["cancel"])
        else:
            waiting.put(request)
    waiting.put(None)


def _failure(error: BaseException) -> ReplyPart:
    if isinstance(error, WorkbenchError):
        message = error.messages[0]
    elif isinstance(error, MemoryError) or "can't allocate" in str(error):
        message = Sentence("run.out_of_memory")
    else:
        message = Sentence("inference.failed", {"error": type(error).__name__})
    return {"type": "error", "key": message.key, "parameters": dict(message.parameters)}


def main(arguments: list[str]) -> int:
    """Serve standard input; the engine's own output goes to standard error."""
    if len(arguments) != 1:
        print("usage: python -m lstm_core.engine.serve RUN_DIR", file=sys.stderr)  # noqa: T201
        return 2
    answers = sys.stdout
    sys.stdout = sys.stderr

    def tell(part: ReplyPart) -> None:
        answers.write(json.dumps(part, ensure_ascii=False) + "\n")
        answers.flush()

    try:
        import torch

        torch.set_num_threads(THREADS)
        serve(Path(arguments[0]).absolute(), iter(sys.stdin), tell)
    except BrokenPipeError:
        return 0
    except Exception as error:
        traceback.print_exc()
        tell(_failure(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
