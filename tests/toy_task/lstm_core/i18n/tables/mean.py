"""Sentences on runs that learn a mean."""

from lstm_core.i18n.languages import Text

MEAN_TEXTS: dict[str, Text] = {
    "mean.numbers": Text("一列数", "Numbers"),
    "mean.empty": Text("文件里没有数。", "The file holds no number."),
    "mean.few": Text("只有 {count} 个数。", "There are only {count} numbers."),
    "mean.headline": Text("均值是 {mean}。", "The mean is {mean}."),
    "field.data.held_out": Text("留出的个数", "Held out"),
}
