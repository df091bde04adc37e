"""Words of report.html in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

DOCUMENT_TEXTS: dict[str, Text] = {
    "document.title": Text("训练报告", "Training report"),
    "document.tile_mae": Text("模型的测试 MAE", "Test MAE of the model"),
    "document.tile_baseline": Text("测试 MAE：{name}", "Test MAE: {name}"),
    "document.tile_change": Text("误差对{name}", "Error against {name}"),
    "document.tile_interval": Text("95% 区间 {low} 到 {high}", "95% interval {low} to {high}"),
    "document.tile_no_interval": Text("独立测试窗口太少，没有区间", "too few test windows for an interval"),
    "document.tile_time": Text("训练用时", "Training time"),
    "document.tile_steps": Text("{steps} 步，最好的是第 {best} 步", "{steps} steps, the best is {best}"),
    "document.seconds": Text("{seconds} 秒", "{seconds} s"),
    "document.windows": Text("{windows} 个测试窗口", "{windows} test windows"),
    "document.best_baseline": Text("最强的简单基线", "the strongest simple forecast"),
    "document.no_skill": Text("没有证据说明模型优于它", "the model is not shown to be better"),
    "document.compared": Text("相比的基线", "Compared with"),
    "document.forecast": Text("预测与真实值", "Forecast against truth"),
    "document.curve": Text("损失曲线", "Loss curve"),
    "document.alignment": Text("一段录音的对齐", "Alignment of one recording"),
    "document.columns": Text("每一列在测试部分的误差", "Errors of every column on the test part"),
    "document.ids": Text("序列", "Series"),
    "document.ids_rows": Text("{count} 条，共 {rows} 行", "{count} with {rows} rows"),
    "document.longest": Text("以下属于最长的一条", "What follows is of the longest"),
    "document.ids_errors": Text(
        "每条序列在测试部分的误差，最差的在前", "Errors of every series on the test part, the worst first"
    ),
    "document.future_of": Text(
        "接下来的预测：{id}；全部序列见 forecast.csv", "The forecast to come of {id}; all series are in forecast.csv"
    ),
    "document.scores": Text("测试部分的误差", "Errors on the test part"),
    "document.model": Text("模型", "model"),
    "document.change": Text("模型误差对它", "Error of the model against it"),
    "document.folds": Text("滚动回测", "Walk-forward backtest"),
    "document.fold": Text("段", "Piece"),
    "document.folds_picture": Text("滚动回测：每一段的误差", "Walk-forward backtest: the error in every piece"),
    "document.fold_period": Text("测试时段", "Forecast period"),
    "document.fold_rows": Text("此前的行数", "Rows before it"),
    "document.fold_model": Text("模型 MAE", "MAE of the model"),
    "document.fold_baseline": Text("最佳基线 MAE", "MAE of the best baseline"),
    "document.fold_change": Text("相对最佳基线", "Against it"),
    "document.diverged": Text("训练发散", "training diverged"),
    "document.folds_note": Text(
        "测试部分按时间切成几段，每一段之前都用全部更早的行重新拟合缩放、线性模型和网络，种子不变；第一段用的就是本次训练的网络。"
        "几条序列一起预测时，每条按自己的行来切，误差取平均。",
        "The test part is cut into pieces in the order of time. Before each, scaling, linear model and network are fitted "
        "anew on all earlier rows with the same seed; the first piece has the network of this run. Of several series each is cut "
        "by its own rows, and errors are means.",
    ),
    "document.scores_note": Text(
        "MAE、RMSE 的单位与数据相同。MASE = MAE ÷ 训练部分“下一步等于这一步”的平均误差。模型误差对它 = 模型 MAE ÷ 基线 MAE − 1，负数更好，"
        "括号内为 95% 区间，考虑了相邻窗口的重叠。",
        "MAE and RMSE are in the units of the data. MASE is MAE over the mean error of guessing that the next step "
        "equals this one, on the training part. The error against a baseline is MAE of the model / MAE of the baseline − 1, so "
        "negative is better; in brackets its 95% interval, which allows for windows that overlap.",
    ),
    "document.meaning": Text("这些数字说明什么", "What the numbers mean"),
    "document.file_backtest": Text("滚动回测里每条序列、每一段的 MAE", "MAE of every series and piece of the backtest"),
    "document.file_forecast": Text(
        "接下来的预测：时间、交付的值、区间", "the forecast to come: times, what is delivered, its interval"
    ),
    "document.share": Text("{name}（占交付 {share}）", "{name}, {share} of what is delivered"),
    "document.future": Text("接下来的预测", "The forecast to come"),
    "document.future_first": Text(
        "共 {count} 步，这里列出前 {shown} 步。", "{count} steps, of which the first {shown} are listed."
    ),
    "document.data": Text("数据", "Data"),
    "document.name": Text("名称", "Name"),
    "document.rows": Text("行数", "Rows"),
    "document.period": Text("时间范围", "Period"),
    "document.rhythm": Text("间隔", "Interval"),
    "document.range": Text("取值范围", "Values"),
    "document.part_train": Text("训练部分", "Training part"),
    "document.part_validation": Text("验证部分", "Validation part"),
    "document.part_test": Text("测试部分", "Test part"),
    "document.part": Text(
        "{first} 至 {last}：{rows} 行，{windows} 个窗口", "{first} to {last}: {rows} rows, {windows} windows"
    ),
    "document.span": Text("{first} 至 {last}", "{first} to {last}"),
    "document.digest": Text("数据指纹（SHA-256）", "Digest (SHA-256)"),
    "document.settings_data": Text("设置：数据", "Settings: data"),
    "document.settings_model": Text("设置：模型", "Settings: model"),
    "document.settings_train": Text("设置：训练", "Settings: training"),
    "document.yes": Text("是", "Yes"),
    "document.no": Text("否", "No"),
    "document.none": Text("不使用", "Off"),
    "document.machine": Text("版本与硬件", "Versions and hardware"),
    "document.created": Text("创建于", "Created"),
    "document.run": Text("运行", "Run"),
    "document.device": Text("设备", "Device"),
    "document.path": Text("循环层实现", "Recurrence by"),
    "document.path_left": Text("未用 torch.nn 的原因", "Why not torch.nn"),
    "document.path_reason": Text("为何如此运行", "Why it runs this way"),
    "path.compiled": Text("编译成 C 的单元", "cell compiled to C"),
    "path.eager": Text("逐步运行的单元", "cell step by step"),
    "path.attention": Text("注意力", "attention"),
    "path.left_cell": Text(
        "torch.nn 没有这种单元，因此运行本项目自己的单元。", "torch.nn has no such cell, so this project's own runs."
    ),
    "path.left_zoneout": Text(
        "cuDNN 与 oneDNN 不能在每一步保持旧状态（zoneout），因此运行本项目自己的单元。",
        "cuDNN and oneDNN cannot keep old values of the state at a step (zoneout), so this project's own cell runs.",
    ),
    "path.left_recurrent_dropout": Text(
        "cuDNN 与 oneDNN 不能在每一步丢弃候选值（循环 dropout），因此运行本项目自己的单元。",
        "cuDNN and oneDNN cannot drop the candidate at a step (recurrent dropout), so this project's own cell runs.",
    ),
    "path.left_slower": Text(
        "在 CPU 上，编译运行的单元训练得比 torch.nn 的这一层快，权重与随机数不变。",
        "On a CPU the compiled cell trains faster than torch.nn's own layer; weights and random numbers are the same.",
    ),
    "path.recomputes": Text(
        "每 {every} 个时间步保存一次状态，其间的步在反向时重算，以节省内存。",
        "The state is kept at every {every} steps of time and the steps between are computed again on the way back, to "
        "save memory.",
    ),
    "path.reason_no_compiler": Text(
        "这台机器没有 C 编译器，因此单元没有编译；安装 gcc 会快得多。",
        "This machine has no C compiler, so the cell is not compiled; installing gcc makes it much faster.",
    ),
    "path.reason_compile_failed": Text(
        "C 编译器没能编译这种单元。",
        "The C compiler could not compile the cell.",
    ),
    "path.reason_compile_timeout": Text("编译用时太长，已放弃。", "The compilation took too long and was given up."),
    "path.reason_unsupported_step": Text(
        "这种单元的某个运算无法编译，因此逐步运行。",
        "An operation of the cell cannot be compiled, so it runs step by step.",
    ),
    "path.reason_other_device": Text(
        "编译好的单元只在 CPU 上运行，因此逐步运行。",
        "The compiled cell runs on the CPU only, so it runs step by step.",
    ),
    "path.reason_other_type": Text(
        "编译好的单元只处理 float32 和 float64，因此逐步运行。",
        "The compiled cell takes float32 and float64 only, so it runs step by step.",
    ),
    "path.reason_short_run": Text(
        "这次训练很短，编译省不回它自己的时间。",
        "This run is short, and compiling would not win its own time back.",
    ),
    "path.reason_trial_torch": Text(
        "由这台机器上的一次试跑决定：torch.nn 自己的层用时是编译单元的 {ratio} 倍。",
        "A short trial on this machine decided: torch.nn's own layer takes {ratio} of the time of the compiled cell.",
    ),
    "path.reason_trial_compiled": Text(
        "由这台机器上的一次试跑决定：编译单元用时是 torch.nn 自己那一层的 {ratio} 倍。",
        "A short trial on this machine decided: the compiled cell takes {ratio} of the time of torch.nn's own layer.",
    ),
    "path.reason_trial_own": Text(
        "由这台机器上的一次试跑决定：用本项目自己的矩阵乘法，用时是改用 torch 的矩阵乘法时的 {ratio} 倍。",
        "A short trial on this machine decided: with this project's own matrix products a step takes {ratio} of the time "
        "that it takes with torch's.",
    ),
    "path.reason_trial_library": Text(
        "由这台机器上的一次试跑决定：用 torch 的矩阵乘法，用时是改用本项目自己的矩阵乘法时的 {ratio} 倍。",
        "A short trial on this machine decided: with torch's matrix products a step takes {ratio} of the time that it "
        "takes with this project's own.",
    ),
    "document.threads": Text("CPU 线程", "CPU threads"),
    "document.parameters": Text("参数量", "Parameters"),
    "document.check": Text("如何核对", "How to check"),
    "document.check_how": Text(
        "在解压后的文件夹里运行以下命令：脚本会重新训练，并把训练曲线、验证损失和测试误差与 expected.json 逐项比较，"
        "全部一致时打印 PASS。",
        "Run this in the unpacked folder: the script trains again, compares curve, validation losses and test errors "
        "with expected.json item by item, and prints PASS when all of them agree.",
    ),
    "document.check_nothing": Text(
        "这次训练没有完成，因此没有可核对的数字；python train.py 会从头训练。",
        "This run did not finish, so there are no numbers to check; python train.py trains it from the beginning.",
    ),
    "document.script": Text("图需要浏览器允许运行脚本。", "The pictures need a browser that runs scripts."),
}
