// Says to a screen reader what happened on the page: that an answer or a run is complete, each once. Stands before page.js.

const SPOKEN = 240; // letters of an answer that are read out
const SAID = 5; // sentences that stay in the live region
const PAUSE = 250; // milliseconds between two looks whether an answer is drawn

const part = (name) => document.querySelector(`[data-testid="${name}"]`);
const message = (id) => document.querySelector(`.st-key-message-${id}`);
const idle = () => part("stApp")?.dataset.testScriptState !== "running";

class Speaker {
  static STYLE = `.page-spoken { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }`;

  told = new Set();

  prepare() {
    if (this.region?.isConnected) return;
    this.region = document.createElement("div");
    this.region.className = "page-spoken";
    this.region.setAttribute("role", "status");
    this.region.setAttribute("aria-live", "polite");
    this.region.setAttribute("aria-atomic", "false");
    document.body.append(this.region);
  }

  // `since`: when it was asked, as the same answer may be asked for again.
  answered(id, since, words, tries = 40) {
    const key = `answer-${id}-${since}`;
    if (this.told.has(key)) return;
    const said = this.firstSentence(message(id));
    if (tries > 0 && (!idle() || (!said && tries > 32))) {
      setTimeout(() => this.answered(id, since, words, tries - 1), PAUSE);
      return;
    }
    this.say(key, said ? `${words} ${said}` : words);
  }

  firstSentence(written) {
    for (const block of written?.querySelectorAll('[data-testid="stMarkdownContainer"]') ?? []) {
      if (block.closest('details, [data-testid="stExpander"], [class*="st-key-card-"]')) continue;
      const text = block.innerText.trim();
      if (text) return (text.match(/^[^\n]*?(?:[。！？]|[.!?](?=\s|$)|(?=\n)|$)/)?.[0] || text).slice(0, SPOKEN);
    }
    return "";
  }

  say(key, text) {
    if (this.told.has(key)) return;
    this.told.add(key);
    const line = document.createElement("p");
    line.textContent = text;
    this.region.append(line);
    while (this.region.childElementCount > SAID) this.region.firstElementChild.remove();
  }
}
