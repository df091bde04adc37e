"""Words of the pages in Chinese and English, side by side. No Streamlit.

`say` also finds the sentences of the conversation and of the engine, so that a view has one door to every text.
"""

from assistant.ui.help_texts import HELP_TEXTS
from assistant.ui.profile_labels import PROFILE_LABELS
from assistant.ui.speech_labels import SPEECH_LABELS
from lstm_core.errors import Message
from lstm_core.texts import Language, Parameter, Text, fill

TEXTS: dict[str, Text] = {
    **HELP_TEXTS,
    **PROFILE_LABELS,
    **SPEECH_LABELS,
    # -- frame -----------------------------------------------------------------------------------------------------
    "app.name": Text("LSTM 工作台", "LSTM Workbench"),
    "nav.chat": Text("对话", "Chat"),
    "nav.runs": Text("运行", "Runs"),
    "nav.settings": Text("设置", "Settings"),
    "page.unexpected": Text(
        "这里出现了意外错误，详情已写入服务器日志；您的对话和训练都还在。请重新加载页面再试。",
        "Something unexpected went wrong here; the server's log has the details. "
        "Your conversations and runs are safe. Reload the page and try again.",
    ),
    "language.label": Text("语言", "Language"),
    "language.zh": Text("中文", "中文"),
    "language.en": Text("English", "English"),
    "sidebar.new": Text("新对话", "New conversation"),
    "sidebar.search": Text("搜索对话", "Search conversations"),
    "sidebar.running": Text("运行中", "Running now"),
    "sidebar.none_found": Text("没有对话包含“{query}”。", "No conversation contains “{query}”."),
    "sidebar.more": Text("更早的对话", "Earlier conversations"),
    "sidebar.untitled": Text("未命名对话", "Untitled conversation"),
    "sidebar.open_run": Text("打开 {title}", "Open {title}"),
    "day.today": Text("今天", "Today"),
    "day.yesterday": Text("昨天", "Yesterday"),
    "day.week": Text("最近七天", "Last seven days"),
    "day.earlier": Text("更早", "Earlier"),
    # -- numbers and dates -----------------------------------------------------------------------------------------
    "date.months": Text(
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    ),
    "date.day": Text("{year}年{month}{day}日", "{day} {month} {year}"),
    "date.moment": Text("{day} {time}", "{day}, {time}"),
    "duration.seconds": Text("{seconds} 秒", "{seconds} s"),
    "duration.minutes": Text("{minutes} 分钟", "{minutes} min"),
    "duration.minutes_seconds": Text("{minutes} 分 {seconds} 秒", "{minutes} min {seconds} s"),
    "duration.hours": Text("{hours} 小时", "{hours} h"),
    "duration.hours_minutes": Text("{hours} 小时 {minutes} 分", "{hours} h {minutes} min"),
    # -- chat ------------------------------------------------------------------------------------------------------
    "chat.greeting": Text(
        "提问即得可运行的 LSTM 配置和代码，在页面里训练、看懂结果、下载可复现的整包。",
        "Ask, get an LSTM that runs and its code, train it in the page, see what the result means, "
        "and download what reproduces it.",
    ),
    "chat.examples": Text("可以从这里开始", "A place to start"),
    "chat.placeholder": Text("提问，或拖入文件", "Ask, or drop a file"),
    "chat.drop": Text("松开即可添加文件", "Drop files here"),
    "chat.gone": Text(
        "这个地址的对话不存在，可能已被删除。可以开始一个新的对话。",
        "There is no conversation at this address; it may have been deleted. You can start a new one.",
    ),
    "chat.thinking": Text("正在思考", "Thinking"),
    "chat.thought": Text("思考过程", "Reasoning"),
    "chat.answering": Text("正在回答", "Answering"),
    "working.describe_data": Text("正在读取数据", "Reading the data"),
    "working.propose_run": Text("正在准备配置", "Preparing the configuration"),
    "working.read_run": Text("正在读取结果", "Reading the result"),
    "working.list_runs": Text("正在查看运行", "Looking at the runs"),
    "chat.stop": Text("停止", "Stop"),
    "chat.stopping": Text("正在停止", "Stopping"),
    "chat.interrupted": Text("回答在这里中断。", "The answer was interrupted here."),
    "chat.cut": Text(
        "回答到达长度上限，在这里截断。可以发送“继续”。",
        "The answer reached its length limit and ends here. Send “continue” for the rest.",
    ),
    "chat.next": Text("下一步", "Next steps"),
    "chat.more": Text("对话操作", "Conversation"),
    "chat.rename": Text("重命名", "Rename"),
    "chat.delete": Text("删除对话", "Delete conversation"),
    "chat.delete_question": Text(
        "删除对话“{title}”？其中的问题和回答会永久删除，训练过的运行仍保留在“运行”页。",
        "Delete the conversation “{title}”? Its questions and answers are gone for good; runs stay on the Runs page.",
    ),
    "chat.title": Text("标题", "Title"),
    "chat.files_only": Text("请分析这份数据并给出预测。", "Forecast this data."),
    "example.series": Text("LSTM实现时间序列预测", "Forecast a time series with an LSTM"),
    "example.sunspots": Text("用 LSTM 预测太阳黑子未来 11 年", "Forecast the sunspots 11 years ahead"),
    "example.co2": Text("用 GRU 预测 CO₂ 未来一年", "Forecast CO₂ one year ahead with a GRU"),
    "example.text": Text("生成莎士比亚风格的文本", "Generate text in the style of Shakespeare"),
    "example.digits": Text(
        "用双向 LSTM 和 CTC 识别语音数字", "Recognise spoken digits with a bidirectional LSTM and CTC"
    ),
    "example.gates": Text("遗忘门、输入门、输出门各做什么？", "What do the three gates of an LSTM do?"),
    # -- actions ---------------------------------------------------------------------------------------------------
    "action.train": Text("训练", "Train"),
    "action.stop": Text("停止", "Stop"),
    "action.stopping": Text("正在停止…", "Stopping…"),
    "action.resume": Text("继续训练", "Resume"),
    "action.download": Text("下载", "Download"),
    "action.open": Text("打开", "Open"),
    "action.delete": Text("删除", "Delete"),
    "action.cancel": Text("取消", "Cancel"),
    "action.save": Text("保存", "Save"),
    "action.back": Text("全部运行", "All runs"),
    "action.conversation": Text("回到对话", "Open conversation"),
    "action.beside": Text("以这些设置新建一次运行", "New run with these settings"),
    "action.reset": Text("恢复原值", "Reset"),
    "action.code": Text("下载 train.py", "Download train.py"),
    # -- card ------------------------------------------------------------------------------------------------------
    "card.title": Text(
        "{data} · {cell} {hidden}\u00a0×\u00a0{layers}", "{data} · {cell} {hidden}\u00a0×\u00a0{layers}"
    ),
    "card.gone": Text("这张卡片的运行已被删除。", "The run of this card was deleted."),
    "state.draft": Text("待训练", "Not trained yet"),
    "state.queued": Text("排队中", "Queued"),
    "state.running": Text("训练中", "Training"),
    "state.finished": Text("已完成", "Finished"),
    "state.failed": Text("失败", "Failed"),
    "state.stopped": Text("已停止", "Stopped"),
    "state.lost": Text("已中断", "Lost"),
    "state.deleted": Text("已删除", "Deleted"),
    "device.cpu_single": Text("CPU · 单线程", "CPU · 1 thread"),
    "device.cpu": Text("CPU · {threads} 线程", "CPU · {threads} threads"),
    "progress.steps": Text("第 {step} / {steps} 步", "Step {step} of {steps}"),
    "progress.left": Text("第 {step} / {steps} 步 · 还需约 {left}", "Step {step} of {steps} · about {left} left"),
    "progress.short": Text("还需约 {left}", "about {left} left"),
    "progress.queued": Text("等待前面的训练结束", "Waiting for the runs before it"),
    "progress.loading": Text("正在载入引擎和数据", "Loading the engine and the data"),
    "progress.backtest": Text(
        "第 {step} / {steps} 步 · 滚动回测 {share}", "Step {step} of {steps} · walk-forward backtest {share}"
    ),
    "progress.closing": Text("第 {step} / {steps} 步 · 正在评估", "Step {step} of {steps} · evaluating"),
    "progress.early": Text(
        "第 {step} / {steps} 步时提前结束（验证损失不再下降）",
        "Ended early at step {step} of {steps}: the validation loss no longer fell",
    ),
    "progress.done": Text("{step} 步，用时 {seconds}", "{step} steps in {seconds}"),
    "card.stopped": Text(
        "训练停在第 {step} 步，检查点已保存，可以随时继续。",
        "Training stopped at step {step}; a checkpoint is saved, so it can go on at any time.",
    ),
    "card.stopped_early": Text(
        "训练在保存第一个检查点之前停止。“继续训练”会从头开始。",
        "Training was stopped before its first checkpoint. Resume starts from the beginning.",
    ),
    "card.lost": Text(
        "训练进程意外结束（第 {step} 步）。“继续训练”会从最近的检查点接着训练，结果与未中断时一致。",
        "The training process ended unexpectedly at step {step}. "
        "Resume goes on from the last checkpoint, with the same result as without the interruption.",
    ),
    "card.lost_early": Text(
        "训练进程在保存第一个检查点之前意外结束。“继续训练”会从头开始。",
        "The training process ended unexpectedly before its first checkpoint. Resume starts from the beginning.",
    ),
    "figure.validation": Text("验证损失", "Validation loss"),
    "figure.persistence": Text("持续性基线", "Persistence"),
    "figure.seasonal": Text("季节基线", "Seasonal naive"),
    "figure.linear": Text("线性模型", "Linear model"),
    "figure.to_persistence": Text("对持续性", "vs persistence"),
    "figure.gradient": Text("梯度范数", "Gradient norm"),
    "figure.mae": Text("测试 MAE", "Test MAE"),
    "figure.mae_persistence": Text("持续性基线 MAE", "Persistence MAE"),
    "figure.mae_seasonal": Text("季节基线 MAE", "Seasonal MAE"),
    "figure.mae_linear": Text("线性模型 MAE", "Linear MAE"),
    "form.no_column": Text("无", "None"),
    "figure.coverage": Text("{level} 区间覆盖", "{level} interval holds"),
    "figure.coverage_help": Text(
        "测试部分有多少真实值落在预测区间内；应接近名义水平。",
        "How much of the truth of the test part lies inside the interval; it should come near its level.",
    ),
    "picture.column": Text("显示哪一列", "Column shown"),
    "figure.skill": Text("误差对最佳基线", "Error vs baseline"),
    "figure.skill_help": Text(
        "测试 MAE 比最佳基线高或低多少，负数更好。95% 区间：{low} 到 {high}。",
        "Test MAE compared with the best baseline's; negative is better. 95% interval: {low} to {high}.",
    ),
    "figure.validation_help": Text(
        "第 {step} 步；迄今最好 {best}。损失按缩放后的数据计算。",
        "At step {step}; best so far {best}. In the scaled units of the network.",
    ),
    "figure.baseline_help": Text(
        "同一验证部分上基线的损失，可与验证损失直接比较。",
        "The baseline's loss on the same validation part; compare it with the validation loss.",
    ),
    "figure.gradient_help": Text(
        "最近一步裁剪前的全局范数；裁剪阈值 {clip}。",
        "Global norm of the last step before clipping; clipped at {clip}.",
    ),
    "figure.characters": Text("字符", "Characters"),
    "figure.vocabulary": Text("词表", "Vocabulary"),
    "figure.lines": Text("行", "Lines"),
    "text.frequent": Text("最常见的字符：{characters}", "Most frequent characters: {characters}"),
    "figure.chinese": Text("汉字占比", "Chinese characters"),
    "figure.to_ngram": Text("对 n 元模型", "vs n-grams"),
    "figure.unigram": Text("字符频率基线", "Symbol frequencies"),
    "figure.ngram": Text("n 元模型基线", "N-gram baseline"),
    "figure.bits": Text("每字符比特", "Bits per character"),
    "figure.perplexity": Text("困惑度（每符号）", "Perplexity (per symbol)"),
    "figure.copied": Text("最长照抄", "Longest copy"),
    "figure.copied_value": Text("{count} 字符", "{count} characters"),
    "figure.copied_help": Text(
        "生成的样本里与训练文本完全相同的最长一段；同样多的真实文字为 {reference} 个字符。",
        "The longest passage of the samples that stands in the training text; as much real text shares {reference}.",
    ),
    "figure.gain_help": Text(
        "比 n 元模型少用的比特，95% 区间 {low} 到 {high}。", "Bits saved against n-grams, 95% interval {low} to {high}."
    ),
    "text.begins": Text("开头", "How it begins"),
    "text.now": Text("现在写成这样（第 {step} 步，温度 0.8）", "What it writes now (step {step}, temperature 0.8)"),
    "text.later": Text("第一次验证后显示它写的文字。", "What it writes appears after the first validation."),
    "text.prompt": Text("开头（可以留空）", "Prompt (may be empty)"),
    "text.temperature": Text("温度", "Temperature"),
    "text.temperature_help": Text(
        "低则稳妥重复，高则大胆出错；0 总取最可能的符号。",
        "Low is safe and repetitive, high is daring and wrong; 0 always takes the likeliest symbol.",
    ),
    "text.top_k": Text("top-k（0 不限）", "Top-k (0: off)"),
    "text.top_p": Text("top-p", "Top-p"),
    "text.length": Text("长度", "Length"),
    "text.seed": Text("随机种子", "Seed"),
    "text.write": Text("写一段", "Write"),
    "text.stop": Text("停止", "Stop"),
    "text.sample": Text("样本 · 温度 {temperature}", "Sample · temperature {temperature}"),
    "text.written": Text("{characters} 个字符，用时 {seconds} 秒", "{characters} characters in {seconds} s"),
    "text.unknown_prompt": Text(
        "开头里的“{symbols}”不在词表中，按未知符号读入。",
        "“{symbols}” in the prompt is outside the vocabulary and was read as unknown.",
    ),
    "text.loading": Text("正在载入模型……", "Loading the model…"),
    "text.no_weights": Text(
        "还没有保存权重，暂时不能生成。", "No weights have been saved yet, so nothing can be written."
    ),
    "figure.none": Text("无", "none"),
    "tab.result": Text("结果", "Result"),
    "tab.configuration": Text("配置", "Configuration"),
    "tab.code": Text("代码", "Code"),
    "tab.log": Text("日志", "Log"),
    "picture.forecast": Text("预测", "Forecast"),
    "picture.backtest": Text("滚动回测", "Backtest"),
    "picture.transcripts": Text("转写", "Transcripts"),
    "picture.alignment": Text("对齐", "Alignment"),
    "figure.wer": Text("验证词错误率", "Validation WER"),
    "figure.wer_help": Text(
        "（替换 + 遗漏 + 多余的词）÷ 说出的词，越低越好。",
        "Wrong, missing and added words over the words that were said; lower is better.",
    ),
    "figure.hears": Text("听到", "Hears"),
    "figure.test_wer": Text("测试词错误率", "Test WER"),
    "figure.beam_wer": Text("前缀束搜索", "Prefix beam search"),
    "figure.right": Text("全对", "Wholly right"),
    "figure.guess_wer": Text("总猜最常见", "Always guessing"),
    "speech.right_mark": Text("对错", "Right"),
    "picture.writing": Text("生成", "Write"),
    "picture.curve": Text("损失曲线", "Loss curve"),
    "picture.log": Text("对数坐标", "Log scale"),
    "picture.data_alt": Text(
        "数据：{rows} 行，{low} 到 {high}；按时间分为训练、验证和测试部分。",
        "The data: {rows} rows from {low} to {high}, split in time into training, validation and test parts.",
    ),
    "picture.large": Text("数据较大，训练时再读取。", "The data is large; it is read when training begins."),
    "part.train": Text("训练", "Training"),
    "part.validation": Text("验证", "Validation"),
    "part.test": Text("测试", "Test"),
    "picture.data": Text("数据", "Data"),
    "picture.autocorrelation": Text("自相关", "Autocorrelation"),
    "picture.label": Text("图", "Picture"),
    "picture.waiting": Text("第一个点出现后显示曲线。", "The curve appears with its first point."),
    "log.empty": Text("还没有日志。", "No log yet."),
    "log.spec": Text("完整配置（JSON）", "Full configuration (JSON)"),
    "log.worker": Text("训练进程输出", "Output of the training process"),
    "code.note": Text(
        "可独立运行的脚本，由这份配置生成；在同样的数据上重现同样的曲线和指标。",
        "A standalone script rendered from this configuration; on the same data it gives the same curve and scores.",
    ),
    # -- form ------------------------------------------------------------------------------------------------------
    "form.more": Text("更多设置", "More settings"),
    "form.group_network": Text("网络", "Network"),
    "form.group_data": Text("数据", "Data"),
    "form.group_training": Text("训练", "Training"),
    "form.fix_first": Text("请先改正标出的字段。", "Correct the marked fields first."),
    "form.draft_note": Text(
        "改动立即保存到卡片，训练时使用。", "Changes are saved to the card at once and used for training."
    ),
    "form.run_note": Text(
        "这次运行的设置不会再变。改动会新建一次运行，与它并列。",
        "The settings of this run are final. Changes make a new run beside it.",
    ),
    "form.changed": Text("已改动：{fields}", "Changed: {fields}"),
    # -- runs ------------------------------------------------------------------------------------------------------
    "runs.empty": Text(
        "还没有运行。在“对话”里提出一个预测问题，点击卡片上的“训练”，运行就会出现在这里。",
        "No runs yet. Ask for a forecast in the chat and press Train on its card; the run then appears here.",
    ),
    "runs.none_match": Text("没有符合筛选条件的运行。", "No run matches the filters."),
    "runs.filter_state": Text("按状态筛选", "Filter by state"),
    "runs.filter_text": Text("按数据或模型搜索", "Search data or model"),
    "runs.count": Text("{shown} / {total} 个运行", "{shown} of {total} runs"),
    "runs.gone": Text("运行 {run} 不存在，可能已被删除。", "Run {run} does not exist; it may have been deleted."),
    "runs.delete_question": Text(
        "删除运行“{title}”（{when}）？它的曲线、权重和结果会永久删除。",
        "Delete the run “{title}” ({when})? Its curve, weights and result are gone for good.",
    ),
    "runs.delete_title": Text("删除运行", "Delete run"),
    # -- settings --------------------------------------------------------------------------------------------------
    "settings.endpoint": Text("大模型接口", "Language model"),
    "settings.endpoint_note": Text(
        "不填也能使用：内置向导不联网即可回答、生成和训练。"
        "填写任何兼容 OpenAI 的接口（例如 DeepSeek）后，对话会更自由。",
        "Optional: without it the built-in guide answers, generates and trains offline. "
        "Any OpenAI-compatible endpoint, DeepSeek for example, makes the conversation freer.",
    ),
    "settings.use": Text("回答者", "Who answers"),
    "settings.use_guide": Text("内置向导", "Built-in guide"),
    "settings.use_endpoint": Text("大模型接口", "Language model"),
    "settings.base_url": Text("接口地址", "Base URL"),
    "settings.key": Text("API 密钥", "API key"),
    "settings.key_note": Text(
        "只留在本次会话的内存里，不写入磁盘；重新打开页面后需要再次填写。",
        "Kept in the memory of this session only, never written to disk; enter it again after reopening the page.",
    ),
    "settings.key_set": Text(
        "密钥已设置（环境变量或 secrets 文件），不会显示，只发给那里写明的接口。",
        "A key is set by the environment or the secrets file. It is not shown and sent only to the address set there.",
    ),
    "settings.key_entered": Text(
        "密钥已填写，只留在本次会话的内存里。", "A key is entered; it stays in the memory of this session only."
    ),
    "settings.key_none": Text(
        "未设置密钥；本机服务通常不需要。", "No key is set; servers on your own machine usually need none."
    ),
    "settings.effort_default": Text("默认", "Default"),
    "settings.effort_low": Text("低", "Low"),
    "settings.effort_high": Text("高", "High"),
    "settings.effort_max": Text("最高", "Max"),
    "settings.model": Text("模型", "Model"),
    "settings.model_note": Text(
        "列表来自接口；也可以直接输入模型名。", "The list comes from the endpoint; you can also type a name."
    ),
    "settings.fetch": Text("读取模型列表", "Fetch models"),
    "settings.fetched": Text("接口提供 {count} 个模型。", "The endpoint offers {count} models."),
    "settings.thinking": Text("思考模式", "Thinking"),
    "settings.thinking_default": Text("由模型决定", "Model's choice"),
    "settings.thinking_on": Text("开", "On"),
    "settings.thinking_off": Text("关", "Off"),
    "settings.effort": Text("思考强度", "Effort"),
    "settings.test": Text("测试连接", "Test connection"),
    "settings.testing": Text("正在连接接口", "Connecting to the endpoint"),
    "settings.test_ok": Text("连接成功：{model} 在 {seconds} 内作答。", "It works: {model} answered within {seconds}."),
    "settings.storage": Text("数据存放", "Storage"),
    "settings.storage_note": Text(
        "一切都保存在工作区文件夹 `{path}` 里，不会发送到别处；只有对话内容会发给您配置的接口。",
        "Everything is stored in the workspace folder `{path}`; nothing is sent anywhere, "
        "except the conversation to the endpoint that you configure.",
    ),
    "settings.storage_runs": Text(
        "运行：`runs/`，每次一个文件夹；在“运行”页删除，或直接删除文件夹。",
        "Runs: `runs/`, one folder each; delete them on the Runs page or delete the folder.",
    ),
    "settings.storage_uploads": Text(
        "上传的文件：`uploads/`，按内容命名；删除文件夹即可清除。",
        "Uploaded files: `uploads/`, named by content; delete the folder to remove them.",
    ),
    "settings.storage_conversations": Text(
        "对话：`conversations.sqlite3`；在对话里删除单个对话，删除文件则清空全部。",
        "Conversations: `conversations.sqlite3`; delete one in the chat, or the file to remove all.",
    ),
    "settings.storage_place": Text(
        "要换位置，请设置环境变量 `WORKBENCH_HOME` 后重新启动。",
        "To move it, set the environment variable `WORKBENCH_HOME` and start again.",
    ),
    "settings.about": Text("版本与硬件", "Version and hardware"),
    "settings.version": Text("版本 {version} · Python {python}", "Version {version} · Python {python}"),
    "settings.hardware": Text(
        "{cores} 个 CPU 核 · 内存 {memory} · {gpu}", "{cores} CPU cores · {memory} memory · {gpu}"
    ),
    "settings.gpu_none": Text("未发现 GPU", "no GPU found"),
}


def say(key: str, language: Language, parameters: dict[str, Parameter] | None = None) -> str:
    """The sentence of `key` from the pages, the conversation or the engine. Raises KeyError for an unknown key."""
    if key in TEXTS:
        return fill(TEXTS[key], language, parameters)
    from assistant import texts

    return texts.say(key, language, parameters)


def sentence(message: Message, language: Language) -> str:
    """What a message of any layer says."""
    return say(message.key, language, message.parameters)
