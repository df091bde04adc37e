"""What the names of columns tell, in Chinese and English."""

import re
from collections.abc import Iterable

_TIME_WORDS = (
    *("date", "time", "year", "month", "week", "day", "period", "日期", "时间", "时刻", "年", "月"),
    *("datum", "fecha", "дата", "日時", "日付", "일자", "날짜"),
)
_RECORD = re.compile(r"updat|modif|load|insert|ingest|export|import|process|generat|更新|修改|导出|入库", re.IGNORECASE)
_CLOCK = re.compile(r"time|clock|时间|时刻|時刻", re.IGNORECASE)
_TIME_NAMES = {"ds", "dt", "t", "日", "周", "星期"}
_TARGETS = ("target", "value", "y", "close", "目标", "数值", "值", "收盘价", "收盘")
_COUNTERS = {"uid", "pid", "sid", "cid", "oid", "gid", "rid", "tid", "aid", "eid"}
_COUNTERS |= {"", "id", "index", "idx", "no", "no.", "nr", "row", "序号", "编号", "行号"}

_PARTS = {"year", "quarter", "month", "week", "day", "hour", "dayofyear", "day_of_year", "day of year"}
_PARTS |= {
    "wday",
    "mday",
    "yday",
    "dow",
    "doy",
    "hr",
    "mnth",
    "yr",
    "weekofyear",
    "week_of_year",
    "isoweek",
    "hour_ending",
}
_PARTS |= {"opr_hr", "hourending", "minute", "second", "day_of_month", "days_in_month"}
_PARTS |= {"年", "年份", "季度", "月", "月份", "周", "日", "时", "小时"}
_LATITUDES, _LONGITUDES = {"lat", "latitude", "纬度"}, {"lon", "lng", "long", "longitude", "经度"}
_TIMES = {"timestamp", "epoch", "unix", "unixtime", "weekday", "dayofweek", "day_of_week", "day of week", "星期"}
_ID = re.compile(r"(?:^|[\s_-])(?:id|uuid|guid|sku)(?:$|[\s_-])|编号|序号|代码")

_ENTITY = re.compile(
    r"(?:^|[\s_.-])(?:unique|id|ids|uuid|sku|store|shop|site|station|sensor|device|meter|machine|unit|product|item|article"
    r"|customer|client|household|house|building|city|country|region|county|location|branch|plant|series|symbol|ticker"
    r"|stock|isin|turbine|well|pump|node|probe|patient|subject|user|account|brand|department)(?:$|[\s_.\d-])",
    re.IGNORECASE,
)
_ENTITY_ZH = re.compile(
    r"门店|店铺|店名|站点|站号|测站|站名|设备|传感器|仪表|机器|机组|产品|商品|物料|客户|用户|城市|国家|地区|区域|省|市区|股票|代码|编号|品种"
    r"|序列|指标|名称|楼|房间|线路|节点|测点"
)
_CATEGORY = re.compile(  # values that say when or whether, not who
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?|yes|no|y|n|true|false|t|f|on|off|am|pm|day|night"
    r"|morning|afternoon|evening|noon|early|late|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
    r"|spring|summer|autumn|fall|winter|week(?:day|end)|work(?:ing)? ?day|holiday|none|normal|high|low|medium"
    r"|open|closed|before|after|odd|even|q[1-4]|peak|off-?peak"
    r"|[是否有无真假]|(?:星期|礼拜|周)[一二三四五六日天末]|[春夏秋冬]季?|工作日|节假日|周末|白天|夜间|早|中|晚"
    r"|早班|中班|晚班|\d{1,2}月|上午|下午",
    re.IGNORECASE,
)
_YES = {"yes", "y", "true", "t", "on", "1", "open", "active", "是", "有", "真", "开", "促销"}
_SLOT = re.compile(r"hour|minute|slot|interval|shift|step|lead|horizon|quarter|season|时段|小时|班次|季", re.IGNORECASE)
_LEVELS = (
    r"(?:temp|temperature|price|rate|ratio|percent|share|level|speed|humidity|pressure|voltage|index|score|rating|mean"
    r"|average|avg|median)"
)
_LEVEL = re.compile(  # at either end of a word: air_temp, heartrate, and not attempts
    rf"(?<![^\W\d_]){_LEVELS}|{_LEVELS}(?![^\W\d_])"
    r"|温|价|率|比|均|湿|压|速|指数|评分|分数|水平|浓度|余额|库存|存量|含量|容量|折扣|%",
    re.IGNORECASE,
)
_LEVEL_WORDS = {"pct", "discount", "bid", "ask", "balance", "stock", "inventory", "soc", "moisture", "ph", "mag", "age"}
_LEVEL_WORDS |= {"magnitude", "depth", "height", "altitude", "co2", "ppm", "ppb", "bpm", "close", "open", "high", "low"}
_AMOUNT = re.compile(
    r"sales?|sold|count|cnt|quantity|qty|amount|amt|total|revenue|turnover|profit|cost|demand|volume|orders|units|sum"
    r"|.*(?:量|额|数|金额|合计|总计|销售|利润|收入)",
    re.IGNORECASE,
)
_OF_AN_ENTITY = re.compile(  # what is measured of somebody or something: unit_price, and not store_index
    r"price|temp|temperature|rate|ratio|percent|pct|share|speed|humidity|pressure|voltage|score|rating|mean|average|avg"
    r"|median|discount|balance|.*(?:温度?|单价|价格|均价|售价|率|湿度|压力|速度|评分|分数|余额|库存|折扣)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"codes?|type|class|zone|district|precinct|ward|category|status|group|grade|kind|mode|method"
    r"|.*(?:类型|类别|等级|编码|状态|方式|分类)",
    re.IGNORECASE,
)
_ID_BEHIND = re.compile(  # customerid, and not covid
    r"(?:user|customer|client|device|store|shop|item|product|sensor|station|site|movie|location|vendor|trip|meter|order"
    r"|invoice|account|person|patient|node|asset|machine|vehicle|house|household|building|city|zone|series|unique)id$",
    re.IGNORECASE,
)
_CALLED_BY_NUMBER = (
    r"(?:invoice|order|ticket|receipt|account|phone|serial|bill|transaction|customer|license|flight|bib|item|store|shop"
    r"|product|part|model|batch|lot|job|case|train|policy|contract|document|voucher|member|employee|tracking|line|seq)"
)
_NUMBER_OF = re.compile(  # InvoiceNo, order_nr, flight: the number by which one of many is called
    rf"{_CALLED_BY_NUMBER}[\s_.-]*(?:no|nr|nbr|num|number)\.?$|(?:^|[\s_.-])(?:code|zip|zipcode|postcode|tailnum|flight)$"
    r"|(?:单|订单|发票|票|流水|账|车牌|邮政)(?:号|号码|编码)$",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"down|wait|lead|run|up|respon|cycle|process|deliver|travel|air|elapsed|duration|service|耗|用时", re.IGNORECASE
)
_OF_A_YEAR = re.compile(r"last|this|prev|next|per|total|上|去|今|同|全|每", re.IGNORECASE)


def names_time(column: str) -> bool:
    """Whether the name promises dates or times."""
    name = column.strip().lower()
    return name in _TIME_NAMES or any(word in name for word in _TIME_WORDS) or name.endswith("_at")


def is_time_word(column: str) -> bool:
    """Whether the whole name is a word for time; `birthyear` only has one in it."""
    return column.strip().lower() in {*_TIME_NAMES, *_TIME_WORDS, "datetime", "timestamp", "年份", "年月", "月份"}


def names_year(column: str) -> bool:
    """Whether the name can be that of a year, such as `birthyear`, and not of what was in one."""
    named = re.search(r"^year|(?:year|yr)$|年份?$", column.strip(), re.IGNORECASE)
    return named is not None and _OF_A_YEAR.search(column) is None


def names_clock(column: str) -> bool:
    """Whether the name can be that of a time of day, and not of how long something took."""
    return _CLOCK.search(column) is not None and _DURATION.search(column) is None


def names_record(column: str) -> bool:
    """Whether a time is that of the record, such as updated_at, and not of what it tells."""
    return _RECORD.search(column) is not None


def is_row_counter(column: str) -> bool:
    """Whether the name belongs to a running number, an id or a part of a date, or pandas made it for one without."""
    name = column.strip().lower()
    if column.startswith("Unnamed:") or name in _COUNTERS | _PARTS | _TIMES or _ID.search(name):
        return True
    return _NUMBER_OF.search(_apart(column)) is not None


def likely_targets(columns: list[str]) -> list[str]:
    """Columns whose names say that they are of interest, then the others."""
    by_name = {column.strip().strip("<>[]_").lower(): column for column in reversed(columns)}
    return list(dict.fromkeys([*(by_name[word] for word in _TARGETS if word in by_name), *columns]))


def likely_target(columns: list[str]) -> str:
    """The column whose name says that it is the one of interest, else the first."""
    return likely_targets(columns)[0]


def names_entity(column: str) -> bool:
    """Whether the name promises somebody or something that is observed; `week_id` is a time."""
    if names_time(column) and not _ENTITY_ZH.search(column):
        return False
    spaced, last = _apart(column), _words(column)[-1]
    if names_amount(column) or _OF_AN_ENTITY.fullmatch(last) or spaced.lower().endswith("stock_level"):
        return False
    if _ENTITY.search(spaced) or _ENTITY_ZH.search(column):
        return True
    return last.lower() == "id" or _ID_BEHIND.search(last) is not None


def names_amount(column: str) -> bool:
    """Whether the last word of the name promises what is added up, such as sales or a quantity."""
    return _AMOUNT.fullmatch(_words(column)[-1]) is not None and not names_level(column)


def names_code(column: str) -> bool:
    """Whether the last word of the name promises numbers that only tell kinds apart."""
    return _CODE.fullmatch(_words(column)[-1]) is not None


def coordinates(columns: Iterable[str]) -> set[str]:
    """Latitude and longitude, where both are there: `lat` alone may be a latency."""
    by_name = {column.strip().lower(): column for column in columns}
    pair = [sorted(names & by_name.keys()) for names in (_LATITUDES, _LONGITUDES)]
    return {by_name[name] for names in pair for name in names} if all(pair) else set()


def _words(column: str) -> list[str]:
    return re.split(r"[\s_.-]+", _apart(column))


def _apart(column: str) -> str:
    """InvoiceNo as Invoice_No."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.strip())


def names_level(column: str) -> bool:
    """Whether the name promises a height, such as a price or a temperature, of which a sum says nothing."""
    words = {word.lower() for word in _words(column)}
    return _LEVEL.search(_apart(column)) is not None or bool(words & _LEVEL_WORDS)


def names_slot(column: str) -> bool:
    """Whether the name promises a part of a time: a day, an hour, a step ahead."""
    return names_time(column) or _SLOT.search(column) is not None


def is_category(value: str) -> bool:
    """Whether a cell says when or whether, such as a weekday or yes, and not who."""
    return _CATEGORY.fullmatch(value.strip()) is not None


def says_yes(value: str) -> bool:
    """Whether a cell affirms what its column names."""
    return value.strip().lower() in _YES


def names_target(column: str) -> bool:
    """Whether the name says that the column is the one of interest."""
    return column.strip().strip("<>[]_").lower() in _TARGETS
