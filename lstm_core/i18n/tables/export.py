"""Sentences on a network that is written as a portable program, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

EXPORT_TEXTS: dict[str, Text] = {
    "export.unknown_network": Text(
        "{network} 不是预测、文本或语音任务的网络，无法导出。请选择这三种任务的训练结果。",
        "{network} is no network of a forecasting, text or speech run, so it cannot be exported. Choose a run of these.",
    ),
    "export.unknown_operation": Text(
        "{cell} 用到了运算 {operation}，导出的程序里没有对应的运算。请在 lstm_core/engine/export/recording.py 中补上，或改写这个单元。",
        "{cell} uses the operation {operation}, which an exported program does not have. Add it in "
        "lstm_core/engine/export/recording.py, or write the cell without it.",
    ),
    "export.too_large": Text(
        "权重有 {size} GB，一个 ONNX 文件最多 {limit} GB。请缩小网络，或导出 INT8。",
        "The weights take {size} GB, and one ONNX file holds {limit} GB at most. Make the network smaller, or export INT8.",
    ),
    "export.other_numbers": Text(
        "{cell} 逐步记录下来后算出的结果与它本身不同，因此没有导出。单元的每一步只能依赖同一行的数值和状态。",
        "{cell} as recorded gives other numbers than itself, so it was not exported. A step of a cell may depend on numbers "
        "and state of its own row only.",
    ),
}
