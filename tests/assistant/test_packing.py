"""Loose recordings become one zip, the same bytes for the same recordings; everything else is kept as it came."""

import io
import itertools
import zipfile

import pytest

from assistant.workspace import packing
from assistant.workspace.uploads import Uploads
from lstm_core.errors import DataError
from tests.sounds import tone

SOUNDS = {f"{number}-1.wav": tone(seconds=0.1 + number / 100) for number in range(3)}


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "uploads")


def keep(uploads, *given):
    return packing.store_uploads(uploads, [(name, io.BytesIO(content)) for name, content in given])


def inside(uploads, file):
    with zipfile.ZipFile(uploads.path_of(file.sha256)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_several_recordings_are_one_zip_whatever_their_order(uploads):
    kept = [keep(uploads, *order) for order in itertools.permutations(SOUNDS.items())]
    assert {(file.name, file.sha256) for [file] in kept} == {("recordings-3.zip", kept[0][0].sha256)}
    assert inside(uploads, kept[0][0]) == SOUNDS
    assert len(list(uploads.folder.iterdir())) == 1


@pytest.mark.parametrize("table", ["transcripts.csv", "labels.CSV", "Transcript.tsv"])
def test_the_table_of_the_transcripts_goes_with_them(table, uploads):
    [file] = keep(uploads, (table, b"file,transcript\n"), *SOUNDS.items())
    assert inside(uploads, file) == {**SOUNDS, "transcripts" + table[-4:].lower(): b"file,transcript\n"}


def test_of_several_tables_the_one_called_transcripts_goes_with_them(uploads):
    other, file = keep(uploads, ("sales.csv", b"1\n"), ("transcripts.csv", b"2\n"), *SOUNDS.items())
    assert other.name == "sales.csv"
    assert inside(uploads, file)["transcripts.csv"] == b"2\n"


def test_of_several_tables_none_is_guessed_to_be_the_transcripts(uploads):
    *others, file = keep(uploads, ("a.csv", b"1\n"), ("b.csv", b"2\n"), *SOUNDS.items())
    assert [other.name for other in others] == ["a.csv", "b.csv"]
    assert inside(uploads, file) == SOUNDS


@pytest.mark.parametrize(
    "given", [["x.wav"], ["a.csv"], ["a.csv", "x.ogg"], ["a.csv", "b.csv"], ["a.zip", "x.wav"], []]
)
def test_what_is_no_set_of_recordings_is_kept_as_it_came(given, uploads):
    assert [file.name for file in keep(uploads, *((name, name.encode()) for name in given))] == given


def test_a_recording_given_twice_is_kept_once_and_another_of_its_name_beside_it(uploads):
    [file] = keep(uploads, ("C:\\a\\7.wav", b"x"), ("b/7.wav", b"x"), ("7.wav", b"y"))
    assert file.name == "recordings-2.zip"
    assert sorted(inside(uploads, file)) == ["7 (2).wav", "7.wav"]


def test_recordings_above_the_limit_are_refused_and_leave_nothing(uploads, monkeypatch):
    monkeypatch.setattr("assistant.workspace.uploads.LIMIT_BYTES", 1000)
    with pytest.raises(DataError) as raised:
        keep(uploads, *SOUNDS.items())
    assert raised.value.messages[0].key == "upload.too_large"
    assert list(uploads.folder.iterdir()) == []
