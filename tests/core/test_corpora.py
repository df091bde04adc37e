"""Texts: the built-in ones, every encoding, and one sentence for each text that nothing can be learned from."""

import hashlib
import zipfile

import pytest

from lstm_core.data import tasks
from lstm_core.data.files.checks import LIMIT_BYTES
from lstm_core.data.text import corpora, profile
from lstm_core.errors import DataError
from lstm_core.runs import preflight
from lstm_core.runs.folder import DATA_FILES
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.text import TextData

CHINESE = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n" * 60
DIGESTS = {
    "shakespeare": "6f9d9ce4b0cad5728817835183362b8a2d87a8dd722732714c32d5fac1b85b09",
    "tang": "b8496fd10dc1b7001a5e3f690aca01d5a66dc3d2a0df5bf3c26e5f3b346430ae",
}


def data_of(path) -> TextData:
    return TextData(source="file", file=str(path), name=path.name)


def refusal(path):
    """The only message of the refusal, which names the file in both languages."""
    with pytest.raises(DataError) as refused:
        tasks.write_data_file(data_of(path), path.with_name("placed.txt"))
    [message] = refused.value.messages
    for language in ("zh", "en"):
        sentence = message.text(language)
        assert path.name in sentence
        assert "\n" not in sentence
    assert not path.with_name("placed.txt").exists()
    return message


@pytest.mark.parametrize("name", corpora.SOURCES)
def test_the_bytes_of_a_built_in_text_never_change(name, tmp_path):
    tasks.write_data_file(corpora.SOURCES[name].data(), tmp_path / "data.txt")
    assert hashlib.sha256((tmp_path / "data.txt").read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8", CHINESE), ("utf-8-sig", CHINESE), ("gb18030", CHINESE), ("utf-16", CHINESE),
     ("big5", "天地玄黃\n" * 300),
     ("cp1252", "déjà vu, naïve café\n" * 80), ("ascii", "To be or not to be.\r\n" * 60)],
)  # fmt: skip
def test_a_text_in_any_usual_encoding_is_placed_as_utf_8_with_line_feeds(encoding, text, tmp_path):
    path = tmp_path / "in.txt"
    path.write_bytes(text.encode(encoding))
    tasks.write_data_file(data_of(path), tmp_path / "data.txt")
    assert (tmp_path / "data.txt").read_bytes().decode("utf-8") == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "data.empty"),
        (b"ten bytes.", "text.too_short"),
        (b" \n\n  \n" * 400, "data.blank"),
        (b"a" * 5000, "text.one_symbol"),
        (b"\xe6\x88\x91\n" * 2000, "text.one_symbol"),
        (bytes(range(256)) * 40, "text.binary"),
        (b"text and \0 zeros " * 100, "text.binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "text.other_kind"),
        (b"%PDF-1.7\n" + b"words " * 500, "text.other_kind"),
        (CHINESE.encode("utf-8") + CHINESE.encode("gbk"), "text.mixed"),
        (b"plain line\n" * 200 + CHINESE.encode("gbk")[:60] + b"\n" + CHINESE.encode("utf-8"), "text.mixed"),
    ],
)
def test_a_text_that_cannot_be_learned_from_is_one_sentence(content, key, tmp_path):
    path = tmp_path / "novel.txt"
    path.write_bytes(content)
    assert refusal(path).key == key


def test_a_zip_that_is_called_text_is_named_as_one(tmp_path):
    path = tmp_path / "novel.txt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "words " * 1000)
    assert refusal(path).parameters["kind"] == "ZIP"


def test_a_text_of_500_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.write(b"words and words\n" * 600)
        file.truncate(500_000_000)
    message = refusal(path)
    assert (message.key, message.parameters["limit"]) == ("text.too_large", LIMIT_BYTES // 1_000_000)


def test_a_file_that_is_gone_is_named(tmp_path):
    assert refusal(tmp_path / "gone.txt").key == "data.missing_file"


def test_markup_is_a_text_too(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><p>many words here</p>\n" * 60)
    tasks.write_data_file(data_of(path), tmp_path / "data.txt")


def test_parts_are_cut_by_position_and_lose_nothing():
    text = "".join(map(str, range(2000)))
    parts = corpora.split(text, TextData(validation_fraction=0.1, test_fraction=0.05))
    assert "".join(parts) == text
    assert (len(parts.validation), len(parts.test)) == (int(len(text) * 0.1), int(len(text) * 0.05))


@pytest.mark.parametrize("name", corpora.SOURCES)
def test_a_built_in_text_is_proposed_with_reasons_and_fits(name, tmp_path):
    proposal = profile.propose(name)
    assert proposal.reasons
    assert proposal.profile.characters > 90_000
    assert (proposal.profile.chinese > 0.5) == (name == "tang")
    tasks.write_data_file(proposal.spec.data, tmp_path / "data.txt")
    preflight.check_run(proposal.spec, tmp_path / "data.txt")


def test_a_short_text_gets_a_small_network_and_a_warning(tmp_path):
    path = tmp_path / "short.txt"
    path.write_text("A few words about nothing much.\n" * 40)
    proposal = profile.propose(path, "short.txt")
    assert proposal.spec.model.hidden_size < profile.propose("shakespeare").spec.model.hidden_size
    assert "text.small" in [notice.key for notice in proposal.notices]


def test_more_streams_than_a_text_has_room_for_are_refused_with_the_most_that_fit(tmp_path):
    path = tmp_path / "short.txt"
    path.write_text("A few words about nothing much.\n" * 40)
    with pytest.raises(DataError) as refused:
        profile.propose(path, "short.txt", {"train.batch_size": 500})
    [message] = refused.value.messages
    most = int(message.parameters["most"])
    profile.propose(path, "short.txt", {"train.batch_size": most})


def test_a_training_part_of_one_symbol_is_refused(tmp_path):
    path = tmp_path / "late.txt"
    path.write_text("a" * 5000 + "bcd" * 100)
    with pytest.raises(DataError) as refused:
        profile.propose(path, "late.txt")
    assert refused.value.messages[0].key == "text.one_symbol"


def test_a_text_run_keeps_its_data_under_its_own_name():
    assert DATA_FILES[parse_train_spec({"data": {"task": "text"}}).data.task] == "data.txt"
    assert TrainRunSpec().data.task == "series"
