"""A model's Markdown as the page draws it: formulas in its marks, nothing that loads, code untouched, linear time."""

import random
import re
import time

import pytest
from markdown_it import MarkdownIt

from assistant.markdown import formulas
from assistant.markdown.escaping import in_markdown
from assistant.markdown.parsing import PART, first_parts, normalise, parts
from tests.browser.hostile import pieces

PAGE = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
HOSTILE = pieces("http://h")
MEGABYTE = 1_000_000
SECONDS = 60  # for a megabyte; what is quadratic takes hours


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        (r"门 \(f_t\) 与 \( i_t \)", "门 $f_t$ 与 $i_t$"),
        (r"\[ c_t = f_t \odot c_{t-1} \]", "$$\nc_t = f_t \\odot c_{t-1}\n$$"),
        ("式 $$a$$ 完", "式 \n$$\na\n$$\n完"),
        ("$x<y$ 与 $[0,1]$", "$x<y$ 与 $[0,1]$"),
        ("\\(a\nb\\)", "$a b$"),
        (r"$$\begin{matrix} a \\[4pt] b \end{matrix}$$", "$$\n\\begin{matrix} a \\\\[4pt] b \\end{matrix}\n$$"),
        (r"\begin{align}a&=b\\c&=d\end{align}", "$$\n\\begin{align}a&=b\\\\c&=d\\end{align}\n$$"),
        ("\\begin{cases}\na\n\n- b\n\\end{cases}", "$$\n\\begin{cases}\na\n- b\n\\end{cases}\n$$"),
        (r"\[x \text{ if \(y\)}\]", "$$\nx \\text{ if \\(y\\)}\n$$"),
        ("- so\n  \\[\n  a\n  - b\n  \\]\n- c", "- so\n  $$\n  a\n  - b\n  $$\n- c"),
        ("1. so:\n\\[\nx=1\n\\]\n2. b", "1. so:\n   $$\n   x=1\n   $$\n2. b"),
        ("> $$\n> a\n> - b\n> $$", "> $$\n> a\n> - b\n> $$"),
        ("| a |\n|---|\n| $P(a|b)$ |", "| a |\n| --- |\n| $P(a\\vert b)$ |"),
        ("# On $$x$$", "# On $\\displaystyle x$"),
        ("**is $$\\begin{align}x\\end{align}$$**", "**is $\\displaystyle \\begin{aligned}x\\end{aligned}$**"),
        ("CO$_2$, 10$^{-3}$, $n$th", "CO$_2$, 10$^{-3}$, $n$th"),
        (r"$\mathcal{L}$2", r"$$\mathcal{L}$$2"),
        ("```math\nx^2\n```", "$$\nx^2\n$$"),
        (r"$a$$b$", "$a$:color[]$b$"),
        ("a < b, 1<2", r"a \< b, 1\<2"),
        ("no marks at all", "no marks at all"),
        ("", ""),
    ],
)
def test_formulas_get_the_marks_that_the_page_knows(written, drawn):
    assert normalise(written) == drawn


@pytest.mark.parametrize(
    "prose",
    [
        "$5-$10",
        "US$5 and $10",
        "$HOME, $HOME/$USER and ${A}${B}",
        "costs $5–$10 per $unit",
        "$a + $b = $c",
        "5$/month or 50$/year",
        r"temp \[C\] and \[km/h\]",
        r"\(see the note below\)",
        r"\\(kein\\)",
        "from $100 (or 90€) up to 200$ each",
        "$foo_bar$",
        "10 $ 或 20 $",
        r"$$\text{never closed",
    ],
)
def test_money_and_brackets_are_no_formulas(prose):
    assert "$" not in normalise(prose).replace("\\$", "")


@pytest.mark.parametrize("body", [r"\href{http://h}{x}", r"\includegraphics{h}", r"\def\a{\a\a}", r"\rule{9em}{900em}"])
def test_a_formula_that_could_do_more_than_show_itself_is_code(body):
    assert normalise(f"\\({body}\\)") == f"`{body}`"
    assert normalise(f"$$\n{body}\n$$") == f"```text\n{body}\n```"


@pytest.mark.parametrize(
    ("code", "drawn"),
    [
        ("`\\(x\\)`", "`\\(x\\)`"),
        ("``a ` \\[b\\]``", "``a ` \\[b\\]``"),
        ("```python\nprint('\\\\(a\\\\)', '<b>')  # ![x](http://a)\n```", None),
        ("~~~\n\\(x\\)\n~~~", "```\n\\(x\\)\n```"),
        ("```\nnever closed \\(x\\) ![x](http://a)", "```\nnever closed \\(x\\) ![x](http://a)\n```"),
        ("````\n```\ninner\n```\n````", None),
        ("    indented\n      more -> __x__", "```\nindented\n  more -> __x__\n```"),
        ("- a\n\n  ```py\n  x = $1\n    y\n  ```", "- a\n\n  ```py\n  x = $1\n    y\n  ```"),
        ("> 1. ```\n>    a_b\n>    ```", "> 1. ```\n>    a_b\n>    ```"),
    ],
)
def test_code_stays_as_it_is(code, drawn):
    assert normalise(code) == (drawn or code)
    assert normalise(f"a \\(b\\)\n\n{code}").startswith("a $b$")


@pytest.mark.parametrize(
    "language", ["mermaid", "Mermaid", "mermaid-x", "-language-mermaid", "dot", "vega-lite", "x y"]
)
def test_what_the_page_could_draw_is_plain_code(language):
    assert normalise(f"```{language}\na\n```") == "```\na\n```"


def look(drawn: str) -> None:
    """Nothing in the text is more to a CommonMark parser than text, code and links to http(s)."""
    for token in PAGE.parse(drawn, {}):
        for each in [token, *(token.children or [])]:
            assert each.type not in ("image", "html_block", "html_inline"), drawn
            assert each.type != "fence" or not re.match(r"\W|mermaid", each.info), drawn
            assert each.type != "link_open" or re.match("https?:", str(each.attrGet("href"))), drawn


@pytest.mark.parametrize("piece", HOSTILE)
def test_nothing_is_ever_loaded(piece):
    for end in range(0, len(piece) + 1, 19):
        look(normalise(piece[:end], growing=True))
    look(normalise(piece))
    look(normalise(normalise(piece)))


def test_nothing_is_loaded_from_a_thousand_mixtures():
    marks = ["`", "``", "```", "~~~", "\n", "\n\n", "\r", "- ", "> ", "# ", "1. ", "|", "|-|", "$", "$$", "\\(", "\\)"]
    marks += ["\\[", "\\]", "![](u)", "![a](http://h/i)", "[", "](http://h)", "!", "&#33;", "&#96;", "&#10;", "*", "**"]
    marks += [
        "~~",
        "_",
        "\\",
        "<img src=h>",
        "    ",
        "[r]: http://h\n",
        "![r]",
        "a",
        " ",
        ":red[",
        "]",
        "mermaid",
        "\t",
    ]
    chance = random.Random(7)
    for _ in range(1000):
        text = "".join(chance.choices(marks, k=24))
        look(normalise(text))


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("<img src=http://evil>", r"\<img src=<http://evil>\>"),
        ("<b>x</b>", r"\<b\>x\</b\>"),
        ("&lt;b&gt; &amp;amp;", r"\<b\> \&amp;"),
        (":red[x] :smile: :material/home:", r"\:red\[x\] :color[\:]smile: :color[\:]material/home:"),
        ("a -> b -- c", r"a -:color[\>] b -:color[-] c"),
        ("a@b.de", "a:color[@]b.de"),
        ("![alt *text*](http://h/i.png) ![a](data:image/png;base64,AA==)", "alt text a"),
        ("[a](data:text/html,x) [b](javascript:x) [c](#d) [e](/f) <mailto:a@b.c>", "a b c e a:color[@]b.c"),
        ("[^1]\n\n[^1]: note", "\\[^1\\]\n\n\\[^1\\]: note"),
    ],
)
def test_everything_else_shows_as_text(written, drawn):
    assert normalise(written).replace("mailto\\:", "") == drawn


def test_links_stay_links():
    text = "[paper](https://arxiv.org 'title') <https://arxiv.org> [r] https://a.b/c_d. [n](http://h/?a=1&b=2)\n\n[r]: http://r"
    assert normalise(text) == (
        "[paper](<https://arxiv.org>) [https\\://arxiv.org](<https://arxiv.org>) [r](<http://r>) <https://a.b/c_d>\\. "
        "[n](<http://h/?a=1&amp;b=2>)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n  - c\n\n    d\n\n* e",
        "7. a\n8. b",
        "- [ ] open\n- [x] done",
        "# One\n\nText **strong** *em* ~~gone~~ `code`\n\n___\n\n> quote\n>\n> more",
        "| a | b |\n| :-- | --: |\n| 1 | `x\\|y` |",
        "hard\\\nbreak\nsoft",
    ],
)
def test_the_shape_of_an_answer_stays(text):
    assert [token.type for token in PAGE.parse(normalise(text), {})] == [token.type for token in PAGE.parse(text, {})]


@pytest.mark.parametrize(
    "name",
    [
        "temp [C]",
        "[x_t]",
        r"a\(b\)",
        r"\[C\]",
        "__init__",
        "_x_",
        "[l](http://x)",
        "[x]: y",
        "![i](u)",
        "a*b*c",
        "`c`",
        "$x$",
        "<b>",
        "a|b",
        "- x",
        "1. y",
        "# h",
        "&amp;",
        "x -> y",
        ":smile:",
        "a  b",
    ],
)
def test_a_name_inside_an_answer_survives(name):
    def shown(text: str) -> str:
        tokens = [each for token in PAGE.parse(text, {}) for each in token.children or []]
        assert {each.type for each in tokens} <= {"text", "text_special", "link_open", "link_close"}
        return re.sub(r":color\[(.)\]", r"\1", "".join(each.content for each in tokens))

    assert shown(normalise(f"The column {in_markdown(name)} is")) == f"The column {' '.join(name.split())} is"
    assert shown(normalise(in_markdown(name))) == " ".join(name.split())


@pytest.mark.parametrize(
    ("so_far", "drawn"),
    [
        ("门 \\(f_", "门"),
        ("门 \\", "门"),
        ("门 $$ a", "门"),
        ("门 $x_", "门"),
        ("门 \\[ a", "门"),
        ("门 \\[\na\n- b", "门"),
        ("门\n\n- \\begin{align}\n  a\n\n  b", "门\n\n- &nbsp;"),
        ("门 \\begin{al", "门"),
        ("门 \\(f_t\\) 是", "门 $f_t$ 是"),
        ("costs $5 and mo", "costs \\$5 and mo"),
        ("```py\n\\(x", "```py\n\\(x\n```"),
        ("`code \\(x", "\\`code \\(x"),
    ],
)
def test_a_formula_that_is_still_being_written_is_held_back(so_far, drawn):
    assert normalise(so_far, growing=True).rstrip() == drawn


def test_text_after_something_that_only_looks_like_a_formula_is_not_held_back_for_ever():
    assert "word word" in normalise("\\( " + "word " * formulas.LONGEST, growing=True)


def test_a_growing_answer_never_shows_a_bare_mark():
    answer = "门 \\(f_t\\) 与\n\\[ c \\]\n和 $x_i$ 及\n\\begin{align}\na\n\\end{align}\n完"
    for end in range(len(answer) + 1):
        drawn = normalise(answer[:end], growing=True)
        assert "\\" not in re.sub(r"\\(begin|end)\{align\}", "", drawn), answer[:end]


def test_a_long_text_is_cut_between_blocks_and_a_cut_fence_goes_on():
    text = "A paragraph.\n\n" * 3000
    assert "".join(parts(text)) == text
    assert all(part.startswith("A paragraph.") and len(part) <= PART for part in parts(text))
    code = "```py\n" + "x = 1\n" * 4000 + "```\nafter\n"
    assert all(normalise(part).startswith("```py\n") for part in parts(code))
    assert sum(normalise(part).count("x = 1") for part in parts(code)) == 4000
    assert max(len(part) for part in parts("word " * 20_000)) <= PART
    assert first_parts(text, 2)[1] == len(text) - sum(map(len, first_parts(text, 2)[0]))


FAMILIES = {
    "unclosed parentheses": r"\(",
    "unclosed brackets": r"\[" + "\n",
    "dollars": "$a ",
    "environments": "\\begin{align}\n",
    "backticks": "` `` ``` ```` ````` `````` ",
    "nested brackets": "[",
    "images": "![",
    "links": "[a](<b",
    "less-than": "<",
    "emphasis": "*_",
    "strong": "a**b_c ",
    "quotes": ">",
    "lists": "- ",
    "pipes": "|",
    "backslashes": "\\",
    "one line": "a",
    "carriage returns": "\r",
    "entities": "&#x",
    "directives": ":a[",
    "tabs": "\t",
    "fences": "~~~\n```\n",
    "definitions": "[a]: b\n",
}


@pytest.mark.parametrize("family", FAMILIES)
def test_any_part_costs_no_more_than_its_length(family):
    unit = FAMILIES[family]
    text = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    begun = time.process_time()
    shown, left = first_parts(text, 2)
    for part in shown:
        normalise(part)
        normalise(part, growing=True)
    assert left > MEGABYTE - 3 * PART
    assert time.process_time() - begun < SECONDS / 20


def test_a_table_whose_cells_are_mostly_made_up_is_text():
    wide = "|a" * 50 + "|\n" + "|-" * 50 + "|\n" + "|x\n" * 3000
    assert len(normalise(wide)) < 4 * len(wide)


def test_growing_steps_and_steep_quotes_cost_no_more_than_their_length():
    begun = time.process_time()
    for unit in ("  ", ">", "`"):
        normalise("\n".join(unit * depth + "- x" for depth in range(int(MEGABYTE**0.5))))
    assert time.process_time() - begun < SECONDS


def test_what_is_nested_too_deep_for_a_parser_is_shown_as_it_is():
    assert normalise("> " * 60 + "deep") == r"\> " * 60 + "deep"
    assert "deep" in normalise("- " * 60 + "deep")
