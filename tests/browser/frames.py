"""Looks at the chart of a page in every animation frame: is there a picture, is it the same element, how high is it."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

BEGIN = """() => {
    const frames = window.frames_seen = [], known = new WeakMap();
    let elements = 0;
    const look = now => {
        const plot = document.querySelector('.js-plotly-plot');
        const svg = plot?.querySelector('.main-svg');
        if (plot && !known.has(plot)) known.set(plot, ++elements);
        let opacity = 1, hidden = false;
        for (let one = plot; one; one = one.parentElement) {
            const style = getComputedStyle(one);
            opacity *= Number(style.opacity);
            hidden ||= style.visibility === 'hidden' || style.display === 'none';
        }
        const box = svg?.getBoundingClientRect();
        const lines = plot?.querySelectorAll('.scatterlayer path.js-line, .scatterlayer path.point').length ?? 0;
        const drawn = box && box.width > 50 && box.height > 50 && lines > 0 && !hidden && opacity > 0.95;
        const wide = document.documentElement.scrollWidth > window.innerWidth;
        frames.push([now, plot ? known.get(plot) : 0, drawn ? 1 : 0, Math.round(box?.height ?? 0), wide ? 1 : 0]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


@dataclass(frozen=True)
class Seen:
    """What the frames showed: how many, how many without a picture, elements, heights, frames that scroll sideways."""

    frames: int
    empty: int
    elements: int
    heights: tuple[int, ...]
    sideways: int


def begin(page: Page) -> None:
    """Look from now on; a chart must be there."""
    page.evaluate(BEGIN)


def seen(page: Page) -> Seen:
    """What was seen since the beginning."""
    frames: list[list[Any]] = page.evaluate("() => window.frames_seen")
    return Seen(
        frames=len(frames),
        empty=sum(1 for frame in frames if not frame[2]),
        elements=len({frame[1] for frame in frames}),
        heights=tuple(sorted({frame[3] for frame in frames})),
        sideways=sum(frame[4] for frame in frames),
    )
