// Checklists. Without it every item is there to read and to print.
import { button, load, make, parsed, save } from "./consentbook.mjs";

const TICKS = "consentbook.ticks.v1";

/** What is ticked on this browser. A store that is forbidden, full or holds something else counts as empty. */
function readTicks() {
  const stored = parsed(load(TICKS) ?? "[]");
  return new Set(Array.isArray(stored) ? stored.filter((id) => /^[A-Z][0-9]{2}$/.test(id)) : []);
}

/** The progress of the page's checklist; keeps its boxes in step with what is stored. */
class ConsentProgress extends HTMLElement {
  connectedCallback() {
    if (this.children.length) return;
    this.boxes = [...document.querySelectorAll("input[data-item]")];
    this.bar = make("progress", { max: this.boxes.length, ariaLabel: "Items ticked" });
    this.output = make("output");
    this.append(this.bar, this.output, button("Untick all", () => this.clear()));
    for (const box of this.boxes) box.addEventListener("change", () => this.store(box));
    addEventListener("storage", (event) => { if (event.key === TICKS || event.key === null) this.show(); });
    this.show();
  }

  /** Take what is stored; other tabs may have changed it. */
  show() {
    const ticks = readTicks();
    for (const box of this.boxes) box.checked = ticks.has(box.dataset.item);
    this.count(load(TICKS) !== undefined); // whether a store keeps what it is given shows only when a box is ticked
  }

  store(...changed) {
    const ticks = readTicks();
    for (const box of changed) {
      if (box.checked) ticks.add(box.dataset.item);
      else ticks.delete(box.dataset.item);
    }
    this.count(save(TICKS, JSON.stringify([...ticks].sort())));
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

customElements.define("consent-progress", ConsentProgress);
