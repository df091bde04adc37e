"""Words of the card of a search in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

SEARCH_LABELS: dict[str, Text] = {
    "action.search": Text("调参", "Tune"),
    "action.enough_minutes": Text("给 {minutes} 分钟", "Give it {minutes} min"),
    "action.start_search": Text("开始调参", "Start search"),
    "action.use_found": Text("用找到的设置新建训练", "New training with what was found"),
    "action.search_files": Text("下载调参", "Download search"),
    "action.remove_dimension": Text("去掉", "Remove"),
    "action.add_dimension": Text("加入空间", "Add to the space"),
    "action.suggest_space": Text("用建议的空间", "Suggested space"),
    "search.plan": Text(
        "从现在的配置出发，在下面的范围里试；没有希望的提前停掉。最好的一次用 {seeds} 个新种子与起点比，更好才推荐。",
        "Starts from this configuration and tries values in these ranges; hopeless trials are stopped early. The best "
        "one is compared with the starting point over {seeds} fresh seeds and recommended only when it is better.",
    ),
    "search.budget_both": Text(
        "预算：{minutes}，最多 {trials} 次试验，含确认。",
        "Budget: {minutes} and {trials} trials at most, confirmation included.",
    ),
    "search.budget_minutes": Text("预算：{minutes}，含确认。", "Budget: {minutes}, confirmation included."),
    "search.budget_trials": Text(
        "预算：{trials} 次试验，另加确认。", "Budget: {trials} trials, then the confirmation."
    ),
    "search.estimating": Text("正在测一次训练要多久。", "Measuring how long one training takes."),
    "search.estimate_time": Text(
        "一次训练约 {one}；约 {trials} 次试验加 {confirming} 次确认，最多约 {time}（同时 {at_once} 个）。",
        "One training takes about {one}; about {trials} trials and {confirming} trainings that confirm, {time} at most "
        "({at_once} at once).",
    ),
    "search.estimate_failed": Text(
        "测不出一次训练要多久（它自己可能就跑不起来）。",
        "How long one training takes could not be measured (it may not run at all).",
    ),
    "search.minutes": Text("最多几分钟", "Minutes at most"),
    "search.minutes_help": Text(
        "从开始到确认结束的时间；停下来的时间不算。空着就只看次数。",
        "From the start to the end of the confirmation, without the time that it is stopped. Empty: trials alone "
        "decide.",
    ),
    "search.trials": Text("最多几次试验", "Trials at most"),
    "search.trials_help": Text(
        "起点也算一次；确认的训练不算。空着就只看时间。",
        "The starting point is one of them, the confirmation is not. Empty: minutes alone decide.",
    ),
    "search.seeds": Text("确认的种子数", "Fresh seeds"),
    "search.seeds_help": Text(
        "许多试验里最好的一次总带运气，所以用这么多个没用过的种子与起点比。",
        "The best of many trials is lucky, so it is compared with the start over so many seeds that no trial had.",
    ),
    "search.sampler": Text("怎样提出下一个", "Sampler"),
    "search.sampler_help": Text(
        "TPE 顺着好的试验往下找；随机只用来对照。",
        "TPE follows what good trials have in common; random is for comparison.",
    ),
    "search.sampler_tpe": Text("TPE（跟着好的走）", "TPE (follows good trials)"),
    "search.sampler_random": Text("随机", "Random"),
    "search.pruner": Text("怎样停掉没希望的", "Pruner"),
    "search.pruner_help": Text(
        "中位数：走到同一处比一半试验差就停。减半：每一关只留较好的一半。",
        "Median: stopped when worse than half of the trials at the same part. Halving: the better half passes each "
        "border.",
    ),
    "search.pruner_median": Text("中位数", "Median"),
    "search.pruner_successive_halving": Text("逐次减半", "Successive halving"),
    "search.pruner_none": Text("不停", "None"),
    "search.low": Text("{name}，最小", "{name}, least"),
    "search.high": Text("{name}，最大", "{name}, most"),
    "search.log": Text("对数", "Log scale"),
    "search.choices": Text("要试的值，用逗号分开。", "The values to try, separated by commas."),
    "search.add_field": Text("再搜一个字段", "Search a field too"),
    "search.add_values": Text("它的值", "Its values"),
    "search.add_values_example": Text("例如 0, 0.1, 0.2", "e.g. 0, 0.1, 0.2"),
    "search.own_reason": Text("自己加的", "added by hand"),
    "search.base": Text("起点的配置：", "The starting point:"),
    "search.progress_trials": Text("{done} 次试验有结局", "{done} trials ended"),
    "search.progress_of": Text("{done}/{trials} 次试验有结局", "{done} of {trials} trials ended"),
    "search.progress_pruned": Text("停掉 {count}", "{count} pruned"),
    "search.progress_confirming": Text("正在确认：{pairs}/{seeds} 对", "confirming: {pairs} of {seeds} pairs"),
    "search.progress_used": Text("用时 {used}", "{used} used"),
    "search.progress_used_of": Text("用时 {used}（最多 {most}）", "{used} used (at most {most})"),
    "search.progress_done": Text(
        "{trials} 次试验，停掉 {pruned} · 用时 {used}", "{trials} trials, {pruned} pruned · {used} used"
    ),
    "search.metric_help": Text("验证部分的分数，越小越好。", "Score on the validation part; less is better."),
    "search.confirmed_help": Text(
        "最好的试验用没用过的种子重新训练，验证分数的平均。",
        "The best trial trained again with seeds that no trial had: mean score on the validation part.",
    ),
    "search.shrinkage_help": Text(
        "确认的平均比当初的最好分数差多少：多半是运气。",
        "How much worse the confirmed mean is than the score that won: mostly luck.",
    ),
    "search.field": Text("字段", "Field"),
    "search.untold": Text("另有 {count} 次试验，下载里有全部。", "{count} more trials; the download has them all."),
    "search.which": Text("哪次训练", "Which training"),
    "search.code_note": Text("在命令行做同样的调参：", "The same search from the command line:"),
    "search.space_note": Text("搜索空间（space.json）：", "The space (space.json):"),
    "search.script_note": Text("建议的配置的脚本：", "The script of what is recommended:"),
    "search.delete_question": Text(
        "删除“{title}”（{when}）？其中 {members} 次训练也会一起永久删除。",
        "Delete “{title}” ({when})? It is gone for good, with the trainings inside it ({members}).",
    ),
    "picture.history": Text("过程", "History"),
    "picture.search_losses": Text("损失", "Losses"),
    "picture.parallel": Text("平行坐标", "Parallel"),
    "picture.importance": Text("重要性", "Importance"),
    "picture.slices": Text("单个字段", "One field"),
}
