"""The server of a deployment: many requests at once, and one sentence with a 4xx for each that it cannot answer.

FastAPI is no requirement of this project; a stand-in of a few lines on Starlette, which FastAPI extends, serves here.
"""

import json
import subprocess
import sys

import pytest

from tests.core.test_deploy import spec, table
from tests.deployments import deployed, stopped_run

FASTAPI = """
from starlette.applications import Starlette
from starlette.requests import Request
class FastAPI(Starlette):
    def __init__(self, title):
        super().__init__()
    def get(self, path):
        return lambda handler: self.add_route(path, handler, methods=["GET"])
    def post(self, path):
        return lambda handler: self.add_route(path, handler, methods=["POST"])
"""
ASK = """
import asyncio, json, sys
sys.path[:0] = sys.argv[1:3]
import serve
serve.MOST_BYTES = 40_000

async def ask(method, path, kind="", body=b"", pieces=1, slow=0.0):
    size = -(-len(body) // pieces) or 1
    parts = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    told = []
    async def receive():
        await asyncio.sleep(slow)
        part = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": part, "more_body": bool(parts)}
    async def send(message):
        told.append(message)
    headers = [(b"content-type", kind.encode())]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers, "scheme": "http",
             "server": ("test", 80), "client": ("test", 1)}
    await serve.app(scope, receive, send)
    return told[0]["status"], b"".join(each.get("body", b"") for each in told).decode()

def form(content, field="file"):
    head = f'--XX\\r\\nContent-Disposition: form-data; name="{field}"; filename="a.csv"\\r\\n\\r\\n'
    return "multipart/form-data; boundary=XX", head.encode() + content + b"\\r\\n--XX--\\r\\n"

async def main():
    csv = open(f"{sys.argv[1]}/sample_input.csv", "rb").read()
    ways = [("text/csv", csv), form(csv), ("application/json", json.dumps({"csv": csv.decode()}).encode())]
    found = {"health": await ask("GET", "/health")}
    found["ways"] = [await ask("POST", "/forecast", *way, pieces=3) for way in ways]
    found["at once"] = await asyncio.gather(*[ask("POST", "/forecast", *ways[n % 3]) for n in range(24)])
    found["too many"] = await asyncio.gather(*[ask("POST", "/forecast", *ways[0], slow=0.05) for n in range(60)])
    as_json, as_csv = "application/json", "text/csv"
    bad = {"no json": (as_json, b"{"), "a list": (as_json, b"[1]"), "deep": (as_json, b"[" * 30_000),
           "no file": form(b"x", "other"), "no form": ("multipart/form-data", b"x"),
           "no table": (as_csv, b"\\0\\1"), "short": (as_csv, csv[:300].rpartition(b"\\n")[0]),
           "large": (as_csv, csv * 40), "bytes": (as_csv, bytes(range(256)))}
    found["bad"] = {name: await ask("POST", "/forecast", *way, pieces=9) for name, way in bad.items()}
    serve.SECONDS = 0.05
    found["slow"] = await ask("POST", "/forecast", *ways[0], pieces=5, slow=0.1)
    print(json.dumps(found))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "fastapi").mkdir()
    (folder / "fastapi" / "__init__.py").write_text(FASTAPI)
    (folder / "fastapi" / "responses.py").write_text("from starlette.responses import JSONResponse\n")
    with pytest.MonkeyPatch.context() as patch:
        run = stopped_run(folder / "runs", spec(table(folder / "table.csv")))
        out = deployed(run, folder / "out", patch)
    command = [sys.executable, "-I", "-c", ASK, str(out), str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), json.loads((out / "expected_output.json").read_text())


def test_a_file_a_form_and_json_get_the_same_forecast(told):
    found, expected = told
    assert found["health"] == [200, '{"ready":true,"task":"series"}']
    assert len({tuple(each) for each in found["ways"]}) == 1
    status, content = found["ways"][0]
    answer = json.loads(content)
    assert status == 200
    assert answer["times"] == expected["times"]
    flat = [value for row in expected["values"] for column in row for value in column]
    assert [value for row in answer["values"] for value in row] == pytest.approx(flat, rel=1e-4, abs=1e-4)


def test_requests_at_once_get_the_same_answers_as_alone(told):
    found, _ = told
    assert {tuple(each) for each in found["at once"]} == {tuple(found["ways"][0])}


def test_more_requests_than_can_be_held_are_told_to_come_later(told):
    found, _ = told
    assert {status for status, _ in found["too many"]} == {200, 503}
    assert sum(status == 503 for status, _ in found["too many"]) == 60 - 32


def test_what_cannot_be_answered_is_a_4xx_with_a_sentence(told):
    found, _ = told
    statuses = {name: status for name, (status, _) in found["bad"].items()}
    assert statuses == {
        "no json": 400,
        "a list": 422,
        "deep": 400,
        "no file": 422,
        "no form": 400,
        "no table": 422,
        "short": 422,
        "large": 413,
        "bytes": 422,
    }
    for _, content in found["bad"].values():
        assert json.loads(content)["error"].endswith(".")
    assert found["slow"][0] == 408
