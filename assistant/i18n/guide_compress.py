"""What the built-in guide says of compressions, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

COMPRESS_GUIDE_TEXTS: dict[str, Text] = {
    "guide.compress_about": Text(
        "压缩从一个训练好的网络出发，一档一档地做：ONNX、INT8 量化、剪枝、减少单元、低秩、蒸馏出小的学生网络，也可以组合。"
        "每个文件都存盘、重新读入、计时、在测试部分打分；按您的限制（大小、时间、最多变差多少）推荐一个，不更小也不更快的写明原因不采用。"
        "学生网络旁边总有没有老师的同样网络作对照。",
        "A compression goes up a ladder from a trained network: ONNX, INT8, pruning, fewer units, low rank, a small student "
        "taught by it, and combinations. Every file is stored, loaded back, timed and scored on the test part. One is "
        "recommended within your limits (size, time, how much worse); what is neither smaller nor faster is refused with its "
        "reason. Beside a student stands the same one without a teacher.",
    ),
    "guide.compress_nothing": Text(
        "压缩要从一个训练好的网络开始，这个对话里还没有。先训练一个，再说“压缩它”：",
        "Compressing starts from a trained network, and this conversation has none yet. Train one first, then ask again:",
    ),
    "guide.compress_untrained": Text(
        "这个对话里的卡片还没有训练完，没有可以压缩的网络。请先点“训练”，完成后再说一次。",
        "No card of this conversation is trained yet, so there is nothing to compress. Press Train and ask again when it is "
        "done.",
    ),
    "guide.compress_phone": Text(
        "要在手机上跑，我把限制设为文件至多 1 MB、测试指标至多差 1%：1 MB 随应用下载几乎察觉不到，也放得进手机处理器的缓存；"
        "差 1% 一般小于换一个种子的差别。两个数都可以改。",
        "For a phone the limits are a file of at most 1 MB and at most 1% worse on the test part: 1 MB is little beside any app "
        "and stays in a phone's cache, and 1% is usually less than another seed makes. Both can be changed.",
    ),
    "guide.compress_microcontroller": Text(
        "要在单片机上跑，我把限制设为文件至多 50 kB：常见的单片机有 64 到 256 kB 闪存，程序本身也要占一部分。这个数可以改。",
        "For a microcontroller the limit is a file of at most 50 kB: common ones have 64 to 256 kB of flash, and the program "
        "needs its part. It can be changed.",
    ),
    "guide.compress_impossible": Text(
        "“{words}”做不了：这里的文件是 FP32 或 INT8 的 ONNX，其他格式和更少的位数都不支持。其余的照做。",
        "“{words}” cannot be made: files here are ONNX in FP32 or INT8, no other format and no fewer bits. The rest is done.",
    ),
    "guide.compress_free": Text(
        "要去掉限制，请在卡片上清空那几个输入框。", "To lift the limits, empty their inputs on the card."
    ),
    "guide.compress_same": Text(
        "压缩卡片已经在上面。可以改限制，也可以说要哪几档。",
        "The compression card is above. Name other limits, or the rungs that you want.",
    ),
    "guide.compress_anew": Text(
        "不用重新训练，用已有的测量按新的限制评判：",
        "Nothing has to be trained again; what was measured is judged by the new limits:",
    ),
    "guide.compress_card": Text(
        "压缩卡片准备好了：{count} 个文件，要做 {networks} 个网络。",
        "The compression card is ready: {count} files, networks to build: {networks}.",
    ),
    "guide.compress_limits": Text("限制：{limits}。", "Limits: {limits}."),
    "guide.compress_time": Text("大约需要 {seconds} 秒。", "It takes about {seconds} seconds."),
    "guide.compress_start": Text(
        "点“开始压缩”。每个文件都会存盘、重新读入、计时和打分；限制之后还能改，不用重新训练。",
        "Press Start compressing. Every file is stored, loaded back, timed and scored; limits can still be changed afterwards "
        "without training again.",
    ),
    "guide.compress_not_started": Text(
        "压缩还没有开始，所以还没有可推荐的文件。请在卡片上点“开始压缩”。",
        "The compression has not been started, so there is no file to recommend. Press Start compressing on its card.",
    ),
    "guide.compress_not_done": Text(
        "压缩还没有做完，下面是目前的情况。", "The compression is not done yet; this is how it stands."
    ),
    "guide.compress_download": Text(
        "在卡片上选好一档，点“准备部署文件”，就能下载 ONNX、infer.py 和样例。",
        "Choose the rung on its card and press Prepare the files to download ONNX, infer.py and a sample.",
    ),
    "guide.known_compress": Text(
        "{data}：压缩，{step}/{steps} 个网络已完成。", "The compression on {data} has {step} of {steps} networks built."
    ),
    "guide.known_compress_draft": Text(
        "{data}：压缩的卡片已经准备好，还没有开始。", "A card for a compression on {data} is ready and not started yet."
    ),
    "next.phone": Text("压缩到能在手机上跑", "Make it small enough for a phone"),
    "next.under_100": Text("小于 100 kB", "Under 100 kB"),
    "next.worse_2": Text("最多差 2%", "At most 2% worse"),
    "offer.take": Text("该用哪个？", "Which one should I take?"),
    "offer.distil": Text("蒸馏成 {units} 个单元", "Distil it into {units} units"),
}
