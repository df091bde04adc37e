"""Sentences about data, in Chinese and English side by side; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

DATA_TEXTS: dict[str, Text] = {
    # -- the file --------------------------------------------------------------------------------------------------
    "data.missing_file": Text(
        "找不到文件 {file}。请检查路径，或重新上传。", "There is no file {file}. Check the path, or upload it again."
    ),
    "data.directory": Text(
        "{file} 是文件夹，不是文件。请给出其中 CSV 文件的路径。",
        "{file} is a folder, not a file. Give the path of the CSV file inside it.",
    ),
    "data.no_regular_file": Text(
        "{file} 不是普通文件（而是设备或管道）。请先把内容存成 CSV 文件。",
        "{file} is a device or a pipe, not a regular file. Save its content as a CSV file first.",
    ),
    "data.not_permitted": Text(
        "没有读取 {file} 的权限。请修改文件权限，或换一个位置。",
        "Reading {file} is not permitted. Change its permissions, or put a copy elsewhere.",
    ),
    "data.unreadable": Text(
        "操作系统无法打开 {file}（{reason}）。请检查路径和磁盘，或复制一份再试。",
        "The operating system cannot open {file} ({reason}). Check the path and the disk, or try a copy.",
    ),
    "data.too_large": Text(
        "{file} 有 {size:.1f} MB，上限是 {limit} MB。请只保留时间列和目标列，或降低采样频率后再试。",
        "{file} has {size:.1f} MB; the limit is {limit} MB. Keep the time and target columns only, or sample less.",
    ),
    "data.empty": Text(
        "{file} 是空文件（0 字节）。请检查导出是否成功。", "{file} is empty (0 bytes). Check whether its export worked."
    ),
    "data.blank": Text(
        "{file} 里只有空白，没有数据。请检查导出是否成功。",
        "{file} holds nothing but blanks. Check whether its export worked.",
    ),
    "data.undecodable": Text(
        "{file} 第 {line} 行的字节 {byte} 不符合 {encoding} 编码。请用编辑器把文件另存为 UTF-8。",
        "{file}, line {line}: byte {byte} is not {encoding} text. Save the file as UTF-8 in an editor.",
    ),
    "data.unknown_encoding": Text(
        "{file}：不认识编码 {encoding}（data.format.encoding）。请写 Python 的编码名，如 utf-8、gb18030。",
        "{file}: the encoding {encoding} (data.format.encoding) is unknown. Use a Python name, e.g. utf-8 or gb18030.",
    ),
    # -- not a CSV file --------------------------------------------------------------------------------------------
    "data.is_png": Text(
        "{file} 是 PNG 图片，不是 CSV。请上传数据本身。",
        "{file} is a PNG image, not a CSV file. Upload the data itself.",
    ),
    "data.is_jpeg": Text(
        "{file} 是 JPEG 图片，不是 CSV。请上传数据本身。",
        "{file} is a JPEG image, not a CSV file. Upload the data itself.",
    ),
    "data.is_gif": Text(
        "{file} 是 GIF 图片，不是 CSV。请上传数据本身。",
        "{file} is a GIF image, not a CSV file. Upload the data itself.",
    ),
    "data.is_pdf": Text(
        "{file} 是 PDF 文档，不是 CSV。请把其中的表格导出为 CSV。",
        "{file} is a PDF document, not a CSV file. Export its table as CSV.",
    ),
    "data.is_gzip": Text(
        "{file} 是 gzip 压缩文件，不是 CSV。请解压后上传里面的 CSV。",
        "{file} is a gzip archive, not a CSV file. Unpack it and upload the CSV inside.",
    ),
    "data.is_zip": Text(
        "{file} 是 zip 压缩包，不是 CSV。请解压后上传里面的 CSV。",
        "{file} is a zip archive, not a CSV file. Unpack it and upload the CSV inside.",
    ),
    "data.is_archive": Text(
        "{file} 是压缩包，不是 CSV。请解压后上传里面的 CSV。",
        "{file} is a compressed archive, not a CSV file. Unpack it and upload the CSV inside.",
    ),
    "data.is_spreadsheet": Text(
        "{file} 是电子表格（ods 或 xlsb），不是 CSV。请在表格软件里“另存为” xlsx 或 CSV（UTF-8）再上传。",
        "{file} is a spreadsheet (ods or xlsb), not a CSV file. Save it as CSV (UTF-8) or xlsx in your spreadsheet program.",
    ),
    "data.is_excel": Text(
        "{file} 是旧版 Excel 或 Word 文件，不是 CSV。请“另存为” xlsx 或 CSV（UTF-8）再上传。",
        "{file} is an old Excel or Word file, not a CSV file. Save it as xlsx or CSV (UTF-8) first.",
    ),
    "data.is_parquet": Text(
        "{file} 是 Parquet 文件，不是 CSV。请用 pandas 的 to_csv 转成 CSV。",
        "{file} is a Parquet file, not a CSV file. Convert it with pandas' to_csv.",
    ),
    "data.is_sqlite": Text(
        "{file} 是 SQLite 数据库，不是 CSV。请把要用的表导出为 CSV。",
        "{file} is an SQLite database, not a CSV file. Export the table you need as CSV.",
    ),
    "data.is_hdf5": Text(
        "{file} 是 HDF5 文件，不是 CSV。请把要用的序列导出为 CSV。",
        "{file} is an HDF5 file, not a CSV file. Export the series you need as CSV.",
    ),
    "data.is_numpy": Text(
        "{file} 是 NumPy 数组文件，不是 CSV。请用 numpy.savetxt 转成 CSV。",
        "{file} is a NumPy array, not a CSV file. Convert it with numpy.savetxt.",
    ),
    "data.is_html": Text(
        "{file} 是网页（HTML），不是 CSV。请下载数据文件本身，而不是它所在的网页。",
        "{file} is a web page (HTML), not a CSV file. Download the data itself rather than the page around it.",
    ),
    "data.is_xml": Text(
        "{file} 是 XML 文件，不是 CSV。请导出为 CSV。", "{file} is an XML file, not a CSV file. Export it as CSV."
    ),
    "data.is_json": Text(
        "{file} 是 JSON 文件，不是 CSV。请转成每行一条记录的 CSV。",
        "{file} is a JSON file, not a CSV file. Convert it to CSV with one record per line.",
    ),
    "data.is_binary": Text(
        "{file} 是二进制文件，不是文本，因此不是 CSV。请上传 CSV 文本。",
        "{file} holds binary data, not text, so it is no CSV file. Upload CSV text.",
    ),
    # -- the table -------------------------------------------------------------------------------------------------
    "data.header_only": Text(
        "{file} 只有表头，没有一行数据。请检查导出的时间范围。",
        "{file} has a header and no rows of data. Check the period of its export.",
    ),
    "data.one_row": Text(
        "{file} 只有 1 行可用的数据，预测至少需要几十行。请换一份更长的数据。",
        "{file} has 1 usable row of data, and a forecast needs dozens. Use a longer series.",
    ),
    "data.many_columns": Text(
        "{file} 有 {found} 列，上限是 {limit} 列。请只保留时间列和要用的列；如果每一行是一条序列，请转置。",
        "{file} has {found} columns; the limit is {limit}. Keep the time and the columns of interest; where every line "
        "is a series, transpose the table.",
    ),
    "data.ragged": Text(
        "{file} 第 {line} 行有 {found} 个字段，而第 {first} 行只有 {expected} 个。"
        "请检查分隔符，或给含分隔符的值加引号。",
        "{file}, line {line} has {found} fields but line {first} has {expected}. "
        "Check the delimiter, or put values that contain it in quotes.",
    ),
    "data.quote": Text(
        "{file} 从第 {line} 行起有一个引号没有闭合。请补上或删去这个引号。",
        "{file}: a quotation mark opened on line {line} is never closed. Close or remove it.",
    ),
    "data.unknown_target": Text(
        "{file} 没有名为 {column} 的列可作目标（data.target）。可用的列：{allowed}。",
        "{file} has no column {column} to forecast (data.target). Its columns: {allowed}.",
    ),
    "data.unknown_target_did_you_mean": Text(
        "{file} 没有名为 {column} 的列可作目标（data.target），是否想写 {suggestion}？",
        "{file} has no column {column} to forecast (data.target). Did you mean {suggestion}?",
    ),
    "data.unknown_column": Text(
        "{file} 没有名为 {column} 的列（data.past_columns、data.future_columns 或 data.static_columns）。可用的列：{allowed}。",
        "{file} has no column {column} (data.past_columns, data.future_columns or data.static_columns). Its columns: {allowed}.",
    ),
    "data.unknown_column_did_you_mean": Text(
        "{file} 没有名为 {column} 的列（data.past_columns、data.future_columns 或 data.static_columns），是否想写 {suggestion}？",
        "{file} has no column {column} (data.past_columns, data.future_columns or data.static_columns). Did you mean {suggestion}?",
    ),
    "data.ahead_missing": Text(
        "{file} 的“{column}”列设为未来已知，却缺 {count} 个值，最早在第 {line} 行。请补齐，或改设为只在过去已知的列。",
        "{file}: column {column} is to be known ahead but lacks {count} values, the first on line {line}. "
        "Fill them in, or make it a column that is known in the past only.",
    ),
    "data.ahead_short": Text(
        "{file} 的“{column}”列设为未来已知，但目标的最后一个值之后只有 {found} 行，预测需要 {horizon} 行。"
        "请在文件末尾补上这些行（目标留空），或改设为只在过去已知的列。",
        "{file}: column {column} is to be known ahead, but only {found} rows follow the last target and a horizon of "
        "{horizon} needs more. Add these rows with the target left empty, or make it a column that is known in the "
        "past only.",
    ),
    "data.split_rows": Text(
        "{file} 有 {rows} 行，data.split_rows 的三部分合计 {needed} 行。请减少行数。",
        "{file} has {rows} rows, and the three parts of data.split_rows add up to {needed}. Make them smaller.",
    ),
    "data.unknown_time": Text(
        "{file} 没有名为 {column} 的列可作时间（data.time_column）。可用的列：{allowed}。",
        "{file} has no column {column} to read times from (data.time_column). Its columns: {allowed}.",
    ),
    "data.unknown_time_did_you_mean": Text(
        "{file} 没有名为 {column} 的列可作时间（data.time_column），是否想写 {suggestion}？",
        "{file} has no column {column} to read times from (data.time_column). Did you mean {suggestion}?",
    ),
    "data.target_is_time": Text(
        "{file}：“{column}”列不能既是时间列又是目标列。请换一列作为目标（data.target）。",
        "{file}: column {column} cannot be both the times and the target. Choose another target (data.target).",
    ),
    "data.no_numbers": Text(
        "{file} 没有可以预测的数值列（现有的列：{columns}）。请加入一列数字（是与否写成 1 和 0）。",
        "{file} has no column of numbers to forecast (its columns: {columns}). Add one; write yes and no as 1 and 0.",
    ),
    "data.no_plain_numbers": Text(
        "{file} 没有可以预测的数值列：“{column}”列写的是 {value} 这样的文字，不能一律读成数字。请只留数字，并统一单位。",
        "{file} has no column of numbers to forecast: column {column} holds texts such as {value}. Write plain numbers, all "
        "in one unit.",
    ),
    # -- values ----------------------------------------------------------------------------------------------------
    "data.text_value": Text(
        "{file} 第 {line} 行“{column}”列的值 {value} 不是数字（小数点为“{decimal}”，这样的值共 {count} 个）。"
        "请改成数字，缺失就留空。",
        "{file}, line {line}, column {column}: {value} is not a number with decimal mark {decimal} "
        "({count} such values). Write a number, or leave the cell empty if it is missing.",
    ),
    "data.thousands": Text(
        "{file} 第 {line} 行“{column}”列的值 {value} 像是带千位分隔符的数字，无法确定含义（这样的值共 {count} 个）。"
        "请去掉千位分隔符。",
        "{file}, line {line}, column {column}: {value} seems to group thousands, which is ambiguous "
        "({count} such values). Remove the thousands separators.",
    ),
    "data.missing_values": Text(
        "{file} 的“{column}”列缺 {count} 个值，最早在第 {line} 行。"
        '请补齐，或设 data.missing="mask"（不填补，告诉模型哪里缺失）或 "forward"（沿用前一个已知值）。',
        "{file}: column {column} lacks {count} values, the first on line {line}. "
        'Fill them in, or set data.missing="mask" to tell the network what is missing, or "forward" to carry the last '
        "known value forward.",
    ),
    "data.mostly_missing": Text(
        "{file} 的“{column}”列 {rows} 行中缺 {count} 个值，超过一半，填补后的序列没有意义。请换一列或换一份数据。",
        "{file}: column {column} lacks {count} of {rows} values, too many to fill. "
        "Choose another column or other data.",
    ),
    "data.all_missing": Text(
        "{file} 的“{column}”列全是空的。请换一列作为目标。",
        "{file}: column {column} holds no value at all. Choose another target.",
    ),
    "data.infinite": Text(
        "{file} 第 {line} 行“{column}”列的值是 {value}，不是有限的数字（这样的值共 {count} 个）。请改正，缺失就留空。",
        "{file}, line {line}, column {column}: {value} is not finite ({count} such values). "
        "Correct it, or leave the cell empty if it is missing.",
    ),
    "data.constant": Text(
        "{file} 的“{column}”列在训练部分（前 {rows} 行）始终是 {value}，没有可学的变化。请换一列或换一份数据。",
        "{file}: column {column} is {value} throughout the training part (the first {rows} rows), so there is nothing "
        "to learn. Choose another column or other data.",
    ),
    # -- times -----------------------------------------------------------------------------------------------------
    "data.time_value": Text(
        "{file} 第 {line} 行“{column}”列的时间 {value} 与其他行（如 {like}）写法不同或不存在"
        "（共 {count} 个）。请改正。",
        "{file}, line {line}, column {column}: {value} is no time written as the others are, e.g. {like} ({count} such "
        "values). Correct it.",
    ),
    "data.time_format": Text(
        "{file} 的“{column}”列读不出时间，例如第 {line} 行的 {value}（共 {count} 个）。"
        "请在 data.time_format 写明格式，或把 data.time_column 设为 null。",
        "{file}: column {column} cannot be read as times, e.g. {value} on line {line} ({count} such values). "
        "Set data.time_format, or set data.time_column to null.",
    ),
    "data.time_directive": Text(
        "{file}：data.time_format 的值 {format} 不是有效的 strptime 格式。请写成如 %Y-%m-%d 的形式。",
        "{file}: data.time_format is {format}, which is no strptime format. Write one such as %Y-%m-%d.",
    ),
    "data.time_missing": Text(
        "{file} 第 {line} 行的时间列“{column}”是空的（这样的行共 {count} 个）。请补上时间，或删去这些行。",
        "{file}, line {line}: the time in column {column} is empty ({count} such rows). "
        "Fill it in, or remove the rows.",
    ),
    "data.duplicate_time": Text(
        "{file} 第 {first} 行和第 {second} 行的时间都是 {value}（“{column}”列，重复共 {count} 个）。"
        "每个时刻只能有一行，请合并或删去。",
        "{file}: lines {first} and {second} have the same time {value} in column {column} ({count} repeats). "
        "Each time may occur once; merge or remove them.",
    ),
    # -- the size of the task --------------------------------------------------------------------------------------
    "data.too_short": Text(
        "{file} 有 {rows} 行，窗口 {window}、预测 {horizon} 步至少需要 {needed} 行。请缩短窗口或步数，或换更长的数据。",
        "{file} has {rows} rows; a window of {window} and a horizon of {horizon} need {needed}. "
        "Shorten them, or use a longer series.",
    ),
    "data.horizon_too_long": Text(
        "{file} 有 {rows} 行，训练、验证、测试各部分要放得下窗口 {window} 和预测 {horizon} 步；"
        "预测步数（data.horizon）最多 {largest}。",
        "{file} has {rows} rows, and every part of the split must hold a window of {window} with a horizon of "
        "{horizon}; the largest horizon (data.horizon) that fits is {largest}.",
    ),
    "data.window_too_long": Text(
        "{file} 有 {rows} 行，训练部分放不下窗口 {window} 加预测 {horizon} 步；窗口（data.window）最多 {largest}。",
        "{file} has {rows} rows, and the training part cannot hold a window of {window} with a horizon of {horizon}; "
        "the largest window (data.window) that fits is {largest}.",
    ),
    "data.season_too_long": Text(
        "{file}：周期 {season}（data.season）超过了训练部分的 {rows} 行，季节性基线无从比较。请改小，或设为 null。",
        "{file}: the season {season} (data.season) is longer than the {rows} rows of the training part. "
        "Choose a shorter one, or null.",
    ),
    "data.folds": Text(
        "{file}：滚动回测分 {folds} 段（data.folds），每段至少要放得下 {horizon} 步预测；测试部分最多分 {largest} 段。",
        "{file}: the backtest has {folds} pieces (data.folds), and each must hold a forecast of {horizon} steps; the "
        "test part has room for {largest}.",
    ),
    "data.few_windows": Text(
        "训练部分只有 {windows} 个窗口，结果会很不稳定。缩短窗口（{window}）或预测步数（{horizon}）可以多得一些。",
        "The training part has {windows} windows only, so results will vary. "
        "A shorter window ({window}) or horizon ({horizon}) gives more.",
    ),
    "data.no_statsmodels": Text(
        "内置序列 {source} 随 statsmodels 提供，但没有安装它。请运行 pip install -r requirements.txt。",
        "The built-in series {source} comes with statsmodels, which is not installed. Run pip install -r requirements.txt.",
    ),
    # -- what was done, without being asked ------------------------------------------------------------------------
    "data.sorted": Text(
        "各行没有按时间先后排列，已按“{column}”列重新排序（{count} 行换了位置）。",
        "The rows were not in the order of time; they were sorted by {column} ({count} rows moved).",
    ),
    "data.utc": Text(
        "“{column}”列的时间带有时区，已统一换算为 UTC。",
        "Times in {column} name their offset; all were converted to UTC.",
    ),
    "data.gaps": Text(
        "时间有 {count} 处间断，共缺 {steps} 步，第一处在 {after} 与 {before} 之间；训练时各行按等间隔处理。",
        "Time has {count} gaps, {steps} steps in all, the first between {after} and {before}; rows are taken as equally spaced.",
    ),
    "data.gridded": Text(
        "日历上应有 {grid} 行，缺 {count} 行，第一个是 {first}；已作为缺失值补上，步数和周期按日历计算。",
        "Of the {grid} rows of the calendar {count} are absent, the first {first}; they are put in as missing, so "
        "steps and seasons are those of the calendar.",
    ),
    "data.grid_sparse": Text(
        "{file} 的日历共有 {grid} 行，而文件只有 {rows} 行，不到一半，补不成网格。请关闭 data.grid。",
        "The calendar of {file} has {grid} rows and the file {rows}, less than half, which makes no grid. Switch data.grid "
        "off.",
    ),
    "data.irregular": Text(
        "时间间隔没有固定规律；训练时各行按等间隔处理。",
        "The times follow no regular rhythm; rows are taken as equally spaced.",
    ),
    "data.carried": Text(
        "“{column}”列有 {count} 个缺失值，用前一个已知值填补了（第一个在第 {line} 行）。",
        "{count} missing values of {column} were filled with the last known value (the first on line {line}).",
    ),
    "data.reason_patch": Text(
        "窗口较长，每 {patch} 步合成一个输入，循环层只走 {inputs} 步：更快，也更容易记住远处的值。",
        "The window is long, so every {patch} steps make one input and the recurrence takes {inputs} steps: it is faster, and far values are easier to remember.",
    ),
    "data.masked": Text(
        "“{column}”列有 {count} 个缺失值，没有填补：模型另外读入哪些值缺失、距上次观测多久（第一个在第 {line} 行）。",
        "{count} values of {column} are missing and stay so: the network is told which, and how long ago one was seen (the first on line {line}).",
    ),
    "data.leading_dropped": Text(
        "“{column}”列开头缺值，前面没有已知值可用，去掉了开头的 {count} 行。",
        "{column} has no value yet at the beginning, so the first {count} rows were left out.",
    ),
    "data.untold": Text(
        "最后 {count} 行没有“{column}”的值，没有可学的，去掉了。这些行里若有别的列已知，请把它们标为“未来已知”。",
        "The last {count} rows have no value of {column} and were left out. If other columns are known there, mark them as "
        "known ahead.",
    ),
    "data.encoding": Text("文件编码识别为 {encoding}。", "The file was read as {encoding} text."),
    "data.semicolons": Text("分隔符识别为分号。", "The fields are separated by semicolons."),
    "data.tabs": Text("分隔符识别为制表符。", "The fields are separated by tabs."),
    "data.bars": Text("分隔符识别为竖线。", "The fields are separated by vertical bars."),
    "data.spaces": Text("分隔符识别为空格。", "The fields are separated by spaces."),
    "data.decimal_comma": Text(
        "小数点识别为逗号：{value} 读作 {number}。", "The comma is the decimal mark: {value} is read as {number}."
    ),
    "data.no_header": Text(
        "第一行已经是数据，没有表头；各列按 column_1、column_2……称呼。",
        "The first line is data, not a header; the columns are called column_1, column_2, ...",
    ),
    "data.day_or_month_first": Text(
        "“{column}”列的 {value} 既可先日后月，也可先月后日，按 {read} 理解（data.time_format={format}）。",
        "Dates such as {value} in {column} could put the day or the month first; it was read as {read} "
        "(data.time_format={format}).",
    ),
    "data.times_not_read": Text(
        "“{column}”列像是时间，但 {value} 这种写法不认识；各行按文件中的先后顺序处理。",
        "Column {column} seems to hold times, but {value} is in no known notation; rows are taken in the file's order.",
    ),
    "data.no_times": Text(
        "没有时间列；各行按文件中的先后顺序处理。", "There is no column of times; rows are taken in the file's order."
    ),
    # -- columns that nobody named -----------------------------------------------------------------------------------
    "data.passed_missing": Text(
        "不能预测：{columns}（“{first}”列 {rows} 行中缺 {count} 个值）。改为预测“{target}”列；要换一列，请改目标列（data.target）。",
        "Cannot be forecast: {columns} ({first} lacks {count} of {rows} values). Column {target} is proposed instead; for "
        "another one change the target (data.target).",
    ),
    "data.passed_constant": Text(
        "不能预测：{columns}（“{first}”列在训练部分，即前 {rows} 行，始终是 {value}）。改为预测“{target}”列；要换一列，请改目标列（data.target）。",
        "Cannot be forecast: {columns} ({first} is {value} throughout the training part, the first {rows} rows). Column "
        "{target} is proposed instead; for another one change the target (data.target).",
    ),
    "data.passed_text": Text(
        "不能预测：{columns}（“{first}”列第 {line} 行的 {value} 不能当作数字，这样的值共 {count} 个）。改为预测“{target}”列；要换一列，请改目标列（data.target）。",
        "Cannot be forecast: {columns} ({first} holds {value} on line {line}, and {count} such values cannot be read as "
        "numbers). Column {target} is proposed instead; for another one change the target (data.target).",
    ),
    "data.passed_blank": Text(
        "不能预测：{columns}（“{first}”列没有值）。改为预测“{target}”列；要换一列，请改目标列（data.target）。",
        "Cannot be forecast: {columns} ({first} has no value). Column {target} is proposed instead; for another one change "
        "the target (data.target).",
    ),
    "data.passed_few": Text(
        "不能预测：{columns}（“{first}”列的值太少，或很少变化）。改为预测“{target}”列；要换一列，请改目标列（data.target）。",
        "Cannot be forecast: {columns} ({first} has too few values, or too few that differ). Column {target} is proposed "
        "instead; for another one change the target (data.target).",
    ),
    # -- why the proposal is as it is ------------------------------------------------------------------------------
    "data.reason_target": Text(
        "预测“{column}”列；其他数值列：{others}。", "Column {column} is forecast; other columns of numbers: {others}."
    ),
}
