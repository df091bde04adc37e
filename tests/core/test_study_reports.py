"""The report of a comparison and of a search: it says what the record says, fetches nothing, lists its download."""

import html
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from lstm_core.kinds import KINDS
from lstm_core.reports.html.comparison import comparison_page
from lstm_core.reports.html.search import search_page
from lstm_core.reports.kinds import compare, search
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from lstm_core.scripts import archive
from tests.comparisons import BETTER, TIED, compare_spec, make_comparison
from tests.core.test_reports import read
from tests.searches import make_search, search_spec

STOPPED = events.Stopped(seq=0, at=0, step=3)
ATTACK = '</script><script>alert(1)</script><img src=x onerror="alert(2)">"\'&'


def words(page):
    return " ".join(" ".join(read(page).words).split())


def pictures(page):
    line = next(line for line in read(page).scripts[-1].splitlines() if line.startswith("const pictures = "))
    return {each["id"]: each for each in json.loads(line.removeprefix("const pictures = ").removesuffix(";"))}


def download(record, language="en"):
    target = io.BytesIO()
    KINDS[record.spec.kind].resolve("script")(record, target, language)
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return read_run(make_comparison(tmp_path_factory.mktemp("runs")))


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    return read_run(make_search(tmp_path_factory.mktemp("runs"), search_spec(trials=16)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_of_a_comparison_says_verdict_table_pairs_and_every_seed(compared, language):
    said = words(comparison_page(compared, language, data=True))
    table = compared.candidates[1].table["mae"]
    expected = [compare.summary(compared, language)]
    expected += [sentence.text(language) for sentence in compare.explained(compared, language)]
    expected += [compare.interval_text("mae", table, language), f"{table.mean:.1f}", "2026-11-23 12:00 UTC", "309"]
    expected += [f"{each.measures['mae']:.1f}" for each in compared.members]
    expected += [compare.interval_text("mae", compared.differences[0].found, language), "Made <b>Processor</b>"]
    assert [text for text in expected if " ".join(text.split()) not in said] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_of_a_search_says_start_winner_shrinkage_and_what_was_stopped(searched, language):
    said = words(search_page(searched, language, data=True))
    found = searched.confirmation
    assert searched.result.verdict == "better"
    expected = [search.summary(searched, language)]
    expected += [sentence.text(language) for sentence in search.explained(searched, language)]
    for name, each in ((searched.measure, found.winner), (searched.test_measure, found.start_test)):
        expected.append(search.interval_text(name, each, language))
    expected.append(search.interval_text(searched.test_measure, found.difference, language))
    expected += [search.score_text(searched, searched.best_score), search.score_text(searched, searched.start_score)]
    pruned = [row for row in searched.trials if row.state == "pruned"]
    expected += [search.why_text(searched, row, language) for row in pruned]
    assert pruned
    assert [text for text in expected if " ".join(text.split()) not in said] == []


@pytest.mark.parametrize("kind", ["compared", "searched"])
def test_a_report_fetches_nothing_and_tells_nothing_of_this_machine(request, kind):
    record = request.getfixturevalue(kind)
    page = download(record)["report.html"].decode()
    assert read(page).addresses == []
    assert page.count("plotly.js v") == 1
    assert "default-src 'none'" in page
    assert "url(" not in page.partition("</style>")[0]
    assert str(Path(record.path).parent) not in html.unescape(page)


def test_pictures_are_the_records_numbers_in_the_colours_of_both_backgrounds(compared, searched):
    found = pictures(comparison_page(compared, "en", data=True))
    assert list(found) == ["scores", "pareto-parameters", "pareto-step_ms", "losses"]
    assert found["scores"]["figure"]["data"][1]["y"] == [each.table["mae"].mean for each in compared.candidates]
    assert len(found["losses"]["figure"]["data"]) == len(compared.members)
    found |= pictures(search_page(searched, "en", data=True))
    assert found["history"]["figure"]["data"][0]["y"] == [row.score for row in searched.trials if row.score is not None]
    assert {"importance", "slice-train-learning_rate"} <= set(found)
    assert not any(trace["type"] == "parcoords" for each in found.values() for trace in each["figure"]["data"])
    for name, each in found.items():
        light, dark = each["colours"]["light"], each["colours"]["dark"]
        assert (
            light["layout"]["font.color"] == each["figure"]["layout"]["font"]["color"] != dark["layout"]["font.color"]
        )
        assert light["traces"].keys() == dark["traces"].keys()
        count = len(each["figure"]["data"])
        assert {len(values) for values in dark["traces"].values()} <= {count}, name
    assert found["scores"]["colours"]["dark"]["traces"]["error_y.color"][1] == "#ffa05c"


@pytest.mark.parametrize(
    ("gains", "mark", "said"),
    [(BETTER, "better", "GRU is better"), (TIED, "tie", "A tie"), (((0.3,), (0.4,)), "few", "")],
)
def test_the_mark_at_the_verdict_is_a_tick_only_where_one_is_better(tmp_path, gains, mark, said):
    record = read_run(make_comparison(tmp_path, gains, spec=compare_spec(seeds=len(gains[0]))))
    page = comparison_page(record, "en", data=True)
    assert f'class="headline {mark}"' in page
    assert said in words(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_study_that_was_stopped_has_a_report_of_what_is_there(tmp_path, language):
    half = read_run(make_comparison(tmp_path / "compared", done=3, ending=STOPPED))
    assert compare.summary(half, language) in words(comparison_page(half, language, data=True))
    early = read_run(make_comparison(tmp_path / "early", done=0, ending=STOPPED))
    assert compare.summary(early, language) in words(download(early, language)["report.html"].decode())
    few = read_run(make_search(tmp_path / "searched", looks=12, ending=STOPPED))
    assert search.summary(few, language) in words(search_page(few, language, data=True))
    none = read_run(make_search(tmp_path / "none", looks=1, ending=STOPPED))
    assert search.summary(none, language) in words(download(none, language)["report.html"].decode())


def test_a_report_outlives_the_folders_of_its_trainings(tmp_path):
    record = read_run(make_comparison(tmp_path))
    shutil.rmtree(RunFolder(record.path).members)
    page = words(comparison_page(read_run(record.path), "en", data=True))
    assert compare.summary(record, "en") in page
    assert "so nothing more is known of the data" in page


def test_a_failed_training_is_told_in_the_table_of_seeds(tmp_path):
    record = read_run(make_comparison(tmp_path, ((0.3, None, 0.3), (0.4, 0.4, 0.41))))
    page = words(comparison_page(record, "en", data=True))
    assert "1 without a result" in page
    assert "failed" in page


def test_names_of_a_stranger_are_text_and_nothing_else(tmp_path):
    record = read_run(make_comparison(tmp_path))
    data = {"source": "file", "file": "data.csv", "name": ATTACK, "target": ATTACK}
    run = record.spec.run.model_copy(update={"data": record.spec.run.data.model_copy(update=data)})
    hostile = record.model_copy(update={"spec": record.spec.model_copy(update={"run": run})})
    plain, attacked = (read(comparison_page(each, "en", data=True)) for each in (record, hostile))
    assert attacked.tags.count("script") == plain.tags.count("script")
    assert "img" not in attacked.tags
    assert ATTACK in " ".join(attacked.words)


@pytest.mark.parametrize(("kind", "room"), [("compared", "best"), ("searched", "recommended")])
def test_the_script_of_the_winner_has_its_data_beside_it_and_equal_studies_have_equal_bytes(request, kind, room):
    record = request.getfixturevalue(kind)
    found = download(record)
    assert found[f"{room}/data.csv"] == RunFolder(Path(record.path)).data.read_bytes()
    compile(found[f"{room}/train.py"], "train.py", "exec")
    assert found == download(record)
    listed = words(found["report.html"].decode())
    assert [name for name in found if name != "report.html" and not re.search(_listed(name), listed)] == []


def _listed(name):
    """A file, or the folder that holds it."""
    return "|".join(re.escape(part) for part in (name, *([f"{name.partition('/')[0]}/"] if "/" in name else [])))


def test_data_that_is_too_large_stays_at_home_and_the_report_says_where_it_belongs(compared, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_DATA", 100)
    found = download(compared)
    assert "best/data.csv" not in found
    assert "put it here before you run the script" in words(found["report.html"].decode())


def test_a_report_of_many_trials_lists_the_best_and_says_so(searched):
    rows = [searched.trials[0].model_copy(update={"number": number}) for number in range(230)]
    page = words(search_page(searched.model_copy(update={"trials": rows}), "en", data=True))
    assert "230 trials, of which the first 200 are listed" in page


def test_a_table_of_runs_sorts_a_search_by_what_it_recommends(tmp_path, searched):
    found = searched.confirmation
    assert searched.result.scored() == (searched.test_measure, found.winner_test.mean, None, None)
    kept = searched.result.model_copy(update={"verdict": "tie"})
    assert kept.scored().value == found.start_test.mean
    assert read_run(make_search(tmp_path, search_spec(trials=2))).result.scored() is None  # nothing was confirmed
