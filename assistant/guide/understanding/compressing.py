"""What a sentence says of making a trained network smaller: by which methods, into which files, within which limits."""

import re
from dataclasses import dataclass, field
from typing import Literal

from assistant.guide.understanding import wording
from lstm_core.spec.compress import MOST_STEPS

Place = Literal["phone", "microcontroller"]
PLACES: dict[Place, dict[str, float]] = {  # limits of what it shall run on, where none is named
    "phone": {"size_kb": 1000.0, "loss_percent": 1.0},
    "microcontroller": {"size_kb": 50.0},
}
_N = rf"(?P<n>{wording.DIGITS}|{wording.CHINESE}|{wording.ENGLISH})"
_ON: dict[Place, re.Pattern[str]] = {
    "phone": re.compile(
        r"手机|移动(?:端|设备)|安卓|平板|\b(?:smart)?phones?\b|\bmobile\b|\bandroid\b|\biphone\b|\btablets?\b"
    ),
    "microcontroller": re.compile(
        r"单片机|微控制器|嵌入式|\bmcu\b|\bmicro ?controllers?\b|\barduino\b|\besp ?32\b|\bstm ?32\b|\bembedded\b"
    ),
}
_RUNS_THERE = re.compile(
    r"让|使|放|装|跑|部署|运行|适合|给(?:我的)?(?:手机|单片机)|\b(?:run|fits?|small|smaller|enough|deploy|ship|shrink)\b|\b(?:for|on|to|onto) (?:a|an|my|the)\b"
)
_METHODS = re.compile(
    r"量化|压缩(?!包|文件)|蒸馏|剪枝|稀疏化|低秩|变小变快|(?:导出|转成|转换成|转为|输出)(?:成|为|一个)?\s*onnx|(?<![a-z])int ?8(?!\d)|(?<![a-z])onnx(?![a-z])|\bquanti[sz]|"
    r"\bcompress|\bdistil|\bprun(?:e|ed|ing)\b|\bsparsif|\blow ?rank\b|\bsmall enough\b|\b(?:a )?smaller (?:file|files|onnx)\b|"
    r"(?:做|变|弄|缩)(?:得)?小(?:一?点)?(?:到|些)?.{0,6}(?:文件|装得下|放得下|能用)|小到能|足够小"
)
_SMALLER = re.compile(
    r"\bmake (?:it|this|the (?:model|network|run)) (?:smaller|faster|lighter|tiny)\b|(?:变|做|弄)(?:得)?(?:更)?(?:小|快|轻)(?:一?[点些])?\W*$"
)
_SIZE = re.compile(
    rf"{_N}\s*(?P<unit>kib|mib|kb|mb|k字节|千字节|兆(?:字节)?|kilobytes?|megabytes?|字节|bytes?)(?![a-z])"
)
_TIME = re.compile(rf"{_N}\s*(?P<unit>毫秒|微秒|msecs?|milliseconds?|microseconds?|ms|us|µs|μs)(?![a-z])")
_PERCENT = rf"{_N}\s*(?:%|percent|per cent|个?百分点|points?)"
_LOSS = (
    re.compile(
        rf"(?:差|下降|降低|损失|变差|掉|增加|上升|牺牲)(?:了|得|的)?(?:不(?:能|要)?(?:超过|多于|大于)|最多|至多|不到|小于|低于|在)?\s*{_PERCENT}"
    ),
    re.compile(rf"{_PERCENT}\s*(?:的)?(?:精度|误差|准确率)?\s*(?:worse|loss|drop|degradation|差|损失|变差|下降)"),
    re.compile(
        rf"\b(?:worse|loses?|loss|drops?|degrades?|costs?)\b (?:by |of |it )?(?:at most |no more than |up to |under |below |less than |within )?{_PERCENT}"
    ),
)
_BOUND = re.compile(
    r"小于|低于|少于|不到|不超过|最多|至多|以内|以下|之内|内$|快于|\b(?:under|below|within|at most|less than|no more than|faster than|up to|max(?:imum)?)\b"
)
_WORSE = re.compile(r"差|精度|准确率|下降|牺牲|\b(?:worse|loses?|drops?|degrad)")
_PRUNE = (
    re.compile(
        rf"(?:剪枝|剪掉|稀疏(?:化|到)?|置零|\bprun(?:e|ed|ing)|\bsparse|\bsparsity)\s*(?:到|掉|了|by|of|to|away)?\s*{_PERCENT}"
    ),
    re.compile(
        rf"{_PERCENT}\s*(?:的)?(?:权重|连接|the weights|of the weights)?\s*(?:剪枝|稀疏|置零|剪掉|sparse|pruned|zeros?|sparsity)"
    ),
    re.compile(r"剪枝|稀疏化?|\bprun(?:e|ed|ing)\b|\bsparsif\w*|\bsparse\b"),
)
_SHRINK = (
    re.compile(
        rf"(?:去掉|删掉|删除|减少|减掉|移除|\bremove|\bdrop|\bcut)\s*{_PERCENT}\s*(?:的|of the|of its)?\s*(?:隐藏)?(?:单元|神经元|units?|neurons?)"
    ),
    re.compile(rf"{_PERCENT}\s*(?:fewer|less|的?更少)\s*(?:hidden )?(?:units?|neurons?|单元)"),
    re.compile(
        r"(?:单元|神经元)(?:数)?减半|(?:去掉|删掉|减少|移除)一半(?:的)?(?:隐藏)?(?:单元|神经元)|一半(?:的)?(?:单元|神经元)|\bhalf (?:of )?(?:the |its )?(?:hidden )?(?:units?|neurons?)\b|"
        r"\bhalve the (?:units?|neurons?)\b|结构化剪枝|\bstructured (?:pruning|shrinking)\b"
    ),
)
_LOW_RANK = (
    re.compile(rf"(?:低秩|秩|\b(?:low )?rank)\s*(?:分解)?\s*(?:到|为|of|to|cut to)?\s*{_PERCENT}"),
    re.compile(r"低秩|\blow ?rank\b|\bfactori[sz]"),
)
_DISTIL = (
    re.compile(
        rf"(?:蒸馏|学生|\bdistil\w*|\bstudent).{{0,16}}?{_N}\s*(?:个)?(?:隐藏)?(?:单元|神经元|维|units?|hidden|neurons?)"
    ),
    re.compile(rf"{_N}\s*(?:个)?(?:隐藏)?(?:单元|神经元|units?|hidden units?|neurons?)(?:的)?\s*(?:学生|student)"),
    re.compile(rf"(?:蒸馏|\bdistil\w*)\s*(?:成|到|为|into|to|:)\s*(?:a )?{_N}(?!\s*%)"),
    re.compile(r"蒸馏|学生网络|\bdistil\w*|\bstudent\b"),
)
_UNITS_ALONE = re.compile(rf"{_N}\s*(?:个)?(?:隐藏)?(?:单元|神经元|hidden units?|units?|neurons?)")
_INT8 = re.compile(r"(?<![a-z])int ?8(?!\d)|量化|\bquanti[sz]\w*|8 ?(?:位|bit)")
_MIXED = re.compile(r"混合精度|敏感层|\bmixed precision\b|\bsensitive layers\b")
_ONNX = re.compile(r"(?<![a-z])(?:onnx|fp ?32)(?![a-z\d])")
_ALSO = re.compile(r"也|再加|还要|另外|\balso\b|\btoo\b|\bas well\b|\badd\b|\bplus\b")
_NO_LIMITS = re.compile(
    r"(?:不要|去掉|取消|没有|不设)(?:任何|所有|全部)?限制|不限(?:大小|制)?\W*$|\bno limits?\b|\bwithout (?:any )?limits?\b"
)
_SEEDS = re.compile(rf"{_N}\s*(?:个)?(?:种子|seeds?\b)")
_EVERY = re.compile(
    r"(?:所有|全部|各种|都试|每种)(?:的)?(?:方法|办法|一遍|压缩)?|\b(?:everything|all methods|every method)\b"
)
_IMPOSSIBLE = re.compile(
    r"(?<![a-z])(?:int ?4|[1-46] ?bit|gguf|tflite|tensorflow lite|core ?ml|tensorrt|openvino|bf ?16|fp ?16|fp ?8|awq|gptq|ternary|binar(?:y|i[sz]e))(?![a-z\d])|"
    r"(?<!\d)[1-46] ?位|四位|二值|三值|半精度"
)
_BYTES = {"k": 1.0, "千": 1.0, "m": 1000.0, "兆": 1000.0, "b": 0.001, "字": 0.001}
_MS = {"毫": 1.0, "ms": 1.0, "mi": 1.0, "微": 0.001, "us": 0.001, "µs": 0.001, "μs": 0.001}


@dataclass
class Wish:
    """What is asked for; empty where nothing is said."""

    rungs: list[str] = field(default_factory=list)  # as the spec writes them
    limits: dict[str, float] = field(default_factory=dict)  # as the tool names them
    place: Place | None = None  # what it shall run on
    seeds: int | None = None
    also: bool = False  # the rungs come beside those of the card
    every: bool = False  # all usual methods
    free: bool = False  # no limits any more
    impossible: list[str] = field(default_factory=list)  # formats that cannot be made
    named: bool = False  # compressing itself is named
    bound: bool = False  # it says that a number is a limit
    loss_said: bool = False  # a limit of the loss is one of getting worse, and none of a training's loss

    @property
    def says_something(self) -> bool:
        """There is anything to follow."""
        return bool(self.rungs or self.limits or self.place or self.seeds or self.every or self.free)


def read(sentence: str) -> Wish | None:
    """The wish of a sentence; None where it says nothing of all this."""
    text = wording.even(sentence)
    found = Wish(named=_METHODS.search(text) is not None)
    found.place = next((name for name, pattern in _ON.items() if pattern.search(text)), None)
    if found.place is not None and not found.named:
        found.named = _RUNS_THERE.search(text) is not None
    found.named = found.named or _SMALLER.search(text) is not None
    found.impossible = [each.strip() for each in _IMPOSSIBLE.findall(text)] if found.named or found.place else []
    found.seeds, text = _seeds(text)
    text = _size_and_time(text, found.limits)
    found.also, found.every, found.free = (pattern.search(text) is not None for pattern in (_ALSO, _EVERY, _NO_LIMITS))
    found.bound = _BOUND.search(wording.even(sentence)) is not None
    found.rungs, text = _rungs(text)
    found.loss_said = _loss(text, found.limits)
    return found if found.named or found.says_something or found.impossible else None


def units_alone(sentence: str) -> int | None:
    """Units that are named without a method: of the student that there is."""
    counted = _UNITS_ALONE.search(wording.even(sentence))
    value = wording.value(counted["n"]) if counted else None
    return int(value) if value is not None and value >= 1 and value == int(value) else None


def _seeds(text: str) -> tuple[int | None, str]:
    found = _SEEDS.search(text)
    value = wording.value(found["n"]) if found else None
    if found is None or value is None or value != int(value):
        return None, text
    return int(value), f"{text[: found.start()]} ; {text[found.end() :]}"


def _size_and_time(text: str, into: dict[str, float]) -> str:
    """Limits of size and time; the rest of the text."""
    size = _SIZE.search(text)
    value = wording.value(size["n"]) if size else None
    if size is not None and value is not None:
        into["size_kb"] = round(value * _BYTES[size["unit"][0]], 6)
        text = f"{text[: size.start()]} ; {text[size.end() :]}"
    time = _TIME.search(text)
    value = wording.value(time["n"]) if time else None
    if time is not None and value is not None:
        unit = time["unit"]
        scale = 0.001 if unit.startswith("micro") else _MS.get(unit[:2], _MS.get(unit[:1], 1.0))
        into["latency_ms"] = round(value * scale, 9)
        text = f"{text[: time.start()]} ; {text[time.end() :]}"
    return text


def _loss(text: str, into: dict[str, float]) -> bool:
    """The limit of the loss, and whether it can only be one."""
    for pattern in _LOSS:
        loss = pattern.search(text)
        value = wording.value(loss["n"]) if loss else None
        if loss is not None and value is not None:
            into["loss_percent"] = value
            return _WORSE.search(loss[0]) is not None
    return False


def _rungs(text: str) -> tuple[list[str], str]:
    """Every method that is named, alone and in INT8, and all of them in a chain; the rest of the text."""
    steps: list[tuple[int, str]] = []
    for name, patterns in (("distil", _DISTIL), ("shrink", _SHRINK), ("low_rank", _LOW_RANK), ("prune", _PRUNE)):
        place, step, text = _step(name, patterns, text)
        if step:
            steps.append((place, step))
    methods = [step for _, step in sorted(steps, key=lambda each: (not each[1].startswith("distil"), each[0]))]
    int8 = _INT8.search(text) is not None
    found = [step for method in methods for step in (method, f"{method}+int8")]
    if 1 < len(methods) <= MOST_STEPS:
        found += ["+".join(methods), "+".join([*methods, "int8"])]
    if int8:
        found.append("int8")
    if _MIXED.search(text):
        found.append("mixed")
    if _ONNX.search(text) and not found:
        found.append("onnx")
    return list(dict.fromkeys(found)), text


def _step(name: str, patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[int, str, str]:
    """Where a method is named, the method with its amount, and the text without it."""
    for pattern in patterns:
        found = pattern.search(text)
        if found is None:
            continue
        told = found.groupdict().get("n")
        value = wording.value(told) if told else None
        rest = f"{text[: found.start()]} ; {text[found.end() :]}"
        if value is None:
            return found.start(), f"{name}:0.5" if name == "shrink" else name, rest
        amount = value if name == "distil" else value / 100
        return found.start(), f"{name}:{amount:g}", rest
    return 0, "", text
