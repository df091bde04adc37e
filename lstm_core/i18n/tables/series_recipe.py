"""Sentences about season, window and parts, transforms and how a recipe was chosen; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

RECIPE_TEXTS: dict[str, Text] = {
    "data.reason_season": Text(
        "训练部分每 {season} 步重复一次：减去滑动均值后，相隔一个周期的自相关为 {peak:.2f}，强于偶然；"
        "用它预测训练部分的最后三分之一也更准，因此周期取 {season} 步。",
        "The training part repeats every {season} steps: the autocorrelation at that lag, less the moving mean, is "
        "{peak:.2f}, chance does not explain it, and it makes the forecast of the last third better.",
    ),
    "data.reason_season_early": Text(
        "训练部分容不下几个周期，因此把验证部分也算上（测试部分不算）：每 {season} 步重复一次（相关 {peak:.2f}），"
        "强于偶然，也与日历一致，因此周期取 {season} 步。",
        "Few cycles fit into the training part, so the validation part was asked too, the test part was not: they "
        "repeat every {season} steps (correlation {peak:.2f}), which chance does not explain and the calendar suggests.",
    ),
    "data.reason_longer_season": Text(
        "{longer} 步处的相关高于相邻的倍数，说明还有一个更长的周期；窗口要看得到它。",
        "The peak at {longer} steps stands out among the multiples, so there is a longer season too; "
        "the window reaches back that far.",
    ),
    "data.reason_no_season": Text(
        "训练部分没有哪个周期既强于偶然、足够明显，又能让最后三分之一的预测更准，因此不设季节性基线。",
        "No period of the training part is clearer than chance, strong enough and better for the forecast of its last "
        "third, so there is no season.",
    ),
    "data.reason_untold_season": Text(
        "测试部分之前只有 {cycles:.1f} 个 {season} 步的周期，不足以判断有没有季节（{needed} 个以上才可靠）。"
        "如果您知道数据以此重复，请把周期（data.season）设为 {season}：上个周期的值会成为基线之一。",
        "There are only {cycles:.1f} cycles of {season} steps before the test part, too few to tell whether there is a "
        "season ({needed} tell). If you know that the data repeat like that, set the season (data.season) to {season}: "
        "the values of the last season then stand among the baselines.",
    ),
    "data.reason_parts": Text(
        "验证和测试部分各取 {share:.0f}% 的行（通常 {usual:.0f}%），好多容下几次预测（每次 {horizon} 步）。",
        "Validation and test part hold {share:.0f} % of the rows each, not {usual:.0f} % as usual, for more forecasts "
        "(horizon {horizon}) to fit into them.",
    ),
    "data.reason_room_window": Text(
        "为了容下 {horizon} 步的预测，窗口改为 {window} 步。",
        "So that forecasts of {horizon} steps fit, the window has {window} steps now.",
    ),
    "data.reason_room": Text(
        "为了容下 {horizon} 步的预测，验证和测试部分改为各取 {share:.0f}% 的行，窗口为 {window} 步。",
        "So that forecasts of {horizon} steps fit, validation and test part hold {share:.0f} % of the rows each now, and "
        "the window has {window} steps.",
    ),
    "data.reason_window_seasons": Text(
        "窗口 {window} 步，覆盖 {seasons:.1f} 个周期；训练部分由此得到 {windows} 个窗口。",
        "The window of {window} steps covers {seasons:.1f} seasons; the training part holds {windows} such windows.",
    ),
    "data.reason_window": Text(
        "偏自相关最远在滞后 {memory} 步处仍明显不为零；窗口 {window} 步，训练部分由此得到 {windows} 个窗口。",
        "The partial autocorrelation is clearly not zero up to a lag of {memory}; the window has {window} steps, and "
        "the training part holds {windows} such windows.",
    ),
    "data.reason_horizon": Text(
        "一次预测 {horizon} 步；按这样的划分和窗口，最多可以预测 {largest} 步。",
        "Each forecast covers {horizon} steps; with these parts and this window it could cover up to {largest}.",
    ),
    "report.refit": Text(
        "随后用训练加验证部分的 {windows} 个窗口从头再训练了 {steps} 步：测试、交付和部署的是这个网络。",
        "Then it was refitted on training and validation part, {steps} steps on {windows} windows: that network was tested and is "
        "what is delivered and deployed.",
    ),
    "report.refit_all": Text(
        "随后用全部行的 {windows} 个窗口从头再训练了 {steps} 步：将来的预测、下载和部署用的是这个网络；验证和测试的误差是之前的网络的，"
        "它没有见过测试部分。",
        "Then it was refitted on all rows, {steps} steps on {windows} windows: that network makes the forecast of what comes and is "
        "what is downloaded and deployed. Errors on validation and test part are of the network before it, which never saw the "
        "test part.",
    ),
    "report.refit_cut": Text(
        "运行在再训练完成之前结束：交付的是再训练之前的网络。",
        "The run was ended before its refit was done: the network before it is delivered.",
    ),
    "report.refit_diverged": Text(
        "再训练到第 {diverged} 步时损失不是有限的数：交付的仍是再训练之前的网络。",
        "The refit diverged at step {diverged}: the network before it is delivered.",
    ),
    "report.members": Text(
        "网络的预测是 {count} 个网络的平均：测试 MAE {test}，单个网络平均 {test_one}（{low} 到 {high}）；验证 MAE {validation}，单个网络平均 "
        "{validation_one}。",
        "The network's forecast is the mean of {count} networks: test MAE {test}, one of them {test_one} on average ({low} to "
        "{high}); validation MAE {validation}, one of them {validation_one} on average.",
    ),
    "report.taken_better_persistence": Text(
        "交付的预测（多种预测的加权中位数）比这里最强的简单基线“重复最后一个值”更准：测试 MAE {combined}，基线 {baseline}（{change}），在 {won} 的测试窗口里误差更小。网络自己是 {model}。",
        "The delivered forecast, a weighted median of several, is closer than the strongest simple forecast here, repeating the last value: test MAE {combined} against {baseline} ({change}), closer in {won} of the test windows. The network alone: {model}.",
    ),
    "report.taken_worse_persistence": Text(
        "交付的预测（多种预测的加权中位数）在测试部分不如最强的简单基线“重复最后一个值”：测试 MAE {combined}，基线 {baseline}（{change}），只在 {won} 的测试窗口里误差更小。网络自己是 {model}。这里直接用基线更好。",
        "The delivered forecast, a weighted median of several, is not closer than the strongest simple forecast here, repeating the last value: test MAE {combined} against {baseline} ({change}), closer in {won} of the test windows only. The network alone: {model}. Rather use the simple one here.",
    ),
    "report.taken_better_seasonal_naive": Text(
        "交付的预测（多种预测的加权中位数）比这里最强的简单基线“重复上一周期”更准：测试 MAE {combined}，基线 {baseline}（{change}），在 {won} 的测试窗口里误差更小。网络自己是 {model}。",
        "The delivered forecast, a weighted median of several, is closer than the strongest simple forecast here, repeating the last season: test MAE {combined} against {baseline} ({change}), closer in {won} of the test windows. The network alone: {model}.",
    ),
    "report.taken_worse_seasonal_naive": Text(
        "交付的预测（多种预测的加权中位数）在测试部分不如最强的简单基线“重复上一周期”：测试 MAE {combined}，基线 {baseline}（{change}），只在 {won} 的测试窗口里误差更小。网络自己是 {model}。这里直接用基线更好。",
        "The delivered forecast, a weighted median of several, is not closer than the strongest simple forecast here, repeating the last season: test MAE {combined} against {baseline} ({change}), closer in {won} of the test windows only. The network alone: {model}. Rather use the simple one here.",
    ),
    "report.taken_better_linear": Text(
        "交付的预测（多种预测的加权中位数）比这里最强的简单基线线性模型更准：测试 MAE {combined}，基线 {baseline}（{change}），在 {won} 的测试窗口里误差更小。网络自己是 {model}。",
        "The delivered forecast, a weighted median of several, is closer than the strongest simple forecast here, a linear model: test MAE {combined} against {baseline} ({change}), closer in {won} of the test windows. The network alone: {model}.",
    ),
    "report.taken_worse_linear": Text(
        "交付的预测（多种预测的加权中位数）在测试部分不如最强的简单基线线性模型：测试 MAE {combined}，基线 {baseline}（{change}），只在 {won} 的测试窗口里误差更小。网络自己是 {model}。这里直接用基线更好。",
        "The delivered forecast, a weighted median of several, is not closer than the strongest simple forecast here, a linear model: test MAE {combined} against {baseline} ({change}), closer in {won} of the test windows only. The network alone: {model}. Rather use the simple one here.",
    ),
    "recipe.log": Text("网络读的：对数", "What the network reads: the logarithm"),
    "recipe.log1p": Text("网络读的：log(1 + 值)", "What the network reads: log(1 + value)"),
    "recipe.box_cox": Text("网络读的：Box-Cox 变换后的值", "What the network reads: the Box-Cox transform"),
    "recipe.change": Text("网络读的：与 {lag} 步前之差", "What the network reads: the change from {lag} steps before"),
    "recipe.both": Text("{transformed}，与 {lag} 步前之差", "{transformed}, its change from {lag} steps before"),
    "recipe.swings": Text(
        "数值高的时段，起伏是数值低的时段的 {before} 倍；变换之后是 {after} 倍（1 表示一样大，按训练部分计算）。",
        "Where values are high they swing {before} times as far as where they are low; transformed, {after} times (1: as far; "
        "on the training part).",
    ),
    "recipe.spread": Text(
        "减去 {lag} 步前的值之前，标准差是 {before}；之后是 {after}。",
        "The standard deviation is {before} before the value of {lag} steps earlier is subtracted, and {after} afterwards.",
    ),
    "data.reason_recipe_difference": Text(
        "网络学的是与上一周期（{season} 步）之差，不必从 {windows} 个窗口里学出周期本身。在验证部分，直线读差分时平均误差 {error:.4g}，"
        "读原值时 {plain:.4g}；网络读原值要自己学周期，按 {network:.4g} 计。",
        "The network learns the change from the season before ({season} steps), so that it need not learn the season itself "
        "from {windows} windows. A line errs by {error:.4g} on the validation part where it reads these changes, by "
        "{plain:.4g} where it reads the values; a network, which has to learn the season there, counts with {network:.4g}.",
    ),
    "data.reason_recipe_log": Text(
        "先取对数：在验证部分，直线读对数时平均误差 {error:.4g}，读原值时 {plain:.4g}。",
        "Logarithms are taken first: on the validation part a line errs by {error:.4g} where it reads them, and by "
        "{plain:.4g} where it reads the values as they are.",
    ),
    "data.reason_recipe_both": Text(
        "先取对数，网络学的是与上一周期（{season} 步）之差，不必从 {windows} 个窗口里学出增长和周期。在验证部分，直线读它们时平均误差 "
        "{error:.4g}，读原值时 {plain:.4g}；网络读原值要自己学增长和周期，按 {network:.4g} 计。",
        "Logarithms are taken first, and the network learns their change from the season before ({season} steps), so that "
        "it need not learn growth and season from {windows} windows. A line errs by {error:.4g} on the validation part "
        "where it reads these, by {plain:.4g} where it reads the values; a network, which has to learn both there, counts "
        "with {network:.4g}.",
    ),
    "data.reason_recipe_difference_worth": Text(
        "网络学的是与上一周期（{season} 步）之差：在验证部分，直线读差分时平均误差 {error:.4g}，读原值时 {plain:.4g}。",
        "The network learns the change from the season before ({season} steps): on the validation part a line errs by "
        "{error:.4g} where it reads these changes, and by {plain:.4g} where it reads the values.",
    ),
    "data.reason_recipe_both_worth": Text(
        "先取对数，网络学的是与上一周期（{season} 步）之差：在验证部分，直线读它们时平均误差 {error:.4g}，读原值时 {plain:.4g}。",
        "Logarithms are taken first, and the network learns their change from the season before ({season} steps): on the "
        "validation part a line errs by {error:.4g} where it reads these, and by {plain:.4g} where it reads the values.",
    ),
    "data.reason_recipe_difference_together": Text(
        "网络学的是与上一周期（{season} 步）之差，不必自己学出周期。在 {count} 条序列的验证部分，直线读差分时的平均误差是读原值时的 "
        "{share:.0f}%（几何平均）。",
        "The network learns the change from the season before ({season} steps), so that it need not learn the season itself. "
        "On the validation part of {count} series a line that reads these changes errs by {share:.0f} % of what it does "
        "where it reads the values (geometric mean).",
    ),
    "data.reason_recipe_log_together": Text(
        "先取对数：在 {count} 条序列的验证部分，直线读对数时的平均误差是读原值时的 {share:.0f}%（几何平均）。",
        "Logarithms are taken first: on the validation part of {count} series a line that reads them errs by {share:.0f} % "
        "of what it does where it reads the values as they are (geometric mean).",
    ),
    "data.reason_recipe_both_together": Text(
        "先取对数，网络学的是与上一周期（{season} 步）之差，不必自己学出增长和周期。在 {count} 条序列的验证部分，直线读它们时的平均误差"
        "是读原值时的 {share:.0f}%（几何平均）。",
        "Logarithms are taken first, and the network learns their change from the season before ({season} steps), so that "
        "it need not learn growth and season itself. On the validation part of {count} series a line that reads these errs "
        "by {share:.0f} % of what it does where it reads the values (geometric mean).",
    ),
    "data.reason_floor": Text(
        "数据多次到 {low}，从不低于它，所以预测也不低于 {low}（data.floor）。",
        "The data often are {low} and never below, so no forecast goes below {low} (data.floor).",
    ),
    "data.reason_bounds": Text(
        "数据到过 {low} 和 {high}，从不越过，所以预测也在其间（data.floor、data.ceiling）。",
        "The data reach {low} and {high} and never go beyond, so no forecast does (data.floor, data.ceiling).",
    ),
    "data.reason_log": Text(
        "取对数，因为数值越大起伏也越大（能抹平起伏的幂是 {power:.2f}：0 是对数，1 是不变换）。",
        "Logarithms, because the swings grow with the level (the power that evens them out is {power:.2f}: 0 is the "
        "logarithm, 1 is none).",
    ),
    "data.reason_counts": Text(
        "数据是个数（{zeros}% 是 0，均值 {mean:.3g}）：损失设为负二项似然（train.loss negative_binomial）时，网络给出个数的整个分布，"
        "区间不会低于 0，也总是整数。可以说“用负二项似然”。",
        "The data are counts ({zeros} % of them 0, mean {mean:.3g}): with the loss negative_binomial (train.loss) the network "
        "tells the whole distribution of a count, and an interval is of whole numbers from 0 on. Say “use a negative binomial "
        "likelihood”.",
    ),
    "data.no_counts": Text(
        "{file}：似然 {loss}（train.loss）只用于个数，而列“{column}”有 {count} 个值不是不小于 0 的整数；第一个在第 {line} 行：{value}。"
        "请改用 student_t 或 quantile。",
        '{file}: the likelihood {loss} (train.loss) is that of counts, and column "{column}" has {count} values that are no '
        "whole numbers from 0 on; the first on line {line}: {value}. Use student_t or quantile.",
    ),
    "data.transform_refuses": Text(
        "{file}：列“{column}”有 {count} 个值不大于 {floor}，变换 {transform}（data.transform）用不了；第一个在第 {line} 行：{value}。"
        "请改用 none；值不小于 0 时可用 log1p。",
        '{file}: column "{column}" has {count} values that are not above {floor}, which the transform {transform} '
        "(data.transform) does not take; the first on line {line}: {value}. Use none, or log1p where no value is below 0.",
    ),
}
