"""The forecast of a run as a table on its card, with what takes it along."""

import json

from assistant.services import Services
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import Language
from lstm_core.reports.series import tables, taken
from tests.support import make_finished_run
from tests.ui.pages import runs_page


def test_a_forecast_is_downloaded_as_csv_and_workbook_and_copied_with_tabs(own_workspace):
    language: Language = "zh"  # of the harness, which writes what is chosen
    services = Services(own_workspace)
    path = make_finished_run(services.runs)
    rows = tables.forecast_rows(services.record(path.name))
    services.close()
    page = runs_page(own_workspace, language, run=path.name).run()
    [choice] = [each for each in page.get("button_group") if say("picture.table", language) in str(each.proto)]
    page = choice.set_value("table").run()
    assert not page.exception
    assert list(page.dataframe[-1].value.columns) == rows[0]
    labels = [each.proto.label for each in page.get("download_button")]
    for key in ("action.forecast_csv", "action.forecast_xlsx"):
        assert sum(label.startswith(say(key, language)) for label in labels) == 1
    told = [json.loads(each.proto.json) for each in page.main.get("bidi_component")]
    [copied] = [each for each in told if each.get("name") == say("forecast.copy", language)]
    assert copied["text"] == taken.as_tabs(rows)
