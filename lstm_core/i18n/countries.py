"""Names of the countries that people name most, in Chinese and English, by ISO 3166 code."""

from lstm_core.i18n.languages import Language, Text

COUNTRIES: dict[str, Text] = {
    "CN": Text("中国", "China"), "HK": Text("中国香港", "Hong Kong"), "TW": Text("中国台湾", "Taiwan"),
    "DE": Text("德国", "Germany"), "US": Text("美国", "United States"), "GB": Text("英国", "United Kingdom"),
    "FR": Text("法国", "France"), "IT": Text("意大利", "Italy"), "ES": Text("西班牙", "Spain"),
    "PT": Text("葡萄牙", "Portugal"), "NL": Text("荷兰", "Netherlands"), "BE": Text("比利时", "Belgium"),
    "AT": Text("奥地利", "Austria"), "CH": Text("瑞士", "Switzerland"), "PL": Text("波兰", "Poland"),
    "SE": Text("瑞典", "Sweden"), "NO": Text("挪威", "Norway"), "DK": Text("丹麦", "Denmark"),
    "FI": Text("芬兰", "Finland"), "IE": Text("爱尔兰", "Ireland"), "RU": Text("俄罗斯", "Russia"),
    "JP": Text("日本", "Japan"), "KR": Text("韩国", "South Korea"), "IN": Text("印度", "India"),
    "SG": Text("新加坡", "Singapore"), "AU": Text("澳大利亚", "Australia"), "NZ": Text("新西兰", "New Zealand"),
    "CA": Text("加拿大", "Canada"), "MX": Text("墨西哥", "Mexico"), "BR": Text("巴西", "Brazil"),
}  # fmt: skip


def country_name(code: str, language: Language) -> str:
    """Name and code, or the code alone of a country that is not named here."""
    name = COUNTRIES.get(code)
    return code if name is None else f"{name.zh if language == 'zh' else name.en} ({code})"
