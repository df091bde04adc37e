"""What a question asks for: an ordered table of patterns, the first that fits decides."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from assistant.guide.tasks import contract as tasks
from assistant.guide.understanding import wording
from assistant.guide.understanding.cells import CALLED
from lstm_core.spec.tasks import TaskName

Intent = Literal[
    "nothing", "greeting", "thanks", "help", "result", "code", "cells", "text", "speech", "compress", "compare",
    "papers", "forecast", "change", "question", "undo", "no_card", "talk",
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
    ("compare", rf"多个?种子|对比实验|(?:compare|comparison).{{0,24}}(?:seeds?|architectures?)|"
                rf"(?:和|与|跟).{{0,16}}(?:lstm|gru|rnn|{CALLED}).{{0,6}}(?:比较|对比|比一比|比比)|"
              rf"(?:比较|对比).{{0,16}}(?:lstm|gru|rnn|{CALLED})|transformer.{{0,10}}(?:比较|对比)|"
              rf"(?:compare|comparison).{{0,32}}(?:lstm|gru|rnn|{CALLED})|"
              rf"(?:against|versus|vs\.?) (?:a |an |the )?(?:small )?(?:plain|rnn|{CALLED})"),
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


_POLITE = (
    r"(?:can|could|would|will) (?:you|we|i)\b|please|能不能|能否|可不可以|可否|可以.{0,20}吗|能.{0,16}吗|帮我?|请|麻烦"
)
_UNSURE = (
    r"为什么|为何|什么|多少|怎么|如何|怎样|哪|几|要不要|该不该|应该|需不需要|需要.{0,8}吗|是否|会不会|有没有|好处|坏处|有用|值得|"
    r"(?:好|快|慢|行)吗|\bwhy\b|\bwhat\b|\bhow\b|\bshould\b|\bwhen\b|\bwhich\b|\bwould (?:it|a|an|the|more|two)\b|"
    r"\bhelps?\b|advantage|benefit|worth|\bbetter\b|\bdifference\b"
)
_VERB = r"改|换|加|减|调|设|用|训练|变|去掉|关|开"
_FORM = (
    r"[?？]\s*[\"'”’）)]*$|(?:吗|呢|么)[。!！.]*$|^(?:why|what|how|should|when|which|does|is|are|did|would|will|has)\b|^do (?:i|you|we|they|the|these|more)\b|"
    r"为什么|什么是|要不要|该不该|需不需要|怎么选|如何选|有什么(?:好处|坏处|用|区别)|有没有(?:用|必要)|会不会|怎么样|是什么|什么意思|"
    r"(?!能不能|可不可以|好不好|行不行|动不动)([\u4e00-\u9fff])不\1|多(?:少|长|大|久|高|宽|深|远|快)(?!一|些|点)|怎么(?:处理|用|做|设)|"
    r"(?:[\da-z层步个倍]|好|大|小|长|短|测)\s*还是\s*(?!.*吧\W*$)"
)
_UNDO = (
    r"^\W*(?:请|please)?\s*(?:撤销|撤回|撤消|取消(?:刚才|上一|这次)?(?:的)?(?:改动|修改|更改)?|还原|回退|退回|回到(?:之前|上一|刚才|原来|改之前|修改前).*|恢复(?:上一|之前|刚才|原来).*|"
    r"改回(?:去|来|原来).*|不要(?:这个|刚才的)(?:改动|修改)|undo(?: (?:that|this|it|the (?:last )?change))?|undo\b.*|revert\b.*|"
    r"(?:go |take (?:it|that) )?back to (?:before|the (?:previous|last|old|earlier|original) .*|what it was.*|the card before)|"
    r"go back|back to before|back|(?:the )?(?:previous|last) (?:card|settings|configuration|version)|(?:前|上)一(?:个|张|份|版)?的?(?:设置|卡片?|配置|版本)|take (?:it|that) back|roll ?back.*)"
    r"(?:一下|吧|了|步|上一步|这一步|改动|修改)*\s*[.。!！]*$"
)


_FOREIGN = (  # models that people know and this product does not train
    r"mamba|\btcn\b|\bcnn\b|convnet|resnet|xgboost|lightgbm|catboost|prophet|s?arimax?\b|n-?beats|n-?hits|\btft\b|informer|autoformer|"
    r"patchtst|timesnet|timegpt|chronos|deepar|\bbert\b|\bgpt(?:-?\d)?\b|\brwkv\b|\bmlp\b|\bsvm\b|random forest|wavenet|u-?net\b|diffusion|"
    r"kalman|holt-?winters|随机森林|卷积|扩散模型|支持向量机"
)


_CONDITION = (
    r"如果|假如|要是|倘若|万一|一旦|(?:的话|的时候|时)(?:就|再|;|,)|\b(?:if|unless|in case|as soon as)\b|"
    r"\b(?:once|when|whenever|until) (?!the end of)(?:it|the|this|that|there|they|loss|validation|training)\b"
)
_COURTESY = (
    r"(?:如果|假如|要是)?(?:你|您|我们|大家)?\s*(?:可以|能|行|方便|愿意|不介意|觉得|同意|没问题|有时间|有空|允许)|"
    r"\bif (?:you|possible|we (?:can|may|could)|i (?:may|can|could)|(?:that|it)(?:'s| is) (?:ok|okay|fine|possible|all right|alright))\b"
)
_UNDER_CONDITION = re.compile(rf"(?!.*(?:{_COURTESY}))(?=.*(?:{_CONDITION}))", re.DOTALL)


def is_conditional(sentence: str) -> bool:
    """It asks for something under a condition that only the person can judge; "if you can" is none."""
    text = wording.even(sentence).strip()
    plain = re.sub(r"^(?:when|once|until) ", "", text)
    return _UNDER_CONDITION.match(text) is not None and re.search(_FORM, plain) is None


def untrainable_models(question: str) -> list[str]:
    """Models in a request that cannot be trained here."""
    return re.findall(_FOREIGN, question.lower())


def is_question(sentence: str) -> bool:
    """It asks about something rather than for it; "could you add a layer?" asks for it."""
    text = wording.even(sentence).strip()
    if re.search(_FORM, text) is None:
        return re.search(r"(?:行|好)不(?:行|好)\W*$", text) is not None and re.search(_VERB, text) is None
    return re.search(_POLITE, text) is None or re.search(_UNSURE, text) is not None


def asks_to_undo(question: str) -> bool:
    """It asks for the settings from before."""
    return re.match(_UNDO, wording.even(question)) is not None


def concerns_newest_card(intent: Intent, question: str, task: TaskName | None) -> bool:
    """Settings in a question of that intent are meant for the newest card."""
    text = question.lower()
    if intent in ("forecast", "text"):
        return not _names_data(text) and (
            intent == "forecast" or (task is not None and intent in tasks.of(task).INTENTS)
        )
    return intent in ("nothing", "question", "compare", "thanks", "greeting", "help", "change", "compress")


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
