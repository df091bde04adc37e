"""A workbook's sheet is chosen in a sentence and on a card, and becomes a table and a card of its own."""

import time

import pandas as pd
import pytest

from assistant.conversation.messages import File, Message, TextPart
from assistant.services import Services
from assistant.ui.words.labels import say
from assistant.workspace import sheets
from lstm_core.errors import DataError
from tests.core.test_tidying_files import book
from tests.ui.pages import answered, app
from tests.ui.test_asking import submit

DAYS = pd.date_range("2024-01-01", periods=120).strftime("%Y-%m-%d").tolist()
NAMES = ("Sales", "Sales 2024", "成本")
BOOK = book(
    {
        "Sales": [["date", "units"], *([day, at % 7 + at / 50] for at, day in enumerate(DAYS))],
        "Sales 2024": [["date", "income"], *([day, at % 5 + at / 40] for at, day in enumerate(DAYS[:110]))],
        "成本": [["日期", "花费"], *([day, at % 6 + at / 30] for at, day in enumerate(DAYS[:100]))],
    }
)


@pytest.fixture
def workbook(services) -> File:
    return services.uploads.save("book.xlsx", BOOK)


def asked(services: Services, conversation_id: str, text: str, files=()) -> None:
    message = Message(role="user", parts=[*files, TextPart(text=text)])
    services.turns.start(conversation_id, message, services.client("en"), "en")
    answered(services, conversation_id)


@pytest.mark.parametrize(
    ("words", "sheet", "rest"),
    [
        ("use the sheet Sales", "Sales", ""),
        ("Use the sheet 'Sales 2024'", "Sales 2024", ""),
        ("forecast 30 days on the sales sheet", "Sales", "forecast 30 days"),
        ("用工作表 Sales", "Sales", ""),
        ("换成工作表“成本”，预测30天", "成本", "预测30天"),
        ("用成本这张工作表预测30天", "成本", "预测30天"),
        ("forecast the sales", None, "forecast the sales"),
        ("use the sheet Salesman", None, "use the sheet Salesman"),
    ],
)
def test_a_sheet_is_found_beside_the_word_for_one_and_the_rest_stays(words, sheet, rest):
    assert sheets.named(words, NAMES) == sheet
    table = File(name="b.csv", sha256="0" * 64, bytes=1, sheet=sheet)
    assert sheets.without(words, [table]) == rest


def test_the_named_sheet_takes_the_place_of_its_workbook_and_is_found_again_later(services, workbook):
    [first] = sheets.chosen(services.uploads, "use the sheet Sales", [workbook], [])
    assert (first.name, first.sheet, first.book) == ("book (Sales).csv", "Sales", workbook)
    assert services.uploads.path_of(first.sha256).read_text().startswith("date,units\n2024-01-01,0")
    [second] = sheets.chosen(services.uploads, "用工作表 成本", [], [first])
    assert (second.name, second.book) == ("book (成本).csv", workbook)
    assert sheets.chosen(services.uploads, "forecast the sales", [workbook], []) == [workbook]


def test_a_sheet_that_no_workbook_has_is_refused_with_those_that_there_are(services, workbook):
    with pytest.raises(DataError, match=r"has no sheet Costs\. It has: Sales, Sales 2024, 成本"):
        sheets.chosen(services.uploads, "use the sheet Costs", [], [workbook])


@pytest.mark.parametrize("words", ["use the sheet Sales 2024", "用工作表 Sales 2024"])
def test_the_guide_proposes_a_run_on_the_sheet(services, workbook, words):
    conversation_id = services.store.create("en")
    asked(services, conversation_id, "forecast it", [workbook])
    files = sheets.chosen(services.uploads, words, [], [workbook])
    asked(services, conversation_id, words, files)
    before, after = services.store.cards(conversation_id)
    assert before.spec.series.target == "units"
    assert after.spec.series.target == "income"
    assert after.spec.series.name == "book (Sales 2024).csv"
    said = services.store.messages(conversation_id)[-1][1].text
    assert "sheet" not in said.lower().replace("spreadsheet", "")


def test_a_card_offers_the_sheets_and_another_one_makes_a_card(services, own_workspace, workbook):
    conversation_id = services.store.create("en")
    asked(services, conversation_id, "forecast it", [workbook])
    page = app(own_workspace, c=conversation_id).run()
    [choice] = [each for each in page.selectbox if each.label.startswith(say("sheet.choice", "en"))]
    assert (choice.value, tuple(choice.options)) == ("Sales", NAMES)
    page = choice.select("成本").run()
    assert not page.exception
    assert [card.spec.series.target for card in services.store.cards(conversation_id)] == ["units", "花费"]
    told = services.store.messages(conversation_id)[-2][1]
    assert (told.text, [file.sheet for file in told.of(File)]) == ("Use the sheet 成本", ["成本"])
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    choices = [each.value for each in page.selectbox if each.label.startswith(say("sheet.choice", "en"))]
    assert choices == ["Sales", "成本"]


def test_what_is_typed_chooses_a_sheet_of_a_workbook_that_came_before(services, own_workspace, workbook):
    conversation_id = services.store.create("en")
    asked(services, conversation_id, "forecast it", [workbook])
    page = app(own_workspace, c=conversation_id).run()
    submit(page, "use the sheet Sales 2024")
    until = time.monotonic() + 20  # the turn runs in the server of the page
    while len(services.store.cards(conversation_id)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert [card.spec.series.target for card in services.store.cards(conversation_id)] == ["units", "income"]
    submit(page, "use the sheet Costs")
    assert any("has no sheet Costs" in box.value.replace("\\", "") for box in page.error)
