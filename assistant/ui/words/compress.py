"""Words of the card of a compression ladder in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

COMPRESS_LABELS: dict[str, Text] = {
    "action.compress": Text("变小变快", "Make it smaller"),
    "action.start_compress": Text("开始压缩", "Start compressing"),
    "action.ladder_files": Text("下载压缩报告和文件", "Download ladder"),
    "action.prepare_rung": Text("准备部署文件", "Prepare the files"),
    "action.rung_files": Text("下载部署文件", "Download the files"),
    "action.open_network": Text("打开这个网络", "Open this network"),
    "action.rung_file": Text("下载 {format}", "Download {format}"),
    "compress.plan": Text(
        "从训练好的网络做出下面 {rungs} 个文件（{networks} 个网络）。"
        "每个都存盘、在新进程里重新读入、计时、在测试部分打分；不更小也不更快的不采用，并写明原因。",
        "{rungs} files will be made of the trained network (networks to build: {networks}). Each is stored, loaded "
        "back in a process of its own, timed, and scored on the test part; what is neither smaller nor faster is "
        "refused with its reason.",
    ),
    "compress.about_time": Text(
        "大约 {time}；学生网络与没有老师的同样网络比 {seeds} 个种子。",
        "About {time}; a student is compared with the same one without a teacher over {seeds} seeds.",
    ),
    "compress.unknown_time": Text(
        "不知道要多久：没有记录原来训练了多长时间。",
        "How long it takes is not known: nothing says how long the training took.",
    ),
    "compress.size": Text("最大（kB）", "Size at most (kB)"),
    "compress.size_help": Text("文件的大小。空着就是不限。", "Of the file. Empty: no limit."),
    "compress.latency": Text("最慢（毫秒）", "Time at most (ms)"),
    "compress.latency_help": Text(
        "批大小 1 时一次计算的中位数，在这台机器的处理器上。空着就是不限。",
        "Median of one pass at batch 1 on this machine's processor. Empty: no limit.",
    ),
    "compress.loss": Text("最多变差（%）", "Worse at most (%)"),
    "compress.loss_help": Text(
        "测试部分的指标相对原来最多变差多少；错误率按百分点。空着时只要求差别不超出偶然，或不到 1%。",
        "How much worse the measure on the test part may get; of an error rate in points. Empty: within chance, or "
        "below 1%.",
    ),
    "compress.limits_here": Text(
        "改限制不用重新训练：已有的测量马上重新评判。",
        "Limits can be changed without training again: what was measured is judged anew at once.",
    ),
    "compress.judged_anew": Text("按现在的限制：{verdict}", "By these limits: {verdict}"),
    "compress.rungs": Text("压缩档", "Rungs"),
    "compress.rungs_help": Text(
        "可以选，也可以自己写，例如 distil:12+int8 或 shrink:0.75。空着就是常用的几档。",
        "Choose, or type your own, for example distil:12+int8 or shrink:0.75. Empty: the usual ones.",
    ),
    "compress.units": Text("学生的单元数", "Units of the student"),
    "compress.units_help": Text(
        "蒸馏出的学生网络的隐藏单元数，要比老师少。", "Hidden units of the student, fewer than its teacher's."
    ),
    "compress.seeds": Text("种子数", "Seeds"),
    "compress.seeds_help": Text(
        "学生网络有老师和没有老师各训练这么多次，才知道老师值不值。",
        "A student is trained so many times with its teacher and without, to know what the teacher is worth.",
    ),
    "compress.head_file": Text("文件", "File"),
    "compress.head_network": Text("怎样做", "How it is made"),
    "compress.by_format": Text("同样的权重，换一种格式", "the same weights in another format"),
    "compress.by_prune": Text("逐步置零，再训练", "weights set to zero step by step, trained on"),
    "compress.by_shrink": Text("去掉最不重要的单元，再训练", "least important units removed, trained on"),
    "compress.by_low_rank": Text("循环矩阵分解成低秩，再训练", "recurrent matrices of low rank, trained on"),
    "compress.by_distil": Text("小网络跟着它学，并与没有老师的比", "a small network taught by it, beside one without"),
    "compress.metric_size": Text("大小", "Size"),
    "compress.metric_ratio": Text("占 ONNX FP32", "Of ONNX FP32"),
    "compress.metric_change": Text("变化", "Change"),
    "compress.metric_speed": Text("速度", "Its speed"),
    "compress.metric_help": Text(
        "推荐的文件；还没有推荐时是横线。", "Of the recommended file; a dash until there is one."
    ),
    "compress.times": Text("×{times}", "× {times}"),
    "compress.progress": Text("{done}/{networks} 个网络", "networks: {done} of {networks}"),
    "compress.progress_now": Text("正在做：{names}", "building: {names}"),
    "compress.progress_one": Text("{name}，{share}", "{name}, {share}"),
    "compress.progress_timing": Text("正在逐个文件计时", "timing every file"),
    "compress.progress_done": Text(
        "{rungs} 档，{refused} 档不采用 · 训练共 {seconds}", "{rungs} rungs, {refused} refused · {seconds} of training"
    ),
    "compress.which": Text("哪个网络", "Which network"),
    "compress.which_rung": Text("哪一档", "Which rung"),
    "compress.deploy_note": Text(
        "部署文件：ONNX、infer.py、样例与说明，做好后先在干净的环境里核对。",
        "Files to run it elsewhere: ONNX, infer.py, a sample and its card, checked in a clean process first.",
    ),
    "compress.students_title": Text("老师值多少：{name}", "What the teacher was worth: {name}"),
    "compress.speeds_title": Text("速度与内存（{threads} 个线程）", "Speed and memory (threads: {threads})"),
    "compress.code_note": Text(
        "在命令行压缩同一次训练：", "The same from the command line, with the folder of the training:"
    ),
    "compress.delete_question": Text(
        "删除“{title}”（{when}）？其中 {members} 个网络和它们的文件会一起永久删除；被压缩的那次训练不受影响。",
        "Delete “{title}” ({when})? It is gone for good, with its networks ({members}) and their files. The training "
        "that it compresses stays.",
    ),
    "rung.delete_question": Text(
        "删除“{title}”（{when}）？它的权重和文件会永久删除。",
        "Delete “{title}” ({when})? Its weights and files are gone for good.",
    ),
    "rung.metric_value": Text("现在", "Now"),
    "rung.metric_original": Text("原来", "Original"),
    "rung.metric_parameters": Text("参数", "Parameters"),
    "rung.metric_hidden": Text("隐藏维度", "Hidden size"),
    "picture.ladder_size": Text("质量与大小", "Quality and size"),
    "picture.ladder_latency": Text("质量与时间", "Quality and time"),
    "picture.ladder_students": Text("有没有老师", "Teacher or none"),
    "studies.new_compress": Text("新的压缩", "New compression"),
    "studies.compress_base": Text("压缩哪次训练", "Training to compress"),
    "studies.compress_help": Text(
        "每份数据最近完成的训练；更早的可以在它的卡片上点“变小变快”。",
        "The newest finished training of every data; an older one is compressed from its card, by “Make it smaller”.",
    ),
    "studies.compress_propose": Text("建立压缩", "Make the ladder"),
    "studies.compress_none": Text(
        "还没有训练完成的网络可以压缩。请先训练一个。",
        "There is no trained network to compress yet. Train one first.",
    ),
}
