"""Sentences of the engine in Chinese and English, side by side.

Errors, notices and reports carry a key and parameters; only `say` turns them into a sentence.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from lstm_core.i18n import tables
from lstm_core.i18n.languages import LANGUAGES, Language, Parameter, Text, fill

__all__ = ["LANGUAGES", "TEXTS", "Language", "Parameter", "Text", "fill", "say"]


def _tables() -> dict[str, Text]:
    """The sentences of every module of `lstm_core.i18n.tables`, each of which holds one `..._TEXTS`."""
    modules = [import_module(f"{tables.__name__}.{found.name}") for found in pkgutil.iter_modules(tables.__path__)]
    found = [table for module in modules for name, table in vars(module).items() if name.endswith("_TEXTS")]
    return {key: text for table in found for key, text in table.items()}


MOST_SERIES = 12  # columns of a wide table that are named
TEXTS: dict[str, Text] = {
    **_tables(),
    # -- spec ------------------------------------------------------------------------------------------------------
    "spec.unknown_key": Text(
        "配置中没有 {path} 这个字段。可用字段：{allowed}。",
        "The configuration has no field {path}. Allowed here: {allowed}.",
    ),
    "spec.did_you_mean": Text(
        "配置中没有 {path} 这个字段，是否想写 {suggestion}？",
        "The configuration has no field {path}. Did you mean {suggestion}?",
    ),
    "spec.missing": Text("配置缺少必填字段 {path}，请补上。", "The configuration lacks the field {path}; add it."),
    "spec.type_int": Text("{path} 应为整数，现在是 {value}。", "{path} must be an integer, got {value}."),
    "spec.type_float": Text("{path} 应为数字，现在是 {value}。", "{path} must be a number, got {value}."),
    "spec.type_string": Text("{path} 应为文字，现在是 {value}。", "{path} must be text, got {value}."),
    "spec.type_bool": Text("{path} 应为 true 或 false，现在是 {value}。", "{path} must be true or false, got {value}."),
    "spec.type_model": Text("{path} 应为 JSON 对象，现在是 {value}。", "{path} must be a JSON object, got {value}."),
    "spec.type_none": Text("{path} 应为 null，现在是 {value}。", "{path} must be null, got {value}."),
    "spec.type_list": Text("{path} 应为列表，现在是 {value}。", "{path} must be a list, got {value}."),
    "spec.too_short": Text(
        "{path} 至少要有 {min_length} 项，现在是 {value}。", "{path} needs {min_length} entries or more, got {value}."
    ),
    "spec.not_finite": Text("{path} 应为有限的数字，现在是 {value}。", "{path} must be a finite number, got {value}."),
    "spec.too_long": Text(
        "{path} 最多 {limit} 个字符，现在是 {value}。", "{path} may have {limit} characters, got {value}."
    ),
    "spec.too_many": Text(
        "{path} 最多 {max_length} 项，现在有 {actual_length} 项。",
        "{path} may have {max_length} entries, got {actual_length}.",
    ),
    "spec.range": Text("{path} 必须满足 {rule}，现在是 {value}。", "{path} must be {rule}, got {value}."),
    "spec.choice": Text(
        "{path} 必须是 {allowed} 之一，现在是 {value}。", "{path} must be one of {allowed}, got {value}."
    ),
    "spec.invalid": Text("{path} 的值 {value} 无效：{reason}", "{path} has an invalid value {value}: {reason}"),
    "spec.not_json": Text(
        "配置不是合法的 JSON（第 {line} 行第 {column} 列：{reason}）。请检查引号和逗号。",
        "The configuration is not valid JSON (line {line}, column {column}: {reason}). Check quotes and commas.",
    ),
    "spec.unreadable": Text(
        "无法读取配置文件 {file}：{reason}。请检查路径。", "The spec {file} cannot be read: {reason}. Check the path."
    ),
    "spec.not_object": Text(
        "配置必须是一个 JSON 对象，得到的是 {kind}。", "The configuration must be a JSON object, got {kind}."
    ),
    "spec.version": Text(
        "配置的版本是 {value}，本程序只认识版本 {known}。请更新程序或重新生成配置。",
        "The configuration has version {value}; this program knows version {known}. Update it or make a new one.",
    ),
    "spec.dropout_needs_layers": Text(
        "model.dropout 为 {dropout}，但它只作用于层与层之间，而 model.layers 是 1。请设为 0 或增加层数。",
        "model.dropout is {dropout}, but it acts between layers and model.layers is 1. Set it to 0 or add a layer.",
    ),
    "spec.unused_by_cell": Text(
        "{path} 为 {value}，但它只作用于单元 {cells}，而 model.cell 是 {cell}。请改回 {default}，或换用其中一种单元。",
        "{path} is {value}, and it acts in the cells {cells} only; model.cell is {cell}. Set it to {default} or take "
        "one of these cells.",
    ),
    "spec.heads_divide": Text(
        "model.heads 为 {heads}，不能整除隐藏维度 {hidden}：每个头的宽度必须相同。最接近的取法："
        "model.heads {near_heads}，或 model.hidden_size {near_hidden}。",
        "model.heads is {heads}, which does not divide the hidden size {hidden}, and every head has the same width. "
        "Nearest: model.heads {near_heads}, or model.hidden_size {near_hidden}.",
    ),
    "spec.residual_needs_layers": Text(
        "model.residual 已打开，但残差从第二层开始，而 model.layers 是 1。请关闭它，或把层数设为 2。",
        "model.residual is on, but it begins with the second layer and model.layers is 1. Switch it off or set layers "
        "to 2.",
    ),
    "spec.decay_needs_series": Text(
        "model.cell 为 gru_d，它读取序列的缺失标记，而任务是 {task}。请把 model.cell 设为 gru。",
        "model.cell is gru_d, which reads what is missing in a series, and the task is {task}. Set model.cell to gru.",
    ),
    "spec.decay_needs_mask": Text(
        "model.cell 为 gru_d，它需要缺失标记，而 data.missing 是 {missing}。请把 data.missing 设为 mask，"
        "或把 model.cell 设为 gru。",
        "model.cell is gru_d, which needs the marks of missing values, and data.missing is {missing}. Set data.missing "
        "to mask, or model.cell to gru.",
    ),
    "spec.recompute_needs_recurrence": Text(
        "train.recompute_every 为 {every}，但它沿时间保存的是循环状态，而 model.cell 是 transformer，没有这种状态。"
        "请设为 null，或换用循环单元。",
        "train.recompute_every is {every}, and it keeps the state of a recurrence, which a transformer has not. Set it "
        "to null, or take another cell.",
    ),
    "spec.recompute_in_sequence": Text(
        "train.recompute_every 为 {every}，而一个序列只有 {time} 步，没有什么可以重算。请设为 {near}，或设为 null。",
        "train.recompute_every is {every}, and a sequence has {time} steps, so there is nothing to compute again. Set "
        "it to {near}, or to null.",
    ),
    "spec.unused_by_task": Text(
        "{path} 对任务 {task} 没有作用，请保持默认值。",
        "{path} has no effect in a {task} run; leave it at its default.",
    ),
    "spec.file_needed": Text(
        'data.source 为 "file" 时必须给出 data.file（CSV 文件的路径）。',
        'data.source is "file", so data.file must name the CSV file.',
    ),
    "spec.file_unused": Text(
        'data.file 只在 data.source 为 "file" 时使用，现在的来源是 "{source}"。请删去 data.file 或改来源。',
        'data.file is only used when data.source is "file"; the source is "{source}". Remove it or change the source.',
    ),
    "spec.fractions": Text(
        "验证与测试部分合计 {total:.2f}，必须小于 0.9，否则训练数据太少。",
        "Validation and test parts add up to {total:.2f}; they must stay below 0.9 to leave data for training.",
    ),
    "spec.column_twice": Text(
        "列“{column}”在配置中出现了两次；一列只能是目标、过去已知的列或未来已知的列之一。",
        'The column "{column}" is named twice; it can be a target, known in the past, or known ahead, one of them.',
    ),
    "spec.recursive_past": Text(
        "递归预测把自己的预测当作输入，而列“{column}”的未来值没有人知道。请把它也设为目标列，或改用直接预测。",
        'A recursive forecast reads its own forecasts, and nobody knows the column "{column}" ahead. Make it a target '
        "too, or forecast directly.",
    ),
    "spec.recursive_quantile": Text(
        "递归预测的区间不会计入逐步累积的误差，因此分位数损失和似然损失只用于直接预测（data.strategy 设为 direct）。",
        "The interval of a recursive forecast would leave out the error that builds up step by step; the quantile loss "
        "and a likelihood need data.strategy direct.",
    ),
    "spec.counts_need": Text(
        "train.loss {loss} 说的是个数的分布，0 要仍是 0，步与步要等值；请同时设 {needed}。",
        "train.loss {loss} tells the distribution of a count, so 0 has to stay 0 and a forecast direct; set {needed} too.",
    ),
    "spec.floor_above_ceiling": Text(
        "data.floor（{floor}）必须小于 data.ceiling（{ceiling}）。",
        "data.floor ({floor}) must be below data.ceiling ({ceiling}).",
    ),
    "spec.difference_needs_season": Text(
        'data.difference "seasonal" 要知道周期：请设 data.season（步数），或把差分设为 first 或 none。',
        'data.difference "seasonal" needs a season: set data.season in steps, or difference "first" or "none".',
    ),
    "spec.calendar_needs_time": Text(
        "data.calendar 要从时间列得到日历特征，但配置没有 data.time_column。请指定时间列或关闭日历特征。",
        "data.calendar needs a time column, and data.time_column is empty. Name one or switch the calendar off.",
    ),
    "spec.grid_needs_time": Text(
        "data.grid 要按时间列补上空缺的行，但配置没有 data.time_column。请指定时间列或关闭 data.grid。",
        "data.grid needs a time column, and data.time_column is empty. Name one or switch the grid off.",
    ),
    "spec.grid_needs_missing": Text(
        "data.grid 补上的行没有值，而 data.missing 是 {missing}。请把 data.missing 设为 mask 或 forward，或关闭 data.grid。",
        "data.grid puts in rows without values, and data.missing is {missing}. Set data.missing to mask or forward, or "
        "switch the grid off.",
    ),
    "spec.patch_window": Text(
        "model.patch 为 {patch}，窗口 {window} 不是它的整数倍。请改其中一个。",
        "model.patch is {patch}, and the window of {window} is no multiple of it. Change one of them.",
    ),
    "spec.quantiles": Text(
        "train.quantiles 必须从小到大、互不相同并包含 0.5，现在是 {value}。",
        "train.quantiles must rise and hold 0.5, got {value}.",
    ),
    "spec.lexicon_of_words": Text(
        "data.lexicon 为 {lexicon}，而 data.symbols 是 words：以词为符号的网络本来就只写训练里的词。"
        "请把 data.symbols 改为 characters，或把 data.lexicon 改回 none。",
        "data.lexicon is {lexicon}, and data.symbols is words: a network whose symbols are words writes words of the "
        "training part only. Set data.symbols to characters, or data.lexicon to none.",
    ),
    "example.unknown": Text(
        "没有名为“{name}”的例子。可以用：{allowed}。", "There is no example “{name}”. Choose one of {allowed}."
    ),
    "example.sheet_of": Text(
        "工作表 {sheet} 是哪个文件的？请同时写 --data 文件。",
        "Of which file is the sheet {sheet}? Give --data FILE too.",
    ),
    "example.own_data": Text(
        "“{name}”是内置数据，不读文件。要用 {file}，请写 example {task} --data {file}。",
        "“{name}” is built in and reads no file. For {file} write: example {task} --data {file}.",
    ),
    "spec.set_syntax": Text(
        "--set {value} 的写法不对，应为 路径=值，例如 --set train.seed=3。",
        "--set {value} is not PATH=VALUE; write for example --set train.seed=3.",
    ),
    # -- training --------------------------------------------------------------------------------------------------
    "training.no_gpu": Text(
        "train.device 为 cuda，但这台机器没有可用的 GPU。请改为 auto 或 cpu。",
        "train.device is cuda, but this machine has no usable GPU. Set it to auto or cpu.",
    ),
    "training.half_needs_gpu": Text(
        "train.precision 为 {precision}，半精度需要 GPU，而本次训练在 CPU 上。请改为 float32。",
        "train.precision is {precision}, which needs a GPU, but this run is on the CPU. Set it to float32.",
    ),
    "training.recompute_dropout": Text(
        "train.recompute_every 为 {every}，model.dropout 为 {dropout}，而 GPU 上层间的掩码由 cuDNN 抽取，"
        "重算时抽不出同样的。请把 model.dropout 设为 0（可改用 model.variational_dropout），"
        "或把 train.recompute_every 设为 null。",
        "train.recompute_every is {every} and model.dropout is {dropout}; on a GPU cuDNN draws the masks between "
        "layers and cannot draw them again. Set model.dropout to 0 (model.variational_dropout can replace it), or "
        "train.recompute_every to null.",
    ),
    "instrument.no_gates": Text(
        "{cell} 没有门：每一步由注意力权衡各个位置。要看门，请把 model.cell 改为 lstm 或 gru 等循环单元。",
        "A {cell} has no gates: attention weighs the places at every step. To see gates, set model.cell to a recurrent "
        "cell such as lstm or gru.",
    ),
    "training.diverged": Text(
        "第 {step} 步的损失变成 {loss}，训练无法继续。请把学习率降到十分之一，或打开梯度裁剪（clip_norm 1.0），"
        "并检查数据中的异常值。",
        "The loss became {loss} at step {step}, so training cannot go on. Divide the learning rate by ten, or set "
        "clip_norm to 1.0, and look for outliers in the data.",
    ),
    "training.gradient_diverged": Text(
        "第 {step} 步的损失是 {loss}，但它的梯度不是有限的数，训练无法继续；权重保持在这一步之前。请把学习率降到十分之一，"
        "或打开梯度裁剪（clip_norm 1.0）。",
        "The loss was {loss} at step {step}, but its gradient was no finite number, so training cannot go on; the "
        "weights are those before that step. Divide the learning rate by ten, or set clip_norm to 1.0.",
    ),
    # -- run -------------------------------------------------------------------------------------------------------
    "run.memory": Text(
        "这次训练约需 {needed:.3g} GiB 内存，而本机只剩 {free:.3g} GiB。请减小隐藏维度（{hidden}）、层数（{layers}）、"
        "窗口（{window}）或批大小（{batch}）。",
        "This run needs about {needed:.3g} GiB of memory and {free:.3g} GiB are free. Reduce hidden size ({hidden}), "
        "layers ({layers}), window ({window}) or batch size ({batch}).",
    ),
    "run.memory_recompute": Text(
        "这次训练约需 {needed:.3g} GiB 内存，而本机只剩 {free:.3g} GiB。请把 train.recompute_every 设为 {every}"
        "（每 {every} 个时间步保存一次状态，其余重算，约需 {least:.3g} GiB），"
        "或减小隐藏维度（{hidden}）、层数（{layers}）、窗口（{window}）或批大小（{batch}）。",
        "This run needs about {needed:.3g} GiB of memory and {free:.3g} GiB are free. Set train.recompute_every to "
        "{every} (the state is kept at every {every} steps of time, the rest is computed again, about {least:.3g} GiB) "
        "or reduce hidden size ({hidden}), layers ({layers}), window ({window}) or batch size ({batch}).",
    ),
    "run.memory_speech_recompute": Text(
        "这次训练约需 {needed:.3g} GiB 内存，而本机只剩 {free:.3g} GiB。请把 train.recompute_every 设为 {every}"
        "（每 {every} 个时间步保存一次状态，其余重算，约需 {least:.3g} GiB），"
        "或减小隐藏维度（{hidden}）、层数（{layers}）或批大小（{batch}），或把长录音切短。",
        "This run needs about {needed:.3g} GiB of memory and {free:.3g} GiB are free. Set train.recompute_every to "
        "{every} (the state is kept at every {every} steps of time, the rest is computed again, about {least:.3g} GiB) "
        "or reduce hidden size ({hidden}), layers ({layers}) or batch size ({batch}), or cut long recordings.",
    ),
    "run.memory_speech": Text(
        "这次训练约需 {needed:.3g} GiB 内存，而本机只剩 {free:.3g} GiB。请减小隐藏维度（{hidden}）、层数（{layers}）"
        "或批大小（{batch}），或把长录音切短。",
        "This run needs about {needed:.3g} GiB of memory and {free:.3g} GiB are free. Reduce hidden size ({hidden}), "
        "layers ({layers}) or batch size ({batch}), or cut long recordings.",
    ),
    "run.out_of_memory": Text(
        "训练途中内存用尽。请减小隐藏维度、窗口或批大小，循环单元也可以设“重算间隔”（train.recompute_every），"
        "然后重新训练。",
        "The run ran out of memory. Reduce hidden size, window or batch size, or set “Recompute every” "
        "(train.recompute_every) for a recurrent cell, and train again.",
    ),
    "run.disk_full": Text(
        "磁盘已满，训练无法继续。请清理磁盘后点“继续训练”。",
        "The disk is full, so the run cannot go on. Free some space and resume.",
    ),
    "run.crashed": Text(
        "训练进程意外出错（{error}），详情在该运行文件夹的 worker.log 中。请从最后的检查点继续。",
        "The run's process failed unexpectedly ({error}); worker.log in its folder has the details. "
        "Resume it from its last checkpoint.",
    ),
    "run.checkpoint_unreadable": Text(
        "检查点 {file} 已损坏，或不属于这个网络，无法从它继续。请用同样的设置重新训练。",
        "The checkpoint {file} is damaged or belongs to another network, so the run cannot go on from it. Train again "
        "with the same settings.",
    ),
    "run.resume_in_vain": Text(
        "运行 {run} 从检查点继续会以同样的方式再次失败。请改设置后新建一次运行。",
        "Run {run} would fail in the same way again from its checkpoint. Start a new run with other settings.",
    ),
    "run.without_data": Text(
        "运行 {run} 的文件夹里已经没有它的数据，无法继续训练，也无法评估。请把数据文件放回原处，或重新训练。",
        "The data of run {run} is no longer in its folder, so it can neither go on nor be judged. Put the file back, "
        "or train again.",
    ),
    "run.finish_active": Text(
        "运行 {run} 仍在进行。请先停止，再以最好的一步结束它。",
        "Run {run} is still at work. Stop it before you finish it with its best step.",
    ),
    "run.finish_finished": Text(
        "运行 {run} 已完成，结果已经在了。", "Run {run} is finished; its result is there already."
    ),
    "run.finish_nothing": Text(
        "运行 {run} 还没有保存过验证最好的权重，没有可以评估的一步。请先让它训练到第一次验证。",
        "Run {run} has kept no weights of a validated step, so there is nothing to judge. Let it train to its first "
        "validation.",
    ),
    "run.finish_members": Text(
        "运行 {run} 只带领成员运行，自己没有训练过一步，无法以最好的一步结束。请继续它，或结束它的成员。",
        "Run {run} leads other runs and has trained no step of its own to finish with. Resume it, or finish its members.",
    ),
    "backtest.piece_lost": Text(
        "滚动回测的 {piece} 没有得到结果。已完成的各段都在，继续这次运行只会训练缺少的。",
        "{piece} of the backtest ended without a result. Finished pieces are kept; resume the run to train what is missing.",
    ),
    "run.can_finish": Text(
        "以迄今最好的一步结束：python -m lstm_core finish {folder}",
        "Finish with the best step so far: python -m lstm_core finish {folder}",
    ),
    "run.resume_active": Text(
        "运行 {run} 仍在进行，无需继续。", "Run {run} is still at work; there is nothing to resume."
    ),
    "run.resume_finished": Text(
        "运行 {run} 已完成。想改变设置请新建一个运行。", "Run {run} is finished. Start a new run to change something."
    ),
    "run.delete_active": Text(
        "运行 {run} 仍在进行。请先停止再删除。", "Run {run} is still at work. Stop it before you delete it."
    ),
    "run.stopped": Text(
        "已在第 {step} 步停止。继续训练：python -m lstm_core resume {folder}",
        "Stopped at step {step}. Go on with: python -m lstm_core resume {folder}",
    ),
    "run.lost": Text(
        "训练进程在第 {step} 步意外中断。继续训练：python -m lstm_core resume {folder}",
        "The run's process died at step {step}. Go on with: python -m lstm_core resume {folder}",
    ),
    "run.gone": Text("运行 {run} 的文件夹不存在或不完整。", "The folder of run {run} is missing or incomplete."),
}


CELL_TERMS: dict[str, str] = {  # that engineers write alike in every language
    "lstm": "LSTM",
    "gru": "GRU",
    "gru_d": "GRU-D",
    "slstm": "sLSTM",
    "transformer": "Transformer",
}


TERMS: dict[str, str] = {
    **CELL_TERMS,
    "pytorch": "PyTorch",
    "xavier": "Xavier",
    "huber": "Huber",
    "mse": "MSE",
    "mae": "MAE",
    "quantile": "Quantile",
    "cross_entropy": "Cross-entropy",
    "ctc": "CTC",
    "adam": "Adam",
    "adamw": "AdamW",
    "sgd": "SGD",
    "cpu": "CPU",
    "cuda": "GPU",
}


PATH_TERMS: dict[str, str] = {"cudnn": "cuDNN", "onednn": "oneDNN", "aten": "ATen"}


def path_name(path: str, language: Language) -> str:
    """Which implementation runs the recurrence: its term, else its text."""
    return PATH_TERMS.get(path) or say(f"path.{path}", language)


def cell_name(cell: str, language: Language) -> str:
    """What a cell is called: its term, else its text."""
    return CELL_TERMS.get(cell) or say(f"choice.model.cell.{cell}", language)


def value_text(value: Any, path: str, language: Language) -> str:
    """How the value of a field of the spec reads."""
    if isinstance(value, bool):
        return say("document.yes" if value else "document.no", language)
    if f"choice.{path}.{value}" in TEXTS:
        return say(f"choice.{path}.{value}", language)
    if value in (None, (), []):
        return say("document.none", language)
    if isinstance(value, tuple | list):
        most = MOST_SERIES if path == "data.series_columns" else len(value)
        return ", ".join(map(str, value[:most])) + (", ..." if len(value) > most else "")
    if isinstance(value, str) and path.startswith(("model.", "train.")):
        return TERMS.get(value, value)
    return f"{value:,}" if isinstance(value, int) and path != "train.seed" else str(value)


def say(key: str, language: Language, parameters: Mapping[str, Parameter] | None = None) -> str:
    """The sentence of `key` with its parameters filled in. Raises KeyError for an unknown key."""
    return fill(TEXTS[key], language, parameters)
