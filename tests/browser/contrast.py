"""The contrast of every text that a page shows, as WCAG 2.2 (1.4.3) computes it, measured in the browser.

A text is measured against what lies behind it: the backgrounds of its ancestors, laid over one another with their
opacities. Texts of controls that are switched off, and texts that nobody can see, have no rule to follow.
"""

from typing import NamedTuple

from playwright.sync_api import Page

TEXTS = """() => {
    const ratio = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * ratio(r / 255) + 0.7152 * ratio(g / 255) + 0.0722 * ratio(b / 255);
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const known = new Map();
    const colour = text => {  // any CSS colour as red, green, blue (0-255) and opacity (0-1)
        if (!known.has(text)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = text;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            const exact = /^rgba?\\(([^)]+)\\)$/.exec(text);
            const parts = exact && exact[1].split(/[ ,\\/]+/).map(Number);
            known.set(text, parts ? [...parts.slice(0, 3), parts[3] ?? 1] : [r, g, b, a / 255]);
        }
        return known.get(text);
    };
    const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
    const measure = (element, paint) => {
        const chain = [];
        const above = node => node.parentElement ?? node.getRootNode().host;
        for (let node = element; node; node = above(node)) chain.unshift(getComputedStyle(node));
        let behind = [255, 255, 255], ink = null, faint = 1;
        for (const style of chain) {
            faint *= Number(style.opacity);
            const [r, g, b, a] = colour(style.backgroundColor);
            behind = over([r, g, b, a * faint], behind);
        }
        const [r, g, b, a] = colour(paint);
        ink = over([r, g, b, a * faint], behind);
        const [light, dark] = [luminance(ink), luminance(behind)].sort((one, other) => other - one);
        return (light + 0.05) / (dark + 0.05);
    };
    const seen = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true}) &&
        !element.closest('[disabled], [aria-disabled=true], [aria-hidden=true] .material-icons, .page-spoken');
    const found = [];
    const note = (element, text, paint) => {
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
        const large = size >= 24 || (bold && size >= 18.66);
        const part = element.closest('[data-testid]')?.dataset.testid ?? element.tagName;
        found.push([text.trim().slice(0, 60), measure(element, paint), large, part]);
    };
    const roots = [document.body, ...[...document.querySelectorAll('*')].map(each => each.shadowRoot).filter(Boolean)];
    const texts = function* () {
        for (const root of roots) {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) yield walker.currentNode;
        }
    };
    for (const node of texts()) {
        const element = node.parentElement, text = node.data;
        if (!text.trim() || !element || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName)) continue;
        if (!seen(element)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || getComputedStyle(element).clipPath !== 'none') continue;
        const style = getComputedStyle(element);
        note(element, text, element instanceof SVGElement ? style.fill : style.color);
    }
    for (const field of document.querySelectorAll('input, textarea')) {
        if (!seen(field) || field.getBoundingClientRect().width < 2) continue;
        if (field.value) note(field, field.value, getComputedStyle(field).color);
        else if (field.placeholder) note(field, field.placeholder, getComputedStyle(field, '::placeholder').color);
    }
    return found;
}"""


class Shown(NamedTuple):
    """One text, its contrast to 1, whether it is large, and the part of the page that it stands in."""

    text: str
    contrast: float
    large: bool
    part: str

    @property
    def weak(self) -> bool:
        return round(self.contrast, 2) < (3 if self.large else 4.5)


def texts(page: Page) -> list[Shown]:
    """Every text that the page shows now."""
    return [Shown(*found) for found in page.evaluate(TEXTS)]


def weak(page: Page) -> list[str]:
    """The texts that are too close to their background, each once, the weakest first."""
    found = {(shown.part, round(shown.contrast, 2)): shown for shown in texts(page) if shown.weak}
    return [
        f"{shown.contrast:.2f} {shown.part}: {shown.text}"
        for _, shown in sorted(found.items(), key=lambda item: item[0][1])
    ]
