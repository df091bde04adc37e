"""Sentences on searches, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

SEARCH_TEXTS: dict[str, Text] = {
    "kind.search": Text("调参", "Search"),
    # -- what is wrong with a space ------------------------------------------------------------------------------------
    "spec.search_empty": Text(
        "搜索空间是空的。请至少加入一个字段，例如 train.learning_rate。",
        "The space is empty. Add a field at least, e.g. train.learning_rate.",
    ),
    "spec.search_no_budget": Text(
        "调参需要预算：给出 trials（试验次数）或 seconds（秒）。",
        "A search needs a budget: give trials or seconds.",
    ),
    "spec.search_path_twice": Text(
        "搜索空间里 {path} 出现了两次，请合成一行。", "The space names {path} twice. Make one row of them."
    ),
    "spec.search_did_you_mean": Text(
        "搜索空间里的 {path} 不是这个任务的字段，是否想写 {suggestion}？",
        "The space names {path}, which this task does not have. Did you mean {suggestion}?",
    ),
    "spec.search_unknown": Text(
        "搜索空间里的 {path} 不是配置的字段。请写完整路径，例如 model.hidden_size。",
        "The space names {path}, which no configuration has. Write whole paths, e.g. model.hidden_size.",
    ),
    "spec.search_other_task": Text(
        "搜索空间里的 {path} 属于别的任务，{task} 任务没有它。请去掉这一行。",
        "The space names {path}, which belongs to another task than {task}. Leave the row out.",
    ),
    "spec.search_judged": Text(
        "{path} 改变评判的数据或种子，试验之间就没法比。请去掉这一行；可搜 model、train 和窗口一类的字段。",
        "{path} changes what is judged, or the seed, so trials would not compare. Leave the row out; model, train and "
        "fields like the window may be searched.",
    ),
    "spec.search_undecided": Text(
        "{path} 不影响结果，只影响在哪里算、存多少。请去掉这一行。",
        "{path} decides no result, only where it is computed and what is kept. Leave the row out.",
    ),
    "spec.search_inert": Text(
        "{path} 在这个空间里不起作用：它的每个值给出同样的训练。请去掉它，或加入它依赖的字段（例如 model.layers）。",
        "{path} has no effect in this space: each of its values gives the same training. Leave it out, or add what it "
        "depends on (e.g. model.layers).",
    ),
    "spec.search_combination": Text(
        "这些值凑在一起不是有效的配置。", "These values together are no valid configuration."
    ),
    "spec.search_seed": Text(
        "从种子 {seed} 起数 {seeds} 个就超出了范围。请减小 train.seed。",
        "Counting {seeds} seeds from {seed} leaves the range. Lower train.seed.",
    ),
    "spec.search_choices_and_range": Text(
        "{path} 同时给了范围和选项。int、float 用 low 和 high，categorical 只用 choices。",
        "{path} has a range and choices. int and float take low and high; categorical takes choices alone.",
    ),
    "spec.search_scalar": Text(
        "{path} 的选项应是数字、文字、true、false 或 null，现在有 {value}。",
        "A choice of {path} is a number, text, true, false or null; got {value}.",
    ),
    "spec.search_no_choices": Text(
        "{path} 是 categorical，但没有 choices。请列出至少两个值。",
        "{path} is categorical and has no choices. List two values or more.",
    ),
    "spec.search_choice_twice": Text(
        "{path} 的选项里 {value} 出现了两次。请去掉一个。", "The choices of {path} hold {value} twice. Take one out."
    ),
    "spec.search_one_value": Text(
        "{path} 只有一个值（{value}），没有可搜的。请扩大范围，或去掉这一行。",
        "{path} has one value ({value}), so there is nothing to search. Widen it or leave the row out.",
    ),
    "spec.search_no_range": Text(
        "{path} 缺少 low 或 high。请写出最小值和最大值。",
        "{path} lacks low or high. Give the smallest and the largest value.",
    ),
    "spec.search_inverted": Text(
        "{path} 的范围反了：low {low} 大于 high {high}。请对调。",
        "The range of {path} is inverted: low {low} is above high {high}. Swap them.",
    ),
    "spec.search_log_positive": Text(
        "{path} 用对数刻度，范围必须大于 0，现在从 {low} 开始。请提高 low，或关掉 log。",
        "{path} is on a log scale, which needs a range above 0, but begins at {low}. Raise low or switch log off.",
    ),
    "spec.search_log_step": Text(
        "{path} 同时用了对数刻度和步长 {step}。请去掉一个。",
        "{path} has a log scale and a step of {step}. Take one of them out.",
    ),
    "spec.search_step": Text(
        "{path} 的步长 {step} 比范围 {low} 到 {high} 还大，只剩一个值。请减小步长。",
        "The step {step} of {path} is wider than its range {low} to {high}, which leaves one value. Make it smaller.",
    ),
    "spec.search_whole": Text(
        "{path} 是 int，low、high、step 必须是整数，现在有 {value}。",
        "{path} is an int, so low, high and step are whole numbers; got {value}.",
    ),
    # -- why there can be none -----------------------------------------------------------------------------------------
    "search.space_file": Text(
        "{file} 里没有搜索空间。应是一个列表，每项一个字段；先用 python -m lstm_core space SPEC.json 打印一份再改。",
        "{file} holds no space. It is a list with an entry per field; print one with python -m lstm_core space SPEC.json "
        "and change that.",
    ),
    "search.field_unknown": Text(
        "建议的搜索空间里没有 {path}，可选：{known}。别的字段请用 space 写出范围。",
        "The suggested space has no {path}; it has: {known}. Give other fields with their ranges in space.",
    ),
    "search.no_winner": Text(
        "运行 {run} 没有确认出更好的设置，起点就是建议。",
        "Run {run} confirmed nothing better; the starting point is what it recommends.",
    ),
    "search.budget_no_trial": Text(
        "预算 {seconds} 连一次试验都放不下：一次约 {cost}。加上 {seeds} 个种子的确认，至少要 {needed}（分:秒）。",
        "The budget of {seconds} does not hold one trial, which takes about {cost}. With the confirmation over {seeds} "
        "seeds it needs {needed} at least (minutes:seconds).",
    ),
    "search.budget_short": Text(
        "预算 {seconds} 放不下起点、一次试验和 {seeds} 个种子的确认：一次约 {cost}，至少要 {needed}（分:秒）。请加时间，或减少种子。",
        "The budget of {seconds} does not hold the start, one trial and the confirmation over {seeds} seeds: one training "
        "takes about {cost}, so it needs {needed} at least (minutes:seconds). Give more time or fewer seeds.",
    ),
    "search.no_trial": Text(
        "没有一次试验有结果。请打开其中一次，看它为什么结束。",
        "No trial came to a result. Open one of them to see what ended it.",
    ),
    "search.trial_gone": Text("它的文件夹不见了", "its folder is gone"),
    "search.trial_stopped": Text("有人停止了它", "somebody stopped it"),
    "search.trial_lost": Text("它的进程一再意外结束", "its process died again and again"),
    "search.trial_finished": Text("没有分数", "it has no score"),
    "search.estimate": Text(
        "约 {trials} 次试验加 {confirming} 次确认，最多约 {time}（同时 {at_once} 个）；会停掉没有希望的，所以常常更快。",
        "About {trials} trials and {confirming} trainings that confirm the best, {time} at most ({at_once} at once); "
        "hopeless ones are stopped, so it often takes less.",
    ),
    "search.estimate_unknown": Text(
        "约 {trials} 次试验加 {confirming} 次确认；一次要多久没有测出来。",
        "About {trials} trials and {confirming} trainings that confirm the best; how long one takes could not be measured.",
    ),
    # -- where it stands -----------------------------------------------------------------------------------------------
    "search.queued": Text("正在等待开始。", "Waiting to start."),
    "search.running": Text(
        "第 {done} 次试验已结束；目前最好 {best}，起点 {start}。",
        "{done} trials have ended; best so far {best}, starting point {start}.",
    ),
    "search.running_first": Text("正在训练起点。", "The starting point is being trained."),
    "search.confirming": Text(
        "试验已结束，正在用新种子确认最好的一次：{pairs}/{seeds} 对。",
        "The trials are over; the best one is being confirmed with fresh seeds: {pairs} of {seeds} pairs.",
    ),
    "search.stopped": Text(
        "已停止，{done} 次试验有了结局。继续时接着做，已完成的不会重新训练。",
        "Stopped with {done} trials ended. Resume goes on from there; nothing that is done is trained again.",
    ),
    "search.lost": Text(
        "带领调参的进程意外结束，{done} 次试验有了结局；还在训练的会自己训练完。请点“继续训练”。",
        "The process that led the search died with {done} trials ended; members that train go on by themselves. Resume it.",
    ),
    # -- verdicts ------------------------------------------------------------------------------------------------------
    "search.better": Text(
        "找到了更好的设置，并在 {seeds} 个新种子上得到确认：平均{measure} {winner}，起点 {start}（{change}）。",
        "A better setting, confirmed over {seeds} fresh seeds: {measure} {winner} on average, {start} from the starting "
        "point ({change}).",
    ),
    "search.tie": Text(
        "没有确认出更好的：最好的试验在 {seeds} 个新种子上平均{measure} {winner}，起点 {start}，差别不超过种子的波动。建议保留起点。",
        "Nothing better is confirmed: over {seeds} fresh seeds the best trial has {measure} {winner} on average, the "
        "starting point {start}, no further apart than seeds are. Keep the starting point.",
    ),
    "search.worse": Text(
        "最好的试验只是走运：在 {seeds} 个新种子上平均{measure} {winner}，起点是 {start}，反而更好。建议保留起点。",
        "The best trial was only lucky: over {seeds} fresh seeds it has {measure} {winner} on average, the starting point "
        "{start}, which is better. Keep the starting point.",
    ),
    "search.revived": Text(
        "起点在 {seeds} 个新种子上都训练不出来，找到的设置每次都可以：平均{measure} {winner}。",
        "With {seeds} fresh seeds the starting point never came to a result; the setting that was found always does: "
        "{measure} {winner} on average.",
    ),
    "search.start": Text(
        "{trials} 次试验里没有一次比起点好（{start}）。建议保留起点。",
        "None of {trials} trials was better than the starting point ({start}). Keep it.",
    ),
    "search.budget": Text(
        "时间只够训练起点，没有试成别的。一次训练约 {cost}（分:秒），请给更多时间。",
        "The time was enough for the starting point alone. One training takes about {cost} (minutes:seconds); give more "
        "time.",
    ),
    "search.few": Text(
        "最好的试验没有得到确认：新种子里凑不出两对有结果的训练。建议保留起点。",
        "The best trial is not confirmed: fewer than two pairs of trainings with fresh seeds have a result. Keep the "
        "starting point.",
    ),
    # -- what the numbers say ------------------------------------------------------------------------------------------
    "search.best_trial": Text(
        "最好的试验是第 {number} 次：{measure} {score}，起点 {start}。",
        "The best trial is number {number}: {measure} {score}, {start} from the starting point.",
    ),
    "search.confirmed_at": Text(
        "用新种子重新训练后，平均{measure} {mean}（95% 区间 {low} 到 {high}）。",
        "Trained again with fresh seeds it has {measure} {mean} on average (95% interval {low} to {high}).",
    ),
    "search.shrunk": Text(
        "与当初的分数相比高了 {shrinkage}：许多试验里最好的一次总带点运气。",
        "That is {shrinkage} above the score that made it the best: the best of many trials is always a little lucky.",
    ),
    "search.not_shrunk": Text(
        "没有比当初的分数差：那次不是靠运气。",
        "That is no worse than the score that made it the best: it was not luck.",
    ),
    "search.difference": Text(
        "在测试部分，最好的试验减去起点：平均 {mean}（95% 区间 {low} 到 {high}，{seeds} 对，p {p}）。",
        "On the test part, best trial minus starting point: {mean} on average (95% interval {low} to {high}, {seeds} "
        "pairs, p {p}).",
    ),
    "search.pruned": Text(
        "{count} 次试验提前停掉：训练途中同一处不如其他试验，共省下约 {saved} 的步数。",
        "{count} trials were stopped early, since they were worse than the others at the same part; that spared about "
        "{saved} of all steps.",
    ),
    "search.no_pruning": Text(
        "没有提前停掉试验：{paths} 改变验证损失的含义，训练途中没法比。",
        "No trial is stopped early: {paths} changes what the validation loss means, so trainings do not compare on their "
        "way.",
    ),
    "search.failed_trials": Text(
        "{count} 次试验没有结果（发散或失败），其余照常进行。",
        "{count} trials have no result (diverged or failed); the others went on.",
    ),
    "search.cut_trials": Text(
        "{count} 次试验因时间到而停止，留时间给确认。",
        "{count} trials were ended because the time was up, which the confirmation needs.",
    ),
    "search.rule": Text(
        "判断依据：同一新种子上逐对的差，在没有参与挑选的测试部分，配对 t 检验，显著性 5%。",
        "The rule: differences seed by seed over fresh seeds, on the test part that chose nothing, paired t-test at 5%.",
    ),
    "search.score_better": Text(
        "调参确认更好 · 测试 {winner}，起点 {start}", "search confirmed · test {winner}, start {start}"
    ),
    "search.score_kept": Text("调参 {trials} 次 · 保留起点", "{trials} trials · start kept"),
    "search.score_revived": Text("调参确认可用 · 测试 {winner}", "search confirmed · test {winner}"),
    # -- the table of trials -------------------------------------------------------------------------------------------
    "search.state_running": Text("训练中", "running"),
    "search.state_done": Text("完成", "done"),
    "search.state_pruned": Text("停掉", "pruned"),
    "search.state_failed": Text("失败", "failed"),
    "search.state_cut": Text("时间到", "out of time"),
    "search.the_start": Text("起点", "starting point"),
    "search.the_best": Text("最好", "best"),
    "search.why_pruned": Text(
        "第 {steps} 步时损失 {loss}，其他试验的一半不高于 {against}",
        "loss {loss} after {steps} steps; half of the others had {against} or less there",
    ),
    "search.why_halved": Text(
        "第 {steps} 步时损失 {loss}，不在走到这里的较好的一半里",
        "loss {loss} after {steps} steps, not among the better half of those that came as far",
    ),
    "search.range": Text("{low} 到 {high}", "{low} to {high}"),
    "search.range_log": Text("{low} 到 {high}，对数刻度", "{low} to {high}, log scale"),
    "search.range_step": Text("{low} 到 {high}，步长 {step}", "{low} to {high}, step {step}"),
    # -- pictures ------------------------------------------------------------------------------------------------------
    "search.no_point": Text(
        "第一次试验结束后，这里出现图。", "The picture appears as soon as the first trial has ended."
    ),
    "search.no_importance": Text(
        "至少 8 次完成的试验之后，这里出现各字段的重要性。",
        "How much each field matters appears after eight trials that came to their end.",
    ),
    "search.axis_trial": Text("试验", "Trial"),
    "search.line_trials": Text("每次试验", "Each trial"),
    "search.line_pruned": Text("提前停掉", "Pruned"),
    "search.line_best": Text("迄今最好", "Best so far"),
    "search.line_start": Text("起点", "Starting point"),
    "search.line_confirmed": Text("用新种子确认", "Confirmed, fresh seeds"),
    "search.axis_importance": Text("占比", "Share of what decides"),
    "search.alt_history": Text(
        "{trials} 次试验的{measure}；最好 {best}，起点 {start}。",
        "{measure} of {trials} trials; the best has {best}, the starting point {start}.",
    ),
    "search.alt_parallel": Text(
        "每次试验一条线，穿过它在每个字段上的值，颜色是{measure}。",
        "A line per trial through its value of every field, coloured by {measure}.",
    ),
    "search.alt_importance": Text("各字段的重要性：{told}。", "How much each field matters: {told}."),
    "search.alt_slice": Text("{name}的每个取值对{measure}。", "{name} of every trial against its {measure}."),
    "search.alt_curves": Text(
        "每次试验的验证损失；提前停掉的到它们停下的地方为止。",
        "Validation loss of every trial; those that were stopped early end where that was.",
    ),
    "search.axis_part": Text("训练进度", "Part of the training"),
    "search.axis_loss": Text("迄今最低的验证损失", "Least validation loss so far"),
    # -- why a range is suggested --------------------------------------------------------------------------------------
    "search.reason_rate": Text(
        "学习率影响最大：在 {low} 到 {high} 之间按对数刻度试，原来是 {own}；Adam 常用 0.001 左右。",
        "The learning rate decides most: {low} to {high} on a log scale around Adam's usual 0.001; it is {own} now.",
    ),
    "search.reason_rate_sgd": Text(
        "学习率影响最大；SGD 需要比 Adam 大的：{low} 到 {high}，对数刻度，原来是 {own}。",
        "The learning rate decides most; SGD needs larger ones than Adam: {low} to {high} on a log scale; it is {own} now.",
    ),
    "search.reason_width": Text(
        "隐藏维度决定容量：{samples} 个训练样本通常配 64 到 256。",
        "The hidden size decides the capacity: {samples} training samples usually go with 64 to 256.",
    ),
    "search.reason_width_few": Text(
        "只有 {samples} 个训练样本，大的网络填不满，所以也试小的。",
        "{samples} training samples do not fill a large network, so small ones are tried too.",
    ),
    "search.reason_width_many": Text(
        "{samples} 个训练样本加上 GPU，值得试更宽的。",
        "{samples} training samples and a GPU are enough for wider ones.",
    ),
    "search.reason_layers": Text(
        "{samples} 个训练样本：最多试 {most} 层，再深很少有用。",
        "With {samples} training samples up to {most} layers; deeper ones rarely help.",
    ),
    "search.reason_batch": Text(
        "小批量噪声大，常常泛化更好；大批量每步更稳。对 {samples} 个样本，最大试 {largest}。",
        "Small batches are noisy and often generalise better, large ones take steadier steps; up to {largest} for {samples} "
        "samples.",
    ),
    "search.reason_dropout": Text(
        "层与层之间随机丢弃，防止过拟合；0 是不用。", "Dropout between layers against overfitting; 0 is without."
    ),
    "search.reason_dropout_few": Text(
        "{samples} 个训练样本容易过拟合，所以试试层间丢弃；0 是不用。",
        "{samples} training samples overfit easily, so dropout between layers is tried; 0 is without.",
    ),
    "search.reason_window": Text(
        "网络读多长：原来 {own} 的一半和两倍也值得试。",
        "How much the network reads: half and twice as much as {own} are worth a try.",
    ),
    "search.reason_window_memory": Text(
        "按自相关和季节，序列回看约 {memory} 步；试它的一半、一倍和两倍，以及原来的 {own}。",
        "By its autocorrelation and season the series reaches back about {memory} steps: half, once and twice that, and "
        "{own} as it is now.",
    ),
    "search.reason_cell": Text(
        "GRU 参数更少、更快，在小数据上常和 LSTM 打平；由结果决定。",
        "A GRU has fewer parameters, is faster, and often ties with an LSTM on small data; the trials decide.",
    ),
    "search.reason_weight_decay": Text(
        "{samples} 个训练样本容易过拟合；权重衰减让权重保持小。",
        "{samples} training samples overfit easily; weight decay keeps weights small.",
    ),
    "search.reason_head_dropout": Text(
        "输出层之前随机丢弃：只有一层时，防止过拟合靠它。",
        "Dropout before the head: with one layer this is the one that works against overfitting.",
    ),
    "search.reason_embedding_dropout": Text(
        "字符向量上随机丢弃，防止记住训练文本。",
        "Dropout of the embedding keeps the network from learning the text by heart.",
    ),
    "search.reason_bidirectional": Text(
        "录音是完整的，可以从两头读；参数也翻倍。",
        "A recording is whole, so it can be read from both ends; that doubles the parameters.",
    ),
    "search.reason_named": Text("点名要搜的字段；现在是 {own}。", "Named to be searched; it is {own} now."),
    "search.reason_forget_bias": Text(
        "遗忘门的偏置决定一开始记多久。",
        "The bias of the forget gate decides how long the network remembers at the start.",
    ),
}
