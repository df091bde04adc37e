"""Sentences about texts and writing, in Chinese and English side by side; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

CORPUS_TEXTS: dict[str, Text] = {
    # -- the file --------------------------------------------------------------------------------------------------
    "text.too_short": Text(
        "{file} 只有 {characters} 个字符，训练至少需要 {limit} 个。请换一份更长的文本。",
        "{file} has {characters} characters; training needs {limit} at least. Use a longer text.",
    ),
    "text.one_symbol": Text(
        "{file} 从头到尾只重复一个字符“{symbol}”，没有可学的内容。请检查导出是否成功。",
        'In {file} one character, "{symbol}", is all there is, so there is nothing to learn. Check its export.',
    ),
    "text.too_large": Text(
        "{file} 有 {size:.1f} MB，上限是 {limit} MB。请截取其中一部分再试。",
        "{file} has {size:.1f} MB; the limit is {limit} MB. Cut out a part of it and try again.",
    ),
    "text.binary": Text(
        "{file} 不是文本，而是二进制数据。请上传 .txt 或 .md 这样的纯文本文件。",
        "{file} holds binary data, not text. Upload plain text such as a .txt or .md file.",
    ),
    "text.other_kind": Text(
        "{file} 是 {kind} 文件，不是纯文本。请先把其中的文字存成 .txt。",
        "{file} is a {kind} file, not plain text. Save its words as a .txt file first.",
    ),
    "text.mixed": Text(
        "{file} 混有多种编码：第 {other} 行是 UTF-8，第 {line} 行不是。请用编辑器把整个文件另存为 UTF-8。",
        "{file} mixes encodings: line {other} is UTF-8, line {line} is not. Save the whole file as UTF-8 in an editor.",
    ),
    "text.streams": Text(
        "{file} 的训练部分有 {characters} 个字符，不够分成 {streams} 条并行的流。请把批量降到 {most} 以内。",
        "The training part of {file} has {characters} characters, too few for {streams} streams side by side. Lower "
        "the batch size to {most} or less.",
    ),
    # -- remarks ---------------------------------------------------------------------------------------------------
    "text.small": Text(
        "{file} 只有 {characters} 个字符，网络多半会背下原文；生成结果请对照“最长照抄”。",
        "{file} has only {characters} characters, so the network will learn much of it by heart; look at the longest "
        "copy in the result.",
    ),
    "text.unseen": Text(
        "{file} 后面的部分有 {share} 的字符从未在训练部分出现，它们都算作同一个未知符号。",
        "{share} of the characters in the later parts of {file} never occur in its training part; they all count as "
        "one unknown symbol.",
    ),
    # -- reasons ---------------------------------------------------------------------------------------------------
    "text.reason_size": Text(
        "文本有 {characters:,} 个字符，所以隐藏维度取 {hidden}，dropout 取 {dropout}：文本越短，网络越容易背诵。",
        "The text has {characters:,} characters, hence a hidden size of {hidden} and a dropout of {dropout}: the "
        "shorter the text, the sooner a network learns it by heart.",
    ),
    "text.reason_rare": Text(
        "训练部分出现不足 {count} 次的字符（共 {rare} 种）合并为一个未知符号，它们太少见，学不会。",
        "Characters that the training part holds fewer than {count} times ({rare} of them) become one unknown symbol: "
        "they are too rare to be learned.",
    ),
    "text.reason_streams": Text(
        "文本切成 {streams} 条连续的流，每步读 {window} 个符号，状态带到下一步但不回传梯度（截断的反向传播）。",
        "The text runs in {streams} contiguous streams; each step reads {window} symbols and carries the state on "
        "without its gradient (truncated back-propagation through time).",
    ),
    # -- writing ---------------------------------------------------------------------------------------------------
    "sampling.range": Text(
        "{name} 必须在 {low} 到 {high} 之间，现在是 {value}。", "{name} must lie from {low} to {high}, got {value}."
    ),
    "sampling.prompt": Text(
        "开头有 {characters} 个字符，上限是 {limit} 个。请缩短。",
        "The prompt has {characters} characters; the limit is {limit}. Shorten it.",
    ),
    "inference.no_weights": Text(
        "运行 {run} 还没有保存权重，要等第一次验证之后。",
        "The run {run} has no weights yet; they are there after its first checkpoint.",
    ),
    "inference.not_for_task": Text(
        "任务 {task} 的运行不能在这里回答请求。", "A run of the task {task} answers no requests here."
    ),
    "inference.no_recording": Text(
        "请求里没有录音：请给出 path，或 base64 编码的 content。",
        "The request holds no recording: give its path, or its content in base 64.",
    ),
    "inference.failed": Text(
        "模型没能回答（{error}）。请再试一次；若仍失败，请看运行的日志。",
        "The model could not answer ({error}). Try again; if it fails once more, look at the run's log.",
    ),
}
