"""Words of a run card in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

CARD_LABELS: dict[str, Text] = {
    "card.title": Text(
        "{data} · {cell} {hidden}\u00a0×\u00a0{layers}", "{data} · {cell} {hidden}\u00a0×\u00a0{layers}"
    ),
    "card.stop_when_sure": Text("确诊即停", "Stop when sure"),
    "card.stop_when_sure_help": Text(
        "训练中一旦查明有再练也好不了的问题（比如损失爆炸），就自动停下，不再浪费时间。只是可疑不会停。"
        "停下的运行什么都不丢，可以诊断、修复，也可以接着练。",
        "Ends the training by itself once it is sure of a finding that no step can heal, such as a loss that explodes. "
        "A mere suspicion never ends it. What was trained is kept: it can be diagnosed, repaired or resumed.",
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
    "progress.refit": Text(
        "训练 {step} / {steps} 步已结束，正在再训练 {share}",
        "trained {step} / {steps} steps, refitting {share}",
    ),
    "progress.backtest": Text(
        "第 {step} / {steps} 步 · 滚动回测 {share}", "Step {step} of {steps} · walk-forward backtest {share}"
    ),
    "progress.closing": Text("第 {step} / {steps} 步 · 正在评估", "Step {step} of {steps} · evaluating"),
    "progress.finishing": Text(
        "第 {step} / {steps} 步 · 正在评估最好的一步", "Step {step} of {steps} · judging the best step"
    ),
    "progress.cut": Text(
        "在第 {step} / {steps} 步结束，用第 {best} 步的权重评估 · 用时 {seconds}",
        "Ended at step {step} of {steps}, judged with the weights of step {best} · {seconds}",
    ),
    "progress.early": Text(
        "第 {step} / {steps} 步时提前结束（验证损失不再下降）",
        "Ended early at step {step} of {steps}: the validation loss no longer fell",
    ),
    "progress.done": Text("{step} 步，用时 {seconds}", "{step} steps in {seconds}"),
    "card.stopped": Text(
        "训练停在第 {step} 步，检查点已保存，可以随时继续。",
        "Training stopped at step {step}; a checkpoint is saved, so it can go on at any time.",
    ),
    "card.stopped_itself": Text(
        "第 {step} 步自动停下：查明的问题再练也好不了。检查点已保存；可以按发现修复，也可以接着练。",
        "It stopped by itself at step {step}: no step heals what was found. A checkpoint is saved; repair it by the "
        "finding, or resume it all the same.",
    ),
    "card.stopped_early": Text(
        "训练在保存第一个检查点之前停止。“继续训练”会从头开始。",
        "Training was stopped before its first checkpoint. Resume starts from the beginning.",
    ),
    "card.lost_judging": Text(
        "评估最好的一步时进程意外结束；检查点没有变，可以再评估一次。",
        "The process ended unexpectedly while it judged the best step; the checkpoint is as it was, so try again.",
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
    "figure.mae_combined": Text("交付预测 MAE", "Delivered MAE"),
    "figure.combined_help": Text(
        "交付的由 {count} 种预测合成，网络占权重的 {share}；权重由验证误差决定。",
        "Delivered are {count} forecasts together, {share} of the weight the network's; validation errors decide.",
    ),
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
    "figure.change_persistence": Text("误差对持续性", "Error vs persistence"),
    "figure.change_seasonal_naive": Text("误差对季节基线", "Error vs seasonal naive"),
    "figure.change_linear": Text("误差对线性模型", "Error vs linear model"),
    "figure.change_help": Text(
        "比这条基线的误差高或低多少，负数更好。", "How far its error lies from the baseline's; negative is better."
    ),
    "figure.change_interval": Text(
        "比这条基线的误差高或低多少，负数更好。95% 区间：{low} 到 {high}。",
        "How far its error lies from the baseline's; negative is better. 95% interval: {low} to {high}.",
    ),
    "figure.to_guess": Text("对总猜最常见", "vs guessing"),
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
    "tab.diagnosis": Text("诊断", "Diagnosis"),
    "tab.log": Text("日志", "Log"),
    "tab.no_result": Text(
        "训练结束后，这里说明结果意味着什么。", "What the result means is told here once the run has finished."
    ),
    "tab.no_log": Text(
        "训练开始后，这里记录训练进程的情况。", "What the run's process reports is told here once it has begun."
    ),
    "picture.forecast": Text("预测", "Forecast"),
    "picture.ids": Text("各序列", "Series"),
    "picture.ids_note": Text(
        "误差属于最终给出的预测，最差的在前；MASE 以每条序列自己的一步持续误差为单位，可以互相比较。",
        "Errors are those of what is delivered, the worst first; MASE is in units of the one-step naive error of each "
        "series, so that they compare.",
    ),
    "picture.of_series": Text("{count} 条序列，这里是最长的 {id}", "{count} series, here the longest, {id}"),
    "picture.pieces_note": Text("每条序列、每一段的 MAE。", "MAE of every series and piece."),
    "ids.rows": Text("行数", "Rows"),
    "ids.baseline": Text("最强基线", "Best baseline"),
    "ids.baseline_mae": Text("基线 MAE", "Its MAE"),
    "ids.change": Text("误差对基线（%）", "Error vs it (%)"),
    "picture.series": Text("显示哪一条序列", "Series shown"),
    "picture.table": Text("预测表", "Table"),
    "newer.upload": Text(
        "有了更新的数据？放到这里，用这个网络接着预测（不再训练）",
        "Newer rows? Drop the file and forecast behind them (nothing is trained)",
    ),
    "newer.upload_help": Text(
        "同样的列、同样的频率，从训练数据之后开始；重叠的行以新文件为准。",
        "The same columns and frequency, from where the data of the run ends; of rows in both the newer file counts.",
    ),
    "newer.running": Text("正在读新行并预测……", "Reading the newer rows and forecasting ..."),
    "newer.download_csv": Text("下载新预测（CSV）", "Download new forecast (CSV)"),
    "newer.download_xlsx": Text("下载新预测（Excel）", "Download new forecast (Excel)"),
    "action.forecast_csv": Text("下载预测（CSV）", "Download forecast (CSV)"),
    "action.forecast_xlsx": Text("下载预测（Excel）", "Download forecast (Excel)"),
    "forecast.copy": Text("复制整张表，可直接粘贴到电子表格", "Copy the whole table, to paste into a spreadsheet"),
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
    "sheet.choice": Text("工作表", "Sheet"),
    "action.together": Text("一起预测 {count} 列", "Forecast {count} columns together"),
    "columns.reading": Text("正在读取各列", "Reading the columns"),
    "action.use_columns": Text("使用 {columns}", "Use {columns}"),
    "columns.ahead": Text("未来已知：{columns}", "Known ahead: {columns}"),
    "columns.past": Text("到预测时刻为止已知：{columns}", "Known up to the forecast: {columns}"),
    "columns.calendar": Text("由日历特征表示：{columns}", "Told by the calendar features: {columns}"),
    "columns.blank": Text("缺失值作标记", "Missing values are marked"),
    "picture.changed": Text("变换与差分", "What the network reads"),
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
}
