"""The words in which people speak of settings: other names of fields and of their values, and what to do with them.

Phrases are written as `wording.even` leaves a text: small letters, simplified characters, no hyphens; `|` parts them.
"""

from typing import Any

NAMES: dict[str, str] = {  # of a field, beside its label, in both languages
    "model.cell": "单元类型|循环单元|网络类型|cell type|recurrent cell|unit type|architecture|架构",
    "model.hidden_size": "隐藏|神经元数量|隐藏层神经元|隐藏层神经元数量|隐藏层维度|隐藏层大小|隐藏层宽度|隐藏单元数|隐藏单元|隐藏层|隐藏大小|隐层|隐含层|隐单元|宽度|单元数|神经元数|神经元|维度|维|"
    "hidden dimension|hidden dim|hidden units|hidden unit|hidden width|hidden layer size|hidden|units|unit|neurons|neuron|"
    "每层|hs|nhid|n hid|hidden layers size|hidden neurons|width|wide|state size|dims|hiddensize",
    "model.layers": "layered|nlayers|numlayers|层|深度|网络层数|层数目|layer|number of layers|num layers|depth|deep|stacked layers|n layers",
    "model.dropout": "丢弃率|丢弃|随机失活|失活率|drop out|dropout rate|dropout ratio|dropout between layers|正则化|正则|"
    "regularisation|regularization",
    "model.residual": "残差|残差链接|跳跃连接|跳连|residuals|residual connections|residual connection|skip connections|"
    "skip connection|shortcuts",
    "model.variational_dropout": "变分丢弃|variational drop out|locked dropout",
    "model.recurrent_dropout": "循环丢弃|recurrent drop out",
    "model.zoneout": "zoneout|zoneout 率|zoneout rate|zone out|状态保持",
    "model.trained_state": "可学习的初始状态|可学习初始状态|可训练的初始状态|可训练初始状态|训练的初始状态|初始状态|trained initial state|"
    "trainable initial state|learned initial state|learnable initial state|trained initial hidden state|learned state|"
    "trained state|initial state",
    "model.initialisation": "初始化|权重初始化方式|参数初始化|initialization|weight init|init|weight initialisation|"
    "weight initialization",
    "model.forget_bias": "遗忘门的偏置|遗忘门初始偏置|遗忘偏置|forget gate bias|forget gate's bias|bias of the forget gate",
    "model.heads": "多头|个头|注意力头数|注意力头|头|head|attention heads|number of heads",
    "model.context": "上下文|上下文长度|回看|context length|context size|context window",
    "data.window": "历史|过去的历史|视窗|视窗长度|窗口长度|窗口大小|窗长|窗宽|输入长度|输入窗口|历史长度|回看窗口|回溯长度|序列长度|时间窗|窗|window length|window size|lookback|"
    "look back|input window|input length|sequence length|history|seq len",
    "data.horizon": "预测长度|预测范围|预测窗口|往后预测|输出步数|输出长度|forecast horizon|prediction horizon|steps ahead|forecast length|"
    "prediction length|output length|horizon steps",
    "data.season": "季节|周期|周期长度|季节长度|seasonality|period|seasonal period|season length",
    "data.folds": "回测|回测段数|滚动回测|折数|折|backtest|backtests|backtesting|folds|fold|walk forward backtest",
    "data.refit": "refit|refitting|final refit|a refit|再训练一遍|最终再训练",
    "data.scaling": "归一化|数据缩放|标准化方式|normalise the data|normalize the data|normalise|normalize|rescale|scale the data|normalisation|normalization|scaler",
    "data.winsorise": "缩尾|缩尾处理|截尾|截尾处理|离群值处理|异常值处理|离群值|异常值|winsorise|winsorize|winsorization|winsorisation|winsorizing|"
    "outlier|outliers|outlier limit|outlier clipping|limit outliers|clip outliers",
    "data.missing": "缺失|填补|填充|缺失值处理|missing data|imputation",
    "data.grid": "补行|按日历补行|补齐日期|补上空缺的行|时间网格|absent rows|fill the calendar|regular grid|time grid",
    "data.calendar": "日历|日历输入|时间特征|日期特征|日期输入|day features|calendar|calendar inputs|time features|date features",
    "data.holidays": "节假日|公共假日|法定假日|假日|public holidays|holidays|bank holidays|holiday calendar",
    "data.strategy": "多步策略|预测策略|预测方式|forecast strategy|strategy|multi step strategy",
    "data.transform": "变换方式|数据变换|transformation|data transform|target transform",
    "data.classics": "经典方法|传统方法|指数平滑|集成经典|classics|classic methods|classical methods|exponential smoothing|statistical models",
    "data.floor": "下限|下界|最小值限制|不低于|never below|lower bound|floor|minimum forecast",
    "data.ceiling": "上限|上界|不高于|never above|upper bound|ceiling|maximum forecast",
    "data.difference": "差分方式|differencing|differences",
    "data.window_scaling": "窗口缩放|窗口归一化|窗内归一化|窗内缩放|window normalisation|window normalization",
    "model.patch": "每个输入|每个输入步数|补丁|补丁长度|分块|分块长度|patch|patches|patch size|patch 长度|patches of|patch of",
    "model.channels": "通道|通道方式|channels|channel mode",
    "model.id_embedding": "维的序列嵌入|维序列嵌入|序列的嵌入|编号嵌入|编号的嵌入|id 嵌入|门店嵌入|商品嵌入|id embedding|id embeddings|embedding of the id|embedding of the ids|"
    "embedding of the series|embedding of each series|embedding per series|embedding for each series|embedding for every series|"
    "vector for each series|vector for every series|vector per series|embedding for each store|vector for each store|"
    "每条序列学一个向量|每条序列的嵌入|每条序列一个嵌入|每个门店的嵌入|每个门店学一个向量|series embeddings|item embedding|store embedding|entity embedding|entity embeddings",
    "model.members": "集成|网络集成|模型集成|种子集成|集成网络|集成学习|集成规模|集成大小|集成成员|个网络的平均|个网络取平均|个网络平均|个种子取平均|个种子的平均|"
    "网络取平均|多个网络取平均|多个种子取平均|多网络平均|网络平均|"
    "ensemble|ensembles|ensembling|deep ensemble|ensemble size|ensemble members|ensemble of|ensemble of networks|ensemble of seeds|seed ensemble|"
    "members|averaged networks|average networks|average the networks|average of networks|mean of networks|average several networks",
    "model.head_dropout": "输出层 dropout|输出层丢弃|head drop out|dropout before the head",
    "data.validation_fraction": "验证集占比|验证集比例|验证比例|验证占比|验证集|validation fraction|validation split|validation part",
    "data.test_fraction": "测试集占比|测试集比例|测试比例|测试占比|测试集|作测试|做测试|作为测试|用来测试|用于测试|当测试|test on the last|test on|test fraction|test split|test part",
    "train.learning_rate": "学习速率|学习步长|学习律|lr|learn rate|learningrate|step size|rate of learning",
    "train.steps": "步数|步|迭代次数|迭代|训练次数|训练时间|训练时长|训练长度|训练轮数|step|train steps|training steps|iterations|iteration|iters|"
    "updates|training time|training length",
    "train.batch_size": "批|批次大小|批量大小|批处理大小|批量|批次|批尺寸|batch|batches|batchsize|minibatch|mini batch|minibatch size|bs",
    "train.loss": "损失|误差函数|目标函数|loss function|criterion|objective",
    "train.seed": "种子|随机数种子|random seed|seeds",
    "train.optimizer": "优化算法|优化方法|optimiser|optimization algorithm|optim",
    "train.schedule": "学习率计划|学习率策略|学习率衰减|调度|lr schedule|learning rate schedule|scheduler|lr scheduler|lr decay|"
    "learning rate decay|decay",
    "train.warmup_steps": "warm up the learning rate|warm up the lr|warmup the learning rate|learning rate warmup|learning rate warm up|lr warmup|预热|热身|热身步数|学习率预热|warmup|warm up|warmup steps",
    "train.weight_decay": "权重衰退|权值衰减|l2 正则|l2|wd|weight decay rate|weightdecay",
    "train.clip_norm": "clip gradients|clip the gradients|clip the gradient|clip gradient|clip the gradient norm|clip gradient norm|clipping of gradients|裁剪|梯度截断|梯度剪裁|裁剪阈值|clip|clipping|gradient clipping|gradient clip|grad clip|gradient norm",
    "train.evaluate_every": "验证频率|每隔多少步验证|评估间隔|evaluate every|validation interval|evaluation interval|eval every|"
    "validation every|validate each",
    "train.patience": "早停|提前停|耐心|提前停止|提前结束|早停轮数|early stopping|early stop|stop early|stopping early|earlystopping|early stopping patience",
    "train.recompute_every": "重算|重计算|重算间隔|梯度检查点|检查点间隔|gradient checkpointing|gradient checkpoints|recompute|"
    "recomputation|checkpointing|activation checkpointing",
    "train.device": "运行设备|计算设备|hardware|processor",
    "train.precision": "数值精度|计算精度|混合精度|numeric precision|mixed precision|dtype|data type",
    "train.threads": "线程|线程数|cpu 线程数|threads|thread|cores|核|cpu cores",
    "model.embedding_size": "嵌入大小|嵌入层维度|词嵌入维度|嵌入|embedding dim|embedding dimension|embedding|embeddings|embed size",
    "model.embedding_dropout": "嵌入丢弃|嵌入层 dropout|embedding drop out|embed dropout",
    "model.tied": "共用权重|权重共享|绑定权重|共享权重|weight tying|tie weights|tying|tie the weights|tied embeddings|shared weights",
    "data.level": "符号级别|建模单位|分词|分词方式|粒度|token level|level|tokens|tokenisation|tokenization|tokenizer|tokeniser",
    "data.min_count": "最小出现次数|最低频次|最小频次|min count|minimum count|minimal count|least frequency",
    "data.vocabulary_size": "词典大小|词表大小|词汇量|词表|词片数|词片数量|vocabulary size|vocab size|vocabulary|vocab|number of pieces|pieces",
    "model.bidirectional": "双向网络|双向读取|bi directional|bidirectional lstm|bilstm|bi lstm|both directions|双向 lstm",
    "model.layer_norm": "层规范化|层标准化|layer norm|layernorm|layer normalization",
    "data.symbols": "输出单位|识别单位|output symbols|outputs|output units",
    "data.lexicon": "词典|束搜索词典|lexicon|dictionary|beam lexicon",
    "data.rate": "采样率|采样频率|sampling rate|sample rate|sampling frequency",
    "data.mels": "mel|mel bands|mel 频带|频带|梅尔|梅尔频带|梅尔滤波器|频带数|mels|mel bins|mel filters|bands",
    "data.frame_ms": "帧长|frame|frame length|frame size|frames of",
    "data.hop_ms": "帧移|hop|hop length|hop size|frame shift|frame step",
    "data.stack": "合并帧|堆叠帧数|堆叠|frame stacking|joined frames|frames joined|stacked frames|stacking",
    "data.augment": "增强|数据扩增|增广|数据增广|data augmentation|augment|specaugment|spec augment",
    "data.unheard_speakers": "陌生人测试|没听过的人|unheard speakers|unheard voices|new speakers|speaker split",
}  # fmt: skip
VALUES: dict[str, dict[Any, str]] = {  # understood wherever they stand
    "model.cell": {
        "peephole": "窥视孔 lstm|窥视孔|窥孔 lstm|窥孔|peephole lstm|peephole|peepholes|peephole connections|lstm with peepholes|带窥视孔的 lstm|"
        "带 peephole 的 lstm|lstm with peephole connections",
        "layer_norm_lstm": "层归一化 lstm|层归一化的 lstm|layer norm lstm|layer normalisation lstm|layer normalization lstm|layer normalised lstm|layer normalized lstm|ln lstm|"
        "lstm with layer normalisation|lstm with layer norm|带层归一化的 lstm",
        "gru_d": "gru d|grud", "slstm": "slstm|s lstm|xlstm|x lstm", "transformer": "transformer|transformers|变换器|self attention",
        "rnn": "rnn|普通 rnn|普通的 rnn|朴素 rnn|简单 rnn|plain rnn|vanilla rnn|simple rnn|elman|elman rnn|a plain recurrent network",
        "lstm": "lstm|lstms|长短期记忆|普通 lstm|plain lstm|vanilla lstm", "gru": "gru|grus|门控循环单元|gated recurrent unit",
    },
    "model.initialisation": {
        "orthogonal": "正交初始化|正交|orthogonal|orthogonal initialisation|orthogonal initialization|orthogonal init",
        "xavier": "xavier|glorot|xavier 初始化|xavier initialisation|xavier initialization|glorot initialisation",
        "pytorch": "默认初始化|pytorch 初始化|pytorch|pytorch initialisation|pytorch initialization|pytorch's initialisation",
    },
    "model.bidirectional": {False: "单向|一个方向|only one direction|unidirectional|uni directional|one direction|forwards only|forward only"},
    "train.optimizer": {"adamw": "adamw|adam w", "adam": "adam", "sgd": "sgd|随机梯度下降|stochastic gradient descent|momentum"},
    "train.loss": {
        "huber": "huber|huber 损失|huber loss|smooth l1|平滑 l1", "mse": "mse|均方误差|l2 loss|mean squared error|squared error|mse loss",
        "mae": "mae loss|mae 损失|mae|l1|l1 loss|l1 损失|平均绝对误差|mean absolute error|absolute error",
        "quantile": "分位数损失|quantile|quantile loss|pinball|pinball loss|分位数",
        "poisson": "poisson|poisson loss|poisson likelihood|poisson distribution|poisson nll|泊松|泊松损失|泊松似然|泊松分布|泊松回归",
        "negative_binomial": "negative binomial|negative binomial loss|negative binomial likelihood|negative binomial distribution|neg bin|"
        "负二项|负二项似然|负二项损失|负二项分布",
        "student_t": "student t|student's t|students t|student t loss|student t likelihood|student's t likelihood|student t distribution|"
        "student's t distribution|t distribution|t likelihood|学生 t|学生 t 分布|学生 t 似然|学生 t 损失|t 分布|t 似然",
        "cross_entropy": "交叉熵|cross entropy|cross entropy loss|crossentropy", "ctc": "ctc|ctc loss",
    },
    "train.schedule": {
        "cosine": "余弦|余弦退火|余弦衰减|余弦调度|cosine|cosine annealing|cosine decay|cosine schedule|cosine lr",
        "linear": "线性衰减|线性调度|linear decay|linear schedule|linear lr|线性学习率",
        "constant": "恒定学习率|固定学习率|常数学习率|不衰减|constant learning rate|constant lr|constant schedule|fixed learning rate|"
        "fixed lr|no decay|no schedule",
    },
    "train.device": {"cuda": "gpu|cuda|显卡", "cpu": "cpu"},
    "train.precision": {"bfloat16": "bfloat16|bf16|b float 16", "float16": "float16|fp16|半精度|half precision",
                        "float32": "float32|fp32|单精度|single precision|full precision"},
    "data.level": {"bpe": "bpe|词片|子词|bpe 词片|bpe pieces|subwords|subword|byte pair encoding|byte pairs|word pieces",
                   "character": "按字符|逐字符|字符级|字符|characters|character level|char level|characters instead|chars"},
    "data.symbols": {"characters": "按字母|逐字母|按字符|逐字符|字符|characters|letters|字母|characters instead", "words": "按词|整词|whole words|words"},
    "data.lexicon": {"none": "不用词典|不限词|any word|without a lexicon|no lexicon",
                     "training": "训练词典|训练里的词|词典|lexicon|a lexicon|training words"},
    "data.scaling": {"standard": "z 分数|标准化|z score|z scores|zscore|standardise|standardize|standard scaling|standardisation|"
                     "standardization", "mean": "除以均值|按均值缩放|均值缩放|mean scaling|divide by the mean|divided by the mean|scale by the mean", "minmax": "最大最小|min max|minmax|归一化到 0 1|min max scaling",
                     "none": "不缩放|不归一化|no scaling|without scaling|unscaled"},
    "data.missing": {"mask": "掩码|mask|masking|masks|不填补|不要填补|tell the network what is missing",
                     "forward": "向前填充|前向填充|carry forward|carried forward|forward fill|ffill|carry the last value forward",
                     "refuse": "拒绝缺失值|refuse missing values"},
    "data.strategy": {"recursive": "一步一步|一步一步预测|一步步预测|逐步预测|step by step|one step at a time|递归|递归预测|逐步滚动|自回归|recursive|recursively|autoregressive|recursive forecast|recursive forecasts",
                      "direct": "直接预测|直接多步|非递归|direct forecast|direct|directly|direct forecasts|multi output"},
    "data.transform": {"log": "log|对数|取对数|取 log|对数变换|log 变换|log transform|log scale|logarithm|logarithms|logarithmic|logs|log transformed|log transformation",
                       "log1p": "log1p|log 1p|log(1+x)|log1p 变换|log1p transform",
                       "box_cox": "box cox|boxcox|box cox 变换|box cox transform"},
    "data.refit": {
        "before_test": "用训练加验证部分重新训练|用训练和验证部分重新训练|用训练加验证部分再训练|最后用训练加验证部分重新训练|"
        "refit on all data before the test|refit on everything before the test|refit on training and validation|"
        "retrain on training and validation|retrain on all data before the test",
        "all": "用全部数据再训练|用全部数据重新训练|用所有数据再训练|用所有数据重新训练|最后用全部数据再训练|最后用全部数据重新训练|"
        "最后用所有数据重新训练|用全部行再训练|用全部行重新训练|用全量数据再训练|用全量数据重新训练|"
        "refit on all data|refit on all the data|refit on everything|refit on all rows|refit on the whole series|"
        "retrain on all data|retrain on all the data|retrain on everything|retrain on all rows|retrain on the full data|"
        "retrain on the full series|retrain on the whole series|refit on the full data|refit on the full series",
    },
    "data.difference": {"seasonal": "季节差分|季节性差分|周期差分|seasonal difference|seasonal differences|seasonal differencing|seasonally differenced",
                        "first": "一阶差分|逐步差分|first difference|first differences|first differencing"},
    "data.window_scaling": {"instance_affine": "revin affine|affine revin|revin with affine|仿射 revin|revin 仿射",
                            "instance": "revin|实例归一化|instance norm|instance normalisation|instance normalization",
                            "last": "减去末值|减末值|subtract the last value|subtract last value|last value"},
    "model.channels": {"shared": "逐列|通道独立|channel independent|one column at a time|逐列共用网络",
                       "joint": "联合处理|一起处理|jointly|all columns together"},
    "data.rate": {8000: "8000 hz|8 khz|8k hz|8khz", 16000: "16000 hz|16 khz|16k hz|16khz"},
}  # fmt: skip
ADJECTIVES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {  # (words for more, for less) of one field
    "data.horizon": (
        (
            "further ahead|farther ahead|look further ahead|look further|further into the future|forecast further|predict further",
            "更远|远|看远|看得远",
        ),
        ("less far ahead", "近|更近"),
    ),
    "data.window": (
        (
            "look at more history|longer memory|more memory of the past|look further back|look farther back|further back|"
            "farther back|look back further|look back farther",
            "看得更长|看得更久|看更久|看更长|记得更久|记忆更长|看长一点|看久一点",
        ),
        ("shorter memory", "看得更短|看短一点"),
    ),
    "train.patience": (
        ("stop later", "晚点停|晚一点停|晚些停|别太早停|不要太早停|别停太早"),
        ("stop earlier|stop sooner", "早点停|早一点停|早些停|尽早停"),
    ),
    "model.layers": (("deeper|too shallow", "深|加深|更深|变深|太浅"), ("shallower|too deep", "浅|变浅|更浅|太深")),
    "model.hidden_size": (
        (
            "more complex|more powerful|wider|widen|broader|too narrow",
            "更复杂|复杂一点|复杂一些|宽|加宽|更宽|变宽|太窄",
        ),
        ("simpler|less complex|narrower|thinner|narrow|too wide", "更简单|简单一点|简单一些|窄|变窄|更窄|收窄|太宽"),
    ),
}
WEAK: dict[str, str] = {  # hints at a field where no other is named
    "train.steps": "train|trained|training|run|long|训练|跑|练|训",
    "model.hidden_size": "model|network|net|capacity|模型|网络|容量",
}
_OPPOSITES = "大小 高低 多少 长短 快慢 深浅 宽窄 强弱"
_OPPOSED = (
    "small large|small big|little big|low high|short long|slow fast|few many|shallow deep|narrow wide|weak strong"
)
_PAIRS = [(pair[at], pair[1 - at]) for pair in _OPPOSITES.split() for at in (0, 1)]
_TWO = [(one, other) for pair in _OPPOSED.split("|") for one, other in (pair.split(), pair.split()[::-1])]
_COURSE = [  # a setting that is to change while a run trains
    *(words.format(*pair) for pair in _PAIRS
      for words in ("从{}到{}", "由{}到{}", "由{}至{}", "从{}变{}", "由{}变{}", "从{}变到{}", "由{}入{}", "先{}后{}", "先{}再{}")),
    *(f"{more} and {more}" for more in ["larger", "bigger", "smaller", "longer", "shorter", "higher", "lower", "deeper", "wider", "narrower"]),
    *(words.format(*pair) for pair in _TWO for words in ("from {} to {}", "{} to {}", "start {}", "starts {}", "starting {}")),
    "再下降|再降低|再衰减|随后下降|递减|递增|逐渐|渐渐|逐步|慢慢|慢慢地|一步步|一点点地|越来越|随时间|随着时间|随训练|随着训练|随着训练的进行|随步数|随着步数|一开始|刚开始|"
    "开始时|开始的时候|起初|前期|初期|早期|中期|后期|末期|后来|到后面|后面|前半段|后半段|前半程|后半程|前一半时间|后一半时间|"
    "gradually|slowly|progressively|steadily|over time|with time|as training goes on|as training progresses|as training proceeds|"
    "as it trains|more and more|less and less|bit by bit|little by little|at first|at the start|in the beginning|at the beginning|"
    "initially|later on|towards the end|toward the end|eventually|halfway|half way through|midway|first half|second half|ramp|ramp up|"
    "ramp down|anneal|annealed",
]  # fmt: skip
WORDS: dict[str, dict[Any, str]] = {
    "course": {1: "|".join(_COURSE)},
    "direction": {
        1: "不够|还不够|不足|not enough|isn't enough|is not enough|not long enough|not big enough|not large enough|not high enough|not deep enough|too little|too small|too low|too few|too short|太小|太低|太少|太短|偏小|偏低|过小|过低|过短|high|higher|big|large|more|increase|increased|raise|raised|up|another|additional|extra|plus|bigger|larger|higher|greater|grow|boost|enlarge|"
        "expand|extend|lengthen|longer|further|stronger|heavier|slower warmup|增加|增大|增多|增长|提高|提升|加大|升高|升|调高|调大|上调|多|更多|大|更大|高|更高|"
        "追加|再加|再增加|多加|再多|加长|延长|拉长|长|更长|久|更久|变大|变长|扩大|翻大|放大|放宽|放长|加强|强|改大|改高|改长|加多|loosen|looser|relax|relaxed|宽松|放松|更松|松",
        -1: "too big|too large|too high|too many|too much|too long|太大|太高|太多|太长|偏大|偏高|过大|过高|过长|low|less|fewer|decrease|decreased|reduce|reduced|lower|lowered|down|smaller|cut|shrink|minus|shorten|shorter|lesser|weaker|"
        "lighter|smaller|减少|减小|减|降低|降|调低|调小|下调|少|更少|小|更小|低|更低|缩小|缩短|变小|变短|短|更短|削减|减弱|弱|改小|改低|改短|再少|再减|太久|tighten|tighter|收紧|更紧|紧",
    },
    "add": {1: "add|adding|append|加|加上|加入|添加|再添|添"},
    "repeat": {1: "once more|one more time|once again|again|再一次|再次|一次|一遍|一回|重新|rerun|re run|retrain|re train|repeat|重跑|重训|重复"},
    "again": {1: "再|再来|又|接着"},
    "degree": {
        0.5: "a bit|a little|a little bit|slightly|somewhat|a touch|一点|一些|一点点|稍微|稍|略微|略|点|些|一点儿|点儿|一会|一会儿|bit",
        2.0: "much|a lot|lots|far|way|considerably|significantly|many|很多|得多|多了|大幅|许多|大大|一大截",
    },
    "factor": {
        2.0: "double|doubled|doubling|twice|翻倍|加倍|翻一倍|翻番|翻一番|倍增|twofold|two fold|翻一翻",
        3.0: "triple|tripled|thrice|treble|threefold|三倍|翻三倍",
        4.0: "quadruple|quadrupled|fourfold|翻两番|四倍|翻四倍",
        10.0: "tenfold|ten fold|十倍|数量级|一个数量级|order of magnitude|an order of magnitude|one order of magnitude",
        100.0: "两个数量级|two orders of magnitude|hundredfold|百倍", 0.5: "halve|halved|halving|half|减半|一半|对半|折半|砍半|half of|the half of|减一半|减少一半|砍一半|half the",
        0.1: "a tenth|one tenth|tenth", 0.25: "quarter|a quarter|one quarter|a fourth", 1 / 3: "a third|one third|third",
    },
    "as": {0.5: "half as", 2.0: "twice as", 3.0: "three times as"},
    "off": {1: "no|without|off|disable|disabled|remove|drop|drop the|turn off|switch off|switched off|get rid of|stop using|没有|没|不想要|不想用|不需要用|不要用|don't use|do not use|don't|do not|dont|never|"
            "不|不要|不用|不加|不做|不使用|无|去掉|去除|去|删掉|删除|删了|删|砍掉|关|关掉|关闭|关上|禁用|取消|拿掉|移除|停用|别用|别|不再|不需要|false|否"},
    "on": {1: "on|enable|enabled|turn on|switch on|switched on|activate|开|打开|开启|启用|用上|true|yes|是|带|带上"},
    "use": {1: "use|using|with|swap|bump|turn|move|pick|choose|select|prefer|选|选择|try|take|switch|make|set|put|replace|用|使用|采用|改用|换用|换|试|试试|试一下|改成|换成|改为|改作|换为|换到|"
            "设|设置|设成|设为|设定|调成|调到|切换|切换到|切到|取|instead|go|give|bring|dial|crank|back|go back|改回|换回|调回|退回|恢复到|恢复成|退到"},
    "change": {1: "change|touch|alter|modify|adjust|改|调|调整|改动|动|改变|修改"},
    "to": {1: "to|->|=>|→|=|:|到|成|为|等于|变成|变为|设到|变|back to|go back to|at|should be|is|be|into|改到|至"},
    "by": {1: "by|了"},
    "from": {1: "from|从|由"},
    "times": {1: "times|倍|×|x|*"},
    "divide": {1: "÷|/|divided by|divide by|divide|divided|除以|除"},
    "multiply": {1: "multiplied by|multiply by|multiply|multiplied|乘以|乘|factor of|a factor of|by a factor of"},
    "not": {1: "not|isn't|不是|instead of|instead of the|rather than|in place of|而不是|而非|代替|取代"},
    "reset": {1: "start over|start from scratch|从头来|从头再来|推倒重来|default|defaults|default value|reset|restore|back to default|back to the default|默认|默认值|恢复|恢复默认|还原|重置|恢复成默认|初始值"},
    "back": {1: "back to what it was|back to what they were|what it was before|what they were before|as it was before|"
                "back to the old|back to the previous|back to the last|改回去|调回去|换回去|改回来|调回来|换回来|换回之前的|改回之前的|"
                "调回之前的|换回原来的|改回原来的|调回原来的|恢复之前的|恢复原来的|和之前一样|跟之前一样"},
    "all": {1: "everything|all settings|every setting|全部|所有|所有设置|全部设置|一切|the whole card"},
    "it": {1: "it|its|them|它|它们"},
    "bound": {1: "or|或|或者|between"},
    "limit": {1: "超过|不要超过|别超过|不能超过|at most|at least|no more than|not more than|no less than|no fewer than|more than|less than|fewer than|不超过|至少|最多|最少|至多|不少于|不多于|以上|以下"},
    "outcome": {1: "误差|错误|结果|效果|表现|准确率|精度不够|速度|太慢|更快|更好|更准|error|errors|result|results|accuracy|score|speed|slow|too slow|faster|better|worse|"
                   "overfits|overfitting|underfits|underfitting|过拟合|欠拟合|历史数据太少"},
    "looks": {1: "forecast|forecasts|forecasting|predict|predicting|prediction|predictions|预测"},
    "several": {1: "several|multiple|a few|various|几|几个|多个|若干|若干个"},
    "epochs": {1: "epochs|epoch|轮|个 epoch|passes"},
    "separator": {
        1: ";|,|then|also|but|然后|而且|同时|还有|另外|顺便|且|还|也|又把|!|?|. |\n|再把|plus also|但|但是|并|并且",
        2: "and|&|和|与|以及|跟",  # a field before it shares what is said behind it
    },
    "elsewhere": {"elsewhere_write": "生成得更长|生成更长|生成长一点|写长一点|写得更长|写更长|longer texts|write longer|write more|generate longer|温度|采样温度|生成温度|temperature|sampling temperature|top k|top p|topk|topp|nucleus",
                  "elsewhere_hear": "束宽|束搜索|束搜索宽度|beam|beam width|beam size|beam search"},
    "foreign": {"model.cell": "attention|注意力|注意力机制|seq2seq|seq 2 seq|sequence to sequence|encoder decoder|编码器解码器|编码器|解码器|cnn|cnns|tcn|convlstm|conv lstm|"
                   "卷积|卷积网络|卷积神经网络|convolution|convnet|resnet|mamba|rwkv|xgboost|lightgbm|catboost|prophet|arima|sarima|sarimax|n beats|nbeats|nhits|tft|informer|autoformer|"
                   "patchtst|timesnet|deepar|bert|gpt|mlp|svm|random forest|随机森林|wavenet|u net|unet|diffusion|扩散模型|支持向量机|kalman filter|nbeatsx|qrnn|sru|indrnn|bi gru d|mlstm|"
                   "graph network|gnn|图神经网络",
                "train.optimizer": "rmsprop|rms prop|adagrad|adadelta|nadam|radam|lion|lamb|lbfgs|l bfgs|muon|shampoo|lookahead",
                "train.schedule": "指数衰减|指数调度|阶梯衰减|分段衰减|step decay|exponential decay|exponential schedule|reduce lr on plateau|reduce the lr on plateau|reduce learning rate on plateau|reduce the learning rate on plateau|on plateau|reduce on plateau|"
                   "reducelronplateau|one cycle|onecycle|cyclical|cyclic|多项式衰减|polynomial decay",
                "train.loss": "mape|smape|rmse|log cosh|logcosh|focal loss|msle|smape loss|mape loss",
                "": "holidays|holiday|holiday features|节假日|节日|节假日特征|假期特征|batch norm|batchnorm|batch normalisation|batch normalization|batch norm layer|批归一化|relu|gelu|tanh|"
                   "激活函数|activation|activation function|weight norm|label smoothing|标签平滑|ema|pruning|scheduled sampling|teacher forcing"},
    "period": {"minute": "分钟|minutes|minute|mins", "second": "秒钟|秒|seconds|secs", "hour": "小时|个小时|hour|hours", "day": "天|day|days", "decade": "decade|decades", "week": "周|个星期|星期|week|weeks",
               "month": "个月|month|months", "quarter": "季度|个季度|quarters", "workday": "工作日|交易日|working days|business days|trading days|weekdays", "year": "年|year|years"},
    "keep": {1: "nothing|alone|什么都不|什么都别|什么也不|什么也别|keep|same|unchanged|stay|stays|leave|as before|不变|保持|一样|照旧|不动"},
}  # fmt: skip
RERUN = frozenset(("rerun", "re run", "retrain", "re train", "重跑", "重训"))
FILLERS = (
    "数据|data|thing|things|previous|last time|刚才|刚刚|上次|上一次|over|ms|millisecond|milliseconds|equal|equals|finally|at the end|in the end|roughly|about|around|approximately|say|sorry|first|please|pls|just|the|a|an|this|that|these|those|my|me|i|you|we|us|our|your|of|for|in|on it|can|could|would|will|shall|network layer|rather|actually|would rather|hmm|hm|uh|um|yeah|yep|sure|alright|great|cool|nice|fine|perfect|sounds|good|think|guess|suppose|try it|going|a network|exactly|about it|enough|needs|need|let's|lets|"
    "want|like|need|there|now|so|too|very|really|than|as|much as|many|some|any|size|value|number|count|be|was|are|has|have|"
    "having|get|do|does|want to|i'd|i'm|id like|ok|okay|well|maybe|perhaps|thanks|thank|hello|hi|hey|next|becomes|become|wanna|gonna|"
    "new|card|small|little|simple|setting|settings|configuration|config|parameter|option|sized|length|amount|rate|function|only|everything else|"
    "rest|before|current|currently|original|its original|what it was|what it is|now is|method|per|each|every|both|all|through|different|"
    "bit more|still|ahead|together|other|else|while|then the|at once|here|kind|type|recurrent|neural|ones|"
    "毫秒|识别|特别|分别|类别|区别|个别|不错|不过|不同|差不多|关于|相关|开始|无论|没事|没关系|没问题|过去|大概|大约|大致|大家|多谢|左右|上下|约|高兴|长期|短期|最终|最后|虽然|点儿吧|无所谓|不好意思|不客气|对不起|抱歉|开心|去年|回去|进去|下去|动手|请|嗯|呃|额|哦|那就|那|咱们|我们|咱|觉得|认为|吗|的话|就够了|够了|够|算了|还是|实在|感觉|这样|然后再|试着|尝试|别的|别的都|也行|那个|要不要|该不该|能不能|可不可以|需不需要|会不会|是不是|好不好|行不行|小型|小型的|简单的|把|将|给|给出|给我|帮|帮我|帮忙|麻烦|我|我想|想|想要|要|你|您|这|那|这个|那个|的|得|地|了|着|过|吧|啊|呀|呢|吗|嘛|哦|一下|一个|个|只|只要|就|都|"
    "来|去试|看看|看|些许|更|更加|比较|现在|目前|当前|原来|原来的|之前|以前|现在的|值|数值|数量|大小|参数|设置|配置|卡片|那么|可以|能|能不能|能否|可不可以|"
    "可否|好|好的|行|谢谢|你好|您好|让|使|叫|方法|方式|函数|进行|做|有|里|里面|中|上|其他|其它|次|张|新|新的|每|每个|共|一共|总共|"
    "需要|希望|应该|最好|直接|稍后|先|后|再次|时候|时间|连接|数|率|级|型|式|吧|噢|喔|长度|又"
)  # fmt: skip
