"""Talk about the thread: a nod, what now, how far it is, how good it is, how it gets better or faster."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from assistant.conversation.events import ChatEvent
from assistant.conversation.known_cards import KnownCard
from assistant.guide.answers import edits
from assistant.guide.answers.compressing import CompressingAnswers
from assistant.guide.understanding import wording
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import fill
from lstm_core.spec.tasks import DEFAULT, TASKS

Topic = Literal["result", "start", "columns", "next", "improve", "faster"]

_IT = r"(?:it|this|that|them|the (?:run|model|forecast|training|result|network|error|loss|score|card|fit)s?)"
_GOOD = r"(?:good|bad|ok|fine|enough|usable|large|big|small|low|high|accurate|any good|right)"
_SO = r"(?:so|that|too|very|really|much|even|far|way|just|a bit|a little|any)"
_TABLE: tuple[tuple[Topic, str], ...] = (  # each for the whole of what was said
    ("result", (
        rf"(?:is|has|are|was)(?: {_IT}| we)?(?: the training)?(?: already| yet)? (?:finished|done|ready|trained|"
        rf"over|complete|finished training)(?: yet)?|"
        rf"done|finished|(?:is {_IT} )?still (?:running|training)|how far (?:is {_IT}|are we|along)|progress|"
        rf"how long (?:will|does) it (?:still )?take|"
        r"(?:训练|跑|练|模型)?(?:已经|都)?(?:完成|完|好|结束)了?(?:没有?|吗)|训练?(?:完成|结束|完|好)|"
        r"进度(?:怎么样|如何)?|(?:训练|跑)到(?:哪|第?几步|多少步).{0,3}|还要多久|"
        rf"(?:is|was|are|were) {_IT}(?: a| an)?(?: {_SO})? {_GOOD}(?: (?:score|result|model|forecast|one|fit|"
        rf"error))?|"
        rf"how (?:did|does|was|is) {_IT}(?: (?:do|go|look|perform|doing|going|looking))?|how (?:good|bad|"
        rf"accurate|large|big) (?:is|was) {_IT}|"
        rf"why(?: (?:is|was|are) {_IT})?(?: {_SO})*(?: (?:bad|poor|high|low|wrong|inaccurate|off))?|(?:what is|"
        rf"what's) the (?:result|error|score|accuracy)|"
        r"(?:这个|这次|它的?|预测的?|模型的?|测试)?(?:结果|效果|表现|成绩|精度|误差|准确率|预测)(?:怎么样|如何|"
        r"怎样|多大|多少|好不好|好吗|好|准吗|准不准|大不大|大吗)|"
        r"准不准|准吗|好不好|好吗|怎么样|如何|(?:它|结果|效果|误差|预测)?(?:为什么|为何|怎么)(?:会|结果|效果|"
        r"误差|预测)*(?:这么|那么|如此)?(?:差|烂|不准|不好|大|高|糟糕?)?"
    )),
    ("start", (
        r"先训练再说|(?:开始|启动)?(?:训练|跑|运行)(?:它|这个|模型|这张卡片?|起来)?|开始|(?:start|begin|"
        r"launch)(?: (?:the |"
        r"this )?(?:training|run|it|now))?|"
        r"(?:train|run|fit)(?: it| this| now| (?:the |this )?(?:model|network|card))?|go|(?:let's|lets) (?:go|"
        r"train|start)"
    )),
    ("columns", (
        r"(?:换|选|用|改成|预测)?(?:一|个|另|别的|其他|其它|另外|不同的|一个)*列(?:来)?(?:预测)?|换(?:个|"
        r"一个)?目标列?|(?:还|都)?有(?:哪些|什么)列(?:可以预测|可选)?|"
        r"(?:use|predict|forecast|choose|pick|switch to|take)?(?: |^)?(?:another|a different|the other|other|"
        r"some other) (?:column|target)s?|"
        r"(?:what|which) (?:other )?columns(?: .{1,30})?|change the (?:target|column)"
    )),
    ("next", (
        r"ok|okay|好|好的|行|可以|不错|很好|太好|厉害|棒|赞|嗯+|哦|噢|了解|明白|知道|懂|收到|great|nice|good|"
        r"cool|perfect|fine|awesome|well done|very good|sure|yes|yep|yeah|"
        r"no|不|不用|got it|i see|understood|h+m+|interesting|wow|哇|(?:and )?(?:then|now)(?: what)?|what(?:'s|"
        r" is)? (?:now|next|then|to do next)|"
        r"what (?:should|can|do|must) (?:i|we) do(?: now| next| here)?|然后|接着|接下来|(?:然后|接下来|接着|"
        r"现在|下一步|我)?(?:应?该|要|能)?(?:做什么|怎么办|怎么做|干什么|干嘛|做啥)|"
        r"下一步|就这样|先这样|算了|没什么|没事|等一下|等等|wait|never ?mind|nothing|继续|go on|continue|"
        r"carry on|proceed|next(?: step)?|现在"
    )),
    ("improve", (
        r"(?:how|what)(?: else)? (?:can|could|do|should|would|to)(?: i| we| you| one)?(?: .{0,12})?(?:improve|"
        r"better|lower|reduce|decrease|change|tune|try|increase)(?: .{1,30})?|"
        rf"(?:can you |could you )?(?:make|get) {_IT}(?: {_SO})? (?:better|more accurate|good)|(?:can|"
        rf"could) (?:{_IT}|we|you|i)(?: be| get| do| make it| improve)?(?: {_SO})? (?:better|improved|it|"
        rf"more accurate)|"
        rf"(?:improve|optimi[sz]e) (?:{_IT}|accuracy|the accuracy)|better|(?:any|more|some) (?:ideas?|"
        rf"suggestions?|tips|advice)|"
        r"(?:怎么|怎样|如何|能不能|还能|可以|想|能|请|帮我|怎么才能|怎样才能)*(?:再|更|还能|让它|把它|让结果|"
        r"让预测|让效果|变得?)*(?:提高|提升|改进|改善|优化|好|好一点|好一些|准一点|准)(?:它|准确率|精度|效果|"
        r"结果|预测|模型|性能|准确度|一点|一些)*(?:吗)?|"
        r"(?:效果|结果|误差|预测)(?:不好|太大|太差|不理想|很差|很大|不准|不够好)(?:怎么办|怎么改|怎么解决)?|"
        r"(?:还)?(?:应该|应|该|可以|能|要)(?:改|调|试|换|改进|调整)(?:什么|哪些|哪个|哪里|啥)|"
        r"有(?:什么|没有|啥)?(?:别的)?(?:建议|办法)|(?:怎么|怎样|如何)(?:降低|减小|减少)(?:误差|损失)"
    )),
    ("faster", (
        rf"(?:can|could)? ?(?:you |it |we |i )?(?:make {_IT}|make training|train|run|go|be|"
        rf"get)?(?: {_IT})? ?(?:{_SO} )?(?:faster|quicker)(?: training)?|speed (?:{_IT} )?up(?: {_IT}|"
        rf" training)?|speed|"
        rf"(?:{_IT}|training)(?: is|'s| was)? ?(?:{_SO} )*slow|too slow|why (?:is it|does it take) so (?:slow|"
        rf"long)|slow|how can i (?:speed up|make|train).{{0,20}}(?:faster|up|training)|"
        r"(?:能|可以|想|让它|把它|能不能|训练|跑|得|再|更|变|要|请|怎么|如何|怎样)*(?:快|加快|加速)(?:一点|一些|"
        r"点|些|训练|速度|点儿)*(?:吗)?|"
        r"(?:这个|它|训练|跑得?|训练得|速度|实在|运行|模型)*(?:太|很|好|这么|有点|还是|为什么|"
        r"怎么)*慢(?:怎么办)?|训练速度太慢"
    )),
)  # fmt: skip
_BEFORE = re.compile(
    r"^(?:(?:ok|okay|well|so|and|now|but|please|嗯+|那么?|请|好的|现在|那就|可是|但是?)[\s;,.!]+|那么?(?=.{2}))+"
)
_AFTER = re.compile(r"(?:[\s;,.!?]+(?:please|thanks|then|now|ok|here)|[\s;,.!?吧呢啊了呀嘛哦喔~]|一下)+$")


_THEN = {  # by the state of the run
    "queued": "then_queued", "running": "then_running", "finished": "then_finished", "stopped": "then_stopped",
    "lost": "then_stopped", "failed": "then_failed",
}  # fmt: skip


def talk_of(question: str) -> Topic | None:
    """What is said of the thread, if that is all that is said."""
    text = wording.even(question).strip()
    if len(text) > wording.LIMIT // 6:
        return None
    for said in (text.rstrip(" ;,.!?"), _AFTER.sub("", text), _BEFORE.sub("", _AFTER.sub("", text))):
        for kind, pattern in _TABLE:
            if said and re.fullmatch(pattern, said):
                return kind
    return None


class StatusAnswers(CompressingAnswers):
    """Answers talk by where the newest card stands, with steps that act on it."""

    def _talk_here(self) -> Topic | None:
        """What the question says of the thread; what names a setting is about that setting."""
        kind = talk_of(self.words) if self.card is not None else None
        if kind == "columns" and self.card is not None and not TASKS[self.card.task].has("target"):
            return None
        if kind not in ("improve", "faster"):
            return kind
        reading = self.reading(self.card.task if self.card else DEFAULT)
        named = any(note == "no_value" for note, _ in reading.notes)
        return None if reading.wishes or named else kind

    def _talk(self, kind: Topic) -> Iterator[ChatEvent]:
        card = self.card
        if card is None:
            yield from self._tell_here("help", "sunspots", "co2", "digits", "shakespeare")
        elif kind == "result":
            yield from self._call("read_run", {})
        elif kind == "improve":
            yield from self._say("improve_trained" if card.headline is not None else "improve")
            yield self._offer(*self._wider_and_longer())
        elif kind == "columns":
            yield from self._columns(card)
        elif kind == "faster":
            yield from self._say("faster")
            yield self._offer(*self._smaller())
        else:
            yield from self._here()
            state = "finished" if card.headline is not None else card.state or "draft"
            yield from self._say(_THEN.get(state, "then_draft"))
            yield self._offer(*self._next_here())

    def _columns(self, card: KnownCard) -> Iterator[ChatEvent]:
        """The columns that could be forecast instead, each as a step."""
        file = self.thread.file_of(card)
        told: dict[str, Any] = self.thread.live.about(file) if file is not None and self.thread.live else {}
        others = [
            str(column["name"])
            for column in told.get("columns", [])
            if column["kind"] == "number" and column["name"] != card.values.get("data.target")
        ]
        if not others:
            yield from self._say("one_column", {"data": in_markdown(card.file or self._title(card))})
            yield self._offer(*self._next_here())
            return
        yield from self._say("which_column", {"columns": in_markdown(self._listed(others))})
        yield self._offer(*(fill(GUIDE_TEXTS["offer.column"], self.language, {"column": name}) for name in others[:3]))

    def _wider_and_longer(self) -> Iterator[str]:
        if self.card is not None and self.card.headline is not None:
            yield self._next("result")
        for path, factor in (("train.steps", 2), ("model.hidden_size", 2), ("data.window", 2)):
            yield from self._scaled(path, factor)
        yield self._next("layer")

    def _smaller(self) -> Iterator[str]:
        for path in ("train.steps", "model.hidden_size", "data.window"):
            yield from self._scaled(path, 0.5)

    def _scaled(self, path: str, factor: float) -> Iterator[str]:
        value: Any = self.card.values.get(path) if self.card is not None else None
        if isinstance(value, int) and value * factor >= 2:
            yield edits.sentence(path, round(value * factor), self.language)
