// What the pages can do with JavaScript on. Without it every text is there to read, select and print.

const status = document.createElement("p");
status.className = "cb-hidden";
status.setAttribute("role", "status");
document.body.append(status);

/** Say something to screen readers. The region is emptied first, so that the same words are said again. */
function announce(words) {
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

/** Return a button that does `action` and stays the same for every reader. */
function button(label, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "cb-button";
  made.textContent = label;
  made.dataset.label = label;
  made.addEventListener("click", () => action(made));
  return made;
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Copy `text`; where the browser forbids it, select `shown` so that the reader can. */
async function copy(text, shown, made) {
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied to the clipboard");
    made.textContent = "Copied";
  } catch {
    select(shown);
    announce("Not copied. The text is selected: press Control C");
    made.textContent = "Press Ctrl+C";
  }
  setTimeout(() => { made.textContent = made.dataset.label; }, 4000);
}

/** A snippet: gets a button that copies its text. */
class ConsentCard extends HTMLElement {
  connectedCallback() {
    if (this.querySelector(".cb-button")) return;
    const shown = this.querySelector(".cb-card__text");
    const made = button("Copy text", () => copy(this.dataset.text, shown, made));
    made.setAttribute("aria-label", `Copy text of ${this.dataset.title}`);
    this.querySelector(".cb-card__head").append(made);
  }
}

/** A sample text from outside the library: gets a button that copies it. */
class ConsentSample extends HTMLElement {
  connectedCallback() {
    if (this.querySelector(".cb-button")) return;
    const quote = this.querySelector("blockquote");
    const made = button("Copy sample", () => copy(quote.innerText.trim(), quote, made));
    this.querySelector(".cb-sample__note").append(made);
  }
}

const TICKS = "consentbook.ticks.v1";

/** What is ticked on this browser. A store that is forbidden, full or holds something else counts as empty. */
function readTicks() {
  try {
    const stored = JSON.parse(localStorage.getItem(TICKS) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.filter((id) => /^[A-Z][0-9]{2}$/.test(id)) : []);
  } catch {
    return new Set();
  }
}

/** Store the ticks, and say whether they can be read again. */
function writeTicks(ticks) {
  const stored = JSON.stringify([...ticks].sort());
  try {
    localStorage.setItem(TICKS, stored);
    return localStorage.getItem(TICKS) === stored;
  } catch {
    return false;
  }
}

/** Say whether there is a store to read. Whether it keeps what it is given shows only when a box is ticked. */
function hasStore() {
  try {
    localStorage.getItem(TICKS);
    return true;
  } catch {
    return false;
  }
}

/** The progress of the page's checklist; keeps its boxes in step with what is stored. */
class ConsentProgress extends HTMLElement {
  connectedCallback() {
    if (this.children.length) return;
    this.boxes = [...document.querySelectorAll("input[data-item]")];
    this.bar = document.createElement("progress");
    this.bar.max = this.boxes.length;
    this.bar.setAttribute("aria-label", "Items ticked");
    this.output = document.createElement("output");
    this.append(this.bar, this.output, button("Untick all", () => this.clear()));
    for (const box of this.boxes) box.addEventListener("change", () => this.store(box));
    addEventListener("storage", (event) => { if (event.key === TICKS || event.key === null) this.show(); });
    this.show();
  }

  /** Take what is stored; other tabs may have changed it. */
  show() {
    const ticks = readTicks();
    for (const box of this.boxes) box.checked = ticks.has(box.dataset.item);
    this.count(hasStore());
  }

  store(...changed) {
    const ticks = readTicks();
    for (const box of changed) {
      if (box.checked) ticks.add(box.dataset.item);
      else ticks.delete(box.dataset.item);
    }
    this.count(writeTicks(ticks));
  }

  clear() {
    for (const box of this.boxes) box.checked = false;
    this.store(...this.boxes);
  }

  count(kept) {
    const ticked = this.boxes.filter((box) => box.checked).length;
    this.bar.value = ticked;
    const where = kept ? "Ticks stay in this browser." : "This browser does not keep ticks: they are gone when you leave.";
    this.output.textContent = `${ticked} of ${this.boxes.length} ticked. ${where}`;
  }
}

/** Tables that Material lets scroll sideways: without a mouse they scroll only if they can have the focus. */
const tables = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wide = target.scrollWidth > target.clientWidth;
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", "Table that scrolls sideways"]]) {
      if (wide) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});
addEventListener("load", () => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) tables.observe(box);
});

customElements.define("consent-card", ConsentCard);
customElements.define("consent-sample", ConsentSample);
customElements.define("consent-progress", ConsentProgress);
