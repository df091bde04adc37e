"""What a question asks for: an ordered table of patterns, the first that fits decides."""

import re
from collections.abc import Mapping
from typing import Any, Literal

Intent = Literal[
    "nothing", "greeting", "thanks", "help", "result", "code", "cells", "text", "speech", "compress", "compare", "rival",
    "papers", "forecast", "change", "question",
]  # fmt: skip

_TABLE: tuple[tuple[Intent, str], ...] = (
    ("cells", r"(?:lstm|长短期).{0,12}(?:和|与|还是|跟|vs\.?|versus|or|and).{0,12}(?:gru|门控循环).{0,20}"
              r"(?:区别|不同|差别|哪个|差异|好|\?|？|differ|better|which|choose)|differ.{0,12}lstm.{0,8}gru|"
              r"(?:lstm or gru|lstm 还是 gru|lstm还是gru|lstm vs\.? gru)"),
    ("result", r"(?:解释|说明|看懂|分析|怎么看|讲讲).{0,8}(?:结果|指标|数字)|结果.{0,6}(?:怎么样|如何|说明|好不好|意味)|"
               r"(?:explain|interpret|understand|read|what).{0,24}(?:result|numbers|score|metrics?|mean\b.*run)|"
               r"how good|how did it go"),
    ("code", r"(?:解释|说明|看看?|讲讲|显示|给我).{0,6}(?:代码|脚本)|代码.{0,8}(?:解释|每一?层|怎么|什么意思)|每一?层.{0,6}(?:作用|做什么)|"
             r"(?:explain|show|walk).{0,20}(?:code|script)|what does each layer"),
    ("text", r"(?:生成|续写|写).{0,8}(?:文本|文字|诗|小说|文章|莎士比亚|绝句)|文本生成|莎士比亚|唐诗|绝句|语言模型|字符级|"
             r"text generation|generate.{0,16}(?:text|poem|shakespeare|verse)|shakespeare|tang (?:poem|quatrain)|"
             r"language model|character.{0,8}(?:lstm|gru|rnn|model)|char-?rnn|my novel|write.{0,12}(?:poem|verse|like)"),
    ("speech", r"语音|录音|识别.{0,12}(?:数字|说话|说的|这段|一次|它)|(?<![a-z])(?:wav|flac|ogg)s?(?![a-z])|speech|spoken|"
               r"recordings?\b|transcri|\bctc\b|recogni[sz]e.{0,24}(?:digit|word|voice|sound|audio|this|again|\bit\b)"),
    ("compress", r"量化|压缩|蒸馏|剪枝|\bint8\b|\bonnx\b|quanti[sz]|compress|distil|prun"),
    ("papers", r"论文|文献|综述|\d{4}\s*年.*应用|\bpapers?\b|literature|arxiv"),
    ("rival", r"(?:和|与|跟).{0,16}(?:lstm|gru|rnn|transformer|peephole|窥视孔).{0,6}(?:比较|对比|比一比|比比)|"
              r"(?:比较|对比).{0,16}(?:transformer|lstm|gru|rnn|peephole|窥视孔)|transformer.{0,10}(?:比较|对比)|"
              r"(?:compare|comparison).{0,32}(?:transformer|lstm|gru|rnn|peephole)|"
              r"(?:against|versus|vs\.?) (?:a |an |the )?(?:small )?(?:transformer|plain|peephole|s-?lstm|gru|rnn)"),
    ("compare", r"多个?种子|对比实验|(?:compare|comparison).{0,24}(?:seeds?|architectures?)|"
                r"超参数?搜索|hyper-?parameter search"),
    ("forecast", r"预测|时间序列|时序|forecast|predict|time.?series|太阳黑子|sunspot|co2|co₂|二氧化碳|合成序列|made series"),
    ("help", r"^(?:帮助|help|\?|？)$|你能做什么|能做些?什么|怎么用|what can you do|how does this work|how do i start"),
    ("greeting", r"^(?:你好|您好|嗨|hi|hello|hey)\b|^(?:你好|您好|嗨)"),
    ("thanks", r"谢谢|多谢|thank"),
)  # fmt: skip
_ASKS_WHY = (
    r"为什么|什么是|是什么|多少|怎么选|如何选|怎么办|区别|要不要|需要.{0,6}吗|该不该|\bwhy\b|\bwhat (?:is|are|does|do)\b|"
    r"\bhow (?:many|long|large|do i choose)\b|\bshould\b|做什么|怎样避免|如何避免|nan|不稳定|爆炸|消失|过拟合|泄漏|unstable|"
    r"explod|vanish|overfit|leak|\bdiffer|直接(?:预测)?(?:还是|和|与|或)递归|(?:direct|recursive) (?:or|and|versus|vs\.?) (?:direct|recursive)|"
    r"好处|优点|缺点|优势|什么时候|何时|更好|(?:好|快|慢|有用|值得)吗|多快|^does\b|\bwhen (?:is|are|does|do|should)\b|\bhow (?:fast|slow)\b|"
    r"\b(?:is|are) .{1,40}\b(?:better|worse|faster|slower|as fast|useful|worth)\b|advantage|benefit"
)


def intent_of(question: str, named: Mapping[str, Any], *, has_card: bool) -> Intent:
    """The intent of a question; `named` are the settings in it, which change the last card when there is one."""
    text = question.strip().lower()
    if not text:
        return "nothing"
    intent: Intent = next((intent for intent, pattern in _TABLE if re.search(pattern, text)), "question")
    asks = re.search(_ASKS_WHY, text) is not None
    settings = {path: value for path, value in named.items() if path != "model.cell"}
    special = named.get("model.cell", "lstm") not in ("lstm", "gru") and not re.search(r"[?？]", text)
    swaps = "model.cell" in named and (special or re.search(r"换|改|use|switch|instead|试|try", text))
    if intent == "rival" and re.search(r"种子|seeds?\b|区间|interval", text):
        intent = "compare"
    if has_card and not asks and (settings or swaps) and (intent in ("question", "compare") or not _names_data(text)):
        return "change" if intent in ("question", "forecast", "compare") else intent
    if intent == "question" and (settings or swaps) and not asks:
        return "forecast"
    if intent == "forecast" and asks and not _names_data(text) and "series" not in text:
        return "question"
    return intent


def source_of(question: str) -> str | None:
    """The built-in series that the question names, if any."""
    text = question.lower()
    for source, pattern in {
        "sunspots": r"太阳黑子|sunspot",
        "co2": r"co2|co₂|二氧化碳",
        "made": r"合成|人造|made series|synthetic",
    }.items():
        if re.search(pattern, text):
            return source
    return None


def text_source_of(question: str) -> str | None:
    """The built-in text that the question names, if any."""
    text = question.lower()
    if re.search(r"莎士比亚|shakespeare", text):
        return "shakespeare"
    return "tang" if re.search(r"唐诗|绝句|古诗|写诗|tang (?:poem|quatrain)", text) else None


def asks_to_train(question: str) -> bool:
    """The person wants a recogniser of speech, rather than to know what one recording says."""
    return (
        re.search(r"训练|识别器|双向|(?<![a-z])(?:lstm|gru|ctc)(?![a-z])|\btrain|recogni[sz]er", question.lower())
        is not None
    )


def asks_for_own_file(question: str) -> bool:
    """The person speaks of a file of their own."""
    return (
        re.search(
            r"我的(?:数据|csv|文件|表|文本|小说|文章)|上传|my (?:csv|data|file|table|own|novel|text|book)|this (?:csv|file|text)",
            question.lower(),
        )
        is not None
    )


def _names_data(text: str) -> bool:
    return source_of(text) is not None or text_source_of(text) is not None or asks_for_own_file(text)
