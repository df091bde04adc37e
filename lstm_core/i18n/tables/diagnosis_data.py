"""What a diagnosis finds in the data, in Chinese and English side by side."""

from lstm_core.i18n.languages import Text

DIAGNOSIS_DATA_TEXTS: dict[str, Text] = {
    "diagnosis.text.leakage_shifted": Text(
        "数据泄漏：“{column}”列就是 {steps} 步之后的目标值，预测时还不知道它。",
        "Leak: column {column} is the target {steps} steps later, which is not known when the forecast is made.",
    ),
    "diagnosis.text.leakage_ahead": Text(
        "“{column}”列解释了目标 {steps} 步之后那部分历史无法预知的变化的 {share_share}，像是用未来的值算出来的。请确认它在当时已知。",
        "Column {column} explains {share_share} of what the past leaves open {steps} steps ahead, as if it were made from later "
        "values. Make sure that it is known at that time.",
    ),
    "diagnosis.text.leakage_delayed": Text(
        "“{column}”列提前 {steps} 步给出目标（{share_share}），比要预测的还远，像一个隔了很久才起作用的原因：网络要记住它这么多步。"
        "如果它其实是用更晚的目标算出来的，请去掉它。",
        "Column {column} tells the target {steps} steps before ({share_share}), further than is forecast, as a cause with a long "
        "delay does: the network has to remember it that long. If it was made from later values of the target, leave it out.",
    ),
    "diagnosis.text.leakage_known": Text(
        "数据泄漏：标为“未来已知”的“{column}”列几乎就是目标本身（{share_share}），等于给出了答案。",
        "Leak: column {column}, said to be known ahead, is nearly the target itself ({share_share}): it gives the answer away.",
    ),
    "diagnosis.text.leakage_copy": Text(
        "数据泄漏：标为“未来已知”的“{column}”列就是换了单位的目标。",
        "Leak: column {column}, said to be known ahead, is the target in another unit.",
    ),
    "diagnosis.text.leakage_repeats": Text(
        "数据泄漏：测试部分有 {share_share} 的行在训练部分原样出现过，测试误差会好看得不真实。",
        "Leak: {share_share} of the test part stands in the training part word for word; the test error looks better than it is.",
    ),
    "diagnosis.text.leakage_copied": Text(
        "数据泄漏：后面部分抽查的片段有 {share_share} 在训练部分原样出现，验证和测试成绩不可信。",
        "Leak: {share_share} of the passages of the later parts that were looked up stand in the training part word for word, "
        "so validation and test scores cannot be trusted.",
    ),
    "diagnosis.text.leakage_twice": Text(
        "数据泄漏：验证和测试录音中有 {share_share} 与训练录音一模一样。",
        "Leak: {share_share} of the validation and test recordings are recordings of the training part once more.",
    ),
    "diagnosis.text.leakage_guard": Text(
        "泄漏自查没有通过：换掉后面部分的值之后，有 {changed} 处输入跟着变了。",
        "The check for leaks failed: with values of later parts replaced, {changed} inputs changed.",
    ),
    "diagnosis.text.shuffled_time": Text(
        "相邻的行之间没有任何联系，数值的分布又不像噪声：时间顺序多半被打乱了，网络无从学起。",
        "Neighbouring rows have nothing to do with each other, and the values are not spread as noise is: time was probably "
        "shuffled, so there is nothing to learn in this order.",
    ),
    "diagnosis.text.shuffled_time_column": Text(
        "各行没有按“{column}”列的先后排列，配置也没有指定时间列：网络读到的时间顺序是乱的。",
        "The rows do not stand in the order of column {column}, and the configuration names no time column: the network reads "
        "time out of order.",
    ),
    "diagnosis.text.unalignable": Text(
        "{total} 条训练录音中有 {files} 条的输入少于要写的符号（如 {file}：{inputs} 个输入，需要 {needed} 个）。它们的损失按 0 计，看上去却像完全正确。",
        "{files} of {total} training recordings have fewer inputs than symbols to write (e.g. {file}: {inputs} inputs, {needed} "
        "needed). Their loss counts as 0, which looks perfect.",
    ),
    "diagnosis.text.unalignable_augmented": Text(
        "数据增强加快语速后，平均每轮有 {lost_share} 的训练录音对不齐（如 {file}：只剩 {inputs} 个输入，需要 {needed} 个）。它们的损失按 0 计，看上去却像完全正确。",
        "When augmentation speeds recordings up, {lost_share} of them cannot be aligned in a mean epoch (e.g. {file}: {inputs} "
        "inputs left, {needed} needed). Their loss counts as 0, which looks perfect.",
    ),
    "diagnosis.text.labels_unlearnable_speech": Text(
        "文本和录音对不上：同样的文本，录音并不比随机配对更相似（相似程度是随机配对的 {fit} 倍）。多半是标注错位了。",
        "Transcripts and recordings do not go together: recordings of the same words are no more alike than others ({fit} times "
        "chance). The labels were probably exchanged.",
    ),
    "diagnosis.text.labels_unlearnable_series": Text(
        "目标与任何一列输入都没有关系，它自己的历史也说明不了什么：各列多半没有按同一时间对齐，或者选错了目标。",
        "The target has nothing to do with any input column, nor with its own past: the columns were probably joined with the "
        "wrong rows, or the target is the wrong column.",
    ),
    "diagnosis.text.outliers": Text(
        "“{column}”列有 {count} 个离群值（最远的是 {largest}），其余 96% 的值在 {low} 到 {high} 之间，缩放后只占 {bulk_share} 的范围：真正的变化几乎看不见。",
        "Column {column} has {count} outliers (the furthest is {largest}) while 96 % of its values lie between {low} and {high}: "
        "scaled, they take up {bulk_share} of the range, so what matters is hardly seen.",
    ),
    "diagnosis.text.outliers_recurs": Text(
        "“{column}”列有 {count} 个值恰好都是 {largest}，其余 96% 的值在 {low} 到 {high} 之间：它多半表示缺测，不是真实数值。请把这些单元格留空，再把“缺失值”设为“向前填充”或“不填补，告诉模型”。",
        "Column {column} holds the value {largest} exactly {count} times, while 96 % of the others lie between {low} and {high}: "
        "it probably stands for a missing value. Leave these cells empty, and set missing values to carry forward or to tell the "
        "network.",
    ),
    "diagnosis.text.unscaled_input_large": Text(
        "网络读到的“{column}”列没有缩放，大小约 {size}：门一下子全开或全关，学不动。",
        "The network reads column {column} unscaled, in numbers of about {size}: the gates are driven fully open or shut and cannot learn.",
    ),
    "diagnosis.text.unscaled_input_small": Text(
        "网络读到的“{column}”列没有缩放，大小只有约 {size}：信号小得几乎不起作用。",
        "The network reads column {column} unscaled, in numbers of about {size}: so small that they hardly act.",
    ),
    "diagnosis.text.constant_column": Text(
        "“{column}”列在训练部分始终不变（共 {columns} 列如此），对预测没有帮助。",
        "Column {column} never changes in the training part ({columns} such columns); it cannot help.",
    ),
    "diagnosis.text.constant_column_later": Text(
        "“{column}”列在训练部分不变，后来却动了（共 {columns} 列如此）：网络没有学过怎样用它。",
        "Column {column} does not change in the training part but does later ({columns} such columns): the network never learned "
        "what it means.",
    ),
    "diagnosis.text.distribution_shift": Text(
        "“{column}”列后面的部分与训练部分不同：{outside_share} 的值超出训练时见过的范围，波动幅度相差 {wider} 倍；验证损失是训练损失的 {gap} 倍。",
        "The later part of column {column} is not what was trained on: {outside_share} of its values lie outside what training "
        "saw, its swing differs {wider} times; the validation loss is {gap} times the training loss.",
    ),
    "diagnosis.text.distribution_shift_input": Text(
        "输入列“{column}”一直在往外走：后面部分有 {outside_share} 的值超出训练时见过的范围（偏离 {level} 个标准差），网络没学过怎样读它们。日期、序号和累计值不宜直接作输入。",
        "Input column {column} keeps moving: {outside_share} of its later values lie outside what training saw ({level} "
        "deviations off), so the network never learned to read them. Dates, row numbers and totals are no good inputs as they are.",
    ),
    "diagnosis.text.distribution_shift_text": Text(
        "后面部分的文字与训练部分不同：字符频率相差 {nats} 奈特，{unknown_share} 的字符训练时没见过。",
        "The later parts of the text are written in another way: the frequencies of their symbols differ by {nats} nats, and "
        "{unknown_share} of them were never trained on.",
    ),
    "diagnosis.text.distribution_shift_sound": Text(
        "验证和测试录音的背景噪声与训练录音不同，相差 {level} 个标准差。",
        "The noise in validation and test recordings is not that of the training recordings: {level} deviations apart.",
    ),
    "diagnosis.text.nothing_to_learn_last": Text(
        "这个序列的过去说明不了未来的变化：线性、最近邻和季节模型都不比重复最后一个值更准。最好的预测就是最后一个值。",
        "The past of this series does not tell where it goes: a line, nearest neighbours and the season are no better than "
        "repeating the last value, which is the best forecast.",
    ),
    "diagnosis.text.nothing_to_learn_mean": Text(
        "这个序列像是纯噪声：线性、最近邻和季节模型都不比平均值更准。最好的预测就是平均值，所以预测线又平又矮。如果它本该有规律，请检查各行是否按时间先后排列。",
        "This series looks like noise: a line, nearest neighbours and the season are no better than the mean, which is the best "
        "forecast. That is why the forecasts look flat. If it ought to have a pattern, check that its rows stand in the order of "
        "time.",
    ),
    "diagnosis.text.nothing_to_learn_text": Text(
        "这段文字里，前面的符号几乎不能说明后面的符号，能学到的只有各个符号的频率。",
        "In this text a symbol tells next to nothing of the one that follows; all there is to learn is how frequent each is.",
    ),
}
