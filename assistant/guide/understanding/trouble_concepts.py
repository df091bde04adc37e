"""The second reading of a sentence on a training: which ideas it holds, in whatever order and wording, and what follows.

An idea is a set of words of both languages; a rule names the ideas that have to meet in one sentence. It is asked only
where no pattern of `trouble_words` fits.
"""

import re

_IDEAS: dict[str, str] = {
    "loss": r"loss(?:es)?|损失(?!函数)|误差|\berrors?\b|代价|\bcost\b|曲线|\bcurves?\b",
    "gradient": r"梯度(?!检查点|裁剪|截断|下降)|\bgradients?\b(?! (?:clip|check|descent|boost))",
    "gate": r"(?:遗忘|输入|输出|更新|重置)门|(?:三|各)个门|\bgates?\b",
    "clip": r"裁剪|截断|\bclip",
    "output": r"预测(?!步数|长度|窗口)|输出|结果|\boutputs?\b|\bpredict|\bforecasts?\b|\banswers?\b|\bguess",
    "net": r"模型|网络|\bmodel\b|\bnetwork\b|\bnet\b|\blstm\b|\bgru\b|它|\bit\b|\bthis\b",
    "run": r"训练|这次|运行|\btrain(?:ing|ed|s)?\b|\bruns?\b|\bfit\b",
    "training part": r"训练(?:集|损失|误差|部分|数据)|\btrain(?:ing)?\b(?= (?:set|data|loss|error|part|gets|is|goes|improves|looks))",
    "validation": r"验证|测试|\bval(?:idation)?\b|\btest\b",
    "baseline": r"基线|线性(?:模型|回归)|持续性|朴素|\bbaselines?\b|\bpersistence\b|\bnaive\b|\blinear (?:model|regression)|\bsimple(?:r)? (?:model|method|forecast)|"
                r"简单(?:的)?(?:模型|方法|预测)|\bregression\b|\barima\b|瞎猜|\bguessing\b|\bmoving average\b",
    "up": r"越.{0,4}越[大高]|变[大高]|涨|升|飙|往上|through the roof|\bbigger\b|\bhigher\b|\bgrow|\brising\b|\brises?\b|\bincreas|\bgo(?:es|ing)? up\b|\bclimb|\bhuge\b|\bgigantic\b|"
          r"\benormous\b|失控|out of (?:control|hand)|\bcrazy high|天文数字|astronomical|\bruns? away\b|\bran away\b|翻(?:了)?[几\d十百]+倍|离谱|收不住|失去控制|几千|上万|\bthousands\b|\bmillions\b",
    "large": r"太大|很大|巨大|好大|极大|\btoo (?:large|big|high)\b|\blarge\b|\bbig\b|1e\+?\d",
    "small": r"太小|很小|极小|接近 ?(?:0|零)|几乎(?:是|为)? ?(?:0|零)|(?:是|为|等于|变成?) ?(?:0|零)(?![.\d])|\bzero\b|\btiny\b|\btoo small\b|\bnear 0\b|1e-\d",
    "down": r"下降|下来|下去|降|进步|进展|改善|变好|变小|\bdown\b|\bprogress|\bimprov|\bdecreas|\bfall|\bdrop|\bbetter\b|\blower\b|\bmov(?:e|es|ing)\b|\bbudge|\bchang(?:e|es|ing)\b|起色|变化|动静",
    "learn": r"在学|学(?!习率)|收敛|\blearn|\bconverg|\btrain(?:s)?\b|\bget(?:ting)? anywhere",
    "no": r"不|没|无|未|\bno\b|\bnot\b|n't\b|\bnever\b|\bbarely\b|\bhardly\b|\bscarcely\b|\bnothing\b|几乎|\bwithout\b|\bcannot\b",
    "still": r"水平线|横线|平的?了?线|走平|死水|\bflat\b|\bstuck\b|\bnowhere\b|\bfrozen?\b|\bhorizontal\b|原地|踏步|(?:一直|始终|总是|老是)(?:都)?(?:是|在|停)|\bstill at\b|\b(?:keeps?|remains?|stays?|hovers?) (?:at|around)\b|僵|冻住|\bsame (?:value|level|number|loss)\b|\bplateau|\bconstant\b|卡",
    "messy": r"乱|过山车|roller ?coaster|\bwild|\bcrazy\b|\bchaotic\b|\bmess(?:y)?\b|\bnervous\b|\bshak|心电图|跳|刺|尖|\bsettle|静不下来|不平静|剧烈|\brandom(?:ly)?\b|疯|狂|\bwobbl|\bsaw ?tooth|不规则|\birregular",
    "slow": r"慢|半天|\bforever\b|\bslow|\bages\b|\btoo long\b|很久(?!以前)|好久|磨蹭|龟速|\btakes? (?:so |very )?long",
    "memory": r"记得|记住|记忆|\bremember|\bmemor(?:y|ies)\b|\brecall|\buses?\b|用到|利用|看到|\blooks?\b|\bsees?\b|\bdepend|依赖|\breach|忘|忽略|忽视|影响|\bignor|\binfluence|\baffect|记性",
    "recent": r"最近(?:的)?(?:几|两|一)|\blast (?:few|couple|two|three|several)|\brecent|整个窗口|全部窗口|\bwhole (?:window|history|input|sequence)|\bentire (?:window|history|input|sequence)|久远|早先|开头的|"
              r"长期|\bdistant|\bearlier|\bbeginning of the (?:window|sequence)|前面的(?:内容|信息|值)|几步之前|\bfar (?:back|away)|早期|以前的|过去的|\bold(?:er)?\b|\bpast\b(?! (?:inputs?|columns?|features?|covariates?)\b)",
    "short": r"太短|很短|不够|\bshort\b|\bnot enough\b|\blimited\b|有限",
    "just": r"不就是|就是|只是|等于|\bjust\b|\bonly\b|\bmerely\b|\bsimply\b|无非",
    "cause": r"原因|根源|症结|\bcauses?\b|\breason\b|\bculprit|going on|\bhappen(?:s|ed|ing)?\b|\bworr(?:y|ied)|\bconcern|担心|要紧|出什么事|发生了什么",
    "same": r"一样|相同|同一|同样|\bthe same\b|\bidentical\b|\bequal\b|没(?:有)?区别|差不多|\bsimilar\b|\balike\b|不管|无论|\bno matter\b|\bregardless\b|\bwhatever\b",
    "flat": r"直线|水平|平的|\bflat\b|\bstraight\b|\bhorizontal\b|\bconstant\b|\bmean\b(?! of)|\baverage\b(?! of)|平均|均值|中间值",
    "last value": r"上一个|前一个|最后一个|昨天|上一时刻|前一天|上一步|\bprevious\b|\blast (?:value|observation|point|number|one|known|input|element|day)|\byesterday|\bcurrent value",
    "shift": r"搬|挪|平移|延迟|延后|滞后|错位|\bmoved (?:to|by)|\bshift|\bdelay|\blag|\btoo late\b|\bbehind\b|往右|右移|错开|偏(?:了)?一|晚(?:了)?(?:一|几|半)|\blate\b|\btime lag|\boffset|慢半?拍",
    "bad": r"毛病|问题|不对|不行|不好|糟|差|坏|烂|怪|异常|不正常|怎么了|怎么回事|\bwrong\b|\boff\b|\bbad\b|\bpoor|\bproblem|\bissue|\bbroken\b|\bweird|\bstrange|\bodd\b|\bfishy|\bterrible|\bawful|"
           r"\bfail|失败|\bworse|\bsuck|\buseless|没用|不可用|\bdoes(?:n't| not) work|\bnot working|\bsick\b|不工作",
    "good": r"好(?!像|几)|正常|健康|合格|可以接受|能接受|接受|够用|\bgood\b|\bok(?:ay)?\b|\bfine\b|\bacceptable\b|\bnormal\b|\bhealthy\b|\bdecent\b|\bright\b|\bgreat\b",
    "open": r"开|关|闭|多大|\bopen|\bclosed?\b|\bshut\b|\bvalues?\b|\bok(?:ay)?\b|\bnormal\b|正常|状态|\bdoing\b|\bwide\b",
    "often": r"多少次|几次|频|触发|生效|\boften\b|\bkick|\ba lot\b|\bfire|\btrigger|\bfrequen|\bmany\b|\bactive",
    "fit": r"拟合|\bfits?\b|\bfitting\b|学好",
    "better": r"更准|更好|变好|好一点|好一些|提升|提高|改进|改善|优化|调参|\bbetter\b|\bimprov|\btune\b|\btuning\b|\boptimi[sz]|\bmore accurate|提精度",
    "advice": r"建议|办法|怎么|如何|怎样|咋|\bhow\b|\bideas?\b|\bwould help|\bcould help|\badvice|\bsuggest|\btips?\b|\bwhat can\b|\bwhat could\b|有没有",
    "solve": r"解决|搞定|处理(?:一下|掉|好)|\bsolve\b|\bsort (?:it|this) out|\bget rid of (?:it|this|the problem)|\bfix\b(?! (?:the )?(?:seed|learning|window|at))",
    "recognise": r"识别|认出|听出|听懂|转写|\brecogni|\btranscri|\bhear",
    "word": r"字|词|东西|内容|\bwords?\b|\banything\b|\bnothing\b|\btext\b",
    "losing": r"输|赢|胜|打败|\bloses?\b|\blost\b|\bbeats?\b|\bwins?\b|\bwon\b|\bworse\b|\bbetter\b|\bgood\b|好|差|强|\bdefeat|\boutperform|\bsurpass|超过|比得",
    "why": r"为什么|为何|为啥|怎么(?!调|改|样)|凭什么|\bwhy\b|\bhow come\b",
    "ask": r"\?|吗|呢|什么|怎么|如何|怎样|咋|多少|为|哪|不好|能不能|好不好|\b(?:why|how|what|which)\b|^\W*(?:is|are|was|does|do|did|should|can|could|has|have|will)\b",
    "number": r"(?<![a-z\d])\d",
    "quality": r"误差|损失|得分|分数|结果|困惑度|错误率|准确率|\bmae\b|\brmse\b|\bwer\b|\bcer\b|\bloss\b|\berror\b|\bscore\b|\baccuracy\b|\bperplexity\b|^\W*(?:how|is|are|so is)\b.{0,6}\b(?:bad|good|is)?\b.{0,4}\d",
    "here": r"这|它|我的|我们的|次|模型|网络|训练|\bit\b|\bthis\b|\bmy\b|\bmodel\b|\bnetwork\b|\btraining\b|\brun\b|\blstm\b|\bgru\b|\bhere\b|\bsomething\b",
    "part of many": r"过拟合|欠拟合",
    "setting": r"学习率|\blearning rate|\blr\b|窗口(?:长度|大小)?(?!里)|隐藏维度|层数|批大小|\bbatch|\bdropout|步数|种子|\bseed|\bhidden size|\blayers?\b|\bhorizon|预测步数|优化器|\boptimi[sz]er|\bwarm ?up|\bschedule",
    "data": r"数据|\bdata\b|文件|\bfile\b|表格|\bcsv\b|录音",
    "other": r"比较|对比|\bcompar|单元|\bcells?\b|代码|\bcode\b|脚本|\bscript|下载|\bdownload|上传|\bupload|页面|\bpage\b|按钮|\bbutton|密钥|\bkey\b|解释|\bexplain|天气|\bweather|\bhelp me (?:with|write)|论文|\bpaper",
}  # fmt: skip
_COMPILED = {name: re.compile(words) for name, words in _IDEAS.items()}
_RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (  # topic, every group of which one idea is there, none of these
    ("overfitting", ("validation", "up bad", "training_part", "down good"), "setting"),
    ("overfitting", ("validation", "up", "loss"), "setting"),
    ("underfitting", ("no", "fit", "run training_part"), "setting other"),
    ("vanishing", ("gradient", "small"), "setting"),
    ("vanishing", ("memory", "recent"), "setting other last_value"),
    ("exploding", ("gradient", "up large"), "setting clip"),
    ("exploding", ("loss", "up"), "setting validation down"),
    ("gates", ("gate", "open", "ask"), "setting"),
    ("clipping", ("clip", "often", "ask"), "setting"),
    ("baseline", ("baseline", "losing", "net why ask"), "setting other data"),
    ("copies", ("output net", "last_value"), "setting baseline run"),
    ("copies", ("output", "shift"), "setting"),
    ("blanks", ("recognise", "no", "word"), "setting data"),
    ("copies", ("baseline", "just", "ask"), "setting data"),
    ("vanishing", ("memory", "short"), "setting other data"),
    ("constant", ("output", "flat"), "setting baseline loss"),
    ("constant", ("output", "same"), "setting baseline loss"),
    ("constant", ("output", "no", "down"), "setting baseline loss better losing"),
    ("oscillating", ("loss run", "messy"), "setting data"),
    ("not_learning", ("loss", "no still", "down still learn"), "setting validation"),
    ("not_learning", ("run net", "no", "learn down"), "setting other data better"),
    ("not_learning", ("no", "progress"), "setting"),
    ("not_learning", ("loss run", "still"), "setting data"),
    ("slow", ("learn loss", "slow"), "setting"),
    ("score", ("number", "quality", "good bad", "ask"), "setting other"),
    ("improve", ("better", "advice"), "setting other data"),
    ("improve", ("advice_word", "here better"), "setting other data"),
    ("repair", ("solve", "here bad"), "setting other data"),
    ("bad", ("why", "bad", "here"), "setting other data"),
    ("diagnose", ("here", "bad"), "setting other data"),
    ("diagnose", ("here", "good", "ask"), "setting other data number"),
    ("diagnose", ("why", "bad"), "setting other data"),
    ("diagnose", ("cause",), "setting other data gate"),
    ("diagnose", ("problem",), "setting other data"),
)  # fmt: skip
_COMPILED["problem"] = re.compile(r"(?:问题|毛病|异常)(?:吗|么|没|\W*$)|\bproblems?\b(?!:)|\bissues?\b|\bfaults?\b")
_COMPILED["progress"] = re.compile(r"进步|进展|起色|动静|\bprogress|\bimprovement")
_COMPILED["advice_word"] = re.compile(r"建议|\badvice|\bsuggestions?\b|\btips?\b|办法|\bwould help|\bwill help")
_COMPILED |= {name.replace(" ", "_"): pattern for name, pattern in _COMPILED.items() if " " in name}
_MOST = 90  # characters of a sentence whose ideas stand near enough to belong together


def topic_of(text: str) -> str | None:
    """The topic that the ideas of an even text make together."""
    if len(text) > _MOST:
        return None
    held = {name for name, pattern in _COMPILED.items() if pattern.search(text)}
    for topic, groups, never in _RULES:
        if all(held & set(group.split()) for group in groups) and not held & set(never.split()):
            return topic
    return None
