"""Answers that never end are seen; tables, code, refrains and lists of numbers are not taken for them."""

import random
import time

import pytest

from assistant.endpoint.runaway import STRIDE, RunawayDetector

CHANCE = random.Random(7)
LETTERS = "".join(CHANCE.choice("abcdefghij klmno pqrs") for _ in range(3_000))
LOOPS = {
    "a short phrase": "我需要再想想。" * 400,
    "a sentence": "Let me think about it again. " * 150,
    "a line": "- The forget gate decides what is kept.\n" * 150,
    "two lines": "First, look at the data.\nThen, look at the loss.\n" * 100,
    "a paragraph": LETTERS[:900] * 12,
    "a whole answer": LETTERS * 8,
    "an apology": "Some proper start.\n\n" + "I am sorry, " * 300,
    "one word": "hello " * 2_000,
    "one character": "哈" * 12_000,
    "blank lines": "\n" * 30_000,
    "dots": "." * 30_000,
    "three sentences in any order": "".join(
        CHANCE.choice(["Let me check the data. ", "I should look at the loss. ", "maybe the window is short. "])
        for _ in range(900)
    ),
    "a long answer over and over": "".join(CHANCE.choice("abcdefgh ijk lmno") for _ in range(6_000)) * 6,
    "steps that only count": "".join(f"Step {n}: I will check the result again.\n" for n in range(900)),
}
FINE = {
    "a table": "| cell | H | loss |\n|---|---|---|\n" + "".join(f"| LSTM | {n * 7 % 512} | 1 |\n" for n in range(600)),
    "a table of equal rows": "| LSTM | tanh | no |\n" * 50,
    "numbers": "\n".join(map(str, range(4_000))),
    "fractions": ", ".join(f"{CHANCE.random():.4f}" for _ in range(3_000)),
    "a matrix of zeros": "\n".join("[" + ", ".join("0" * 60) + "]," for _ in range(60)),
    "a mask": str([False] * 500),
    "missing values": str(["nan"] * 800),
    "a poem with a refrain": "".join(
        f"Verse {word} goes another way,\nand {word} again.\nRow, row, row your boat\nGently down the stream\n\n"
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ),
    "a chorus": "Na na na na, hey hey, goodbye\n" * 20,
    "rulers": ("=" * 80 + "\nPart\n") * 10 + "-" * 400,
    "code": "".join(f"        self.fc{n} = nn.Linear(64, 64)\n        self.act{n} = nn.ReLU()\n" for n in range(80)),
    "a deep network": "nn.Linear(64, 64), nn.ReLU(), " * 30,
    "a log": "".join(f"epoch {n} loss {1 / (n + 1):.3f} val {1.2 / (n + 1):.3f}\n" for n in range(300)),
    "a file": "".join(f"2026-01-{n % 28 + 1:02d},shop A,open,{n * 31 % 97}\n" for n in range(900)),
    "letters of a genome": "".join(CHANCE.choice("ACGT") for _ in range(9_000)),
    "something important said three times": "重要的事情说三遍。" * 3,
    "objects": ",".join(f'{{"x": {n}, "label": "a", "ok": true}}' for n in range(250)),
}


def verdict(text, size=40):
    """What the watch says, and after how many characters."""
    watch = RunawayDetector(longest=10_000_000)
    for start in range(0, len(text), size):
        said = watch.feed(text[start : start + size])
        if said is not None:
            return said, start + size
    return None, len(text)


@pytest.mark.parametrize("name", LOOPS)
def test_an_answer_that_repeats_itself_is_seen_however_it_is_cut(name):
    for size in (1, 40, 5_000):
        said, after = verdict(LOOPS[name], size)
        assert said == "loop"
        assert after <= len(LOOPS[name]) + size


@pytest.mark.parametrize("name", FINE)
def test_what_repeats_for_a_reason_is_let_be(name):
    assert verdict(FINE[name])[0] is None


def test_a_length_that_nobody_reads_is_seen():
    watch = RunawayDetector(longest=1_000)
    assert watch.feed(LETTERS[:1_000]) is None
    assert watch.feed("x") == "length"


@pytest.mark.parametrize("text", [LETTERS * 2, "ab " * 3_000, "0, " * 3_000, ("a" * 40 + "b") * 300, "a" * 9_000])
def test_the_cost_is_linear_in_the_length(text):
    def seconds(times):
        watch, best = RunawayDetector(longest=10**9), 9.0
        for _ in range(3):
            begun = time.process_time()
            for start in range(0, times * len(text), STRIDE):
                watch.feed((text * 2)[start % len(text) :][:STRIDE])
            best = min(best, time.process_time() - begun)
        return best

    assert seconds(20) < 8 * seconds(5) + 0.2
