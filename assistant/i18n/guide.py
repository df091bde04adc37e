"""Sentences of the built-in guide in Chinese and English, side by side."""

from assistant.i18n.guide_changes import CHANGE_TEXTS
from assistant.i18n.guide_compare import COMPARE_GUIDE_TEXTS
from assistant.i18n.guide_compress import COMPRESS_GUIDE_TEXTS
from assistant.i18n.guide_diagnosis import DIAGNOSIS_GUIDE_TEXTS
from assistant.i18n.guide_repeat import REPEAT_GUIDE_TEXTS
from assistant.i18n.guide_thread import THREAD_TEXTS
from lstm_core.i18n.languages import Text

GUIDE_TEXTS: dict[str, Text] = {
    **CHANGE_TEXTS,
    **REPEAT_GUIDE_TEXTS,
    **COMPARE_GUIDE_TEXTS,
    **COMPRESS_GUIDE_TEXTS,
    **DIAGNOSIS_GUIDE_TEXTS,
    **THREAD_TEXTS,
    "guide.hello": Text(
        "你好。我是内置向导，不需要联网：可以把时间序列预测、文本生成或语音识别做成可运行的配置和代码，在页面里训练，并解释门控和结果。",
        "Hello. I am the built-in guide and need no network: I turn forecasting, text generation or speech recognition into a "
        "configuration and code that train in this page, and explain the gates and the result.",
    ),
    "guide.help": Text(
        "可以这样开始：说出要预测什么（内置太阳黑子、CO₂ 和一条合成序列，或把 CSV 拖进来），要写什么样的文本（莎士比亚、唐诗或自己的 txt），"
        "或者要识别什么语音（内置英文数字或自己的 zip）；在卡片里改设置，点“训练”；之后可以让我解释结果、代码或门控。",
        "Say what to forecast (sunspots, CO₂ and a made series are built in, or drop a CSV here), what to write "
        "(Shakespeare, Tang poems, or a txt of your own) or what to hear (spoken digits, or a zip of your own). Change the "
        "settings on the card and press Train; then ask me to explain the result, the code or the gates.",
    ),
    "guide.thanks": Text("不客气。", "You are welcome."),
    "guide.plan_sunspots": Text(
        "下面是一个{cell}预测配置，数据是内置的太阳黑子年序列（1700–2008）。也可以把自己的 CSV 拖进输入框。",
        "Here is a forecast with {cell} on the built-in yearly sunspots, 1700 to 2008. You can also drop a CSV of your "
        "own into the input.",
    ),
    "guide.plan_co2": Text(
        "下面是一个{cell}预测配置，数据是莫纳罗亚每周 CO₂ 浓度（1958–2001）。",
        "Here is a forecast with {cell} of the weekly CO₂ concentration at Mauna Loa, 1958 to 2001.",
    ),
    "guide.plan_made": Text(
        "下面是一个{cell}预测配置，数据是程序生成的小时序列：趋势、日周期、周周期和自相关噪声都已知，因此能看出模型离极限还有多远。",
        "Here is a forecast with {cell} of the made hourly series. Its trend, daily and weekly rhythm and noise are "
        "known, so one can see how far a model is from the limit.",
    ),
    "guide.plan_file": Text(
        "我来读 {file}，为它准备{cell}预测配置。", "Reading {file} to prepare a forecast with {cell}."
    ),
    "guide.plan_digits": Text(
        "下面是一个用 CTC 训练的{direction}{cell}语音识别器，数据是内置的英文数字串（十二个合成声音，测试用的两个声音训练时从未听过）。"
        "也可以把自己的录音（WAV、FLAC 或 OGG，加 transcripts.csv）一起拖进来，或打包成 zip。",
        "Here is a recogniser of speech: {cell} with CTC, {direction}, on the built-in strings of English digits, spoken by "
        "twelve synthetic voices, of which two are heard in the test only. You can also drop recordings of "
        "your own here (WAV, FLAC or OGG with transcripts.csv), loose or as a zip.",
    ),
    "guide.plan_recordings": Text(
        "我来听 {file} 里的录音，为它们准备语音识别配置。", "Listening to {file} to prepare a recogniser for it."
    ),
    "guide.need_recordings": Text(
        "请把录音拖进来，一起选中或打包成 zip：WAV、FLAC 或 OGG，加一张含 file 和 transcript 两列的 transcripts.csv；"
        "文件名像 7_anna_3.wav 或 7-2.wav 的单个数字录音不需要表。也可以先用内置的数字。",
        "Drop recordings here, all together or as a zip: WAV, FLAC or OGG and a transcripts.csv with the columns file and "
        "transcript. Single digits with names like 7_anna_3.wav or 7-2.wav need no table. Or try the built-in digits first.",
    ),
    "guide.train_first": Text(
        "要识别 {file}，先得有训练好的识别器，这个对话里还没有。训练下面这个（录音已经保存），之后再让我识别，"
        "或在卡片的“识别”里打开它。",
        "To recognise {file} a recogniser has to be trained first, and this conversation has none. Train the one below (the "
        "recording is kept), then ask again, or open it under Recognise on the card.",
    ),
    "guide.one_at_a_time": Text(
        "只想让训练好的识别器听它们，请一次拖入一段。",
        "To have the trained recogniser hear them instead, drop one at a time.",
    ),
    "guide.heard": Text("{file} 里听到的是：**{said}**", "In {file} the network hears: **{said}**"),
    "guide.heard_nothing": Text("在 {file} 里网络什么词也没有听到。", "The network hears no word in {file}."),
    "guide.heard_beam": Text("前缀束搜索写出的是：{said}", "Prefix beam search writes: {said}"),
    "guide.heard_next": Text(
        "下面可以播放，并看到每个符号在什么时候被听到。识别器只会写训练里出现过的符号。",
        "Play it below and see when each symbol is heard. A recogniser writes symbols of its training only.",
    ),
    "guide.train_speech": Text(
        "设置都可以在卡片里改。点“训练”后可以看到损失和词错误率下降；结束后可以逐段对照转写、看对齐，并下载。",
        "Every setting can be changed on the card. Train shows loss and word error rate fall; afterwards you can compare "
        "transcripts, look at alignments and download it all.",
    ),
    "guide.plan_shakespeare": Text(
        "下面是一个{cell}语言模型，学的是内置的三部莎士比亚戏剧（约 30 万字符）。训练时每次验证都会写一段给您看，结束后可以自己给开头、调温度。",
        "Here is a language model with {cell} on three plays by Shakespeare that are built in (about 300,000 characters). It "
        "writes a few lines after every validation, and afterwards you give it a prompt and a temperature.",
    ),
    "guide.plan_tang": Text(
        "下面是一个{cell}语言模型，学的是内置的唐人绝句。一分钟只够它学会格式和一些搭配，写出来像诗而没有意思，这是实话；想要更好就多训练几倍步数。",
        "Here is a language model with {cell} on the built-in Tang quatrains (Chinese). A minute is enough for the form and "
        "some phrases but not for sense; train several times longer for more.",
    ),
    "guide.plan_text_file": Text(
        "我来读 {file}，为它准备{cell}语言模型。", "Reading {file} to prepare a language model with {cell}."
    ),
    "guide.need_text": Text(
        "请把文本文件（.txt 或 .md，任何语言，最好十万字符以上）拖进输入框，再发一次这个问题；也可以先用内置文本试试。",
        "Drop a text file into the input (.txt or .md, any language, better with 100,000 characters or more) and ask again, "
        "or try a built-in text first.",
    ),
    "guide.train_text": Text(
        "设置都可以在卡片里改。点“训练”后，曲线旁有两条统计基线，下面是网络此刻写的文字；结束后在“生成”里给开头、温度、top-k、top-p、长度和种子，文字会逐字出现。",
        "Every setting can be changed on the card. While it trains, two statistical baselines stand beside the curve and the "
        "network's own writing below it; afterwards, under Write, give it a prompt, temperature, top-k, top-p, length and seed.",
    ),
    "guide.code_text": Text(
        "完整脚本在卡片的“代码”页，就是实际训练的那一份：\n\n"
        "1. **数据与词表**：按位置切成三部分；词表只由训练部分得到。\n"
        "2. **模型**：嵌入把符号变成向量，`{cell}` 逐个读入并更新记忆，线性层给出下一个符号的分数。欠拟合就加大 `HIDDEN`，背诵原文就加大 `DROPOUT`。\n"
        "3. **训练**：文本分成连续的流；隐藏状态带到下一步，但用 `detach` 切断梯度，否则第二次反向传播会报错。\n"
        "4. **评估**：与字符频率、Kneser-Ney n 元模型比每字符比特。\n"
        "5. **生成**：温度、top-k、top-p；`--generate` 不训练直接续写。\n"
        "6. **核对**：`--check` 重新训练并逐项比较。",
        "The whole script is on the card's Code tab, and it is the one that trains:\n\n"
        "1. **Data and vocabulary**: three parts by position; the vocabulary comes from the training part alone.\n"
        "2. **Model**: the embedding turns symbols into vectors, the `{cell}` reads them one by one and updates its memory, "
        "a linear layer scores the next symbol. Raise `HIDDEN` when underfitting, `DROPOUT` when it recites.\n"
        "3. **Training**: contiguous streams; the hidden state goes on to the next step, `detach` cuts its gradient, without "
        "which the second backward fails.\n"
        "4. **Evaluation**: bits per character beside symbol frequencies and Kneser-Ney n-grams.\n"
        "5. **Writing**: temperature, top-k, top-p; `--generate` goes on from a prompt without training.\n"
        "6. **Check**: `--check` trains again and compares every number.",
    ),
    "guide.code_speech": Text(
        "完整脚本在卡片的“代码”页，就是实际训练的那一份：\n\n"
        "1. **数据**：读 zip 里的录音和转写；说话人分到不同的部分，测试时听到的是新的声音。\n"
        "2. **特征**：每 10 毫秒左右一帧的对数梅尔谱，几帧合成一个输入；训练时随机变速、变调、遮挡。\n"
        "3. **模型**：双向 `{cell}` 从两头读，层归一化让几层也好训练；线性层给出每一帧各符号的概率，其中一个是 CTC 的空白符。"
        "欠拟合就加大 `HIDDEN`，只在训练集上好就加大 `DROPOUT`。\n"
        "4. **训练**：CTC 损失把所有能读成这段转写的对齐加起来，因此不需要逐帧标注。\n"
        "5. **解码**：最佳路径，和前缀束搜索；用词错误率与“总猜最常见”比较。\n"
        "6. **核对**：`--check` 重新训练并逐项比较。",
        "The whole script is on the card's Code tab, and it is the one that trains:\n\n"
        "1. **Data**: reads recordings and transcripts from the zip; speakers go to different parts, so the test hears new voices.\n"
        "2. **Features**: a log-mel spectrum about every 10 milliseconds, several joined into one input; speed, pitch and masks "
        "vary while training.\n"
        "3. **Model**: a bidirectional `{cell}` reads from both ends, layer normalisation keeps several layers easy to train; a "
        "linear layer gives the probability of every symbol at every input, CTC's blank among them. Raise `HIDDEN` when "
        "underfitting, `DROPOUT` when only the training part is heard well.\n"
        "4. **Training**: the CTC loss adds up every alignment that reads as the transcript, so no frame needs a label.\n"
        "5. **Decoding**: the best path, and prefix beam search; word error rates stand beside always guessing.\n"
        "6. **Check**: `--check` trains again and compares every number.",
    ),
    "guide.switched_off": Text(
        "这些设置对{cell}不起作用，已恢复默认值：{fields}。",
        "These settings mean nothing to {cell} and are back at their defaults: {fields}.",
    ),
    "guide.reads_both": Text("双向", "reading both ways"),
    "guide.reads_forwards": Text("单向", "reading forwards only"),
    # -- what is known of a cell, said when it is asked for --------------------------------------------------------
    "guide.cell_peephole": Text(
        "窥视孔让门看得见细胞，适合要数时间的节律；在 5400 次训练里它没有显著改善（Greff 等 2017），所以值得与普通 LSTM 比一比。",
        "Peepholes let the gates see the cell, which suits exact timing. In 5400 runs they brought no significant gain "
        "(Greff et al. 2017), so compare with a plain LSTM.",
    ),
    "guide.cell_layer_norm_lstm": Text(
        "层归一化让每一步的尺度保持一致，收敛常常更快（Ba 等 2016）；普通 LSTM 的损失不震荡时，用不着它。",
        "Layer normalisation keeps the scale of every step, and training often converges faster (Ba et al. 2016). Where the "
        "loss of a plain LSTM does not oscillate, there is nothing to cure.",
    ),
    "guide.cell_gru_d": Text(
        "GRU-D 读入哪些值缺失、缺了多久，让输入和记忆随之衰减（Che 等 2018）；缺口随机而短时，沿用上一个值往往一样好。",
        "A GRU-D is told what is missing and for how long, and lets input and memory decay (Che et al. 2018). Where gaps are "
        "random and short, carrying the last value forward is often as good.",
    ),
    "guide.cell_slstm": Text(
        "sLSTM 用指数门，新值可以压过旧内容（Beck 等 2024）；论文的优势来自大语言模型，在短序列上常与 LSTM 打平。",
        "An sLSTM has exponential gates, so a new value can outweigh what is stored (Beck et al. 2024). The paper's gains "
        "are those of large language models; on short series expect a tie with the LSTM.",
    ),
    "guide.cell_transformer": Text(
        "数据少时没有固定的赢家：许多预测用的 Transformer 不如一个线性模型（Zeng 等 2023），所以它是对手，不是默认。",
        "With little data nothing wins everywhere: many Transformers for forecasts fall behind a linear model (Zeng et al. "
        "2023), so it is the rival here and not the default.",
    ),
    "guide.cell_rnn": Text(
        "普通 RNN 没有门，梯度随步数消失或爆炸（Bengio 等 1994）；它用来看门值多少。",
        "A plain RNN has no gates, and its gradient vanishes or explodes with the number of steps (Bengio et al. 1994). It "
        "shows what gates are worth.",
    ),
    "guide.no_gaps": Text(
        "请注意：内置序列没有缺失值，GRU-D 在这里没有什么可衰减；请拖入有缺口的 CSV，再发一次同样的问题。",
        "Mind that the built-in series have no missing values, so nothing decays here. Drop a CSV with gaps and ask the "
        "same again.",
    ),
    "guide.as_asked": Text("按您说的：{settings}。", "As you asked: {settings}."),
    "guide.together": Text(
        "把 {count} 列各当一条序列，由一个网络一起预测：{columns}。",
        "One network forecasts {count} columns together, each as a series of its own: {columns}.",
    ),
    "guide.together_all": Text(
        "把测量值的各列各当一条序列，由一个网络一起预测。",
        "One network forecasts every column of measured numbers, each as a series of its own.",
    ),
    "guide.first": Text("{names} 等", "{names} and more"),
    "guide.reasons": Text("为什么这样设置：", "Why these settings:"),
    "guide.notices": Text("数据方面请留意：", "About the data:"),
    "guide.train": Text(
        "设置都可以在卡片里改。点“训练”后会在单独的进程里训练，曲线实时更新，关掉页面也不会中断；结束后与基线比较，并可下载。",
        "Every setting can be changed on the card. Train starts a process of its own: the curve is live, closing the page "
        "does not end it, and the result is compared with the baselines and can be downloaded.",
    ),
    "guide.columns_left": Text(
        "表里还有 {count} 列没有用上：一次最多看前面这些列。想要别的列，请写出列名。",
        "{count} more columns of the table are left out: only the first ones are looked at. Name the columns that you "
        "want instead.",
    ),
    "guide.refused": Text("这个请求没有成功：", "That did not work:"),
    "guide.refused_next": Text(
        "改好之后再发一次即可；上传的文件还在。", "Ask again with that changed; what you uploaded is still here."
    ),
    "guide.need_file": Text(
        "请把 CSV 文件拖进输入框（一列数值，最好再有一列日期），再发一次这个问题；也可以先用内置数据试试。",
        "Drop the CSV into the input (one column of numbers, better with one of dates) and ask again, or try built-in "
        "data first.",
    ),
    "guide.no_run": Text(
        "这个对话里还没有训练结果。先让我准备一个预测配置，点“训练”，结束后我来解释。",
        "There is no result in this conversation yet. Let me prepare a forecast, press Train, and I explain what comes out.",
    ),
    "guide.not_trained": Text(
        "这张卡片还没有训练。点“训练”，结束后再问我。", "This card has not been trained. Press Train and ask again."
    ),
    "guide.state_queued": Text("它在排队，前一个训练结束后自动开始。", "It waits for its turn and starts by itself."),
    "guide.state_running": Text(
        "它还在训练：第 {step} / {steps} 步，最小的验证损失是 {best}。",
        "It is training: step {step} of {steps}, lowest validation loss {best}.",
    ),
    "guide.state_stopped": Text(
        "它停在第 {step} / {steps} 步，还没有测试结果。{possible}",
        "It was stopped at step {step} of {steps}, so there is no test result yet. {possible}",
    ),
    "guide.state_lost": Text(
        "训练进程在第 {step} / {steps} 步中断了。{possible}",
        "Its process died at step {step} of {steps}. {possible}",
    ),
    "guide.state_failed": Text("训练失败了：{failure}{possible}", "The training failed: {failure} {possible}"),
    "guide.code": Text(
        "完整脚本在卡片的“代码”页，就是实际训练的那一份。它分五段：\n\n"
        "1. **数据**：读 CSV，按时间排序、切窗口；只在训练部分上拟合缩放。预测总偏大或偏小时，先检查这里。\n"
        "2. **模型**：`{cell}` 读入窗口，`hidden_size` 是记忆的宽度（欠拟合加倍，过拟合减半），`layers` 先不动；"
        "线性层 `head` 用最后一个隐藏状态一次给出全部预测步。\n"
        "3. **训练**：Adam 按批更新；损失震荡就降低 `LEARNING_RATE`，下降太慢就提高；`CLIP_NORM` 防止梯度爆炸。\n"
        "4. **评估**：与持续性、季节基线用同样的窗口比较。\n"
        "5. **核对**：`--check` 重新训练并逐项比较。",
        "The whole script is on the card's Code tab, and it is the one that trains. It has five parts:\n\n"
        "1. **Data**: reads the CSV, sorts by time, cuts windows; the scaling is fitted on the training part only. Look "
        "here first when forecasts are always too high or too low.\n"
        "2. **Model**: the `{cell}` reads the window; `hidden_size` is the width of its memory (double it when "
        "underfitting, halve it when overfitting); leave `layers` alone at first. The linear `head` turns the last "
        "hidden state into all steps of the forecast.\n"
        "3. **Training**: Adam, batch by batch. Lower `LEARNING_RATE` when the loss oscillates, raise it when it crawls; "
        "`CLIP_NORM` stops exploding gradients.\n"
        "4. **Evaluation**: on the same windows as persistence and the seasonal baseline.\n"
        "5. **Check**: `--check` trains again and compares every number.",
    ),
    "guide.cannot_papers": Text(
        "论文检索还没有接入；我的回答只引用内置文章里列出的来源。",
        "Searching papers is not built in yet; my answers cite only the sources listed in the built-in articles.",
    ),
    "guide.unknown": Text(
        "这个问题我没有可靠的答案，不想瞎猜。我能做的是准备并解释时间序列预测、文本生成和语音识别；在“设置”里填入密钥后，可以问聊天模型。",
        "I have no reliable answer to that and will not guess. I can prepare and explain forecasts, text generation and speech recognition; with a key in "
        "Settings "
        "a chat model can answer freely.",
    ),
    "guide.sources": Text("来源", "Sources"),
    "guide.tests": Text("可以自己验证，只改一项：", "Test it yourself, one change at a time:"),
    # -- next steps; each is understood when it is sent as a question ----------------------------------------------
    "next.sunspots": Text("用 LSTM 预测太阳黑子", "Forecast the sunspots with an LSTM"),
    "next.co2": Text("用 CO₂ 数据预测未来两年", "Forecast CO₂ for the next two years"),
    "next.digits": Text("用双向 LSTM 识别语音数字", "Recognise spoken digits with a bidirectional LSTM"),
    "next.made": Text("用 LSTM 预测未来 24 步的合成序列", "Forecast the made series 24 steps ahead"),
    "next.shakespeare": Text("生成莎士比亚风格的文本", "Generate text in the style of Shakespeare"),
    "next.tang": Text("用 LSTM 写唐诗", "Write Tang poems with an LSTM"),
    "next.bpe": Text("改用 BPE 词片", "Use BPE pieces"),
    "next.characters": Text("改用字符", "Use characters instead"),
    "next.gates": Text("遗忘门、输入门、输出门各做什么？", "What do the three gates of an LSTM do?"),
    "next.gru": Text("换成 GRU", "Use a GRU instead"),
    "next.peephole": Text("换成窥视孔 LSTM", "Use a peephole LSTM instead"),
    "next.layer_norm": Text("换成层归一化 LSTM", "Use a layer-normalised LSTM instead"),
    "next.gru_d": Text("用 GRU-D 预测太阳黑子", "Forecast the sunspots with a GRU-D"),
    "next.slstm": Text("换成 2 个头的 sLSTM", "Use an sLSTM with 2 heads"),
    "next.zoneout": Text("加 zoneout 0.1", "Add zoneout 0.1"),
    "next.orthogonal": Text("用正交初始化，遗忘门偏置 1", "Orthogonal initialisation, forget bias 1"),
    "next.residual": Text("残差连接，3 层", "Residual connections, 3 layers"),
    "next.rival": Text("和小型 Transformer 比较", "Compare with a small Transformer"),
    "next.about_peephole": Text("窥视孔 LSTM 是什么？", "What is a peephole LSTM?"),
    "next.about_layer_norm_lstm": Text("层归一化 LSTM 有什么好处？", "What does layer normalisation do in an LSTM?"),
    "next.about_gru_d": Text("GRU-D 怎么处理缺失值？", "How does a GRU-D treat missing values?"),
    "next.about_slstm": Text("sLSTM 是什么，头数怎么选？", "What is an sLSTM, and how many heads should it have?"),
    "next.about_transformer": Text("LSTM 和 Transformer 有什么区别？", "How do LSTM and Transformer differ?"),
    "next.about_rnn": Text("普通 RNN 和 LSTM 有什么区别？", "How do a plain RNN and an LSTM differ?"),
    "next.lstm": Text("换成 LSTM", "Use an LSTM instead"),
    "next.wider": Text("把隐藏维度改成 128", "Set hidden size to 128"),
    "next.seed": Text("把种子改成 1", "Set seed to 1"),
    "next.result": Text("解释结果", "Explain the result"),
    "next.code": Text("解释代码的每一层", "Explain the code layer by layer"),
    "next.window": Text("窗口和预测步数怎么选？", "How do I choose window and horizon?"),
    "next.baseline": Text("为什么要和基线比较？", "Why compare with baselines?"),
    "next.cells": Text("LSTM 和 GRU 有什么区别？", "How do LSTM and GRU differ?"),
    "next.gradients": Text("怎样避免梯度消失和爆炸？", "What helps against vanishing and exploding gradients?"),
    "next.unstable": Text("loss 不稳定怎么办？", "My loss is unstable, what should I do?"),
}
