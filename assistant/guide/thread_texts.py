"""What the guide says of a thread's own files, cards and runs, in Chinese and English, side by side."""

from lstm_core.languages import Text

THREAD_TEXTS: dict[str, Text] = {
    "guide.and": Text("{first}、{rest}", "{first}, {rest}"),
    "guide.and_then": Text("{first}；{rest}", "{first}; {rest}"),
    "guide.with_facts": Text("{name}（{facts}）", "{name} ({facts})"),
    "guide.known": Text("这个对话里的 {facts}", "In this conversation: {facts}"),
    "guide.known_draft": Text(
        "{data}：卡片已经准备好，还没有训练。", "A card for {data} is ready and not trained yet."
    ),
    "guide.known_queued": Text("{data}：训练在排队。", "The run on {data} waits for its turn."),
    "guide.known_running": Text(
        "{data}：正在训练，第 {step} / {steps} 步。", "The run on {data} is training, step {step} of {steps}."
    ),
    "guide.known_stopped": Text(
        "{data}：训练停在第 {step} / {steps} 步。", "The run on {data} was stopped at step {step} of {steps}."
    ),
    "guide.known_lost": Text(
        "{data}：训练在第 {step} / {steps} 步中断了。", "The run on {data} broke off at step {step} of {steps}."
    ),
    "guide.known_failed": Text("{data}：训练失败了。", "The run on {data} failed."),
    "guide.known_result": Text("{data}：训练已结束。{headline}", "The run on {data} has finished: {headline}"),
    "guide.known_file": Text("{file}：文件已上传，还没有用上。", "The file {file} is not used yet."),
    "guide.fact_rows": Text("{rows:,} 行", "{rows:,} rows"),
    "guide.fact_column": Text("数值列 {column}", "column {column}"),
    "guide.fact_characters": Text("{characters:,} 个字符", "{characters:,} characters"),
    "guide.this_data": Text("这份数据", "this data"),
    "guide.asked_too": Text(
        "“{question}”是一个问题，请单独再问一次。", "“{question}” is a question. Ask it again on its own."
    ),
    "guide.which_file": Text(
        "收到 {count} 个文件：{files}。文件都已保存，要用哪一个？",
        "{count} files came together: {files}. All are kept. Which one should be used?",
    ),
    "guide.files_kept": Text(
        "这次没有用 {files}，文件已保存，之后写出名字就能用。",
        "Not used this time: {files}. It is kept, and you can use it later by its name.",
    ),
    "offer.use_table": Text("用 {file} 预测", "Forecast {file}"),
    "offer.use_text": Text("用 {file} 训练文本模型", "Train a text model on {file}"),
    "offer.use_sound": Text("识别 {file}", "Recognise {file}"),
    "offer.use_zip": Text("用 {file} 训练语音识别器", "Train a speech recogniser on {file}"),
    "offer.every_file": Text("每个文件都做一张卡片", "A card for each file"),
}
