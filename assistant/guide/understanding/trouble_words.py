"""The words in which people speak of a training that goes wrong: one pattern per topic, in the order of their weight.

Written for the even text of `wording`: small letters, simplified characters, no hyphens within words.
"""

import re

_VERY = r"(?:很|太|非常|极|特别|比较|有点|这么|那么|挺|老|越来越|一直|总是|总|还|都|就|得|在|又|会|突然)*"
_LOSS = r"(?:loss(?:es)?|损失(?!函数)(?:值)?|误差|代价|cost|errors?|曲线|curves?|(?<![a-z])m[sa]e(?![a-z])|bits per)"
_VAL = r"(?:验证|(?<![a-z])val(?:idation)?(?![a-z])|测试|(?<![a-z])test(?:ing)?(?![a-z])|dev set)"
_TRAIN = r"(?:训练|(?<![a-z])train(?:ing)?(?![a-z]))"
_NET = r"(?:模型|网络|model|network|net|lstm|gru|rnn|transformer|它|(?<![a-z])it(?![a-z]))"
_OUT = r"(?:预测|输出|结果|forecasts?|predict(?:s|ions?|ed)?|outputs?|answers?)"
_HIGH, _LOW = (
    r"(?:高|大|差|不行|不准|不好|烂|糟|high|bad|poor|worse|large|terrible|awful|big)",
    r"(?:低|小|好|准|low|good|fine|great|well|perfect|small|excellent)",
)
_NOT = r"(?:not|n't|nt|never|no longer|cannot|refuses? to|fails? to|failed to)"
_BASE = (
    r"(?:基线|线性(?!衰减|调度|学习率|层)|持续性|朴素|季节基线|岭回归|上一个值|瞎猜|乱猜|随机猜|baselines?|persistence|naive|ridge|regression|"
    r"linear (?:model|regression|forecast|fit|one)|last value|moving average|n grams?|guessing|random guess\w*|repeating)"
)
_SETTING = r"(?:步数|函数|窗口|种子|维度|层数|学习率|批大小|horizon|window|layers?|seed|batch)"
_GATE = r"(?:遗忘门|输入门|输出门|更新门|重置门|(?<![部入专热])门(?!控循环|数)|(?<![a-z])gates?(?![a-z]))(?!.{0,5}(?:偏置|bias))"
_GRADIENT = r"(?:梯度|gradients?)(?!\s*(?:检查点|裁剪|截断|下降|check|clip|descent|boost))"
_SHOW = (
    r"(?:看看?|看一下|显示|展示|给我看|查看|画出?|打印|列出|\bshow|\bsee\b|\bplot|\bdisplay|\blook at|\bprint|\bview|\binspect|\bvisuali[sz]e|"
    r"\bwhere\b|\bhow (?:is|are|do|does|big|large|small|high)\b|\bwhat (?:is|are)\b|\bwhat's\b)"
)
_GOOD = r"(?:good|bad|ok|okay|fine|high|low|large|big|small|a lot|much|normal|acceptable|decent|reasonable|enough|great|usable|alright|any good)"
_FINE = r"(?:合适|正常|够|ok|okay|right|fine|good|appropriate|suitable|sensible|enough|reasonable)"
_TOO = r"(?:太|过|偏|too )\s*(?:大|小|高|低|多|少|长|短|强|弱|简单|复杂|深|浅|紧|松|high|low|large|small|big|strong|weak|long|short|simple|complex|deep|shallow|tight|loose|much|little)"
_MEASURE = r"(?:误差|损失|结果|得分|分数|错误率|困惑度|mae|rmse|mase|wer|cer|bits?|loss|errors?|scores?|accuracy|perplexity|数字?|number)"

HAS_NUMBER = r"(?<![a-z\d.])\d+(?:\.\d+)?(?:e[+-]?\d+)?"
JUDGED = ("rate", "window", "capacity", "regularised", "data", "ended", "score")  # only what asks is about the run

_WORDS: tuple[tuple[str, str], ...] = (
    ("above",
        rf"验证.{{0,8}}比{_TRAIN}.{{0,10}}(?:好|准)|\bval(?:idation)?\b.{{0,10}}\b(?:better|lower|smaller)\b.{{0,10}}\bthan\b.{{0,10}}\btrain|"
        rf"{_TRAIN}(?:集|的)?{_LOSS}?.{{0,8}}(?:比|高于|大于).{{0,4}}验证.{{0,8}}(?:高|大|差|还)|验证.{{0,8}}(?:比|低于|小于).{{0,4}}训练.{{0,8}}(?:低|小|好)|"
        rf"\btrain(?:ing)? (?:loss|error).{{0,14}}(?:higher|greater|larger|above|worse|bigger).{{0,10}}\bval|"
        rf"\bval(?:idation)? (?:loss|error).{{0,14}}(?:lower|less|smaller|below|better|under).{{0,10}}\btrain"),
    ("nan",
        r"(?!.*(?:缺失|填补|填充|missing|csv|column|这一?列|那一?列|fill))(?:.*?(?:(?<![a-z])nans?(?![a-z])|非数(?!据|值|字)|不是数字?|not a (?:finite )?number|"
        r"(?<![a-z])inf(?:s|inity|inite)?(?![a-z])|无穷大?|无限大))"),
    ("overfitting",
        rf"过拟合|过度拟合|过份拟合|\boverfit|\bover fit|死记硬背|背(?:下|了|住)(?:来|训练)|memori[sz](?:es?|ing|ed)\b|泛化.{{0,6}}(?:差|不好|不行|弱|能力)|"
        rf"generali[sz]\w*.{{0,10}}(?:bad|poor)|{_NOT}.{{0,6}}generali[sz]|"
        rf"{_TRAIN}(?:集|数据| data| set)?.{{0,14}}{_LOW}.{{0,18}}{_VAL}(?:集|数据| data| set)?.{{0,14}}{_HIGH}|"
        rf"{_VAL}(?:集|数据| data| set)?.{{0,14}}{_HIGH}.{{0,18}}{_TRAIN}(?:集|数据| data| set)?.{{0,14}}{_LOW}|"
        rf"{_LOW}.{{0,14}}{_TRAIN}.{{0,22}}{_HIGH}.{{0,14}}{_VAL}|{_HIGH}.{{0,14}}{_VAL}.{{0,22}}{_LOW}.{{0,14}}{_TRAIN}|"
        rf"{_VAL}.{{0,2}}{_LOSS}.{{0,8}}(?:上升|回升|升高|变大|涨|往上|越来越[大高]|反弹|增加|增大|变差|不降反升)|"
        rf"{_VAL} {_LOSS}.{{0,24}}(?:\bup\b|ris(?:e|es|ing)\b|rose|climb|increas|worse|grow)|"
        rf"{_TRAIN}.{{0,4}}(?:和|与|跟|and).{{0,4}}{_VAL}.{{0,12}}(?:差距|相差|差很多|差得多|gap|apart|diverg)|gap between.{{0,20}}{_TRAIN}.{{0,12}}{_VAL}"),
    ("underfitting",
        rf"欠拟合|拟合不足|拟合得?不(?:好|够)|\bunderfit|\bunder fit|\bboth (?:losses|errors|curves|the losses)\b.{{0,14}}(?:high|large|bad)|"
        rf"(?:{_TRAIN}.{{0,8}}{_VAL}.{{0,6}}|两[条个].{{0,4}})(?:都|全).{{0,4}}(?:高|大|差)|\btrain(?:ing)?\b.{{0,12}}\b(?:and|&)\b.{{0,4}}\bval\w*\b.{{0,12}}\bboth\b"),
    ("copies",
        rf"(?:{_OUT}|曲线|curve|{_NET}).{{0,20}}(?:滞后|延迟|平移|落后|错位|慢|晚)了?.{{0,3}}(?:[一两几半\d]+(?:个)?(?:步|拍|格|天|小时|周期|点|时刻))|"
        rf"{_OUT}.{{0,12}}(?:滞后|延迟|平移|落后|错位)|(?:滞后|落后|慢|晚)了?(?:一|半)(?:步|拍)|照抄|照搬|抄.{{0,8}}(?:值|输入|一步)|"
        rf"(?:重复|复制|拷贝|等于|就是).{{0,8}}(?:上一?个?|最后一?个?|前一个?|昨天的?|刚才的?)(?:时刻的?)?(?:值|点|数|步|输入|天)|"
        rf"\blags?\b|\blagging\b|\bshifted\b|\bdelayed\b|\bstep (?:behind|late)\b|\bbehind by\b|"
        rf"\b(?:cop(?:y|ies|ied|ying)|repeat(?:s|ing)?|echo(?:es|ing)?|parrot\w*|returns?|same as|equals?|mimics?)\b.{{0,14}}"
        rf"\b(?:last|previous|latest|preceding|prior|yesterday's|current)\b(?: known| observed| seen)?(?: values?| observations?| points?| steps?| inputs?| days?| hours?| readings?| numbers?| ones?|\W*$)|"
        rf"\bcop(?:y|ies|ied|ying) (?:of )?(?:the |its )?inputs?\b|就是持续性|和持续性(?:预测)?一样"),
    ("constant",
        rf"(?:{_OUT}(?!步数|长度|方式|策略|范围|窗口|列)(?:出来|结果|值|曲线|线)?(?:的|了)?(?:全|都|总|老|一直|几乎|只|就|基本)*(?:是|成|为|像)?.{{0,4}}"
        rf"(?:直线|水平线|一条线|平线|一条平|常数|常量|同一个?(?:值|数|结果)|都?一样|相同|一模一样|(?:几乎|基本|完全|都)不变|没有?变化))|"
        rf"(?:为什么|为何|怎么|总是?|老是?|一直|只会?|都).{{0,8}}{_OUT}.{{0,8}}(?:平均|均值|中位数|直线|常数|同一个|一样|不变|零(?!售))|"
        rf"(?:平均|均值).{{0,4}}(?:预测|输出)出来|输出.{{0,6}}(?:平均|均值)|"
        rf"^(?!\W*(?:please )?(?:forecast|predict|keep|leave)\b)(?!.*\bhorizon\b).*?(?:\b(?:always|only|just|why|every|all)\b.{{0,24}})?"
        rf"(?:\bpredict(?:s|ed|ing|ions?)?\b|\bforecasts?\b|\boutputs?\b|\banswers?\b|\breturns?\b|\bgives?\b).{{0,24}}"
        rf"(?:\b(?:mean|average|median)\b(?! (?:of|temp|price|col))|\bconstant\b(?! learning)|\bflat\b|\bthe same\b|\bidentical\b|\bstraight line\b|\bzeros?\b)|"
        rf"\balways\b.{{0,16}}\bthe (?:same|mean|average)\b|\bflat (?:line|forecast|prediction)\b"),
    ("blanks",
        r"空白符|(?:only|just|all|nothing but|always)?.{0,10}\bblanks\b|\bblank (?:output|symbol|token)s?\b|"
        r"(?:识别|转写|听)(?:结果|出来)?.{0,8}(?:不出|空的|为空|是空|空白|没有(?:词|字))|(?:什么|啥|一个(?:字|词))(?:都|也)(?:没?识别|没?听|没?写)|"
        r"(?:recogni[sz]es?|hears?|transcribes?|writes?|transcripts?|outputs?)\b.{0,14}\b(?:nothing|empty)\b"),
    ("baseline",
        rf"(?:不如|不比|比不过|比不上|打不过|赢不了|输给|超不过|胜不过|没有?比|没超过|不优于).{{0,14}}{_BASE}|比.{{0,6}}{_BASE}.{{0,10}}(?:差|糟|烂|不如|没好|好不了|好多少|还高|更高|没强)|"
        rf"(?:连|跟|和|与).{{0,4}}{_BASE}.{{0,10}}(?:都|一样|差不多|没(?:有)?区别|比不)|{_BASE}.{{0,8}}(?:更好|更准|比它好)|"
        rf"\b(?:no better|not (?:any )?better|worse|better|beats?|beaten|outperform\w*|los(?:es?|ing|t) to|inferior|same as|equal to|as bad as|improve (?:on|over))\b.{{0,24}}{_BASE}|"
        rf"{_BASE}.{{0,24}}\b(?:better|beats?|wins?|outperforms?)\b|\bno skill\b|没有技巧"),
    ("exploding",
        rf"爆炸|发散|\bdiverg|\bexplo[ds]|\bblew up\b|\bbl(?:ow|own|ows|owing) up\b|"
        rf"(?:{_LOSS}|梯度|gradients?).{{0,12}}(?:飞(?:了|起|走|上)|暴涨|猛涨|飙|冲天|越来越[大高]|变得?{_VERY}[大高]|突然.{{0,4}}[大高跳升增飞]|{_VERY}(?:涨|上升|升高|增大|变大|往上)|不降反升|巨大)|"
        rf"(?:{_LOSS}|gradients?)\b.{{0,16}}(?:increas\w*|rising|\brises?\b|(?:go(?:es|ing)?|went|goin) up\b(?! and down)|\bgrow(?:s|ing)?\b|shoots? up|jump(?:s|ed)? (?:to|from)|sky ?rocket\w*|\bhuge\b|enormous|gigantic)"),
    ("vanishing",
        rf"{_GRADIENT}.{{0,10}}(?:消失|弥散|衰减|vanish|disappear|too small|太小|很小|接近 ?(?:0|零)|变成? ?(?:0|零)|为 ?(?:0|零)|\bzero\b|\btiny\b|\bdies?\b|\bdying\b)|消失(?:了|的)?梯度|\bvanish|"
        rf"记不(?:住|得|起)|(?:记|看)(?:住|得|到)?(?:了)?多(?:远|久|少步|长)|记忆.{{0,4}}(?:多长|多远|长度|够|太短)|忘得?{_VERY}快|长期依赖|长距离|远处|很久以前|"
        rf"\bhow (?:far|long|much).{{0,20}}(?:remember|look(?:s)? back|memory|reach(?:es)? back|\bback\b)|(?:can't|cannot|can not|doesn't|does not|won't|n't|not) .{{0,8}}remember|"
        rf"\bremember\w*.{{0,20}}(?:far|long|distant|past|earlier|back)|\bforgets? (?:too|everything|quickly|what|the)\b|\blong (?:term|range) (?:dependenc|memor(?!y\W*(?:lstm|network)))|"
        rf"\beffective memory|\bmemory length|{_GRADIENT}.{{0,8}}(?:传|流|回传|反传).{{0,8}}(?:多远|多少步|不[回到过]|得到)|{_GRADIENT}.{{0,16}}\breach\w*.{{0,6}}back"),
    ("gates",
        rf"(?!.*(?:公式|方程|equation|formula)){_GATE}.{{0,12}}(?:状态|饱和|分布|(?:是|的|多少|什么)值|值(?:是|有|多)|开[着得]|关[着闭掉]|打开|闭合|情况|怎么样|正常|不动|健康|直方|"
        rf"saturat|\bopen\b|\bclosed?\b|\bshut\b|\bstuck\b|\bdoing\b|\blooks?\b|\bstates?\b|\bvalues?\b|distribut|behav|histogram|\bmov(?:e|es|ing)\b|\bnormal\b|\bok(?:ay)?\b|\bhealthy\b|\blike\b)|"
        rf"(?!.*(?:公式|方程|equation|formula|做什么)){_SHOW}(?! 门).{{0,14}}{_GATE}(?!.{{0,12}}(?:\bdo\b|\bin general\b|做什么|\bfor\b))|看看?(?:各个|三个|所有)?门"),
    ("clipping",
        r"(?:裁剪|截断|(?<![a-z])clip(?:s|ped|ping)?(?![a-z])).{0,16}(?:频繁|太多|多少|经常|总是|一直|生效|合适吗|太紧|太狠|太松|比例|几次|正常|有害|影响训练|"
        r"often|frequent|always|every step|too much|too tight|tight|hurt|\bshare\b|how many|normal|all the time|\bfir(?:e|es|ing)\b|\bactive\b)|"
        r"(?:\bhow (?:often|many|much)\b|多少|总是|总被|一直|经常|老是|几乎每步).{0,28}(?:裁剪|截断|(?<![a-z])clip(?:s|ped|ping)?(?![a-z]))"),
    ("gradients",
        rf"(?!.*(?:什么用|\bgood for\b)){_SHOW}.{{0,24}}{_GRADIENT}|{_GRADIENT}.{{0,12}}(?:正常|怎么样|情况|健康|\bok(?:ay)?\b|\bnormal\b|\bhealthy\b|\bfine\b|\bgood\b|\blarge\b|\bsmall\b|多大|多少|大小|分布|范数|"
        rf"\bnorms?\b|\blooks?\b|\bflow|流|\bgo(?:es)?\b|\bsize\b|heat ?map|热力图|图)|[每各逐]一?层.{{0,3}}{_GRADIENT}|{_GRADIENT}.{{0,10}}(?:\b(?:of|per|by|in|for|each)\b.{{0,10}}\blayer|[每各逐]层)|^\W*(?:梯度|(?:the )?gradients?)\W*$"),
    ("slow",
        rf"(?!.*(?:学习率|learning rate|(?<![a-z])lr(?![a-z])))(?:(?:收敛|学(?!习率)|学习|下降|{_LOSS}).{{0,10}}慢|\bslow(?:ly)?\b.{{0,14}}(?:learn|converg|fall|decreas|improv|progress)|"
        rf"(?:learn|converg|fall|decreas|improv|progress|go(?:es|ing)? down|drops?|{_LOSS})\w*.{{0,16}}\bslow(?:ly)?\b|\bcrawl)"),
    ("oscillating",
        rf"(?=.*(?:{_LOSS}|训练|曲线|收敛|梯度|gradient|\btrain|\bval|\bit\b|\brun\b|\baccuracy\b|准确率|^.{{0,12}}$))(?!.*(?:数据.{{0,4}}噪|data.{{0,6}}nois|种子|seed))"
        rf".*?(?:震荡|振荡|波动|抖|跳动|跳来跳去|乱跳|忽[高大上].?忽|上下(?:跳|波动|起伏|浮动|摆|乱)|起伏|锯齿|不(?:太|是很|够)?(?:平滑|稳定|稳|光滑)|毛刺|尖峰|噪声?{_VERY}大|噪音{_VERY}大|来回|一会儿?[高大]一会|"
        rf"oscillat|\bjump(?:s|ed|ing)? (?:around|up|about|all|so|a lot)|\bjumpy\b|\bup and down\b|\bbounc|\bnois[ye]|\bspik(?:e|es|ed|y|ing)\b|\bjagged\b|\bzig ?zag|\bwiggl|fluctuat|\bunstable\b|\binstab|"
        rf"\bnot (?:very |at all )?(?:stable|smooth|steady)\b|\bunsteady\b|\berratic|\bjitter|\ball over the place\b|\bswing)"),
    ("not_learning",
        rf"(?!.*{_SETTING}.{{0,3}}(?:保持)?不变)(?!.*\b(?:keep|leave)\b)(?:(?:{_LOSS}|训练|精度|准确率|accuracy|{_NET}|nothing).{{0,18}}(?:不(?:再|怎么|往下)?(?:下降|降|减小|收敛|变(?!成)|动|学习|学|掉)|降不|下不[去来]|没(?:有)?(?:下降|降|变化|动静|学|效果|进展|反应|收敛)|"
        rf"卡[住在]|停滞|停在|平台期?|不动|走平|\bstuck\b|plateau|\bstall|\bstagnat|(?<!a )\bflat(?:tens|tened)?\b|{_NOT}.{{0,12}}(?:go(?:es|ing)? down|come down|decreas|drop|fall|learn|improv|converg|train|chang|mov|work|budge|reduc)|"
        rf"\b(?:stays?|remains?|staying|sits?)\b.{{0,6}}(?:same|constant|high|flat|at)\b|\bstop(?:s|ped) (?:improving|learning|decreasing|falling|going down))|"
        rf"(?:什么|啥)(?:都|也)没学|没学[到会]|学不[会到动进]|(?:不|无法|难以|没法)收敛|不学习|训练不(?:动|起来|了|出来)|\blearn(?:s|ed|ing)? nothing\b|\bnothing (?:is |was )?(?:being )?learn|"
        rf"\b(?:isn't|doesn't|won't|not|never|can't) (?:it )?(?:learn|train|converg|work)|\bfail\w* to (?:learn|converge|train)|\bwon't (?:learn|train|converge))"),
    ("rate", rf"(?:学习率|learning rate|(?<![a-z])lr(?![a-z])|步长|step size).{{0,12}}(?:{_FINE}|{_TOO}|对吗|好吗)"),
    ("window", rf"(?:窗口|window|历史|history|lookback|序列长度|sequence length|截断长度).{{0,10}}(?:{_FINE}|{_TOO}|\blong enough\b)|{_TOO}.{{0,3}}(?:窗口|window)"),
    ("capacity", rf"(?:网络|模型|隐藏|层数|容量|参数量|model|network|\bnet\b|hidden size|capacity|parameters).{{0,12}}(?:{_FINE}|{_TOO}|\b(?:big|large|deep) enough\b)|{_TOO}.{{0,6}}(?:网络|模型|\bmodel|\bnetwork)|参数{_TOO}"),
    ("regularised", rf"(?:dropout|丢弃|weight decay|权重衰减|正则化?|regulari[sz]\w*|zoneout).{{0,10}}(?:{_FINE}|{_TOO})|{_TOO}.{{0,6}}(?:dropout|regulari[sz])"),
    ("data",
        rf"(?:数据|data|dataset|csv|表格).{{0,10}}(?:有(?:没有)?(?:什么)?问题|没问题|正常|干净|不对|毛病|\bwrong\b|\bok(?:ay)?\b|\bfine\b|\bbad\b|problem|\bissue|\bclean\b|\bgood\b|\bnois[ye]|噪)|\bwrong with.{{0,10}}\bdata|"
        rf"离群|异常值|\boutliers?\b|泄漏|泄露|\bleak(?!y)|未来函数|偷看|{_TRAIN}.{{0,12}}{_VAL}.{{0,10}}(?:分布|distribut)|分布.{{0,6}}(?:一样|一致|变|漂移|不同|相同)|distribution shift|\bdrift|\bsame distribution|"
        rf"常数列|constant column|脏数据|数据质量|\bdata quality\b|\bdirty\b|时间.{{0,6}}(?:打乱|乱序|乱了)|\bshuffled\b|学得?[到出](?:东西|规律)|有(?:没有)?(?:可学的)?规律|\brandom walk\b|随机游走|\b(?:just|only|pure) noise\b|只是噪声|全是噪声|"
        rf"\b(?:anything|something|nothing) to (?:be )?learn|\blearnable\b|\bpredictable\b|可预测"),
    ("ended",
        r"(?:为什么|为何|怎么|为啥).{0,10}(?:停|结束|中断|终止)|\bwhy (?:did|has|was|is|does).{0,20}(?:\bstop|\bend(?:ed|s)?\b|\bquit\b|\babort)|提前(?:停|结束)了?吗|(?:停|结束)得?{_VERY}早|\b(?:it|run|training)\b.{{0,6}}\b(?:stop|end|finish)(?:ped|ed)?\b.{{0,8}}\b(?:early|soon)\b(?! stop)|"
        r"训练.{0,6}(?:得|的)?(?:步数|时间|次数|轮数)?(?:够|足够|太少|太短|不够)(?:久|长|了)?|步数.{0,3}(?:够|足够)|\btrain(?:ed|ing)?\b.{0,14}\b(?:long enough|enough|too short|too briefly)\b|"
        r"\b(?:enough|too few) (?:steps|training|iterations|epochs)\b|\bsteps enough\b"),
    ("score",
        rf"(?=.*\d).*?(?:{HAS_NUMBER}\s*%?(?:的|这个|这)?.{{0,10}}(?:算|是|够|属于)?.{{0,4}}(?:好|坏|大|小|高|低|正常|不错|合理|差|可以|行|ok)(?:吗|么|还是|不|了吗|了|的吗|呢|\?)|{HAS_NUMBER}.{{0,8}}(?:怎么样|如何|什么水平)|"
        rf"\b(?:is|are|was|isn't)\b.{{0,24}}{HAS_NUMBER}.{{0,28}}\b{_GOOD}\b|{HAS_NUMBER}.{{0,34}}\b(?:is|are) (?:that|this|it)\b.{{0,10}}\b{_GOOD}\b|\bhow good is\b.{{0,20}}{HAS_NUMBER}|\bis\b.{{0,12}}\b{_GOOD}\b.{{0,16}}{HAS_NUMBER})|"
        rf"(?:这个|这次|这|我的)?的?{_MEASURE}.{{0,6}}(?:算|属于|是不是|正常|{_TOO}).{{0,8}}|{_MEASURE}.{{0,8}}(?:在|是)什么水平"),
    ("repair",
        r"修(?!改|饰|正案|订|剪)(?:复|理|好|一下|正|整)?|(?:治|救)(?:好|一下|活|它|回来)|抢救|自动(?:调(?!度)|修|改进|优化)|\brepair|\bfix (?:it|this|that|my|the|up)\b|\bfix\W*$|\bheal\b|"
        r"\bcure (?:it|this|my|the)\b|\bauto ?(?:tune|fix|repair)|\bmake (?:it|this|my \w+|the \w+) (?:work|train|learn|converge)\b|让它(?:能|正常)?(?:学|收敛|训练)(?:起来|好)?|\bmend\b"),
    ("improve",
        rf"(?:怎么|怎样|如何|咋|怎么才能).{{0,16}}(?:改进|改善|提高|提升|优化|变好|更好|更准|好一[点些]|(?:降低|减小|减少|压低).{{0,6}}{_MEASURE}|{_MEASURE}.{{0,3}}(?:更|变|降)?[小低])|"
        rf"(?:该|应该|要|还能|可以|能|先|再|下一步)(?:先|怎么)?(?:调|改|试|换|动)(?:整)?(?:什么|哪|啥|些什么|参数)|(?:调|改|试|动)(?:哪|什么)(?:个|些)?(?:参数|设置)|(?:提高|提升|改善|改进).{{0,10}}(?:效果|精度|准确|性能|结果|表现)|"
        rf"\b(?:how|what|which|can|could)\b.{{0,40}}(?:\bimprove|\bbetter\b(?! than)|\b(?:lower|reduce|decrease|smaller)\b.{{0,10}}(?:error|loss|mae|wer)|\b(?:increase|raise|higher|more)\b.{{0,6}}(?:accura)|\bboost\b)|"
        rf"\bwhat (?:should|can|could|else|would|to)\b.{{0,14}}\b(?:tune|change|try|adjust)\b|\b(?:which|what) (?:setting|parameter|hyper ?parameter|knob)s?\b.{{0,30}}(?:change|tune|try|matter|adjust|better|turn)"),
    ("bad", r"(?:为什么|为何|怎么|为啥).{0,12}(?:这么|那么|如此|会).{0,4}(?:差|烂|不准|糟|不好|[大高](?!小))|\bwhy\b.{0,20}\b(?:so|that|this|very|too)\b.{0,8}\b(?:bad|poor|poorly|high|wrong|inaccurate|off|large|terrible)\b"),
    ("diagnose",
        r"诊断|体检|(?:哪里|哪儿|什么地方|有什么|有没有|有啥|出了?什么|是不是有|存在).{0,6}(?:问题|毛病|不对|出错|异常|故障)|(?:哪里|哪儿)(?:不对|错了|出)|(?:正常|健康)(?:吗|么|不|的吗)|有(?:点)?(?:什么)?问题(?:吗|么|没)|对劲|"
        r"怎么回事|什么情况|(?:检查|查查|查一下|检测|排查).{0,12}(?:训练|运行|模型|曲线|这次|一下|它|网络)|(?:为什么|为何|怎么|为啥).{0,8}(?:失败|挂了|崩|报错)|出了?(?:什么)?(?:问题|错)|看看.{0,8}(?:哪里|有没有)|"
        r"\bdiagnos|\bdebug|\bwhat(?:'s| is| went| goes| has gone| was| could be)? ?(?:the )?(?:wrong|problem|matter|issue)\b|\b(?:is|anything|something|what)\b.{0,20}\b(?:wrong|broken)\b|"
        r"\b(?:is|are|does|do|looks?)\b.{0,28}\b(?:normal|healthy|right|weird|strange|odd|suspicious|abnormal)\b|\b(?:is|are|does|do)\b.{0,6}\b(?:it|this|that|everything|my \w+|the (?:run|training|curve|loss|fit|model))\b.{0,8}\b(?:ok|okay|fine|alright)\b|\blook(?:s|ing)? (?:ok|okay|fine|alright|good)\b|"
        r"\b(?:check|examine|inspect|health ?check|analy[sz]e|look into|look over)\b.{0,12}\b(?:run|training|it|this|curve|model|network)\b|\bwhy (?:did|has|is|was).{0,14}(?:fail|crash|die|broke)|\bsanity check|\bany problems?\b|\bproblems? with\b|\bsymptom|\bfindings\b"),
)  # fmt: skip
TABLE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(pattern, re.DOTALL)) for topic, pattern in _WORDS
)
