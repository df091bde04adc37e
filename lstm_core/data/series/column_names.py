"""What the names of columns tell, in Chinese and English."""

import re

_TIME_WORDS = ("date", "time", "year", "month", "week", "day", "period", "日期", "时间", "时刻", "年", "月")
_TIME_NAMES = {"ds", "dt", "t", "日", "周", "星期"}
_TARGETS = ("target", "value", "y", "close", "目标", "数值", "值", "收盘价", "收盘")
_COUNTERS = {"", "id", "index", "idx", "no", "no.", "nr", "row", "序号", "编号", "行号"}

_PARTS = {"year", "quarter", "month", "week", "day", "hour", "dayofyear", "day_of_year", "day of year"}
_PARTS |= {"年", "年份", "季度", "月", "月份", "周", "日", "时", "小时"}
_TIMES = {"timestamp", "epoch", "unix", "unixtime", "weekday", "dayofweek", "day_of_week", "day of week", "星期"}
_ID = re.compile(r"(?:^|[\s_-])(?:id|uuid|guid|sku)(?:$|[\s_-])|编号|序号|代码")


def names_time(column: str) -> bool:
    """Whether the name promises dates or times."""
    name = column.strip().lower()
    return name in _TIME_NAMES or any(word in name for word in _TIME_WORDS)


def is_row_counter(column: str) -> bool:
    """Whether the name belongs to a running number, an id or a part of a date, or pandas made it for one without."""
    name = column.strip().lower()
    return column.startswith("Unnamed:") or name in _COUNTERS | _PARTS | _TIMES or _ID.search(name) is not None


def likely_target(columns: list[str]) -> str:
    """The column whose name says that it is the one of interest, else the first."""
    by_name = {column.strip().lower(): column for column in reversed(columns)}
    return next((by_name[word] for word in _TARGETS if word in by_name), columns[0])
