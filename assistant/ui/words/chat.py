"""Words of the chat page in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

CHAT_LABELS: dict[str, Text] = {
    "chat.greeting": Text(
        "提问即得可运行的 LSTM 配置和代码，在页面里训练、看懂结果、下载可复现的整包。",
        "Ask, get an LSTM that runs and its code, train it in the page, see what the result means, "
        "and download what reproduces it.",
    ),
    "chat.examples": Text("可以从这里开始", "A place to start"),
    "chat.placeholder": Text("提问，或拖入文件", "Ask, or drop a file"),
    "chat.drop": Text("松开即可添加文件", "Drop files here"),
    "chat.jump": Text("跳到最新", "Jump to latest"),
    "spoken.answer_complete": Text("回答完成。", "Answer complete."),
    "spoken.answer_stopped": Text("回答已停止。", "The answer was stopped."),
    "spoken.answer_cut": Text("回答没有写完。", "The answer is incomplete."),
    "spoken.answer_failed": Text("回答失败。", "The answer failed."),
    "spoken.finished": Text("训练完成：{title}。{headline}", "Training finished: {title}. {headline}"),
    "spoken.failed": Text("训练失败：{title}。{headline}", "Training failed: {title}. {headline}"),
    "spoken.stopped": Text("训练已停止：{title}。{headline}", "Training stopped: {title}. {headline}"),
    "spoken.lost": Text("训练中断：{title}。{headline}", "Training was interrupted: {title}. {headline}"),
    "chat.gone": Text(
        "这个地址的对话不存在，可能已被删除。可以开始一个新的对话。",
        "There is no conversation at this address; it may have been deleted. You can start a new one.",
    ),
    "chat.thinking": Text("正在思考", "Thinking"),
    "chat.thought": Text("思考过程", "Reasoning"),
    "chat.answering": Text("正在回答", "Answering"),
    "working.describe_data": Text("正在读取数据", "Reading the data"),
    "working.propose_run": Text("正在准备配置", "Preparing the configuration"),
    "working.propose_comparison": Text("正在准备比较", "Preparing the comparison"),
    "working.read_study": Text("正在读取比较", "Reading the comparison"),
    "working.diagnose": Text("正在诊断", "Diagnosing"),
    "working.propose_repair": Text("正在诊断，准备修复", "Diagnosing, preparing a repair"),
    "working.propose_search": Text(
        "正在准备调参，先测一次训练要多久", "Preparing a search, measuring how long one training takes"
    ),
    "working.propose_compression": Text("正在准备压缩", "Preparing the compression"),
    "working.read_run": Text("正在读取结果", "Reading the result"),
    "working.list_runs": Text("正在查看运行", "Looking at the runs"),
    "chat.stop": Text("停止", "Stop"),
    "chat.stopping": Text("正在停止", "Stopping"),
    "chat.interrupted": Text("回答在这里中断。", "The answer was interrupted here."),
    "chat.cut": Text(
        "回答到达长度上限，在这里截断。",
        "The answer reached its length limit and ends here.",
    ),
    "chat.answers_guide": Text("回答者：内置向导", "Answers: built-in guide"),
    "chat.answers": Text("回答者：{name}", "Answers: {name}"),
    "chat.key_gone": Text(
        "{name} 的密钥只留在内存里，重新打开页面后已经没有了。请重新填写密钥，或改由内置向导回答。",
        "The key for {name} was kept in memory only and is gone. Enter it again, or let the built-in guide answer.",
    ),
    "chat.choose_first": Text(
        "{name} 的密钥已经没有了，问题还没有发出。请先在输入框上方填写密钥，或选择内置向导。",
        "The key for {name} is gone, so the question was not sent. "
        "First enter the key above the input, or choose the built-in guide.",
    ),
    "chat.use_guide": Text("改用内置向导", "Use the built-in guide"),
    "chat.key_again": Text("API 密钥（回车确认）", "API key, then Enter"),
    "answer.guide": Text("内置向导", "Built-in guide"),
    "answer.copy": Text("复制", "Copy"),
    "answer.copied": Text("已复制", "Copied"),
    "answer.copy_whole": Text(
        "复制整个回答（第 {number} 条，Markdown）", "Copy the whole answer as Markdown (message {number})"
    ),
    "answer.not_copied": Text("浏览器不允许复制", "The browser does not allow copying"),
    "answer.unanswered": Text("这个问题还没有回答。", "This question has no answer yet."),
    "answer.again": Text("重试", "Try again"),
    "answer.another": Text("再次尝试", "Another attempt"),
    "answer.go_on": Text("续写", "Continue"),
    "answer.by_guide": Text("由内置向导回答", "Answer with the built-in guide"),
    "chat.show_more": Text("继续显示（还有 {size}）", "Show more ({size} left)"),
    "chat.next": Text("下一步", "Next steps"),
    "chat.more": Text("对话操作", "Conversation"),
    "chat.more_of": Text("对话“{title}”的操作", "Actions for the conversation “{title}”"),
    "chat.rename": Text("重命名", "Rename"),
    "chat.delete": Text("删除对话", "Delete conversation"),
    "chat.delete_question": Text(
        "删除对话“{title}”？其中的问题和回答会永久删除，训练过的运行仍保留在“运行”页。",
        "Delete the conversation “{title}”? Its questions and answers are gone for good; runs stay on the Runs page.",
    ),
    "chat.title": Text("标题", "Title"),
    "chat.files_only": Text("请分析这份数据并给出预测。", "Forecast this data."),
    "chat.text_only": Text("请用这份文字训练一个文本模型。", "Train a text model on this text."),
    "chat.several_files": Text("请看看这些文件。", "Look at these files."),
    "example.series": Text("LSTM实现时间序列预测", "Forecast a time series with an LSTM"),
    "example.sunspots": Text("用 LSTM 预测太阳黑子未来 11 年", "Forecast the sunspots 11 years ahead"),
    "example.co2": Text("用 GRU 预测 CO₂ 未来一年", "Forecast CO₂ one year ahead with a GRU"),
    "example.text": Text("生成莎士比亚风格的文本", "Generate text in the style of Shakespeare"),
    "example.digits": Text("用双向 LSTM 和 CTC 识别语音数字", "Recognise spoken digits with an LSTM and CTC"),
    "example.gates": Text("遗忘门、输入门、输出门各做什么？", "What do the three gates of an LSTM do?"),
}
