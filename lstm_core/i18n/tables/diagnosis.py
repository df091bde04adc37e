"""What a diagnosis says, in Chinese and English side by side: the name of every finding, what it is, what it is not."""

from lstm_core.i18n.languages import Text

DIAGNOSIS_TEXTS: dict[str, Text] = {
    # -- names -----------------------------------------------------------------------------------------------------
    "diagnosis.name.exploding_gradient": Text("梯度爆炸", "Exploding gradient"),
    "diagnosis.name.vanishing_gradient": Text("梯度逐层消失", "Gradient vanishes by layer"),
    "diagnosis.name.vanishing_over_time": Text("梯度随时间消失", "Gradient vanishes over time"),
    "diagnosis.name.non_finite": Text("出现 NaN 或无穷大", "Not a finite number"),
    "diagnosis.name.not_learning": Text("没有学到东西", "Not learning"),
    "diagnosis.name.slow": Text("学得太慢", "Learns slowly"),
    "diagnosis.name.oscillating": Text("损失来回波动", "Loss oscillates"),
    "diagnosis.name.overfitting": Text("过拟合", "Overfitting"),
    "diagnosis.name.underfitting": Text("欠拟合", "Underfitting"),
    "diagnosis.name.network_too_small": Text("网络太小", "Network too small"),
    "diagnosis.name.network_too_large": Text("网络太大", "Network too large"),
    "diagnosis.name.learning_rate_high": Text("学习率太高", "Learning rate too high"),
    "diagnosis.name.learning_rate_low": Text("学习率太低", "Learning rate too low"),
    "diagnosis.name.clipping_hides_rate": Text("梯度裁剪掩盖了学习率", "Clipping hides the learning rate"),
    "diagnosis.name.clipping_too_tight": Text("梯度裁剪太紧", "Clipping too tight"),
    "diagnosis.name.gates_saturated": Text("门饱和", "Gates saturated"),
    "diagnosis.name.forget_gate_stuck": Text("遗忘门不动", "Forget gate stuck"),
    "diagnosis.name.window_short": Text("窗口太短", "Window too short"),
    "diagnosis.name.outliers": Text("离群值", "Outliers"),
    "diagnosis.name.unscaled_input": Text("输入没有缩放", "Input not scaled"),
    "diagnosis.name.constant_column": Text("常数列", "Constant column"),
    "diagnosis.name.distribution_shift": Text("数据前后分布不同", "Distribution shift"),
    "diagnosis.name.leakage": Text("数据泄漏", "Leakage"),
    "diagnosis.name.leakage_delayed": Text("隔了很久才起作用的列", "A column that acts with a long delay"),
    "diagnosis.name.shuffled_time": Text("时间顺序被打乱", "Time is shuffled"),
    "diagnosis.name.labels_unlearnable": Text("标签学不会", "Labels cannot be learned"),
    "diagnosis.name.nothing_to_learn": Text("没有可学的规律", "Nothing to learn"),
    "diagnosis.name.copies_last_value": Text("照抄最后一个值", "Copies the last value"),
    "diagnosis.name.impossible_values": Text("预测超出界限", "Forecasts beyond a bound"),
    "diagnosis.name.constant_output": Text("输出不变", "Constant output"),
    "diagnosis.name.blank_collapse": Text("只输出空白符", "Blanks only"),
    "diagnosis.name.unalignable": Text("录音太短，对不齐", "Cannot be aligned"),
    "diagnosis.name.weight_decay_strong": Text("权重衰减太强", "Weight decay too strong"),
    "diagnosis.name.dropout_strong": Text("丢弃太强", "Dropout too strong"),
    "diagnosis.name.setting_without_effect": Text("设置不起作用", "Setting without effect"),
    "diagnosis.name.patience_short": Text("耐心太短", "Patience too short"),
    "diagnosis.name.too_few_steps": Text("步数太少", "Too few steps"),
    "diagnosis.name.nondeterministic": Text("不可重复", "Not repeatable"),
    # -- what it is not --------------------------------------------------------------------------------------------
    "diagnosis.not.exploding_gradient": Text(
        "一次跳动之后又恢复的梯度不算爆炸；经常触发裁剪也不算。",
        "A jump from which the loss comes back is no explosion, nor is clipping that fires often.",
    ),
    "diagnosis.not.vanishing_gradient": Text(
        "不是裁剪的问题：裁剪治不了消失。", "Clipping has nothing to do with it, and does not cure it."
    ),
    "diagnosis.not.vanishing_over_time": Text(
        "不是窗口太短：窗口看得到那么远，是梯度传不到。",
        "The window is not too short: it shows that far, but the gradient does not get there.",
    ),
    "diagnosis.not.non_finite": Text(
        "重新开始不会有帮助，同样的配置会在同一步再次失败。",
        "Starting again does not help: the same configuration fails at the same step.",
    ),
    "diagnosis.not.not_learning": Text(
        "这是现象，不是原因；开头一段不降是正常的。", "This is what shows, not why; a plateau at the start is normal."
    ),
    "diagnosis.not.slow": Text("不是停滞：损失一直在降。", "It is not stuck: the loss falls all the time."),
    "diagnosis.not.oscillating": Text(
        "不是小批次的抖动：那只出现在训练损失里。",
        "It is not the jitter of small batches, which shows in the training loss alone.",
    ),
    "diagnosis.not.overfitting": Text(
        "结果用的是最好一步的权重，不是最后一步的。",
        "The result uses the weights of the best step, not those of the last one.",
    ),
    "diagnosis.not.underfitting": Text(
        "不是过拟合：训练和验证一样差。", "It is not overfitting: training is as bad as validation."
    ),
    "diagnosis.not.network_too_small": Text(
        "不是步数的问题：损失已经停住。", "More steps do not help: the loss has settled."
    ),
    "diagnosis.not.network_too_large": Text(
        "参数多本身不是毛病，只有背数据时才是。", "Many parameters alone are no fault, only when they learn by heart."
    ),
    "diagnosis.not.learning_rate_high": Text(
        "单靠裁剪治不好：在 Adam 下，裁剪几乎不改变步幅。",
        "Clipping alone does not cure it: under Adam it hardly changes a step.",
    ),
    "diagnosis.not.learning_rate_low": Text(
        "不是网络太小，也不是数据的问题：它还没有真正开始学。",
        "Neither the network nor the data is to blame: it has hardly begun to learn.",
    ),
    "diagnosis.not.clipping_hides_rate": Text(
        "经常裁剪本身不是毛病；在 Adam 下裁剪的次数什么也说明不了。",
        "Clipping often is no fault in itself; under Adam its share says nothing.",
    ),
    "diagnosis.not.clipping_too_tight": Text("不是梯度爆炸。", "The gradient does not explode."),
    "diagnosis.not.gates_saturated": Text(
        "门开着或关着本身无害，只有学不动时才算。",
        "An open or a shut gate is harmless in itself; it counts only where nothing is learned.",
    ),
    "diagnosis.not.forget_gate_stuck": Text(
        "偏置 1 不是万灵药：有时关着的门反而合适。", "A bias of 1 is no sure cure: sometimes a shut gate is right."
    ),
    "diagnosis.not.window_short": Text(
        "丢弃或更大的网络都补不了没看到的内容。", "Neither dropout nor more units make up for what is not seen."
    ),
    "diagnosis.not.outliers": Text(
        "损失小不等于好：离群值把其余的变化都压扁了。",
        "A small loss is no good sign here: the outliers have squeezed everything else.",
    ),
    "diagnosis.not.unscaled_input": Text(
        "损失的数值大不是毛病，只是单位。", "A large loss is no fault, only a matter of units."
    ),
    "diagnosis.not.constant_column": Text("去掉它不会丢失信息。", "Nothing is lost by leaving it out."),
    "diagnosis.not.distribution_shift": Text(
        "看上去像过拟合，但丢弃治不了它。", "It looks like overfitting, but dropout does not cure it."
    ),
    "diagnosis.not.leakage": Text(
        "去掉泄漏后误差会变大，那才是真实的误差。", "Without the leak the error rises; that is the true one."
    ),
    "diagnosis.not.shuffled_time": Text("换网络或学习率都没有用。", "No other network and no other rate helps."),
    "diagnosis.not.labels_unlearnable": Text(
        "训练损失下降不说明标签可学：网络也能背下错的标签。",
        "A falling training loss proves nothing: wrong labels can be learned by heart.",
    ),
    "diagnosis.not.nothing_to_learn": Text(
        "不是训练的毛病：换学习率、加层、加步数都不会更好。",
        "Training is not at fault: no other rate, layers or steps make it better.",
    ),
    "diagnosis.not.copies_last_value": Text(
        "这是现象：原因可能是数据、学习率、窗口或步数。",
        "This is what shows; the cause may be the data, the rate, the window or the steps.",
    ),
    "diagnosis.not.impossible_values": Text(
        "多训练没有用：网络并不知道有这个界限。",
        "More training does not help: the network does not know that there is a bound.",
    ),
    "diagnosis.not.constant_output": Text("这是现象，原因在别处。", "This is what shows; the cause lies elsewhere."),
    "diagnosis.not.blank_collapse": Text(
        "开头只有空白符是正常的；这里已经太久了。", "A start in blanks is normal; this has lasted too long."
    ),
    "diagnosis.not.unalignable": Text(
        "损失低不代表学会了：这些录音按 0 计。", "A low loss does not mean learned: these recordings count as 0."
    ),
    "diagnosis.not.weight_decay_strong": Text("不是网络太小。", "The network is not too small."),
    "diagnosis.not.dropout_strong": Text(
        "训练损失高于验证损失本身是正常的：丢弃只在训练时起作用。",
        "A training loss above the validation loss is normal in itself: dropout acts in training alone.",
    ),
    "diagnosis.not.setting_without_effect": Text(
        "它没有害处，只是不起作用。", "It does no harm; it only does nothing."
    ),
    "diagnosis.not.patience_short": Text(
        "不是收敛：停下时仍在进步。", "It had not converged: it was still getting better."
    ),
    "diagnosis.not.too_few_steps": Text("不是网络或数据的问题。", "Neither the network nor the data is to blame."),
    "diagnosis.not.nondeterministic": Text(
        "结果并没有错，只是不能逐位重现。", "The result is not wrong, only not to be repeated bit by bit."
    ),
    # -- the whole -------------------------------------------------------------------------------------------------
    "diagnosis.healthy": Text(
        "看起来很健康：到第 {step} 步为止检查了 {count} 项（{areas}），没有需要改的地方。",
        "This training looks healthy: up to step {step} {count} things were looked at ({areas}), and nothing needs a change.",
    ),
    "diagnosis.healthy_early": Text(
        "到第 {step} 步为止，检查过的 {count} 项（{areas}）都没有问题；曲线还太短，说不了更多。",
        "Up to step {step} nothing is wrong in the {count} things that were looked at ({areas}); the curve is too short to say more.",
    ),
    "diagnosis.nothing_yet": Text(
        "还没有任何一步的记录，训练的过程无从诊断。",
        "No step of this training is on record, so its course cannot be diagnosed.",
    ),
    "diagnosis.more": Text("另外还有 {count} 个问题。", "There are {count} more findings."),
    "diagnosis.comma": Text("、", ","),
    "diagnosis.try": Text("可以先试：{changes}", "Try first: {changes}"),
    "diagnosis.members": Text(
        "{run} 是重复训练，下面逐个诊断它的 {count} 次训练。",
        "{run} is a repetition; its {count} trainings are diagnosed one by one.",
    ),
    "diagnosis.parent": Text(
        "{run} 不是一次训练（种类：{kind}），没有可诊断的曲线。请给出其中一次训练的文件夹。",
        "{run} is no training (its kind is {kind}) and has no curve to diagnose. Give the folder of one of its trainings.",
    ),
    "diagnosis.severity.error": Text("严重", "serious"),
    "diagnosis.severity.warning": Text("问题", "problem"),
    "diagnosis.severity.info": Text("提示", "note"),
    "diagnosis.area.gradients": Text("梯度和非有限值", "gradients and numbers that are not finite"),
    "diagnosis.area.flow": Text("梯度逐层和随时间的流动", "the gradient by layer and over time"),
    "diagnosis.area.gates": Text("各个门", "the gates"),
    "diagnosis.area.rates": Text("实际学习率", "the effective learning rate"),
    "diagnosis.area.clipping": Text("梯度裁剪", "clipping"),
    "diagnosis.area.regularisation": Text("权重衰减和丢弃", "weight decay and dropout"),
    "diagnosis.area.size": Text("网络大小", "the size of the network"),
    "diagnosis.area.data": Text("数据", "the data"),
    "diagnosis.area.curves": Text("损失曲线", "the loss curves"),
    "diagnosis.area.outputs": Text("输出", "the outputs"),
    "diagnosis.lacks.measurements": Text(
        "训练时没有测量网络内部（比如较早版本的训练），无法判断：{names}。重新训练一次就能看。",
        "Nothing was measured inside the network, as in runs of an earlier version, so these cannot be told: {names}. "
        "Train again to see them.",
    ),
    "diagnosis.lacks.data": Text(
        "没有训练时的数据，无法判断：{names}。", "Without the data of the training these cannot be told: {names}."
    ),
    "diagnosis.lacks.result": Text(
        "还没有结果，无法判断：{names}。", "There is no result, so these cannot be told: {names}."
    ),
    "diagnosis.lacks.steps": Text("步数还太少，无法判断：{names}。", "There are too few steps yet to tell: {names}."),
    "diagnosis.state.queued": Text(
        "这次训练还在排队，没有曲线。", "This training waits for its turn and has no curve yet."
    ),
    "diagnosis.state.running": Text(
        "训练还在进行（第 {step} 步，共 {steps} 步），结论可能会变。",
        "It is still training (step {step} of {steps}), so this may change.",
    ),
    "diagnosis.state.stopped": Text(
        "训练停在第 {step} 步（共 {steps} 步），只诊断到这里。",
        "It was stopped at step {step} of {steps}; the diagnosis reaches that far.",
    ),
    "diagnosis.state.failed": Text(
        "训练在第 {step} 步失败（共 {steps} 步），只诊断到这里。",
        "It failed at step {step} of {steps}; the diagnosis reaches that far.",
    ),
    "diagnosis.state.lost": Text(
        "训练进程在第 {step} 步意外结束（共 {steps} 步），只诊断到这里。",
        "Its process died at step {step} of {steps}; the diagnosis reaches that far.",
    ),
    "diagnosis.state.unmeasured": Text(
        "这次训练没有内部测量（较早的版本或测量被关闭），诊断只看曲线、数据和结果。",
        "Nothing was measured inside this training (it is of an earlier version, or measuring was off): the diagnosis reads its "
        "curves, data and result.",
    ),
    "diagnosis.state.no_data": Text(
        "数据已不在、读不出来，或已不是训练时的数据，与数据有关的问题无法判断。",
        "Its data is gone, unreadable or no longer what it was trained on, so nothing about the data can be told.",
    ),
    "diagnosis.state.no_curve": Text(
        "训练记录是空的或读不出来，训练的过程无从判断；能看的只有配置和数据。",
        "The record of this training is empty or unreadable, so nothing can be told of its course: only its configuration and "
        "its data were looked at.",
    ),
    # -- what is normal --------------------------------------------------------------------------------------------
    "diagnosis.course": Text(
        "训练损失从 {first} 到 {end}（{step} 步）。", "The training loss went from {first} to {end} in {step} steps."
    ),
    "diagnosis.course_validation": Text(
        "训练损失从 {first} 到 {end}；验证损失在第 {best_step} 步最好，为 {best}。",
        "The training loss went from {first} to {end}; the validation loss was best at step {best_step}, {best}.",
    ),
    "diagnosis.course_rival": Text(
        "训练损失从 {first} 到 {end}；验证损失在第 {best_step} 步最好，为 {best}，不用训练的预测是 {trivial}，最好的简单模型是 {rival}。",
        "The training loss went from {first} to {end}; the validation loss was best at step {best_step}, {best}, beside {trivial} "
        "for a forecast that needs no training and {rival} for the best simple model.",
    ),
    "diagnosis.normal.clipping_adam": Text(
        "{share} 的步触发了裁剪，这是正常的：Adam 的步幅与梯度大小无关。",
        "Clipping fired at {share} of the steps, which is normal: under Adam a step does not depend on the size of the gradient.",
    ),
    "diagnosis.normal.clipping_sgd": Text(
        "{share} 的步触发了裁剪；损失照样下降，所以没有害处。",
        "Clipping fired at {share} of the steps; the loss falls all the same, so it does no harm.",
    ),
    "diagnosis.normal.dropout": Text(
        "训练损失（{training}）高于验证损失（{validation}）是正常的：丢弃只在训练时起作用。",
        "The training loss ({training}) above the validation loss ({validation}) is normal: dropout acts in training alone.",
    ),
    "diagnosis.normal.jitter": Text(
        "训练损失的抖动来自每批只有 {batch} 个样本，是正常的：验证损失是平滑的。",
        "The jitter of the training loss comes from batches of {batch} and is normal: the validation loss is smooth.",
    ),
    "diagnosis.normal.walk": Text(
        "这是数据的性质，不是训练的毛病：没有什么需要修。",
        "That is the nature of the data, not a fault of the training: there is nothing to repair.",
    ),
    "diagnosis.normal.plateau": Text(
        "开头到第 {step} 步左右不降是正常的，之后它学起来了。",
        "The plateau up to about step {step} is normal; after it the network began to learn.",
    ),
    "diagnosis.normal.blanks": Text(
        "第 {step} 步还只输出空白符是正常的：CTC 总是这样开始。",
        "Blanks only at step {step} are normal: CTC always begins like that.",
    ),
}
