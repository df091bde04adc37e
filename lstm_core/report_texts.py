"""Sentences and words of results and reports in Chinese and English, side by side."""

from lstm_core.languages import Text

REPORT_TEXTS: dict[str, Text] = {
    # -- the one sentence on a result ------------------------------------------------------------------------------
    "report.better_persistence": Text(
        "模型优于两种基线：测试误差 MAE {model}，比最好的基线“重复最后一个值”（{baseline}）低 {gain}，95% 区间 {low} 到 {high}。",
        "The model beats its baselines: test MAE {model}, {gain} below the best of them, repeating the last value "
        "({baseline}), 95 % interval {low} to {high}.",
    ),
    "report.better_seasonal_naive": Text(
        "模型优于两种基线：测试误差 MAE {model}，比最好的基线“重复上一周期”（{baseline}）低 {gain}，95% 区间 {low} 到 {high}。",
        "The model beats its baselines: test MAE {model}, {gain} below the best of them, repeating the last season "
        "({baseline}), 95 % interval {low} to {high}.",
    ),
    "report.few_persistence": Text(
        "测试误差 MAE {model}，“重复最后一个值”为 {baseline}（相差 {gain}）；互不重叠的测试窗口只有 {windows} 个，还不足以断定。",
        "Test MAE {model} against {baseline} for repeating the last value ({gain} lower); {windows} separate test "
        "windows are too few to be sure.",
    ),
    "report.few_seasonal_naive": Text(
        "测试误差 MAE {model}，“重复上一周期”为 {baseline}（相差 {gain}）；互不重叠的测试窗口只有 {windows} 个，还不足以断定。",
        "Test MAE {model} against {baseline} for repeating the last season ({gain} lower); {windows} separate test "
        "windows are too few to be sure.",
    ),
    "report.tie_persistence": Text(
        "模型并不比“重复最后一个值”更好：测试误差 MAE {model}，基线 {baseline}，差别落在窗口间的波动之内（95% 区间 {low} 到 {high}）。",
        "The model is no better than repeating the last value: test MAE {model} against {baseline}, a difference within "
        "the noise between windows (95 % interval {low} to {high}).",
    ),
    "report.tie_seasonal_naive": Text(
        "模型并不比“重复上一周期”更好：测试误差 MAE {model}，基线 {baseline}，差别落在窗口间的波动之内（95% 区间 {low} 到 {high}）。",
        "The model is no better than repeating the last season: test MAE {model} against {baseline}, a difference "
        "within the noise between windows (95 % interval {low} to {high}).",
    ),
    "report.worse_persistence": Text(
        "模型不如“重复最后一个值”：测试误差 MAE {model}，基线只有 {baseline}。请直接用基线，或换窗口、缩放方式再试。",
        "The model is worse than repeating the last value: test MAE {model} against {baseline}. Use the baseline, or try "
        "another window or scaling.",
    ),
    "report.worse_seasonal_naive": Text(
        "模型不如“重复上一周期”：测试误差 MAE {model}，基线只有 {baseline}。请直接用基线，或加长窗口、多训练再试。",
        "The model is worse than repeating the last season: test MAE {model} against {baseline}. Use the baseline, or "
        "try a longer window or more training.",
    ),
    "report.queued": Text("排队中：前面的训练结束后自动开始。", "Waiting for its turn; it starts by itself."),
    "report.running": Text(
        "训练中：第 {step} / {steps} 步，结果要等训练结束。",
        "Training: step {step} of {steps}; the result comes at the end.",
    ),
    "report.stopped": Text(
        "训练停在第 {step} / {steps} 步，还没有测试结果；可以从这里继续。",
        "Training was stopped at step {step} of {steps}, so there is no test result yet; it can go on from here.",
    ),
    "report.lost": Text(
        "训练进程在第 {step} / {steps} 步中断，还没有测试结果；可以从最后的检查点继续。",
        "The training process died at step {step} of {steps}; it can go on from its last checkpoint.",
    ),
    # -- what the numbers mean -------------------------------------------------------------------------------------
    "report.mae": Text(
        "MAE {model}：在测试部分，预测平均偏离真实值 {model}（数据的单位）；重复最后一个值会偏离 {persistence}。",
        "MAE {model}: on the test part a forecast is off by {model} on average, in the units of the data; repeating the "
        "last value is off by {persistence}.",
    ),
    "report.skill_persistence": Text(
        "相对“重复最后一个值”的技巧分 {value}（1 为完美，0 为没有优势），95% 区间 {low} 到 {high}，来自 {windows} 个互不重叠的窗口。",
        "Skill over repeating the last value: {value} (1 is perfect, 0 no advantage), 95 % interval {low} to {high} from "
        "{windows} windows that share no target.",
    ),
    "report.skill_seasonal_naive": Text(
        "相对“重复上一周期”的技巧分 {value}，95% 区间 {low} 到 {high}，来自 {windows} 个互不重叠的窗口。",
        "Skill over repeating the last season: {value}, 95 % interval {low} to {high} from {windows} windows that share "
        "no target.",
    ),
    "report.no_interval": Text(
        "互不重叠的测试窗口只有 {windows} 个，给不出可信的区间：请缩短预测步数，或加大测试部分。",
        "Only {windows} test windows share no target, too few for an interval: forecast fewer steps or enlarge the test "
        "part.",
    ),
    "report.mase": Text(
        "MASE {value}：预测 {horizon} 步的误差，是训练部分“只猜下一步等于这一步”误差的 {value} 倍。",
        "MASE {value}: the error over {horizon} steps is {value} times that of guessing one step ahead on the training "
        "part.",
    ),
    "report.early": Text(
        "验证损失在第 {best} 步最小，此后不再改善，于是在第 {step} 步提前停止；保留的是最好的权重。",
        "The validation loss was lowest at step {best} and did not improve any more, so training ended early at step "
        "{step}; the best weights were kept.",
    ),
    "report.longer": Text(
        "验证损失到最后仍在下降（最好的是第 {best} 步，共 {step} 步）：多训练一些可能更好。",
        "The validation loss was still falling at the end (best at step {best} of {step}): more steps may help.",
    ),
    "report.settled": Text(
        "验证损失在第 {best} 步（共 {step} 步）最小；保留的是这一步的权重。",
        "The validation loss was lowest at step {best} of {step}; those weights were kept.",
    ),
    "report.overfitting": Text(
        "训练损失（{training}）远低于验证损失（{validation}），且验证损失已回升：模型在记忆训练数据，可减小隐藏维度或提前停止。",
        "The training loss ({training}) is far below the validation loss ({validation}), which has risen again: the "
        "network memorises. Try a smaller hidden size.",
    ),
    # -- words of charts and of the report -------------------------------------------------------------------------
    "chart.step": Text("步", "step"),
    "chart.training": Text("训练", "training"),
    "chart.validation": Text("验证", "validation"),
    "chart.truth": Text("真实值", "truth"),
    "chart.forecast": Text("预测", "forecast"),
    "chart.future": Text("未来预测", "future forecast"),
    "chart.persistence": Text("持续性基线", "persistence"),
    "chart.seasonal_naive": Text("季节基线", "seasonal naive"),
    "chart.loss_huber": Text("Huber 损失", "Huber loss"),
    "chart.loss_mse": Text("均方误差损失", "MSE loss"),
    "chart.loss_mae": Text("绝对误差损失", "MAE loss"),
    "chart.curve_alt": Text(
        "损失曲线：训练损失从 {first} 到第 {step} 步的 {last}，最小的验证损失 {best}。",
        "Loss curve: training loss from {first} to {last} at step {step}; lowest validation loss {best}.",
    ),
    "chart.curve_empty": Text("损失曲线：还没有数据点。", "Loss curve: no points yet."),
    "chart.forecast_alt": Text(
        "预测与真实值：测试部分 MAE {model}，持续性基线 {persistence}；并给出此后 {horizon} 步的预测。",
        "Forecast against truth: test MAE {model}, persistence {persistence}; and the forecast of the next {horizon} "
        "steps.",
    ),
    "page.title": Text("训练报告", "Training report"),
    "page.forecast": Text("预测与真实值", "Forecast against truth"),
    "page.curve": Text("损失曲线", "Loss curve"),
    "page.scores": Text("测试部分的误差", "Errors on the test part"),
    "page.model": Text("模型", "model"),
    "page.skill": Text("技巧分（95% 区间）", "Skill (95 % interval)"),
    "page.meaning": Text("这些数字说明什么", "What the numbers mean"),
    "page.future": Text("接下来的预测", "The forecast to come"),
    "page.time": Text("时间", "Time"),
    "page.value": Text("预测值", "Forecast"),
    "page.settings": Text("设置", "Settings"),
    "page.surroundings": Text("环境", "Surroundings"),
    "page.created": Text("创建于", "Created"),
    "page.seconds": Text("训练用时（秒）", "Training time (seconds)"),
    "page.device": Text("设备", "Device"),
    "page.path": Text("循环层实现", "Recurrence path"),
    "page.threads": Text("CPU 线程", "CPU threads"),
    "page.parameters": Text("参数量", "Parameters"),
    "page.windows": Text("窗口（训练 / 验证 / 测试）", "Windows (training / validation / test)"),
    "page.versions": Text("版本", "Versions"),
    "page.digest": Text("数据指纹（SHA-256）", "Digest of the data (SHA-256)"),
    "page.reproduce": Text("如何核对", "How to check"),
    "page.reproduce_how": Text(
        "在解压后的文件夹里运行 python train.py --check：它会重新训练，并把曲线、验证损失和测试误差与 expected.json 逐项比较。",
        "Run python train.py --check in the unpacked folder: it trains again and compares curve, validation losses and "
        "test errors with expected.json.",
    ),
}
