"""Sentences on the zone in which times are told, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

ZONE_TEXTS: dict[str, Text] = {
    "field.data.zone": Text("时区", "Time zone"),
    "choice.data.zone.None": Text("按 UTC", "As UTC"),
    "spec.zone_needs_time": Text(
        "data.zone 决定时间按哪个时区显示，但配置没有 data.time_column。请指定时间列或清空 data.zone。",
        "data.zone says in which zone times are told, and data.time_column is empty. Name one or clear the zone.",
    ),
    "spec.zone_unknown": Text(
        "没有名为 {zone} 的时区（data.zone）。请写 Europe/Berlin、Asia/Shanghai 这样的名字，或 +05:30 这样的固定偏移。",
        "data.zone is {zone}, and there is no such time zone. Write a name such as Europe/Berlin or Asia/Shanghai, or a "
        "fixed offset such as +05:30.",
    ),
    "data.zone": Text(
        "“{column}”列的时间带有与 UTC 的偏移，按 {zone} 的当地时间显示，日、周和钟点也按它算。"
        "要换时区，请改“时区”（data.zone），例如 Asia/Shanghai 或 +05:30；清空则按 UTC。",
        "Times in {column} name their offset from UTC; they are told in the local time of {zone}, and days, weeks and hours "
        "are counted there. For another, change “Time zone” (data.zone), e.g. Asia/Shanghai or +05:30; empty is UTC.",
    ),
    "data.zone_no_offset": Text(
        "{file} 第 {line} 行“{column}”列的时间 {value} 没有与 UTC 的偏移（共 {count} 处），而 data.zone 是 {zone}，"
        "无从知道是哪个时刻。请写成 2023-12-20T00:00:00+01:00 这样，或清空 data.zone。",
        "{file}, line {line}: the time {value} in {column} names no offset from UTC ({count} of them), and data.zone is "
        "{zone}, so nobody knows which moment it is. Write it as 2023-12-20T00:00:00+01:00, or clear data.zone.",
    ),
}
