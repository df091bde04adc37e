"""Sentences on columns of text that are inputs, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

CATEGORY_TEXTS: dict[str, Text] = {
    "data.category": Text(
        "{file} 的“{column}”列是类别（{levels}），不是数字。请按类别选作输入，例如写 {inputs}：是该类别为 1，否则为 0。",
        "{file}: column {column} holds categories ({levels}), not numbers. Name its levels as inputs, here {inputs}: 1 "
        "where a cell says so, else 0.",
    ),
    "data.many_levels": Text(
        "{file} 的“{column}”列有 {found} 种不同的取值（{levels}），作为类别最多 {limit} 种。请合并取值，或不用这一列。",
        "{file}: column {column} has {found} different values ({levels}), and a category may have {limit}. Merge some, or "
        "leave the column out.",
    ),
    "data.level_of_read": Text(
        "{file} 的“{column}”列已经作为数值、时间或编号读入，不能再按类别读（{input}）。请只留一种。",
        "{file}: column {column} is read as numbers, times or ids already, so that it has no levels ({input}). Keep one of "
        "the two.",
    ),
    "data.level_never": Text(
        "{file} 的“{column}”列在训练部分没有出现过 {level}，无从学起。训练部分有：{levels}。请改用其中的类别。",
        "{file}: column {column} never says {level} in the training part, so there is nothing to learn of it. It says there: "
        "{levels}. Name one of these.",
    ),
    "data.level_unseen": Text(
        "{file} 第 {line} 行“{column}”列写着 {value}，训练部分没有出现过（这样的单元格共 {count} 个）。训练部分有：{levels}。"
        "请改成其中之一，或不用这一列；数据更长时，也可以让训练部分包含它。",
        "{file}, line {line}: column {column} says {value}, which the training part never does ({count} such cells). It "
        "says there: {levels}. Write one of these, leave the column out, or make the training part reach that far.",
    ),
    "data.reason_words": Text(
        "文字列取值太多，没有读入：{columns}。取值不超过 {limit} 种的列可以作为类别输入。",
        "Columns of text with too many different values are not read: {columns}. One with up to {limit} can be an input as a "
        "category.",
    ),
    "data.reason_unused": Text(
        "表里还有没用到的列：{columns}。要用作输入，点卡片上的“使用 …”按钮，或者说“用其他列做输入”。",
        "The table has columns that are not used: {columns}. To read them as inputs press “Use …” on the card, or say “use "
        "the other columns as inputs”.",
    ),
    "data.reason_unused_ahead": Text(
        "表里还有没用到的列：{columns}（其中 {ahead} 写到了未来）。要用作输入，点卡片上的“使用 …”按钮，或者说“用其他列做输入”。",
        "The table has columns that are not used: {columns} (of these {ahead} go on into the future). To read them as inputs "
        "press “Use …” on the card, or say “use the other columns as inputs”.",
    ),
    "data.no_further": Text(
        "{file} 里没有找到还可以用作输入的列：不变的列、取值太多的文字列、泄露目标的列不算，文件超过 8 MB 时也不查找。可以直接说出列名，比如“用某某列做输入”。",
        "No further column of {file} was found that can be an input: columns that do not vary, texts with too many values and "
        "columns that give the target away are left out, and files of more than 8 MB are not looked through. Name the "
        "column that you mean.",
    ),
    "data.reason_past": Text(
        "用作输入、到预测时刻为止已知的列：{columns}。",
        "Read as inputs, known up to the forecast: {columns}.",
    ),
    "data.reason_ahead": Text(
        "用作输入、未来已知的列：{columns}。",
        "Read as inputs, known ahead: {columns}.",
    ),
    "data.reason_calendar": Text(
        "读入日历特征（时刻、星期、月份、年内日），由日期决定的列不必另外读。",
        "Calendar features (time of day, weekday, month, day of the year) are read; columns that follow from the date need "
        "no place of their own.",
    ),
    "data.level_blank": Text(
        "“{column}”列有 {count} 个空单元格，读作“哪一种都不是”。",
        "{count} cells of {column} are blank; they are read as none of its values.",
    ),
}
