// What only the browser can do for a page: keep the question and the growing answer in view, and name the language of
// the document. It stands behind speaker.js. All state stays here; nothing is sent to the server.
//
// Streamlit calls the default export whenever the data of a mounted component changes, for each component that was
// registered with this text; they share this module and its one `page`. Where Streamlit's page is built otherwise
// than expected, each part does nothing.

const MARGIN = 12; // pixels between the header and a question at the top of the view
const BREATH = 32; // pixels that stay free below an answer
const NEAR = 40; // pixels from the end that still count as the end
const CARD_HEAD = 150; // pixels of a new card that have to be seen: its title and its main action
const AT_ONCE = 1500; // milliseconds in which an answer may be complete; it is then read from its top
const QUIET = 2500; // milliseconds without a change until a page counts as drawn
const PATIENCE = 20000; // milliseconds after which a page counts as drawn in any case
const REDRAWN = 3000; // milliseconds that redrawing may take
const GLIDE = 1200; // milliseconds that a smooth movement may take
const PHONE = "(max-width: 768px)"; // the sidebar lies over the page
const SCROLL_UP = ["ArrowUp", "PageUp", "Home"];
const ACTIVE = "a, button, summary, input, textarea, select, [role=button], [role=tab], [role=radio], [role=slider]";

const STYLE = `
[data-testid="stMainBlockContainer"]::after { content: ""; display: block; height: var(--page-space, 0px); }
.page-jump { position: absolute; left: 50%; bottom: calc(100% + 8px); transform: translateX(-50%); display: none;
  align-items: center; gap: 6px; padding: 6px 14px; border-radius: 999px; font: inherit; font-size: 0.875rem;
  cursor: pointer; color: var(--page-ink); background: var(--page-paper);
  border: 1px solid color-mix(in srgb, var(--page-ink) 55%, var(--page-paper));
  box-shadow: 0 2px 8px rgba(0, 0, 0, 0.18); white-space: nowrap; }
.page-jump[data-shown] { display: inline-flex; }
.page-jump:hover { background: color-mix(in srgb, var(--page-ink) 8%, var(--page-paper)); }
.page-jump:focus-visible { outline: 2px solid var(--page-ink); outline-offset: 2px; }
@media print { .page-jump { display: none !important; } }
`;

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const uncover = () => {
  // Where the sidebar lies over the page, what was chosen in it would stay hidden behind it.
  if (matchMedia(PHONE).matches) part("stSidebarCollapseButton")?.querySelector("[aria-expanded=true]")?.click();
};
const drawn = () => idle() && !part("stSkeleton");

class Page {
  place = null; // what the address shows, as the server names it
  thread = null; // the open conversation as the server told it last
  asked = null; // the answer to the last question that was asked in this tab
  askedAt = 0;
  anchor = null; // the message that stands at the top of the view
  mode = "free"; // "free": the reader scrolls; "end": a thread opens; "follow": an answer grows
  live = null; // the answer that is being written
  speaker = new Speaker();
  main = null;
  top = 0; // where this page or the reader scrolled to
  height = 0;
  space = 0;
  gliding = 0; // until when a smooth movement lasts
  dragging = false;
  lost = null; // where the view stood before the page became shorter
  pending = false; // the question of `anchor` is to be brought to the top
  since = 0; // when the present mode began
  quiet = null;

  take(data) {
    this.prepare();
    if (data.language) document.documentElement.lang = data.language;
    if (data.place !== undefined) this.arrive(data.place);
    if (data.thread !== undefined) this.tell(data);
    for (const [key, text] of data.spoken ?? []) this.speaker.say(key, text);
  }

  prepare() {
    if (!document.getElementById("page-style")) {
      const style = document.createElement("style");
      style.id = "page-style";
      style.textContent = STYLE + Speaker.STYLE;
      document.head.append(style);
    }
    this.speaker.prepare();
    this.watch();
  }

  watch() {
    const main = part("stMain") ?? document.getElementById("stMain");
    const block = part("stMainBlockContainer");
    const foot = part("stBottom");
    if (!main || !block) return;
    if (foot && this.jump?.parentElement !== foot) foot.prepend((this.jump ??= this.button()));
    if (main === this.main && block === this.block && foot === this.foot) return;
    this.sizes?.disconnect();
    this.sizes = new ResizeObserver(() => this.settle());
    for (const watched of [main, block, foot]) if (watched) this.sizes.observe(watched);
    this.parts?.disconnect();
    this.parts = new MutationObserver(() => this.settle()); // the field at the bottom is drawn last
    for (const watched of [main, main.parentElement]) this.parts.observe(watched, { childList: true });
    if (main !== this.main) {
      this.stopListening?.abort();
      this.stopListening = new AbortController();
      this.listen(main, { passive: true, signal: this.stopListening.signal });
    }
    [this.main, this.block, this.foot] = [main, block, foot];
  }

  listen(main, options) {
    const release = () => this.release();
    main.addEventListener("scroll", () => this.scrolled(), options);
    main.addEventListener("scrollend", () => this.landed(), options);
    main.addEventListener("wheel", (event) => (event.deltaY < 0 ? release() : (this.lost = null)), options);
    main.addEventListener("touchmove", release, options);
    main.addEventListener("keydown", (event) => this.typed(event), options);
    main.addEventListener("pointerdown", (event) => this.pressed(event, main), options);
    addEventListener("pointerup", () => (this.dragging = false), options);
    for (const name of ["resize", "scroll"]) visualViewport?.addEventListener(name, () => this.settle(), options);
  }

  button() {
    const jump = document.createElement("button");
    jump.type = "button";
    jump.className = "page-jump";
    jump.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    jump.addEventListener("click", () => {
      if (document.activeElement === jump) this.main?.focus({ preventScroll: true });
      this.leap();
    });
    return jump;
  }

  // -- what the server says ------------------------------------------------------------------------------------------

  arrive(place) {
    if (place === this.place) return;
    if (this.place !== null) uncover();
    this.place = place;
    if (this.thread && place.endsWith(`/${this.thread.thread}`)) return;
    this.thread = null;
    this.open(null);
    this.main?.scrollTo({ top: 0, behavior: "instant" });
  }

  tell(data) {
    const before = this.thread;
    const opened = before?.thread !== data.thread;
    const asked = data.asked !== null && data.since !== this.askedAt;
    const grown = !opened && data.newest !== before.newest;
    const ended = !opened && before.live !== data.live ? before.live : null;
    this.thread = data;
    this.live = data.live;
    if (asked) {
      [this.asked, this.askedAt] = [data.asked, data.since];
      this.open("follow", data.anchor);
    } else if (opened) {
      this.open(data.live === null ? "end" : "follow", data.live === null ? null : data.anchor);
    } else if (grown) {
      this.release();
    }
    const done = ended ?? (asked || grown ? data.newest : null);
    if (done !== null && done !== data.live) this.speaker.answered(done, this.askedAt, data.words.done);
    this.settle();
  }

  label(text) {
    const ink = getComputedStyle(part("stApp") ?? document.body);
    this.jump.style.setProperty("--page-ink", ink.color);
    this.jump.style.setProperty("--page-paper", ink.backgroundColor);
    if (this.jump.textContent !== `↓${text}`) {
      const arrow = document.createElement("span");
      arrow.setAttribute("aria-hidden", "true");
      arrow.textContent = "↓";
      this.jump.replaceChildren(arrow, text);
    }
  }

  // -- where the page stands -----------------------------------------------------------------------------------------

  open(mode, anchor = null) {
    this.anchor = anchor;
    this.mode = mode ?? "free";
    this.since = Date.now();
    this.pending = this.mode === "follow";
    if (this.pending) setTimeout(() => this.settle(), AT_ONCE + 1);
    this.reserve(0);
  }

  release() {
    this.gliding = 0;
    this.lost = null;
    this.pending = false;
    this.mode = "free";
    this.update();
  }

  leap() {
    this.pending = false;
    this.mode = this.live === null ? "free" : "follow";
    this.go(this.atEnd(), true);
  }

  // Free room of the window: from below the header to above the input field, as far as a keyboard leaves it visible.
  view() {
    const seen = window.visualViewport;
    const above = seen ? seen.offsetTop : 0;
    const below = seen ? seen.offsetTop + seen.height : innerHeight;
    const head = part("stHeader")?.getBoundingClientRect().bottom ?? 0;
    const foot = this.foot?.getBoundingClientRect().top ?? innerHeight;
    return { top: Math.max(0, head, above), bottom: Math.max(1, Math.min(foot, below)) };
  }

  // Pixels from the top of the scrolled content to the end of what is drawn, without the room that is kept free.
  contentEnd() {
    const under = parseFloat(getComputedStyle(this.block).paddingBottom) || 0;
    return this.block.getBoundingClientRect().bottom + this.main.scrollTop - this.space - under;
  }

  // Where the view has to stand so that the end is in it.
  atEnd() {
    return this.contentEnd() + BREATH - this.view().bottom;
  }

  // Where the view of an answer has to stand whose question stands at `top`: there while the answer is short, at its
  // end while it grows and where it was followed to it, though no further than to the head of its card, which may be
  // drawn a moment before it is said that the answer is complete.
  atAnswer(top) {
    if (this.live !== null && Date.now() - this.since < AT_ONCE) return top;
    if (this.live === null && this.main.scrollTop < top + NEAR) return top;
    const card = message(this.asked)?.querySelector('[class*="st-key-card-"]');
    const head = card ? card.getBoundingClientRect().top + this.main.scrollTop + CARD_HEAD : Infinity;
    return Math.max(top, Math.min(head - this.view().bottom, this.atEnd()));
  }

  atAnchor() {
    const anchor = this.anchor === null ? null : message(this.anchor);
    return anchor ? anchor.getBoundingClientRect().top + this.main.scrollTop - this.view().top - MARGIN : null;
  }

  settle() {
    this.watch();
    if (!this.main?.isConnected || !this.block?.isConnected) return;
    this.keep();
    if (this.thread) this.hold();
    this.update();
  }

  // Redrawing takes an element away for a moment; where that shortens the page, the browser scrolls it up. Go back.
  keep() {
    const { scrollTop, scrollHeight, clientHeight } = this.main;
    if (scrollHeight < this.height && scrollTop < this.top && scrollTop >= scrollHeight - clientHeight - 1) {
      this.lost = { top: this.clamped() ?? this.top, until: Date.now() + REDRAWN };
    } else if (this.clamped() !== null && scrollHeight - clientHeight >= this.lost.top) {
      const { top } = this.lost;
      this.lost = null;
      if (this.mode === "free") this.go(top, false);
    }
    this.height = scrollHeight;
  }

  clamped() {
    return this.lost && this.lost.until > Date.now() ? this.lost.top : null;
  }

  hold() {
    const top = this.atAnchor();
    this.reserve(top === null ? 0 : Math.max(0, top - this.reach()));
    if (this.mode === "free") return;
    if (this.pending && top === null && this.anchor !== null) return; // the question is not drawn yet
    const wanted = Math.max(0, this.mode === "end" ? this.atEnd() : this.atAnswer(top ?? 0));
    if (this.pending) {
      this.pending = false;
      this.go(wanted, Math.abs(wanted - this.main.scrollTop) < 1.5 * this.main.clientHeight);
    } else if (wanted > this.main.scrollTop + 1 && !(this.gliding > Date.now() && wanted === this.goal)) {
      this.go(wanted, false);
    }
    if (this.quiet === null || this.height !== this.rested) this.rest();
  }

  // How far the page could be scrolled without the room that is kept free; negative where it does not fill the window.
  reach() {
    const content = this.block.getBoundingClientRect().bottom + this.main.scrollTop - this.space;
    return content + (this.foot?.offsetHeight ?? 0) - this.main.getBoundingClientRect().top - this.main.clientHeight;
  }

  reserve(space) {
    const whole = Math.ceil(space);
    if (whole === this.space) return;
    this.space = whole;
    document.documentElement.style.setProperty("--page-space", `${whole}px`);
  }

  go(top, smooth) {
    const glides = smooth && !calm();
    this.goal = top;
    this.gliding = glides ? Date.now() + GLIDE : 0;
    this.main.scrollTo({ top, behavior: glides ? "smooth" : "instant" });
    if (!glides) this.remember();
  }

  // A page that is drawn and answered is left alone: what happens in it later moves nothing.
  rest() {
    clearTimeout(this.quiet);
    this.rested = this.height;
    this.quiet = null;
    if (this.mode === "free" || this.live !== null) return;
    this.quiet = setTimeout(() => {
      this.quiet = null;
      if (this.mode === "free" || this.live !== null) return;
      if (drawn() || Date.now() - this.since > PATIENCE) this.release();
      else this.rest();
    }, QUIET);
  }

  // -- what the reader does ------------------------------------------------------------------------------------------

  scrolled() {
    const { scrollTop, scrollHeight } = this.main;
    const moved = scrollTop - this.top;
    if (this.clamped() !== null) return;
    if (this.gliding <= Date.now()) {
      const redrawn = this.pending || scrollHeight < this.height || (this.mode === "end" && !drawn());
      if (moved < -2 && (this.dragging || !redrawn)) this.release();
      else if (moved > 0 && this.live !== null && this.isAtEnd()) this.mode = "follow";
    }
    this.remember();
    this.update();
  }

  landed() {
    const glided = this.gliding > 0;
    this.gliding = 0;
    this.remember();
    if (glided) this.settle();
  }

  remember() {
    this.top = this.main.scrollTop;
    this.height = this.main.scrollHeight;
  }

  typed(event) {
    const field = event.target.closest?.("input, textarea, [contenteditable=true]");
    if (!field && SCROLL_UP.includes(event.key)) this.release();
    else if (["Enter", " "].includes(event.key) && this.inThread(event.target)) this.release();
  }

  pressed(event, main) {
    if (event.target === main) [this.dragging, this.lost] = [true, null]; // the scroll bar
    else if (this.inThread(event.target)) this.release();
  }

  // Something to press or to fill in that stands in the thread, not in the field below it.
  inThread(target) {
    return this.block?.contains(target) && target.closest?.(ACTIVE) !== null;
  }

  isAtEnd() {
    return this.contentEnd() - this.main.scrollTop - this.view().bottom <= NEAR;
  }

  update() {
    if (!this.jump?.isConnected || !this.main?.isConnected) return;
    const settled = this.thread && this.mode !== "end" && !this.pending;
    const shown = Boolean(settled) && !this.isAtEnd();
    if (shown) this.label(this.thread.words.jump);
    this.jump.toggleAttribute("data-shown", shown);
  }
}

const page = new Page();

export default function ({ data }) {
  try {
    page.take(data ?? {});
  } catch (error) {
    console.debug("page.js", error);
  }
}
