"""What a diagnosis finds, in Chinese and English side by side; numbers come in as evidence, already written."""

from lstm_core.i18n.languages import Text

DIAGNOSIS_FINDING_TEXTS: dict[str, Text] = {
    # -- numbers that run away -------------------------------------------------------------------------------------
    "diagnosis.text.non_finite_inputs": Text(
        "第 {at} 步的输入里有 NaN 或无穷大，出在 {tensor}。训练从这里起没有意义，要先改数据。",
        "At step {at} the input held NaN or infinity, in {tensor}. Training means nothing from there on; mend the data first.",
    ),
    "diagnosis.text.non_finite_weights": Text(
        "第 {at} 步的权重 {tensor} 变成了 NaN 或无穷大：上一次更新已经失控。",
        "At step {at} the weights {tensor} became NaN or infinite: the update before had run away.",
    ),
    "diagnosis.text.non_finite_activations": Text(
        "第 {at} 步，{tensor} 的输出变成了 NaN 或无穷大，而它的输入和权重都还正常。",
        "At step {at} the output of {tensor} became NaN or infinite, while its inputs and weights were still finite.",
    ),
    "diagnosis.text.non_finite_loss": Text(
        "第 {at} 步的损失不再是有限的数（{tensor}），训练无法继续。",
        "At step {at} the loss was no longer a finite number ({tensor}), so training cannot go on.",
    ),
    "diagnosis.text.non_finite_gradient": Text(
        "第 {at} 步的梯度在 {tensor} 里变成了 NaN 或无穷大，而损失还是有限的数。",
        "At step {at} the gradient in {tensor} became NaN or infinite, while the loss was still finite.",
    ),
    "diagnosis.text.non_finite_column": Text(
        "“{tensor}”列里有超出 32 位浮点数范围的值，网络读到的是无穷大。",
        "Column {tensor} holds a value beyond what 32 bits hold, so the network reads infinity.",
    ),
    "diagnosis.text.exploding_gradient": Text(
        "梯度在第 {at} 步爆炸：范数从通常的 {usual} 跳到 {norm}，损失从 {loss_before} 变成 {loss_after}，之后没有恢复。",
        "The gradient exploded at step {at}: its norm jumped from a usual {usual} to {norm}, the loss went from {loss_before} "
        "to {loss_after} and did not come back.",
    ),
    "diagnosis.text.vanishing_gradient": Text(
        "梯度在传到 {first} 之前就消失了：平均只有 {last} 处的 {ratio} 倍，靠近输入的层几乎学不到东西。",
        "The gradient fades before it reaches {first}: it is {ratio} of that at {last}, so the layers near the input hardly learn.",
    ),
    "diagnosis.text.vanishing_over_time": Text(
        "目标取决于 {reach} 步以前的值，而梯度只往回传了约 {memory} 步就不到最大值的 1%：更早的内容学不到。",
        "The target depends on values more than {reach} steps back, but the gradient falls below 1 % of its largest after about "
        "{memory} steps: what lies further back is not learned.",
    ),
    "diagnosis.text.vanishing_over_time_overwritten": Text(
        "目标取决于 {reach} 步以前的值，网络没有学会：普通 RNN 每一步都改写整个状态，旧值留不住，尽管梯度能传到那里（最远处还有最大值的 {share} 倍）。",
        "The target depends on values more than {reach} steps back, and that was not learned: a plain RNN rewrites its whole state "
        "at every step, so a value is not kept, although the gradient reaches that far ({share} of its largest at the end).",
    ),
    # -- rate, clipping, regularisation ----------------------------------------------------------------------------
    "diagnosis.text.learning_rate_high_diverged": Text(
        "学习率太高：学习率 {rate} 时，每步更新已有权重的 {update} 倍，训练在第 {at} 步失控。",
        "The learning rate is too high: at {rate} an update is {update} times the weights, and training ran away at step {at}.",
    ),
    "diagnosis.text.learning_rate_high_rises": Text(
        "学习率太高：损失从 {first} 升到 {most}（第 {at} 步起），最后停在 {end}；学习率 {rate} 时，每步更新是权重的 {update} 倍。",
        "The learning rate is too high: the loss rose from {first} to {most} (from step {at} on) and ended at {end}; at {rate} an "
        "update is {update} times the weights.",
    ),
    "diagnosis.text.learning_rate_high_wild": Text(
        "学习率太高：学习率 {rate} 时，每步更新约为权重的 {update} 倍，每一步都把学到的东西冲掉。",
        "The learning rate is too high: at {rate} an update is about {update} times the weights, so each step washes away what "
        "was learned.",
    ),
    "diagnosis.text.learning_rate_high_jumps": Text(
        "学习率太高：验证损失来回跳动 {swing_share}，学习率 {rate} 时每步更新约为权重的 {update} 倍，降不下去。",
        "The learning rate is too high: the validation loss jumps by {swing_share}, and at {rate} an update is about {update} "
        "times the weights, so it settles nowhere.",
    ),
    "diagnosis.text.learning_rate_high_grown": Text(
        "学习率太高：学习率 {rate} 时，权重涨到了开始时的 {grown} 倍（健康的训练在 5 倍以内），门和输出都被推到了两端。",
        "The learning rate is too high: at {rate} the weights grew to {grown} times what they began with (in healthy trainings "
        "below 5), which drives gates and outputs to their ends.",
    ),
    "diagnosis.text.learning_rate_high_always": Text(
        "学习率太高：学习率 {rate} 时，每步更新从头到尾都约为权重的 {update} 倍，网络安定不下来。",
        "The learning rate is too high: at {rate} updates stay at about {update} times the weights to the end, so the network "
        "never settles.",
    ),
    "diagnosis.text.learning_rate_low": Text(
        "学习率太低：实际最高 {rate}，{steps} 步加起来只能把权重移动 {moved_share}，网络几乎还是初始的样子。",
        "The learning rate is too low: at most {rate} was used, and {steps} steps together can move the weights by {moved_share} "
        "only; the network is nearly as it began.",
    ),
    "diagnosis.text.learning_rate_low_warmup": Text(
        "学习率一直没升上来：预热要 {warmup} 步，训练只有 {steps} 步，实际最高只到 {rate}（设定为 {asked}）。",
        "The learning rate never rose: its warm-up takes {warmup} steps, the training had {steps}, so it reached {rate} instead "
        "of {asked}.",
    ),
    "diagnosis.text.clipping_hides_rate": Text(
        "梯度裁剪掩盖了过高的学习率：{clipped_share} 的步被裁到 {clip}，SGD 的真实步幅是 {effective} 而不是学习率 {rate}；不裁剪时每步会是权重的 {unclipped} 倍，裁剪后仍有 {update} 倍。",
        "Clipping hides a learning rate that is too high: {clipped_share} of the steps were clipped to {clip}, so SGD really "
        "moves by {effective}, not by its rate {rate}; unclipped an update would be {unclipped} times the weights, clipped it "
        "still is {update}.",
    ),
    "diagnosis.text.clipping_too_tight": Text(
        "梯度裁剪太紧：{clipped_share} 的步被裁到 {clip}（梯度通常是 {norm}），SGD 每步只动了权重的 {update} 倍，几乎没有学习。",
        "Clipping is too tight: {clipped_share} of the steps were clipped to {clip} (the gradient is usually {norm}), so SGD moved "
        "the weights by {update} of their size at a step and learned next to nothing.",
    ),
    "diagnosis.text.clipping_too_tight_adam": Text(
        "梯度裁剪太紧：{clip} 分到每个权重只有 {each}，与 Adam 的 ε（{epsilon}）相当，更新因此变得很小。",
        "Clipping is too tight: {clip} leaves {each} for each weight, as little as Adam's epsilon ({epsilon}), which makes its "
        "updates small.",
    ),
    "diagnosis.text.weight_decay_strong": Text(
        "权重衰减太强：衰减 {decay} 对权重的拉力是梯度的 {pull} 倍，权重被拉向零，学不到多少东西。",
        "Weight decay is too strong: at {decay} it pulls {pull} times as hard as the gradient, so the weights follow it towards "
        "zero and little is learned.",
    ),
    "diagnosis.text.weight_decay_strong_decoupled": Text(
        "权重衰减太强：衰减 {decay} 在整个训练中会把没有梯度支撑的权重缩到 {left_share}，学到的东西留不住。",
        "Weight decay is too strong: over the whole training {decay} shrinks weights that no gradient holds to {left_share}, so "
        "what was learned does not stay.",
    ),
    "diagnosis.text.dropout_strong": Text(
        "丢弃太强：{field} 丢掉了 {dropped_share}，训练损失 {training}，验证损失 {validation}；剩下的不够学。",
        "Dropout is too strong: {field} drops {dropped_share}; the training loss is {training}, the validation loss {validation}. "
        "What is left is too little to learn from.",
    ),
    "diagnosis.text.dropout_strong_zoneout": Text(
        "Zoneout 太强：每步有 {dropped_share} 的状态保持旧值，状态几乎不更新（训练损失 {training}，验证损失 {validation}）。",
        "Zoneout is too strong: {dropped_share} of the state keep their value at every step, so the state hardly moves (training "
        "loss {training}, validation loss {validation}).",
    ),
    # -- sizes, gates, ends ----------------------------------------------------------------------------------------
    "diagnosis.text.window_short": Text(
        "窗口太短：只看 {window} 步；同样的线性模型看 {longer} 步，误差能少 {less_share}。目标取决于更早的值。",
        "The window is too short: it shows {window} steps, while the same linear model errs {less_share} less with {longer}. The "
        "target depends on earlier values.",
    ),
    "diagnosis.text.window_short_copied": Text(
        "窗口太短：难猜的符号取决于 {lag} 个符号之前的那个（知道它，不确定性少 {less_share}），而梯度只往回传 {window} 个符号，这种联系学不到。",
        "The window is too short: symbols that are hard to tell depend on the one {lag} symbols before (with it they are {less_share} "
        "less uncertain), but the gradient flows back through {window} only, so that is never learned.",
    ),
    "diagnosis.text.window_short_stream": Text(
        "窗口太短：梯度只往回传 {window} 个符号，还不到两个词，{longer} 个左右才合适。",
        "The window is too short: the gradient flows back through {window} symbols, less than two words; about {longer} are usual.",
    ),
    "diagnosis.text.gates_saturated": Text(
        "{place}的{gate}有 {saturated_share} 的值贴在两端，那里梯度几乎为零，门学不动了。",
        "In {place} {saturated_share} of the values of the {gate} stand at an end of its range, where the gradient is next to "
        "nothing, so the gate cannot learn.",
    ),
    "diagnosis.text.forget_gate_stuck_closed": Text(
        "{place}的遗忘门几乎一直关着（平均 {mean}），整个训练只动了 {moved}：每一步都丢掉记忆。",
        "The forget gate of {place} stays shut (mean {mean}) and moved by {moved} in the whole training: memory is lost at every step.",
    ),
    "diagnosis.text.forget_gate_stuck_open": Text(
        "{place}的遗忘门几乎一直全开（平均 {mean}），整个训练只动了 {moved}：旧的内容清不掉，越积越多。",
        "The forget gate of {place} stays fully open (mean {mean}) and moved by {moved} in the whole training: nothing old is "
        "ever cleared.",
    ),
    "diagnosis.text.forget_gate_stuck_bias": Text(
        "遗忘门的初始偏置是 {bias}，门停在 {mean} 附近；那里的坡度太小，训练推不动它。",
        "The forget gate begins with a bias of {bias}, which holds it at {mean}; its slope is too small there for training to move it.",
    ),
    "diagnosis.text.network_too_small": Text(
        "网络太小：{hidden} 个隐藏单元，训练损失停在 {training}，验证损失 {validation}，而简单模型能到 {rival}。",
        "The network is too small: with {hidden} hidden units the training loss settles at {training} and the validation loss at "
        "{validation}, while a simple model reaches {rival}.",
    ),
    "diagnosis.text.network_too_small_least": Text(
        "网络太小：只有 {hidden} 个隐藏单元，训练损失（{training}）和验证损失（{validation}）一样高，也都不再下降：不是过拟合，是装不下更多。",
        "The network is too small: with {hidden} hidden units the training loss ({training}) has settled as high as the validation "
        "loss ({validation}): nothing is learned by heart, there is no room for more.",
    ),
    "diagnosis.text.network_too_large": Text(
        "网络太大：{parameters} 个参数对 {values} 个训练值（{times} 倍），验证损失已升到最好时的 {rise} 倍：在背训练数据。",
        "The network is too large: {parameters} trained numbers for {values} values ({times} times), and the validation loss has "
        "risen to {rise} times its best: it learns the data by heart.",
    ),
    "diagnosis.text.too_few_steps": Text(
        "步数太少：到第 {steps} 步结束时损失还在降，最后四分之一的步数贡献了全部进步的 {falling_share}。",
        "Too few steps: at the end, step {steps}, the loss was still falling; the last quarter made {falling_share} of all progress.",
    ),
    "diagnosis.text.too_few_steps_part": Text(
        "步数太少：{steps} 步只读到训练数据的 {seen_share}，大部分数据网络一次都没见过。",
        "Too few steps: {steps} steps read {seen_share} of the training data, so the network has never seen most of it.",
    ),
    "diagnosis.text.too_few_steps_few": Text(
        "步数太少：只训练了 {steps} 步，损失从 {first} 降到 {end}，还没来得及学。",
        "Too few steps: it trained for {steps} only; the loss went from {first} to {end} and had no time to fall.",
    ),
    "diagnosis.text.patience_short": Text(
        "耐心太短：连续 {patience} 次验证（{waited} 步）没有更好就停了，停在第 {steps} 步（共 {asked} 步），当时仍在进步。",
        "Patience is too short: {patience} validations ({waited} steps) without a better one ended it at step {steps} of {asked}, "
        "while it was still getting better.",
    ),
    "diagnosis.text.setting_without_effect_quantiles": Text(
        "{path} 不起作用：损失是 {loss}，只有分位数损失和似然损失才用它。",
        "{path} has no effect: the loss is {loss}, and only the quantile loss and the likelihoods use it.",
    ),
    "diagnosis.text.setting_without_effect_schedule": Text(
        "{path} 不起作用：预热 {warmup} 步，不少于训练的 {steps} 步，学习率从未进入衰减。",
        "{path} has no effect: the warm-up of {warmup} steps takes up the whole training of {steps}, so the rate never comes to fall.",
    ),
    "diagnosis.text.setting_without_effect_directions": Text(
        "{path} 不起作用：Transformer 本来就同时看两个方向。",
        "{path} has no effect: a Transformer sees both ways by itself.",
    ),
    "diagnosis.text.setting_without_effect_channels": Text(
        "{path} 不起作用：只有一个目标列，分不分开都一样。",
        "{path} has no effect: there is one target column only.",
    ),
    "diagnosis.text.setting_without_effect_level": Text(
        "{path} 不起作用：符号单位是 {level}，用不到它。",
        "{path} has no effect: with symbols of level {level} nothing reads it.",
    ),
    "diagnosis.text.setting_without_effect_patience": Text(
        "早停不会起作用：{patience} 次验证、每 {every} 步一次，已不少于全部 {steps} 步。",
        "Patience never acts: {patience} validations, one every {every} steps, are as long as the whole training of {steps} steps.",
    ),
    "diagnosis.text.setting_without_effect_batch": Text(
        "批次比训练数据还大：设为 {batch}，实际每批只有 {samples} 个样本。",
        "The batch is larger than the training part: {batch} were asked for, {samples} samples are all there are.",
    ),
    "diagnosis.text.setting_without_effect_clipping": Text(
        "梯度裁剪从未起作用：界限 {clip}，最大的梯度范数只有 {largest}。",
        "Clipping never acted: its limit is {clip}, the largest norm was {largest}.",
    ),
    "diagnosis.text.nondeterministic": Text(
        "这次训练在第 {at} 步换了环境继续（之前：{before}；之后：{after}），所以不能逐位重复。",
        "At step {at} this training went on elsewhere (before: {before}; after: {after}), so it cannot be repeated bit by bit.",
    ),
    # -- symptoms --------------------------------------------------------------------------------------------------
    "diagnosis.text.slow": Text(
        "学得太慢：{steps} 步只走完到简单模型的路的 {progress_share}，照这个速度大约需要 {needed} 步。",
        "It learns slowly: {steps} steps made {progress_share} of the way to a simple model; at this pace it needs about {needed}.",
    ),
    "diagnosis.text.not_learning": Text(
        "没有学到东西：训练损失从 {first} 到 {end}，减少了 {gained_share}，不比不用训练的预测更好。",
        "It has learned next to nothing: the training loss went from {first} to {end} ({gained_share} less), no better than a "
        "forecast that needs no training.",
    ),
    "diagnosis.text.not_learning_rose": Text(
        "没有学到东西：训练损失从 {first} 到 {end}，没有下降。",
        "It has learned nothing: the training loss went from {first} to {end} and did not fall.",
    ),
    "diagnosis.text.oscillating": Text(
        "验证损失来回跳动：后半程每次相差约 {swing_share}，最后是 {last}，最好时是 {best}。每次验证读的是同样的样本，跳动的是权重。",
        "The validation loss jumps by about {swing_share} in the later half; it ended at {last}, its best was {best}. Every "
        "validation reads the same samples, so it is the weights that jump.",
    ),
    "diagnosis.text.oscillating_batch": Text(
        "每批只有 {batch} 个样本，每一步都只听它们的：训练损失步与步之间相差 {jitter_share}，权重每步改变约 {update} 倍。",
        "A batch holds {batch} samples only and every step follows them alone: the training loss changes by {jitter_share} from step "
        "to step, and an update is about {update} times the weights.",
    ),
    "diagnosis.text.overfitting": Text(
        "过拟合：验证损失在第 {best_step} 步最好（{best}），之后升到 {last}，而训练损失从 {training_then} 继续降到 {training_now}。",
        "Overfitting: the validation loss was best at step {best_step} ({best}) and rose to {last}, while the training loss fell on "
        "from {training_then} to {training_now}.",
    ),
    "diagnosis.text.underfitting": Text(
        "欠拟合：训练损失 {training} 和验证损失 {validation} 都停住了，而简单模型能到 {rival}。",
        "Underfitting: training loss ({training}) and validation loss ({validation}) have both settled, while a simple model "
        "reaches {rival}.",
    ),
    "diagnosis.text.copies_last_value": Text(
        "预测在照抄最后一个值：它平均只离开最后一个值 {moves_share}（以真实变化为 100%），与真实变化的一致程度为 {agreement}。",
        "The forecasts copy the last value: they leave it by {moves_share} of what the truth does, and agree with the changes that "
        "came by {agreement}.",
    ),
    "diagnosis.text.copies_last_value_share": Text(
        "预测在照抄最后一个值：输出的变化有 {last_share} 由窗口的最后一个值决定。",
        "The forecasts copy the last value: it explains {last_share} of what the output does.",
    ),
    "diagnosis.text.copies_last_value_loss": Text(
        "预测在照抄最后一个值：验证损失 {validation}，重复最后一个值的损失是 {persistence}。",
        "The forecasts copy the last value: the validation loss is {validation}, that of repeating the last value {persistence}.",
    ),
    "diagnosis.text.impossible_values_below": Text(
        "“{column}”的数据从不低于 {floor}，但 {total} 个预测值里有 {count} 个低于它（最低 {furthest}）。如果低于它不可能（如数量、金额、占比），请设“预测下限 {floor}”。",
        "Of {column} no value in the data lies below {floor}, but {count} of {total} forecast values do (lowest: {furthest}). "
        "Where that is impossible, as of counts, amounts and shares, set the floor of forecasts to {floor}.",
    ),
    "diagnosis.text.impossible_values_below_interval": Text(
        "“{column}”的数据从不低于 {floor}，预测本身也是，但预测区间有 {count} 处伸到它以下（共 {total} 处，最低 {furthest}）。如果低于它不可能，请设“预测下限 {floor}”。",
        "Of {column} no value in the data lies below {floor} and no forecast does, but the interval reaches below it at {count} "
        "of {total} steps (lowest: {furthest}). Where that is impossible, set the floor of forecasts to {floor}.",
    ),
    "diagnosis.text.impossible_values_above": Text(
        "“{column}”的数据从不高于 {ceiling}，但 {total} 个预测值里有 {count} 个高于它（最高 {furthest}）。如果高于它不可能（如占比、百分数），请设“预测上限 {ceiling}”。",
        "Of {column} no value in the data lies above {ceiling}, but {count} of {total} forecast values do (highest: {furthest}). "
        "Where that is impossible, as of shares, set the ceiling of forecasts to {ceiling}.",
    ),
    "diagnosis.text.impossible_values_above_interval": Text(
        "“{column}”的数据从不高于 {ceiling}，预测本身也是，但预测区间有 {count} 处伸到它以上（共 {total} 处，最高 {furthest}）。如果高于它不可能，请设“预测上限 {ceiling}”。",
        "Of {column} no value in the data lies above {ceiling} and no forecast does, but the interval reaches above it at {count} "
        "of {total} steps (highest: {furthest}). Where that is impossible, set the ceiling of forecasts to {ceiling}.",
    ),
    "diagnosis.text.constant_output": Text(
        "输出几乎不变：各次预测的波动只有真实值的 {spread_share}，无论输入什么都差不多。",
        "The output hardly changes: forecasts differ by {spread_share} of what the truth does, whatever the input is.",
    ),
    "diagnosis.text.blank_collapse": Text(
        "过了 {epochs} 轮，网络仍然只输出空白符（词错误率 {wer_share}）。",
        "After {epochs} epochs the network still writes blanks only (word error rate {wer_share}).",
    ),
}
