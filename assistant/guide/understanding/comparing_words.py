"""Words with which people ask for a comparison: its verbs, its questions, seeds and budgets in it, what is none."""

import re

from assistant.guide.understanding import wording
from assistant.guide.understanding.cells import CALLED

_N = rf"(?P<n>\d[\d,.]*|{wording.CHINESE}|{wording.ENGLISH})"
_SEVERAL = r"(?:几|多|若干|好几|several|multiple|a few|various|many|some)"
_SEED_ZH = r"(?:不同的?|随机|独立的?|的|数)*\s*种子"
_SEED_EN = r"(?:(?:different|random|independent|initial)\s+)*(?:random[- ]?)?seeds?\b"
SEEDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:每个|各|各自|分别|都)*(?:再)?(?:用|跑|换|取|在|以|试)?\s*{_N}\s*(?:个|颗|组|种|粒)?\s*{_SEED_ZH}(?:上|来|各|都|分别|重复)*",
        rf"(?:每个|每种|各|各自|分别|都)(?:候选|模型|配置|单元)?(?:都)?(?:跑|训练|重复|做)\s*{_N}\s*(?:次|遍|回)",
        rf"(?:重复|跑)\s*{_N}\s*(?:次|遍)",
        rf"(?:each\s+)?(?:(?:over|with|using|across|on|for|from)\s+)?(?:the\s+same\s+)?{_N}\s*{_SEED_EN}(?:\s+each|\s+apiece)?",
        rf"(?:repeat(?:ed)?|run|train)?\s*(?:each|every one|all)\s+(?:of them\s+)?{_N}\s+times",
        rf"{_N}\s+(?:times|runs|repeats|repetitions|trials)\s+(?:each|apiece|per (?:candidate|model|cell))",
        rf"(?:repeat(?:ed)?)\s+{_N}\s+times",
    )
)
ANY_SEEDS = re.compile(
    rf"(?:用|跑|换)?{_SEVERAL}(?:个|种)?\s*{_SEED_ZH}|(?:(?:over|with|using|across)\s+)?{_SEVERAL}\s+{_SEED_EN}"
)
_ALIKE_ZH = r"(?:相同|一样|相等|相近|相当|一致|差不多|对齐|固定|不变)"
_SAME_ZH = r"(?:在)?(?:同样|相同|一样|同等|相等|等量|等)(?:多)?的?"
_SAME_EN = (
    r"(?:(?:at|with|for|using|under|on|given|and|of)\s+)*(?:(?:the|an|a)\s+)?(?:same|equal|identical|matched|fixed)\s+"
)
_COUNT_EN = r"(?:(?:number|amount|count|budget)s?\s+of\s+)?(?:the\s+)?"
BUDGETS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (budget, re.compile(pattern))
    for budget, pattern in (
        (
            "equal_parameters",
            rf"{_SAME_ZH}(?:模型)?参数(?:量|数|数量|个数|规模)?(?:下|时|上)?|(?:模型)?参数(?:量|数|数量|规模)?(?:要|都)?{_ALIKE_ZH}|"
            rf"{_SAME_ZH}(?:模型)?(?:规模|容量)(?:下|时)?|{_SAME_EN}{_COUNT_EN}(?:model\s+)?(?:trainable\s+)?"
            r"(?:param(?:eter)?s?(?:\s+(?:counts?|budgets?|numbers?))?|model size|capacity)\b|"
            r"\bequally (?:large|big|sized)\b|\b(?:param(?:eter)?s?|size)[- ]matched\b|\bas many param(?:eter)?s\b",
        ),
        (
            "equal_time",
            rf"{_SAME_ZH}(?:长的?)?(?:训练)?(?:时间|时长|耗时)(?:下|内|里)?|(?:训练)?(?:时间|时长|耗时)(?:要|都)?{_ALIKE_ZH}|"
            rf"{_SAME_EN}{_COUNT_EN}(?:training\s+|train\s+|wall[- ]?(?:clock)?\s+|compute\s+)*(?:time|seconds|minutes|compute)"
            r"(?:\s+budgets?)?\b|\bequally long\b|\btime[- ]matched\b",
        ),
        (
            "equal_steps",
            rf"{_SAME_ZH}(?:训练)?(?:步数|迭代次数|更新次数)(?:下|时)?|(?:训练)?(?:步数|迭代次数)(?:要|都)?{_ALIKE_ZH}|"
            rf"{_SAME_EN}{_COUNT_EN}(?:training\s+)?(?:steps?|updates|iterations)\b(?:\s+(?:counts?|budgets?))?",
        ),
    )
)
FAIR = re.compile(  # a wish that all are treated alike, without saying in what
    r"(?:为了|为求|要|尽量|尽可能|更|最)?(?:公平|公正|公允)(?:地|的|一点|一些|些|起见|竞争)?|控制变量|一视同仁|(?:在)?(?:同等|相同|同样|一样)的?(?:条件|前提|设定)(?:下)?|(?:条件|前提)(?:要|都)?(?:相同|一样|一致)|"
    r"(?:in |for |to be |be |keep it |make it |as )?(?:a |as )?\bfair(?:ly|ness|er)?\b(?: as possible)?|\bapples[- ]to[- ]apples\b|\blike[- ]for[- ]like\b|"
    r"\b(?:on )?(?:a |an )?(?:level|even) (?:playing field|footing)\b|\bceteris paribus\b|(?:\bunder |\bin )?(?:the )?\b(?:same|equal|identical) conditions\b"
)
COMPARES = re.compile(  # as a verb; before an adjective 比较 means "rather"
    r"比较(?!好|慢|快|大|小|高|低|长|短|多|少|稳|差|合适|合理|简单|复杂|深|浅|宽|窄|明显|严重|难|容易|适合|准|强|弱|贵)|"
    r"对比|比一比|比比看|比比|比一下|对照|消融|\bcompar(?:e|es|ed|ing|isons?)\b|\bversus\b|\bvs\b|\bablat\w+|\bbenchmark\b|"
    r"\bhead to head\b|(?<![a-z])pk(?![a-z])"
)
TELLS = re.compile(  # verbs in a list of what is to be done
    rf"{COMPARES.pattern}|tell|show|see|say|which|who|give|find|plot|draw|report|check|look|best|let|know|train|run|test|try"
)
BESIDE_CELLS = re.compile(  # cells, and what may stand beside them in a sentence that names nothing else
    rf"{CALLED}|\b(?:and|plus|with|on|for|my|own|the|an?|small|please|both|data|csv|files?|tables?|results?)\b|"
    r"以及|和|与|跟|及|的|在|上|里|用|请|我|这份|这个|小型?|表格?|数据|文件|结果|分别|[\W_\d]+"
)
RATHER = re.compile(r"(?:哪|谁|什么|多少|几|多大|多长|怎样|还是).{0,16}比较(?:好|合适|合理|准|强|适合)|比较好")
TESTS = re.compile(  # of whether something helps
    r"测一下|测试一下|实测|验证一下(?!次)|试一下有没有用|\btest (?:it|whether|if|that)\b|\bcheck (?:whether|if)\b|\b(?:a/b|ab) test\b"
)
TRIES = re.compile(  # several of them
    r"(?:都|分别|各|逐个|挨个|轮流|也)(?:试|跑|训练|测)|试试|试一下|试一试|\b(?:try|test|run|train)\b|\bside by side\b"
)
DIFFERENT = re.compile(r"不同|各种|多种|几种|几个|\b(?:different|various|several|a few|some|multiple)\b")
CHOOSES = re.compile(  # lets us decide
    r"(?:帮|替)(?:我|忙|咱)*(?:选|挑|定)|拿不准|纠结|不知道(?:该)?(?:选|用)|推荐|怎么(?:定|取|确定|决定)|如何(?:定|确定|决定)|选(?:一下|个|一个)(?=.{0,6}(?:维度|层|学习率|窗口|损失|优化器|单元))|"
    r"\bhelp me (?:choose|pick|decide|select|find)\b|\b(?:choose|pick|decide|select) (?:between|the (?:best|right|number|size)|a good)\b|\bcan'?t decide\b|\bnot sure (?:whether|if|which)\b|\brecommend\w*\b"
)
BARE = re.compile(
    r"\W*(?:(?:要|用|选|取|设)?(?:几|多少)\s*(?:层|个单元|个神经元|维)|how (?:many|large|big|wide|deep) (?:an? )?\w+(?: \w+)?)\W*"
)
ASKS = re.compile(  # which one, or how many
    r"什么(?=.{0,4}(?:单元|模型|网络|结构|架构))|哪(?:个|种|一个|一种|款)|哪(?=种|个)|谁(?:更|好|强|准|赢)|几(?:层|个|头|种|倍)|多少|多(?:大|长|宽|深|高|久)(?!了)|什么样的|"
    r"\bwhich\b|\bhow (?:many|deep|large|big|wide|long|high|small|much)\b|\bwhat\b|\bbest\b|\boptimal\b|最好的?|最优|最佳|最合适|最适合"
)
WANTS = re.compile(  # what makes it a wish for advice, not for a fact
    r"合适|适合|最好|最优|最佳|更好|更强|更准|好(?!处|像)|选|用|取|需要|应该|该|设|强|准|要|赢|"
    r"\bbest\b|\bbetter\b|\bshould\b|\buse\b|\bchoose\b|\bpick\b|\bselect\b|\bworks?\b|\bneed(?:ed)?\b|\boptimal\b|\bright\b|\bsuits?\b|\bideal\b|\bwins?\b"
)
OR = re.compile(r"还是|或者?|\bor\b|\bagainst\b|(?<=[a-z])/(?=[a-z])")
BETTER = re.compile(  # than what there is
    r"(?:会不会|会|是不是|是否|能不能|能否|能).{0,12}(?:更好|好一?点|好一?些|更准|更强|提高|改善|提升)|更好吗|(?:更|好)(?:一些|一点)?吗|"
    r"会不会比.{1,16}(?:好|强|准)|(?:比|好过).{1,16}(?:好|强|准)(?:吗|么)?|打败|胜过|优于|强过|超过(?=.{0,12}(?:吗|么|\?))|"
    r"\b(?:would|will|could|can|is|are|does|do|did)\b.{0,60}\b(?:better|beats?|outperforms?|superior)\b"
)
KNOWLEDGE = re.compile(  # asks to have something explained
    r"区别|差别|差异|什么不同|何不同|不同在哪|什么是|是什么|为什么|为何|原理|优缺点|优点|缺点|好处|坏处|有什么用|有用吗|介绍|讲讲|解释|什么意思|有哪些|怎么(?:用|处理|做|设|选|调)|如何(?:选|设|调)|什么时候|何时|"
    r"\bdiffer\w*|\bwhy\b|\bexplain\b|\bwhat (?:is|are) (?:a|an|the (?:difference|purpose|point|benefit))\b|\bwhat (?:does|do)\b|\bare there\b|\bgood for\b|"
    r"\bwhat(?:'s| is) new\b|\badvantages?\b|\bbenefits?\b|\bhow (?:does|do|is|are|did)\b(?!.*\bcompare\b)|\bwhen (?:is|are|does|do|should)\b|\bmean\b|\bhow (?:much|many|large|long) (?:is|are|was|did|does)\b"
)
NO_COMPARISON = re.compile(  # with what every result is compared anyway, or a fact about the card
    r"\bwhich (?:columns?|files?|runs?)\b|哪一?列|算(?:好|正常|大|小)|基线|持续性|真实值|实际值|训练集和|\bbaselines?\b|\bpersistence\b|\bground truth\b|\bactual\b|\bdoes (?:it|the card|this card|my card) (?:use|have)\b|"
    r"上(?:次|一次|一张)|之前的?(?:训练|结果)|\bbefore\b|\bprevious\b|\blast (?:run|time)\b|(?:你|您)是|\bpapers?\b|论文|文献"
)
RUNS = re.compile(
    r"(?:这|上面|前面|那|全部|所有)?(?:的)?(?:两|2|二|三|3|几|所有|全部|这些|这几)(?:张|个|次)?(?:卡片?|训练|运行|模型|结果)|它们|他们|"
    r"\b(?:these|the|both|last|my|all)(?: (?:two|three|last|last two|of (?:the|these|my)|these|my|the|2|3))* (?:cards|runs|trainings|results|experiments)\b|\bthem\b"
)
CELLS = re.compile(
    r"推荐(?:一个|一种|个)?(?:单元|模型|网络|结构)|(?:单元|模型|网络)(?:的)?(?:性能|效果)?(?:对比|比较)|(?:对比|比较)(?:一下)?(?:各个|几个)?(?:单元|模型|网络)|"
    r"\bcompar\w+ (?:of )?(?:the )?(?:cells|models|networks|architectures)\b|\b(?:cell|model|architecture) comparison\b|\brecommend (?:me )?an? (?:cell|model|network|architecture)\b|"
    r"(?:所有|全部|每种|各种|各个?|几种|多种|不同的?|哪种|哪个|什么)(?:的)?(?:循环)?(?:单元|模型|网络|结构|架构|算法|rnn)|"
    r"\b(?:all|every|different|several|various|which|what|best)(?: of)?(?: the)?(?: available| recurrent| kinds? of| types? of)* ?(?:cells?|models?|networks?|architectures?|rnns?)\b"
)
EVERY_CELL = re.compile(
    r"(?:所有|全部|每种|每个)(?:的)?(?:循环)?(?:单元|模型|网络)|\b(?:all|every)(?: of)?(?: the)?(?: available| recurrent)* (?:cells?|models|networks)\b"
)
BOTH = re.compile(
    r"有无|有没有|加不加|带不带|用不用|开不开|要不要|有和没有|开和关|开关|with (?:and|or) without|with or without|\bon (?:and|or|vs|versus) off\b|on/off"
)
DATA = re.compile(
    r"太阳黑子|sunspots?|co2|二氧化碳|莎士比亚|shakespeare|唐诗|绝句|tang poems?|(?:spoken )?digits|合成序列|made series|语音数字|"
    r"(?:这份|这个|这组|我的|该)(?:数据|文件|表格?|csv|序列|文本|录音)(?:上|里)?|\b(?:on|for|with|in) (?:this|my|the|these)(?: own)? (?:data|csv|file|series|table|text|recordings?)\b"
)
VERDICT = re.compile(
    r"(?:那(?:么)?|所以|到底|结论|最后|最终|现在|到现在)?[,;]?\s*(?:到底|究竟)?(?:是)?(?:哪(?:个|种|一个)?|谁)(?:更|比较|最)?(?:好|强|准|赢了?|胜出?|快|便宜|优|厉害|值得选|该选|合适)(?:一些|一点|了)?|"
    r"(?:比较|对比|它)?(?:的)?(?:结果|结论|效果)?(?:怎么样|如何|怎样|出来了吗|好了吗|完了吗|是什么|呢)|结论|比较(?:好|完)了吗|"
    r"(?:你|有)?(?:多|有多)?(?:确定|肯定|可靠|可信|有把握|大把握|靠谱)(?:吗|么)?|(?:差别|差异|区别|差距)?(?:是)?(?:显著|明显|真的|真实|可靠|可信)(?:吗|么|不)?|"
    r"(?:是不是|会不会是|是)?(?:偶然|运气|噪声|随机)(?:的)?(?:吗)?|(?:还)?(?:需要|要)(?:更多|几个|多少(?:个)?|多少)(?:个)?种子(?:吗|才够|才行)?|(?:该|应该|我)?(?:用|选)(?:哪个|哪种|谁)|有(?:显著|明显)?(?:差别|差异|区别)吗|解释(?:一下)?(?:结果|比较)?|"
    r"(?:so |and |then |now )?(?:which|what|who)(?: one| cell| model| candidate| is| of them| of these| of the two)*(?: is| was| are| has| did)?(?: the)? ?(?:better|best|winner|won|wins?|win|faster|cheaper|verdict|result|conclusion|leader|leading|ahead)|"
    r"how (?:sure|certain|confident|significant|reliable|large|big)(?: (?:is|are|was))?(?: (?:you|it|that|this|the (?:difference|result|verdict)))?(?: of that| about that)?|"
    r"(?:is|was|are)(?: the| it| that| this)?(?: difference| gap| result)?(?: statistically)? ?(?:real|significant|luck|chance|noise|a tie|sure|certain|meaningful|reliable|by chance|just luck|just noise)|"
    r"(?:do|would|will)? ?(?:i|we) need more seeds|(?:how many )?more seeds(?: do i need| needed)?|(?:the )?(?:verdict|result|results|conclusion|winner)|(?:is )?(?:it|the comparison) (?:done|finished|ready)|"
    r"(?:show|explain|read|tell)(?: me)?(?: the)? (?:comparison|table|verdict|result|results|winner)|how did (?:it|they|the comparison) (?:go|do|end)|which (?:one )?(?:should|do|would) (?:i|we|you) (?:use|take|choose|pick)"
)
OF_SEVERAL = re.compile(  # speaks of several candidates, or of how sure their difference is
    r"哪|谁|多少|确定|肯定|可靠|显著|真|偶然|运气|种子|\b(?:which|who|sure|certain|real|significant|seeds|winner|better|luck|chance)\b"
)
SEARCH = re.compile(
    r"调参|超参数?(?:搜索|优化|调优|寻优)|自动(?:搜索|寻找|寻优|调优|找)|(?:搜索|寻找|找出?|找到).{0,6}(?:最好|最优|最佳).{0,8}(?:参数|设置|配置|组合)|网格搜索|随机搜索|贝叶斯优化|"
    r"\bhyper ?parameters? (?:search|tuning|optimi[sz]ation|sweep)|\b(?:search|look|hunt) for (?:the )?(?:best|better|good|optimal) (?:hyper ?parameters?|settings|configuration)|"
    r"\boptuna\b|\bgrid search\b|\brandom search\b|\bbayesian optimi[sz]ation\b|\bauto ?tune\b|\bsweep\b|"
    r"\btune (?:it|this|that|the (?:model|network|run|hyper ?parameters?|settings|card)|my (?:model|network))\b|^\W*(?:please |can you |could you )?(?:auto[- ]?)?tune\b|(?:帮我|请|自动)调(?:一下|整)?(?:最好的|合适的)?(?:学习率|隐藏|层数|窗口|参数|dropout|批)|\b(?:find|tune|optimi[sz]e) (?:me )?(?:the )?(?:best |optimal )?(?:hyper ?parameters|settings|configuration)\b"
)
