"""Sentences about newer rows for a trained forecaster; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

PREDICT_TEXTS: dict[str, Text] = {
    "predict.not_for_task": Text(
        "这次运行的任务是 {task}：只有预测任务能接上新的数据行。",
        "This run's task is {task}: only forecasting runs go on from newer rows.",
    ),
    "predict.failed": Text("预测没有完成：{error}。", "The forecast could not be made: {error}."),
    "predict.scored": Text(
        "在新行里的 {windows:.0f} 个窗口上：交付的预测 MAE {delivered:.4g}，网络 {network:.4g}，线性模型 {linear:.4g}，重复最后一个值 {persistence:.4g}。",
        "On the newer rows (windows scored: {windows:.0f}): MAE {delivered:.4g} of what is delivered, {network:.4g} of the network, "
        "{linear:.4g} of the linear model, {persistence:.4g} of repeating the last value.",
    ),
    "predict.added": Text("接在训练数据之后的新行：{count}。", "Newer rows behind the data of the run: {count}."),
    "data.new_untimed": Text(
        "{file} 里没有读得出的时间，而这次运行的数据有时间列“{column}”。请加上同样的时间列。",
        '{file} has no times that can be read, and the data of this run has the time column "{column}". Add that column.',
    ),
    "data.nothing_new": Text(
        "{file} 里没有比训练数据（到 {last}）更新的行。请给出之后的行。",
        "{file} has no row later than the data of this run, which goes to {last}. Give the rows that follow.",
    ),
    "data.new_overlap": Text(
        "{file} 有 {count} 行与训练数据的时间相同；以新文件的值为准。",
        "{count} rows of {file} have times that the data of the run has too; the newer file counts.",
    ),
    "data.new_local": Text(
        "{file} 的时间没有写偏移，按 {zone} 的当地时间读。",
        "Times in {file} bear no offset; they are read as local ones of {zone}.",
    ),
    "data.new_jump": Text(
        "{file} 从 {first} 开始，而训练数据到 {last} 为止：中间缺了几步。请把中间的行也放进文件。",
        "{file} begins at {first}, and the data of the run ends at {last}: steps are left out between them. Put those rows "
        "into the file as well.",
    ),
    "data.new_rhythm": Text(
        "{file} 的第一个新时间 {first} 离 {last} 不到一步：频率与训练数据不同。请换成同样频率的数据。",
        "The first new time of {file}, {first}, is less than a step after {last}: its rows lie closer than those of the run. "
        "Use data of the same frequency.",
    ),
    "data.new_shift": Text(
        "新行的 {column} 与训练部分不同：平均值差 {off:+.2g} 个标准差，{outside}% 的值超出训练部分的范围。预测可能不可靠，可以重新训练。",
        "{column} of the newer rows is not as in the training part: its mean is {off:+.2g} deviations off and {outside}% of its "
        "values lie outside. Forecasts may be worse; training anew may help.",
    ),
}
