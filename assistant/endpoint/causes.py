"""Why an endpoint refused, decided by code, type and words over all providers; the status decides only what is left.

The same status means different things: 429 is a busy minute, a used up day or an empty account; 503 a full model or a
gateway without a channel for it. Rules are tried in order, those that others would mistake first.
"""

import re
from dataclasses import dataclass

from assistant.endpoint import cause_words as says
from assistant.endpoint.refusals import Refusal


@dataclass(frozen=True)
class Rule:
    """A cause and what tells it: codes as providers spell them, or words; only with those statuses, if any."""

    key: str
    codes: frozenset[str]
    words: re.Pattern[str] | None
    statuses: frozenset[int] = frozenset()
    unless: re.Pattern[str] | None = None  # words that speak of something else

    def fits(self, refusal: Refusal, said: str) -> bool:
        """The refusal, which `said` this, has this cause."""
        if self.statuses and refusal.status not in self.statuses:
            return False
        if self.unless is not None and self.unless.search(said):
            return False
        return bool(self.codes & refusal.codes) or bool(self.words and self.words.search(said))


def _rule(key: str, words: str, codes: str = "", statuses: tuple[int, ...] = (), unless: str = "") -> Rule:
    pattern = re.compile(words, re.I | re.S) if words else None
    other = re.compile(unless, re.I | re.S) if unless else None
    return Rule(key, frozenset(codes.lower().split()), pattern, frozenset(statuses), other)


LIMITED = (200, 400, 402, 403, 429, 503)  # what providers answer where a limit is reached
RULES: tuple[Rule, ...] = (
    _rule(
        "client.echo",
        says.ECHO_WANTED,
        statuses=(200, 400, 422, 500, 502),
        unless=says.ECHO_REFUSED,
    ),
    _rule(
        "client.balance",
        says.BALANCE,
        "insufficient_quota insufficient_balance insufficient_user_quota pre_consume_token_quota_failed 1113 1309 30001 "
        "50002 base:1008 arrearage exceeded_current_quota_error billing_hard_limit_reached billing_not_active "
        "accountoverdueerror insufficient_credits insufficient_funds payment_required quota_exceeded_balance "
        "allocationquota.freetieronly access_terminated_error budget_exceeded",
        unless=says.OF_A_PERIOD,
    ),
    _rule(
        "client.quota",
        r"per[ _-]?(day|week|month)|perday|\bRPD\b|\bTPD\b|(daily|weekly|monthly).{0,40}(limit|quota|usage)|"
        r"today.?s? (quota|limit)|per 86400s|\b5[- ]?hours?\b.{0,30}(limit|quota)|usage limit|"
        r"(今日|今天|每日|当日|当天|每天|本周|每周|本月|每月|小时的?使用).{0,16}(上限|限额|额度|次数|用量|用完|用尽)|"
        r"[日周月](调用|请求|使用|访问)?(量|次数|额度|限额|配额).{0,8}(超|上限|用完|用尽|耗尽)",
        "1304 1308 1310 17 base:2056 usage_limit_reached daily_limit_exceeded",
        LIMITED,
    ),
    _rule(
        "client.too_large",
        r"request too large.{0,200}(per min|TPM|tokens per)|(single|one) request.{0,60}(limit|TPM)",
        "",
        (200, 400, 413, 429),
    ),
    _rule(
        "client.channel",
        says.CHANNEL,
        "get_channel_failed channel:no_available_key no_available_channel channel:invalid_key channel_not_found",
    ),
    _rule(
        "client.suspended",
        r"(account|organi[sz]ation|project|workspace|user (is|was|has been))\b.{0,60}\b(suspended|deactivated|disabled|banned|"
        r"locked|frozen|blocked|terminated|inactive|restricted)|(账户|账号|帐号|用户|组织).{0,10}(封禁|冻结|停用|禁用|锁定|异常|注销)",
        "account_deactivated account_suspended 1110 1111 1112 1121 organization_restricted accountdisabled",
    ),
    _rule(
        "client.region",
        r"unsupported_country|countr(y|ies), region|region.{0,20}(is |are )?not (supported|available|allowed)|"
        r"not (available|supported|allowed) in (your|this) (country|region|location)|location is not supported|"
        r"(所在|当前|您的)?(地区|区域|国家).{0,8}(不支持|不可用|限制)|不支持.{0,8}(地区|国家)",
        "unsupported_country_region_territory region_not_supported",
    ),
    _rule(
        "client.content_risk",
        says.CONTENT,
        "data_inspection_failed datainspectionfailed content_filter 1300 1301 base:1026 base:1027 10013 10014 "
        "sensitive_words_detected prompt_blocked sensitivecontentdetected inputtextsensitivecontentdetected "
        "outputtextsensitivecontentdetected content_policy_violation censorship_blocked 336003_risk content_risk "
        "responsibleaipolicyviolation inputtextriskdetection outputtextriskdetection content_moderation_failed",
    ),
    _rule(
        "client.no_tools",
        r"(does not|doesn't|not) support(ed)? (the )?(tool|function)|tool.{0,30}(is |are )?not supported|--jinja|"
        r"enable-auto-tool|support tool use|(不支持|无法).{0,6}(工具|函数)调用",
        "",
        (200, 400, 404, 422, 500, 501),
    ),
    _rule(
        "client.busy",
        r"per[ _-]?min|\b[RT]PM\b|\bQPS\b|\bIPM\b|perminute|tokens per|requests per|concurren|rate.?limit|too many requests|"
        r"(并发|频率|速率|每分钟|限流|限速).{0,20}(上限|过高|过快|过多|限制|超)|请求.{0,6}(过于频繁|频繁|过多|过快)|触发限流|限流",
        "rate_limit_exceeded rate_limit_reached_error rate_limit_error ratelimitreached 1302 1303 base:1002 base:1039 "
        "base:1041 base:2045 limit_requests limit_burst_rate throttling throttling.ratequota throttling.burstrate "
        "throttling.allocationquota requestbursttoofast inflightbatchsizeexceeded 18 336501 336502 11202 11203 50603",
        (200, 403, 429, 503),
    ),
    _rule(
        "client.context",
        says.TOO_LONG,
        "context_length_exceeded string_above_max_length exceed_context_size_error prompt_too_long tokens_limit_reached "
        "1261 10907 336007 context_window_exceeded model_context_window_exceeded request_too_large",
        (200, 400, 413, 422, 429, 500),
        unless=says.OF_THE_ANSWER,
    ),
    _rule(
        "client.no_model",
        r"API model names|model.{0,120}(not (exist|found|available|opened|open)|does not exist|不存在|未找到|已下线|"
        r"decommissioned|deprecated|retired|no longer)|(unknown|no such|incorrect|invalid|unsupported) model|"
        r"not a valid model|no models? loaded|no endpoints? found|deployment.{0,80}(not|does not) exist|"
        r"model \S{1,60} (is |are )?not supported|not activated the model|try pulling it|模型.{0,40}(不存在|未找到|已下线|未开通|不支持)|(没有|无此|未知)模型|"
        r"(not found|cannot find|could not find|no such|invalid)[^.]{0,16}\bmodel\b(?!.{0,20}(output|response))|"
        r"模型(名称?|名字|标识|ID)?.{0,6}(错误|有误|无效|不正确|不合法)",
        "model_not_found deploymentnotfound modelnotopen invalidendpointormodel.notfound 1211 1221 1222 model_not_exist "
        "invalid_model model_not_available invalidendpoint.notfound invalidendpoint.closedendpoint 20012 modelnotfound",
        (200, 400, 403, 404, 422, 500, 503),
    ),
    _rule(
        "client.loading",
        r"loading (the )?model|model.{0,80}(is |being )?(currently )?(loading|being loaded|starting|warming)|模型.{0,6}加载中",
        "model_loading",
    ),
    _rule(
        "client.memory", r"requires more (system |gpu )?memory|out of memory|insufficient (gpu )?memory|(显存|内存)不足"
    ),
    _rule(
        "client.tool_garbled",
        r"(error|failed|unable|invalid).{0,12}(pars|call).{0,20}(tool|function)|(tool|function).call.{0,30}(pars|invalid json)",
        "tool_use_failed",
        (200, 400, 500),
    ),
    _rule(
        "client.model_busy",
        r"overload|at (full )?capacity|capacity exceeded|no capacity|(server|model|engine|service) (is )?(currently )?"
        r"(too )?busy|too busy|high (demand|load)|maximum pending requests|no healthy upstream|"
        r"繁忙|访问量过大|负载.{0,6}(饱和|过高)|过载|稍后再试|排队",
        "1305 1312 engine_overloaded_error overloaded_error serveroverloaded server_is_overloaded slow_down 50505 "
        "model_overloaded overloaded capacity_exceeded insufficient_system_resource",
        (200, 429, 498, 500, 502, 503, 504, 529),
    ),
    _rule(
        "client.unauthorized",
        r"(invalid|incorrect|wrong|expired|missing|\bno\b).{0,12}(api.?key|token|credential|authoriz)|api.?key.{0,12}"
        r"(not valid|invalid|expired|incorrect|revoked)|authentication fail|(令牌|密钥|鉴权|认证|api.?key).{0,8}(过期|无效|失败|错误|不可用)|"
        r"无效的令牌|无效的密钥|(provide|requires?|needs?)[^.]{0,16}(api.?key|authentication|authorization)|"
        r"api.?key[^.]{0,8}(required|missing)|not authenticated|(未提供|缺少|请提供|没有).{0,6}(api.?key|密钥|令牌|鉴权)",
        "invalid_api_key invalid_authentication_error authentication_error invalidapikey api_key_invalid 1002 1003 1004 "
        "base:1004 base:2049 authenticationerror expired_api_key",
        (200, 400, 401, 403),
    ),
)
_NAMES = re.compile(  # of the members of a JSON answer, which say nothing themselves, and empty members
    r"""["'](?:message|msg|error|errors|detail|details|param|type|object|data)["']\s*:|["']\w+["']\s*:\s*(?:null|None)\b"""
)
_BY_STATUS = {
    401: "client.unauthorized",
    402: "client.balance",
    403: "client.forbidden",
    404: "client.not_found",
    405: "client.not_found",
    413: "client.context",
    422: "client.parameters",
    429: "client.busy",
    451: "client.region",
    498: "client.model_busy",
    529: "client.model_busy",
}
_PASSING = frozenset({408, 409, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_INSIDE = frozenset(
    {"server_error", "internal_error", "internal_server_error", "api_error", "internalerror", "engine_error"}
)
_HELPED = frozenset({"client.busy", "client.model_busy", "client.loading", "client.tool_garbled"})


def of(refusal: Refusal) -> str:
    """The key of the cause."""
    said = _NAMES.sub(" ", refusal.words)
    for rule in RULES:
        if rule.fits(refusal, said):
            return rule.key
    if refusal.status >= 500 or refusal.status in _PASSING:
        return _BY_STATUS.get(refusal.status, "client.server")
    return _BY_STATUS.get(refusal.status, "client.server_said" if refusal.status < 400 else "client.bad_request")


def is_transient(key: str, refusal: Refusal) -> bool:
    """Another attempt of the same request may succeed within a minute."""
    if refusal.headers.get("x-should-retry", "").lower() == "false":
        return False
    if key == "client.server":
        return refusal.status in _PASSING
    return key in _HELPED or (key == "client.server_said" and bool(refusal.codes & _INSIDE))


_REFUSED = (
    r"(unknown|unrecogni[sz]ed|unexpected|unsupported|not (supported|permitted|allowed)|extra|invalid|only|不支持|未知)"
)
_OPTION = re.compile(
    r"stream_options|include_usage|enable_thinking|chat_template_kwargs|reasoning_effort|thinking_budget|"
    rf"{_REFUSED}.{{0,80}}\bthinking\b|\bthinking\b.{{0,80}}{_REFUSED}",
    re.I | re.S,
)
_ECHO = re.compile(says.ECHO_NAME, re.I)
_NO_ECHO = re.compile(says.ECHO_REFUSED, re.I | re.S)


def asks_for_echo(refusal: Refusal) -> bool:
    """The server wants the reasoning of earlier turns back."""
    return of(refusal) == "client.echo"


def speaks_of_echo(refusal: Refusal) -> bool:
    """The field that carries the reasoning back is what the server refuses, in whatever words."""
    return refusal.status in (200, 400, 422) and _ECHO.search(refusal.words) is not None


def refuses_echo(refusal: Refusal) -> bool:
    """The server does not know, or does not want, the field that carries the reasoning back."""
    return (
        refusal.status in (200, 400, 422)
        and not asks_for_echo(refusal)
        and _NO_ECHO.search(refusal.words.replace("reasoning_effort", "")) is not None
    )


def refuses_options(refusal: Refusal) -> bool:
    """An older server does not know an optional field of the request."""
    said = refusal.words
    return refusal.status in (400, 422) and _OPTION.search(said) is not None and "reasoning_content" not in said
