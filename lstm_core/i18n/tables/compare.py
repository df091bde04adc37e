"""Sentences on comparisons, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

COMPARE_TEXTS: dict[str, Text] = {
    "kind.compare": Text("比较", "Comparison"),
    # -- why there can be none -----------------------------------------------------------------------------------------
    "compare.too_few": Text(
        "比较至少要两个配置，现在是 {count} 个。请再加一个。",
        "A comparison needs two configurations or more, got {count}. Add one.",
    ),
    "compare.other_task": Text(
        "第 {candidate} 个配置的任务是 {other}，第一个是 {first}。不同任务的分数不能比较，请比较同一任务的配置。",
        "Configuration {candidate} is for the task {other}, the first one for {first}. Their scores do not compare; compare "
        "configurations of one task.",
    ),
    "compare.other_data": Text(
        "第 {candidate} 个配置的 {path} 不同（{value}），分数就不在同样的数据上，不能比较。请让它与第一个配置一致。",
        "Configuration {candidate} differs in {path} ({value}), so its score is not of the same data and does not compare. "
        "Make it like the first one's.",
    ),
    "compare.unmeasured": Text(
        "同等训练时间需要先测每个配置一步的耗时，这个配置里没有。请从命令行或页面重新提出比较，它会先测。",
        "Equal time needs the measured pace of every candidate, which this configuration lacks. Ask for the comparison "
        "again on the page or the command line, which measures it first.",
    ),
    "compare.no_pace": Text(
        "第 {candidate} 个候选的一步测不出来（它自己可能就跑不起来），所以给不了同等的训练时间。请去掉它，或换一种预算。",
        "Candidate {candidate} could not be measured (it may not run at all), so it cannot get equal time. Leave it out or "
        "choose another budget.",
    ),
    "compare.estimate": Text(
        "{members} 次训练，最多约 {time}（同时 {at_once} 个）；提前结束的会更快。",
        "{members} trainings, about {time} at most ({at_once} at once); those that end early take less.",
    ),
    "compare.estimate_unknown": Text(
        "{members} 次训练；有的候选测不出一步的时间，总时间未知。",
        "{members} trainings; how long they take is not known, since some candidate could not be measured.",
    ),
    "compare.no_member": Text(
        "{members} 次训练没有一次有结果。请打开其中一次，看它为什么结束。",
        "None of the {members} trainings came to a result. Open one of them to see what ended it.",
    ),
    "compare.set_of_one": Text(
        "现成比较（--set-of）从一个配置出发，收到 {count} 个。请只给一个，或去掉 --set-of。",
        "A ready-made set (--set-of) starts from one configuration, got {count}. Give one, or leave --set-of out.",
    ),
    "compare.no_set": Text(
        "没有名为 {name} 的现成比较，可用：{known}。", "There is no ready-made set {name}; there are: {known}."
    ),
    "compare.set_unfit": Text(
        "现成比较“{name}”不适合这份数据：{known} 可用。",
        "The ready-made set {name} does not fit these data; these do: {known}.",
    ),
    "improve.active": Text(
        "运行 {run} 还在进行，改进要等它结束。请先停止它，或等它训练完。",
        "Run {run} is still at work; what may improve it is known once it has ended. Stop it, or wait until it is done.",
    ),
    "improve.nothing": Text(
        "没有想到可试的改动。请用“比较”自己选要试的值。",
        "There is no change left to try. Choose values of your own in a comparison.",
    ),
    "spec.paces": Text(
        "paces 有 {paces} 项，candidates 有 {candidates} 项；每个候选要有一项。",
        "paces has {paces} entries and candidates {candidates}; every candidate needs one.",
    ),
    "spec.compared_alike": Text(
        "第 {candidate} 个候选改了 {path}，分数就不能比较。只能改 model、train 和不影响评判的 data 字段。",
        "Candidate {candidate} changes {path}, so its score would not compare. Only model, train and fields of data that do "
        "not change what is judged may differ.",
    ),
    "spec.candidate_twice": Text(
        "第 {candidate} 个候选与前面的一个完全相同。请改动或去掉它。",
        "Candidate {candidate} is the same as one before it. Change it or leave it out.",
    ),
    "spec.alike_in_budget": Text(
        "在这个预算下候选 {first} 和 {candidate} 是同一个训练：它们只在要拉平的地方不同。请按原样比较，或让它们在别处不同。",
        "Under this budget candidates {first} and {candidate} are the same training: they differ only in what it makes equal. "
        "Compare them as given, or let them differ elsewhere.",
    ),
    # -- where it stands -----------------------------------------------------------------------------------------------
    "compare.queued": Text("正在等待开始：{members} 次训练。", "Waiting to start: {members} trainings."),
    "compare.running": Text("已完成 {done}/{members} 次训练。", "{done} of {members} trainings are done."),
    "compare.stopped": Text(
        "已停止，{done}/{members} 次训练有结果。继续时，已完成的不会重新训练。",
        "Stopped with {done} of {members} trainings done. Resume trains only those that are left.",
    ),
    "compare.lost": Text(
        "带领比较的进程意外结束，{done}/{members} 次训练有结果；还在训练的会自己训练完。请点“继续训练”。",
        "The process that led the comparison died with {done} of {members} trainings done; members that train go on by "
        "themselves. Resume it.",
    ),
    # -- verdicts ------------------------------------------------------------------------------------------------------
    "compare.better": Text(
        "{name} 更好：平均{measure} {mean}，{next} 是 {next_mean}（{seeds} 个种子）。",
        "{name} is better: {measure} {mean} on average, {next} {next_mean}, over {seeds} seeds.",
    ),
    "compare.better_than_all": Text(
        "{name} 比其他 {others} 个都好：平均{measure} {mean}，其次是 {next}，{next_mean}（{seeds} 个种子）。",
        "{name} is better than all {others} others: {measure} {mean} on average; next is {next} with {next_mean}, over "
        "{seeds} seeds.",
    ),
    "compare.partly": Text(
        "{name} 的平均{measure} 最低（{mean}），好于 {beaten}；与 {tied} 分不出高下，换种子就可能反过来。",
        "{name} has the lowest {measure}, {mean} on average, and is better than {beaten}; with {tied} it ties, since other "
        "seeds could reverse the order.",
    ),
    "compare.tie": Text(
        "分不出高下：{name} 的平均{measure} 是 {mean}，{next} 是 {next_mean}，换种子就可能反过来。",
        "A tie: {name} has {measure} {mean} on average, {next} {next_mean}, and other seeds could reverse the order.",
    ),
    "compare.single": Text(
        "每个候选只有一次训练：{name} 的{measure}最低（{mean}），{next} 是 {next_mean}。一次训练说明不了谁更好，请用多个种子。",
        "One training each: {name} has the lowest {measure} ({mean}), {next} {next_mean}. One run shows no difference; use "
        "several seeds.",
    ),
    "compare.one": Text(
        "只有 {name} 有结果：{measure} {mean}。没有可比的。",
        "Only {name} has a result: {measure} {mean}. There is nothing to compare it with.",
    ),
    # -- the leader against each ---------------------------------------------------------------------------------------
    "compare.against_better": Text(
        "{name} 对 {other}：误差 {change}，差 {mean}（95% 区间 {low} 到 {high}，{seeds} 个种子）：更好。",
        "{name} against {other}: error {change}, apart by {mean} (95% interval {low} to {high}, {seeds} seeds): better.",
    ),
    "compare.against_worse": Text(
        "{name} 对 {other}：误差 {change}，差 {mean}（95% 区间 {low} 到 {high}，{seeds} 个种子）：更差。",
        "{name} against {other}: error {change}, apart by {mean} (95% interval {low} to {high}, {seeds} seeds): worse.",
    ),
    "compare.against_tie": Text(
        "{name} 对 {other}：误差 {change}，差 {mean}（95% 区间 {low} 到 {high}）：平手。差别若真这么大，约 {needed} 个种子能分出来（再加 {more} 个）。",
        "{name} against {other}: error {change}, apart by {mean} (95% interval {low} to {high}): a tie. If the difference is "
        "real, about {needed} seeds would show it ({more} more).",
    ),
    "compare.against_equal": Text(
        "{name} 对 {other}：误差 {change}，差 {mean}（95% 区间 {low} 到 {high}）：平手，100 个种子也分不出。",
        "{name} against {other}: error {change}, apart by {mean} (95% interval {low} to {high}): a tie that not even 100 "
        "seeds would decide.",
    ),
    "compare.against_one": Text(
        "{name} 对 {other}：误差 {change}，差 {mean}；只有一个共同的种子，给不出区间。",
        "{name} against {other}: error {change}, apart by {mean}; one seed in common gives no interval.",
    ),
    "compare.no_pair": Text("与 {other} 没有共同的种子。", "No seed in common with {other}."),
    "compare.without_result": Text(
        "{name}：{seeds} 个种子里有 {count} 个没有结果，不在平均之内。",
        "{name} has no result with {count} of {seeds} seeds; they are left out of its mean.",
    ),
    "compare.cheaper": Text(
        "{name} 与 {other} 平手，而{what}更少（{cost}，对 {other_cost}）：分不出高下时，选便宜的。",
        "{name} ties with {other} at a lower cost in {what} ({cost} against {other_cost}): where nothing else decides, take the "
        "cheaper one.",
    ),
    "compare.rule": Text(
        "判断依据：同一种子、同样测试窗口上逐对的差，配对 t 检验，显著性 5%。",
        "The rule: differences seed by seed on the same test windows, paired t-test at 5%.",
    ),
    "compare.rule_corrected": Text(
        "判断依据：同一种子、同样测试窗口上逐对的差，配对 t 检验；{pairs} 对比较按 Holm 校正，全部合起来误判不超过 5%。",
        "The rule: differences seed by seed on the same test windows, paired t-test, corrected by Holm for {pairs} pairs, so "
        "that all of them together err in no more than 5% of comparisons.",
    ),
    "compare.score": Text(
        "{candidates} 个候选 × {seeds} 个种子 · 最好 {mean}", "{candidates} candidates × {seeds} seeds · best {mean}"
    ),
    # -- words of the table --------------------------------------------------------------------------------------------
    "compare.as_it_is": Text("原配置", "as it is"),
    "compare.field": Text("{name} {value}", "{name} {value}"),
    "compare.interval": Text("{mean}\u2060（{low}\u00a0到\u00a0{high}）", "{mean}\u00a0({low}\u00a0to\u00a0{high})"),
    "compare.order_best": Text("最好", "best"),
    "compare.order_tie": Text("平手", "tie"),
    "compare.order_worse": Text("更差", "worse"),
    "compare.order_better": Text("更好", "better"),
    "compare.order_few": Text("未定", "open"),
    "compare.cost_parameters": Text("参数", "parameters"),
    "compare.cost_step_ms": Text("每步训练时间", "time per step"),
    "compare.cost_inference_ms": Text("一次回答的时间", "time of an answer"),
    "compare.cost_memory_mb": Text("内存", "memory"),
    # -- pictures ------------------------------------------------------------------------------------------------------
    "compare.no_point": Text(
        "训练完后，这里出现每个候选的点。", "Each candidate gets its points here as its trainings end."
    ),
    "compare.a_seed": Text("每个种子", "Each seed"),
    "compare.mean": Text("平均与 95% 区间", "Mean with 95% interval"),
    "compare.frontier": Text("没有更便宜又更好的", "Nothing is both cheaper and better"),
    "compare.alt_scores": Text(
        "{measure}，每个候选的平均与 95% 区间：{told}。", "{measure}, mean and 95% interval of each candidate: {told}."
    ),
    "compare.alt_pareto": Text("{measure}对{cost}：{told}。", "{measure} against {cost}: {told}."),
    "compare.alt_losses": Text(
        "每个候选的验证损失，一条线一个种子。", "Validation loss of each candidate, a line for each seed."
    ),
}
