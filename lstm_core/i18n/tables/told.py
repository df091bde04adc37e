"""How a diagnosis is told around its findings, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

TOLD_TEXTS: dict[str, Text] = {
    "severity.error": Text("严重", "Serious"),
    "severity.warning": Text("注意", "Warning"),
    "severity.info": Text("提示", "Note"),
    "diagnosis.times": Text("{name}（{count} 次）", "{name} ({count})"),
    "diagnosis.and": Text("{before}、{after}", "{before}, {after}"),
    "diagnosis.at_step": Text("第 {step} 步起", "from step {step}"),
    "diagnosis.clean": Text(
        "没有发现问题，不需要修。下面是查过的各项。",
        "Nothing is wrong, and nothing needs repair. What was looked at is listed below.",
    ),
    "diagnosis.clean_so_far": Text(
        "到第 {step} 步没有发现问题，训练还在继续，诊断随之更新。",
        "Nothing is wrong up to step {step}. Training goes on, and so does the diagnosis.",
    ),
    "diagnosis.nothing_told": Text(
        "还没有足够的数据，什么都判断不了。", "There is not enough to go by yet, so nothing can be told."
    ),
    "diagnosis.clean_notes": Text(
        "没有需要修的问题，只有几点值得知道。", "Nothing needs repair; a few things are worth knowing."
    ),
    "diagnosis.found_one": Text("找到 1 个原因，到第 {step} 步为止。", "One cause, as of step {step}."),
    "diagnosis.found": Text("找到 {causes} 个原因，到第 {step} 步为止。", "{causes} causes, as of step {step}."),
    "diagnosis.not_this": Text("须知：{text}", "Mind: {text}"),
    "diagnosis.suggests": Text("建议：{changes}", "Suggests: {changes}"),
    "diagnosis.change": Text("{field} {before} → {after}", "{field} {before} → {after}"),
    "diagnosis.no_change": Text(
        "没有哪项设置能治好它，要从数据或训练时长入手。",
        "No setting cures it; the data, or the time that it trains, would have to change.",
    ),
    "diagnosis.looked_at_note": Text("查了这些，都没有出现：{names}。", "Looked for and not found: {names}."),
    "diagnosis.symptoms": Text("由它引起：", "What it brings about:"),
    "document.diagnosis": Text("训练正常吗", "Was the training sound?"),
}
