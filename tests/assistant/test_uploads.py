"""Uploads: complete or absent, once per content, names that are only names."""

import hashlib
import io
import threading

import pytest

from assistant.workspace import uploads
from assistant.workspace.uploads import Uploads
from lstm_core.errors import DataError


@pytest.fixture
def place(tmp_path):
    return Uploads(tmp_path / "uploads")


def test_an_upload_is_found_by_the_hash_of_its_content(place):
    content = bytes(range(256)) * 9000
    file = place.save("data.csv", io.BytesIO(content))
    assert (file.name, file.bytes, file.sha256) == ("data.csv", len(content), hashlib.sha256(content).hexdigest())
    assert place.path_of(file.sha256).read_bytes() == content


def test_the_same_content_is_kept_once_under_both_names(place):
    first, second = place.save("a.csv", b"x,y\n1,2\n"), place.save("b.csv", io.BytesIO(b"x,y\n1,2\n"))
    assert (first.name, second.name) == ("a.csv", "b.csv")
    assert first.sha256 == second.sha256
    assert len(list(place.folder.iterdir())) == 1


def test_many_tabs_may_upload_the_same_file_at_once(place):
    threads = [threading.Thread(target=place.save, args=("a.csv", b"value\n1\n" * 10_000)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.stat().st_size for path in place.folder.iterdir()] == [80_000]


def test_nobody_can_write_to_an_upload_so_a_run_may_link_it(place):
    assert place.path_of(place.save("a.csv", b"1").sha256).stat().st_mode & 0o222 == 0


def test_a_file_above_the_limit_is_refused_and_leaves_nothing(place, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT_BYTES", 3_000_000)
    with pytest.raises(DataError) as raised:
        place.save("big.csv", io.BytesIO(bytes(3_000_001)))
    assert raised.value.messages[0].parameters == {"name": "big.csv", "limit": 3}
    assert list(place.folder.iterdir()) == []


def test_an_upload_that_breaks_off_leaves_nothing(place):
    class Broken(io.BytesIO):
        def read(self, *_):
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        place.save("a.csv", Broken())
    assert list(place.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("销量 2024.csv", "销量 2024.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.csv", "a.csv"),
        ("evil\u202egnp.csv", "evilgnp.csv"),
        ("a\x00\n\tb.csv", "ab.csv"),
        ("", "data.csv"),
        ("...", "data.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_only_shown_and_never_a_path(place, name, shown):
    assert place.save(name, b"1").name == shown


@pytest.mark.parametrize("name", ["", "../conversations.sqlite3", "a" * 63, "A" * 64, "a" * 64])
def test_a_hash_that_was_not_uploaded_is_a_sentence(place, name):
    place.save("a.csv", b"1")
    with pytest.raises(DataError) as raised:
        place.path_of(name, "a.csv")
    assert raised.value.messages[0].key == "upload.gone"
