"""Words of the table of runs in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

RUNS_LABELS: dict[str, Text] = {
    "runs.name": Text("运行", "Run"),
    "runs.state": Text("状态", "State"),
    "runs.score": Text("得分", "Score"),
    "runs.baseline": Text("最好的基线", "Best baseline"),
    "runs.change": Text("误差变化", "Error change"),
    "runs.size": Text("参数量", "Parameters"),
    "runs.size_help": Text("网络中训练的数有多少个。", "How many numbers of the network are trained."),
    "runs.time": Text("用时", "Duration"),
    "runs.created": Text("建立时间", "Created"),
    "runs.damaged": Text(
        "运行 {run} 读不出来：它的文件有损坏。", "Run {run} cannot be read: one of its files is damaged."
    ),
    "runs.page": Text("第 {page} / {pages} 页", "Page {page} of {pages}"),
    "runs.page_earlier": Text("上一页", "Previous"),
    "runs.page_later": Text("下一页", "Next"),
    "runs.loss": Text("损失", "Loss"),
    "runs.setting": Text("{name} {value}", "{name} {value}"),
    "runs.best": Text("最好", "best"),
    "runs.best_help": Text(
        "同一数据、同一目标和划分的训练里误差最小的一个。",
        "The least error of all trainings on the same data, target and split.",
    ),
    "runs.cut": Text("提前结束后评估", "judged before its end"),
    "runs.reading": Text("还有 {unread} 个运行正在读取", "reading {unread} more runs"),
    "runs.filter_data": Text("数据", "Data"),
    "runs.filter_kind": Text("种类", "Kind"),
    "runs.filter_tag": Text("标签", "Tag"),
    "runs.filter_column": Text("显示为列的设置", "Settings shown as columns"),
    "runs.columns": Text("列", "Columns"),
    "runs.columns_help": Text(
        "只列出这些运行彼此不同的设置；不选则显示区别最大的几项。",
        "Only settings in which these runs differ; without a choice those that tell them apart most are shown.",
    ),
    "runs.most_telling": Text("区别最大的几项", "Those that tell most"),
    "runs.clear_filters": Text("清除筛选", "Clear filters"),
    "runs.table_table": Text("运行列表", "Runs"),
    "runs.table_sort": Text("排序", "Sort by"),
    "runs.table_turn": Text("倒转顺序", "Turn the order round"),
    "runs.table_choose": Text("选择", "Choose"),
    "runs.table_choose_all": Text("选择本页全部", "Choose all on this page"),
    "runs.table_members": Text("成员：", "Members of"),
    "runs.chosen": Text("已选 {count} 个", "{count} chosen"),
    "runs.choose_shown": Text("全选 {count} 个", "Choose all {count}"),
    "runs.choose_none": Text("取消选择", "Choose none"),
    "runs.compare": Text("对比", "Compare"),
    "runs.label": Text("名称和标签", "Name and tags"),
    "runs.stop": Text("停止", "Stop"),
    "runs.delete": Text("删除", "Delete"),
    "runs.compare_title": Text("对比运行", "Runs compared"),
    "runs.gone_some": Text(
        "这些运行不存在，可能已被删除：{runs}", "These runs do not exist; they may have been deleted: {runs}"
    ),
    "runs.without_curve": Text(
        "没有自己的损失曲线：{runs}。可以展开它，选择其中的成员。",
        "Without a loss curve of its own: {runs}. Unfold it in the table and choose its members.",
    ),
    "runs.no_curve": Text("没有验证损失", "no validation loss"),
    "runs.overlay_hover": Text("{name}<br>第 {step} 步：{loss}", "{name}<br>step {step}: {loss}"),
    "runs.overlay_one": Text("{name}：{loss}", "{name}: {loss}"),
    "runs.overlay_alt": Text("各运行最低的验证损失：{runs}", "Lowest validation loss of each run: {runs}"),
    "runs.overlay_first": Text(
        "图中只有 {count} 个里的前 {most} 个。", "The picture shows the first {most} of {count}."
    ),
    "runs.losses_differ": Text(
        "这些运行的损失不能直接比较：损失函数、数据或缩放不同。请看下表的测试得分。",
        "The losses of these runs do not compare: loss, data or scaling differ. See the test scores below.",
    ),
    "runs.one_each": Text(
        "每个只训练了一次，差别可能只是随机种子造成的。用多个种子比较，才知道谁真的更好。",
        "One training of each: a difference may be the seed's alone. A comparison over seeds tells who is better.",
    ),
    "runs.over_seeds": Text("用多个种子比较", "Compare over seeds"),
    "runs.own_name": Text("名称", "Name"),
    "runs.tags": Text("标签", "Tags"),
    "runs.tags_placeholder": Text("选择，或输入新标签后回车", "Choose, or type a new one and press Enter"),
    "runs.note": Text("备注", "Note"),
    "runs.label_title": Text("名称、标签和备注", "Name, tags and note"),
    "runs.tag_title": Text("添加标签", "Add tags"),
    "runs.tag_question": Text("给 {count} 个运行添加：", "Add to {count} runs:"),
    "runs.stop_title": Text("停止运行", "Stop runs"),
    "runs.stop_question": Text(
        "停止 {count} 个运行？检查点会保存，以后可以继续训练。",
        "Stop {count} runs? Their checkpoints are saved, so they can be resumed.",
    ),
    "runs.delete_title_many": Text("删除运行", "Delete runs"),
    "runs.delete_many": Text("永久删除 {count} 个运行？", "Delete {count} runs for good?"),
    "runs.delete_none": Text("这里没有可以删除的运行。", "There is no run here that can be deleted."),
    "runs.delete_along": Text(
        "一同删除：曲线、权重、结果和各自的数据副本。对话里的卡片会留下，并注明运行已删除。",
        "Gone with them: curves, weights, results, their copies of the data. Cards in conversations stay and say so.",
    ),
    "runs.delete_members": Text("其中的 {members} 个成员也会删除。", "Their {members} members go too."),
    "runs.delete_labels": Text("{count} 个运行的名称或备注也会删除。", "The names or notes of {count} of them go too."),
    "runs.delete_active": Text(
        "{count} 个运行还在训练或排队，不会删除；请先停止它们。",
        "{count} of them train or wait and are kept; stop them first.",
    ),
    "runs.and_more": Text("以及另外 {count} 个", "and {count} more"),
}
