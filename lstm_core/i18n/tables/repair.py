"""Sentences on repairs, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

SCORES = {
    "mae": Text("验证 MAE", "validation MAE"),
    "bits_per_character": Text("验证每字符比特", "validation bits per character"),
    "wer": Text("验证词错误率", "validation word error rate"),
}


def _of_scores() -> dict[str, Text]:
    """What is said with the name of the deciding score in it."""
    texts = {}
    for name, (zh, en) in SCORES.items():
        texts[f"repair.measure_{name}"] = Text(zh, en)
        texts[f"repair.accepted_{name}"] = Text(
            f"修好了：{zh}从 {{before}} 降到 {{after}}（{{seeds}} 个新种子的平均）。",
            f"Repaired: {en} {{after}} instead of {{before}}, mean over {{seeds}} further seeds.",
        )
        texts[f"repair.revived_{name}"] = Text(
            f"修好了：原来的训练在 {{seeds}} 个新种子中有 {{diverged}} 个发散，改后都不发散，{zh}平均 {{after}}。",
            f"Repaired: with {{diverged}} of {{seeds}} further seeds the original diverged, the repair never does; {en} "
            "{after} on average.",
        )
        texts[f"repair.honest_{name}"] = Text(
            f"堵上泄漏以后，{zh}从 {{before}} 变成 {{after}}。变差是对的：原来的分数靠的是预测时还不知道的东西。",
            f"With the leak closed, {en} is {{after}} instead of {{before}}. Worse is right: the old score used what is not "
            "known when a forecast is made.",
        )
        texts[f"repair.score_{name}"] = Text(f"已修好 · {zh} {{after}}", f"repaired · {en} {{after}}")
    return texts


REPAIR_TEXTS: dict[str, Text] = {
    **_of_scores(),
    "kind.repair": Text("修复", "Repair"),
    # -- why there can be none ---------------------------------------------------------------------------------------
    "repair.needs_training": Text(
        "运行 {run} 不是一次训练（而是 {kind}），修复只能从一次训练开始。请打开其中的一次训练再修复。",
        "Run {run} is no training but a {kind}; a repair starts from a training. Open one of its trainings and repair that.",
    ),
    "repair.untrained": Text(
        "这张卡片还没有训练过，没有可修的。请先训练。",
        "This card has not been trained yet, so there is nothing to repair. Train it first.",
    ),
    "repair.active": Text(
        "运行 {run} 还在进行，修复要等它结束。请先停止它，或等它训练完。",
        "Run {run} is still at work; a repair starts from one that has ended. Stop it, or wait until it is done.",
    ),
    "repair.without_data": Text(
        "运行 {run} 的数据不在了，没有数据就不能再训练。请重新上传数据，建立一次新的训练。",
        "The data of run {run} is gone, and without it nothing can be trained. Upload the data again and train anew.",
    ),
    "repair.no_repaired": Text(
        "修复 {run} 没有接受任何改法，所以没有修好的配置。原来的训练保持不变。",
        "The repair {run} accepted no change, so there is no repaired configuration. The original stays as it is.",
    ),
    "repair.original_failed": Text(
        "原来的训练（{member}）没有结果，所以没有可比的。请打开它看原因，再继续。",
        "The original ({member}) came to no result, so there is nothing to compare with. Open it to see why, then resume.",
    ),
    "repair.member_lost": Text("训练中断", "its process died"),
    # -- where it stands ---------------------------------------------------------------------------------------------
    "repair.queued": Text("正在等待开始：{attempts} 种改法。", "Waiting to start: {attempts} changes to try."),
    "repair.running": Text(
        "正在试改法：{attempts} 种里已试 {done} 种。", "Trying changes: {done} of {attempts} so far."
    ),
    "repair.stopped": Text(
        "已停止，{attempts} 种改法里试了 {done} 种。已完成的训练都保留，继续时不会重新训练。",
        "Stopped with {done} of {attempts} changes tried. What is trained is kept; resume goes on with the rest.",
    ),
    "repair.lost": Text(
        "带领这次修复的进程意外结束，{attempts} 种改法里试了 {done} 种。已完成的都保留，请点“继续训练”。",
        "The process that led the repair died with {done} of {attempts} changes tried. What is trained is kept. Resume it.",
    ),
    # -- verdicts ----------------------------------------------------------------------------------------------------
    "repair.none": Text(
        "没有一种改法比原来好得超过种子带来的差别（试了 {tried} 种），所以保持原来的训练不变。",
        "No change is better by more than seeds may do ({tried} tried), so the original stays as it is.",
    ),
    "repair.budget": Text(
        "预算（{seconds} 秒）用完了，还没有哪种改法得到证明（试了 {tried} 种），所以保持原样。想接着试，请用更大的预算再修复一次。",
        "The budget of {seconds} s was used up before a change was proven ({tried} tried), so the original stays. Repair it "
        "again with a larger budget to go further.",
    ),
    "repair.healthy": Text(
        "诊断没有发现需要修的问题，所以什么也没有改、没有试。",
        "The diagnosis found nothing that needs a repair, so nothing was changed and nothing tried.",
    ),
    "repair.nothing": Text(
        "发现的问题改配置治不了（{names}），所以没有试。要从数据或任务入手。",
        "No setting cures what was found ({names}), so nothing was tried. Look at the data or the task.",
    ),
    "repair.score_none": Text("保持原样", "original kept"),
    "repair.score_budget": Text("预算用完，保持原样", "budget used up, original kept"),
    "repair.score_healthy": Text("没有要修的", "nothing to repair"),
    "repair.score_nothing": Text("改配置治不了", "no setting cures it"),
    "repair.score_honest": Text("堵上了泄漏", "leak closed"),
    # -- the proof ---------------------------------------------------------------------------------------------------
    "repair.before": Text(
        "原来：平均 {mean}（95% 区间 {low} 到 {high}），{seeds} 个种子。",
        "Original: {mean} on average (95% interval {low} to {high}) over {seeds} seeds.",
    ),
    "repair.before_diverged": Text(
        "原来：{seeds} 个种子中有 {diverged} 个发散。", "Original: diverged with {diverged} of {seeds} seeds."
    ),
    "repair.after": Text(
        "改后：平均 {mean}（95% 区间 {low} 到 {high}），{seeds} 个种子。",
        "Repair: {mean} on average (95% interval {low} to {high}) over {seeds} seeds.",
    ),
    "repair.test": Text(
        "测试部分不参与选择，只能否决：原来平均 {before}，改后 {after}。",
        "The test part chose nothing and could only object: {before} before, {after} after, on average.",
    ),
    "repair.test_diverged": Text(
        "测试部分不参与选择，只能否决：改后平均 {after}，原来的训练发散。",
        "The test part chose nothing and could only object: {after} after, on average; the original diverged.",
    ),
    "repair.rule": Text(
        "接受的条件：每个新种子都更好，而且改后的每次训练都好过原来的每一次；如果改动没有作用，碰巧这样的机会是 {chance}。",
        "The rule: better with every further seed, and so far apart that chance alone does it in {chance} of cases at most.",
    ),
    "repair.kept_original": Text(
        "没有改动任何东西，原来的训练照旧可用。", "Nothing was changed; the original training is as it was."
    ),
    # -- what became of an attempt -----------------------------------------------------------------------------------
    "repair.outcome_waiting": Text("还没见分晓", "not decided yet"),
    "repair.outcome_accepted": Text("接受", "accepted"),
    "repair.outcome_honest": Text("堵上泄漏", "closes the leak"),
    "repair.outcome_trials": Text("超出次数，没试", "beyond the number of tries"),
    "repair.outcome_budget": Text("预算用完", "budget used up"),
    "repair.outcome_unneeded": Text("已不需要", "not needed any more"),
    "repair.outcome_short": Text("不如别的改法", "others did better"),
    "repair.outcome_not_better": Text("不比原来好", "not better than the original"),
    "repair.outcome_diverged": Text("发散", "diverged"),
    "repair.outcome_failed": Text("训练失败", "training failed"),
    "repair.outcome_seed": Text("换种子就不更好", "not better with another seed"),
    "repair.outcome_noise": Text("没有超过种子的差别", "within what seeds do"),
    "repair.outcome_test": Text("测试部分更差", "worse on the test part"),
    "repair.outcome_with_seed": Text("{outcome}（{seed}）", "{outcome} ({seed})"),
    "repair.original_row": Text("原来的训练", "the original"),
    "repair.diverged": Text("发散", "diverged"),
    "repair.short_of": Text("短训练 {score}", "short {score}"),
    # -- pictures ----------------------------------------------------------------------------------------------------
    "repair.line_original": Text("原来的训练", "Original"),
    "repair.line_original_short": Text("原来的短训练", "Original, short"),
    "repair.line_score": Text("改法", "Change"),
    "repair.line_short": Text("改法（短训练）", "Change, short training"),
    "repair.line_accepted": Text("接受的改法", "Accepted"),
    "repair.line_repaired": Text("改后", "Repair"),
    "repair.attempt_axis": Text("第几种改法", "Change number"),
    "repair.no_point": Text("有了分数，这里就出现它的点。", "Each score gets a point here as soon as it is known."),
    "repair.alt": Text(
        "{count} 种改法的分数，最好 {best}；原来的训练 {original}。",
        "Scores of {count} changes, the best {best}; the original {original}.",
    ),
    "repair.alt_pairs": Text(
        "{change}：{seeds} 个新种子里有 {won} 个比原来好。",
        "{change}: better than the original with {won} of {seeds} further seeds.",
    ),
    "repair.spec": Text("修好的配置：", "The repaired configuration:"),
    "repair.two_changes": Text("{first}；{second}", "{first}; {second}"),
    "repair.two_names": Text("{first}、{second}", "{first}, {second}"),
    "repair.change": Text("{name} {before} → {after}", "{name} {before} → {after}"),
}
