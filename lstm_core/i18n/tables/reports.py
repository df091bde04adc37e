"""Sentences on results and words of charts in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

REPORT_TEXTS: dict[str, Text] = {
    "report.speech_good": Text(
        "在 {utterances} 段测试录音上词错误率 {wer}（总猜最常见的转写是 {guess}，{change}）：识别得很好。",
        "Word error rate {wer} on {utterances} test recordings (always guessing the most frequent transcript: {guess}, "
        "{change}): it hears well.",
    ),
    "report.speech_usable": Text(
        "在 {utterances} 段测试录音上词错误率 {wer}（总猜最常见的转写是 {guess}，{change}）：听得懂，但还会出错。",
        "Word error rate {wer} on {utterances} test recordings (guessing: {guess}, {change}): it understands, and still errs.",
    ),
    "report.speech_weak": Text(
        "在 {utterances} 段测试录音上词错误率 {wer}，比总猜最常见的转写（{guess}）好（{change}），但还不能用。",
        "Word error rate {wer} on {utterances} test recordings: better than guessing ({guess}, {change}), not yet of use.",
    ),
    "report.speech_guessing": Text(
        "在 {utterances} 段测试录音上词错误率 {wer}，总猜最常见的转写是 {guess}（{change}）：没有证据说明它比乱猜好，它还什么也没学会。",
        "Word error rate {wer} on {utterances} test recordings against {guess} for always guessing the most frequent transcript ({change}): it is not shown to be better than guessing and has learned nothing yet.",
    ),
    "report.speech_scores": Text(
        "{utterances} 段测试录音里，{right} 完全正确；字符错误率 {cer}。",
        "Of {utterances} test recordings {right} are wholly right; the character error rate is {cer}.",
    ),
    "report.speech_unheard": Text(
        "测试用的说话人（{speakers}）训练时从未听过，所以这个数字也说明新的人来说话会怎样。",
        "The test speakers ({speakers}) were never heard in training, so this also tells how it does with new people.",
    ),
    "report.speech_same_voices": Text(
        "训练时听过测试用的说话人，新的人来说话时错误会更多。",
        "Training has heard the test speakers; with new people there will be more errors.",
    ),
    "report.speech_beam": Text(
        "前缀束搜索的词错误率是 {beam}，最优路径是 {greedy}。",
        "Prefix beam search has a word error rate of {beam}, the best path {greedy}.",
    ),
    "report.speech_gap": Text(
        "验证录音上是 {validation}，测试录音上是 {test}：声音不同，加入更多说话人最有帮助。",
        "It is {validation} on the validation recordings and {test} on the test recordings: the voices differ, and more "
        "speakers would help most.",
    ),
    "report.score_speech": Text(
        "测试词错误率 {wer} · 对总猜最常见 {change}", "Test WER {wer} · {change} against guessing"
    ),
    "report.score_persistence": Text(
        "测试 MAE {mae} · 对持续性基线 {change}", "Test MAE {mae} · {change} against persistence"
    ),
    "report.score_seasonal_naive": Text(
        "测试 MAE {mae} · 对季节基线 {change}", "Test MAE {mae} · {change} against the seasonal naive"
    ),
    "report.score_linear": Text(
        "测试 MAE {mae} · 对线性模型 {change}", "Test MAE {mae} · {change} against the linear model"
    ),
    "report.interval_fits": Text(
        "预测区间名义上包含 {level} 的真实值，测试部分实际包含 {coverage}，基本相符。",
        "The prediction interval is meant to hold {level} of the truth and held {coverage} of the test part: it fits.",
    ),
    "report.interval_narrow": Text(
        "预测区间名义上包含 {level} 的真实值，测试部分只包含 {coverage}：区间偏窄，不要完全相信它。",
        "The prediction interval is meant to hold {level} of the truth but held only {coverage} of the test part: it is "
        "too narrow to be trusted.",
    ),
    "report.interval_wide": Text(
        "预测区间名义上包含 {level} 的真实值，测试部分包含 {coverage}：区间偏宽。",
        "The prediction interval is meant to hold {level} of the truth and held {coverage} of the test part: it is wider "
        "than needed.",
    ),
    "report.columns": Text(
        "{columns} 列中，{better} 列的预测优于各自的基线，{worse} 列不如，其余的没有证据说明更好；以上数字属于第一个目标列。",
        "Of {columns} columns {better} are forecast better than by their baseline and {worse} worse; the others are not shown "
        "to be better. The numbers above are those of the first target.",
    ),
    "report.together_persistence": Text(
        "一个网络预测 {count} 条序列：测试 MAE 平均 {mae}，最强的简单预测（重复最后一个值）{baseline}（{change}）；其中 {won} 条优于各自最强的简单预测。",
        "One network for {count} series: mean test MAE {mae} against {baseline} of the strongest simple forecast, repeating the "
        "last value ({change}); closer than the best simple one in {won} of them.",
    ),
    "report.together_seasonal_naive": Text(
        "一个网络预测 {count} 条序列：测试 MAE 平均 {mae}，最强的简单预测（重复上一周期）{baseline}（{change}）；其中 {won} 条优于各自最强的简单预测。",
        "One network for {count} series: mean test MAE {mae} against {baseline} of the strongest simple forecast, repeating the "
        "last season ({change}); closer than the best simple one in {won} of them.",
    ),
    "report.together_linear": Text(
        "一个网络预测 {count} 条序列：测试 MAE 平均 {mae}，最强的简单预测（线性模型）{baseline}（{change}）；其中 {won} 条优于各自最强的简单预测。",
        "One network for {count} series: mean test MAE {mae} against {baseline} of the strongest simple forecast, a linear model "
        "({change}); closer than the best simple one in {won} of them.",
    ),
    "report.ids": Text(
        "一个网络一起预测了 {count} 条序列，以上误差是各序列的平均；其中 {won} 条比各自最强的简单基线误差更小。误差最大的：{worst}。",
        "One network forecasts {count} series together; the errors above are means over them. In {won} of them what is "
        "delivered errs by less than their best simple forecast. The worst ones: {worst}.",
    ),
    "report.knows_series": Text(
        "网络知道读的是哪一条序列：它为每条学了 {size} 个数，每一步都读入；训练时没有的序列它不能预测。",
        "The network knows which series it reads: it learned {size} numbers for each and reads them at every step. It cannot "
        "forecast a series that training did not have.",
    ),
    # -- the one sentence on a result ------------------------------------------------------------------------------
    "report.better_persistence": Text(
        "模型优于这里最强的简单基线“重复最后一个值”：测试 MAE {model}，基线 {baseline}（{change}，95% 区间 {low} 到 {high}）。",
        "The model beats the strongest simple forecast here, repeating the last value: test MAE {model} against {baseline} ({change}, 95% interval {low} to {high}).",
    ),
    "report.better_seasonal_naive": Text(
        "模型优于这里最强的简单基线“重复上一周期”：测试 MAE {model}，基线 {baseline}（{change}，95% 区间 {low} 到 {high}）。",
        "The model beats the strongest simple forecast here, repeating the last season: test MAE {model} against {baseline} ({change}, 95% interval {low} to {high}).",
    ),
    "report.few_higher_persistence": Text(
        "没有证据说明模型优于“重复最后一个值”：它的误差更高（测试 MAE {model}，基线 {baseline}，{change}）。互不重叠的测试窗口只有 {windows} 个，给不出区间。",
        "The model is not shown to be better than repeating the last value: its error is higher (test MAE {model} against {baseline}, {change}). Test windows that share no target: {windows}, too few for an interval.",
    ),
    "report.few_higher_seasonal_naive": Text(
        "没有证据说明模型优于“重复上一周期”：它的误差更高（测试 MAE {model}，基线 {baseline}，{change}）。互不重叠的测试窗口只有 {windows} 个，给不出区间。",
        "The model is not shown to be better than repeating the last season: its error is higher (test MAE {model} against {baseline}, {change}). Test windows that share no target: {windows}, too few for an interval.",
    ),
    "report.few_lower_persistence": Text(
        "模型的误差比“重复最后一个值”低（测试 MAE {model}，基线 {baseline}，{change}），但这还不能说明它更好：互不重叠的测试窗口只有 {windows} 个，给不出区间。",
        "The error of the model is lower than that of repeating the last value (test MAE {model} against {baseline}, {change}), but it is not shown to be better: test windows that share no target: {windows}, too few for an interval.",
    ),
    "report.tie_persistence": Text(
        "没有预测技巧：没有证据说明模型优于“重复最后一个值”：测试 MAE {model}，基线 {baseline}（{change}）；95% 区间 {low} 到 {high} 包含零。",
        "No skill: the model is not shown to be better than repeating the last value: test MAE {model} against {baseline} ({change}); the 95% interval, {low} to {high}, holds zero.",
    ),
    "report.few_lower_seasonal_naive": Text(
        "模型的误差比“重复上一周期”低（测试 MAE {model}，基线 {baseline}，{change}），但这还不能说明它更好：互不重叠的测试窗口只有 {windows} 个，给不出区间。",
        "The error of the model is lower than that of repeating the last season (test MAE {model} against {baseline}, {change}), but it is not shown to be better: test windows that share no target: {windows}, too few for an interval.",
    ),
    "report.tie_seasonal_naive": Text(
        "没有证据说明模型优于“重复上一周期”：测试 MAE {model}，基线 {baseline}（{change}）；95% 区间 {low} 到 {high} 包含零。",
        "The model is not shown to be better than repeating the last season: test MAE {model} against {baseline} ({change}); the 95% interval, {low} to {high}, holds zero.",
    ),
    "report.worse_persistence": Text(
        "没有预测技巧：模型不如“重复最后一个值”：测试 MAE {model}，基线 {baseline}（{change}，95% 区间 {low} 到 {high}）。请直接用基线，或换窗口、缩放方式再试。",
        "No skill: the model is worse than repeating the last value: test MAE {model} against {baseline} ({change}, 95% interval {low} to {high}). Use the baseline, or try another window or scaling.",
    ),
    "report.worse_seasonal_naive": Text(
        "模型不如“重复上一周期”：测试 MAE {model}，基线 {baseline}（{change}，95% 区间 {low} 到 {high}）。请直接用基线，或加长窗口、多训练再试。",
        "The model is worse than repeating the last season: test MAE {model} against {baseline} ({change}, 95% interval {low} to {high}). Use the baseline, or try a longer window or more training.",
    ),
    "report.far_persistence": Text(
        "没有预测技巧：模型远不如“重复最后一个值”，误差是它的许多倍：测试 MAE {model}，基线 {baseline}（{change}）。请直接用基线。",
        "No skill: the model is far worse than repeating the last value, with an error many times as large: test MAE {model} against {baseline} ({change}). Use the baseline.",
    ),
    "report.far_seasonal_naive": Text(
        "模型远不如“重复上一周期”，误差是它的许多倍：测试 MAE {model}，基线 {baseline}（{change}）。请直接用基线。",
        "The model is far worse than repeating the last season, with an error many times as large: test MAE {model} against {baseline} ({change}). Use the baseline.",
    ),
    "report.far_linear": Text(
        "模型远不如线性模型，误差是它的许多倍：测试 MAE {model}，基线 {baseline}（{change}）。请直接用线性模型。",
        "The model is far worse than a linear model, with an error many times as large: test MAE {model} against {baseline} ({change}). Use the linear model.",
    ),
    "report.perfect_persistence": Text(
        "测试部分没有变化，“重复最后一个值”的误差是 {baseline}，没有模型能更好；本模型的测试 MAE 为 {model}。请换一段有变化的数据。",
        "The test part does not change, so repeating the last value has an error of {baseline} and nothing can beat it; "
        "the model's test MAE is {model}. Test on data that changes.",
    ),
    "report.perfect_seasonal_naive": Text(
        "测试部分完全按周期重复，“重复上一周期”的误差是 {baseline}，没有模型能更好；本模型的测试 MAE 为 {model}。",
        "The test part repeats its season exactly, so repeating the last season has an error of {baseline} and nothing "
        "can beat it; the model's test MAE is {model}.",
    ),
    "report.better_linear": Text(
        "模型优于这里最强的简单基线“线性模型”：测试 MAE {model}，基线 {baseline}（{change}，95% 区间 {low} 到 {high}）。",
        "The model beats the strongest simple forecast here, a linear model: test MAE {model} against {baseline} ({change}, 95% interval {low} to {high}).",
    ),
    "report.few_higher_linear": Text(
        "没有证据说明模型优于线性模型：它的误差更高（测试 MAE {model}，基线 {baseline}，{change}）。互不重叠的测试窗口只有 {windows} 个，给不出区间。",
        "The model is not shown to be better than a linear model: its error is higher (test MAE {model} against {baseline}, {change}). Test windows that share no target: {windows}, too few for an interval.",
    ),
    "report.few_lower_linear": Text(
        "模型的误差比线性模型低（测试 MAE {model}，基线 {baseline}，{change}），但这还不能说明它更好：互不重叠的测试窗口只有 {windows} 个，给不出区间。",
        "The error of the model is lower than that of a linear model (test MAE {model} against {baseline}, {change}), but it is not shown to be better: test windows that share no target: {windows}, too few for an interval.",
    ),
    "report.tie_linear": Text(
        "没有证据说明模型优于线性模型：测试 MAE {model}，基线 {baseline}（{change}）；95% 区间 {low} 到 {high} 包含零。",
        "The model is not shown to be better than a linear model: test MAE {model} against {baseline} ({change}); the 95% interval, {low} to {high}, holds zero.",
    ),
    "report.worse_linear": Text(
        "模型不如线性模型：测试 MAE {model}，基线 {baseline}（{change}，95% 区间 {low} 到 {high}）。请直接用线性模型，或换窗口、多训练再试。",
        "The model is worse than a linear model: test MAE {model} against {baseline} ({change}, 95% interval {low} to {high}). Use the linear model, or try another window or more training.",
    ),
    "report.perfect_linear": Text(
        "线性模型在测试部分的误差是 {baseline}，没有模型能更好；本模型的测试 MAE 为 {model}。",
        "A linear model has an error of {baseline} on the test part and nothing can beat it; the model's test MAE is "
        "{model}.",
    ),
    "report.ended_stopped": Text(
        "训练在第 {step} / {steps} 步被手动停止，用第 {best} 步的权重评估。",
        "Stopped by hand at step {step} of {steps} and judged with the weights of step {best}.",
    ),
    "report.ended_lost": Text(
        "训练进程中断，训练到第 {step} / {steps} 步为止，用第 {best} 步的权重评估。",
        "The training process died; trained to step {step} of {steps} and judged with the weights of step {best}.",
    ),
    "report.ended_failed": Text(
        "训练失败，到第 {step} / {steps} 步为止，用第 {best} 步的权重评估。",
        "Training failed; trained to step {step} of {steps} and judged with the weights of step {best}.",
    ),
    "report.ended_backtest": Text(
        "滚动回测在 {folds} 段中的 {done} 段之后结束。",
        "The walk-forward backtest was ended after {done} of {folds} pieces.",
    ),
    "report.finishing": Text(
        "正在用迄今最好的一步评估（训练停在第 {step} / {steps} 步）。",
        "The best step so far is being judged; training stands at step {step} of {steps}.",
    ),
    "report.queued": Text(
        "排队中：前面的训练结束后自动开始，共 {steps} 步。",
        "Waiting for its turn; its {steps} steps begin by themselves.",
    ),
    "report.running": Text(
        "训练中：第 {step} / {steps} 步，结果要等训练结束。",
        "Training: step {step} of {steps}; the result comes at the end.",
    ),
    "report.stopped": Text(
        "训练停在第 {step} / {steps} 步，还没有测试结果；可以从这里继续。",
        "Training was stopped at step {step} of {steps}, so there is no test result yet; it can go on from here.",
    ),
    "report.stopped_early": Text(
        "训练在第 {step} / {steps} 步、保存检查点之前停止，没有测试结果；继续时会从头开始。",
        "Training was stopped at step {step} of {steps}, before its first checkpoint, so there is no test result; "
        "resuming it begins anew.",
    ),
    "report.lost": Text(
        "训练进程在第 {step} / {steps} 步意外中断，还没有测试结果；可以从最后的检查点继续。",
        "The training process died at step {step} of {steps}, so there is no test result yet; it can go on from its "
        "last checkpoint.",
    ),
    "report.lost_early": Text(
        "训练进程在第 {step} / {steps} 步、保存检查点之前意外中断，没有测试结果；继续时会从头开始。",
        "The training process died at step {step} of {steps}, before its first checkpoint, so there is no test result; "
        "resuming it begins anew.",
    ),
    # -- what the numbers mean -------------------------------------------------------------------------------------
    "report.mae": Text(
        "MAE 是测试部分预测值与真实值的平均差距，单位与数据相同：模型 {model}，重复最后一个值 {persistence}。",
        "MAE is how far a forecast of the test part is off on average, in the units of the data: {model} for the model, "
        "{persistence} for repeating the last value.",
    ),
    "report.mae_season": Text(
        "MAE 是测试部分预测值与真实值的平均差距，单位与数据相同：模型 {model}，重复最后一个值 {persistence}，重复上一周期 {seasonal_naive}。",
        "MAE is how far a forecast of the test part is off on average, in the units of the data: {model} for the model, "
        "{persistence} for repeating the last value, {seasonal_naive} for repeating the last season.",
    ),
    "report.mae_linear": Text(
        "MAE 是测试部分预测值与真实值的平均差距，单位与数据相同：模型 {model}，重复最后一个值 {persistence}，线性模型 {linear}。",
        "MAE is how far a forecast of the test part is off on average, in the units of the data: {model} for the model, "
        "{persistence} for repeating the last value, {linear} for a linear model.",
    ),
    "report.mae_season_linear": Text(
        "MAE 是测试部分预测值与真实值的平均差距，单位与数据相同：模型 {model}，重复最后一个值 {persistence}，"
        "重复上一周期 {seasonal_naive}，线性模型 {linear}。",
        "MAE is how far a forecast of the test part is off on average, in the units of the data: {model} for the model, "
        "{persistence} for repeating the last value, {seasonal_naive} for repeating the last season, {linear} for a linear "
        "model.",
    ),
    "report.change_persistence": Text(
        "相对“重复最后一个值”，模型的误差是 {change}（负数更好），95% 区间 {low} 到 {high}，来自 {windows} 个互不重叠的测试窗口。",
        "Against repeating the last value the error of the model is {change} (negative is better), 95% interval {low} to {high} from {windows} test windows that share no target.",
    ),
    "report.change_seasonal_naive": Text(
        "相对“重复上一周期”，模型的误差是 {change}，95% 区间 {low} 到 {high}，来自同样的 {windows} 个窗口。",
        "Against repeating the last season the error of the model is {change}, 95% interval {low} to {high} from the same {windows} windows.",
    ),
    "report.change_linear": Text(
        "相对线性模型，模型的误差是 {change}，95% 区间 {low} 到 {high}，来自同样的 {windows} 个窗口。",
        "Against a linear model the error of the model is {change}, 95% interval {low} to {high} from the same {windows} windows.",
    ),
    "report.no_interval": Text(
        "互不重叠的测试窗口只有 {windows} 个，给不出可信的区间：可缩短预测步数，或加大测试部分。",
        "Test windows that share no target: {windows}, too few for an interval: forecast fewer steps or enlarge the test "
        "part.",
    ),
    "report.folds_apart": Text(
        "有 {count} 条序列的每一段都放不下一次预测，参加训练，但没有在回测中评判：{ids}。",
        "In it {count} series whose pieces are all shorter than a forecast were trained on and not judged: {ids}.",
    ),
    "report.folds": Text(
        "滚动回测：{folds} 段中有 {wins} 段模型的误差低于当段最好的基线，模型的 MAE 在 {low} 到 {high} 之间。",
        "Walk-forward backtest: in {wins} of {folds} pieces the error of the model was lower than that of the best baseline of "
        "the piece; its MAE lay between {low} and {high}.",
    ),
    "report.early": Text(
        "验证损失在第 {best} 步最小，此后不再改善，于是在第 {step} 步提前停止；保留的是第 {best} 步的权重。",
        "The validation loss was lowest at step {best} and did not improve after it, so training ended early at step "
        "{step}; the weights of step {best} were kept.",
    ),
    "report.longer": Text(
        "验证损失到最后仍在下降（最小值在第 {best} 步，共 {step} 步）：多训练一些可能更好。",
        "The validation loss was still falling at the end (lowest at step {best} of {step}): more steps may help.",
    ),
    "report.settled": Text(
        "验证损失在第 {best} 步（共 {step} 步）最小，保留的是这一步的权重。",
        "The validation loss was lowest at step {best} of {step}; those weights were kept.",
    ),
    "report.fitting": Text(
        "结束时训练损失 {training}，验证损失 {validation}，两者接近：没有过拟合的迹象。",
        "At the end the training loss is {training} and the validation loss {validation}, close to each other: no sign "
        "of overfitting.",
    ),
    "report.gap": Text(
        "结束时训练损失 {training} 明显低于验证损失 {validation}，但验证损失没有回升：可能是后段数据与前段不同，也可能将要过拟合。",
        "At the end the training loss, {training}, is well below the validation loss, {validation}, which has not risen: "
        "either the later data differ from the earlier, or overfitting is about to begin.",
    ),
    "report.overfitting": Text(
        "过拟合：结束时训练损失 {training}，验证损失却从最小的 {best} 回升到 {validation}，模型在记忆训练数据。可减小隐藏维度，或缩短训练。",
        "Overfitting: at the end the training loss is {training}, while the validation loss rose from its lowest, "
        "{best}, to {validation}; the network memorises. Try a smaller hidden size or fewer steps.",
    ),
    "report.underfitting": Text(
        "欠拟合：最小的验证损失 {best} 并不低于“重复最后一个值”的 {persistence}，模型没有学到东西。原因请看“诊断”。",
        "Underfitting: the lowest validation loss, {best}, is not below that of repeating the last value, {persistence}, "
        "so the network learned little. The diagnosis tells why.",
    ),
    # -- words of charts -------------------------------------------------------------------------------------------
    "chart.step": Text("步", "step"),
    "chart.at_step": Text("第 {step} 步", "step {step}"),
    "chart.training": Text("训练", "training"),
    "chart.validation": Text("验证", "validation"),
    "chart.truth": Text("真实值", "truth"),
    "chart.forecast": Text("预测", "forecast"),
    "chart.future": Text("未来预测", "future forecast"),
    "chart.interval": Text("{level} 预测区间", "{level} interval"),
    "chart.persistence": Text("持续性基线", "persistence"),
    "chart.seasonal_naive": Text("季节基线", "seasonal naive"),
    "chart.linear": Text("线性模型", "linear model"),
    "chart.drift": Text("漂移", "drift"),
    "chart.ets": Text("指数平滑（ETS）", "exponential smoothing (ETS)"),
    "chart.theta": Text("Theta 方法", "Theta method"),
    "chart.intermittent": Text("间歇需求（TSB）", "intermittent demand (TSB)"),
    "chart.arima": Text("ARIMA 模型", "ARIMA"),
    "chart.combined": Text("交付的预测", "delivered forecast"),
    "chart.network": Text("网络自己的预测", "the network's own forecast"),
    "report.delivered": Text(
        "交付的是 {count} 种预测的加权中位数，权重与验证误差的平方成反比，其中网络占 {share}：测试 MAE {combined}；网络自己是 {model}。",
        "Delivered is the median of {count} forecasts, weighted inversely to the square of their validation errors; the network "
        "has {share} of the weight: test MAE {combined}, the network alone {model}.",
    ),
    "report.delivered_together": Text(
        "交付的是 {count} 种预测的加权平均，权重由全部序列的验证误差决定，其中网络占 {share}：测试 MAE {combined}；网络自己是 {model}。",
        "Delivered is the mean of {count} forecasts, weighted by the validation errors of all series; the network has {share} of "
        "it: test MAE {combined}, the network alone {model}.",
    ),
    "chart.mel": Text("梅尔频带", "mel bands"),
    "chart.probability": Text("概率", "probability"),
    "chart.seconds": Text("秒", "seconds"),
    "chart.transcript_alt": Text(
        "{file}，{seconds} 秒：听到的是“{heard}”。上：波形；中：对数梅尔谱；下：每个符号的概率，– 是空白符。",
        "{file}, {seconds} s: “{heard}” was heard. Above the waveform, then the log-mel spectrogram, below the "
        "probability of every symbol; – is the blank.",
    ),
    "chart.alignment_alt": Text(
        "{file}，{seconds} 秒：说的是“{said}”，听到的是“{heard}”。上：波形；中：对数梅尔谱；下：每个符号的概率，– 是空白符。",
        "{file}, {seconds} s: “{said}” was said, “{heard}” was heard. Above the waveform, then the log-mel spectrogram, "
        "below the probability of every symbol; – is the blank.",
    ),
    "chart.loss_huber": Text("Huber 损失", "Huber loss"),
    "chart.loss_mse": Text("均方误差", "MSE loss"),
    "chart.loss_quantile": Text("分位数损失", "quantile loss"),
    "chart.loss_poisson": Text("泊松分布的负对数似然", "negative log-likelihood (Poisson)"),
    "chart.loss_negative_binomial": Text("负二项分布的负对数似然", "negative log-likelihood (negative binomial)"),
    "chart.loss_student_t": Text("学生 t 分布的负对数似然", "negative log-likelihood (Student's t)"),
    "chart.loss_mae": Text("绝对误差", "MAE loss"),
    "chart.loss_cross_entropy": Text("交叉熵（nat / 符号）", "cross-entropy (nats per symbol)"),
    "chart.loss_ctc": Text("CTC 损失", "CTC loss"),
    "chart.curve_alt": Text(
        "损失曲线：训练损失从 {first} 到第 {step} 步的 {last}。",
        "Loss curve: training loss from {first} to {last} at step {step}.",
    ),
    "chart.curve_best_alt": Text(
        "损失曲线：训练损失从 {first} 到第 {step} 步的 {last}，验证损失最小是第 {best_step} 步的 {best}。",
        "Loss curve: training loss from {first} to {last} at step {step}; lowest validation loss {best} at step "
        "{best_step}.",
    ),
    "chart.curve_empty": Text("损失曲线：还没有数据点。", "Loss curve: no points yet."),
    "chart.forecast_alt": Text(
        "预测与真实值：测试 MAE {model}，{name} {baseline}；虚点线是 {first} 到 {last} 的未来预测。",
        "Forecast against truth: test MAE {model}, {name} {baseline}; the dotted line is the forecast from {first} to "
        "{last}.",
    ),
    "chart.forecast_interval_alt": Text(
        "预测图：测试 MAE {model}，{name}为 {baseline}；虚线是 {first} 到 {last} 的预测，色带是 {level} 预测区间。",
        "Forecast: test MAE {model} against {baseline} for {name}; the dotted line forecasts {first} to {last}, the "
        "bands are the {level} intervals.",
    ),
    "chart.tool_download": Text("保存为 PNG 图片", "Download plot as a PNG"),
    "chart.tool_zoom": Text("框选放大", "Zoom"),
    "chart.tool_pan": Text("平移", "Pan"),
    "chart.tool_reset": Text("恢复坐标轴", "Reset axes"),
    "chart.months": Text(
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    ),
    "chart.date_year": Text("%Y年", "%Y"),
    "chart.date_month": Text("%Y年%b", "%b %Y"),
    "chart.date_dayMonth": Text("%b%-d日", "%b %-d"),
    "chart.date_dayMonthYear": Text("%Y年%b%-d日", "%b %-d, %Y"),
}
