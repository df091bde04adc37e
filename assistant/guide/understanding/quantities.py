"""Settings that a person named in a question, in Chinese or English, as changes of a spec."""

import re
from typing import Any

from assistant.guide.understanding import about_values, cells, columns, countries, spans, wording, zones

_NUMBER = rf"(\d+(?:\.\d+)?(?:e-?\d+)?|{wording.CHINESE}|{wording.ENGLISH})"
_TO = r"\s*(?:改成|改为|设为|设成|调到|换成|变成|为|是|等于|to|of|=|:|：|at)?\s*"

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
_LIKELIHOODS = {
    "negative_binomial": r"负二项|negative.binomial|neg.?bin", "poisson": r"泊松|poisson",
    "student_t": r"学生\s*t|(?<![a-z])student'?s?.?t\b",
}  # fmt: skip
_VALIDATED = (rf"每隔?\s*{_NUMBER}\s*步(?:就)?(?:验证|评估)(?:一次)?", rf"(?:验证|评估)\s*每\s*{_NUMBER}\s*步")
_ANY_INTERVAL = r"预测区间|置信区间|分位数|(?:prediction|confidence) interval|quantile|pinball"
_TARGET = (
    r"(?:预测列|目标列|目标)\s*(?:改成|改为|设为|换成|是|为|:|：)?\s*[“\"'`]?([^\s“”\"'`，。,]+)",
    r"(?:target|column)\b\s*(?:to|is|=|:)?\s*[\"'`]?(?!(?:known|as|of|that|which|with|for|in|from|and|too|also|ahead|instead)\b)"
    r"([\w.\-/%()]+)",
)
_TARGET_SET = (
    r"(?:预测|用|换成|改成|改用|改为)\s*[“\"'`]?([^\s“”\"'`，。,列]{1,40}?)[”\"'`]?\s*(?:这一|那一|这|那)?列(?!数)",
    r"\b(?:use|with|forecast|predict|take) (?:the )?column (?!named|called|known|as\b|of\b|that\b|which\b|with\b)"
    r"[\"'`]?([\w.\-/%()]+)",
    r"\btarget column\s+(?!to\b|is\b)[\"'`]?([\w.\-/%()]+)",
    r"\b(?:target|target column)\s*(?:to|is|=|:)\s*[\"'`]?([\w.\-/%()]+)",
)


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
    likelihood = _likelihood(text)
    if likelihood is not None:
        found["train.loss"] = likelihood
    for path, choices in _CHOICES.items():
        chosen = next((value for value, pattern in choices.items() if re.search(pattern, text)), None)
        if chosen is not None:
            found[path] = chosen
    found |= _recomputation(text, found)
    found |= _interval(text)
    found |= about_values.bounds_in(text)[0] | zones.zone_in(text)[0] | countries.holidays_in(question)[0]
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
    found, question = countries.holidays_in(question)  # whose codes are capitals
    text = question.lower() if len(question.lower()) == len(question) else question
    rest = text

    def take(pattern: str, named: dict[str, Any]) -> None:
        nonlocal rest
        found.update(named)
        rest = re.sub(pattern, ";", rest, flags=re.IGNORECASE)

    for pattern in (*_INTERVAL, _ANY_INTERVAL):
        if re.search(pattern, rest, re.IGNORECASE):
            take(pattern, found if "train.loss" in found else _interval(rest))
    for understood in (about_values.bounds_in, zones.zone_in):
        named, rest = understood(rest)
        found.update(named)
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
    return found, spans.without_ahead(rest)


def every_column(question: str) -> bool:
    """The question asks for all columns to be forecast at once."""
    return not columns.wants_every_input(question) and (
        re.search(
            r"(?:所有|全部|每一?)(?:的)?(?:数值)?列(?!(?:都)?(?:作为|当作|做|当)输入)|"
            r"(?:all|every|each) (?:the )?columns?(?! as (?:\w+ )?(?:input|feature|covariate))|multivariate|多变量",
            question.lower(),
        )
        is not None
    )


def _recomputation(text: str, found: dict[str, Any]) -> dict[str, Any]:
    """Gradient checkpointing switched off, or asked for without a number."""
    if re.search(_KEEP_ALL, text):
        return {"train.recompute_every": None}
    asked = re.search(r"梯度检查点|(?:gradient|activation)[ -](?:checkpoint|recomput)", text)
    return {"train.recompute_every": _RECOMPUTATION} if asked and "train.recompute_every" not in found else {}


def _interval(text: str) -> dict[str, Any]:
    """The quantile loss with the quantiles of the interval that the question asks for, 80 % where it names none."""
    named = _match(_INTERVAL, text)
    if named is None and not re.search(_ANY_INTERVAL, text):
        return {}
    level = float(named[1]) / 100 if named else 0.8
    tail = round((1 - level) / 2, 6)
    return {"train.loss": _likelihood(text) or "quantile", "train.quantiles": [tail, 0.5, round(1 - tail, 6)]}


def _likelihood(text: str) -> str | None:
    """The likelihood that the question names as such."""
    if not re.search(r"损失|loss|似然|likelihood|分布|distribution", text):
        return None
    return next((name for name, pattern in _LIKELIHOODS.items() if re.search(pattern, text)), None)


def _first(patterns: tuple[str, ...], text: str) -> float | None:
    found = _match(patterns, text)
    return None if found is None else number(found[1])


def _match(patterns: tuple[str, ...], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := re.search(pattern, text, re.IGNORECASE))), None)
