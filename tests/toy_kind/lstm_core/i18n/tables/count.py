"""Sentences on runs that count."""

from lstm_core.i18n.languages import Text

COUNT_TEXTS: dict[str, Text] = {
    "kind.count": Text("计数", "Count"),
    "count.title": Text("数到 {number}", "Count to {number}"),
    "count.headline": Text("数到了 {number}。", "Counted to {number}."),
}
