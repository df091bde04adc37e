"""Sentences on tables that hold several series, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

ID_TEXTS: dict[str, Text] = {
    "data.ids": Text(
        "这份表格里有 {count} 条序列，由“{column}”列区分（{ids}）。现在预测其中的 {id}（{rows} 行）。"
        "要换一条，请在“表中的序列”（data.id）里改，或直接说“预测 {another}”；要用一个网络一起预测，请说“预测全部序列”。",
        "The table holds {count} series, told apart by column {column} ({ids}). The one forecast is {id} ({rows} rows). For "
        "another, change “Series of the table” (data.id), or say “forecast {another}”; to forecast all of them with one network, "
        "say “forecast all series”.",
    ),
    "data.ids_together": Text(
        "这份表格里有 {count} 条序列，由“{column}”列区分（{ids}）。它们由一个网络一起预测。只要其中一条，请说“预测 {another}”。",
        "The table holds {count} series, told apart by column {column} ({ids}). One network forecasts them together. For one "
        "alone, say “forecast {another}”.",
    ),
    "data.ids_blank": Text(
        "“{column}”列有 {count} 行空着，不属于任何序列，没有读入。",
        "{count} rows have nothing in column {column}; they belong to no series and are not read.",
    ),
    "data.ids_joined": Text(
        "{columns} 这几列合起来才能区分序列：合成一列 {column}，写作“{example}”。",
        "The columns {columns} tell series apart only together: they became one column, {column}, written as {example}.",
    ),
    "data.unknown_id": Text(
        "{file} 的“{column}”列里没有 {id}（data.id），是否想写 {suggestion}？",
        "{file} has no {id} in column {column} (data.id). Did you mean {suggestion}?",
    ),
    "data.unknown_ids": Text(
        "{file} 没有名为 {column} 的列（data.id_column）。可用的列：{allowed}。",
        "{file} has no column {column} (data.id_column). Its columns: {allowed}.",
    ),
    "data.unknown_ids_did_you_mean": Text(
        "{file} 没有名为 {column} 的列（data.id_column），是否想写 {suggestion}？",
        "{file} has no column {column} (data.id_column). Did you mean {suggestion}?",
    ),
    "data.target_is_id": Text(
        "{file} 的“{column}”列是序列编号列（data.id_column），不能同时作为数值或时间列读入。请改用别的列。",
        "{file}: column {column} holds the ids (data.id_column) and cannot be read as numbers or times too. Name another.",
    ),
    "data.id_all_missing": Text(
        "{file} 里 {id}（“{ids}”列）的“{column}”全部缺失。请换一条序列（data.id）或换一列。",
        "{file}: {id} (column {ids}) has no value in column {column}. Choose another series (data.id) or column.",
    ),
    "data.id_too_short": Text(
        "{file} 里 {id}（“{column}”列）有 {rows} 行，至少需要 {needed} 行。{other} 有 {most} 行：请改选它（data.id），或缩短窗口和预测步数。",
        "{file}: {id} (column {column}) has {rows} rows, and {needed} are needed. {other} has {most}: choose it (data.id), or "
        "shorten window and horizon.",
    ),
    "data.ids_too_short": Text(
        "{file} 里 {id}（“{column}”列）有 {rows} 行，至少需要 {needed} 行；最长的 {other} 也只有 {most} 行。请换更长的数据。",
        "{file}: {id} (column {column}) has {rows} rows, and {needed} are needed; {other}, the longest, has {most}. Use longer "
        "series.",
    ),
    "data.duplicate_time_of_id": Text(
        "{file} 第 {first} 行和第 {second} 行都是 {id} 在 {value} 的值（“{column}”列，重复共 {count} 个）。"
        "每条序列的每个时刻只能有一行，请合并或删去。",
        "{file}: lines {first} and {second} both tell of {id} at {value} (column {column}; {count} repeats). Each series may "
        "have one row of a time; merge or remove them.",
    ),
    "data.panel_short": Text(
        "{count} 条序列太短，没有一起训练（窗口和预测步数需要 {needed} 行，或其中没有值）：{ids}。",
        "{count} series are too short for window and horizon ({needed} rows), or hold no value, and take no part: {ids}.",
    ),
    "data.panel_sparse": Text(
        "{count} 条序列缺的行比有的行还多，没有一起训练：{ids}。",
        "{count} series lack more rows of their calendar than they have and take no part: {ids}.",
    ),
    "data.panel_constant": Text(
        "{count} 条序列在训练部分里没有变化，没有一起训练：{ids}。",
        "{count} series do not vary in their training part and take no part: {ids}.",
    ),
    "data.panel_ahead": Text(
        "{count} 条序列的未来已知列没有写到最后一个目标之后 {horizon} 步，没有一起训练：{ids}。",
        "{count} series have no values known ahead for {horizon} steps behind their last target and take no part: {ids}.",
    ),
    "data.panel_many": Text(
        "{file} 有 {count} 条序列（“{column}”列），一个网络最多一起训练 {limit} 条。请在 data.ids 里选一些，或先把它们合并成更少的序列。",
        "{file} holds {count} series (column {column}), and one network takes at most {limit}. Choose some of them (data.ids), or "
        "sum them to fewer first.",
    ),
    "data.panel_none_long": Text(
        "{file} 里最长的序列有 {rows} 行；窗口 {window} 步、预测 {horizon} 步需要 {needed} 行。请缩短窗口或预测步数。",
        "{file}: the longest series has {rows} rows, and a window of {window} steps with a horizon of {horizon} needs {needed}. "
        "Shorten them.",
    ),
    "data.nothing_new_of_ids": Text(
        "{file} 里没有比训练数据更新的行。请给出接在后面的数据。",
        "{file} holds no row that is newer than the run's data. Give rows that go on from them.",
    ),
    "data.new_ids": Text(
        "新文件里有 {count} 条训练时没有的序列，没有预测：{ids}。要预测它们，请用新文件重新训练。",
        "The newer file holds {count} series that training did not have; they are not forecast: {ids}. Train anew on it to "
        "forecast them.",
    ),
    "data.panel_none_ahead": Text(
        "{file}：没有一条序列可以预测，因为设为未来已知的列（{columns}）在每条序列的最后一个目标值之后都不足 {horizon} 行。"
        "请在文件里补上这些行（目标留空），或改设为只在过去已知的列。",
        "{file}: no series can be forecast, since the columns known ahead ({columns}) go on for fewer than {horizon} rows behind "
        "the last target of each. Add these rows with the target left empty, or make them columns that are known in the past only.",
    ),
    "data.panel_none": Text(
        "{file} 里没有一条序列可以预测：它们太短，或“{column}”在训练部分没有变化。请换一列或换更长的数据。",
        "{file}: no series can be forecast: they are too short, or {column} does not vary in their training part. Choose "
        "another column or longer data.",
    ),
    "data.lines_twice": Text(
        "有 {count} 行与前面的某一行完全相同（“{column}”列第一个是 {first}）：当作重复，只留一行。",
        "{count} lines are the same as an earlier one (the first has {first} in column {column}); each is kept once.",
    ),
    "data.gathered": Text(
        "{rows} 行里只有 {times} 个不同的时间（“{column}”列）：同一时间的行合成一行。要预测每个时间有几行，目标列选 {counted}。",
        "{rows} rows have {times} different times in column {column}: rows of one time became one. To forecast how many there "
        "are, choose the target {counted}.",
    ),
    "data.gathered_days": Text(
        "{rows} 行分布在 {times} 天里（“{column}”列）：同一天的行合成一行。要预测每天有几行，目标列选 {counted}。",
        "{rows} rows lie on {times} days in column {column}: rows of one day became one. To forecast how many there are, "
        "choose the target {counted}.",
    ),
    "data.gathered_sums": Text(
        "相加的列：{columns}。想要平均值，目标列选 {mean}。",
        "Added up: {columns}. For the mean, choose the target {mean}.",
    ),
    "data.gathered_means": Text("取平均的列：{columns}。", "Averaged: {columns}."),
    "data.gathered_again": Text(
        "与训练时一样，每个时间合成一行：{rows} 行成为 {times} 行。",
        "As in the run, rows of one time became one: {times} of {rows}.",
    ),
    "data.gathered_cut": Text(
        "文件在一天当中开始或结束，这一天不完整，没有算进来：{days}。",
        "The file begins or ends within a day; such a day is not whole and was left out: {days}.",
    ),
    "data.gathered_same": Text(
        "其中 {count} 行与前面的某一行完全相同，仍各算一行；如果是重复记录，请先删去。",
        "{count} of these rows are the same as an earlier one and were counted; where they are duplicates, remove them.",
    ),
    "data.gathered_gone": Text(
        "没有合并的列已略去：{columns}。", "Columns that cannot be added up were left out: {columns}."
    ),
    "spec.id_needs_column": Text(
        "data.id 要从长表中选一条序列，但没有说编号在哪一列。请同时给出 data.id_column，或清空 data.id。",
        "data.id chooses a series of a long table, and data.id_column is empty. Name the column, or clear data.id.",
    ),
    "spec.id_and_ids": Text(
        "data.id 选了一条序列（{id}），data.ids 又选了几条。只留其中一个。",
        "data.id chooses one series ({id}) and data.ids several. Keep one of the two.",
    ),
    "data.static_changes": Text(
        "{file} 第 {line} 行“{column}”列写着 {value}，而 {id} 在第 {first} 行是 {before}：静态列（data.static_columns）在一条序列里不能变"
        "（这样的单元格共 {count} 个）。请改正这些单元格，或把它作为过去已知（data.past_columns）或未来已知（data.future_columns）的列。",
        "{file}, line {line}: column {column} says {value}, and {before} for {id} on line {first}; a static column "
        "(data.static_columns) says the same in every row of a series ({count} such cells). Correct them, or name the column as "
        "known in the past (data.past_columns) or ahead (data.future_columns).",
    ),
    "data.static": Text(
        "网络每一步都读到每条序列的静态列：{columns}。",
        "At every step the network is told the static columns of the series: {columns}.",
    ),
    "data.static_moved": Text(
        "新文件里 {count} 条序列的静态列“{column}”与训练时不同（{ids}），仍按训练时的值预测。要用新值，请重新训练。",
        "In the newer file the static column {column} says something else of {count} series ({ids}); they are forecast with what "
        "it said while training. To use the new values, train anew.",
    ),
    "data.static_never": Text(
        "{file} 里没有一条序列的“{column}”列写着 {level}（data.static_columns）。它们写的是：{levels}。请改用其中的类别。",
        "{file}: column {column} says {level} of no series (data.static_columns). It says: {levels}. Name one of these.",
    ),
    "data.static_blank": Text(
        "{count} 条序列的“{column}”列空着，按各序列的平均值读入。",
        "{count} series have nothing in column {column}; it is read as the mean of the others.",
    ),
    "data.static_blank_level": Text(
        "{count} 条序列的“{column}”列空着，读作“哪一种都不是”。",
        "{count} series have nothing in column {column}; it is read as none of its values.",
    ),
    "data.reason_static": Text(
        "{columns} 在每条序列里不变，没有读入。几条序列一起预测时，可以让网络读它们：说“把 {column} 作为静态列”。",
        "Columns that say the same in every row of a series are not read: {columns}. A network for several series can be told "
        "them: say “use {column} as a static column”.",
    ),
    "spec.static_needs_panel": Text(
        "静态列（data.static_columns：{column}）用来区分几条序列，只预测一条时它不变。请清空它，或一起预测几条序列（data.id 留空）。",
        "A static column (data.static_columns: {column}) tells several series apart and is constant where one is forecast. Clear "
        "it, or forecast several series together (data.id empty).",
    ),
    "spec.embedding_needs_panel": Text(
        "model.id_embedding（{size}）为每条序列学一个向量，只预测一条序列时没有用处。请清空它，或一起预测长表里的几条序列（data.id 留空）。",
        "model.id_embedding ({size}) learns a vector for each series and does nothing where one is forecast. Clear it, or forecast "
        "several series of a long table together (data.id empty).",
    ),
    "spec.panel_alone": Text(
        "几条序列一起预测时没有 data.{field}：请清空它，或在 data.id 里选定一条序列。",
        "Several series forecast together have no data.{field}: clear it, or choose one series in data.id.",
    ),
}
