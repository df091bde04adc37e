"""Sentences on results of text runs in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

TEXT_REPORT_TEXTS: dict[str, Text] = {
    "report.score_text": Text(
        "每字符 {bits} 比特 · 对 {order} 元模型 {change}",
        "{bits} bits per character · {change} against {order}-grams",
    ),
    # -- the one sentence on a result ------------------------------------------------------------------------------
    "report.text_better": Text(
        "网络比统计 {order} 元模型更会预测没见过的文字：每字符 {model} 比特，对 {ngram}（{change}，95% 区间 {low} 到 {high}）。",
        "The network foretells text it has not seen better than {order}-gram statistics: {model} bits per character against {ngram} ({change}, 95% interval {low} to {high}).",
    ),
    "report.text_tie": Text(
        "没有证据说明网络比统计 {order} 元模型更会预测没见过的文字：每字符 {model} 比特，对 {ngram}（{change}）；95% 区间 {low} 到 {high} 包含零。请多训练，或换更长的文本。",
        "The network is not shown to be better than {order}-gram statistics on text it has not seen: {model} bits per character against {ngram} ({change}); the 95% interval, {low} to {high}, holds zero. Train longer, or use a longer text.",
    ),
    "report.text_worse": Text(
        "网络不如统计 {order} 元模型：没见过的文字每字符要 {model} 比特，对 {ngram}（{change}，95% 区间 {low} 到 {high}）。请多训练，或换更长的文本。",
        "The network is worse than {order}-gram statistics: {model} bits per character against {ngram} on text it has not seen ({change}, 95% interval {low} to {high}). Train longer, or use a longer text.",
    ),
    "report.text_few_higher": Text(
        "没有证据说明网络优于统计 {order} 元模型：没见过的文字每字符要用更多比特（{model}，对 {ngram}，{change}）。这部分太短，给不出区间。",
        "The network is not shown to be better than {order}-gram statistics: it takes more bits per character on text it has not seen ({model} against {ngram}, {change}). That text is too short for an interval.",
    ),
    "report.text_few_lower": Text(
        "没见过的文字每字符用的比特比统计 {order} 元模型少（{model}，对 {ngram}，{change}），但这还不能说明它更好：这部分太短，给不出区间。",
        "The network takes fewer bits per character than {order}-gram statistics on text it has not seen ({model} against {ngram}, {change}), but it is not shown to be better: that text is too short for an interval.",
    ),
    "report.text_recites": Text(
        "网络在背诵：生成的文字里有 {copied} 个字符连续照抄训练文本。没见过的文字每字符 {model} 比特，{order} 元模型为 {ngram}。请加大 dropout，或换更长的文本。",
        "The network recites: {copied} characters in a row of what it writes are copied from the training text. On text it "
        "has not seen: {model} bits per character, {ngram} for {order}-grams. Raise the dropout, or use a longer text.",
    ),
    # -- the explanation -------------------------------------------------------------------------------------------
    "report.text_bits": Text(
        "每个字符平均要几比特才能说清（越少越好）：网络 {model}，{order} 元模型 {ngram}，只看字符频率 {unigram}。",
        "Bits that it takes on average to tell the next character (fewer are better): {model} for the network, {ngram} for "
        "{order}-grams, {unigram} for symbol frequencies alone.",
    ),
    "report.text_measures_character": Text(
        "换成别的单位：每字符 {nats} nat，困惑度 {perplexity}，相当于每次在 {each} 个等可能的字符里猜。",
        "In other units: {nats} nats per character, perplexity {perplexity}, as if it guessed among {each} equally likely "
        "characters each time.",
    ),
    "report.text_measures_bpe": Text(
        "换成别的单位：每个词片 {nats} nat，困惑度 {perplexity}；折合到每个字符，相当于在 {each} 个等可能的字符里猜。",
        "In other units: {nats} nats and a perplexity of {perplexity} per piece; per character it is as if it guessed among "
        "{each} equally likely ones.",
    ),
    "report.text_own": Text(
        "它写的 {written} 个字符里，最长有 {copied} 个连续字符与训练文本相同；同样多的真实文字最长重合 {reference} 个，所以不像在照抄。",
        "Of the {written} characters that it wrote, at most {copied} in a row stand in the training text; as much real text "
        "shares {reference}, so it does not look copied.",
    ),
    "report.text_copies": Text(
        "它写的 {written} 个字符里，有 {copied} 个连续字符照抄训练文本，而同样多的真实文字最长只重合 {reference} 个：这是背诵，不是创作。",
        "Of the {written} characters that it wrote, {copied} in a row stand in the training text, while as much real text "
        "shares {reference}: this is reciting, not writing.",
    ),
    "report.text_fitting": Text(
        "训练部分末尾每符号 {training} nat，验证部分 {held_out} nat，两者接近：没有明显的过拟合。",
        "{training} nats per symbol at the end of the training part and {held_out} on the validation part are close: no "
        "marked overfitting.",
    ),
    "report.text_overfitting": Text(
        "过拟合：训练部分末尾每符号 {training} nat，验证部分却要 {held_out} nat。可加大 dropout、减小隐藏维度，或换更长的文本。",
        "Overfitting: {training} nats per symbol at the end of the training part but {held_out} on the validation part. "
        "Raise the dropout, lower the hidden size, or use a longer text.",
    ),
    "report.text_unknown": Text(
        "没见过的文字里有 {share} 的字符不在词表中，都算作同一个未知符号，因此上面的数字比实际略好看。",
        "{share} of the characters in the text it was judged on are outside the vocabulary and count as one unknown symbol, "
        "so the numbers above look a little better than they are.",
    ),
    "chart.unigram": Text("字符频率基线", "symbol frequencies"),
    "chart.ngram": Text("n 元模型基线", "n-grams"),
    # -- the report ------------------------------------------------------------------------------------------------
    "document.samples": Text("网络写的文字", "What the network writes"),
    "document.sample": Text("温度 {temperature}", "Temperature {temperature}"),
    "document.bits": Text("比特/字符", "bits per character"),
    "document.nats": Text("nat/符号", "nats per symbol"),
    "document.perplexity": Text("困惑度", "perplexity"),
    "document.gain": Text("网络相对它的变化，比特（95% 区间）", "the network against it, in bits (95% interval)"),
    "document.text_note": Text(
        "在没有参与训练的文字上；n 元模型用插值 Kneser-Ney 平滑，只由训练部分得到。",
        "On text that was not trained on; the n-grams use interpolated Kneser-Ney smoothing and the training part alone.",
    ),
    "document.tile_bits": Text("每字符比特", "Bits per character"),
    "document.tile_ngram": Text("{order} 元模型", "{order}-grams"),
    "document.tile_perplexity": Text("困惑度", "Perplexity"),
    "document.per_symbol": Text("每符号", "per symbol"),
    "document.characters": Text("字符", "Characters"),
    "document.vocabulary": Text("词表", "Vocabulary"),
    "document.lowest": Text("越少越好", "fewer are better"),
}
