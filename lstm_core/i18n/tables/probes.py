"""What stands at the pictures of what was measured inside a training, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

PROBE_TEXTS: dict[str, Text] = {
    "probe.and": Text("{before}；{after}", "{before}; {after}"),
    "probe.embedding": Text("嵌入层", "embedding"),
    "probe.head": Text("输出层", "output layer"),
    "probe.layer": Text("第 {layer} 层", "layer {layer}"),
    "probe.layer_reverse": Text("第 {layer} 层（反向）", "layer {layer} (backwards)"),
    "probe.gate_forget": Text("遗忘门", "forget gate"),
    "probe.gate_input": Text("输入门", "input gate"),
    "probe.gate_candidate": Text("候选值", "candidate"),
    "probe.gate_output": Text("输出门", "output gate"),
    "probe.gate_update": Text("更新门", "update gate"),
    "probe.gate_reset": Text("重置门", "reset gate"),
    "probe.gate_decay": Text("衰减", "decay"),
    # -- axes ------------------------------------------------------------------------------------------------------
    "probe.lag": Text("往回（步）", "Lag (steps)"),
    "probe.distance": Text("距离（步）", "Distance (steps)"),
    "probe.growth": Text("每步的倍数", "Factor per step"),
    "probe.radius": Text("谱半径", "Spectral radius"),
    "probe.kept": Text("保留的份额", "Share kept"),
    "probe.share_of_units": Text("单元的份额", "Share of the units"),
    "probe.share_explained": Text("解释的份额", "Share explained"),
    "probe.units_all": Text("全部单元", "all units"),
    "probe.units_half": Text("居中的一半", "middle half"),
    "probe.units_median": Text("中位数", "median"),
    "probe.constant_of": Text("{place}：不动", "{place}: constant"),
    "probe.dead_of": Text("{place}：恒为零", "{place}: dead"),
    "probe.exactly": Text("{name} {value}", "{name} {value}"),
    "probe.at_least": Text(
        "{name}至少 {value}（测到的每一步都传得到）", "{name} at least {value} (all that was measured)"
    ),
    "probe.gradient": Text("梯度范数", "Gradient norm"),
    "probe.update": Text("更新 ÷ 权重", "Update / weights"),
    "probe.memory": Text("记忆长度（步）", "Memory (steps)"),
    "probe.norm": Text("状态的范数", "Norm of the state"),
    "probe.time": Text("序列里的时间步", "Step of time in the sequence"),
    "probe.whole_sequence": Text("测到的最远处", "As far as was measured"),
    "probe.lag_hover": Text("第 {step} 步，往回 {lag} 步：{value}", "step {step}, lag {lag}: {value}"),
    "probe.attention_hover": Text(
        "第 {step} 步，距离 {distance} 步：{share}", "step {step}, distance {distance}: {share}"
    ),
    "probe.units_hover": Text("{median}（各单元 {low} 到 {high}）", "{median} (units {low} to {high})"),
    "probe.gate_hover": Text(
        "第 {step} 步：{share} 的值在 {value} 附近", "step {step}: {share} of its values near {value}"
    ),
    # -- titles ----------------------------------------------------------------------------------------------------
    "probe.title_timeline": Text("损失与发现", "Loss and findings"),
    "probe.title_lags": Text("梯度能传回多远", "How far back the gradient reaches"),
    "probe.title_distances": Text("梯度能传到多远", "How far back the gradient reaches"),
    "probe.title_attention": Text("注意力看多远", "How far the attention looks"),
    "probe.title_kept": Text("每个单元保留多少", "How much each unit keeps"),
    "probe.title_growth": Text("梯度每往回一步变多少倍", "Growth of the gradient per step back"),
    "probe.title_radius": Text("循环矩阵的谱半径", "Spectral radius"),
    "probe.title_dead": Text("不动的单元", "Units that do not move"),
    "probe.title_last_value": Text("照抄最后一个值的程度", "How much is the last value again"),
    "probe.title_gates": Text("门的取值", "Values of the gates"),
    "probe.title_layers": Text("各层的梯度", "Gradient by layer"),
    "probe.title_gate_gradients": Text("各门的梯度", "Gradient by gate"),
    "probe.title_updates": Text("每步更新有多大", "Size of the updates"),
    "probe.title_memory": Text("有效记忆长度", "Effective memory"),
    "probe.title_cells": Text("状态的大小", "Size of the state"),
    # -- how to read them ------------------------------------------------------------------------------------------
    "probe.read_timeline": Text(
        "每个发现在它最早出现的那一步标上编号。健康时：损失先快后慢地降，图上没有标记。",
        "A numbered mark stands where each finding shows first. Healthy: the loss falls fast, then slowly, and carries no "
        "mark.",
    ),
    "probe.read_lags": Text(
        "横轴是训练步，纵轴是往回的步数，越亮梯度越大（对数）。健康时：颜色往上慢慢变暗，目标依赖多远就亮到多远；"
        "没几步就全暗，更早的输入便学不到。",
        "Across: training; upwards: steps of time back; the brighter, the larger the gradient (log). Healthy: it fades "
        "slowly and stays bright as far back as the target depends on. Where it is dark after a few steps, nothing older "
        "is learned.",
    ),
    "probe.read_gates": Text(
        "每一列是那时门取值的分布：下端关，上端开，越亮的地方值越多。健康时：散布在中间，并随训练移动；"
        "只有一端发亮，说明门已饱和，梯度几乎过不去。",
        "Each column is how the gate's values lay then: shut at the bottom, open at the top, bright where many are. "
        "Healthy: spread out, and moving while it trains. Bright at one end only: the gate is saturated and hardly lets a "
        "gradient through.",
    ),
    "probe.read_layers": Text(
        "裁剪前每层梯度的范数（对数轴）。健康时：各层相差不超过约百倍，围着一个水平抖动；一路往上是爆炸，"
        "靠近输入的层小上千倍是消失。",
        "Norm of the gradient of each layer before clipping (log axis). Healthy: layers within about a hundred of each "
        "other, jittering around a level. Climbing: it explodes. Layers near the input a thousand times smaller: it "
        "vanishes.",
    ),
    "probe.read_gate_gradients": Text(
        "同一层里每个门的梯度（对数轴）。健康时：各门大致同步；有一个门远远低于其他门，它就没有在学。",
        "Gradient of each gate within a layer (log axis). Healthy: the gates move together. One that lies far below the "
        "others is not learning.",
    ),
    "probe.read_updates": Text(
        "一步更新相对权重的大小（对数轴）。健康时：大部分时间在阴影里，即万分之一到百分之一；高于阴影多半学习率太高，"
        "低于阴影几乎没有在学；学习率按计划降到零时，末尾自然下降。",
        "Size of one update beside the weights (log axis). Healthy: mostly inside the shade, from 0.0001 to 0.01. Above it "
        "the learning rate is likely too high, below it hardly anything is learned; where the schedule ends at zero, so "
        "does the curve.",
    ),
    "probe.read_memory": Text(
        "往回多少步，梯度只剩最大值的 1%。健康时：随训练变长，直到够得着目标所依赖的最远一步；贴着虚线就是至少这么长。",
        "After how many steps back 1 % of the gradient is left. Healthy: it grows while training until it reaches what the "
        "target depends on. On the dashed line it is at least that long.",
    ),
    "probe.read_cells": Text(
        "细胞状态（没有细胞的层是隐藏状态）的范数沿序列怎样变化，训练初期与现在对比。健康时：先升后平；"
        "一直往上是遗忘门关不上，始终贴着零是什么都没有记住。",
        "How the norm of the cell state (of the hidden state in layers without a cell) runs along a sequence, early in "
        "training and now. Healthy: it rises and levels off. Growing to the end: the forget gate never closes. Near zero "
        "throughout: nothing is kept.",
    ),
    "probe.read_distances": Text(
        "横轴是训练步，纵轴是离最后一步多远，越亮梯度越大（对数）。健康时：靠近输入的层亮到目标所依赖的距离；"
        "最上面一层只有最后一步有梯度，因为输出层只读那一步。",
        "Across: training; upwards: distance from the last step; the brighter, the larger the gradient (log). Healthy: "
        "layers near the input are bright as far back as the target depends on. The topmost one is bright at the last "
        "step alone where the output layer reads no other.",
    ),
    "probe.read_attention": Text(
        "横轴是训练步，纵轴是查询与键相隔多远，越亮分到的注意力越多。健康时：亮处散开，并移到目标所依赖的距离；"
        "只有最底下一行亮，说明这一层只看自己。",
        "Across: training; upwards: how far apart query and key are; the brighter, the more attention. Healthy: spread out, "
        "and moving to the distances that the target depends on. Bright in the lowest row alone: the layer looks at "
        "nothing but itself.",
    ),
    "probe.read_kept": Text(
        "每个单元的遗忘门平均开多大（GRU 是保留旧状态的份额）：1 全记住，0 全忘掉。健康时：带子随训练张开，"
        "有的单元记得久，有的记得短；整条带子贴着 0 或 1 一动不动，这层就学不会取舍。",
        "Mean of each unit's forget gate (in a GRU the share of the old state): 1 keeps all, 0 forgets all. Healthy: the "
        "band opens while training, so some units keep long and others short. A band that lies at 0 or 1 and never moves "
        "has not learned to choose.",
    ),
    "probe.read_growth": Text(
        "梯度往回传一步平均变成几倍。健康时：在 1 的虚线下面；离 1 越近记得越久，0.8 约二十步后只剩 1%，0.95 约九十步。"
        "长期高于 1，序列一长就会爆炸。",
        "What one step back makes of a gradient on average. Healthy: below the dashed line at 1; the nearer, the longer the "
        "memory: at 0.8 about 1 % is left after 20 steps, at 0.95 after 90. Above 1 for long it explodes on long sequences.",
    ),
    "probe.read_radius": Text(
        "循环矩阵最大的特征值（各门取最大）。健康时：变化平缓。普通 RNN 应在 1 附近，明显低于 1 忘得快，高于 1 易爆炸；"
        "有门的网络里 2 或 3 也正常，以每步的倍数为准。",
        "Largest eigenvalue of the recurrent matrices, over all gates. Healthy: it changes slowly. A plain RNN should lie "
        "near 1: well below it forgets fast, above it tends to explode. With gates 2 or 3 is normal too; the growth per "
        "step decides.",
    ),
    "probe.read_dead": Text(
        "在整个探测批次上输出几乎不变的单元占多少；其中恒为零的另画一条线。健康时：接近 0%；"
        "过半的单元不动，网络就比看起来小得多。",
        "Share of the units whose output hardly changes over the whole probe batch; those at zero have a line of their "
        "own. Healthy: near 0%. Where more than half do not move, the network is far smaller than it looks.",
    ),
    "probe.read_last_value": Text(
        "预测的变化有多少只是窗口最后一个值的重复。健康时：随训练下降；一直接近 100%，网络就是在照抄，"
        "除非数据本身像随机游走。",
        "How much of the way the forecasts vary is the last value of the window again. Healthy: it falls while training. "
        "Near 100% to the end the network copies, unless the data are a random walk.",
    ),
    # -- in words --------------------------------------------------------------------------------------------------
    "probe.alt_timeline": Text(
        "损失从 {first} 到 {last}（第 {step} 步）；标记：{findings}。",
        "Loss from {first} to {last} at step {step}; marked: {findings}.",
    ),
    "probe.alt_timeline_clean": Text(
        "损失从 {first} 到 {last}（第 {step} 步）；没有标记。", "Loss from {first} to {last} at step {step}; no mark."
    ),
    "probe.alt_lags": Text("第 {step} 步，梯度随往回的步数：{rows}。", "Gradient by lag at step {step}: {rows}."),
    "probe.alt_lags_row": Text(
        "{place}：往回 {first} 步 {near}，{last} 步 {far}", "{place}: {near} at lag {first}, {far} at lag {last}"
    ),
    "probe.alt_gates": Text(
        "{place}，第 {step} 步，贴近两端的值：{rows}。",
        "{place} at step {step}, values near an end of their range: {rows}.",
    ),
    "probe.alt_gates_row": Text("{gate}低端 {low}、高端 {high}", "{gate} {low} low, {high} high"),
    "probe.alt_layers": Text("第 {step} 步的梯度范数：{rows}。", "Gradient norm at step {step}: {rows}."),
    "probe.alt_gate_gradients": Text(
        "{place}，第 {step} 步各门的梯度范数：{rows}。", "{place}, gradient norm of its gates at step {step}: {rows}."
    ),
    "probe.alt_updates": Text("第 {step} 步，更新与权重之比：{rows}。", "Update over weights at step {step}: {rows}."),
    "probe.alt_memory": Text("第 {step} 步的记忆长度：{rows}。", "Memory in steps of time at step {step}: {rows}."),
    "probe.alt_attention": Text("第 {step} 步的注意力：{rows}。", "Attention at step {step}: {rows}."),
    "probe.alt_attention_row": Text(
        "{place}：一半在 {half} 步以内，九成在 {most} 步以内",
        "{place}: half within {half} steps, nine tenths within {most}",
    ),
    "probe.alt_kept": Text(
        "{place}，第 {step} 步：各单元平均保留 {low} 到 {high}，中位数 {median}，最初是 {before}。",
        "{place} at step {step}: units keep {low} to {high} of their state, median {median}, {before} at first.",
    ),
    "probe.alt_growth": Text(
        "第 {step} 步，梯度每往回一步的倍数：{rows}。", "Factor per step back at step {step}: {rows}."
    ),
    "probe.alt_radius": Text("第 {step} 步的谱半径：{rows}。", "Spectral radius at step {step}: {rows}."),
    "probe.alt_dead": Text("第 {step} 步，单元的份额：{rows}。", "Share of the units at step {step}: {rows}."),
    "probe.alt_last_value": Text(
        "第 {step} 步，输出的变化有 {share} 由窗口的最后一个值解释。",
        "At step {step} the last value of the window explains {share} of how the output varies.",
    ),
    "probe.alt_cells": Text(
        "{place}，第 {step} 步：细胞状态的范数从序列开头的 {first} 到结尾的 {last}。",
        "{place} at step {step}: the norm of the cell goes from {first} at the beginning of a sequence to {last} at its "
        "end.",
    ),
}
