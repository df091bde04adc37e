"""Sentences of a deployment, in Chinese and English side by side: of the command, and those that its scripts carry."""

from lstm_core.i18n.languages import Text

DEPLOY_TEXTS: dict[str, Text] = {
    # -- the command -----------------------------------------------------------------------------------------------
    "deploy.not_for_task": Text("任务 {task} 的运行还不能部署。", "A run of the task {task} cannot be deployed."),
    "deploy.kind": Text(
        "运行 {run} 带领其他训练，自己没有网络。请部署它的某个成员。",
        "Run {run} leads other trainings and has no network of its own. Deploy one of its members.",
    ),
    "deploy.state": Text(
        "运行 {run} 的状态是“{state}”，只有已完成或已停止的训练才能部署。请等它结束，或用 finish、resume 把它做完。",
        "Run {run} is {state}, and only a training that is finished or stopped can be deployed. Wait for its end, or bring "
        "it there with finish or resume.",
    ),
    "deploy.data_gone": Text(
        "运行 {run} 的数据已不在它的文件夹里，缩放、词表和样例都要从中得出。请把数据文件放回原处，或重新训练。",
        "The data of run {run} is no longer in its folder; scaling, vocabulary and sample come from it. Put the file back, "
        "or train again.",
    ),
    "deploy.no_ladder": Text(
        "运行 {run} 不是一次压缩，没有 {rung} 这一档。请给出压缩的文件夹，或去掉 --rung。",
        "Run {run} is no compression ladder and has no rung {rung}. Give the folder of a ladder, or leave out --rung.",
    ),
    "deploy.which_rung": Text(
        "压缩 {run} 没有推荐哪一档。请用 --rung 指明一档：{rungs}。",
        "The ladder {run} recommends no rung. Name one with --rung: {rungs}.",
    ),
    "deploy.rung_unknown": Text(
        "压缩 {run} 没有 {rung} 这一档的文件；有的是：{rungs}。",
        "The ladder {run} has no file of the rung {rung}; it has: {rungs}.",
    ),
    "deploy.rung_gone": Text(
        "{rung} 这一档的文件已经不在了。请重新压缩。",
        "The files of the rung {rung} are gone. Compress again.",
    ),
    "deploy.data": Text("数据", "Data"),
    "deploy.other_data": Text(
        "运行 {run} 文件夹里的数据与训练时的不同，由它得出的缩放就不是训练时的了。请放回原来的文件，或重新训练。",
        "The data in the folder of run {run} is not what it was trained on, so its scaling would be another. Put the "
        "original file back, or train again.",
    ),
    "deploy.weights": Text(
        "运行 {run} 的权重已损坏，或属于另一个版本的网络，无法部署。请用同样的设置重新训练。",
        "The weights of run {run} are damaged or those of another version's network, so it cannot be deployed. Train again "
        "with the same settings.",
    ),
    "deploy.target": Text(
        "{folder} 已经存在，而且不是空文件夹。请换一个名字，或先移走它。",
        "{folder} exists already and is no empty folder. Choose another name, or move it away.",
    ),
    "deploy.disk_full": Text(
        "磁盘已满，{folder} 没有写出。请清理磁盘后再试。",
        "The disk is full, so {folder} was not written. Free some space and try again.",
    ),
    "deploy.failed": Text(
        "部署途中出错（{error}），没有写出任何文件。", "The deployment failed ({error}); nothing was written."
    ),
    "deploy.differs": Text(
        "写好的文件在样例上与 torch 的结果不符（相差 {difference}，允许 {allowed}），因此没有留下。",
        "The files that were written do not give what torch gives of the sample (off by {difference}, allowed {allowed}), "
        "so they were not kept.",
    ),
    "deploy.c_differs": Text(
        "生成的 C 代码编译后与网络的结果不符（相差 {difference}），因此没有留下任何文件。",
        "The C that was written does not give the network's numbers once compiled (off by {difference}), so nothing was kept.",
    ),
    "deploy.not_quantised": Text(
        "存成 INT8 后仍有循环层以 float32 计算（{layers}），因此没有写出。请改用 FP32。",
        "Stored as INT8, recurrent layers would still compute in float32 ({layers}), so nothing was written. Deploy as "
        "FP32.",
    ),
    "deploy.written": Text(
        "已核对：样例上与 torch 最多相差 {difference}。", "Checked: on the sample within {difference} of torch."
    ),
    "deploy.unit_series": Text("以目标的尺度为单位", "in units of the target's scale"),
    "deploy.unit_text": Text("以最大的 logit 为单位", "in parts of the largest logit"),
    "deploy.unit_speech": Text("以最大的对数概率为单位", "in parts of the largest log probability"),
    "deploy.fitted_series": Text(
        "缩放、列、日历、缺失值、窗口与区间", "scaling, columns, calendar, missing values, window and intervals"
    ),
    "deploy.fitted_text": Text("词表与抽样", "vocabulary and sampling"),
    "deploy.fitted_speech": Text("对数梅尔谱、符号与词典", "log-mel spectrogram, symbols and lexicon"),
    # -- in infer.py, predict.py and serve.py ----------------------------------------------------------------------
    "deploy.usage": Text(
        "命令写得不对：{reason}。用法见 python infer.py --help。",
        "The command is wrong: {reason}. See python infer.py --help.",
    ),
    "deploy.checked": Text(
        "与 torch 的结果最多相差 {difference}（允许 {allowed}）。",
        "Within {difference} of what torch gives (allowed {allowed}).",
    ),
    "deploy.no_file": Text("找不到文件 {file}。请检查路径。", "There is no file {file}. Check the path."),
    "deploy.unreadable_file": Text(
        "无法读取 {file}：{reason}。请检查路径和权限。", "{file} cannot be read: {reason}. Check path and permissions."
    ),
    "deploy.unwritable": Text(
        "无法写入 {file}：{reason}。请换一个位置。", "{file} cannot be written: {reason}. Choose another place."
    ),
    "deploy.damaged": Text(
        "这个文件夹里的 {file} 不在或已损坏。请重新部署，或换一份完整的拷贝。",
        "{file} in this folder is missing or damaged. Deploy again, or use a whole copy.",
    ),
    "deploy.encoding": Text(
        "{file} 不是训练数据那样的 {encoding} 文本。请用 {encoding} 编码重新保存。",
        "{file} is no text in {encoding}, as the training data is. Save it again in {encoding}.",
    ),
    "deploy.empty": Text("{file} 是空的。请给出有数据的 CSV。", "{file} is empty. Give a CSV with data."),
    "deploy.header_only": Text(
        "{file} 只有列名，没有数据行。请加上数据行。", "{file} has column names and no rows. Add rows of data."
    ),
    "deploy.ragged": Text(
        "{file} 第 {line} 行有 {found} 个单元格，而列只有 {expected} 个。请检查那一行的分隔符。",
        "Line {line} of {file} has {found} cells, and there are {expected} columns. Check the delimiters of that line.",
    ),
    "deploy.unreadable_table": Text(
        "{file} 从第 {line} 行起不成表格，可能少了一个引号。请检查那一行。",
        "{file} is no table from line {line} on; a quotation mark may be missing. Look at that line.",
    ),
    "deploy.missing_columns": Text(
        "{file} 缺少列 {columns}；它有 {found}。训练数据的列是 {expected}，以“{delimiter}”分隔。",
        "{file} lacks the columns {columns}; it has {found}. The training data has {expected}, separated by “{delimiter}”.",
    ),
    "deploy.extra_columns": Text(
        "{file} 多出了列 {columns}，训练数据里没有。请删去它们；训练数据的列是 {expected}。",
        "{file} has the columns {columns}, which the training data does not have. Remove them; the training data has "
        "{expected}.",
    ),
    "deploy.no_values": Text(
        "{file} 的列 {column} 没有任何数值。请补上。", "The column {column} of {file} holds no value. Fill it in."
    ),
    "deploy.no_number": Text(
        "{file} 第 {line} 行的列 {column} 写着 {value}，不是有限的数字（小数点应为“{decimal}”）。请改正。",
        "Line {line} of {file} has {value} in the column {column}, which is no finite number (the decimal mark is "
        "“{decimal}”). Correct it.",
    ),
    "deploy.unknown_level": Text(
        "{file} 第 {line} 行的列 {column} 写着 {value}，训练数据里没有这种类别；有的是：{levels}。请改成其中之一。",
        "Line {line} of {file} has {value} in the column {column}, a level that the training data does not have; it has "
        "{levels}. Write one of these.",
    ),
    "deploy.missing_value": Text(
        "{file} 的列 {column} 在第 {line} 行没有值（共 {count} 处），而这个网络训练时不允许缺失。请补上。",
        "The column {column} of {file} has no value on line {line} ({count} in all), and this network was trained without "
        "missing ones. Fill them in.",
    ),
    "deploy.no_time": Text(
        "{file} 第 {line} 行的时间列 {column} 写着 {value}，不是 {format} 格式的时间。请按训练数据的写法填写。",
        "Line {line} of {file} has {value} in the time column {column}, which is no time written as {format}. Write it as "
        "in the training data.",
    ),
    "deploy.no_offset": Text(
        "{file} 第 {line} 行的时间列 {column} 写着 {value}，没有与 UTC 的偏移；训练数据的时间带有偏移（{zone}）。"
        "请写成 2023-12-20T00:00:00+01:00 这样。",
        "Line {line} of {file} has {value} in the time column {column}, which names no offset from UTC; times of the "
        "training data do ({zone}). Write it as 2023-12-20T00:00:00+01:00.",
    ),
    "deploy.falling_time": Text(
        "{file} 第 {line} 行的时间 {value} 不晚于前一行的 {before}。请按时间从早到晚排列，每个时间只出现一次。",
        "The time {value} on line {line} of {file} is not later than {before} on the row before. Sort the rows by time, "
        "each time once.",
    ),
    "deploy.no_id": Text(
        "{file} 的“{column}”列里没有 {id}，而网络学的是这一条序列。请给出含有它的表格。",
        "{file} has no {id} in column {column}, and that is the series that the network learned. Give a table with it.",
    ),
    "deploy.strange_id": Text(
        "网络没有学过 {id} 这条序列，不知道它的尺度，所以不预测。它学过的是：{ids}。请选其中一条，或用含有它的数据重新训练。",
        "The network did not learn the series {id} and knows no scale of it, so it is not forecast. It learned {ids}. Name one of "
        "these, or train anew on data with it.",
    ),
    "deploy.strange_ids": Text(
        "提示：{file} 里有 {count} 条网络没有学过的序列，没有预测：{ids}。要预测它们，请用含有它们的数据重新训练。",
        "Note: {file} has {count} series that the network did not learn; they are not forecast: {ids}. Train anew on data with "
        "them to forecast them.",
    ),
    "deploy.all_strange": Text(
        "{file} 的“{column}”列里只有 {found}，没有网络学过的序列；它学过的是：{ids}。请给出含有它们的表格，或重新训练。",
        "{file} has {found} in column {column}, none of the series that the network learned; it learned {ids}. Give a table with "
        "some of these, or train anew.",
    ),
    "deploy.id_absent": Text(
        "{file} 的“{column}”列里没有 {id}；有的是：{ids}。请给出含有它的表格，或换一条序列。",
        "{file} has no {id} in column {column}; it has {ids}. Give a table with it, or name another series.",
    ),
    "deploy.column_absent": Text(
        "{file} 的列 {id} 没有值；有值的是：{ids}。请补上这一列，或换一条序列。",
        "{file} has no value in a column {id}; it has {ids}. Fill that column in, or name another series.",
    ),
    "deploy.no_series": Text(
        "{file} 里，网络学过的各列（{ids}）都没有值。请给出带有这些列的表格。",
        "{file} has no value in any of the columns that the network learned ({ids}). Give a table with some of them.",
    ),
    "deploy.few_rows": Text(
        "{file} 有 {rows} 行可用，而网络每次要读 {window} 行。请给出更长的历史。",
        "{file} has {rows} rows to read, and the network reads {window}. Give a longer history.",
    ),
    "deploy.transform": Text(
        "{file} 第 {line} 行的 {column} 是 {value}：网络是在变换后的值上训练的，这里的值必须大于 {floor}。",
        "{file}, line {line}: {column} is {value}. The network was trained on transformed values, which must be above {floor}.",
    ),
    "deploy.counts": Text(
        "{file} 第 {line} 行的 {column} 是 {value}：网络学的是个数的分布，这里只能是不小于 0 的整数。",
        "{file}, line {line}: {column} is {value}. The network learned the distribution of a count, and a count is a whole "
        "number from 0 on.",
    ),
    "deploy.other_distance": Text(
        "{file} 的行距与训练数据（{frequency}）不同：第 {line} 行从 {before} 到 {value}。请换成同样行距的数据。",
        "The rows of {file} are not as far apart as those of the training data ({frequency}): on line {line} {value} follows "
        "{before}. Give data with the same distance.",
    ),
    "deploy.gaps": Text(
        "提示：{file} 在时间上少了 {count} 步（例如 {before} 与 {value} 之间）；各行当作等距。",
        "Note: {file} leaves out {count} steps of time (for example between {before} and {value}); rows count as equally "
        "spaced.",
    ),
    "deploy.ahead": Text(
        "{file} 在目标 {target} 的最后一个值之后只有 {found} 行，而列 {columns} 要预先知道 {horizon} 行。请补上。",
        "Behind the last value of the target {target}, {file} has {found} rows, and the columns {columns} have to be known "
        "{horizon} rows ahead. Add them.",
    ),
    "deploy.holidays_years": Text(
        "{file} 要用到 {year} 年，而这里只有 {country} 在 {first} 到 {last} 年的公共假日。请去掉这些行。",
        "{file} reaches the year {year}, and the public holidays of {country} are here for {first} to {last} only. Leave "
        "these rows out.",
    ),
    "deploy.range": Text(
        "{name} 必须在 {low} 到 {high} 之间，现在是 {value}。", "{name} must lie between {low} and {high}, got {value}."
    ),
    "deploy.no_prompt": Text(
        "没有给出开头（prompt）。请给一段文字，网络从那里接着写。",
        "There is no prompt. Give some text from which the network goes on.",
    ),
    "deploy.long_prompt": Text(
        "开头有 {characters} 个字符，最多 {limit} 个。请缩短。",
        "The prompt has {characters} characters, {limit} at most. Cut it.",
    ),
    "deploy.unknown_symbols": Text(
        "开头里有 {count} 个训练文字中没有的符号：{symbols}。请去掉或换掉它们。",
        "The prompt has {count} symbols that the training text does not have: {symbols}. Remove or replace them.",
    ),
    "deploy.mp3": Text(
        "{file} 是 MP3，各台机器解码的结果不同。请转成 WAV、FLAC 或 OGG。",
        "{file} is an MP3, which machines decode differently. Convert it to WAV, FLAC or OGG.",
    ),
    "deploy.no_sound": Text(
        "{file} 不是可以读的录音。请给出 WAV、FLAC 或 OGG。",
        "{file} is no recording that can be read. Give a WAV, FLAC or OGG.",
    ),
    "deploy.sound_not_finite": Text(
        "{file} 里有不是有限数字的样本。请重新导出录音。",
        "{file} holds samples that are no finite numbers. Export the recording again.",
    ),
    "deploy.silent": Text(
        "{file} 里没有声音（低于 -60 dB）。请检查话筒和音量。",
        "{file} is silent (below -60 dB). Check microphone and volume.",
    ),
    "deploy.odd_rate": Text(
        "{file} 的采样率是 {rate} Hz，应在 {low} 到 {high} Hz 之间。请重新导出。",
        "{file} has {rate} Hz; {low} to {high} Hz can be read. Export it again.",
    ),
    "deploy.odd_length": Text(
        "{file} 长 {seconds} 秒，应在 {low} 到 {high} 秒之间。请剪短或重录。",
        "{file} lasts {seconds} seconds; {low} to {high} can be heard. Cut it or record it again.",
    ),
    "deploy.resampled": Text(
        "提示：{file} 的采样率是 {found} Hz，已转换为训练时的 {rate} Hz。",
        "Note: {file} has {found} Hz and was changed to the {rate} Hz of the training.",
    ),
    "deploy.too_large": Text("请求太大，最多 {limit} 字节。", "The request is too large; {limit} bytes are the limit."),
    "deploy.no_form_file": Text(
        "表单里没有名为 file 的文件。请把文件放进字段 file。", "The form holds no file. Put it into the field `file`."
    ),
    "deploy.no_json": Text(
        "请求体不是这里要的 JSON 对象。写法见 serve.py 开头。",
        "The body is not the JSON object that is asked for. See the beginning of serve.py.",
    ),
    "deploy.slow": Text("在 {seconds} 秒内没有完成。请重试。", "It took more than {seconds} seconds. Try again."),
    "deploy.busy": Text("同时的请求太多。请稍后重试。", "Too many requests at once. Try again later."),
}
