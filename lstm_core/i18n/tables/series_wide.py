"""What is said of a wide table whose columns are each a series."""

from lstm_core.i18n.languages import Text

WIDE_TEXTS: dict[str, Text] = {
    "data.alike_names": Text(
        "{count} 列的名字只差一个词（都有“{word}”：{columns}），像是同一类的序列，可以由一个网络一起预测：点卡片上的“一起预测 {count} 列”"
        "按钮，或者说“用一个网络预测所有列”（data.series_columns）。",
        "The names of {count} columns differ in one word only (all have {word}: {columns}), so that they look like series of one "
        "kind, which one network can forecast together: press “Forecast {count} columns together” on the card, or say "
        "“forecast all columns with one network” (data.series_columns).",
    ),
    "data.alike_values": Text(
        "{count} 列数值（{columns}）大小相近，写法相同，名字里也没有说是什么量，像是同一类的序列，可以由一个网络一起预测：点卡片上的"
        "“一起预测 {count} 列”按钮，或者说“用一个网络预测所有列”（data.series_columns）。",
        "The {count} columns of numbers ({columns}) lie about as high, are written alike, and name no quantity, so that they look "
        "like series of one kind, which one network can forecast together: press “Forecast {count} columns together” on the card, "
        "or say “forecast all columns with one network” (data.series_columns).",
    ),
    "data.wide": Text(
        "{count} 列（{columns}）各是一条序列，由一个网络一起预测。只要其中一条，请说“预测 {another}”。",
        "Each of {count} columns ({columns}) is a series of its own, and one network forecasts them together. For one alone, say "
        "“forecast {another}”.",
    ),
    "data.wide_but": Text(
        "{count} 列（{columns}）各是一条序列，由一个网络一起预测；这些数值列不在其中：{others}。只要其中一条，请说“预测 {another}”。",
        "Each of {count} columns ({columns}) is a series of its own, and one network forecasts them together; these columns of "
        "numbers are not among them: {others}. For one alone, say “forecast {another}”.",
    ),
    "data.wide_late": Text(
        "{count} 列开头是空的，从各自的第一个值开始：{ids}。",
        "Blank at first, these series begin with their first value ({count}): {ids}.",
    ),
    "data.wide_ended": Text(
        "{count} 列在表的最后几行没有值，从各自的最后一个值往后预测：{ids}。",
        "Blank in the last rows, these series are forecast from behind their last value ({count}): {ids}.",
    ),
    "data.wide_few": Text(
        "{file} 里没有两列以上可以一起预测的数值列（数值列：{columns}）。请预测其中一列。",
        "{file} does not hold two columns of numbers that could be forecast together (of numbers: {columns}). Forecast one "
        "column.",
    ),
    "data.wide_two": Text(
        "一个网络一起预测的列（data.series_columns）至少要两列，现在选了 {count} 列。请再选一列；只要一条序列，请在“表中的序列”里选它。",
        "One network forecasts at least two columns together (data.series_columns), and {count} is chosen. Add another, or choose "
        "one alone as the series of the table.",
    ),
    "data.wide_unknown": Text(
        "{file} 没有名为 {column} 的列（data.series_columns），是否想写“{suggestion}”？",
        "{file} has no column {column} (data.series_columns). Did you mean “{suggestion}”?",
    ),
    "data.wide_name": Text(
        "{file} 已有名为“{column}”的列，它不能再用来称呼各列的序列名（data.id_column）或数值（data.target）。请换一个表里没有的名字。",
        "{file} has a column {column} already, so that it cannot name the series (data.id_column) or their values (data.target) "
        "of a wide table. Take a name that no column has.",
    ),
    "data.wide_none": Text(
        "新文件 {file} 里，训练过的各列（{columns}）都没有值。请给出带有这些列的文件。",
        "{file} holds no value in any column that the run forecasts ({columns}). Give a file that has them.",
    ),
    "deploy.wide": Text(
        "这个网络只学了宽表里的一列（data.id），这样写不能部署成独立文件夹。请把这一列设为 data.target，清空 data.series_columns 和 "
        "data.id 后重新训练。",
        "This network learned one column of a wide table by data.id, which cannot be deployed as a folder of its own. Name the "
        "column as data.target, clear data.series_columns and data.id, and train again.",
    ),
    "spec.static_of_wide": Text(
        "宽表（data.series_columns）的各行没有只属于一条序列的列，所以没有静态列（data.static_columns：{column}）。请清空它，或把它列为输入。",
        "The rows of a wide table (data.series_columns) belong to every series, so that no column is static "
        "(data.static_columns: {column}). Clear it, or name the column as an input.",
    ),
}
