"""Sentences on what can help a run that ended without a result in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

REMEDY_TEXTS: dict[str, Text] = {
    "remedy.resume": Text(
        "“继续训练”从最后的检查点接着训练，没有检查点时从头开始。",
        "Resume goes on from the last checkpoint, or from the beginning without one.",
    ),
    "remedy.finish": Text(
        "“以最好的一步结束”不再训练，用迄今验证最好的权重在测试部分评估，得到结果和下载。",
        "Finishing with the best step trains no further: the weights that validated best so far are judged on the test "
        "part, which gives a result and a download.",
    ),
    "remedy.unjudged": Text(
        "还没有保存过经过验证的权重（第一次验证在第 {every} 步），所以还不能以最好的一步结束。",
        "No validated weights are kept yet (the first validation comes at step {every}), so there is no best step to "
        "finish with.",
    ),
    "remedy.without_data": Text(
        "这次运行的数据已经不在它的文件夹里，所以既不能继续训练，也不能评估。请把数据放回去，或重新训练。",
        "The data of this run is gone from its folder, so it can neither go on nor be judged. Put it back, or train "
        "again.",
    ),
    "remedy.slower": Text(
        "从检查点继续会在同一步再次发散；用十分之一的学习率新建一次运行，通常就不再发散。",
        "From its checkpoint it would diverge at the same step again; a new run with a tenth of the learning rate "
        "usually does not.",
    ),
    "remedy.smaller": Text(
        "可以用更小的批新建一次运行，它占用的内存更少。", "A new run with a smaller batch takes less memory."
    ),
    "remedy.recomputing": Text(
        "可以新建一次逐段重算的运行，它占用的内存少得多，慢一些。",
        "A new run that computes parts again takes far less memory and somewhat more time.",
    ),
    "remedy.keeping": Text("可以新建一次不重算的运行。", "A new run without recomputation is possible."),
    "remedy.any_device": Text(
        "可以新建一次不要求 GPU 的运行。", "A new run that asks for no GPU trains on what this machine has."
    ),
    "remedy.full_precision": Text("可以用 float32 新建一次运行。", "A new run in float32 trains on any processor."),
    "remedy.again": Text(
        "从检查点继续会以同样的方式失败；可以用同样的设置从头训练。",
        "From its checkpoint it would fail in the same way; it can be trained anew with the same settings.",
    ),
}
