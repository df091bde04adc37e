"""Settings that a person named in a question, in Chinese or English, as changes of a spec."""

import re
from typing import Any, NamedTuple

from assistant.guide.understanding import cells, wording

_NUMBER = rf"(\d+(?:\.\d+)?(?:e-?\d+)?|{wording.CHINESE}|{wording.ENGLISH})"
_TO = r"\s*(?:改成|改为|设为|设成|调到|换成|变成|为|是|等于|to|of|=|:|：|at)?\s*"
_UNITS_EN = r"steps?|points?|values?|days?|weeks?|months?|years?|decades?|hours?"
_UNIT = rf"(步|天|日|周|星期|个?月|年|小时|个小时|个?点(?!钟)|{_UNITS_EN})"

# Path of the spec, and patterns whose first group is its number.
_WHOLE = {
    "model.hidden_size": (rf"(?:隐藏(?:层)?(?:维度|单元数?|大小)?|hidden(?:[ _-]?(?:size|units?|dim))?){_TO}{_NUMBER}",
                          rf"{_NUMBER}\s*(?:个?隐藏单元|hidden units)"),
    "model.layers": (rf"(?:层数|num[ _]layers|layers){_TO}{_NUMBER}",
                     rf"{_NUMBER}(?:\s*层(?!归一化)|[\s-]*layers?\b(?![\s-]*norm))"),
    "data.window": (rf"(?:窗口(?:长度|大小)?|window(?:[ _](?:size|length))?|lookback){_TO}{_NUMBER}",),
    "train.steps": (rf"(?:训练步数|步数|train(?:ing)?\s+(?:for\s+)?|训练)\s*{_TO}{_NUMBER}\s*(?:步|steps)",
                    rf"(?:训练步数|步数|train\.steps){_TO}{_NUMBER}"),
    "train.batch_size": (rf"(?:批(?:次)?(?:大小)?|batch(?:[ _]size)?){_TO}{_NUMBER}",),
    "train.seed": (rf"(?:随机)?(?:种子|seed){_TO}{_NUMBER}",),
    "data.season": (rf"(?:季节周期|周期|season|period){_TO}{_NUMBER}",),
    "data.folds": (rf"(?:滚动)?回测\s*{_NUMBER}\s*(?:段|折|次)",
                   rf"backtest\s+(?:over|with|in)?\s*{_NUMBER}\s*(?:pieces|folds|times)",
                   rf"{_NUMBER}[- ](?:fold|piece) (?:walk-forward )?backtest"),
    "data.horizon": (rf"(?:预测步数|horizon){_TO}{_NUMBER}",),
    "model.heads": (rf"{_NUMBER}(?:\s*个?(?:注意力)?头|[\s-]*heads?\b)", rf"(?:头数|heads){_TO}{_NUMBER}"),
    "model.context": (rf"(?:回看|context(?:[ _](?:length|size))?)\s*(?:to|=|:|：)?\s*{_NUMBER}",),
    "train.recompute_every": (rf"每隔?\s*{_NUMBER}\s*个?(?:时间)?步(?:时间)?(?:重新?计?算|保?存一次状态)",
                              rf"(?:checkpoint(?:ing|s)?|recomput(?:e|ing|ation))(?: over time)?\s+every\s+{_NUMBER}",
                              rf"(?:重算间隔|recompute[ _]every){_TO}{_NUMBER}"),
    "model.patch": (rf"(?:patch(?:es)?(?:[ _]?(?:length|size|长度))?|(?:补丁|分块)(?:长度)?)(?: of)?{_TO}{_NUMBER}",),
}  # fmt: skip
_REAL = {
    "train.learning_rate": (rf"(?:学习率|learning[ _]rate|\blr\b){_TO}{_NUMBER}",),
    "model.dropout": (
        rf"(?<!variational[ _])(?<!recurrent[ _])(?<!变分)(?<!变分 )(?<!循环)(?<!循环 )dropout{_TO}{_NUMBER}",
    ),
    "model.variational_dropout": (rf"(?:变分\s*|variational[ _])dropout{_TO}{_NUMBER}",),
    "model.recurrent_dropout": (rf"(?:循环\s*|recurrent[ _])dropout{_TO}{_NUMBER}",),
    "model.zoneout": (rf"zoneout(?:率)?{_TO}{_NUMBER}",),
    "model.forget_bias": (rf"(?:遗忘门?(?:的)?(?:初始)?偏置|forget[ -]?(?:gate)?(?:'s)?[ _-]?bias){_TO}{_NUMBER}",),
    "train.clip_norm": (rf"(?:梯度裁剪|裁剪(?:阈值)?|clip(?:ping|[ _]norm)?){_TO}{_NUMBER}",),
}
_RECOMPUTATION = 100  # steps of time
_KEEP_ALL = (
    r"(?:不(?:要|用|做|再)?|去掉|关掉)\s*(?:重新?计?算|梯度检查点)|(?:without|no)\s+(?:gradient checkpoint|recomput)"
)
_CHOICES: dict[str, dict[Any, str]] = {
    "data.strategy": {
        "recursive": r"递归|recursive|autoregressive|逐步滚动",
        "direct": r"直接(?:多步|预测)|direct (?:forecast|multi)|非递归",
    },
    "data.window_scaling": {
        "instance_affine": r"revin.{0,12}(?:affine|仿射)|仿射.{0,6}实例归一化",
        "instance": r"\brevin\b|实例归一化|instance norm",
    },
    "data.missing": {
        "mask": r"掩码|\bmask|缺失.{0,8}(?:不填|告诉)",
        "forward": r"向前填充|carry.{0,8}forward|forward.?fill",
    },
    "data.calendar": {True: r"日历特征|星期.{0,6}特征|calendar (?:features|inputs)|day of (?:the )?week"},
    "data.scaling": {"standard": r"z.?分数|z-?scores?|标准化|standardi[sz]e", "minmax": r"归一化到|min.?max"},
    "data.lexicon": {"none": r"不用词典|without (?:a |the )?lexicon|no lexicon", "training": r"词典|(?<![a-z])lexicon"},
    "model.channels": {"shared": r"逐列|通道独立|channel.?independent|one (?:column|series) at a time"},
}
_INTERVAL = (
    r"(\d{2}(?:\.\d+)?)\s*%\s*(?:的)?\s*(?:预测|置信)?(?:区间|prediction interval|interval|confidence)",
    r"(?:区间|interval).{0,6}?(\d{2}(?:\.\d+)?)\s*%",
)
_VALIDATED = (rf"每隔?\s*{_NUMBER}\s*步(?:就)?(?:验证|评估)(?:一次)?", rf"(?:验证|评估)\s*每\s*{_NUMBER}\s*步")
_ANY_INTERVAL = r"预测区间|置信区间|分位数|(?:prediction|confidence) interval|quantile|pinball"
_AHEAD = (
    rf"(?:未来|接下来|今后|往后|之后|预测)(?:的)?\s*{_NUMBER}\s*{_UNIT}",
    rf"(?:next|coming|following|ahead)\s+{_NUMBER}\s+{_UNIT}",
    rf"{_NUMBER}\s+{_UNIT}\s+(?:ahead|into the future)",
    rf"(?:forecast|predict)\s+{_NUMBER}\s+{_UNIT}",
    rf"for\s+{_NUMBER}\s+{_UNIT}",
)
_LASTING = r"训练|\b(?:train|warm|run|learn|fit\b|patien|wait|continu)"  # what goes on for so many steps
_TARGET = (
    r"(?:预测列|目标列|目标)\s*(?:改成|改为|设为|换成|是|为|:|：)?\s*[“\"'`]?([^\s“”\"'`，。,]+)",
    r"(?:target|column)\s*(?:to|is|=|:)?\s*[\"'`]?([\w.\-/%()]+)",
)
_TARGET_SET = (
    r"(?:预测|用|换成|改成|改用|改为)\s*[“\"'`]?([^\s“”\"'`，。,列]{1,40}?)[”\"'`]?\s*(?:这一|那一|这|那)?列(?!数)",
    r"\b(?:use|with|forecast|predict|take) (?:the )?column (?!named|called)[\"'`]?([\w.\-/%()]+)",
    r"\btarget column\s+(?!to\b|is\b)[\"'`]?([\w.\-/%()]+)",
    r"\b(?:target|target column)\s*(?:to|is|=|:)\s*[\"'`]?([\w.\-/%()]+)",
)

PER_UNIT = {
    "sunspots": {"year": 1.0},
    "co2": {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0},
    "made": {"hour": 1.0, "day": 24.0, "week": 168.0},
}
_FREQUENCIES = {
    r"yearly|每年": {"year": 1.0},
    r"quarterly|每季": {"month": 1 / 3, "year": 4.0},
    r"monthly|每月": {"month": 1.0, "year": 12.0},
    r"weekly|每周": {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0},
    r"working|工作日": {"day": 1.0, "week": 5.0, "month": 21.0, "year": 261.0},
    r"daily|每天": {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0},
    r"hourly|每小时": {"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0, "year": 8760.0},
}


class Lookahead(NamedTuple):
    """How far to look: a count of steps, or of a unit of time ("day", "week", "month", "year", "hour")."""

    number: int
    unit: str


def number(word: str) -> float | None:
    """The value of digits, a Chinese numeral or English number words."""
    return wording.value(word.lower())


def settings_in(question: str) -> dict[str, Any]:
    """Dotted paths and values that the question names, its horizon in units of time apart."""
    text = question.lower()
    found: dict[str, Any] = cells.cell_settings(text)
    for path, patterns in (_WHOLE | _REAL).items():
        value = _first(patterns, text)
        if value is not None:
            found[path] = value if path in _REAL else int(value)
    if re.search(r"不(?:要|做)?裁剪|without clipping|no clipping", text):
        found["train.clip_norm"] = None
    for name, pattern in {"huber": r"huber", "mse": r"\bmse\b|均方误差", "mae": r"\bl1\b|mae (?:loss|损失)"}.items():
        if re.search(pattern, text) and re.search(r"损失|loss", text):
            found["train.loss"] = name
    for path, choices in _CHOICES.items():
        chosen = next((value for value, pattern in choices.items() if re.search(pattern, text)), None)
        if chosen is not None:
            found[path] = chosen
    found |= _recomputation(text, found)
    found |= _interval(text)
    if re.search(r"(?<![a-z])bpe(?![a-z])|词片|子词|subword|byte.pair", text):
        found["data.level"] = "bpe"
    elif re.search(r"按字符|逐字符|改用字符|characters instead|use characters", text):
        found["data.level"] = "character"
    target = _match(_TARGET, question)
    if target is not None:
        found["data.target"] = target[1]
    return found


def whole_sentences(question: str) -> tuple[dict[str, Any], str]:
    """Settings that take more words than a name and a value, and the question without those words."""
    found: dict[str, Any] = {}
    text = question.lower() if len(question.lower()) == len(question) else question
    rest = text

    def take(pattern: str, named: dict[str, Any]) -> None:
        nonlocal rest
        found.update(named)
        rest = re.sub(pattern, ";", rest, flags=re.IGNORECASE)

    for pattern in (*_INTERVAL, _ANY_INTERVAL):
        if re.search(pattern, rest, re.IGNORECASE):
            take(pattern, found if "train.loss" in found else _interval(rest))
    if re.search(_KEEP_ALL, rest):
        take(_KEEP_ALL + r"\w*", {"train.recompute_every": None})
    for pattern in _WHOLE["train.recompute_every"][:2]:
        every = re.search(pattern, rest)
        value = number(every[1]) if every else None
        if value is not None:
            take(pattern, {"train.recompute_every": int(value)})
    for pattern in _VALIDATED:
        every = re.search(pattern, rest)
        value = number(every[1]) if every else None
        if value is not None:
            take(pattern, {"train.evaluate_every": int(value)})
    target = next(
        filter(None, (re.search(pattern, question, re.IGNORECASE) for pattern in _TARGET[:1] + _TARGET_SET)), None
    )
    if target is not None:
        take(re.escape(target[0].lower()), {"data.target": target[1]})
    return found, without_horizon(rest)


def without_horizon(question: str) -> str:
    """A question without how far ahead it looks: those numbers are no settings."""
    if ahead(question) is None:
        return question
    for pattern in _AHEAD:
        question = re.sub(pattern, ";", question, flags=re.IGNORECASE)
    return question


def every_column(question: str) -> bool:
    """The question asks for all columns at once."""
    return (
        re.search(
            r"(?:所有|全部|每一?)(?:的)?(?:数值)?列|(?:all|every|each) (?:the )?columns?|multivariate|多变量",
            question.lower(),
        )
        is not None
    )


def ahead(question: str) -> Lookahead | None:
    """How far into the future the question asks, if it says."""
    found = _match(_AHEAD, question.lower())
    if found is None or re.search(rf"(?:训练|train)\s*(?:for\s+)?{re.escape(found[1])}", question.lower()):
        return None
    if _unit(found[2]) == "step" and re.search(_LASTING, question.lower()) and found[0].startswith("for"):
        return None
    count = number(found[1])
    return Lookahead(max(1, round(count)), _unit(found[2])) if count is not None else None


def steps_ahead(wanted: Lookahead, per_unit: dict[str, float]) -> int:
    """The horizon in steps of data that has so many steps per unit; the count itself for an unknown unit."""
    unit, times = ("year", 10) if wanted.unit == "decade" else (wanted.unit, 1)
    return max(1, round(wanted.number * times * per_unit.get(unit, 1.0)))


def _recomputation(text: str, found: dict[str, Any]) -> dict[str, Any]:
    """Gradient checkpointing switched off, or asked for without a number."""
    if re.search(_KEEP_ALL, text):
        return {"train.recompute_every": None}
    asked = re.search(r"梯度检查点|(?:gradient|activation)[ -](?:checkpoint|recomput)", text)
    return {"train.recompute_every": _RECOMPUTATION} if asked and "train.recompute_every" not in found else {}


def per_unit(frequency: str) -> dict[str, float]:
    """Steps per unit of time in data of that frequency, as a tool words it."""
    week = _week_of(frequency)
    if week is not None:
        return week
    return next((table for pattern, table in _FREQUENCIES.items() if re.search(pattern, frequency)), {})


def _week_of(frequency: str) -> dict[str, float] | None:
    """Steps per unit of time where only some slots of a week are open."""
    days = re.search(r"same (\d) days|固定的 (\d) 天|(\d) days a week|每周 (\d) 天", frequency)
    count = next((float(each) for each in days.groups() if each), 7.0) if days else 7.0
    count = 5.0 if re.search(r"Monday to Friday|周一至周五", frequency) else count
    count = 6.0 if re.search(r"without|除外|Monday to Saturday|周一至周六", frequency) else count
    hours = re.search(r"(\d+) (?:minutes|分钟)[,，] ?(\d\d):(\d\d)–(\d\d):(\d\d)", frequency)
    if hours:
        apart, *clock = map(float, hours.groups())
        daily = (60 * (clock[2] - clock[0]) + clock[3] - clock[1]) // apart + 1
        within = {"hour": 60 / apart}
    elif count < 7:
        daily, within = 1.0, {}
    else:
        return None
    weekly = daily * count
    return {**within, "day": daily, "week": weekly, "month": weekly * 52 / 12, "year": round(weekly * 365.25 / 7)}


def _interval(text: str) -> dict[str, Any]:
    """The quantile loss with the quantiles of the interval that the question asks for, 80 % where it names none."""
    named = _match(_INTERVAL, text)
    if named is None and not re.search(_ANY_INTERVAL, text):
        return {}
    level = float(named[1]) / 100 if named else 0.8
    tail = round((1 - level) / 2, 6)
    return {"train.loss": "quantile", "train.quantiles": [tail, 0.5, round(1 - tail, 6)]}


def _unit(word: str) -> str:
    for unit, pattern in {
        "decade": r"decade",
        "hour": r"小时|hour", "day": r"天|日|day", "week": r"周|星期|week", "month": r"月|month", "year": r"年|year",
    }.items():  # fmt: skip
        if re.search(pattern, word):
            return unit
    return "step"


def _first(patterns: tuple[str, ...], text: str) -> float | None:
    found = _match(patterns, text)
    return None if found is None else number(found[1])


def _match(patterns: tuple[str, ...], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := re.search(pattern, text, re.IGNORECASE))), None)
