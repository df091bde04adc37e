"""What the guide says of the inside of a training, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

DIAGNOSIS_GUIDE_TEXTS: dict[str, Text] = {
    # -- which run ---------------------------------------------------------------------------------------------------
    "guide.diag_reading": Text("看这次训练：{data}，{cell}。", "Looking at this run: {cell} on {data}."),
    "guide.diag_reading_repair": Text(
        "先诊断这次训练：{data}，{cell}。", "First a diagnosis of this run: {cell} on {data}."
    ),
    "guide.diag_repair": Text("它的修复：{verdict}", "Its repair: {verdict}"),
    "guide.diag_at_queued": Text(
        "训练还在排队，没有可看的数字。", "The run still waits for its turn, so there are no numbers yet."
    ),
    "guide.diag_at_running": Text("正在训练，第 {step} / {steps} 步：", "It is training, step {step} of {steps}:"),
    "guide.diag_at_finished": Text("训练已结束，共 {step} 步：", "It has finished after {step} steps:"),
    "guide.diag_at_stopped": Text("训练停在第 {step} / {steps} 步：", "It was stopped at step {step} of {steps}:"),
    "guide.diag_at_lost": Text("训练进程在第 {step} / {steps} 步中断：", "Its process died at step {step} of {steps}:"),
    "guide.diag_at_failed": Text(
        "训练在第 {step} / {steps} 步失败：{failure}", "It failed at step {step} of {steps}: {failure}"
    ),
    "guide.diag_seeds": Text(
        "这是 {seeds} 个种子的重复，逐个看过。", "It repeats over {seeds} seeds; each was looked at."
    ),
    "guide.diag_trainings": Text(
        "逐个看过其中 {count} 次训练；要看某一次的全部，在卡片上选它，再点“打开完整诊断”。",
        "{count} of its trainings were looked at one by one; to see one in full, choose it on the card and press Open the "
        "full diagnosis.",
    ),
    "guide.diag_of_trainings": Text("（{names}）", "({names})"),
    "guide.diag_more": Text("另外 {count} 次", "{count} more"),
    # -- what was found ----------------------------------------------------------------------------------------------
    "guide.diag_found": Text("**{name}。** {text}", "**{name}.** {text}"),
    "guide.diag_cause": Text("**原因：{name}。** {text}", "**The cause: {name}.** {text}"),
    "guide.diag_symptom": Text("由它引起：**{name}**。{text}", "It brings about: **{name}**. {text}"),
    "guide.diag_also": Text("另外还发现：", "Found besides:"),
    "guide.diag_instead": Text("这次训练里发现的是：", "What was found in this run is this:"),
    "guide.diag_of_seeds": Text("（种子 {seeds}）", "(seed {seeds})"),
    "guide.diag_only_seen": Text(
        "这次训练没有留下测量，有 {count} 项看不出来：{names}。再训练一次就会测量。",
        "This run holds no measurements for {count} of the checks: {names}. A new training takes them.",
    ),
    "guide.diag_later": Text(
        "有 {count} 项要等更多步数或测试结果：{names}。",
        "{count} of the checks need more steps or a test result: {names}.",
    ),
    "guide.diag_no_data": Text(
        "这次训练的数据不在了，有 {count} 项看不出来：{names}。",
        "The data of this run is gone, so {count} of the checks cannot be made: {names}.",
    ),
    # -- a direct no, topic by topic ---------------------------------------------------------------------------------
    "guide.no_nan": Text(
        "没有 NaN 或无穷大：记录到的损失和梯度都是有限的数。",
        "No NaN and no infinity: every loss and gradient that was logged is a finite number.",
    ),
    "guide.no_exploding": Text("没有发现梯度爆炸或发散。", "No exploding gradient and no divergence found."),
    "guide.no_vanishing": Text("没有发现有害的梯度消失。", "No vanishing gradient that does harm found."),
    "guide.no_oscillating": Text("没有发现有害的波动。", "The loss does not oscillate in a way that does harm."),
    "guide.no_not_learning": Text("不是没有学：损失降下来了。", "It does learn: the loss has come down."),
    "guide.no_slow": Text("没有发现学得太慢。", "It is not found to learn too slowly."),
    "guide.no_overfitting": Text("没有发现过拟合。", "No: it is not found to overfit."),
    "guide.no_underfitting": Text("没有发现欠拟合。", "No: it is not found to underfit."),
    "guide.no_copies": Text("没有发现它在照抄最后一个值。", "It is not found to copy the last value."),
    "guide.no_constant": Text("没有发现输出不变。", "Its output is not found to stand still."),
    "guide.no_blanks": Text("没有发现它只输出空白符。", "It is not found to output blanks only."),
    "guide.no_clipping": Text("没有发现裁剪在妨碍训练。", "Clipping is not found to get in the way."),
    "guide.no_rate": Text("没有发现学习率不合适。", "Nothing was found against the learning rate."),
    "guide.no_window": Text("没有发现窗口太短。", "The window is not found to be too short."),
    "guide.no_capacity": Text("没有发现网络太大或太小。", "The network is not found to be too small or too large."),
    "guide.no_regularised": Text(
        "没有发现丢弃或权重衰减太强。", "Neither dropout nor weight decay is found to be too strong."
    ),
    "guide.no_data": Text("没有在数据里发现问题。", "Nothing wrong was found in the data."),
    "guide.no_gates": Text(
        "没有发现门饱和或遗忘门不动。", "No gate is found to be saturated, and the forget gate is not stuck."
    ),
    "guide.no_gradients": Text("梯度没有发现问题。", "Nothing wrong was found with the gradients."),
    "guide.no_ended": Text("没有发现它停得太早。", "It is not found to have ended too early."),
    "guide.untold": Text("现在还判断不了这一点。", "This cannot be told yet."),
    "guide.normal_above": Text(
        "训练损失高于验证损失常常是正常的：dropout 只在训练时起作用，训练损失又是一步步变化的网络的平均。",
        "A training loss above the validation loss is often normal: dropout acts in training only, and the training loss is "
        "that of batches while the network still changes.",
    ),
    # -- numbers that show it ----------------------------------------------------------------------------------------
    "guide.num_losses": Text(
        "训练损失 {training}，验证损失 {last}（最低 {best}，第 {step} 步）。",
        "Training loss {training}, validation loss {last} (lowest {best} at step {step}).",
    ),
    "guide.num_training": Text("训练损失从 {first} 到 {last}。", "The training loss went from {first} to {last}."),
    "guide.num_validation": Text(
        "验证损失从 {first} 到最低 {best}（第 {step} 步）。",
        "The validation loss went from {first} to {best} at its lowest (step {step}).",
    ),
    "guide.num_gradient": Text(
        "梯度范数的中位数 {median}，最大 {largest}（第 {step} 步）。",
        "The median gradient norm is {median}, the largest {largest} (step {step}).",
    ),
    "guide.num_clipped": Text(
        "{share} 的步超过裁剪上限 {limit}。", "{share} of the steps were above the clipping limit of {limit}."
    ),
    "guide.num_clip_adam": Text(
        "用 Adam 时裁剪次数多本身不是问题：它对梯度的尺度不敏感。",
        "Under Adam frequent clipping is no fault in itself, for Adam is indifferent to the scale of gradients.",
    ),
    "guide.num_no_clip": Text("这次训练没有打开裁剪。", "Clipping is off in this run."),
    "guide.num_layers": Text("各层梯度范数的中位数：{list}。", "Median gradient norm by layer: {list}."),
    "guide.num_rate": Text(
        "学习率设为 {set}，最近一步是 {last}。", "The learning rate is set to {set}; at the last step it was {last}."
    ),
    "guide.num_updates": Text(
        "每步更新相对权重的大小（中位数）：{list}；千分之一左右很常见。",
        "Size of an update against the weights (median): {list}; about 0.1% is usual.",
    ),
    "guide.num_jitter_training": Text(
        "后半段里，一批的训练损失通常比前一批相差 {share}。",
        "In its second half the training loss typically differs by {share} from one batch to the next.",
    ),
    "guide.num_jitter_validation": Text(
        "验证损失两次之间相差 {share}，要看的是这一条的趋势。",
        "The validation loss differs by {share} from one time to the next; its trend is what counts.",
    ),
    "guide.num_memory": Text(
        "往回传的梯度降到最大值 1% 的步数：{list}。",
        "Steps back in time until the gradient has fallen to 1% of its largest: {list}.",
    ),
    "guide.num_window": Text("窗口是 {window} 步。", "The window has {window} steps."),
    "guide.num_forget": Text(
        "遗忘门的平均值（1 是全记住）：{list}。", "Mean of the forget gate (1 keeps everything): {list}."
    ),
    "guide.num_saturated": Text("饱和的门值所占比例：{list}。", "Share of gate values that are saturated: {list}."),
    "guide.num_last_value": Text(
        "输出的变化有 {share} 由窗口的最后一个值解释。",
        "The last value of the window explains {share} of how the output varies.",
    ),
    "guide.num_size": Text(
        "{parameters} 个参数，{samples} 个训练样本。", "{parameters} parameters, {samples} training samples."
    ),
    "guide.num_dropout": Text("dropout 是 {dropout}。", "Dropout is {dropout}."),
    "guide.num_unmeasured": Text(
        "这次训练没有测量到门和各层的数值。", "Gates and layers were not measured in this run."
    ),
    "guide.num_place": Text("{place} {value}", "{place} {value}"),
    "guide.num_place_least": Text(
        "{place}至少 {value}（测到的每一步都传得到）", "{place} at least {value} (all that was measured)"
    ),
    "guide.num_place_gate": Text("{place}的{gate} {value}", "{gate} of {place} {value}"),
    # -- the score ---------------------------------------------------------------------------------------------------
    "guide.score_alone": Text(
        "一个误差单独看没有好坏，要和同样窗口上的基线比：",
        "An error alone is neither good nor bad; what counts is the baseline on the same windows:",
    ),
    "guide.score_is": Text(
        "{number} 是这次训练的 {measure}（{who}）。", "{number} is the {measure} of {who} in this run."
    ),
    "guide.score_model": Text("网络", "the network"),
    "guide.score_strange": Text("{number} 不在这次训练的测试得分里。", "{number} is none of this run's test scores."),
    "guide.score_none": Text(
        "还没有测试结果，和基线比要等训练结束。",
        "There is no test result yet; the comparison with baselines comes at the end.",
    ),
    "guide.score_line": Text("得分：{headline}", "The score: {headline}"),
    # -- what next ---------------------------------------------------------------------------------------------------
    "guide.improve_found": Text(
        "先处理诊断出的原因，再调别的：", "See to the cause that was found before you tune anything else:"
    ),
    "guide.improve_clean": Text(
        "训练本身没有要修的地方。想要更好，一次只改一项，用几个种子比较：",
        "The training itself needs no repair. To get more, change one thing at a time and compare over a few seeds:",
    ),
    "guide.repair_healthy": Text(
        "这次训练没有需要修复的问题，所以不给修复卡片。",
        "There is nothing to repair in this run, so there is no repair card.",
    ),
    "guide.repair_card": Text(
        "下面是修复卡片：从同样的数据和种子出发，按可能性从大到小试，每个改动都要在几个种子上赢过原来的才会采用；都不行就说不行，原来的训练不动。点卡片上的按钮才开始。",
        "Here is the repair card. It starts from the same data and seed, tries the likeliest change first, and accepts one only "
        "when it beats the original over several seeds; otherwise it says so. Your run stays as it is. The button on the card starts it.",
    ),
    "guide.pictures": Text("图在下面卡片的“诊断”页。", "The pictures are on the Diagnosis tab of the card below."),
    "guide.none_trained": Text(
        "这个对话里还没有训练过，所以只能先讲一般的情况；训练之后再问，我会用那次训练的数字回答。",
        "Nothing has been trained in this conversation, so this is the general answer. Ask again after a training and I answer with its numbers.",
    ),
    "guide.no_run_here": Text(
        "这个对话里还没有训练，没有可以诊断的。训练一张卡片之后再问，或先在一次会出问题的训练上看看：",
        "Nothing has been trained in this conversation, so there is nothing to diagnose. Ask again after a training, or look at one that goes wrong:",
    ),
    "guide.draft_here": Text(
        "这张卡片还没有训练，没有可以诊断的。点“训练”，训练中和训练后都可以问。",
        "This card has not been trained, so there is nothing to diagnose. Press Train; you can ask while it trains and afterwards.",
    ),
    "next.diagnose": Text("诊断这次训练", "Diagnose this run"),
    "next.repair": Text("修复这次训练", "Repair this run"),
    "next.see_gradients": Text("看看这次训练的梯度", "Show me the gradients of this run"),
    "next.see_gates": Text("看看这次训练的门", "Show me the gates of this run"),
    "next.improve": Text("怎么改进？", "How do I improve it?"),
    "next.show_nan": Text(
        "用 SGD、学习率 5、不裁剪、标准化关掉，预测太阳黑子",
        "Forecast the sunspots with SGD, learning rate 5, no clipping, no scaling",
    ),
    "next.show_oscillating": Text(
        "用学习率 0.2、批大小 4 预测太阳黑子", "Forecast the sunspots with learning rate 0.2, batch size 4"
    ),
    "next.show_slow": Text("用学习率 0.000001 预测太阳黑子", "Forecast the sunspots with learning rate 0.000001"),
    "next.show_overfitting": Text(
        "用隐藏维度 256、4000 步、不要早停预测太阳黑子",
        "Forecast the sunspots with hidden size 256, 4000 steps, no early stopping",
    ),
    "next.show_vanishing": Text(
        "用普通 RNN、窗口 336 预测合成序列", "Forecast the made series with a plain RNN, window 336"
    ),
}
