"""Facts of the data on a card before training, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

PROFILE_LABELS: dict[str, Text] = {
    "profile.rows": Text("{rows} 行", "{rows} rows"),
    "profile.missing": Text("{count} 个缺失值", "{count} missing values"),
    "profile.complete": Text("没有缺失值", "no missing values"),
    "profile.season": Text("周期 {season} 步", "season of {season} steps"),
    "profile.no_season": Text("没有周期", "no season"),
    "profile.durations": Text(
        "最短 {shortest} 秒，中位 {middle} 秒，最长 {longest} 秒。",
        "The shortest takes {shortest} s, the middle one {middle} s, the longest {longest} s.",
    ),
}
