"""A model's Markdown as the page draws it: formulas in its marks, nothing that loads, code untouched."""

import pytest

from assistant.markdown import LONGEST_FORMULA, normalise


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        (r"门 \(f_t\) 与 \( i_t \)", "门 $f_t$ 与 $i_t$"),
        (r"\[ c_t = f_t \odot c_{t-1} \]", "\n$$\nc_t = f_t \\odot c_{t-1}\n$$\n"),
        ("式 $$a$$ 完", "式 \n$$\na\n$$\n 完"),
        ("$x<y$ 与 $[0,1]$", "$x<y$ 与 $[0,1]$"),
        ("\\(a\nb\\)", "$a b$"),
        (r"$$\begin{matrix} a \\[4pt] b \end{matrix}$$", "\n$$\n\\begin{matrix} a \\\\[4pt] b \\end{matrix}\n$$\n"),
        (r"\\(kein\\)", r"\\(kein\\)"),
        ("a < b, 1<2", "a < b, 1<2"),
        ("no marks at all", "no marks at all"),
        ("", ""),
    ],
)
def test_formulas_get_the_marks_that_the_page_knows(written, drawn):
    assert normalise(written) == drawn
    assert normalise(normalise(written)).split() == drawn.split()


@pytest.mark.parametrize(
    "code",
    [
        "`\\(x\\)`",
        "``a ` \\[b\\]``",
        "```python\nprint('\\\\(a\\\\)', '<b>')  # ![x](http://a)\n```",
        "~~~\n\\(x\\)\n~~~",
        "```\nnever closed \\(x\\) ![x](http://a)",
        "  ```\n<b>\n  ```",
    ],
)
def test_code_stays_as_it_is(code):
    assert normalise(code) == code
    assert normalise(f"a \\(b\\)\n\n{code}").startswith("a $b$")
    assert normalise(f"a\n\n{code}").endswith(code)


@pytest.mark.parametrize(
    "written",
    [
        "![logo](http://evil/x.png)",
        "[![a](http://evil)](http://b)",
        "![a][1]\n\n[1]: http://evil",
        "costs $5 ![a](http://evil) and $6",
        "$$ ![a](http://evil) $$",
        r"\( ![a](http://evil) \)",
        "![a](data:image/svg+xml;base64,AA==)",
        "`open ![a](http://evil)",
    ],
)
def test_no_image_is_ever_loaded(written):
    assert "![" not in normalise(written)
    assert "![" not in normalise(written, growing=True)


@pytest.mark.parametrize("written", ["<img src=http://evil>", "<b>x</b>", "<!-- c -->", "<script>a</script>", "x<y"])
def test_html_shows_as_text(written):
    assert normalise(written) == written.replace("<", "\\<")


def test_links_stay_links():
    text = "[paper](https://arxiv.org) <https://arxiv.org> <mailto:a@b.c>"
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("so_far", "drawn"),
    [
        ("门 \\(f_", "门 "),
        ("门 \\", "门 "),
        ("门 $$ a", "门 "),
        ("门 \\[ a", "门 "),
        ("门 \\(f_t\\) 是", "门 $f_t$ 是"),
        ("```py\n\\(x", "```py\n\\(x"),
        ("`code \\(x", "`code \\(x"),
    ],
)
def test_a_formula_that_is_still_being_written_is_held_back(so_far, drawn):
    assert normalise(so_far, growing=True) == drawn


def test_text_after_something_that_only_looks_like_a_formula_is_not_held_back_for_ever():
    text = "\\( " + "word " * LONGEST_FORMULA
    assert normalise(text, growing=True) == text


def test_a_growing_answer_never_shows_a_bare_mark():
    answer = "门 \\(f_t\\) 与\n\\[ c \\]\n完"
    for end in range(len(answer) + 1):
        drawn = normalise(answer[:end], growing=True)
        assert "\\" not in drawn, answer[:end]
