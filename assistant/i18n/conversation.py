"""Sentences of the conversation in Chinese and English, side by side."""

import math
from collections.abc import Iterator, Mapping
from typing import Protocol

from assistant.i18n.endpoint import CLIENT_TEXTS
from lstm_core.i18n import sentences as texts
from lstm_core.i18n.sentences import Language, Parameter, Text, fill

TEXTS: dict[str, Text] = {
    **CLIENT_TEXTS,
    # -- store -----------------------------------------------------------------------------------------------------
    "store.no_conversation": Text(
        "对话 {conversation} 不存在，可能已被删除。请开始一个新对话。",
        "There is no conversation {conversation}; it may have been deleted. Start a new one.",
    ),
    "store.no_card": Text("卡片 {card} 不存在，可能已随对话删除。", "There is no card {card}; it may be deleted."),
    "store.no_message": Text("消息 {message} 不存在，可能已随对话删除。", "There is no message {message}."),
    "store.card_is_final": Text(
        "这张卡片已经开始训练，设置不能再改。请用新的设置在旁边新建一次运行。",
        "This card has a run, so its settings are final. Make a new run beside it with the new settings.",
    ),
    "store.newer": Text(
        "工作区里的对话由更新版本的程序写成（版本 {found}，本程序只认识到 {known}）。"
        "请更新程序，或换一个 WORKBENCH_HOME。",
        "The conversations here were written by a newer program (version {found}; this one knows {known}). "
        "Update it, or set another WORKBENCH_HOME.",
    ),
    "store.unreadable": Text(
        "对话数据库 {file} 无法读取：{reason}。请检查磁盘和权限；把它移到别处后会新建一个空的。",
        "The database of conversations {file} cannot be read: {reason}. Check disk and permissions; "
        "when it is moved away, an empty one is made.",
    ),
    # -- uploads ---------------------------------------------------------------------------------------------------
    "upload.too_large": Text(
        "{name} 超过 {limit} MB 的上传上限。请截取一段，或把它放到本机后用命令行运行。",
        "{name} is larger than the upload limit of {limit} MB. Cut a part of it, or run it from the command line.",
    ),
    "ask.closed": Text("工作台正在关闭，请稍后再试。", "The workbench is closing; try again later."),
    "ask.died": Text("模型的进程意外结束了，请再试一次。", "The process of the model ended unexpectedly. Try again."),
    "ask.silent": Text(
        "模型 {seconds} 秒没有回应，已结束它的进程；请再试一次。",
        "The model did not answer for {seconds} s, so its process was ended. Try again.",
    ),
    "upload.gone": Text(
        "上传的文件 {name} 已不在工作区里，请重新上传。",
        "The upload {name} is gone from the workspace; upload it again.",
    ),
    # -- turns -----------------------------------------------------------------------------------------------------
    "turn.busy": Text(
        "上一个回答还在进行。请等它结束，或先点“停止”。",
        "The answer before this one is still being written. Wait for it to end, or stop it first.",
    ),
    "turn.complete": Text(
        "最后一个回答已经完整，没有可以重试或续写的内容。",
        "The last answer is complete; there is nothing to try again or to go on with.",
    ),
    "turn.stopped": Text("已按您的要求停止。", "Stopped as you asked."),
    "turn.unexpected": Text(
        "回答时出现了意外错误，详情已写入服务器日志。已写出的内容保留，可以重新提问。",
        "Something unexpected went wrong while answering; the server's log has the details. "
        "What was written stays; you can ask again.",
    ),
    "turn.too_many_rounds": Text(
        "助手连续调用了 {rounds} 轮工具仍未结束，已停在这里。可以把问题拆小一些再问。",
        "The assistant called tools for {rounds} rounds without coming to an end, so it was stopped here. "
        "Ask for a smaller step.",
    ),
    "turn.wrong_calls": Text(
        "模型 {tries} 次都没有把工具 {tool} 调用对，最后一次的问题是：“{reason}”已写出的内容和之前的卡片都保留。"
        "请把要求说得更具体，换一个模型，或改用内置向导。",
        "The model called the tool {tool} wrongly {tries} times, the last time with this problem: “{reason}” "
        "What was written and the cards made so far stay. "
        "Say more exactly what you want, choose another model, or let the built-in guide answer.",
    ),
    "turn.too_many_calls": Text(
        "模型一次要求 {asked} 个工具调用；执行了前 {limit} 个，其余 {left} 个没有执行。",
        "The model asked for {asked} tool calls at once; the first {limit} were carried out, "
        "the other {left} were not.",
    ),
    # -- settings --------------------------------------------------------------------------------------------------
    "settings.bad_url": Text(
        "接口地址 {url} 无法使用。地址应以 http:// 或 https:// 开头，例如 https://api.deepseek.com。",
        "The address {url} cannot be used. It must begin with http:// or https://, e.g. https://api.deepseek.com.",
    ),
    "settings.url_corrected": Text(
        "接口地址 {url} 已改为 {used}：路径由程序自己补上。",
        "The address {url} is used as {used}: the rest of the path is added by the program.",
    ),
    "settings.url_query": Text(
        "接口地址只使用 {used}：问号后面的部分没有采用。密钥请填在密钥一栏。",
        "The address is used as {used}: what followed it was left out. A key belongs into the key field.",
    ),
    "settings.url_login": Text(
        "接口地址里带有用户名或密码，没有采用，也没有保存。请填写不带它们的地址，例如 {used}，密钥填在密钥一栏。",
        "The address held a user name or a password, which was neither used nor kept. "
        "Enter the address without it, e.g. {used}, and the key in the key field.",
    ),
    # -- command line ----------------------------------------------------------------------------------------------
    "ask.empty": Text("问题是空的。请写出想问什么。", "The question is empty. Write what you want to know."),
    "ask.no_file": Text(
        "无法读取文件 {file}（{reason}）。请检查路径和权限。",
        "The file {file} cannot be read ({reason}). Check the path and its permissions.",
    ),
    "ask.card": Text(
        "[运行卡片 {card} 已保存，打开页面即可训练]", "[Run card {card} is saved; open the page to train it]"
    ),
    # -- tools -----------------------------------------------------------------------------------------------------
    "proposal.heads": Text(
        "{heads} 个头必须整除隐藏维度，所以隐藏维度取 {near_hidden}，不取 {hidden}。",
        "{heads} heads must divide the hidden size, which is therefore {near_hidden} and not {hidden}.",
    ),
    "tool.unknown": Text("没有名为 {name} 的工具。可用：{allowed}。", "There is no tool {name}. There are: {allowed}."),
    "tool.unexpected": Text(
        "这个工具出现了意外错误，详情已写入服务器日志。请把情况如实告诉用户。",
        "This tool broke unexpectedly; the server's log has the details. Tell the person so.",
    ),
    "tool.not_run": Text(
        "没有执行：一次回答最多执行 {limit} 个工具调用。仍然需要的话，请在下一轮再调用。",
        "Not run: at most {limit} tool calls are carried out per reply. Call it again in the next round if it is still "
        "needed.",
    ),
    "tool.not_object": Text(
        "工具参数应为 JSON 对象，得到的是 {kind}。", "The arguments must be a JSON object, got {kind}."
    ),
    "tool.not_json": Text(
        "工具参数不是合法的 JSON（第 {line} 行第 {column} 列：{reason}）。请重新写出完整的 JSON。",
        "The arguments are not valid JSON (line {line}, column {column}: {reason}). Write the whole JSON again.",
    ),
    "tool.too_long": Text(
        "工具参数有 {size} 个字符，上限是 {limit}。请缩短。",
        "The arguments have {size} characters, at most {limit} fit.",
    ),
    "tool.unknown_argument": Text(
        "没有参数 {name}。可用：{allowed}。", "There is no argument {name}. There are: {allowed}."
    ),
    "tool.did_you_mean": Text(
        "没有参数 {name}，是否想写 {suggestion}？", "There is no argument {name}. Did you mean {suggestion}?"
    ),
    "tool.inside_changes": Text(
        "{name} 不是工具参数，请写进 changes，路径为 {path}。", "{name} belongs into changes, as {path}."
    ),
    "tool.fixed_field": Text(
        "changes 里不能改 {path}；数据请用参数 source 或 file 选择。",
        "changes cannot set {path}; choose the data with the arguments source or file.",
    ),
    "tool.no_such_file": Text(
        "对话里没有名为 {name} 的文件。已上传：{allowed}。",
        "This conversation has no upload called {name}. There are: {allowed}.",
    ),
    "tool.which_file": Text(
        "最近一次上传了 {count} 个文件：{files}。请用参数 file 指明一个；用户没有说是哪个时，先问，或每个各提出一次。",
        "{count} files came together: {files}. Name one with the argument file. Where the person did not say which, "
        "ask, or propose a run for each.",
    ),
    "tool.no_files": Text(
        "对话里还没有上传文件（要找的是 {name}）。请让用户把 CSV 拖进输入框，或使用内置数据。",
        "This conversation has no upload yet (asked for {name}). Ask the person to drop a CSV into the chat, "
        "or use built-in data.",
    ),
    "tool.no_recogniser": Text(
        "这个对话里还没有语音识别的运行。请先用 propose_run 提出一个（例如 source 为 digits），由用户点“训练”。",
        "This conversation has no speech run yet. Propose one first (for example with source digits) and have the "
        "person press Train.",
    ),
    "tool.untrained": Text(
        "识别器还没有训练到可以用：等第一次验证之后，或先点卡片上的“训练”。录音已经保存，不用再传。",
        "The recogniser cannot be used yet: press Train on its card, or wait for its first validation. "
        "The recording is kept, so it need not be sent again.",
    ),
    "tool.not_speech": Text(
        "运行 {run} 的任务是 {task}，只有语音识别的运行能识别录音。",
        "The run {run} is a {task} run; only a speech run hears recordings.",
    ),
    "tool.no_runs": Text(
        "这个对话里还没有运行。请先用 propose_run 提出一个。", "This conversation has no run yet. Propose one first."
    ),
    "tool.compare_what": Text(
        "没有说比较什么。请给出 set_of（适合的有：{sets}）或 candidates。",
        "Nothing says what is compared. Give set_of (these fit: {sets}) or candidates.",
    ),
    "tool.candidates": Text(
        "candidates 应为由改动组成的列表，得到的是 {value}。例如 [{example}]。",
        "candidates must be a list of objects of changes, got {value}. For example [{example}].",
    ),
    "tool.runs": Text(
        "runs 应为卡片或运行 id 的列表，得到的是 {value}。", "runs must be a list of ids of cards or runs, got {value}."
    ),
    "tool.compare_suited": Text(
        "候选“{candidate}”还需要：{changes}。", "The candidate “{candidate}” also needs {changes}."
    ),
    "tool.compress_untrained": Text(
        "这张卡片还没有训练完，没有可以压缩的网络。请先训练。",
        "This card has no trained network yet, so there is nothing to compress. Train it first.",
    ),
    "tool.compress_nothing": Text(
        "这个对话里还没有训练好的网络。请先用 propose_run 提出一次训练。",
        "This conversation has no trained network yet. Propose a training with propose_run first.",
    ),
    "tool.no_study": Text(
        "这个对话里还没有比较。请先用 propose_comparison 提出一个。",
        "This conversation has no comparison yet. Propose one with propose_comparison first.",
    ),
    "tool.not_study": Text(
        "运行 {run} 是 {kind}，不是比较；请用 read_run 读取它。",
        "The run {run} is of the kind {kind} and no comparison; read it with read_run.",
    ),
    # -- runs made from the conversation ---------------------------------------------------------------------------
    "beside.same": Text("以同样的设置新建了一次运行。", "A new run with the same settings."),
    "beside.impossible": Text(
        "这次运行的数据文件已经不在了，无法新建它的副本。请重新上传数据。",
        "The file of this run's data is gone, so no copy of the run can be made. Upload the data again.",
    ),
    "beside.compare": Text(
        "比较 {candidates} 个候选，每个 {seeds} 个种子。", "{candidates} candidates compared, {seeds} seeds each."
    ),
    "beside.winner": Text("最好的候选，作为一次单独的训练。", "The best candidate, as a training of its own."),
    "beside.compress": Text(
        "压缩这次训练的网络：{rungs} 档，{networks} 个网络；每个文件都存盘、重新读入、计时、打分，不更好的不采用。",
        "A compression of this run: {rungs} rungs, {networks} networks. Every file is stored, loaded back, timed and "
        "scored; what is not better is refused.",
    ),
    "beside.search": Text(
        "从这个训练开始调参：搜 {fields} 个字段，最多 {minutes} 分钟；最好的一次用新种子确认后才推荐。",
        "A search from this training: {fields} fields, {minutes} minutes at most; the best trial is recommended only when "
        "fresh seeds confirm it.",
    ),
    "sheet.use": Text("用工作表 {sheet}", "Use the sheet {sheet}"),
    "beside.repeat": Text("同样的训练，用 {seeds} 个种子重复。", "The same training over {seeds} seeds."),
    "beside.ensemble": Text(
        "同样的训练，预测取 {members} 个网络的平均；训练时间大约是一个网络的 {members} 倍。",
        "The same training with the mean of {members} networks as the forecast, for about {members} times the training.",
    ),
    "beside.repair": Text(
        "修复这次训练：最多试 {trials} 种改法，训练总共不超过 {seconds} 秒；只有在 {seeds} 个新种子上都更好才接受。",
        "A repair of this run: at most {trials} changes, {seconds} seconds of training in all; one is accepted only when "
        "it is better with {seeds} further seeds.",
    ),
    "beside.made": Text("新建了一次运行，改动：{changes}。", "A new run with these changes: {changes}."),
}


def say(key: str, language: Language, parameters: Mapping[str, Parameter] | None = None) -> str:
    """The sentence of `key` from the conversation or the engine. Raises KeyError for an unknown key.

    Behind a failure of the endpoint stands what was done about it, where its parameters tell: `tries` and `wait`.
    """
    if key not in TEXTS:
        return texts.say(key, language, parameters)
    sentences = [fill(TEXTS[key], language, parameters)]
    if key.startswith("client.") and parameters:
        sentences += [fill(TEXTS[more], language, facts) for more, facts in _done(parameters)]
    return ("" if language == "zh" else " ").join(sentences)


class RetryReason(Protocol):
    """Why an endpoint is asked again, and which attempt that is."""

    @property
    def key(self) -> str:
        """Of the sentence on the failure before."""
        ...

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Of that sentence."""
        ...

    @property
    def attempt(self) -> int:
        """The number of the next attempt."""
        ...

    @property
    def of(self) -> int:
        """How many there are at most."""
        ...


def retry_notice(wait: RetryReason, seconds: float, language: Language) -> str:
    """Why nothing has come yet, and when the next attempt follows, `seconds` before it."""
    short = wait.key.replace("client.", "waiting.", 1)
    reason = say(short if short in TEXTS else wait.key, language, wait.parameters)
    facts: dict[str, Parameter] = {"reason": reason, "attempt": wait.attempt, "of": wait.of}
    if seconds <= 0:
        return fill(TEXTS["waiting.now"], language, facts)
    return fill(TEXTS["waiting.next"], language, {**facts, "seconds": math.ceil(seconds)})


def _done(parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, dict[str, Parameter]]]:
    wait = parameters.get("wait")
    if isinstance(wait, int | float):
        key, unit = next((key, unit) for below, unit, key in _UNITS if wait < below)
        yield key, {"wait": math.ceil(wait / unit)}
    if "tries" in parameters:
        yield "client.tried", {name: parameters[name] for name in ("tries", "waited")}


_UNITS = ((121, 1, "client.wait_seconds"), (7201, 60, "client.wait_minutes"), (math.inf, 3600, "client.wait_hours"))
