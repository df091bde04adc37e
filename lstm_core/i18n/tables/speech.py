"""Sentences about recordings, in Chinese and English side by side; part of `lstm_core.i18n.sentences.TEXTS`."""

from lstm_core.i18n.languages import Text

SPEECH_TEXTS: dict[str, Text] = {
    "speech.digits": Text("语音数字", "Spoken digits"),
    "speech.no_zip": Text(
        "{file} 不是可以打开的 zip 文件。请把录音和 transcripts.csv 打包成 zip 再上传。",
        "{file} is not a zip that can be opened. Pack the recordings and transcripts.csv into a zip and upload that.",
    ),
    "speech.many_entries": Text(
        "{file} 里有 {count} 个文件，上限是 {limit}。请分成几个 zip。",
        "{file} holds {count} files; the limit is {limit}. Split it into several zips.",
    ),
    "speech.too_large": Text(
        "{file} 解压后有 {size} MB，上限是 {limit} MB。请减少录音，或存成 FLAC、OGG。",
        "{file} unpacks to {size} MB; the limit is {limit} MB. Use fewer recordings, or store them as FLAC or OGG.",
    ),
    "speech.large_directory": Text(
        "{file} 的文件目录有 {size:.0f} MB，远超上限 {limit} 个文件所需。请分成几个 zip。",
        "The table of contents of {file} takes {size:.0f} MB, far more than {limit} files need, which is the limit. "
        "Split it into several zips.",
    ),
    "speech.bad_name": Text(
        "{file} 里有的文件名标为 UTF-8 却不是。请用英文和数字给文件改名，再重新打包。",
        "{file} holds a name that is marked as UTF-8 and is not. Rename the files with plain letters and pack them "
        "again.",
    ),
    "speech.bomb_whole": Text(
        "{file} 解压后会膨胀 {ratio} 倍（上限 {limit} 倍），像是压缩炸弹，因此拒绝打开。请只打包录音。",
        "{file} grows {ratio} times when unpacked (the limit is {limit} times), as a zip bomb does, so it is refused. "
        "Pack recordings only.",
    ),
    "speech.overlap": Text(
        "{file} 里的 {entry} 和 {other} 占用同一段数据，像是压缩炸弹，因此拒绝打开。请重新打包。",
        "{entry} and {other} inside {file} share the same bytes, as in a zip bomb, so it is refused. Pack it again.",
    ),
    "speech.entry_twice": Text(
        "{file} 里有两个文件都叫 {entry}，分不清该用哪一个。请改名或删掉一个，再重新打包。",
        "{file} holds two files called {entry}, and nothing tells which one is meant. Rename or remove one and pack "
        "it again.",
    ),
    "speech.is_link": Text(
        "{file} 里的 {entry} 是符号链接，因此拒绝打开。请打包文件本身。",
        "{entry} inside {file} is a symbolic link, so it is refused. Pack the file itself.",
    ),
    "speech.encrypted": Text(
        "{file} 里的 {entry} 有密码。请不加密码重新打包。",
        "{entry} inside {file} is protected by a password. Pack the zip without one.",
    ),
    "speech.method": Text(
        "{file} 里的 {entry} 用了不支持的压缩方法（编号 {method}）。请用普通 zip（deflate）重新打包。",
        "{entry} inside {file} is compressed by the method {method}, which is not supported. Pack it as a plain zip "
        "(deflate).",
    ),
    "speech.nested": Text(
        "{file} 里没有录音，只有另一个压缩包 {entry}。请解压后直接上传里面的 {entry}。",
        "{file} holds no recordings but another zip, {entry}. Unpack it and upload {entry} itself.",
    ),
    "speech.too_much": Text(
        "{file} 里的录音合计超过上限 {limit:.0f} 小时。请减少录音。",
        "The recordings of {file} last longer than {limit:.0f} hours together, which is the limit. Use fewer of them.",
    ),
    "speech.damaged_entry": Text(
        "{file} 里的 {entry} 已损坏，读不出来。请重新打包。",
        "{entry} inside {file} is damaged and cannot be read. Pack the zip again.",
    ),
    "speech.climbs_out": Text(
        "{file} 里的路径 {entry} 指向压缩包之外，因此拒绝打开。请用普通的相对路径重新打包。",
        "The path {entry} inside {file} leads out of the archive, so it is refused. Pack it with plain relative paths.",
    ),
    "speech.bomb": Text(
        "{file} 里的 {entry} 解压后会膨胀 {ratio} 倍，像是压缩炸弹，因此拒绝打开。",
        "{entry} inside {file} grows {ratio} times when unpacked, as a zip bomb does, so it is refused.",
    ),
    "speech.few": Text(
        "{file} 里只有 {count} 段录音，至少需要 {least} 段才能分成训练、验证和测试。",
        "{file} holds {count} recordings; at least {least} are needed to train, validate and test.",
    ),
    "speech.no_sounds": Text(
        "{file} 里没有 WAV、FLAC 或 OGG 录音。请检查压缩包的内容；如果里面是表格或文本，请解压后直接上传。",
        "{file} holds no WAV, FLAC or OGG recordings. Check what was packed; a table or a text is uploaded by itself, "
        "unpacked.",
    ),
    "speech.no_transcripts": Text(
        "{file} 里没有 transcripts.csv，文件名 {entry} 也不像 7_jackson_32.wav 或 7-2.wav（开头就是说的数字）。"
        "请加上含 file 和 transcript 两列的表。",
        "{file} has no transcripts.csv, and the name {entry} does not begin with the digit that is said, as "
        "7_jackson_32.wav and 7-2.wav do. Add a table with the columns file and transcript.",
    ),
    "speech.table_encoding": Text(
        "{file} 里的 {entry} 不是 UTF-8 编码。请另存为 UTF-8 再打包。",
        "{entry} inside {file} is not UTF-8 text. Save it as UTF-8 and pack again.",
    ),
    "speech.table_columns": Text(
        "{file} 里的 {entry} 需要 file 和 transcript 两列，找到的是：{found}。",
        "{entry} inside {file} needs the columns file and transcript; it has: {found}.",
    ),
    "speech.table_broken": Text(
        "{file} 里的 {entry} 在第 {line} 行附近读不下去：引号没有配对，或有空字符。请改正后重新打包。",
        "{entry} inside {file} cannot be read beyond line {line}: a quotation mark is not closed, or there is a null "
        "character. Correct it and pack again.",
    ),
    "speech.table_twice": Text(
        "{file} 里的 {table} 第 {line} 行又一次提到 {entry}。每段录音只能有一行，请删掉一行。",
        "Line {line} of {table} inside {file} names {entry} a second time. Keep one row for each recording.",
    ),
    "speech.unknown_split": Text(
        "{file} 的转写表里，{entry} 的 {column} 列是“{value}”，只能是 train、validation 或 test。"
        "请改正，或把这一列全部留空。",
        "In the table of {file} the column {column} says “{value}” for {entry}; it must be train, validation or test. "
        "Correct it, or leave the whole column empty.",
    ),
    "speech.table_missing": Text(
        "转写表提到 {entry}，但 {file} 里没有这段录音。请补上文件或删掉这一行。",
        "The table names {entry}, but {file} holds no such recording. Add the file or remove the row.",
    ),
    "speech.empty_transcript": Text(
        "{file} 里的 {entry} 没有转写文字。请补上，或删掉这段录音。",
        "{entry} inside {file} has an empty transcript. Write what is said, or remove the recording.",
    ),
    "speech.no_transcript_for": Text(
        "{file} 里有 {count} 段录音没有转写，例如 {entry}。请补上转写，或删掉这些录音。",
        "{count} recordings inside {file} have no transcript, for example {entry}. Add them, or remove the recordings.",
    ),
    "speech.no_samples": Text(
        "{entry} 里没有声音（长度为零）。请重新录制，或删掉它。",
        "{entry} holds no sound: its length is zero. Record it again, or remove it.",
    ),
    "speech.lone": Text(
        "{file} 只是一段录音。训练识别器至少需要 {least} 段带转写的录音：一起拖入，或打包成 zip；"
        "只想知道它说了什么，请用训练好的识别器来识别。",
        "{file} is one recording. A recogniser is trained on {least} or more with transcripts: drop them together, or "
        "as a zip. To learn what this one says, have a trained recogniser hear it.",
    ),
    "speech.one_at_a_time": Text(
        "{file} 不是一段录音，一次只识别一段 WAV、FLAC 或 OGG。",
        "{file} is no single recording; one WAV, FLAC or OGG is recognised at a time.",
    ),
    "speech.too_brief": Text(
        "{entry} 只有 {milliseconds:.0f} 毫秒，里面放不下一个音。请重新录制，或删掉它。",
        "{entry} lasts {milliseconds:.0f} ms, too short for a single sound. Record it again, or remove it.",
    ),
    "speech.too_long": Text(
        "{entry} 长 {seconds:.0f} 秒，上限是 {limit:.0f} 秒。请切成短句再上传。",
        "{entry} lasts {seconds:.0f} s; the limit is {limit:.0f} s. Cut it into sentences.",
    ),
    "speech.untold": Text(
        "{entry} 的文件头没有说明有多长，流式写出的 FLAC 就是这样。请重新导出成普通文件。",
        "The header of {entry} does not tell how long it is, as in a FLAC written to a stream. Export it to a file.",
    ),
    "speech.odd_rate": Text(
        "{entry} 的文件头说采样率是 {rate} Hz，应在 {low} 到 {high} Hz 之间。请重新导出。",
        "The header of {entry} tells of {rate} samples a second; from {low} to {high} Hz are read. Export it again.",
    ),
    "speech.is_mp3": Text(
        "{entry} 其实是 MP3。请转换成 WAV、FLAC 或 OGG。", "{entry} is an MP3. Convert it to WAV, FLAC or OGG."
    ),
    "speech.unreadable": Text(
        "{entry} 的文件头损坏，或不是 WAV、FLAC、OGG，读不出来。请重新导出。",
        "{entry} cannot be read: its header is damaged, or it is no WAV, FLAC or OGG. Export it again.",
    ),
    "speech.not_finite": Text(
        "{entry} 的样本里有 NaN 或无穷大。请重新导出。",
        "{entry} has samples that are NaN or infinite. Export it again.",
    ),
    "speech.empty_part": Text(
        "没有任何录音属于 {part} 部分。请调整划分比例，或检查表里的 split 列。",
        "No recording belongs to the {part} part. Change the shares, or look at the column split.",
    ),
    "doctor.too_short": Text(
        "{entry} 太短：只有 {inputs} 个输入，而 CTC 至少需要 {needed} 个（每个符号一个，相同的相邻符号之间再加一个）。"
        "请减小合并帧数（现在是 {stack}）或帧移。",
        "{entry} is too short: it gives {inputs} inputs, and CTC needs {needed}, one for each symbol and one between "
        "two equal ones. Join fewer frames (now {stack}) or shorten the hop.",
    ),
    "doctor.unknown_symbol": Text(
        "{entry} 的转写里有训练部分没有出现过的符号“{symbol}”，模型写不出它。",
        "The transcript of {entry} has the symbol “{symbol}”, which training never sees, so it cannot be written.",
    ),
    "doctor.unseen_symbols": Text(
        "验证和测试部分有 {files} 段录音的转写含有训练部分没有的符号（共 {count} 种：{symbols}），例如 {entry}。"
        "模型写不出它们，每一个都算错；请把这样的录音放进训练部分，或改正转写。",
        "The transcripts of {files} validation or test recordings hold {count} symbols that training never sees "
        "({symbols}), for example {entry}. They cannot be written, so each counts as an error: put such recordings "
        "into the training part, or correct the transcripts.",
    ),
    "doctor.silent": Text(
        "{entry} 是静音（低于 −60 dB）。请重新录制，或删掉它。",
        "{entry} is silent, below −60 dB. Record it again, or remove it.",
    ),
    "doctor.clipped": Text(
        "{entry} 有超过 1% 的样本削顶，识别会变差。录音时请降低音量。",
        "More than 1 % of the samples of {entry} are clipped, which hurts recognition. Record it at a lower level.",
    ),
    "doctor.more": Text("另外还有 {count} 处类似问题。", "And {count} more of the same."),
    "speech.summary": Text(
        "{utterances} 段录音，共 {minutes:.1f} 分钟，{speakers} 位说话人，{symbols} 个符号。",
        "{utterances} recordings, {minutes:.1f} minutes, {speakers} speakers, {symbols} symbols.",
    ),
    "speech.reason_symbols_words": Text(
        "只有 {count} 个不同的词，所以以词为符号，CTC 直接写词。",
        "There are {count} different words only, so every word is a symbol and CTC writes words.",
    ),
    "speech.reason_symbols_characters": Text(
        "有 {count} 个不同的词，所以以字符为符号，没有听过的词也能写出来。",
        "There are {count} different words, so every character is a symbol and unheard words can be written too.",
    ),
    "speech.reason_split": Text(
        "测试用的说话人（{speakers}）训练时从未听过，这是更难也更诚实的划分。",
        "The test speakers ({speakers}) are never heard in training, the harder and more honest split.",
    ),
    "speech.reason_rate": Text(
        "所有录音转换到 {rate} Hz 单声道，特征是 {mels} 个梅尔频带的对数谱，逐句归一化。",
        "All recordings become mono at {rate} Hz; the features are log spectra of {mels} mel bands, normalised for "
        "each utterance.",
    ),
    "speech.tile_wer": Text("测试词错误率", "Test word error rate"),
    "speech.tile_right": Text("完全正确的录音", "Wholly right recordings"),
    "speech.tile_beam": Text("前缀束搜索的词错误率", "Word error rate by prefix beam"),
    "speech.recordings": Text("{count} 段测试录音", "{count} test recordings"),
    "speech.against": Text("总猜“{guess}”的词错误率是 {rate}", "always guessing “{guess}”: {rate} of the words wrong"),
    "speech.voices": Text("测试说话人：{speakers}", "test speakers: {speakers}"),
    "speech.by_model": Text("模型，最优路径", "model, best path"),
    "speech.by_beam": Text("模型，前缀束搜索", "model, prefix beam search"),
    "speech.by_guess": Text("总猜最常见的转写", "always the most frequent transcript"),
    "speech.right": Text("全对", "wholly right"),
    "speech.scores_note": Text(
        "词错误率 WER = （替换 + 遗漏 + 多余的词）÷ 说出的词；CER 按字符计算。",
        "WER is wrong, missing and added words over the words that were said; CER counts characters.",
    ),
    "speech.said": Text("说的", "Said"),
    "speech.heard": Text("听到的", "Heard"),
    "speech.file": Text("录音", "Recording"),
    "speech.transcripts": Text("测试录音的转写", "Transcripts of test recordings"),
}
