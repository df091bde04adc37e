"""Sentences of the honest-forecast guard in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

GUARD_TEXTS: dict[str, Text] = {
    # -- leaks in the table ----------------------------------------------------------------------------------------
    "leak.shifted": Text(
        "数据泄漏：“{column}”列在每一行写的就是 {steps} 步之后的目标值（变化量的 R² 为 {agreement:.4f}）。做预测时还不知道它，不要用作输入。",
        "Leak: column {column} is the target shifted back by {steps} (R² of their changes {agreement:.4f}): its rows hold what "
        "is not known when the forecast is made. Do not use it as an input.",
    ),
    "leak.ahead": Text(
        "数据泄漏：“{column}”列解释了目标未来 {steps} 步处、历史无法预知的变化的 {share:.1%}，"
        "多半是用未来的值算出来的（如居中的滑动平均、下一步的涨跌）。请确认它在当时已知，否则不要用作输入。",
        "Leak: column {column} explains {share:.1%} of what the target's past cannot tell of its change {steps} steps ahead, "
        "as a centred mean or the next change would. Make sure that it is known at that time, or do not use it as an input.",
    ),
    "leak.copy": Text(
        "“{column}”列与目标是同一个量（变化量的 R² 为 {share:.5f}）：作为历史输入没有新信息，若当作未来已知的列就等于给出答案。",
        "Column {column} is the target itself in other words (R² of their changes {share:.5f}): as a past input it adds "
        "nothing, as a column known ahead it gives the answer away.",
    ),
    "leak.known": Text(
        "数据泄漏：标为“未来已知”的“{column}”列解释了目标当步变化的 {share:.1%}，像是由目标算出来的。请确认预测时真的已经知道它。",
        "Leak: column {column}, said to be known ahead, explains {share:.1%} of the target's change at the same step, as if "
        "it were made from it. Make sure that it really is known when the forecast is made.",
    ),
    "leak.order": Text(
        "“{column}”列是依次递增的编号，但各行没有按它排列：时间顺序像是被打乱了。请按时间排序，或在 data.time_column 指定时间列。",
        "Column {column} counts the rows, but they do not stand in its order, as if time had been shuffled. Sort the rows by "
        "time, or name a time column in data.time_column.",
    ),
    "leak.repeats": Text(
        "数据泄漏：测试部分 {share:.1%} 的行（{count} 处，以连续 {rows} 行为单位）在训练部分原样出现过。请去掉重复的行，否则测试误差会好看得不真实。",
        "Leak: {share:.1%} of the test part ({count} places, {rows} rows at a time) stands in the training part word for word. "
        "Remove the repeated rows, or the test error looks better than it is.",
    ),
    # -- leaks in a pipeline ---------------------------------------------------------------------------------------
    "leak.scaling": Text(
        "数据泄漏：只改动验证或测试部分的行，全部 {windows} 个训练窗口都变了，说明缩放参数用到了它们。缩放只能在训练部分上拟合。",
        "Leak: changing rows of later parts alone changed all {windows} training windows, so the scaling was fitted on "
        "them. Fit it on the training part only.",
    ),
    "leak.overlap": Text(
        "数据泄漏：只改动验证或测试部分的行，{windows} 个训练窗口中有 {changed} 个变了，说明划分处的窗口跨过了界线。窗口的目标必须全部落在自己的部分里。",
        "Leak: changing rows of later parts alone changed {changed} of {windows} training windows: windows reach across "
        "the split. All targets of a window must lie in its own part.",
    ),
    "leak.split": Text(
        "数据泄漏：只改动验证或测试部分的行，{windows} 个训练窗口中有 {changed} 个变了，说明划分没有按时间先后。请把最早的行用于训练，最新的行用于测试。",
        "Leak: changing rows of later parts alone changed {changed} of {windows} training windows, so the split does not "
        "follow time. Train on the earliest rows and test on the latest.",
    ),
    "leak.lookahead": Text(
        "数据泄漏：{windows} 个测试窗口中有 {changed} 个的输入随预测时刻之后的值改变，模型在看未来。",
        "Leak: the inputs of {changed} of {windows} test windows change with values after the moment of their forecast; the "
        "model sees the future.",
    ),
    "leak.shuffled": Text(
        "数据泄漏：{windows} 个训练窗口中有 {changed} 个里的时间不是连续递增的。请先按时间排序，再切窗口。",
        "Leak: in {changed} of {windows} training windows time does not run on step by step. Sort by time before cutting "
        "windows.",
    ),
    # -- what was checked ------------------------------------------------------------------------------------------
    "guard.passed": Text(
        "泄漏自查通过：把测试部分的值全部换掉，{windows} 个训练批次的输入和损失一个也没变；把验证部分换掉也没变；"
        "把预测时刻之后的值换掉，{tested} 次测试预测也没变。",
        "The run was checked for leaks: with every value of the test part replaced, none of {windows} training batches "
        "changed, nor with the validation part replaced; with all values after its origin replaced, none of {tested} test "
        "forecasts changed.",
    ),
    "guard.failed": Text(
        "泄漏自查没有通过：换掉测试部分或验证部分的值之后，有 {changed} 处训练输入或预测输入跟着变了。请不要相信这次的测试误差。",
        "The check for leaks failed: with values of later parts replaced, {changed} inputs of training or forecasts changed. "
        "Do not trust the test error of this run.",
    ),
    # -- findings about a result -----------------------------------------------------------------------------------
    "finding.copies_last": Text(
        "网络只是在重复最后一个值：它的预测平均只离开最后一个值 {moves:.0%}（以真实变化的幅度为 100%），"
        "与真实变化的一致程度只有 {agreement:.2f}（1 为完全一致）。曲线看上去贴合，只是因为晚了一步。",
        "The network only copies the last value: its forecasts leave the last value by {moves:.0%} of what the "
        "truth does, and agree with the changes that came by {agreement:.2f} (1 is full agreement). The lines look close "
        "only because one follows the other a step late.",
    ),
    "finding.no_skill": Text(
        "预测虽然离开了最后一个值（真实变化幅度的 {moves:.0%}），但与真实变化的一致程度只有 {agreement:.2f}，"
        "不比重复最后一个值更准。是训练没成，还是像随机游走那样过去的值里本来就没有可用的信息，请看“诊断”。",
        "The forecasts do leave the last value (by {moves:.0%} of what the truth does) but agree with the changes "
        "that came by {agreement:.2f} only, so they are no more accurate than repeating it. Either training failed, or the "
        "past holds nothing to forecast from, as that of a random walk: the diagnosis tells which.",
    ),
    # -- the picture of lags ---------------------------------------------------------------------------------------
    "lags.correlation": Text("自相关", "autocorrelation"),
    "lags.seasonal": Text("减去滑动均值后", "less the moving mean"),
    "lags.partial": Text("偏自相关", "partial"),
    "lags.band": Text("95% 界限", "95% band"),
    "lags.lag": Text("滞后（步）", "lag (steps)"),
    "lags.at": Text("滞后 {lag} 步", "lag {lag}"),
    "lags.mark_season": Text("周期 {lag}", "season {lag}"),
    "lags.mark_window": Text("窗口 {lag}", "window {lag}"),
    "lags.with_season": Text(
        "训练部分（{rows} 行）的自相关：减去滑动均值后在滞后 {season} 步处有主峰 {peak:.2f}，周期取 {season} 步；"
        "窗口 {window} 步，覆盖 {seasons:.1f} 个周期。偏自相关最远到滞后 {memory} 步仍明显不为零。",
        "Autocorrelation of the training part ({rows} rows): less the moving mean it peaks at {season} steps with {peak:.2f}, "
        "so the season is {season}; the window of {window} covers {seasons:.1f} seasons. The partial autocorrelation is "
        "clearly not zero up to a lag of {memory}.",
    ),
    "lags.without_season": Text(
        "训练部分（{rows} 行）的自相关没有周期峰；偏自相关最远到滞后 {memory} 步仍明显不为零，窗口 {window} 步把它们都包含在内。",
        "The autocorrelation of the training part ({rows} rows) has no seasonal peak; the partial autocorrelation is clearly "
        "not zero up to a lag of {memory}, and the window has {window} steps.",
    ),
}
