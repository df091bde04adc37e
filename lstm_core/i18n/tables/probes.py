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
    "probe.lag": Text("往回的步数", "Lag"),
    "probe.gradient": Text("梯度范数", "Gradient norm"),
    "probe.update": Text("更新 ÷ 权重", "Update / weights"),
    "probe.memory": Text("记忆长度（步）", "Memory (steps)"),
    "probe.norm": Text("细胞状态的范数", "Norm of the cell"),
    "probe.time": Text("序列里的时间步", "Step of time in the sequence"),
    "probe.whole_sequence": Text("整个序列", "Whole sequence"),
    "probe.lag_hover": Text("第 {step} 步，往回 {lag} 步：{value}", "step {step}, lag {lag}: {value}"),
    "probe.gate_hover": Text(
        "第 {step} 步：{share} 的值在 {value} 附近", "step {step}: {share} of its values near {value}"
    ),
    # -- titles ----------------------------------------------------------------------------------------------------
    "probe.title_timeline": Text("损失与发现", "Loss and findings"),
    "probe.title_lags": Text("梯度能传回多远", "How far back the gradient reaches"),
    "probe.title_gates": Text("门的取值", "Values of the gates"),
    "probe.title_layers": Text("各层的梯度", "Gradient by layer"),
    "probe.title_gate_gradients": Text("各门的梯度", "Gradient by gate"),
    "probe.title_updates": Text("每步更新有多大", "Size of the updates"),
    "probe.title_memory": Text("有效记忆长度", "Effective memory"),
    "probe.title_cells": Text("细胞状态", "Cell state"),
    # -- how to read them ------------------------------------------------------------------------------------------
    "probe.read_timeline": Text(
        "损失用对数轴，每个发现在它最早出现的那一步标上编号。健康时：先快后慢地降，图上没有标记。",
        "The loss on a log axis, with a numbered mark where each finding shows first. Healthy: it falls fast, then slowly, "
        "and carries no mark.",
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
        "Size of one update beside the weights (log axis). Healthy: mostly inside the shade, from 1e-4 to 1e-2. Above it "
        "the learning rate is likely too high, below it hardly anything is learned; where the schedule ends at zero, so "
        "does the curve.",
    ),
    "probe.read_memory": Text(
        "往回多少步，梯度只剩最大值的 1%。健康时：随训练变长，直到够得着目标所依赖的最远一步；虚线是整个序列。",
        "After how many steps back 1 % of the gradient is left. Healthy: it grows while training until it reaches what the "
        "target depends on; the dashed line is the whole sequence.",
    ),
    "probe.read_cells": Text(
        "细胞状态的范数沿序列怎样变化，训练初期与现在对比。健康时：先升后平；一直往上是遗忘门关不上，"
        "始终贴着零是什么都没有记住。",
        "How the norm of the cell runs along a sequence, early in training and now. Healthy: it rises and levels off. "
        "Growing to the end: the forget gate never closes. Near zero throughout: nothing is kept.",
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
    "probe.alt_cells": Text(
        "{place}，第 {step} 步：细胞状态的范数从序列开头的 {first} 到结尾的 {last}。",
        "{place} at step {step}: the norm of the cell goes from {first} at the beginning of a sequence to {last} at its "
        "end.",
    ),
}
