"""Words of the card of a repair in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

REPAIR_LABELS: dict[str, Text] = {
    "repair.title": Text("{training} · 修复", "{training} · repair"),
    "repair.progress": Text("已试 {done}/{attempts} 种改法", "{done} of {attempts} changes tried"),
    "repair.progress_proof": Text(
        "正在用新种子验证改法 {number}：已比 {pairs}/{seeds} 个",
        "Proving change {number} with further seeds: {pairs} of {seeds}",
    ),
    "repair.progress_used": Text("训练 {seconds}（最多 {most}）", "{seconds} of training (at most {most})"),
    "repair.progress_now": Text("正在训练：{member}，{share}", "training: {member}, {share}"),
    "repair.progress_done": Text(
        "试了 {tried} 种改法 · 训练共 {seconds}", "{tried} changes tried · {seconds} of training"
    ),
    "repair.member_original": Text("原来的训练", "the original"),
    "repair.member_attempt": Text("改法 {number}", "change {number}"),
    "repair.member_short": Text("{who}，短训练", "{who}, short"),
    "repair.member_seed": Text("{who}，种子 {seed}", "{who}, seed {seed}"),
    "repair.plan": Text(
        "诊断发现：{names}。修复从同样的种子和数据开始，按顺序试下面的改法；只有在新种子上也明显更好才接受，否则保持原样。",
        "Found: {names}. The repair starts from the same seed and data and tries these changes in their order. One is "
        "accepted only when it is clearly better with further seeds too; else the original stays.",
    ),
    "repair.plan_nothing": Text(
        "诊断发现：{names}。没有哪个设置能治它，所以不会试任何改法。",
        "Found: {names}. No setting cures it, so nothing will be tried.",
    ),
    "repair.budget_of": Text(
        "最多试 {trials} 种改法，训练总共 {seconds}，用 {seeds} 个新种子验证。",
        "At most {trials} changes and {seconds} of training; proven with {seeds} further seeds.",
    ),
    "repair.trials": Text("最多试几种", "Changes to try"),
    "repair.trials_help": Text("按顺序最多试这么多种改法。", "How many of the changes are tried at most, in order."),
    "repair.seconds": Text("训练总秒数", "Seconds of training"),
    "repair.seconds_help": Text(
        "所有训练加起来的时间，每次训练开始前检查一次。用完就停，已有的都保留。",
        "All trainings together, looked at before each. When it is used up the repair ends; what is done is kept.",
    ),
    "repair.seeds": Text("验证的种子数", "Further seeds"),
    "repair.seeds_help": Text(
        "改法要在这么多个新种子上都胜过原来才算数；至少 5 个，否则碰巧的机会太大。",
        "A change counts only when it beats the original with so many further seeds; at least 5, or chance may do it.",
    ),
    "repair.number": Text("改法", "Change"),
    "repair.change_head": Text("改动", "What changes"),
    "repair.answers_head": Text("针对", "Answers"),
    "repair.score_head": Text("分数", "Score"),
    "repair.outcome_head": Text("结果", "Outcome"),
    "repair.metric_before": Text("原来", "Original"),
    "repair.metric_after": Text("改后", "Repair"),
    "repair.metric_change": Text("变化", "Change"),
    "repair.metric_seeds": Text("胜出的种子", "Seeds won"),
    "repair.metric_help": Text(
        "验证部分的分数，不受任何设置影响，越小越好；有证明时是新种子的平均。",
        "Score on the validation part, which no setting rescales; less is better. Once proven, the mean over the "
        "further seeds.",
    ),
    "repair.won_of": Text("{won}/{seeds}", "{won} of {seeds}"),
    "repair.diff": Text("脚本里的改动：", "The change in the script:"),
    "repair.no_diff": Text("还没有接受任何改法，脚本没有变。", "No change is accepted, so the script is as it was."),
    "repair.code_note": Text(
        "在命令行修复同一次训练：", "The same repair from the command line, with the folder of the training:"
    ),
    "repair.untried": Text(
        "还有 {count} 种改法排在后面，超出次数，没有试。报告里有全部改法。",
        "{count} more changes stand behind these, beyond the number of tries. The report has them all.",
    ),
    "repair.delete_question": Text(
        "删除“{title}”（{when}）？其中 {members} 次训练也会一起永久删除；被修复的那次训练不受影响。",
        "Delete “{title}” ({when})? It is gone for good, with the trainings inside it ({members}). The training "
        "that it repairs stays.",
    ),
    "picture.attempts": Text("各种改法", "Changes"),
    "picture.pairs": Text("新种子", "Further seeds"),
    "action.repair": Text("修复", "Repair"),
    "action.use_repaired": Text("用修好的配置新建训练", "New run with the repair"),
    "action.report_json": Text("下载报告", "Download report"),
    "action.open_trial": Text("打开这次训练", "Open this training"),
    "repair.which": Text("哪次训练", "Which training"),
}
