r"""The words in which endpoints say why they refuse, as patterns that are made of concepts rather than of sentences.

A cause is a thing (money, a channel, what was written, its length) and what is wrong with it; providers put the two
together in any order. `[^.。;；\n]` keeps both within one sentence.
"""

_GAP = r"[^.。;；\n]"


def _near(one: str, other: str, apart: int = 40) -> str:
    """Both within a sentence, in either order."""
    return rf"(?:{one}){_GAP}{{0,{apart}}}(?:{other})|(?:{other}){_GAP}{{0,{apart}}}(?:{one})"


# -- the reasoning of earlier turns ------------------------------------------------------------------------------------

ECHO_NAME = r"reasoning_content|reasoning_details"
_LACKS = (
    r"missing|required?\b|requires|empty|absent|blank|omitted|lack(s|ing)?\b|without|expect(s|ed)|\bnull\b|"
    r"\bNone\b|\bno\b|"
    r"not (be )?(found|provided|passed|included|present|set|sent|given)|(must|should|has to|have to|needs? to) (be )?"
    r"(passed|sent|provided|included?|returned?|preceded|present|kept|keep|pass|send|contain|carry|have|provide|"
    r"retain)|"
    r"(pass|send|include|return)\w*.{0,40}back|缺少|缺失|未传|未包含|没有|为空|必须|需要|[需须应]带|必填|回传|"
    r"传回|带上|补"
)
_FIELD = rf"(?:{ECHO_NAME})"
_UNWANTED = (
    r"unknown|unrecogni[sz]ed|unexpected|unsupported|(not|n't) (be )?(supported|permitted|allowed|accepted|"
    r"a valid|recogni[sz]ed)|"
    r"\bextra\b|\bonly\b|invalid (field|key|property|parameter|argument)|forbidden|\bremoved?\b|"
    r"(must|should|can|may) ?not (be )?(included?|passed|sent|send|contain|present|appear|pass|include)|"
    r"不被?(支持|允许|接受|识别)|未知|多余|不(能|要|应|可|得|需要?)(再|被)?(包含|传|带|出现|发送|含有)|移除|删除|去掉"
)
ECHO_REFUSED = (
    rf"(?:\breasoning(?:_content|_details)?\b(?!_)).{{0,160}}(?:{_UNWANTED})|"
    rf"(?:{_UNWANTED}).{{0,160}}\breasoning(?:_content|_details)?\b(?!_)"
)
ECHO_WANTED = (
    rf"{_FIELD}.{{0,120}}(?:{_LACKS})|(?:{_LACKS}).{{0,120}}{_FIELD}|thought_signature|"
    r"\breasoning\b.{0,80}(must be (passed|sent|provided|included|returned)|is (missing|required))|"
    r"缺少.{0,12}(思考|推理)(内容|过程)|(思考|推理)(内容|过程).{0,12}(缺失|必须|回传)"
)

# -- money -------------------------------------------------------------------------------------------------------------

_MONEY = r"\b(?:account balance|balance|credits?|funds|money|wallet|prepayments?|(?<!thinking )(?<!token )budget)\b"
_SPENT = (
    r"\b(?:insufficient|not enough|inadequate|too low|depleted|exhausted|used up|us(?:ed|ing) all|r[au]n out|"
    r"out of|negative|"
    r"below (?:zero|0)|exceed(?:s|ed|ing)?|empty|expired|zero|overdrawn|lacks?|requires? more|needs? more|purchase|buy|"
    r"cannot cover|does not cover)\b"
)
_MONEY_ZH = r"余额|额度|余量|资金|预算|积分|点数|资源包|流量包|套餐|代金券|配额"
_SPENT_ZH = r"不足|不够|用完|用尽|用光|耗尽|为负|为 ?0|为零|透支|超支|过期|到期|失败"
BALANCE = (
    rf"{_near(_MONEY, _SPENT)}|\b(?:no|low)\b{_GAP}{{0,12}}{_MONEY}|"
    r"(insufficient|not enough).{0,20}quota\b|quota\b.{0,20}(is |are |has been )?"
    r"(not enough|insufficient|too low|depleted|exhausted|used up|run out|negative)|can only afford|"
    r"payment required|unpaid|"
    r"overdue|arrear|billing (hard|soft)?_? ?limit|billing.{0,10}not.{0,3}active|spending limit|top[ -]?up|recharge|"
    r"add (more )?credits|good standing|exceeded (your )?current quota(?!.*(per.?(minute|day)|retry in|free_tier))|"
    r"(free|trial).{0,20}(quota|tier|credits?|allocated).{0,60}(exhausted|used up|expired)|"
    r"key limit exceeded(?!.{0,20}(daily|weekly|monthly))|"
    rf"欠费|停机|请.{{0,4}}(?:充值|续费)|(?:{_MONEY_ZH})[^。；;,，]{{0,8}}(?:{_SPENT_ZH})|无可用资源包"
)
OF_A_PERIOD = (
    r"(?:今[日天]|[当每本][日天周月]|[日周月]|小时).{0,8}(?:额度|余量|配额)|per[ _-]?(?:minute|min|day)|perminute|"
    r"perday"
)

# -- a gateway without a channel ---------------------------------------------------------------------------------------

CHANNEL = (
    rf"\bno\b{_GAP}{{0,24}}\bchannels?\b|\bchannels?\b{_GAP}{{0,24}}(?:not (?:be )?(?:found|available|exist)|"
    rf"unavailable|"
    r"disabled|does not exist|do not exist)|no_available_(?:channel|key)|no available (?:model )?providers?\b|"
    r"no allowed providers|"
    r"(?:无|没有|找不到|暂无|缺少).{0,8}渠道|渠道.{0,8}(?:不可用|不存在|禁用|失败|失效|未找到)"
)

# -- what was written --------------------------------------------------------------------------------------------------

_WRITTEN = r"content|prompt|input|output|request|message|response|words?|text"
CONTENT = (
    r"content exists risk|data.?inspection|inappropriate|(?<!case )(?<!case-)sensitive.{0,3}"
    r"(content|words?|information|data)\b|content (management|policy|filter|safety|moderation)|content_(policy|filter)|"
    r"responsible.?ai|\bmoderation\b|\bflagged\b|censor|safety (system|setting|filter|polic)|high risk|"
    r"potentially unsafe|"
    r"harmful|prohibited.{0,3}content|usage (polic|guideline)|violat\w+[^.]{0,40}(polic|guideline|terms|rules)|"
    r"blocked by.{0,20}(filter|safety|polic|guard)|"
    rf"\b(?:{_WRITTEN})\b{_GAP}{{0,40}}\b(?:prohibited|unsafe|(?:was|is|were|are|been) blocked)\b|"
    rf"prompt.{{0,3}}blocked|"
    r"敏感|违规|违禁|违法|不安全|不合规|风控|内容(安全|审核|审查|风险)|不符合.{0,8}(规范|政策|规定)|"
    r"未通过.{0,8}(审核|审查|安全|检测)|涉嫌|"
    r"涉黄|涉政|不当内容|高风险|"
    r"(输入|输出|内容|请求).{0,10}(拦截|屏蔽)"
)

# -- its length --------------------------------------------------------------------------------------------------------

_LONG = r"prompt|inputs?|messages?|conversation|string|text|history|tokens?"
_OVER = r"exceed(?:s|ed|ing)?|too (?:long|large|many)|longer than|larger than|over|beyond|surpass(?:es|ed)?"
_AT_MOST = (
    r"must be (?:<=?|less|fewer|at most|under|below|no more|shorter)|(?:less|fewer) than|at most|must not exceed|"
    r"no more than|<="
)
TOO_LONG = (
    r"context.{0,2}(length|window|size|limit)|maximum (context|prompt|input|token|message|sequence)|"
    r"maximum model length|"
    r"max_model_len|max_seq_len|n_ctx\b|"
    r"(prompt|input|messages?|conversation|string) (is |are |was )?(too long|longer than)|input.{0,8}length|"
    r"prompt.{0,60}longer than|too many (input |prompt )?tokens|"
    rf"\b(?:number|count|total|amount) of {_GAP}{{0,20}}tokens\b{_GAP}{{0,40}}(?:{_OVER})|"
    rf"(?:{_OVER}|{_AT_MOST}){_GAP}{{0,60}}(?:tokens?\b|token limit|characters|maximum (?:length|input)|context)|"
    rf"\b(?:{_LONG})\b{_GAP}{{0,60}}(?:{_AT_MOST}) ?\d|"
    rf"\btokens?\b{_GAP}{{0,30}}(?:exceeds?|above|大于|高于|多于)|shorten (?:your|the) (?:prompt|input|message)|"
    r"reduce the (length|size|number) of|request (entity|body|payload) (is )?too large|payload too large|"
    r"when context the overflows|"
    r"(输入|提示词?|上下文|消息|对话|prompt|长度|tokens?|文本|内容|请求).{0,16}(超长|过长|太长|超出|超过|超限)|"
    r"(超出|超过|大于).{0,20}(上下文|tokens?|长度)|Prompt ?超长"
)
OF_THE_ANSWER = (
    r"^(?!.*(?:context|prompt|input)).*(?:max_(?:completion_|new_|output_)?tokens|completion tokens|"
    r"output tokens).{0,80}"
    r"(?:too large|must be|less than|exceed|at most|between)"
)
