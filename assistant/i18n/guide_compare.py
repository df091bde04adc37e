"""Sentences of the guide on comparisons in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

COMPARE_GUIDE_TEXTS: dict[str, Text] = {
    "guide.compare_plan": Text(
        "这要看数据，不靠经验：在{data}上训练几次，看差别是不是真的。",
        "Which one is better depends on the data, so it is measured on {data} rather than guessed.",
    ),
    "guide.compare_card": Text(
        "下面的卡片比较 {names}。每个候选用同样的 {seeds} 个种子各训练一次，共 {trainings} 次，数据和测试部分都一样。{budget}",
        "The card below compares {names}. Each is trained once with each of the same {seeds} seeds, {trainings} trainings in "
        "all, on the same data and judged on the same part of it. {budget}",
    ),
    "guide.compare_card_once": Text(
        "下面的卡片比较 {names}，每个只训练一次，共 {trainings} 次。一个种子给不出区间，也说明不了谁更好；想知道，请用多个种子。{budget}",
        "The card below compares {names}, one training each, {trainings} in all. One seed gives no interval and shows no "
        "difference; use several to know. {budget}",
    ),
    "guide.compare_train": Text(
        "点“开始比较”，随时可以停。结束后，表里有平均、95% 区间和耗时，并说明谁更好、谁是平手、还要多少种子才能分出。",
        "Press Start comparison; it may be stopped at any time. The table then has mean, 95% interval and cost of each, and says "
        "which is better, what is a tie and how many more seeds would decide it.",
    ),
    "guide.budget_as_given": Text("步数和大小按各自的设置。", "Steps and size are as each one has them."),
    "guide.budget_equal_steps": Text("步数相同。", "All get the same number of steps."),
    "guide.budget_equal_parameters": Text(
        "参数量相同：宽度随之调整。", "All get about as many parameters as the first; their width follows."
    ),
    "guide.budget_equal_time": Text(
        "训练时间相同：开始前先测每个候选一步要多久，再定步数。",
        "All get the same time: the pace of each is measured before the start, and its steps follow.",
    ),
    "guide.alike_as_given": Text("各自的设置", "what each is configured for"),
    "guide.alike_equal_steps": Text("步数", "the number of steps"),
    "guide.alike_equal_parameters": Text("参数量", "the number of parameters"),
    "guide.alike_equal_time": Text("训练时间", "the time of training"),
    "guide.fair_meant": Text(
        "“公平”可以有几种意思，这里取{budget}相同；数据、种子和测试部分总是相同。想换一种，点下面的建议。",
        "Fair can mean several things; here {budget} is made equal. Data, seeds and test part are alike in any case. For another "
        "meaning take one of the suggestions below.",
    ),
    "guide.fair_not": Text(
        "比的就是“{field}”，所以它不能再相同；数据、种子和测试部分相同。",
        "{field} is what is compared, so it cannot be equal as well; data, seeds and test part are alike.",
    ),
    "guide.budget_against": Text(
        "{budget}不能相同：那样就要由它来定“{field}”，而“{field}”正是要比较的。",
        "{budget} cannot be made equal: that would decide {field}, which is what is compared.",
    ),
    "guide.budget_one": Text(
        "一次只能让一样东西相同，{budget}这次不相同。",
        "One thing can be made equal at a time; {budget} is not, this time.",
    ),
    "guide.compare_same_again": Text("候选不变，再比一次。{changes}", "The same candidates once more. {changes}"),
    "guide.compare_seeds": Text("每个候选用 {seeds} 个种子。", "Each gets {seeds} seeds."),
    "guide.compare_seeds_same": Text("这个比较已经是 {seeds} 个种子。", "This comparison has {seeds} seeds already."),
    "guide.compare_common": Text("都用：{settings}。", "All with: {settings}."),
    "guide.compare_foreign": Text(
        "“{words}”不能在这里训练，没有加入。可以训练的有：{cells}。",
        "“{words}” cannot be trained here and was left out. What can: {cells}.",
    ),
    "guide.compare_one": Text(
        "比较至少要两个候选，这里只听到：{what}。请再说一个。",
        "A comparison needs two candidates or more; all I heard is: {what}. Name another one.",
    ),
    "guide.compare_as_it_is": Text(
        "{field} {value} 就是现在的设置，没有别的候选可比。",
        "{field} {value} is what it has now, so there is nothing to compare.",
    ),
    "guide.compare_many": Text(
        "一次最多比较 {limit} 个，这里是 {count} 个。请减少几个。",
        "At most {limit} can be compared at once; these are {count}. Name fewer.",
    ),
    "guide.compare_product": Text(
        "这样组合起来是 {count} 个候选，一次最多组合 {limit} 个。请减少几个值，或一次只比较一项：",
        "Combined these are {count} candidates; at most {limit} are combined at once. Name fewer values, or compare one "
        "setting at a time:",
    ),
    "guide.compare_alike": Text(
        "“{field}”决定评判什么，候选必须相同，不能比较它。可以比较的是模型、训练和窗口等设置。",
        "“{field}” says what is judged, so it is alike for all candidates and cannot be compared. Settings of model and "
        "training, or the window, can.",
    ),
    "guide.compare_value": Text("{field} {value}：{rule}", "{field} {value}: {rule}"),
    "guide.compare_not_fed": Text("{cell} 不能用于{task}。", "{cell} cannot be used for {task}."),
    "guide.compare_no_seeds": Text(
        "“{seeds}”：每个候选的种子数必须是 {fewest} 到 {most} 之间的整数。",
        "“{seeds}”: the number of seeds of each candidate must be a whole number from {fewest} to {most}.",
    ),
    "guide.compare_what": Text(
        "要比较什么？可以比较单元、层数、隐藏维度、学习率、损失、窗口等，例如“比较 LSTM 和 GRU”或“比较 1、2、3 层”。",
        "What should be compared? Cells, layers, hidden size, learning rate, loss, window and more, for example “Compare LSTM "
        "and GRU” or “Compare 1, 2 and 3 layers”.",
    ),
    "guide.compare_no_runs": Text(
        "这个对话里还没有两张可以比较的卡片。可以让我直接比较几种设置：",
        "This conversation does not have two cards to compare yet. I can compare settings for you:",
    ),
    "guide.compare_runs": Text(
        "把这 {count} 张卡片的设置放在同样的数据和种子上比较。",
        "The settings of these {count} cards, compared on the same data and with the same seeds.",
    ),
    "guide.compare_not_done": Text(
        "比较还没有结束，下面是到现在为止的情况。", "The comparison has not ended; this is where it stands."
    ),
    "guide.compare_untrained": Text(
        "这个比较还没有开始，所以还没有结论。点卡片上的“开始比较”，结束后再问。",
        "This comparison has not been started, so there is no verdict yet. Press Start comparison on the card and ask again.",
    ),
    "guide.known_compare": Text(
        "{data}：比较，{step}/{steps} 次训练已完成。", "The comparison on {data} has {step} of {steps} trainings done."
    ),
    "guide.known_compare_draft": Text(
        "{data}：比较的卡片已经准备好，还没有开始。", "A card for a comparison on {data} is ready and not started yet."
    ),
    "guide.cannot_search": Text(
        "自动搜索超参数还没有接入。现在可以做的是比较：例如在几个种子上比较几个学习率，差别是不是真的，一看就知道。",
        "A search for good settings is not built in yet. What works is a comparison: several learning rates over the same "
        "seeds, for example, which shows whether the difference is real.",
    ),
    "guide.search_plan": Text(
        "准备一次搜索：从现在的设置出发，试不同的组合，没有希望的提前停，最好的再用新的种子确认。",
        "Preparing a search: it starts from the present settings, tries others, stops hopeless ones early and confirms the best "
        "with fresh seeds.",
    ),
    "guide.search_space": Text("搜索的范围和理由：", "What is searched, and why:"),
    "guide.search_range": Text("{field}：{values}。{reason}", "{field}: {values}. {reason}"),
    "guide.search_card": Text(
        "范围和预算都可以在卡片里改。点“开始调参”，随时可以停，停了能接着做。许多次里最好的一次有运气的成分，所以结束前会用新种子与起点再比一次，两个数都给出。",
        "Ranges and budget can be changed on the card. Press Start search; it may be stopped and resumed. The best of many trials is "
        "partly luck, so it is compared with the starting point once more with fresh seeds, and both numbers are shown.",
    ),
    "next.compare_lstm_gru": Text("比较 LSTM 和 GRU", "Compare LSTM and GRU"),
    "next.compare_cells": Text("比较所有单元", "Compare all cells"),
    "next.compare_transformer": Text("比较 LSTM 和小型 Transformer", "Compare LSTM and a small Transformer"),
    "next.compare_layers": Text("比较 1、2、3 层", "Compare 1, 2 and 3 layers"),
    "next.compare_hidden_sizes": Text("比较隐藏维度", "Compare hidden sizes"),
    "next.compare_learning_rates": Text("比较学习率", "Compare learning rates"),
    "next.compare_losses": Text("比较损失函数", "Compare loss functions"),
    "next.compare_initialisations": Text("比较初始化方式", "Compare initialisations"),
    "next.compare_windows": Text("比较窗口长度", "Compare window lengths"),
    "next.compare_strategies": Text("比较直接预测和递归预测", "Compare direct and recursive forecasts"),
    "next.compare_residual": Text("比较有无残差连接", "Compare with and without residual connections"),
    "next.compare_layer_norm": Text("比较有无层归一化", "Compare with and without layer normalisation"),
    "next.compare_directions": Text("比较单向和双向", "Compare unidirectional and bidirectional"),
    "next.compare_peephole": Text("比较 LSTM 和窥视孔 LSTM", "Compare LSTM and peephole LSTM"),
    "next.compare_slstm": Text("比较 LSTM 和 sLSTM", "Compare LSTM and sLSTM"),
    "next.compare_batch_sizes": Text("比较批大小 16、32、64", "Compare batch sizes 16, 32 and 64"),
    "next.compare_optimizers": Text("比较优化器", "Compare optimizers"),
    "next.more_seeds": Text("用 10 个种子", "Use 10 seeds"),
    "next.equal_time": Text("训练时间相同", "With equal training time"),
    "next.equal_steps": Text("步数相同", "With the same number of steps"),
    "next.equal_parameters": Text("参数量相同", "With equal parameters"),
    "next.verdict": Text("哪个好？", "Which is better?"),
    "offer.compare_values": Text("比较{field} {before} 和 {after}", "Compare {field} {before} and {after}"),
    "offer.decide_seeds": Text("用 {seeds} 个种子", "Use {seeds} seeds"),
    "offer.test_here": Text("在我的数据上试：{what}", "Test it on my data: {what}"),
    "offer.test_built_in": Text("用太阳黑子试：{what}", "Test it on the sunspots: {what}"),
    "offer.compare_every": Text("{question}（每个文件）", "{question} (each file)"),
    "offer.compare_file": Text("{question}（{file}）", "{question} ({file})"),
}
