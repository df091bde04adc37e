"""What the guide says of a thread's own files, cards and runs, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

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
    "guide.one_column": Text(
        "{data}里没有别的数值列可以预测。", "There is no other column of numbers to forecast in {data}."
    ),
    "guide.which_column": Text(
        "还可以预测这些列：{columns}。请说出列名。", "These columns can be forecast too: {columns}. Name one of them."
    ),
    "offer.column": Text("目标列改成 {column}", "Target: {column}"),
    "guide.then_draft": Text(
        "下一步：点卡片上的“训练”。训练前后都可以告诉我要改什么。",
        "Next: press Train on the card. Before and after, you can tell me what to change.",
    ),
    "guide.then_queued": Text("轮到它时会自动开始训练。", "It starts by itself when its turn comes."),
    "guide.then_running": Text(
        "曲线在卡片上实时更新，结束后可以让我解释结果。这期间也可以再准备一张卡片。",
        "The curve on the card is live, and afterwards I can explain the result. Meanwhile you can prepare another card.",
    ),
    "guide.then_finished": Text(
        "下一步：让我解释结果，或改一项设置，在旁边再训练一张来比较。",
        "Next: have the result explained, or change one setting and train a card beside it to compare.",
    ),
    "guide.then_stopped": Text(
        "卡片上可以接着训练，也可以改设置后重新训练。",
        "On the card you can go on with the training, or change settings and train anew.",
    ),
    "guide.then_failed": Text(
        "卡片上写着失败的原因。改掉相关的设置，再训练。",
        "The card says why. Change the setting that it names and train again.",
    ),
    "guide.improve": Text(
        "先点“训练”，有了结果才知道差在哪里。常见的做法：训练更久，网络更宽或更深，窗口更长；验证损失回升时加 dropout。一次只改一项，才看得出是哪一项起作用。",
        "Press Train first: the result shows what is missing. What often helps: train longer, a wider or deeper network, a "
        "longer window, and dropout when the validation loss rises. Change one thing at a time, so that you see what did it.",
    ),
    "guide.improve_trained": Text(
        "看两条损失曲线：验证损失还在降，就训练更久；两条都高，就加宽或加深网络，或加长窗口；训练损失低而验证损失回升，就加 dropout。一次只改一项，再和这张卡片比较。",
        "Look at the two loss curves. Validation still falling: train longer. Both high: a wider or deeper network, or a longer "
        "window. Training low and validation rising: dropout. Change one thing at a time and compare with this card.",
    ),
    "guide.faster": Text(
        "训练时间主要由步数、隐藏维度、层数和窗口决定。步数减半，时间大约也减半，但误差可能变大。点下面的建议就会在旁边新建一张卡片。",
        "Training time depends mostly on steps, hidden size, layers and window. Half the steps take about half the time, but "
        "the error may grow. A suggestion below makes a card beside this one.",
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
