"""Sentences of the guide on repetitions over seeds in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

REPEAT_GUIDE_TEXTS: dict[str, Text] = {
    "guide.over_seeds": Text(
        "同样的训练，换 {seeds} 个种子各训练一次。", "The same training once for each of {seeds} seeds."
    ),
    "guide.train_seeds": Text(
        "点“训练”后，{seeds} 个种子依次训练，轮到其他训练时会让位；每完成一个，平均和 95% 区间就更新一次。随时可以停止，继续时已完成的不会重训。",
        "Train starts the {seeds} seeds one after the other and lets other runs in between. Mean and 95% interval grow with "
        "every seed that is done. You may stop at any time; what is done is not trained again.",
    ),
    "guide.no_repeat": Text(
        "这个对话里还没有可以重复的卡片。先说要训练什么，例如“用 5 个种子预测太阳黑子”。",
        "There is no card to repeat in this conversation yet. Say what to train first, for example “Forecast the sunspots "
        "over 5 seeds”.",
    ),
    "guide.seeds_same": Text("这张卡片已经是 {seeds} 个种子的重复。", "This card repeats over {seeds} seeds already."),
    "guide.seeds_range": Text(
        "“{words}”：种子的个数必须是 {fewest} 到 {most} 之间的整数；只训练一次就给不出区间。",
        "“{words}”: the number of seeds must be a whole number from {fewest} to {most}; one training has no interval.",
    ),
    "guide.known_seeds": Text(
        "{data}：多种子重复，{step}/{steps} 个种子已完成。",
        "The repetition on {data} has {step} of {steps} seeds done.",
    ),
    "guide.seeds_back": Text("种子个数 {before} → {after}", "number of seeds {before} → {after}"),
    "next.repeat": Text("用 5 个种子重复", "Repeat it over 5 seeds"),
}
