"""Names of the cells, and what the script of a run says of the one that it holds, in Chinese and English."""

from lstm_core.i18n.languages import Text

CELL_TEXTS: dict[str, Text] = {
    "choice.model.cell.rnn": Text("普通 RNN", "Plain RNN"),
    "choice.model.cell.peephole": Text("窥视孔 LSTM", "Peephole LSTM"),
    "choice.model.cell.layer_norm_lstm": Text("层归一化 LSTM", "Layer-norm LSTM"),
    "cell.lstm": Text(
        "LSTM（Hochreiter & Schmidhuber 1997）：三个门围着一个靠加法传下去的细胞。",
        "The LSTM of Hochreiter & Schmidhuber (1997): three gates around a cell that is carried on by addition.",
    ),
    "cell.gru": Text(
        "GRU（Cho 等 2014）：两个门，状态是旧值与候选值的加权平均。",
        "The GRU of Cho et al. (2014): two gates, the state is an average of what it was and a candidate.",
    ),
    "cell.rnn": Text(
        "普通 RNN（Elman 1990），没有门：h = tanh(W x + U h + b)。",
        "The plain network of Elman (1990), no gate: h = tanh(W x + U h + b).",
    ),
    "cell.peephole": Text(
        "窥视孔 LSTM（Gers & Schmidhuber 2000）：门也能看到细胞。",
        "The LSTM with peepholes of Gers & Schmidhuber (2000): its gates also see the cell.",
    ),
    "cell.layer_norm_lstm": Text(
        "层归一化 LSTM（Ba 等 2016）：输入项、循环项和细胞各自归一化。",
        "The layer-normalised LSTM of Ba et al. (2016): what comes in, what recurs and the cell are normalised.",
    ),
    "cell.gru_d": Text(
        "GRU-D（Che 等 2018）：缺失的值从最后一次观测衰减到常值，状态随缺失时间衰减。\n\n每步读 K 个值 x、标记 m、间隔 d 和最后观测值 l，共 4K 个数。",
        "GRU-D of Che et al. (2018): what is missing fades to a usual value, and the state fades with the time since.\n\nIt reads K values x, marks m, gaps d and last values l, 4K numbers a step.",
    ),
    "cell.slstm": Text(
        "sLSTM（Beck 等 2024）：指数输入门，n 归一化，m 防止溢出；每个头只混合自己的单元。",
        "The sLSTM of Beck et al. (2024): an exponential input gate, normalised by n and kept finite by m; each head mixes its own units.",
    ),
}
