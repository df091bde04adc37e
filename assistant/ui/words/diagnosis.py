"""Words of a diagnosis on cards and on its page in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

DIAGNOSIS_LABELS: dict[str, Text] = {
    "action.show_me": Text("看依据", "Show me"),
    "action.try_change": Text("按建议新建一次运行", "New run with this change"),
    "action.test_change": Text("试一试：改与不改", "Test it: with and without"),
    "action.diagnose": Text("打开完整诊断", "Open the full diagnosis"),
    "action.open_run": Text("打开这次运行", "Open the run"),
    # -- severity --------------------------------------------------------------------------------------------------
    "severity.healthy": Text("未见异常", "Healthy"),
    "severity.looking": Text("检查中", "Looking"),
    # -- in one line -----------------------------------------------------------------------------------------------
    "diagnosis.waiting": Text("训练出几步后开始诊断。", "The diagnosis begins with the first steps."),
    "diagnosis.failed": Text(
        "这次诊断出错了，详情在服务器日志里；训练和结果不受影响。",
        "This diagnosis went wrong; the server's log has the details. The run and its result are untouched.",
    ),
    "diagnosis.looking": Text("正在看这次训练记录下的数据。", "Looking at what this run has recorded."),
    "diagnosis.line_healthy": Text("查了 {count} 项，没有发现问题", "{count} checks, nothing found"),
    "diagnosis.line_healthy_so_far": Text(
        "到第 {step} 步查了 {count} 项，没有发现问题", "{count} checks up to step {step}, nothing found"
    ),
    "diagnosis.line_more": Text("另有 {count} 个发现", "{count} more"),
    # -- the whole -------------------------------------------------------------------------------------------------
    "diagnosis.before": Text(
        "训练开始后，这里随时说明它是否正常、哪里不对、怎么办。",
        "Once training has begun, this tells at any time whether it goes well, what is wrong, and what to do.",
    ),
    "diagnosis.looked_at": Text("查过的 {count} 项", "What was looked at ({count})"),
    "diagnosis.not_looked_at": Text("无法判断的 {count} 项", "What cannot be told ({count})"),
    "diagnosis.no_pictures": Text(
        "这次训练没有测量网络内部，因此没有梯度和门的图。",
        "Nothing was measured inside the network of this run, so there are no pictures of gradients and gates.",
    ),
    "diagnosis.picture": Text("看哪张图", "Picture"),
    "diagnosis.layer": Text("看哪一层", "Layer"),
    "diagnosis.json": Text("给程序用的 JSON", "As JSON, for programs"),
    # -- the page --------------------------------------------------------------------------------------------------
    "diagnosis.intro": Text(
        "选一次训练，看它是否正常：梯度、门、记忆，哪里不对、依据是什么、怎么修。",
        "Choose a training and see whether it is sound: gradients, gates and memory, what is wrong, the proof, and the "
        "cure.",
    ),
    "diagnosis.empty": Text(
        "还没有训练可以诊断。在“对话”里提出一个预测问题，点“训练”；训练一开始，这里就能看到它的内部。",
        "There is no training to look into yet. Ask for a forecast in the chat and press Train; from the first steps "
        "on its inside is shown here.",
    ),
    "diagnosis.choose": Text("诊断哪次训练", "Training to look into"),
    "diagnosis.gone": Text(
        "运行 {run} 不存在，可能已被删除。请另选一次。",
        "Run {run} does not exist; it may have been deleted. Choose another.",
    ),
    "diagnosis.leads": Text(
        "“{title}”由 {count} 次训练组成，诊断看的是其中一次。请选一次。",
        "“{title}” is made of {count} trainings, and a diagnosis looks into one of them. Choose one.",
    ),
    "diagnosis.leads_none": Text(
        "“{title}”由别的训练组成，现在还没有一次开始，或已被删除。",
        "“{title}” is made of other trainings, of which none has begun yet, or they were deleted.",
    ),
    "diagnosis.choose_member": Text("选择其中一次训练", "Choose one of its trainings"),
    "diagnosis.pictures": Text("训练内部", "Inside the training"),
    "diagnosis.more_pictures": Text("更多测量（{count}）", "More measurements ({count})"),
}
