"""Words of the pages in Chinese and English, side by side. No Streamlit.

`say` also finds the sentences of the conversation and of the engine, so that a view has one door to every text.
"""

from assistant.ui.words.cards import CARD_LABELS
from assistant.ui.words.chat import CHAT_LABELS
from assistant.ui.words.compare import COMPARE_LABELS
from assistant.ui.words.compress import COMPRESS_LABELS
from assistant.ui.words.controls import CONTROL_LABELS
from assistant.ui.words.deploying import DEPLOYING_LABELS
from assistant.ui.words.diagnosis import DIAGNOSIS_LABELS
from assistant.ui.words.help import HELP_TEXTS
from assistant.ui.words.profiles import PROFILE_LABELS
from assistant.ui.words.repair import REPAIR_LABELS
from assistant.ui.words.repeat import REPEAT_LABELS
from assistant.ui.words.runs import RUNS_LABELS
from assistant.ui.words.search import SEARCH_LABELS
from assistant.ui.words.settings import SETTINGS_LABELS
from assistant.ui.words.speech import SPEECH_LABELS
from assistant.ui.words.studies import STUDIES_LABELS
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Language, Parameter, Text, fill

TEXTS: dict[str, Text] = {
    **CARD_LABELS,
    **CHAT_LABELS,
    **COMPARE_LABELS,
    **COMPRESS_LABELS,
    **CONTROL_LABELS,
    **DEPLOYING_LABELS,
    **DIAGNOSIS_LABELS,
    **HELP_TEXTS,
    **PROFILE_LABELS,
    **REPAIR_LABELS,
    **REPEAT_LABELS,
    **RUNS_LABELS,
    **SEARCH_LABELS,
    **SETTINGS_LABELS,
    **SPEECH_LABELS,
    **STUDIES_LABELS,
    # -- frame -----------------------------------------------------------------------------------------------------
    "app.name": Text("LSTM 工作台", "LSTM Workbench"),
    "nav.chat": Text("对话", "Chat"),
    "nav.runs": Text("运行", "Runs"),
    "nav.diagnose": Text("诊断", "Diagnose"),
    "nav.settings": Text("设置", "Settings"),
    "page.unexpected": Text(
        "这里出现了意外错误，详情已写入服务器日志；您的对话和训练都还在。请重新加载页面再试。",
        "Something unexpected went wrong here; the server's log has the details. "
        "Your conversations and runs are safe. Reload the page and try again.",
    ),
    "language.label": Text("语言", "Language"),
    "language.zh": Text("中文", "中文"),
    "language.en": Text("English", "English"),
    "sidebar.new": Text("新对话", "New conversation"),
    "sidebar.search": Text("搜索对话", "Search conversations"),
    "sidebar.running": Text("运行中", "Running now"),
    "sidebar.none_found": Text("没有对话包含“{query}”。", "No conversation contains “{query}”."),
    "sidebar.more": Text("更早的对话", "Earlier conversations"),
    "sidebar.untitled": Text("未命名对话", "Untitled conversation"),
    "sidebar.open_run": Text("打开 {title}", "Open {title}"),
    "day.today": Text("今天", "Today"),
    "day.yesterday": Text("昨天", "Yesterday"),
    "day.week": Text("最近七天", "Last seven days"),
    "day.earlier": Text("更早", "Earlier"),
    # -- numbers and dates -----------------------------------------------------------------------------------------
    "date.months": Text(
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    ),
    "date.day": Text("{year}年{month}{day}日", "{day} {month} {year}"),
    "date.moment": Text("{day} {time}", "{day}, {time}"),
    "duration.seconds": Text("{seconds} 秒", "{seconds} s"),
    "duration.minutes": Text("{minutes} 分钟", "{minutes} min"),
    "duration.minutes_seconds": Text("{minutes} 分 {seconds} 秒", "{minutes} min {seconds} s"),
    "duration.hours": Text("{hours} 小时", "{hours} h"),
    "duration.hours_minutes": Text("{hours} 小时 {minutes} 分", "{hours} h {minutes} min"),
    # -- actions ---------------------------------------------------------------------------------------------------
    "action.train": Text("训练", "Train"),
    "action.more_budget": Text("用两倍预算再试", "Try again with twice the budget"),
    "action.start_repair": Text("开始修复", "Start repair"),
    "action.stop": Text("停止", "Stop"),
    "action.stopping": Text("正在停止…", "Stopping…"),
    "action.resume": Text("继续训练", "Resume"),
    "action.finish": Text("以最好的一步结束", "Finish with the best step"),
    "action.slower": Text("以十分之一的学习率新建", "New run with a tenth of the learning rate"),
    "action.smaller": Text("新建更省内存的运行", "New run that takes less memory"),
    "action.recomputing": Text("新建更省内存的运行", "New run that takes less memory"),
    "action.keeping": Text("新建不重算的运行", "New run without recomputation"),
    "action.any_device": Text("新建不要求 GPU 的运行", "New run that asks for no GPU"),
    "action.full_precision": Text("以 float32 新建", "New run in float32"),
    "action.again": Text("以同样的设置重新训练", "New run with the same settings"),
    "action.download": Text("下载", "Download"),
    "action.delete": Text("删除", "Delete"),
    "action.cancel": Text("取消", "Cancel"),
    "action.save": Text("保存", "Save"),
    "action.back": Text("全部运行", "All runs"),
    "action.conversation": Text("回到对话", "Open conversation"),
    "action.beside": Text("以这些设置新建一次运行", "New run with these settings"),
    "action.reset": Text("恢复原值", "Reset"),
    "action.code": Text("下载 train.py", "Download train.py"),
    # -- form ------------------------------------------------------------------------------------------------------
    "form.more": Text("更多设置", "More settings"),
    "form.group_network": Text("网络", "Network"),
    "form.group_data": Text("数据", "Data"),
    "form.group_training": Text("训练", "Training"),
    "form.fix_first": Text("请先改正标出的字段。", "Correct the marked fields first."),
    "form.draft_note": Text(
        "改动立即保存到卡片，训练时使用。", "Changes are saved to the card at once and used for training."
    ),
    "form.run_note": Text(
        "这次运行的设置不会再变。改动会新建一次运行，与它并列。",
        "The settings of this run are final. Changes make a new run beside it.",
    ),
    "form.changed": Text("已改动：{fields}", "Changed: {fields}"),
    "form.along": Text("随之改为合适的设置：{changes}", "Changed along, to suit it: {changes}"),
    "form.columns_read": Text("现在是 {count} 列", "{count} columns now"),
    # -- runs ------------------------------------------------------------------------------------------------------
    "runs.empty": Text(
        "还没有运行。在“对话”里提出一个预测问题，点击卡片上的“训练”，运行就会出现在这里。",
        "No runs yet. Ask for a forecast in the chat and press Train on its card; the run then appears here.",
    ),
    "runs.none_match": Text("没有符合筛选条件的运行。", "No run matches the filters."),
    "runs.filter_state": Text("按状态筛选", "Filter by state"),
    "runs.filter_text": Text("搜索运行", "Search runs"),
    "runs.count": Text("{shown} / {total} 个运行", "{shown} of {total} runs"),
    "runs.gone": Text("运行 {run} 不存在，可能已被删除。", "Run {run} does not exist; it may have been deleted."),
    "runs.delete_question": Text(
        "删除运行“{title}”（{when}）？它的曲线、权重和结果会永久删除。",
        "Delete the run “{title}” ({when})? Its curve, weights and result are gone for good.",
    ),
    "runs.delete_named": Text("删除 {run}", "Delete {run}"),
    "runs.delete_unreadable": Text(
        "删除文件夹 {run}？本程序读不了它，里面的一切会永久删除。",
        "Delete the folder {run}? This program cannot read it; everything in it is gone for good.",
    ),
    "runs.delete_title": Text("删除运行", "Delete run"),
}


def say(key: str, language: Language, parameters: dict[str, Parameter] | None = None) -> str:
    """The sentence of `key` from the pages, the conversation or the engine. Raises KeyError for an unknown key."""
    if key in TEXTS:
        return fill(TEXTS[key], language, parameters)
    from assistant.i18n import conversation

    return conversation.say(key, language, parameters)


def sentence(message: Sentence, language: Language) -> str:
    """What a message of any layer says."""
    return say(message.key, language, message.parameters)
