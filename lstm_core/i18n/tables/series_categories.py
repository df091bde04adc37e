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
    "data.level_blank": Text(
        "“{column}”列有 {count} 个空单元格，读作“哪一种都不是”。",
        "{count} cells of {column} are blank; they are read as none of its values.",
    ),
}
