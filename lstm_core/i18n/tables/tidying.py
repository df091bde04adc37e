"""What is said about a table that was made plain, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

TIDYING_TEXTS: dict[str, Text] = {
    # -- containers ------------------------------------------------------------------------------------------------
    "tidy.zip": Text("读取压缩包里的 {entry}。", "The zip's file {entry} was read."),
    "tidy.zip_of_several": Text(
        "{file} 里有 {count} 个表格：{tables}。请把要用的那一个单独上传。",
        "{file} holds {count} tables: {tables}. Upload the one that you mean by itself.",
    ),
    "tidy.packed_twice": Text(
        "{file} 被压缩了不止两层。请解压后上传里面的表格。",
        "{file} is packed more than twice. Unpack it and upload the table inside.",
    ),
    "tidy.damaged": Text(
        "{file} 的压缩数据不完整或已损坏，无法解压。请重新压缩，或上传解压后的文件。",
        "{file} is damaged or cut off and cannot be unpacked. Pack it again, or upload the file inside.",
    ),
    "tidy.large": Text(
        "{file} 解压后超过 {limit} MB。请只保留时间列和目标列，或降低采样频率后再试。",
        "{file} is larger than {limit} MB once unpacked. Keep the time and target columns only, or sample less.",
    ),
    "tidy.bomb": Text(
        "{file} 解压后会变大 {ratio} 倍以上，数据不会是这样的，因此没有读取。请上传解压后的文件。",
        "{file} grows more than {ratio} times when unpacked, as no data does, so it was not read. Upload the file inside.",
    ),
    "tidy.password": Text(
        "{file} 有密码保护，无法读取。请在 Excel 里去掉密码，或另存为 CSV。",
        "{file} is protected by a password and cannot be read. Remove the password in Excel, or save it as CSV.",
    ),
    "tidy.no_sheets": Text(
        "{file} 不是 Excel 工作簿，没有工作表 {sheet}。请去掉对工作表的选择。",
        "{file} is no workbook and has no sheet {sheet}. Leave the choice of a sheet out.",
    ),
    "tidy.no_sheet": Text(
        "{file} 里没有工作表 {sheet}。有：{sheets}。请从中选一个。",
        "{file} has no sheet {sheet}. It has: {sheets}. Choose one of these.",
    ),
    "tidy.empty_book": Text(
        "{file} 的工作表都是空的（{sheets}）。请检查导出是否成功。",
        "Every sheet of {file} is empty ({sheets}). Check whether its export worked.",
    ),
    "tidy.formulas": Text(
        "{file} 的工作表 {sheet} 里有 {count} 个公式没有存结果，读不出数。请在 Excel 里打开、保存一次，或存为 CSV。",
        "{count} formulas of the sheet {sheet} in {file} are stored without their results. Open and save it in Excel once, or "
        "save it as CSV.",
    ),
    "tidy.some_formulas": Text(
        "工作表 {sheet} 里有 {count} 个公式没有存结果，按空格读。在 Excel 里打开、保存一次就有了。",
        "Formulas of the sheet {sheet} that are stored without their results and read as blank: {count}. Opening and saving it "
        "in Excel once puts them in.",
    ),
    "tidy.damaged_book": Text(
        "{file} 是 Excel 工作簿，但已损坏，无法读取（{reason}）。请在 Excel 里另存一份，或存为 CSV。",
        "{file} is a workbook of Excel, but damaged ({reason}). Save it again in Excel, or as CSV.",
    ),
    "tidy.many_cells": Text(
        "{file} 超过 {limit} 百万个单元格。请只保留时间列和目标列后再试。",
        "{file} has more than {limit} million cells. Keep the time and target columns only.",
    ),
    "tidy.sheet": Text("读取 Excel 工作簿的工作表 {sheet}。", "The sheet {sheet} of the workbook was read."),
    "tidy.sheet_of": Text(
        "工作簿里数据最多的工作表 {sheet} 被读取；另外 {count} 个没有读：{others}。要用别的，请在卡片上选，或说“用工作表 名称”（命令行：--sheet 名称）。",
        "The sheet with the most data was read: {sheet}. {count} others were not: {others}. To use another, choose it on the card "
        "or say: use the sheet NAME (on the command line: --sheet NAME).",
    ),
    "tidy.parquet": Text("读取 Parquet 文件，{count} 行。", "A Parquet file of {count} rows was read."),
    "tidy.nested": Text(
        "列 {columns} 的单元格里是列表或结构，没有读入。",
        "The columns {columns} hold lists or structures and were left out.",
    ),
    "tidy.damaged_parquet": Text(
        "{file} 是 Parquet 文件，但已损坏或无法读取。请重新导出，或存为 CSV。",
        "{file} is a Parquet file, but damaged or not readable. Export it again, or save it as CSV.",
    ),
    "tidy.no_table": Text(
        "在 {file} 里没有找到带数值的表格。请上传一行一个时刻、至少有一列数值的表格。",
        "No table with numbers was found in {file}. Upload one with a row per moment and at least one column of numbers.",
    ),
    "tidy.unwritable": Text(
        "{file} 要先整理成普通的 CSV，但文件夹 {folder} 无法写入。请把文件复制到可写的文件夹再试。",
        "{file} has to be written as a plain CSV first, but the folder {folder} cannot be written. Copy the file to a folder "
        "that can.",
    ),
    # -- layout ----------------------------------------------------------------------------------------------------
    "tidy.front": Text(
        "表头上方的 {count} 行是标题或说明，没有当作数据：{text}。",
        "Rows above the header that are titles or remarks and no data: {count} ({text}).",
    ),
    "tidy.headers": Text(
        "表头有 {count} 行（下面几行是：{text}），列名取为：{names}。",
        "The header has {count} rows (the lower ones: {text}). The columns are called: {names}.",
    ),
    "tidy.header_again": Text(
        "表头在数据中又出现了 {count} 次（首次在第 {line} 行：{text}），已跳过。",
        "Rows in which the header comes again were passed over: {count} (first on line {line}: {text}).",
    ),
    "tidy.totals": Text(
        "{count} 行是合计或平均，不是某个时刻的值，已去掉（首次在第 {line} 行：{text}）。若不是，请改掉该行的第一格。",
        "Rows left out since they are totals or averages and no moments: {count} (first on line {line}: {text}). If not, "
        "change their first cell.",
    ),
    "tidy.notes": Text(
        "表格下方有 {count} 行注释，没有当作数据（第 {line} 行：{text}）。",
        "Rows of notes at the end of the table that are no data: {count} (line {line}: {text}).",
    ),
    "tidy.blank_rows": Text(
        "{count} 行里只有分隔符，没有任何值，已跳过。", "Rows of delimiters only were passed over: {count}."
    ),
    "tidy.names_twice": Text(
        "有重名的列（{names}），后面的依次叫 {example} 等。",
        "Some columns have the same name ({names}); the later ones are called {example} and so on.",
    ),
    "tidy.turned_across": Text(
        "表格的时间横着排，已转成一行一个时刻：{count} 个序列，{rows} 个时刻。",
        "The times of the table ran across its columns; it was turned: {count} series, {rows} moments.",
    ),
    "tidy.turned_months": Text(
        "表格按年和月排成方阵，已连成一个月度序列（{rows} 个月，列名 value）。",
        "The table had years one way and months the other; it was read as one monthly series of {rows} months, called value.",
    ),
    "tidy.turned_quarters": Text(
        "表格每年一行、每季度一列，已连成一个季度序列（{rows} 个季度，列名 value）。",
        "The table had a row per year and a column per quarter; it was read as one quarterly series of {rows} quarters, "
        "called value.",
    ),
    "tidy.turned_labelled": Text(
        "表格的时间横排在各列上（每行还带有 {labels}），已转为竖排：共 {rows} 行，数值列名为 value。",
        "The times of the table ran across its columns, beside {labels}; it was turned: {rows} rows, with the numbers in "
        "column value.",
    ),
    "tidy.turned_hours": Text(
        "表格每天一行、每个时刻一列，已连成一个序列（{rows} 个时刻，列名 value）。",
        "The table had a row per day and a column per time of the day; it was read as one series of {rows} moments, called "
        "value.",
    ),
    "tidy.turned_weekdays": Text(
        "表格每周一行、每个星期几一列，已连成一个逐日序列（{rows} 天，列名 value）。",
        "The table had a row per week and a column per weekday; it was read as one daily series of {rows} days, called value.",
    ),
    "tidy.left_out": Text("其余的列没有读：{columns}。", "Columns beside them were left out: {columns}."),
    # -- times -----------------------------------------------------------------------------------------------------
    "tidy.times": Text(
        "时间列 {column} 已写成标准形式：{value} 读作 {read}。",
        "Times in {column}, in standard form: {value} reads {read}.",
    ),
    "tidy.joined": Text(
        "时间分在几列里（{columns}），已合成一列 {column}：{value} 读作 {read}。",
        "The times stood in several columns ({columns}) and were joined as {column}: {value} reads {read}.",
    ),
    "tidy.count_seconds": Text(
        "时间列 {column} 是 1970 年以来的秒数（UTC）：{value} 读作 {read}。",
        "{column} counts seconds since 1970 (UTC): {value} reads {read}.",
    ),
    "tidy.count_milliseconds": Text(
        "时间列 {column} 是 1970 年以来的毫秒数（UTC）：{value} 读作 {read}。",
        "{column} counts milliseconds since 1970 (UTC): {value} reads {read}.",
    ),
    "tidy.count_microseconds": Text(
        "时间列 {column} 是 1970 年以来的微秒数（UTC）：{value} 读作 {read}。",
        "{column} counts microseconds since 1970 (UTC): {value} reads {read}.",
    ),
    "tidy.count_nanoseconds": Text(
        "时间列 {column} 是 1970 年以来的纳秒数（UTC）：{value} 读作 {read}。",
        "{column} counts nanoseconds since 1970 (UTC): {value} reads {read}.",
    ),
    "tidy.count_serial": Text(
        "时间列 {column} 是 Excel 的日期序号（从 1899-12-30 起的天数）：{value} 读作 {read}。若不是，请把日期写成 2024-01-05 的样子。",
        "{column} holds dates as Excel counts them (days since 1899-12-30): {value} reads {read}. If not, write dates as "
        "2024-01-05.",
    ),
    "tidy.count_month": Text(
        "时间列 {column} 写成“年.月”：{value} 读作 {read}。", "{column} is written as year.month: {value} reads {read}."
    ),
    "tidy.count_quarter": Text(
        "时间列 {column} 是年份和季度：{value} 读作 {read}。",
        "{column} is written as year and quarter: {value} reads {read}.",
    ),
    "tidy.count_fraction": Text(
        "时间列 {column} 是带小数的年份：{value} 读作 {read}。",
        "{column} holds years with a fraction: {value} reads {read}.",
    ),
    "tidy.short_years": Text(
        "时间列 {column} 写成“年-月”，年份没有世纪：{value} 读作 {read}。若起始年份不同，请写出四位年份；预测只用到间隔。",
        "{column} is written as year-month without a century: {value} reads {read}. Where the first year is another one, "
        "write four digits; forecasts only use the distances.",
    ),
    "tidy.day_or_month": Text(
        "时间列 {column} 里日和月的先后看不出来：{value} 读作 {read}。如果反了，请把日期写成 2024-01-05 的样子。",
        "Day and month cannot be told apart for certain in {column}: {value} reads {read}. If that is the wrong way round, "
        "write dates as 2024-01-05.",
    ),
    "tidy.spans": Text(
        "时间列 {column} 里是时段，取开始的时刻：{value}。",
        "{column} holds spans of time; their beginning counts: {value}.",
    ),
    "tidy.midnights": Text(
        "时间列 {column} 里有 {count} 个 24:00，读作第二天的 0:00。",
        "{column} says 24:00 {count} times, which is 0:00 of the next day.",
    ),
    "tidy.zone": Text(
        "时间列 {column} 写有时区 {zone}，按它换算。",
        "{column} names the time zone {zone}, which was taken into account.",
    ),
    "tidy.doubled": Text(
        "时间列 {column} 里 {value} 出现两次，正是时钟拨回的时候：按当地时间读，时区记为 {zone}。时钟同样变动的地方，间隔都对；若偏移要紧，"
        "请把它写在时间后面。",
        "{value} comes twice in {column}, as clocks go back then: the times are read as local ones, of {zone}. Their distances "
        "are right for every place whose clocks change alike; where the offset matters, write it behind the times.",
    ),
    "tidy.ambiguous_zone": Text(
        "时间列 {column} 写有时区 {zone}，它有几种意思，这里按 {read} 换算；若不是，请改写成 +08:00 这样的偏移。",
        "{column} names the time zone {zone}, which may be one of several; it was read as {read}. If not, write an offset such "
        "as +08:00.",
    ),
    # -- numbers ---------------------------------------------------------------------------------------------------
    "tidy.percent": Text(
        "列 {columns} 是百分数，去掉了百分号：4.12% 读作 4.12。",
        "Per cent in {columns} are read without the sign: 4.12% is 4.12.",
    ),
    "tidy.negatives": Text(
        "列 {columns} 里括号中的数是负数：(1,234.5) 读作 -1234.5。",
        "Numbers in parentheses in {columns} are negative: (1,234.5) is -1234.5.",
    ),
    "tidy.currency": Text("列 {column} 是金额，货币为 {mark}。", "{column} holds amounts of money in {mark}."),
    "tidy.unit": Text(
        "列 {column} 的单位是 {unit}，只读数值。", "The unit of {column} is {unit}; the numbers alone were read."
    ),
    "tidy.scale": Text(
        "列 {column} 用 {marks} 表示数量级：{value} 读作 {number}。",
        "{column} is written in {marks}: {value} reads {number}.",
    ),
    "tidy.grouped": Text(
        "列 {columns} 的数字有千位分隔：{value} 读作 {number}。",
        "Grouped thousands in {columns}: {value} reads {number}.",
    ),
    "tidy.missing_code": Text(
        "{value} 在列 {columns} 里出现 {count} 次，远在其他值之外，当作缺失。若它是真实的值，请在“表示缺失的数值”"
        "（data.missing_codes）里去掉它。",
        "{value} stands {count} times in {columns}, far outside all other values, and counts as missing. If it is a real value, "
        "remove it from “Values for missing” (data.missing_codes).",
    ),
    "tidy.flags": Text(
        "“{column}”列有 {count} 个数字后面带着标记（{marks}，如 {value}）；只读取了数字，标记略去。",
        "Numbers of {column} with a mark behind them (such as {value}; marks: {marks}) were read without it: {count}.",
    ),
    "tidy.filled_down": Text(
        "“{column}”列每组只写一次（如 {value}），其余行空白；空白处已按上一行补全，共 {count} 行。",
        "Column {column} names each group once (such as {value}); the blank cells below were filled with it: {count}.",
    ),
    "tidy.mixed_times": Text(
        "{file} 的“{column}”列混有不同周期的时间：第 {first} 行是 {one}，第 {second} 行是 {other}。请只保留同一种周期的行。",
        "Column {column} of {file} mixes times of several rhythms: {one} on line {first}, {other} on line {second}. "
        "Keep the rows of one of them.",
    ),
    "tidy.missing_marks": Text(
        "{count} 个单元格写着 {marks}，当作缺失。", "Cells that say {marks} were read as missing: {count}."
    ),
}
