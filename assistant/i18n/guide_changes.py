"""What the guide says of changes to a card, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

CHANGE_TEXTS: dict[str, Text] = {
    "guide.plan_change": Text("好，按您说的改。", "Here is the change that you asked for."),
    "guide.changed": Text("改动：{changes}。", "Change: {changes}."),
    "guide.on": Text("开", "on"),
    "guide.off": Text("关", "off"),
    "guide.one_series": Text(
        "没有在这份表里认出几条序列：没有序列编号列，各列也不像同一类。要把每个数值列各当一条序列，请说“用一个网络预测所有列”。",
        "No several series were found in this table: no column of ids, and no columns of one kind. To read every column of "
        "numbers as a series of its own, say “forecast all columns with one network”.",
    ),
    "guide.embedding_of_one": Text(
        "序列嵌入用来区分几条序列，这张卡片只预测一条。请先说“预测全部序列”，或者一次说完：“预测全部序列，序列嵌入 {size}”。",
        "A series embedding tells several series apart, and this card forecasts one. Say “forecast all series” first, or both at "
        "once: “forecast all series, series embedding {size}”.",
    ),
    "guide.every_series": Text("同类的各列", "all columns of one kind"),
    "guide.every_input": Text("其他各列", "all other columns"),
    "guide.nothing_changed": Text(
        "所以没有新建卡片，设置和原来一样。", "So there is no new card, and the settings are as they were."
    ),
    "guide.left_out": Text("没有照做的部分：", "What was not followed:"),
    "guide.unknown_words": Text(
        "“{words}”我不认识，这一部分没有照做。", "I do not know “{words}”, so that part was left out."
    ),
    "guide.refused_change": Text("{change}：{rule}", "{change}: {rule}"),
    "guide.range": Text("“{words}”是一个范围，请给出一个值。", "“{words}” is a range. Name one value."),
    "guide.no_field": Text(
        "“{words}”没有说是哪个设置，请连名称一起写，例如“窗口 96”。",
        "“{words}” does not say which setting. Name it too, for example “window 96”.",
    ),
    "guide.period": Text(
        "{field}按步计，而这里不能从天、周等换算。请直接写步数。",
        "{field} is counted in steps, and days or weeks cannot be converted here. Name a number of steps.",
    ),
    "guide.span_finer": Text(
        "“{words}”没有照做：数据是{rhythm}一行，换算不成整数行。请按行数说，例如“{example}”。",
        "“{words}” is no whole number of rows: the rows of this data come {rhythm}. Say it in rows, for example “{example}”.",
    ),
    "guide.span_parts": Text(
        "“{words}”没有照做：在这份数据里换算不成整数行。请按行数说，例如“{example}”。",
        "“{words}” is no whole number of rows of this data. Say it in rows, for example “{example}”.",
    ),
    "guide.span_irregular": Text(
        "“{words}”没有照做：这份数据的时间间隔没有固定规律，换算不成行数。请按行数说，例如“{example}”。",
        "“{words}” cannot be counted in rows: the times of this data follow no regular rhythm. Say it in rows, for example "
        "“{example}”.",
    ),
    "guide.span_untimed": Text(
        "“{words}”没有照做：这份数据没有能读出的时间列，不知道一行是多久。请按行数说，例如“{example}”。",
        "“{words}” cannot be counted in rows: this data has no column of times, so how long a row lasts is not known. Say it "
        "in rows, for example “{example}”.",
    ),
    "guide.span_unseen": Text(
        "“{words}”没有照做：这里不知道数据的时间间隔，换算不成行数。请按行数说，例如“{example}”。",
        "“{words}” cannot be counted in rows: how far apart the rows of this data are is not known here. Say it in rows, for "
        "example “{example}”.",
    ),
    "guide.span_over": Text(
        "“{words}”里没有可以预测的行：数据到 {last} 为止，这一段已经过完。请说往后预测多久，例如“{example}”。",
        "“{words}” leaves no rows to forecast: the data ends with {last}, and that is over by then. Say how far to look "
        "ahead, for example “{example}”.",
    ),
    "guide.span_ahead": Text("预测未来 12 步", "12 steps ahead"),
    "guide.span_example": Text("{field} 12 步", "{field} 12 steps"),
    "guide.span_words": Text("{count:g} {unit}", "{count:g} {unit}"),
    "guide.unit_second": Text("秒", "seconds"),
    "guide.unit_minute": Text("分钟", "minutes"),
    "guide.unit_hour": Text("小时", "hours"),
    "guide.unit_day": Text("天", "days"),
    "guide.unit_workday": Text("个工作日", "working days"),
    "guide.unit_week": Text("周", "weeks"),
    "guide.unit_month": Text("个月", "months"),
    "guide.unit_quarter": Text("个季度", "quarters"),
    "guide.unit_year": Text("年", "years"),
    "guide.unit_decade": Text("个十年", "decades"),
    "guide.lasting": Text(
        "训练长度按步数计，不能按时间指定。请写步数，例如“2000 步”。",
        "Training is counted in steps, not in time. Name steps, for example “2000 steps”.",
    ),
    "guide.epochs": Text(
        "“{words}”：训练长度按步数计，一步是一个批次，没有轮数这个设置。请写步数，例如“2000 步”。",
        "“{words}”: training is counted in steps of one batch each, not in epochs. Name steps, for example “2000 steps”.",
    ),
    "guide.no_column": Text(
        "“{words}”不是这份数据里的数值列。可以用的列：{columns}。",
        "“{words}” is no column of numbers in this data. Its columns: {columns}.",
    ),
    "guide.one_column_only": Text(
        "“{words}”：这份数据只有一列数值，没有别的列可用。",
        "“{words}”: this data has one column of numbers, so there is no other to use.",
    ),
    "guide.is_target": Text(
        "“{words}”是正在预测的列，历史值本来就是输入，不能去掉或另作输入。要先把预测列换成别的列。",
        "“{words}” is the column that is forecast; its past is an input anyway and it cannot be left out. "
        "Choose another column to forecast first.",
    ),
    "guide.column_same": Text("“{words}”在这张卡片里已经是这样。", "“{words}” is like that on this card already."),
    "guide.column_unused": Text(
        "“{words}”：这张卡片本来就没有用这一列。", "“{words}”: this card does not use that column anyway."
    ),
    "guide.one_layer": Text(
        "“{words}”：各层的单元、宽度和 dropout 都相同，不能单独改一层。可以改整个网络，例如“隐藏维度 128”。",
        "“{words}”: all layers share one cell, width and dropout, so one layer cannot be changed alone. Change the whole "
        "network, for example “hidden size 128”.",
    ),
    "guide.no_such_layer": Text(
        "没有第 {layer} 层：现在只有 {layers} 层。", "There is no layer {layer}: the network has {layers}."
    ),
    "guide.course": Text(
        "“{words}”说的是训练过程中的变化。一个设置在整次训练里只有一个值，所以没有照做。请说出一个值。",
        "“{words}” describes a change in the course of training. A setting has one value for the whole run, so this was "
        "left out. Name one value.",
    ),
    "guide.course_rate": Text(
        "“{words}”说的是训练过程中的变化，学习率的设置只是起始值，所以没有照做。它怎样变化由学习率调度决定，现在是{value}，"
        "可以选：{options}；也可以写预热步数，例如“预热 100 步”。",
        "“{words}” describes a change in the course of training; the learning rate itself is the value at the start, so this "
        "was left out. How it changes is the schedule, {value} now; you can choose: {options}. There is a warm-up too, for "
        "example “warm up for 100 steps”.",
    ),
    "guide.which_instead": Text(
        "“{words}”要换成什么？请说出另一个值。", "What should stand instead of “{words}”? Name another value."
    ),
    "guide.not_here": Text(
        "这里没有“{words}”。{field}可以选：{options}。",
        "There is no “{words}” here. You can choose as {field}: {options}.",
    ),
    "guide.not_here_at_all": Text("这里没有“{words}”。", "There is no “{words}” here."),
    "guide.elsewhere_write": Text(
        "“{words}”不是训练设置：训练结束后，在卡片的“生成”里调。",
        "“{words}” is no setting of the training. It is on the card under Write, once it is trained.",
    ),
    "guide.elsewhere_hear": Text(
        "“{words}”：束搜索的宽度不能改，两种解码的结果都在卡片上。",
        "“{words}”: the width of the beam search cannot be changed; the card shows both ways of decoding.",
    ),
    "guide.repeat": Text(
        "“{words}”：设置和种子都一样，训练结果也完全一样。要再训练一次作比较，请换一个种子，或用几个种子重复。",
        "“{words}”: with the same settings and the same seed, a run gives the same result. Change the seed to train once "
        "more for a comparison, or repeat it over several seeds.",
    ),
    "guide.seeds": Text(
        "“{words}”：要用多个种子，请说“用 5 个种子重复”；每张卡片各自重复，再比较平均和区间。",
        "“{words}”: to train over several seeds, say “Repeat it over 5 seeds”; each card is repeated by itself, then "
        "compare means and intervals.",
    ),
    "guide.condition": Text(
        "“{sentence}”要看条件，我替您判断不了。条件成立时再点下面的建议。",
        "“{sentence}” depends on a condition that I cannot judge. Press the suggestion below when it holds.",
    ),
    "guide.kept": Text("“{words}”：保持不变。", "“{words}”: kept as it is."),
    "guide.no_value": Text(
        "{field}现在是 {value}，请说出要改成多少。", "{field} is {value} now. Say which value it should have."
    ),
    "guide.which_value": Text(
        "{field}现在是{value}，可以选：{options}。", "{field} is {value} now. You can choose: {options}."
    ),
    "guide.not_off": Text(
        "{field}不能关闭，现在是 {value}。请说出要改成的值。",
        "{field} cannot be switched off; it is {value} now. Name the value that it should have.",
    ),
    "guide.same": Text("{field}已经是 {value}。", "{field} is {value} already."),
    "guide.idle": Text(
        "{field}已按您说的改了，但在现在的设置下不起作用。",
        "{field} was changed, but it does nothing with the other settings as they are.",
    ),
    "guide.only_forwards": Text(
        "双向不是{task}的设置：接下来的内容还没有，不能从后往前读。双向只用于语音识别。",
        "Bidirectional is no setting of {task}: what comes next is not there yet to be read backwards. It is for speech.",
    ),
    "guide.other_task": Text("{field}不是{task}的设置。", "{field} is no setting of {task}."),
    "guide.task_series": Text("时间序列预测", "a forecast"),
    "guide.task_text": Text("文本生成", "a text model"),
    "guide.task_speech": Text("语音识别", "a speech recogniser"),
    "guide.no_card": Text(
        "这个对话里还没有可以改的卡片。先说要用什么数据，例如“用 LSTM 预测太阳黑子”，或把文件拖进来，然后再说要改什么。",
        "There is no card to change in this conversation yet. Say which data first, for example “Forecast the sunspots "
        "with an LSTM”, or drop a file here, and then what to change.",
    ),
    "guide.undone": Text(
        "回到上一张卡片的设置，做成一张新卡片：{changes}。",
        "Back to the settings of the card before, as a new card: {changes}.",
    ),
    "guide.nothing_to_undo": Text(
        "前面没有可以回到的卡片：这是第一份设置。", "There is no card to go back to: these are the first settings."
    ),
    "guide.back_to_default": Text("重新按数据选取全部设置。", "All settings are chosen from the data again."),
    "guide.data_said_no": Text(
        "数据不允许的改动没有照做：{changes}。原因：",
        "The data does not allow a part, so it was left out: {changes}. Why:",
    ),
    "guide.try_it": Text(
        "想看这个改动的效果，点下面的建议就会在旁边新建一张卡片，原来的不变。",
        "To see what it does, press the suggestion below: it makes a card beside this one, which stays as it is.",
    ),
    "offer.set": Text("把{field}改成 {value}", "Set {field} to {value}"),
    "offer.switch_on": Text("打开{field}", "Switch {field} on"),
    "offer.every_series": Text("预测全部序列", "forecast all series"),
    "offer.switch_off": Text("关闭{field}", "Switch {field} off"),
    "next.undo": Text("撤销", "Undo"),
    "next.layer": Text("加一层", "Add a layer"),
    "next.longer": Text("训练久一点", "Train longer"),
}
