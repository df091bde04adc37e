"""Sentences about data, in Chinese and English side by side; part of `lstm_core.texts.TEXTS`."""

from lstm_core.languages import Text

DATA_TEXTS: dict[str, Text] = {
    "data.missing_file": Text(
        "找不到文件 {file}。请检查路径，或重新上传。", "There is no file {file}. Check the path, or upload it again."
    ),
}
