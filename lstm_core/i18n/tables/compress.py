"""Sentences on compression ladders, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

MEASURES = {
    "mae": Text("测试 MAE", "test MAE"),
    "bits_per_character": Text("测试每字符比特", "test bits per character"),
    "wer": Text("测试词错误率", "test word error rate"),
}

COMPRESS_TEXTS: dict[str, Text] = {
    **{f"compress.measure_{name}": text for name, text in MEASURES.items()},
    **{
        f"compress.rung_score_{name}": Text(f"{text.zh} {{value}}", f"{text.en} {{value}}")
        for name, text in MEASURES.items()
    },
    "kind.compress": Text("压缩", "Compression"),
    "kind.rung": Text("压缩的一档", "Rung"),
    # -- what is refused before it starts ------------------------------------------------------------------------------
    "compress.unknown_rung": Text(
        "看不懂压缩档“{value}”。写法是用 + 连接方法（{methods}，后面可加 :数值），最后可写文件格式（{formats}），"
        "例如 distil:16+int8。",
        "The rung “{value}” is not understood. Join methods by + ({methods}, each with :AMOUNT if you like) and end with "
        "a format ({formats}), for example distil:16+int8.",
    ),
    "compress.too_many_steps": Text(
        "压缩档“{value}”的方法太多，最多连用 {most} 种。请去掉一些。",
        "The rung “{value}” chains too many methods; {most} are the most. Leave some out.",
    ),
    "compress.student_units": Text(
        "“{value}”里学生网络的单元数应为 1 以上的整数，例如 distil:16。",
        "“{value}” gives a student a number of units that is no whole number from 1 on. Write for example distil:16.",
    ),
    "compress.share": Text(
        "“{value}”里 {method} 的数值应在 0 和 1 之间，例如 {method}:0.5。",
        "“{value}” gives {method} an amount that does not lie between 0 and 1. Write for example {method}:0.5.",
    ),
    "compress.student_first": Text(
        "“{value}”里蒸馏不在最前面。学生网络是从头训练的，请把 distil 写在第一个。",
        "“{value}” distils after another method. A student is trained from the beginning, so put distil first.",
    ),
    "compress.student_larger": Text(
        "“{value}”要 {units} 个单元的学生网络，而老师只有 {hidden} 个。请取小于 {hidden} 的数。",
        "“{value}” asks for a student with {units} units, and its teacher has {hidden}. Take fewer than {hidden}.",
    ),
    "compress.nothing_to_remove": Text(
        "“{value}”删不掉任何单元：网络只有 {hidden} 个单元。请取更大的比例，或去掉 shrink。",
        "“{value}” removes no unit: the network has {hidden}. Take a larger share, or leave shrink out.",
    ),
    "compress.limit": Text(
        "看不懂限制“{value}”。写法：size=500kB、latency=2ms 或 loss=1%。",
        "The limit “{value}” is not understood. Write size=500kB, latency=2ms or loss=1%.",
    ),
    "compress.estimate": Text(
        "要做 {rungs} 档，大约需要 {time}。",
        "{rungs} rungs are built; this takes about {time}.",
    ),
    "compress.kind": Text(
        "运行 {run} 不是一次训练，只有训练好的网络才能压缩。请打开其中的一次训练再压缩。",
        "Run {run} is no training, and only a trained network can be compressed. Open one of its trainings.",
    ),
    "compress.members": Text(
        "{members} 个网络的平均不能再压缩。请只训练一个网络（model.members 设为 1）再压缩那次训练；部署时可以用 INT8。",
        "A mean of {members} networks cannot be compressed. Train one network (model.members 1) and compress that run; deployed, this "
        "one can be INT8.",
    ),
    "compress.state": Text(
        "运行 {run} 的状态是 {state}，压缩要等训练完成。请等它结束，或先停止它。",
        "Run {run} is {state}; compressing starts from a training that has ended. Wait for it, or stop it first.",
    ),
    "compress.weights_gone": Text(
        "运行 {run} 的权重不在了，没有可以压缩的网络。请重新训练。",
        "The weights of run {run} are gone, so there is no network to compress. Train it again.",
    ),
    "compress.weights_changed": Text(
        "运行 {run} 的权重在这张卡片建立之后变了。请为它重新建立一张压缩卡片。",
        "The weights of run {run} have changed since this card was made. Make a new compression card of it.",
    ),
    # -- what goes wrong on the way ------------------------------------------------------------------------------------
    "compress.weights": Text(
        "权重文件 {file} 读不出来，或不属于这个网络，无法从它压缩。请重新训练原来的运行。",
        "The weights {file} cannot be read or belong to another network, so nothing can be made of them. Train the run "
        "again.",
    ),
    "compress.alone": Text(
        "运行 {run} 是一次压缩里的一档，不能单独运行。请从训练好的运行开始压缩。",
        "Run {run} is a rung of a compression and cannot run by itself. Compress a trained run instead.",
    ),
    "compress.member_lost": Text("训练进程中断。", "Its process died."),
    "compress.not_for_task": Text(
        "任务 {task} 的网络还不能压缩。", "Networks of the task {task} cannot be compressed."
    ),
    "compress.nothing_sensitive": Text(
        "不需要：没有哪一层要比 INT8 更高的精度。", "Not needed: no layer needs more than INT8."
    ),
    "compress.not_written": Text(
        "文件没有写成（{reason}），没有留下半个文件。请清理磁盘后继续。",
        "The file could not be written ({reason}); no half file is kept. Free some space and resume.",
    ),
    "compress.file_failed": Text(
        "文件没有做成（{error}），详情在这一档的 worker.log 里。",
        "The file could not be made ({error}); the rung's worker.log has the details.",
    ),
    # -- where it stands -----------------------------------------------------------------------------------------------
    "compress.queued": Text("正在等待开始：{rungs} 个网络。", "Waiting to start: {rungs} networks to build."),
    "compress.running": Text(
        "正在压缩：{rungs} 个网络里已完成 {done} 个。", "Compressing: {done} of {rungs} networks built."
    ),
    "compress.measuring": Text(
        "网络都做好了，正在逐个文件计时。", "All networks are built; every file is being timed."
    ),
    "compress.stopped": Text(
        "已停止，{rungs} 个网络里完成了 {done} 个。已完成的都保留，继续时不会重做。",
        "Stopped with {done} of {rungs} networks built. What is built is kept; resume goes on with the rest.",
    ),
    "compress.lost": Text(
        "带领这次压缩的进程意外结束，{rungs} 个网络里完成了 {done} 个。已完成的都保留，请点“继续训练”。",
        "The process that led the compression died with {done} of {rungs} networks built. What is built is kept. Resume "
        "it.",
    ),
    # -- the names of rungs --------------------------------------------------------------------------------------------
    "compress.rung_torch": Text("训练时的样子（torch）", "as trained (torch)"),
    "compress.mixed": Text("INT8，敏感层 FP32", "INT8, sensitive layers FP32"),
    "compress.rung_halved": Text("单元减半", "half of the units"),
    "compress.rung_shrink": Text("单元减少 {percent}%", "{percent}% fewer units"),
    "compress.rung_prune": Text("{percent}% 置零", "{percent}% zeros"),
    "compress.rung_low_rank": Text("秩降到 {percent}%", "rank cut to {percent}%"),
    "compress.rung_distil": Text("{units} 个单元的学生", "student with {units} units"),
    "compress.rung_student": Text("学生网络", "student"),
    # -- verdicts ------------------------------------------------------------------------------------------------------
    "compress.verdict_recommended": Text("推荐", "recommended"),
    "compress.verdict_meets": Text("满足限制", "meets the limits"),
    "compress.verdict_usable": Text("可用", "usable"),
    "compress.verdict_original": Text("原来的网络", "the original"),
    "compress.verdict_misses": Text("未达到：{why}", "misses: {why}"),
    "compress.verdict_refused": Text("不采用：{why}", "refused: {why}"),
    "compress.verdict_failed": Text("失败：{why}", "failed: {why}"),
    "compress.verdict_waiting": Text("还没有测量", "not measured yet"),
    "compress.verdict_unneeded": Text("不需要：每层用 INT8 都可以", "not needed: no layer needs more than INT8"),
    "compress.over_size": Text("大 {over}（限 {limit}）", "{over} over {limit}"),
    "compress.over_latency": Text("慢 {over}（限 {limit}）", "{over} over {limit}"),
    "compress.over_loss": Text("{loss}（限 {limit}）", "{loss} where {limit} is allowed"),
    "compress.reason_larger": Text("比 ONNX FP32 还大", "larger than ONNX FP32"),
    "compress.reason_slower": Text("比 ONNX FP32 还慢", "slower than ONNX FP32"),
    "compress.reason_worse": Text("变差超出偶然", "worse beyond chance"),
    "compress.reason_doubtful": Text(
        "变差不少，样本太少，分不清是不是偶然", "much worse, and too few samples tell whether by chance"
    ),
    "compress.reason_no_gain": Text("既不更小也不更快", "neither smaller nor faster"),
    "compress.reason_dominated": Text("“{by}”不更大、不更慢、不更差", "“{by}” is no larger, slower or worse"),
    "compress.two": Text("{first}；{second}", "{first}; {second}"),
    "compress.points": Text("{value} 个百分点", "{value} points"),
    "compress.change": Text("{measure} {change}", "{measure} {change}"),
    "compress.interval": Text("{change}（{low} 到 {high}）", "{change} ({low} to {high})"),
    "compress.between": Text("{low} 到 {high}", "{low} to {high}"),
    # -- headlines -----------------------------------------------------------------------------------------------------
    "compress.recommended": Text(
        "推荐：{name}。{size}（ONNX FP32 的 {ratio}），一次 {time}，速度是它的 {speed} 倍；{loss}。",
        "Take this: {name}. {size}, {ratio} of ONNX FP32; {time} a pass, {speed} × its speed; {loss}.",
    ),
    "compress.recommended_limits": Text(
        "推荐：{name}，满足全部限制。{size}（ONNX FP32 的 {ratio}），一次 {time}，速度是它的 {speed} 倍；{loss}。",
        "Take this: {name}. It meets every limit: {size}, {ratio} of ONNX FP32; {time} a pass, {speed} × its speed; "
        "{loss}.",
    ),
    "compress.kept": Text(
        "推荐不压缩的 ONNX FP32：{size}，一次 {time}。没有一档在更小或更快的同时足够好。",
        "Take ONNX FP32 as it is: {size}, {time} a pass. No rung is smaller or faster and good enough.",
    ),
    "compress.none": Text(
        "没有一档满足全部限制。最接近的：{name}，{why}。", "No rung meets every limit. The nearest is {name}: {why}."
    ),
    "compress.nothing": Text(
        "没有一档值得采用，请继续用原来的网络。", "No rung is worth taking; keep the original network."
    ),
    "compress.score": Text(
        "推荐 {size}（原 {original}）· 一次 {time} · {loss}", "{size} instead of {original} · {time} a pass · {loss}"
    ),
    "compress.score_points": Text(
        "推荐 {size}（原 {original}）· 一次 {time} · {loss} 个百分点",
        "{size} instead of {original} · {time} a pass · {loss} points",
    ),
    "compress.score_kept": Text(
        "用 ONNX FP32 就好 · {size} · 一次 {time}", "ONNX FP32 as it is · {size} · {time} a pass"
    ),
    "compress.score_none": Text("没有一档满足限制", "no rung meets the limits"),
    # -- explanation ---------------------------------------------------------------------------------------------------
    "compress.told_loss": Text(
        "{name}：{measure} {value}，原来 {original}；变化 {change}，95% 区间 {low} 到 {high}。",
        "{name}: {measure} {value}, the original {original}; a change of {change}, 95% interval {low} to {high}.",
    ),
    "compress.told_loss_plain": Text(
        "{name}：{measure} {value}，原来 {original}；变化 {change}。样本太少，给不出区间。",
        "{name}: {measure} {value}, the original {original}; a change of {change}. Too few samples for an interval.",
    ),
    "compress.told_int8": Text(
        "同样的权重用 INT8：大小是 ONNX FP32 的 {ratio}，速度是它的 {speed} 倍、torch 的 {torch} 倍，{loss}。",
        "The same weights in INT8: {ratio} of the size of ONNX FP32, {speed} × its speed and {torch} × that of torch; "
        "{loss}.",
    ),
    "compress.told_int8_failed": Text("INT8 没有做成：{why}", "INT8 failed: {why}"),
    "compress.told_nothing_sensitive": Text(
        "逐层量过：没有哪一层要比 INT8 更高的精度，所以没有混合精度的文件。",
        "Every layer was measured: none needs more than INT8, so there is no file of mixed precision.",
    ),
    "compress.told_kept": Text("混合精度里保留 FP32 的部分：{nodes}。", "What the mixed file keeps in FP32: {nodes}."),
    "compress.teacher_better": Text(
        "老师有用：{name}，{measure}：有老师比没有老师低 {gain}（95% 区间 {low} 到 {high}，{seeds} 个种子，p {p}）。",
        "The teacher helps: {name} has {gain} less {measure} than the same student without one (95% interval {low} to "
        "{high}, {seeds} seeds, p {p}).",
    ),
    "compress.teacher_worse": Text(
        "老师帮了倒忙：{name}，{measure}：有老师比没有老师高 {gain}（95% 区间 {low} 到 {high}，{seeds} 个种子，p {p}）。",
        "The teacher does harm: {name} has {gain} more {measure} than the same student without one (95% interval {low} "
        "to {high}, {seeds} seeds, p {p}).",
    ),
    "compress.teacher_tie": Text(
        "老师没有证明有用：{name}，{measure}：有没有老师只差 {gain}，没有超出种子的差别（{seeds} 个种子，p {p}）。",
        "The teacher is not shown to help: with it and without it the {measure} of {name} lies {gain} apart, within what "
        "seeds do ({seeds} seeds, p {p}).",
    ),
    "compress.teacher_open": Text(
        "{name}有没有老师说不准：有的种子没有可比的分数。",
        "Whether {name} gains by its teacher stays open: some seeds have no score to compare.",
    ),
    "compress.told_refused": Text("不采用：{names}。原因在表里。", "Refused: {names}. The table says why."),
    "compress.told_added": Text(
        "开始的几档都不满足限制，所以又试了：{names}。",
        "Nothing met the limits at first, so these were tried too: {names}.",
    ),
    "compress.told_judged": Text(
        "压缩从再训练之前的网络开始：这里的每一步都靠验证部分选择，所以原始网络的误差与训练卡片上的不同。",
        "The ladder starts from the network before its refit: it chooses by the validation part. "
        "So the error of the original is not the one on the card of the training.",
    ),
    "compress.told_differs": Text(
        "重新读入后结果与打分时不同：{names}。请不要使用这些文件。",
        "Loaded back, these gave other numbers than the ones that were scored: {names}. Do not use them.",
    ),
    "compress.told_measured": Text(
        "每个文件都存盘、在新进程里重新读入后才计时（{threads} 个线程）；大小就是下载的文件的大小。",
        "Every file was stored and loaded back in a process of its own before it was timed (threads: {threads}); the size "
        "is that of the file you download.",
    ),
    # -- a rung by itself ----------------------------------------------------------------------------------------------
    "compress.rung_done": Text(
        "{measure} {value}，原来 {original}；{parameters} 个参数。",
        "{measure} {value}, the original {original}; {parameters} parameters.",
    ),
    "compress.rung_queued": Text("正在等待开始。", "Waiting to start."),
    "compress.rung_running": Text("正在做这个网络：第 {step}/{steps} 步。", "Building: step {step} of {steps}."),
    "compress.rung_stopped": Text(
        "停在第 {step}/{steps} 步。请继续带领它的那次压缩。",
        "Stopped at step {step} of {steps}. Resume the compression that leads it.",
    ),
    "compress.rung_lost": Text(
        "进程在第 {step}/{steps} 步意外结束。请继续带领它的那次压缩。",
        "Its process died at step {step} of {steps}. Resume the compression that leads it.",
    ),
    # -- tables --------------------------------------------------------------------------------------------------------
    "compress.head_number": Text("#", "#"),
    "compress.head_rung": Text("压缩档", "Rung"),
    "compress.head_cost": Text("大小、一次（批 1）", "Size, a pass (batch 1)"),
    "compress.head_worse": Text("变化", "Change"),
    "compress.head_verdict": Text("结论", "Verdict"),
    "compress.head_size": Text("大小", "Size"),
    "compress.head_ratio": Text("对 FP32", "Of FP32"),
    "compress.head_median": Text("一次（批 1）", "A pass (batch 1)"),
    "compress.head_p99": Text("p99（批 1）", "p99 (batch 1)"),
    "compress.head_median_64": Text("一次（批 64）", "A pass (batch 64)"),
    "compress.head_p99_64": Text("p99（批 64）", "p99 (batch 64)"),
    "compress.head_throughput": Text("每秒样本", "Samples a second"),
    "compress.head_memory": Text("内存", "Memory"),
    "compress.head_value": Text("{measure}", "{measure}"),
    "compress.head_change": Text("变化（95% 区间）", "Change (95% interval)"),
    "compress.head_seed": Text("种子", "Seed"),
    "compress.head_taught": Text("有老师", "With a teacher"),
    "compress.head_alone": Text("没有老师", "Without"),
    "compress.head_apart": Text("差", "Difference"),
    # -- pictures ------------------------------------------------------------------------------------------------------
    "compress.axis_size": Text("文件大小（kB）", "Size of the file (kB)"),
    "compress.axis_latency": Text("一次的时间，批大小 1（毫秒）", "Time of a pass at batch 1 (ms)"),
    "compress.axis_change": Text("变化：{measure}", "Change of {measure}"),
    "compress.line_recommended": Text("推荐", "Recommended"),
    "compress.line_meets": Text("满足限制", "Meets the limits"),
    "compress.line_usable": Text("可用", "Usable"),
    "compress.line_misses": Text("未达到", "Misses a limit"),
    "compress.line_refused": Text("不采用", "Refused"),
    "compress.line_original": Text("原来的网络", "The original"),
    "compress.line_limit": Text("限制", "Limit"),
    "compress.line_taught": Text("有老师", "With a teacher"),
    "compress.line_alone": Text("没有老师", "Without"),
    "compress.no_point": Text(
        "文件量过以后，这里就出现它的点。", "Each file gets a point here as soon as it is measured."
    ),
    "compress.alt_size": Text(
        "{count} 档的大小与变化（{measure}）：{told}。", "Size and change of {measure} of {count} rungs: {told}."
    ),
    "compress.alt_latency": Text(
        "{count} 档的时间与变化（{measure}）：{told}。", "Time and change of {measure} of {count} rungs: {told}."
    ),
    "compress.alt_students": Text(
        "{name}：{seeds} 个种子里有 {won} 个有老师更好。",
        "{name}: better with a teacher with {won} of {seeds} seeds.",
    ),
    # -- the report ----------------------------------------------------------------------------------------------------
    "compress.title": Text("{training} · 压缩", "{training} · compression"),
    "compress.rung_title": Text("{training} · {rung}", "{training} · {rung}"),
    "document.compression": Text("压缩报告", "Compression report"),
    "document.rungs": Text("所有压缩档", "Every rung"),
    "document.rungs_note": Text(
        "批大小 1 和 64，{threads} 个线程；变化是对原来的网络，按样本配对。",
        "Batch 1 and 64, threads: {threads}; the change is against the original, paired by sample.",
    ),
    "document.speeds": Text("速度与内存", "Speed and memory"),
    "document.students": Text("学生网络：{name}", "Student: {name}"),
    "document.picture_size": Text("质量与大小", "Quality and size"),
    "document.picture_latency": Text("质量与时间", "Quality and time"),
    "document.picture_students": Text("有老师与没有老师", "With and without a teacher"),
    "document.origin": Text("这是被压缩的训练的设置。", "The settings of the training that was compressed."),
    "document.limits": Text("限制", "Limits"),
    "document.tile_size": Text("大小", "Size"),
    "document.tile_pass": Text("一次（批 1）", "A pass (batch 1)"),
    "document.tile_worse": Text("变化", "Change"),
    "document.tile_of": Text("原来 {original}", "{original} before"),
    "document.tile_rungs": Text("压缩档", "Rungs"),
    "document.tile_refused": Text("{count} 档不采用", "{count} refused"),
    "document.file_ladder": Text("每档一行，全部数字", "a row per rung with all numbers"),
    "document.file_ladder_json": Text("以上全部，给程序读", "all of this for programs"),
    "document.file_models": Text("每个采用的文件", "every file that is not refused"),
    "compress.limit_size": Text("至多 {size}", "at most {size}"),
    "compress.limit_latency": Text("至多 {time}", "at most {time}"),
    "compress.limit_loss": Text("至多差 {loss}", "at most {loss} worse"),
    "compress.limits_none": Text("没有限制", "no limits"),
}
