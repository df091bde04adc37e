"""What a field of the form decides, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

HELP_TEXTS: dict[str, Text] = {
    "help.data.strategy": Text(
        "直接：一次给出全部预测步，误差不累积，可以给预测区间。递归：只学下一步（或下一个 patch），再把自己的预测当输入接着预测；"
        "规律简单时能走得更远，但误差会累积。可以问“直接预测还是递归预测”。",
        "Direct: every step of the forecast at once; errors do not build up, and an interval can be given. Recursive: the "
        "network learns the next step (or patch) and reads its own forecasts to go on; it reaches farther where the rule "
        "is simple, but errors build up. Ask “direct or recursive forecasts?” for more.",
    ),
    "help.data.season": Text(
        "季节基线重复多少步之前的值；空着就没有这条基线。",
        "The seasonal baseline repeats the values so many steps ago; empty: no such baseline.",
    ),
    "help.data.folds": Text(
        "训练后把测试部分切成几段，每段之前用全部更早的行重新训练；0 不做。时间约为段数倍。",
        "After training the test part is cut into pieces, and the network is trained anew before each on all earlier rows; "
        "0: none. It takes about as many times as long.",
    ),
    "help.data.refit": Text(
        "训练结束后，从同样的初始权重起，用更多的行再训练一次，轮数与验证损失最小时相同，交付和部署的是这个网络。用训练加验证部分：测试的也是它。"
        "用全部行：它见过测试部分，所以测试误差仍是之前的网络的，它只预测将来。各预测的份额和区间仍是之前判断的；"
        "滚动回测和压缩用再训练之前的网络。时间约为两倍。",
        "After training the network is trained once more from the same initial weights on more rows, for as many epochs as "
        "validated best; that network is delivered and deployed. On training and validation: it is tested too. On all rows: it "
        "has seen the test part, so the test errors stay those of the network before it, and it forecasts what comes. Shares and "
        "intervals stay those judged before; a backtest and a compression take the network before it. Up to twice as long.",
    ),
    "help.data.missing": Text(
        "拒绝有缺失的数据；或沿用上一个值；或不填补，另外告诉模型哪些缺失、缺了多久。",
        "Refuse such data, carry the last value forward, or leave the gap and tell the network where it is and how long.",
    ),
    "help.data.missing_codes": Text(
        "文件里用来表示缺失的数值，例如 -200 或 9999：读入的每一列里，等于它们的值都当作缺失，再按“缺失值”的办法处理。没有就空着。",
        "Numbers that the file writes where a value is missing, such as -200 or 9999: in every column that is read they count "
        "as missing and are treated as “Missing values” says. Empty: none.",
    ),
    "help.data.transform": Text(
        "网络看到之前先变换，预测时再还原：按百分比增长、起伏随水平变大的序列取对数；有 0 的用 log(1 + 值)；Box-Cox 的指数由训练部分定。",
        "Done before the network sees a value, undone in its forecast: the logarithm where a series grows by per cent and "
        "swings more the higher it is, log(1 + value) with zeros; the power of Box-Cox is fitted on the training part.",
    ),
    "help.data.difference": Text(
        "网络学的是与上一步或上一周期之差，预测时再加回去：有周期的序列用上一周期之差，就不必从几十个窗口里学出周期。",
        "The network learns the change from one step or one season before, and forecasts are added up again: with a season "
        "it need not learn that season from a few dozen windows.",
    ),
    "help.train.loss": Text(
        "Huber、MSE、MAE 给出一个值；分位数给出区间；似然给出整个分布：个数（销量、人次，尤其常为 0 的）用负二项，方差约等于均值的用泊松，"
        "厚尾的用学生 t。选个数的似然时，缩放和下限会一起改好。",
        "Huber, MSE and MAE give one value, quantile an interval, a likelihood the whole distribution: negative binomial for "
        "counts (sales, visits, above all with many zeros), Poisson where the variance is about the mean, Student's t for heavy "
        "tails. With a likelihood of counts scaling and lower bound are set along.",
    ),
    "help.data.classics": Text(
        "指数平滑、Theta 方法、ARIMA 和漂移也来预测；交付的是所有预测的加权中位数（多条序列一起时是加权平均），权重由验证误差决定。多花几秒，结果通常更好。",
        "Exponential smoothing, the Theta method, ARIMA and drift forecast as well; what is delivered is the median of all forecasts "
        "(of several series the mean), weighted by their validation errors. It takes some seconds and is mostly better.",
    ),
    "help.data.floor": Text(
        "预测和区间都不会低于它，比如销量、发电量的 0；空：不设。",
        "No forecast or interval goes below, e.g. 0 of sales or power; empty: none.",
    ),
    "help.data.ceiling": Text(
        "预测和区间都不会高于它，比如占比的 1 或 100；空：不设。",
        "No forecast or interval goes above, e.g. 1 or 100 of a share; empty: none.",
    ),
    "help.data.id": Text(
        "表里有几条序列时，读入哪一条；列出的是前面的一些，也可以直接输入。选“全部”时由一个网络一起预测。换了以后，"
        "窗口、周期和变换按新的序列重新选定，网络和训练的设置不变。",
        "Which series is read where the table holds several; the first ones are listed, and any other can be typed. “All” has "
        "one network forecast them together. Window, season and transform are then chosen anew; network and training stay.",
    ),
    "help.data.ids": Text(
        "只用其中几条一起训练和预测；空：全部。每条序列各自缩放、各自评分，窗口不会跨过两条序列。",
        "Only these are trained and forecast together; empty: all. Each is scaled and scored by itself, and no window crosses "
        "from one into the next.",
    ),
    "help.data.series_columns": Text(
        "宽表里各当一条序列、由一个网络一起预测的列，至少两列；没列出的也可以直接输入列名。换了以后，窗口、周期和变换按这些列重新选定，"
        "网络、训练和输入的设置不变。",
        "Columns of a wide table that are each a series of one network, two at least; any that is not listed can be typed. Window, "
        "season and transform are then chosen anew; network, training and inputs stay.",
    ),
    "help.data.zone": Text(
        "时间带有与 UTC 的偏移时，按哪个时区的当地时间显示，日、周和钟点也按它算；可以直接输入 Europe/Madrid 这样的名字或 +05:30。",
        "Where times name their offset from UTC: the zone in whose local time they are told, and days, weeks and hours counted. "
        "A name such as Europe/Madrid or an offset such as +05:30 can be typed.",
    ),
    "help.data.grid": Text(
        "日历上有、文件里没有的行，作为缺失值补上；这样一步就是日历的一步。",
        "Rows that the calendar has and the file has not are put in as missing, so that a step is one of the calendar.",
    ),
    "help.data.window_scaling": Text(
        "每个窗口自己的缩放，预测时再还原：有趋势的序列减去末值，起伏大小会变的用实例归一化。",
        "Scaling of each window by itself, undone in its forecast: less its last value for a trend, instance normalisation "
        "where the swings grow and shrink.",
    ),
    "help.data.winsorise": Text(
        "缩尾：离训练部分的四分位数超过这么多倍四分位距的值，拉回到那里再给网络看；评分仍用原来的值。常用 3；空：不处理。",
        "Outliers: a value further outside the quartiles of the training part than so many interquartile ranges is drawn "
        "in to there before the network sees it; scores use the values as they are. 3 is usual; empty: none.",
    ),
    "help.data.calendar": Text(
        "另外读入小时、星期、月份和一年中的第几天；未来的日历总是已知的。",
        "Hour, weekday, month and day of the year are read as well; the calendar of the future is known.",
    ),
    "help.data.holidays": Text(
        "另外读入这个国家的全国公共假日：当天为 1，其他日子为 0；未来的假日总是已知的。",
        "Public holidays of that whole country are read as well: 1 on such a day, else 0; those of the future are known.",
    ),
    "help.data.past_columns": Text(
        "也读入这些列，但它们的未来不知道。", "These columns are read too; their future is not known."
    ),
    "help.data.future_columns": Text(
        "连同未来也已知的列，例如计划和节假日；文件要写到最后一次预测之后。",
        "Columns whose future is known, such as plans and holidays; the file must go on for them.",
    ),
    "help.data.static_columns": Text(
        "在每条序列里不变、用来区分几条序列的列，例如地区和门店类型；网络每一步都读到它们。文字列按类别读。",
        "Columns that say the same in every row of a series and tell several apart, such as region or kind of store. The network "
        "reads them at every step; words are read by their levels.",
    ),
    "help.model.id_embedding": Text(
        "为每条序列学一个这么多个数的向量，每一步都读入，网络就知道读的是哪一条；4 到 16 常用。各条规律不同、窗口里又看不出来时有用；"
        "每条只有很少的行时容易过拟合。空着：不知道。",
        "A vector of so many numbers is learned for each series and read at every step, so that the network knows which one it "
        "reads; 4 to 16 are usual. It helps where series behave differently and a window does not show it, and overfits where each "
        "has few rows. Empty: it does not know.",
    ),
    "help.model.members": Text(
        "这么多个网络各从自己的初始权重起，在同样的批次上并排训练，预测是它们的平均（集成）；训练时间也是这么多倍。预测不再那么取决于种子："
        "单个网络换种子误差差得多时才值得，先重复几次看看。1：一个网络。",
        "So many networks, each from initial weights of its own, learn side by side from the same batches, and the forecast is "
        "their mean (an ensemble), for as many times the training. It depends less on the seed: worth it where the errors of one "
        "network differ much from seed to seed, which a repetition shows. 1: one network.",
    ),
    "help.model.cell": Text(
        "LSTM 是稳妥的起点，GRU 更小；窥视孔看得见细胞，适合要数时间的节律；层归一化让训练更稳；GRU-D 专门处理缺失值；"
        "sLSTM 用指数门，能改主意；普通 RNN 和 Transformer 用来对照。想细看，可以问“有哪些单元，怎么选？”",
        "LSTM is the safe start, GRU is smaller. Peepholes see the cell and suit exact timing; layer normalisation steadies "
        "training; GRU-D is for missing values; sLSTM has exponential gates and can revise what it stored. Plain RNN and "
        "Transformer are there to compare with. Ask “Which cells are there?” for more.",
    ),
    "help.model.residual": Text(
        "每层把读到的加到输出上，梯度有捷径。三层以上训练不动时打开；一两层用不着。",
        "Every layer adds what it read to what it hands on, a shortcut for the gradient. Turn it on when three layers or "
        "more do not train; one or two do not need it.",
    ),
    "help.model.variational_dropout": Text(
        "整个序列用同一个掩码遮住输入的一部分。过拟合时从 0.1 加到 0.3；欠拟合时减到 0。",
        "Hides part of what a layer reads, with one mask for the whole sequence. Raise it from 0.1 to 0.3 against "
        "overfitting, lower it to 0 when underfitting.",
    ),
    "help.model.recurrent_dropout": Text(
        "丢掉部分候选值，不碰记忆本身。过拟合时从 0.1 加到 0.3；长程依赖学不到时减小。",
        "Drops part of what would be written, never the memory itself. Raise it from 0.1 to 0.3 against overfitting, lower "
        "it when long dependencies are not learned.",
    ),
    "help.model.zoneout": Text(
        "训练时随机让一部分状态保持旧值。过拟合时试 0.05 到 0.15；学得太慢就减小。",
        "While training, part of the state keeps its old value at random. Try 0.05 to 0.15 against overfitting; lower it "
        "when learning becomes slow.",
    ),
    "help.model.trained_state": Text(
        "第一步之前的状态也参与训练，否则从零开始。窗口短时才可能有用。",
        "The state before the first step is trained instead of zero. It can matter where windows are short.",
    ),
    "help.model.initialisation": Text(
        "PyTorch 默认的均匀分布通常够用；长程依赖学不到时试正交，它让循环矩阵不放大也不缩小。",
        "PyTorch's own is usually good enough. Try orthogonal when long dependencies are not learned: the recurrent matrix "
        "then neither grows nor shrinks what passes.",
    ),
    "help.model.forget_bias": Text(
        "越大，一开始忘得越少：要记很久的任务试 1 或更大，只看最近几步的任务试 0。空着：按初始化的值，文本为 1。",
        "The higher, the less is forgotten at the start: 1 or more for long memory, 0 where only the last steps count. "
        "Empty: as initialised, for text 1.",
    ),
    "help.model.heads": Text(
        "必须整除隐藏维度。头越多，每个头越窄、参数越少；效果不好先减到 1 或 2。",
        "Must divide the hidden size. More heads are narrower and, in an sLSTM, have fewer weights; go down to 1 or 2 when "
        "it learns too little.",
    ),
    "help.model.context": Text(
        "每层能回看多少个符号：越大越慢、占内存越多；文本前后呼应不上时加大。",
        "How many symbols each block looks back on. More is slower and takes more memory; raise it when a text loses its "
        "thread.",
    ),
    "help.model.patch": Text(
        "把连续几步合成一个输入：LSTM 走的步数少了，更快，也更容易记住远处的值。",
        "So many consecutive steps make one input: the recurrence takes fewer steps, is faster and remembers far values "
        "more easily.",
    ),
    "help.model.channels": Text(
        "几列一起进一个网络，或同一个网络每次只看一列。",
        "All columns in one network, or the same network for one column at a time.",
    ),
    "help.train.recompute_every": Text(
        "梯度检查点：每隔这么多时间步保存一次状态，其间的步在反向时重算。梯度不变，内存或显存少很多，代价是多算一遍前向。"
        "序列很长、内存不够时取步数的平方根左右，例如 10000 步取 100；空着：全部保存。",
        "Gradient checkpointing: the state is kept at every so many steps of time and the rest is computed again on the "
        "way back. Same gradients and far less memory, for a second forward pass. For long sequences that do not fit, take "
        "about the root of the steps, such as 100 for 10,000. Empty: everything is kept.",
    ),
    "help.train.patience": Text(
        "连续多少次验证没有变好就提前结束；空着就训练到底。",
        "Validations without a better loss before training ends early; empty: never.",
    ),
    "help.data.level": Text(
        "字符简单通用；词片（BPE）把常见的字母组合合成一个符号，写得更像词，但每步更慢。",
        "Characters are simple and fit every text; pieces (BPE) join frequent letters into one symbol: more like words, "
        "but each step is slower.",
    ),
    "help.data.unheard_speakers": Text(
        "验证和测试只用训练时没听过的说话人，这样才知道换个人行不行。",
        "Validate and test on speakers that training never hears: only that tells how it does with new people.",
    ),
}
