"""Words of the card of a repetition over seeds in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

REPEAT_LABELS: dict[str, Text] = {
    "repeat.title": Text("{training} · {seeds} 个种子", "{training} · {seeds} seeds"),
    "repeat.progress": Text("{done}/{seeds} 个种子已完成", "{done} of {seeds} seeds done"),
    "repeat.progress_left": Text(
        "{done}/{seeds} 个种子已完成 · 还需约 {left}", "{done} of {seeds} seeds done · about {left} left"
    ),
    "repeat.progress_done": Text(
        "{done}/{seeds} 个种子有结果 · 训练共 {seconds}",
        "{done} of {seeds} seeds have a result · {seconds} of training",
    ),
    "repeat.findings": Text(
        "看过的 {seeds} 次训练里，{hit} 次有问题：{names}",
        "Trainings with a finding: {hit} of {seeds} · {names}",
    ),
    "repeat.no_findings": Text("看过的 {seeds} 次训练都没有发现问题", "Trainings looked at: {seeds}, nothing found"),
    "repeat.measure": Text("指标", "Measure"),
    "repeat.mean_of": Text("{measure}（平均）", "{measure}, mean"),
    "repeat.interval": Text("95% 区间", "95% interval"),
    "repeat.interval_help": Text(
        "平均值的 95% 区间（t 分布），随完成的种子增多而变窄。",
        "Student's 95% interval of the mean; it narrows as more seeds are done.",
    ),
    "repeat.from_to": Text("{low} 到 {high}", "{low} to {high}"),
    "repeat.deviation": Text("标准差", "Deviation"),
    "repeat.deviation_help": Text(
        "只换种子，结果就会差这么多。", "How far results lie apart when nothing but the seed changes."
    ),
    "repeat.short_change_persistence": Text("误差对持续性", "Error vs persistence"),
    "repeat.short_change_seasonal_naive": Text("误差对季节基线", "Error vs seasonal naive"),
    "repeat.short_change_linear": Text("误差对线性模型", "Error vs linear model"),
    "repeat.short_bits_unigram": Text("对字频", "vs symbol frequencies"),
    "repeat.short_bits_ngram": Text("对 n 元模型", "vs n-grams"),
    "repeat.state": Text("状态", "State"),
    "repeat.state_at": Text("{state}\u00a0{share}", "{state}\u00a0{share}"),
    "repeat.which": Text("哪个种子", "Which seed"),
    "repeat.how_many": Text("种子个数", "Number of seeds"),
    "repeat.help": Text(
        "除了种子，训练完全一样。2 到 100 个；5 个就能看出结果稳不稳。",
        "The same training, but for the seed. 2 to 100; 5 tell whether a result is steady.",
    ),
    "repeat.seeds_are": Text(
        "从种子 {first} 起共 {seeds} 个，其他设置都一样。", "{seeds} seeds from {first} on; all else is the same."
    ),
    "repeat.code_note": Text(
        "在命令行重复这些训练：先下载 spec.json，再运行这条命令。",
        "To repeat it from the command line, download spec.json and run this.",
    ),
    "repeat.script_note": Text("一个种子的独立脚本：", "The standalone script of one seed:"),
    "repeat.back": Text("回到带领它的运行", "Back to the run that leads it"),
    "repeat.member_note": Text(
        "这是“{title}”中的一次训练，种子 {seed}。", "One training of “{title}”, with seed {seed}."
    ),
    "repeat.member_ended": Text(
        "它由另一次运行带领；要继续训练，请回到那里点“继续训练”。",
        "Another run leads it; to train it on, go back to that and resume it.",
    ),
    "repeat.delete_question": Text(
        "删除“{title}”（{when}）？其中 {members} 个种子的训练也会一起永久删除。",
        "Delete “{title}” ({when})? It is gone for good, with the trainings inside it ({members}).",
    ),
    "picture.seeds": Text("各个种子", "Seeds"),
    "picture.losses": Text("验证损失", "Validation loss"),
    "action.repeat": Text("换多个种子重复", "Repeat over seeds"),
    "action.ensemble": Text("{members} 个网络取平均", "Average {members} networks"),
    "action.table": Text("下载表格", "Download table"),
    "action.table_json": Text("下载 JSON", "Download JSON"),
    "action.spec": Text("下载 spec.json", "Download spec.json"),
    "action.open_member": Text("打开这个种子", "Open this seed"),
}
