"""Words of the card of a comparison in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

COMPARE_LABELS: dict[str, Text] = {
    "action.start_compare": Text("开始比较", "Start comparison"),
    "action.compare": Text("比较", "Compare"),
    "action.improve": Text("试着改进", "Improve it"),
    "action.open_training": Text("打开这次训练", "Open this training"),
    "action.use_winner": Text("用最好的新建训练", "New training with the best"),
    "action.study": Text("下载比较", "Download comparison"),
    "action.add_values": Text("加入比较", "Add to comparison"),
    "compare.budget_help": Text(
        "除数据和种子外，还要什么一样。同样参数量：调整隐藏维度；同样时间：按测得的速度给步数。",
        "What is alike besides data and seeds. Equal parameters: the widths follow. Equal time: the steps follow the "
        "measured pace.",
    ),
    "compare.seeds": Text("种子个数", "Number of seeds"),
    "compare.seeds_help": Text(
        "差两个标准差的差别，5 个种子大约七成能分出来，10 个几乎都能。",
        "A difference of two deviations is found by 5 seeds in about seven of ten comparisons, by 10 nearly always.",
    ),
    "compare.offer_help": Text(
        "用这份数据比较：每个候选 5 个种子，先出卡片，点开始才训练。",
        "A comparison on these data, 5 seeds each: a card first, trained only when you start it.",
    ),
    "compare.improve_help": Text(
        "按诊断和结果选两三种改法，与现在的配置并排比较，好的留下。",
        "Two or three changes, chosen by findings and result, beside the training as it is; what is better stays.",
    ),
    "compare.set": Text("现成的比较", "Ready-made set"),
    "compare.set_own": Text("当前候选", "These candidates"),
    "compare.set_lstm_gru": Text("LSTM 和 GRU", "LSTM and GRU"),
    "compare.set_cells": Text("所有单元", "Every cell"),
    "compare.set_transformer": Text("LSTM / 小 Transformer", "LSTM / small Transformer"),
    "compare.set_layers": Text("1 / 2 / 3 层", "1 / 2 / 3 layers"),
    "compare.set_hidden_sizes": Text("隐藏维度 32–256", "Hidden size 32–256"),
    "compare.set_directions": Text("单向 / 双向", "One way / both ways"),
    "compare.set_layer_norm": Text("有无层归一化", "With and without layer norm"),
    "compare.set_residual": Text("有无残差", "With and without residual"),
    "compare.set_losses": Text("损失函数", "Losses"),
    "compare.set_initialisations": Text("初始化", "Initialisations"),
    "compare.set_windows": Text("窗口 × 0.5 / 1 / 2", "Window × 0.5 / 1 / 2"),
    "compare.set_strategies": Text("直接 / 递归", "Direct / recursive"),
    "compare.set_learning_rates": Text("学习率 × 0.3 / 1 / 3", "Learning rate × 0.3 / 1 / 3"),
    "compare.candidates": Text("候选", "Candidates"),
    "compare.candidates_help": Text(
        "去掉一个就不再比较它；至少留两个。", "Take one away to leave it out; two have to stay."
    ),
    "compare.add_field": Text("再比较一个字段", "Compare a field too"),
    "compare.add_values": Text("它的值", "Its values"),
    "compare.add_values_example": Text("如 32, 64, 128", "e.g. 32, 64, 128"),
    "compare.base": Text("共同的配置", "What all have in common"),
    "compare.estimating": Text("正在测每个候选一步的时间…", "Measuring a few steps of every candidate…"),
    "compare.estimate_time": Text(
        "最多约 {time}（同时训练 {at_once} 个）；提前结束的会更快。",
        "About {time} at most, {at_once} at once; trainings that end early take less.",
    ),
    "compare.estimate_failed": Text(
        "有的候选一步也没能测出来（{names}），它可能训练不了；总时间未知。",
        "Some candidates could not be measured ({names}) and may not train; the time in all is not known.",
    ),
    "compare.progress": Text("{done}/{members} 次训练已完成", "{done} of {members} trainings done"),
    "compare.progress_left": Text(
        "{done}/{members} 次训练已完成 · 还需约 {left}", "{done} of {members} trainings done · about {left} left"
    ),
    "compare.progress_done": Text(
        "{done}/{members} 次训练有结果 · 训练共 {seconds}",
        "{done} of {members} trainings have a result · {seconds} of training",
    ),
    "compare.which": Text("哪次训练", "Which training"),
    "compare.measure": Text("指标", "Measure"),
    "compare.cost": Text("成本", "Cost"),
    "compare.code_note": Text(
        "在命令行重复这个比较：先下载 spec.json，再运行这条命令。",
        "To repeat it from the command line, download spec.json and run this.",
    ),
    "compare.delete_question": Text(
        "删除“{title}”（{when}）？其中 {members} 次训练也会一起永久删除。",
        "Delete “{title}” ({when})? It is gone for good, with the trainings inside it ({members}).",
    ),
    "picture.scores": Text("误差", "Scores"),
    "picture.pareto": Text("质量与成本", "Quality and cost"),
    "picture.compared_losses": Text("验证损失", "Validation loss"),
}
