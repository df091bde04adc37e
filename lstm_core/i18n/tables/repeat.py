"""Sentences on runs that lead others, and on repetitions over seeds, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

MEASURES = {
    "mae": Text("测试 MAE", "test MAE"),
    "rmse": Text("测试 RMSE", "test RMSE"),
    "mase": Text("测试 MASE", "test MASE"),
    "change_persistence": Text("误差变化，对持续性基线", "change of the error against persistence"),
    "change_seasonal_naive": Text("误差变化，对季节性基线", "change of the error against the seasonal naive"),
    "change_linear": Text("误差变化，对线性模型", "change of the error against the linear model"),
    "bits_per_character": Text("每字符比特", "bits per character"),
    "perplexity": Text("困惑度", "perplexity"),
    "bits_unigram": Text("每字符比特之差，对字频", "bits per character against symbol frequencies"),
    "bits_ngram": Text("每字符比特之差，对 n 元模型", "bits per character against n-grams"),
    "wer": Text("词错误率", "word error rate"),
    "cer": Text("字错误率", "character error rate"),
    "right": Text("整句正确率", "utterances wholly right"),
}
BASELINES = {
    "persistence": Text("持续性基线", "persistence"),
    "seasonal_naive": Text("季节性基线", "the seasonal naive"),
    "linear": Text("线性模型", "the linear model"),
    "unigram": Text("字频", "symbol frequencies"),
    "ngram": Text("n 元模型", "n-grams"),
}


def _of_measures() -> dict[str, Text]:
    """The headline and the line of a list, for every measure."""
    texts = {f"measure.{name}": text for name, text in MEASURES.items()}
    for name, (zh, en) in MEASURES.items():
        gap = " " if zh[-1].isascii() else ""
        texts[f"repeat.headline_{name}"] = Text(
            f"{{seeds}} 个种子：{zh}{gap}平均 {{mean}}，95% 区间 {{low}} 到 {{high}}。",
            f"Over {{seeds}} seeds: {en} {{mean}} on average, 95% interval {{low}} to {{high}}.",
        )
        texts[f"repeat.one_{name}"] = Text(
            f"只有 1 个种子有结果：{zh} {{mean}}；给不出区间。",
            f"One seed has a result: {en} {{mean}}; there is no interval.",
        )
        texts[f"repeat.score_{name}"] = Text(f"{{seeds}} 个种子 · {zh} {{mean}}", f"{{seeds}} seeds · {en} {{mean}}")
    return texts


def _of_baselines() -> dict[str, Text]:
    """The verdict against every baseline."""
    texts = {}
    for name, (zh, en) in BASELINES.items():
        against = Text(f"相对{zh}变化 {{mean}}（{{low}} 到 {{high}}）", f"Against {en} {{mean}} ({{low}} to {{high}})")
        for verdict, (zh_end, en_end) in {
            "better": Text("：不论种子，模型更好。", ": better, whatever the seed."),
            "worse": Text("：不论种子，模型更差。", ": worse, whatever the seed."),
            "tie": Text("：没有证据说明模型更好，区间包含零。", ": not shown to be better, the interval holds zero."),
        }.items():
            texts[f"repeat.{verdict}_{name}"] = Text(against.zh + zh_end, against.en + en_end)
    return texts


REPEAT_TEXTS: dict[str, Text] = {
    **_of_measures(),
    **_of_baselines(),
    "kind.train": Text("训练", "Training"),
    "kind.repeat": Text("多种子重复", "Repetition over seeds"),
    "spec.kind": Text(
        "本程序不认识 {value} 这种运行，只认识：{known}。请更新程序。",
        "This program does not know runs of the kind {value}; it knows: {known}. Update it.",
    ),
    "spec.not_training": Text(
        "这里需要一次训练的配置，收到的是 {kind}。请给出训练的配置。",
        "This asks for the configuration of a training, got {kind}. Give that of a training.",
    ),
    "run.not_training": Text("运行 {run} 不是一次训练。", "Run {run} is not a training."),
    "run.newer": Text(
        "运行 {run} 由更新版本的程序建立，本程序读不懂它。请更新程序；其他运行不受影响。",
        "Run {run} was made by a newer program and cannot be read by this one. Update it; other runs are not affected.",
    ),
    "repeat.no_member": Text(
        "{seeds} 个种子中没有一个训练出结果。请打开其中一个，看它为什么结束。",
        "None of the {seeds} seeds came to a result. Open one of them to see what ended it.",
    ),
    "repeat.queued": Text("正在等待开始：{seeds} 个种子。", "Waiting to start: {seeds} seeds."),
    "repeat.running": Text("已完成 {done}/{seeds} 个种子。", "{done} of {seeds} seeds are done."),
    "repeat.stopped": Text(
        "已停止，{done}/{seeds} 个种子有结果。继续时，已完成的不会重新训练。",
        "Stopped with {done} of {seeds} seeds done. Resume trains only those that are left.",
    ),
    "repeat.lost": Text(
        "带领这些训练的进程意外结束，{done}/{seeds} 个种子有结果；还在训练的会自己训练完。请点“继续训练”。",
        "The process that led the members died with {done} of {seeds} seeds done; members that train go on by "
        "themselves. Resume it.",
    ),
    "repeat.spread": Text(
        "种子之间的标准差是 {deviation}，最小 {smallest}，最大 {largest}。小于这个差别的改动，一次训练分辨不出。",
        "The seeds deviate by {deviation}, from {smallest} to {largest}. One training cannot show a change that is "
        "smaller than that.",
    ),
    "repeat.ensemble": Text(
        "各种子的误差差得很远：几个网络预测的平均不那么取决于种子。在差得这么远的公开序列上，五个网络的平均比其中单个网络的平均误差小 0 到 10%，"
        "训练时间是五倍。在一次训练的卡片上说“集成5个种子”即可。",
        "The errors of the seeds lie far apart: the mean forecast of several networks depends less on the seed. On public series where "
        "they lie so far apart a mean of five erred 0 to 10 % less than one of the five on average, for five times the training. On the "
        "card of one training say “train an ensemble of 5 seeds”.",
    ),
    "repeat.without_result": Text(
        "{count} 个种子没有结果（{states}），不在平均之内。",
        "{count} seeds have no result ({states}) and are left out of the mean.",
    ),
    "repeat.seed": Text("种子 {seed}", "Seed {seed}"),
    "repeat.a_seed": Text("每个种子", "Each seed"),
    "repeat.seed_axis": Text("种子", "Seed"),
    "repeat.loss_axis": Text("验证损失", "validation loss"),
    "repeat.mean": Text("平均", "Mean"),
    "repeat.band": Text("平均的 95% 区间", "95% interval of the mean"),
    "repeat.alt": Text(
        "{measure}：{done}/{seeds} 个种子，平均 {mean}，95% 区间 {low} 到 {high}；最小 {smallest}，最大 {largest}。",
        "{measure}, {done} of {seeds} seeds: mean {mean}, 95% interval {low} to {high}, smallest {smallest}, largest "
        "{largest}.",
    ),
    "repeat.alt_one": Text(
        "{measure}：{seeds} 个种子中 1 个有结果，{mean}。", "{measure}: 1 of {seeds} seeds has a result, {mean}."
    ),
    "repeat.no_point": Text("每个种子训练完后，这里出现它的点。", "Each seed gets a point here as soon as it is done."),
    "repeat.alt_losses": Text(
        "{count} 个种子的验证损失；最低值在 {low} 到 {high} 之间。",
        "Validation loss of {count} seeds; the lowest of each lies between {low} and {high}.",
    ),
    "repeat.alt_no_loss": Text("还没有验证损失。", "There is no validation loss yet."),
    "member.waiting": Text("未开始", "not started"),
    "member.queued": Text("排队中", "waiting"),
    "member.running": Text("训练中", "training"),
    "member.finished": Text("已完成", "done"),
    "member.failed": Text("失败", "failed"),
    "member.stopped": Text("已停止", "stopped"),
    "member.lost": Text("中断", "died"),
    "member.gone": Text("文件夹已删除", "folder deleted"),
}
