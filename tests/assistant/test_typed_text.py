"""What a person typed is drawn as it was typed."""

import re
import time

import pytest
from markdown_it import MarkdownIt

from assistant.markdown.escaping import literal, verbatim
from assistant.markdown.parsing import PART
from assistant.markdown.typed_text import as_typed
from tests.browser.hostile import pieces

PAGE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PYTHON = (
    "class Net(nn.Module):\n    def __init__(self, a*b) -> None:\n        self.x = a*b*c  # => `y`\n\n        return x"
)
JAVASCRIPT = "const f = (a) => {\n  return `${a}` + $b * 2;\n};"


def shown(drawn: str) -> str:
    """The characters that a page shows: text and code, lines and spaces."""
    lines = []
    for token in PAGE.parse(drawn, {}):
        assert token.type in ("paragraph_open", "inline", "paragraph_close", "fence"), token.type
        if token.type == "fence":
            lines.append(token.content.removesuffix("\n"))
        for each in token.children or []:
            assert each.type in ("text", "text_special", "softbreak", "hardbreak", "link_open", "link_close"), each.type
        if token.type == "inline":
            kinds = {"hardbreak": "\n", "softbreak": "\n"}
            lines.append("".join(kinds.get(each.type, each.content) for each in token.children or []))
    return re.sub(r":color\[(.)\]", r"\1", "\n".join(lines)).replace("\xa0", " ")


@pytest.mark.parametrize(
    "typed",
    [
        PYTHON,
        JAVASCRIPT,
        f"为什么报错？\n{PYTHON}\n请解释",
        "a*b*c __init__ -> => <- <-> >= <T> &amp; # x",
        "C:\\Users\\(x86)\\new_[a]\n\\alpha",
        "  indented\n    more   spaces\nend",
        "# title\n- item\n1. one\n> q\n+ p\n| a | b |\n|---|---|",
        "`code` **bold** ~~no~~ _x_ [l](http://h) ![i](http://h)",
        ":smile: :material/home: :red[x] ::leaf a@b.de",
        "```\nnever closed __x__",
        "$5-$10, $HOME/$USER, US$5 and $10",
        "x = 5",
        "一行\r\n二行\r三行",
        "SELECT *\nFROM t_a\nWHERE a_b = 'x*y';",
        "\tdef f():\n\t\treturn __x__",
    ],
)
def test_every_character_stays(typed):
    expected = typed.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    assert re.sub(r"\n+", "\n", shown(as_typed(typed)).expandtabs(4)) == re.sub(r"\n+", "\n", expected)


@pytest.mark.parametrize("code", [PYTHON, JAVASCRIPT, "import torch\nx = torch.zeros(3)", "pip install x\npython a.py"])
def test_lines_of_code_stand_in_a_block_as_they_are(code):
    assert as_typed(f"Why?\n\n{code}\n\nPlease say.") == f"Why?\n\n```\n{code}\n```\n\nPlease say."


def test_a_block_between_fences_is_code_in_its_language():
    assert as_typed("see\n```python\n__a__\n```\nok") == "see\n\n```python\n__a__\n```\n\nok"
    assert as_typed("```mermaid\ngraph\n```") == "```\ngraph\n```"


@pytest.mark.parametrize(
    "prose", ["What is f(x) = a*b, please?", "帮我看看 x = 5 对吗\ny = 6", "for more: why?", "date,a\n1,2"]
)
def test_sentences_are_no_code(prose):
    assert "```" not in as_typed(prose)


@pytest.mark.parametrize("unit", ["\\$", "$\\", "\\(\\\\)", "$$\\", "\\begin{align}"])
def test_a_part_of_a_question_costs_no_more_than_its_length(unit):
    before = time.process_time()
    as_typed((unit * PART)[:PART])
    assert time.process_time() - before < 1


def test_formulas_of_a_question_are_drawn():
    assert as_typed("what is \\(x_i\\), $\\alpha$ at $5?") == "what is $x_i$, $\\alpha$ at \\$5?"
    assert as_typed("is\n\\[\na\n- b\n\\]\nright") == "is\n\n$$\na\n- b\n$$\n\nright"
    assert as_typed("\\begin{align}a&=b\\end{align}") == "$$\n\\begin{align}a&=b\\end{align}\n$$"


@pytest.mark.parametrize("piece", pieces("http://h"))
def test_nothing_is_ever_loaded(piece):
    for drawn in (as_typed(piece), verbatim(piece), literal(piece)):
        for token in PAGE.parse(drawn, {}):
            assert not re.match(r"\W|mermaid", token.info), drawn
            for each in token.children or []:
                assert each.type not in ("image", "html_inline"), drawn
                assert each.type != "link_open" or re.match("https?:", str(each.attrGet("href"))), drawn


def test_a_name_is_shown_as_it_is_wherever_it_stands():
    assert literal("a_b *c* $x$ [l](u)") == r"a\_b \*c\* \$x\$ \[l\]\(u\)"
    assert literal(":red[x] -> y!") == r"\:red\[x\] -:color[\>] y\!"
    assert literal("a\r# b") == "a\n\\# b"
