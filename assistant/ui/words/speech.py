"""Words of the pages about recordings, in Chinese and English side by side; part of `labels.TEXTS`."""

from lstm_core.i18n.sentences import Text

SPEECH_LABELS: dict[str, Text] = {
    "picture.recognise": Text("识别", "Recognise"),
    "working.recognise": Text("正在听录音", "Listening to the recording"),
    "speech.microphone": Text("对着麦克风说", "Speak into the microphone"),
    "speech.upload": Text("或选一段录音", "Or choose a recording"),
    "speech.upload_help": Text(
        "WAV、FLAC 或 OGG，最长 60 秒，任何采样率，单声道或立体声。",
        "WAV, FLAC or OGG, up to 60 s, any sampling rate, mono or stereo.",
    ),
    "speech.which": Text("识别哪一段", "Recording to recognise"),
    "speech.recognise": Text("识别", "Recognise"),
    "speech.listening": Text("正在听录音……", "Listening…"),
    "speech.no_weights": Text(
        "还没有保存权重，第一次验证之后就能识别录音。",
        "No weights have been saved yet; recordings can be recognised after the first validation.",
    ),
    "speech.nothing_yet": Text(
        "录一段或选一段录音，这里会显示转写、每个符号的时间和对齐。",
        "Record or choose a recording; its transcript, the time of every symbol and an alignment appear here.",
    ),
    "speech.nothing_heard": Text("什么也没有听到", "Nothing was heard"),
    "speech.by_beam_line": Text("前缀束搜索：{said}", "Prefix beam search: {said}"),
    "speech.moments": Text("时间：{moments}", "Times: {moments}"),
    "speech.moment": Text("{symbol} {start}–{end} 秒", "{symbol} {start}–{end} s"),
    "speech.older_weights": Text(
        "这是较早的权重听到的；再点一次“识别”，用最新的权重。",
        "Heard with earlier weights; press Recognise to use the newest.",
    ),
    "speech.see_alignment": Text("显示对齐", "Show the alignment"),
    "speech.recording_name": Text("录音-{time}.wav", "recording-{time}.wav"),
    "chat.choose": Text("选择文件", "Choose a file"),
    "chat.sound_only": Text("识别这段录音。", "Recognise this recording."),
    "chat.sounds_only": Text("用这些录音训练语音识别。", "Train a speech recogniser on these recordings."),
    "chat.kept_files": Text(
        "{files} 已保存，会随下一个问题一起发送。", "{files} is kept and goes with the next question."
    ),
}
