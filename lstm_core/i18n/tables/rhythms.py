"""The rhythms of time stamps in words, in Chinese and English; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

RHYTHM_TEXTS: dict[str, Text] = {
    "data.yearly": Text("每年", "yearly"),
    "data.quarterly": Text("每季度", "quarterly"),
    "data.monthly": Text("每月", "monthly"),
    "data.weekly": Text("每周", "weekly"),
    "data.daily": Text("每天", "daily"),
    "data.business_daily": Text("每个工作日", "every working day"),
    "data.hourly": Text("每小时", "hourly"),
    "data.minutely": Text("每分钟", "every minute"),
    "data.every_months": Text("每 {count} 个月", "every {count} months"),
    "data.every_business_days": Text("每 {count} 个工作日", "every {count} working days"),
    "data.daily_but_mondays": Text("每天，周一除外", "daily without Mondays"),
    "data.daily_but_tuesdays": Text("每天，周二除外", "daily without Tuesdays"),
    "data.daily_but_wednesdays": Text("每天，周三除外", "daily without Wednesdays"),
    "data.daily_but_thursdays": Text("每天，周四除外", "daily without Thursdays"),
    "data.daily_but_fridays": Text("每天，周五除外", "daily without Fridays"),
    "data.daily_but_saturdays": Text("每天，周六除外", "daily without Saturdays"),
    "data.daily_but_sundays": Text("每天，周日除外", "daily without Sundays"),
    "data.week_days": Text("每周固定的 {count} 天", "daily on the same {count} days of a week"),
    "data.week_slots": Text("每周 {count} 次，时间固定", "{count} times a week, always the same"),
    "data.hours_workdays": Text(
        "每 {count} 分钟，{first}–{last}，周一至周五", "every {count} minutes, {first}–{last}, Monday to Friday"
    ),
    "data.hours_to_saturday": Text(
        "每 {count} 分钟，{first}–{last}，周一至周六", "every {count} minutes, {first}–{last}, Monday to Saturday"
    ),
    "data.hours_every_day": Text(
        "每 {count} 分钟，{first}–{last}，每天", "every {count} minutes, {first}–{last}, every day"
    ),
    "data.hours_some_days": Text(
        "每 {count} 分钟，{first}–{last}，每周 {days} 天", "every {count} minutes, {first}–{last}, {days} days a week"
    ),
    "data.every_days": Text("每 {count} 天", "every {count} days"),
    "data.every_hours": Text("每 {count} 小时", "every {count} hours"),
    "data.every_minutes": Text("每 {count} 分钟", "every {count} minutes"),
    "data.every_seconds": Text("每 {count} 秒", "every {count} seconds"),
    "data.every_microseconds": Text("每 {count} 微秒", "every {count} microseconds"),
}
