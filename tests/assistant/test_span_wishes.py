"""How far to look ahead and how much to read, in units of time; what a sentence says of the values of a table."""

import io
import re

import numpy as np
import pandas as pd
import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import ToolAnswered
from assistant.conversation.messages import File, Message, TextPart
from assistant.guide import Guide
from assistant.guide.thread import KnownCard
from assistant.services import Services
from assistant.tools.thread import values_of
from lstm_core.spec.run import TrainRunSpec
from tests.assistant.guiding import PROPOSED, Toolbox
from tests.assistant.test_changes import changes_of, text_of

FILE = File(name="table.csv", sha256="0" * 64, bytes=100)
IN_BERLIN = {"data.time_column": "date", "data.zone": "Europe/Berlin"}
COLUMNS = ("demand", "temp", "wind_speed", "open", "volume", "promo")
HORIZON, WINDOW, PAST, AHEAD, TARGET = (
    "data.horizon", "data.window", "data.past_columns", "data.future_columns", "data.target",
)  # fmt: skip
MONTHS = {"month": 1.0, "quarter": 3.0, "year": 12.0}
DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365 / 12, "quarter": 91.25, "year": 365.0}
RHYTHMS = {
    "monthly": (MONTHS, {"week": 0, "month": 0, "quarter": 2, "year": 2}, "2023-10"),
    "daily": (DAYS, {"week": 4, "month": 11, "quarter": 11, "year": 11}, "2023-12-20"),
    "weekly": ({"day": 1 / 7, "week": 1.0, "month": 52 / 12, "quarter": 13.0, "year": 52.0}, {"year": 2}, "2023-12-17"),
    "hourly": ({unit: 24 * steps for unit, steps in DAYS.items()}, {"week": 100, "year": 268}, "2023-12-20T20:00"),
    "quarterly": ({"month": 1 / 3, "quarter": 1.0, "year": 4.0}, {"year": 1}, "2023-07"),
    "daily without Sundays": ({"day": 1.0, "week": 6.0, "month": 26.0, "year": 313.0}, {"year": 9}, "2023-12-20"),
    None: ({}, {}, "2023-12-20"),
}


class Table:
    def __init__(self, rhythm="daily", cards=True, codes=(), **changes):
        spec = TrainRunSpec().with_changes({"data.source": "file", "data.file": "/f", "data.name": FILE.name})
        spec = spec.with_changes(
            {TARGET: "demand", HORIZON: 5, "data.season": 7, "data.missing_codes": codes, **changes}
        )
        self.card = KnownCard("card-1", "series", values_of(spec), spec, file=FILE.name)
        self.rhythm, self.known, self.codes = rhythm, cards, codes

    def cards(self):
        return (self.card,) if self.known else ()

    def about(self, _file):
        per, left, last = RHYTHMS[self.rhythm]
        columns = [{"name": "date", "kind": "time"}, *({"name": name, "kind": "number"} for name in COLUMNS)]
        return {"file": FILE.name, "rows": 900, "columns": columns, "frequency": self.rhythm, "steps_per": per,
                "steps_left_of": left, "period": ["2019-01-01", last], "missing_codes": list(self.codes)}  # fmt: skip


def language_of(question):
    return "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en"


def ask(question, rhythm="daily", **changes):
    """Beside the newest card of the table."""
    tools = Toolbox(propose_run=PROPOSED, read_run=({"state": "not trained yet"}, True))
    tools.live = Table(rhythm, **changes)
    messages = [
        Message(role="user", parts=[FILE, TextPart(text="Forecast")]),
        Message(role="assistant", parts=[TextPart(text="Here.")], finish_reason="stop"),
        Message(role="user", parts=[TextPart(text=question)]),
    ]
    language = language_of(question)
    return list(run_turn(messages, Guide(language), tools, language)), tools


def bring(question, rhythm="daily", codes=()):
    """With the table, before there is any card: what is proposed for it, and what is said."""
    live = Table(rhythm, cards=False, codes=codes)
    tools = Toolbox(propose_run=PROPOSED, describe_data=(live.about(FILE), True))
    tools.live = live
    language = language_of(question)
    message = Message(role="user", parts=[FILE, TextPart(text=question)])
    events = list(run_turn([message], Guide(language), tools, language))
    [given] = [given for name, given in tools.calls if name == "propose_run"]
    return given["changes"], text_of(events)


LOOKS = [
    ("forecast the next year", "monthly", 12),
    ("forecast the next year", "daily", 365),
    ("forecast the next year", "quarterly", 4),
    ("forecast the next year", "weekly", 52),
    ("forecast the next year", "hourly", 8760),
    ("forecast the coming year", "monthly", 12),
    ("predict one year ahead", "monthly", 12),
    ("forecast a year", "quarterly", 4),
    ("预测明年", "monthly", 12),
    ("预测下一年", "weekly", 52),
    ("预测来年", "daily", 365),
    ("next 2 weeks", "daily without Sundays", 12),
    ("the coming three weeks", "daily without Sundays", 18),
    ("未来两周", "daily without Sundays", 12),
    ("next week", "daily without Sundays", 6),
    ("next quarter", "monthly", 3),
    ("forecast the next 2 quarters", "monthly", 6),
    ("下个季度", "monthly", 3),
    ("预测未来三个季度", "quarterly", 3),
    ("下个月", "daily", 30),
    ("未来一周", "daily", 7),
    ("forecast for two weeks", "daily", 14),
    ("half a year", "monthly", 6),
    ("预测未来半年", "weekly", 26),
    ("forecast a year and a half", "monthly", 18),
    ("未来一年半", "monthly", 18),
    ("未来24小时", "hourly", 24),
    ("the next 36h", "hourly", 36),
    ("next 48 hours", "daily", 2),
    ("the next 14 days", "weekly", 2),
    ("forecast the rest of the year", "monthly", 2),
    ("今年剩下的时间", "daily", 11),
    ("预测到年底", "weekly", 2),
    ("until the end of the month", "daily", 11),
    ("预测2024年的demand", "monthly", 14),
    ("forecast 2024", "monthly", 14),
]


@pytest.mark.parametrize(("question", "rhythm", "steps"), LOOKS)
def test_how_far_to_look_is_counted_by_the_calendar_of_the_data(question, rhythm, steps):
    events, tools = ask(question, rhythm)
    assert changes_of(tools) == [{HORIZON: steps}], text_of(events)
    changes, said = bring(question, rhythm)
    assert changes[HORIZON] == steps, said


@pytest.mark.parametrize(
    ("question", "rhythm", "words"),
    [
        ("forecast the next 10 days", "monthly", ["10 days", "monthly", "12 steps ahead"]),
        ("the next 36 hours", "daily", ["36 hours", "daily"]),
        ("未来 90 分钟", "hourly", ["90 分钟", "hourly", "12 步"]),
        ("未来 10 天", "weekly", ["10 天", "weekly"]),
        ("next 3 months", None, ["3 months", "no regular rhythm"]),
        ("预测未来三个月", None, ["三个月", "没有固定规律"]),
        ("the rest of the week", "monthly", ["rest of the week", "2023-10"]),
        ("forecast 2019", "daily", ["2019", "2023-12-20"]),
    ],
)
def test_a_span_that_is_no_number_of_rows_is_said_with_what_to_do(question, rhythm, words):
    events, tools = ask(question, rhythm)
    assert changes_of(tools) == []
    assert [word for word in words if word not in text_of(events)] == [], text_of(events)
    changes, said = bring(question, rhythm)
    assert HORIZON not in changes
    assert [word for word in words if word not in said] == [], said


@pytest.mark.parametrize(
    ("question", "rhythm", "expected"),
    [
        ("用前60天的开盘价和成交量作为输入", "daily", {WINDOW: 60, PAST: ["open", "volume"]}),
        ("用过去两周的气温和风速做输入", "daily", {WINDOW: 14, PAST: ["temp", "wind_speed"]}),
        ("use the last 30 days of volume as an input", "daily", {WINDOW: 30, PAST: ["volume"]}),
        ("用最近一年的成交量作为输入", "weekly", {WINDOW: 52, PAST: ["volume"]}),
        ("use the past 2 quarters", "monthly", {WINDOW: 6}),
        ("基于过去 3 个月的数据", "daily", {WINDOW: 91}),
        ("window of 2 days", "hourly", {WINDOW: 48}),
        ("窗口 3 周", "daily without Sundays", {WINDOW: 18}),
    ],
)
def test_a_window_is_counted_in_units_of_time_and_its_columns_are_found(question, rhythm, expected):
    given = {WINDOW: 24} if expected[WINDOW] == 48 else {}
    events, tools = ask(question, rhythm, **given)
    assert changes_of(tools) == [expected], text_of(events)
    changes, said = bring(question, rhythm)
    assert {path: changes.get(path) for path in expected} == expected, said


@pytest.mark.parametrize(
    ("question", "steps"),
    [("add 2 weeks to the window", 62), ("窗口再加 1 个月", 78), ("window 7 days shorter", 41), ("窗口减少 7 天", 41)],
)
def test_a_window_is_moved_by_units_of_time(question, steps):
    events, tools = ask(question)
    assert changes_of(tools) == [{WINDOW: steps}], text_of(events)


@pytest.mark.parametrize("question", ["window of 36 hours", "窗口 36 小时", "use the last 36 hours"])
def test_a_window_in_a_unit_finer_than_the_data_is_refused_in_a_sentence(question):
    events, tools = ask(question)
    assert changes_of(tools) == []
    assert "36" in text_of(events)
    assert "daily" in text_of(events)
    changes, said = bring(question)
    assert WINDOW not in changes
    assert "daily" in said


@pytest.mark.parametrize(
    ("question", "rhythm", "expected"),
    [
        ("Forecast 12 months with a log transform", "monthly", {HORIZON: 12, "data.transform": "log"}),
        ("Forecast 2 quarters with log1p", "monthly", {HORIZON: 6, "data.transform": "log1p"}),
        ("预测未来一年，取对数", "monthly", {HORIZON: 12, "data.transform": "log"}),
        ("predict the next 3 weeks with first differences", "daily", {HORIZON: 21, "data.difference": "first"}),
        ("预测明年的需求", "monthly", {HORIZON: 12, TARGET: "demand"}),
        ("预测下个月的气温", "daily", {HORIZON: 30, TARGET: "temp"}),
        ("预测未来两周的成交量", "daily", {HORIZON: 14, TARGET: "volume"}),
        ("forecast trading volume for the next quarter", "monthly", {HORIZON: 3, TARGET: "volume"}),
        ("Forecast temp 24 steps ahead", "daily", {HORIZON: 24, TARGET: "temp"}),
        ("Predict wind speed 3 days ahead", "daily", {HORIZON: 3, TARGET: "wind_speed"}),
        ("预测 temp 未来 24 步", "daily", {HORIZON: 24, TARGET: "temp"}),
        ("Forecast promo for the next 2 weeks", "daily", {HORIZON: 14, TARGET: "promo"}),
        ("use promo as a column known in the future", "daily", {AHEAD: ["promo"]}),
        ("the promotions are known ahead", "daily", {AHEAD: ["promo"]}),
        ("促销提前知道", "daily", {AHEAD: ["promo"]}),
        ("促销已知", "daily", {AHEAD: ["promo"]}),
        ("temp is known in advance", "daily", {AHEAD: ["temp"]}),
        ("all weather columns as inputs", "daily", {PAST: ["temp", "wind_speed"]}),
        ("use the weather data as inputs", "daily", {PAST: ["temp", "wind_speed"]}),
        ("所有天气列都作为输入", "daily", {PAST: ["temp", "wind_speed"]}),
        ("把气象变量当作输入", "daily", {PAST: ["temp", "wind_speed"]}),
        ("Forecast demand with times in Europe/Paris", "daily", {TARGET: "demand", "data.zone": "Europe/Paris"}),
        ("Forecast demand, never below zero", "daily", {TARGET: "demand", "data.floor": 0.0}),
        ("预测需求，不会低于 0", "daily", {TARGET: "demand", "data.floor": 0.0}),
        ("Forecast demand; it can't be negative", "daily", {TARGET: "demand", "data.floor": 0.0}),
        ("预测需求，预测值不超过 100", "daily", {TARGET: "demand", "data.ceiling": 100.0}),
    ],
)
def test_a_question_that_brings_its_table_is_followed_in_all_that_it_says(question, rhythm, expected):
    changes, said = bring(question, rhythm)
    assert changes == expected, said
    assert not [words for words in ("is no ", "不是这份", "没有照做", "do not know") if words in said], said


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Forecast profit for the next 2 weeks", "profit"),
        ("Forecast foo 24 steps ahead", "foo"),
        ("预测明年的销量", "销量"),
        ("use holidays as an input", "holidays"),
        ("所有价格列都作为输入，预测客流", "客流"),
        ("use the snow column as an input", "snow"),
    ],
)
def test_a_name_that_is_no_column_is_answered_with_the_columns_there_are(question, name):
    changes, said = bring(question)
    assert TARGET not in changes
    assert name in said
    assert [column for column in COLUMNS if column not in said] == [], said


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("without log", {"data.transform": "log"}, {"data.transform": "none"}),
        ("不要取对数", {"data.transform": "log"}, {"data.transform": "none"}),
        ("no log transform please", {"data.transform": "log"}, {"data.transform": "none"}),
        ("don't use logs", {"data.transform": "log"}, {"data.transform": "none"}),
        ("不要差分", {"data.difference": "seasonal"}, {"data.difference": "none"}),
        ("without differencing", {"data.difference": "first"}, {"data.difference": "none"}),
        ("去掉季节差分", {"data.difference": "seasonal"}, {"data.difference": "none"}),
        ("show times in Europe/Paris", IN_BERLIN, {"data.zone": "Europe/Paris"}),
        ("Set Time zone to Asia/Tokyo", IN_BERLIN, {"data.zone": "Asia/Tokyo"}),
        ("tell the times in Beijing time", IN_BERLIN, {"data.zone": "Asia/Shanghai"}),
        ("time zone UTC+5:30", IN_BERLIN, {"data.zone": "+05:30"}),
        ("show the times in UTC", IN_BERLIN, {"data.zone": None}),
        ("把时区改成 Asia/Tokyo", IN_BERLIN, {"data.zone": "Asia/Tokyo"}),
        ("按北京时间显示", IN_BERLIN, {"data.zone": "Asia/Shanghai"}),
        ("时区用 UTC+8", IN_BERLIN, {"data.zone": "+08:00"}),
        ("never below zero", {}, {"data.floor": 0.0}),
        ("不会低于 0", {}, {"data.floor": 0.0}),
        ("it cannot be negative", {}, {"data.floor": 0.0}),
        ("预测不能是负数", {}, {"data.floor": 0.0}),
        ("never below 10.5", {}, {"data.floor": 10.5}),
        ("never above 100", {}, {"data.ceiling": 100.0}),
        ("不会超过 100", {}, {"data.ceiling": 100.0}),
        ("-200 are real values", {"data.missing_codes": (-200, 999)}, {"data.missing_codes": [999]}),
        ("-200 是真实值", {"data.missing_codes": (-200,)}, {"data.missing_codes": []}),
        ("-200 isn't missing", {"data.missing_codes": (-200,)}, {"data.missing_codes": []}),
        ("-200 和 999 都是真实值", {"data.missing_codes": (-200, 999)}, {"data.missing_codes": []}),
        ("999 means missing", {}, {"data.missing_codes": [999], "data.missing": "mask"}),
        ("-999 表示缺失", {"data.missing": "mask"}, {"data.missing_codes": [-999]}),
        ("treat 0 and -1 as missing", {}, {"data.missing_codes": [0, -1], "data.missing": "mask"}),
        ("缺失值用 -99 表示", {}, {"data.missing_codes": [-99], "data.missing": "mask"}),
    ],
)
def test_what_is_said_of_the_values_changes_the_card(question, before, expected):
    codes = before.get("data.missing_codes", ())
    others = {path: value for path, value in before.items() if path != "data.missing_codes"}
    events, tools = ask(question, codes=codes, **others)
    assert changes_of(tools) == [expected], text_of(events)


@pytest.mark.parametrize(
    ("question", "codes", "expected"),
    [
        ("Forecast demand, -200 are real values", (-200.0,), []),
        ("预测需求，-200 是真实值", (-200.0, 999.0), [999]),
        ("Forecast demand, 999 means missing", (-200.0,), [-200, 999]),
        ("预测需求，9999 表示缺失", (), [9999]),
    ],
)
def test_numbers_for_missing_are_named_with_the_table_already(question, codes, expected):
    changes, said = bring(question, codes=codes)
    assert changes["data.missing_codes"] == expected, said
    assert [each for each in expected if f"{each}" not in said] == [], said
    assert changes[TARGET] == "demand"


@pytest.mark.parametrize(
    "question", ["test on the last 30 days", "train for 3 days", "最后 20% 作测试", "don't forecast the next year"]
)
def test_other_stretches_of_time_are_no_window_and_no_horizon(question):
    _, tools = ask(question)
    assert all(not {WINDOW, HORIZON} & changes.keys() for changes in changes_of(tools))


def daily_table(days=900):
    moments = pd.date_range("2021-01-01", periods=days)
    moments = moments[moments.day_of_week != 6]
    values = 50 + np.random.default_rng(0).normal(size=(len(moments), 2)).round(2)
    return pd.DataFrame(values, columns=["sales", "temp"], index=moments.rename("date")).to_csv().encode()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("forecast the next 2 weeks", {HORIZON: 12}),
        ("预测未来一周的销量，用过去两周的气温作为输入", {HORIZON: 6, WINDOW: 12, PAST: ("temp",), TARGET: "sales"}),
    ],
)
def test_the_real_tools_count_an_upload_by_its_own_calendar(tmp_path, question, expected):
    services, language = Services(tmp_path), language_of(question)
    try:
        conversation = services.store.create(language)
        file = services.uploads.save("shop.csv", io.BytesIO(daily_table()))
        asked = Message(role="user", parts=[file, TextPart(text=question)])
        services.store.append(conversation, asked)
        events = list(run_turn([asked], Guide(language), services.toolbox(conversation, language), language))
        card = next(event.card for event in events if isinstance(event, ToolAnswered) and event.card)
        values = values_of(services.store.card(card).spec)
        assert {path: values[path] for path in expected} == expected
    finally:
        services.close()
