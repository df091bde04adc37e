"""Sentences on public holidays as an input, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

HOLIDAY_TEXTS: dict[str, Text] = {
    "field.data.holidays": Text("公共假日", "Public holidays"),
    "choice.data.holidays.None": Text("不用", "None"),
    "spec.holidays_needs_time": Text(
        "data.holidays 要按日期判断哪天是公共假日，但配置没有 data.time_column。请指定时间列或清空 data.holidays。",
        "data.holidays tells by the date which day is a public holiday, and data.time_column is empty. Name one or clear "
        "data.holidays.",
    ),
    "spec.holidays_unknown": Text(
        "没有 {country} 的公共假日（data.holidays）。请写两个大写字母的 ISO 3166 国家代码，例如 CN、DE、US。",
        "data.holidays is {country}, and no public holidays of such a country are known. Write an ISO 3166 code of two "
        "capitals such as DE, CN or US.",
    ),
    "data.holidays_years": Text(
        "{file} 要用到 {year} 年，而 {country} 的公共假日只知道 {first} 到 {last} 年。请清空 data.holidays，或去掉这些行。",
        "{file} reaches the year {year}, and public holidays of {country} are known from {first} to {last}. Clear "
        "data.holidays, or leave these rows out.",
    ),
}
