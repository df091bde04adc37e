"""Sentences about transforms, differences and how a recipe was chosen; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

RECIPE_TEXTS: dict[str, Text] = {
    "data.transform_refuses": Text(
        "{file}：列“{column}”有 {count} 个值不大于 {floor}，变换 {transform}（data.transform）用不了；第一个在第 {line} 行：{value}。"
        "请改用 none；值不小于 0 时可用 log1p。",
        '{file}: column "{column}" has {count} values that are not above {floor}, which the transform {transform} '
        "(data.transform) does not take; the first on line {line}: {value}. Use none, or log1p where no value is below 0.",
    ),
}
