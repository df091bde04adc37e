"""Words of the page of studies in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

STUDIES_LABELS: dict[str, Text] = {
    "nav.studies": Text("研究", "Studies"),
    "studies.about": Text(
        "比较、调参、修复、压缩和多种子重复：每个结论都来自在这里跑过的训练，只对跑过的数据成立。",
        "Comparisons, searches, repairs, compressions and repetitions. Every verdict comes from trainings that "
        "ran here, and holds for the data they ran on.",
    ),
    "studies.new": Text("新的比较", "New comparison"),
    "studies.base": Text("从哪份数据或哪次训练开始", "Data or training to start from"),
    "studies.base_help": Text(
        "每份数据取最近完成的训练作为共同配置；内置数据用默认配置。",
        "For data of your own the newest finished training is what all candidates have in common; built-in data start "
        "from their defaults.",
    ),
    "studies.propose": Text("建立比较", "Make the comparison"),
    "studies.empty": Text(
        "还没有研究。在上面建立一个比较，或在对话里说“LSTM 和 GRU 哪个更好？”。",
        "No studies yet. Make a comparison above, or ask in the chat “LSTM or GRU for my data?”.",
    ),
    "studies.all": Text("所有研究", "All studies"),
    "studies.answer": Text("{data}：{verdict}", "{data}: {verdict}"),
    "studies.open": Text("打开", "Open"),
    "studies.more": Text("还有 {count} 个，在“运行”页里。", "{count} more on the Runs page."),
    "studies.learned": Text("在这里试出来的", "What was found out here"),
    "studies.learned_note": Text(
        "每个问题在每份数据上最近一次比较的结论；没有跑过的数据不下结论。",
        "The newest verdict on each question for each data; nothing is said of data it was not run on.",
    ),
    "studies.tested": Text(
        "在这里试过。结论只对写出的数据成立：",
        "Tried in this workspace. Each verdict holds for the data it names:",
    ),
    "studies.tested_more": Text("还有 {count} 份数据，在“研究”页里", "{count} more data sets on the page Studies"),
    "studies.source_sunspots": Text("内置：太阳黑子", "Built-in: sunspots"),
    "studies.source_co2": Text("内置：CO2", "Built-in: CO2"),
    "studies.source_made": Text("内置：合成序列", "Built-in: made series"),
    "studies.source_shakespeare": Text("内置：莎士比亚", "Built-in: Shakespeare"),
    "studies.source_tang": Text("内置：唐诗", "Built-in: Tang quatrains"),
    "studies.source_digits": Text("内置：口语数字", "Built-in: spoken digits"),
}
