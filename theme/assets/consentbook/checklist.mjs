// The tools of a checklist. Without it every item is there to read and to print.
import { announce, button, copy, load, make, parsed, save } from "./consentbook.mjs";
import { LARGEST, Unreadable, VERSION, decoded, isEmpty, isEvidence, merge, pack, read, readLink, state, writeCsv, writeJson, writeMarkdown, wrong } from "./progress.mjs";

const KEY = "consentbook.checklists.v1";
const SHOWN_CONFLICTS = 50;
const LONGEST_LINK = 30_000; // mail programs and chats cut longer ones
const NOTHING = state({});
const NOT_KEPT = "Not kept: what you do here is gone when you leave, unless you keep or export it.";
const NEWER = "A newer edition keeps your ticks in this browser. This one does not touch them, and does not see them.";

/**
 * What is done, by item: what this browser keeps, and over it what only this tab knows, field by field.
 * Nothing is kept until the visitor agrees, and all is erased, in every tab, when the agreement is taken back.
 */
class Store extends EventTarget {
  items = new Map();
  by = "";
  kept = false;
  newer = false;
  trouble = "";
  #stored = new Map();
  #unsaved = new Map(); // by id, the fields that were changed here and are not kept, or could not be
  #unsavedBy;

  constructor() {
    super();
    this.recall();
    addEventListener("storage", ({ key }) => (key === KEY || key === null) && this.follow());
    addEventListener("pageshow", ({ persisted }) => persisted && this.follow()); // it slept, and was told nothing
  }

  /** Another tab has written: what only this tab knows is kept with it. */
  follow() {
    this.recall();
    this.write();
  }

  /** Read what this browser keeps now. */
  recall() {
    const text = load(KEY);
    if (text === undefined && this.kept) return; // forbidden meanwhile: what was read before stays
    const stored = parsed(text ?? null);
    const before = this.kept;
    this.newer = stored?.version > VERSION;
    this.kept = stored?.version === VERSION && Array.isArray(stored.items);
    if (before && !this.kept && !this.newer) this.erase("here too: the agreement was taken back in another tab, or the browser has cleared it");
    const right = this.kept ? stored.items.filter((item) => !wrong(item).length) : [];
    this.#stored = new Map(right.map((item) => [item.id, state(item)]));
    const by = this.kept && typeof stored.by === "string" ? stored.by.slice(0, 100).toWellFormed() : "";
    this.by = this.#unsavedBy ?? by;
    if (this.kept && !this.unsaved) this.trouble = "";
    this.lay();
  }

  get unsaved() {
    return this.#unsaved.size > 0 || this.#unsavedBy !== undefined;
  }

  /** Lay what only this tab knows over what is stored. */
  lay() {
    this.items = new Map(this.#stored);
    for (const [id, fields] of this.#unsaved) {
      const item = state({ ...NOTHING, ...this.#stored.get(id), ...fields });
      if (isEmpty(item)) this.items.delete(id);
      else this.items.set(id, item);
    }
  }

  /** The items as they are at this moment, whatever other tabs have done. */
  get current() {
    this.recall();
    return this.items;
  }

  /** Change items: [id, the fields that change]. */
  put(patches) {
    this.recall();
    for (const [id, fields] of patches) {
      const all = Object.entries({ ...this.#unsaved.get(id), ...fields });
      // Where nothing is kept, an empty field is no change: it must not empty what another tab keeps later.
      const patch = this.kept ? all : all.filter(([key, value]) => value !== NOTHING[key]);
      if (patch.length) this.#unsaved.set(id, Object.fromEntries(patch));
      else this.#unsaved.delete(id);
    }
    this.lay();
    this.write();
  }

  name(by) {
    this.recall();
    this.by = by;
    this.#unsavedBy = by || this.kept ? by : undefined;
    this.write();
  }

  write() {
    if (this.kept && this.unsaved) this.trouble = this.save() ? "" : "This browser has no room for more: what you do now is gone when you leave. Export it.";
    this.dispatchEvent(new Event("change"));
  }

  save() {
    const items = Array.from(this.items, ([id, item]) => ({ id, ...item }));
    const done = save(KEY, JSON.stringify({ version: VERSION, by: this.by, items }));
    if (done) this.forget(this.items);
    return done;
  }

  /** What only this tab knew is stored now, or erased. */
  forget(stored) {
    this.#stored = new Map(stored);
    this.#unsaved.clear();
    this.#unsavedBy = undefined;
  }

  erase(where) {
    this.forget([]);
    this.by = "";
    this.lay();
    this.trouble = `What was kept is erased, ${where}. ${NOT_KEPT}`;
    this.dispatchEvent(new Event("erased"));
  }

  keep(agreed) {
    this.recall();
    if (!this.newer && agreed) {
      this.kept = this.save();
      this.trouble = this.kept ? "" : "This browser keeps nothing: export what you do before you leave.";
    } else if (!this.newer) {
      const gone = save(KEY, null);
      this.kept = false;
      this.erase("here and in other tabs");
      if (!gone) this.trouble = "This browser does not let it be erased: clear the data of this site in its settings.";
    }
    this.dispatchEvent(new Event("change"));
  }

  /** What is kept, and what is not, in words. */
  get said() {
    return this.newer ? NEWER : this.trouble || (this.kept ? "Kept in this browser, and sent nowhere. Take the tick away to erase it, here and in other tabs." : NOT_KEPT);
  }
}

const store = new Store();
const count = (number) => `${number} ${number === 1 ? "item" : "items"}`;
const day = (moment) => new Date(moment).toLocaleDateString("en-GB", { dateStyle: "medium" });

/** One item of the list: its box, its note and link, and what is said of it. */
class Item {
  constructor(element, template) {
    this.element = element;
    this.id = element.dataset.item;
    this.box = element.querySelector("input");
    this.text = element.querySelector("label").textContent.trim().slice(this.id.length).trim();
    element.append(document.importNode(template.content, true));
    [this.note, this.evidence] = element.querySelectorAll("[name=note], [name=evidence]");
    this.error = element.querySelector(".cb-error");
    this.summary = element.querySelector(".cb-work summary");
    this.said = element.querySelector(".cb-done");
    for (const field of [this.note, this.evidence]) field.setAttribute("aria-label", `${field.previousElementSibling.textContent}, ${this.id}`);
    this.box.addEventListener("change", () => this.tick(this.box.checked));
    this.note.addEventListener("input", () => this.put({ note: this.note.value.toWellFormed() }));
    this.evidence.addEventListener("change", () => this.link());
  }

  get known() {
    return store.items.get(this.id) ?? NOTHING;
  }

  get changed() {
    const { done, digest } = this.known;
    return done && digest !== this.element.dataset.digest;
  }

  put(change) {
    store.put([[this.id, change]]);
  }

  tick(done) {
    const moment = `${new Date().toJSON().slice(0, 19)}Z`;
    this.put(done ? { done, by: store.by, at: moment, digest: this.element.dataset.digest } : { done, by: "", at: "", digest: "" });
  }

  link() {
    const evidence = this.evidence.value.trim();
    const right = isEvidence(evidence);
    this.error.textContent = right ? "" : "Not kept: put in an address that begins with https://, without a user name.";
    this.evidence.ariaInvalid = String(!right);
    if (right) this.put({ evidence });
    else announce(this.error.textContent);
  }

  /** Draw what is known. A field that is being typed in already shows it. */
  show() {
    const { done, note, evidence, by, at } = this.known;
    this.box.checked = done;
    if (this.note.value !== note) this.note.value = note;
    if (document.activeElement !== this.evidence && this.evidence.ariaInvalid !== "true") this.evidence.value = evidence;
    this.summary.textContent = note || evidence ? `Note and evidence of ${this.id}: filled in` : `Note and evidence of ${this.id}`;
    this.element.classList.toggle("cb-item--changed", this.changed);
    const who = done && [at && `Ticked on ${day(at)}`, by && `by ${by}`].filter(Boolean).join(" ");
    const link = evidence && make("a", { href: evidence, rel: "noreferrer noopener", textContent: evidence });
    const printed = make("span", { className: "cb-printed", textContent: note && `Note: ${note}` });
    this.said.replaceChildren(...[who, link, printed].filter(Boolean).flatMap((piece) => [piece, " "]));
    if (this.changed) this.said.prepend(make("strong", { textContent: "Changed since it was ticked: look at it again." }), " ", button("It still holds", () => this.tick(true)), " ");
  }

  get exported() {
    return { id: this.id, ...this.known, required: this.element.dataset.required === "true", text: this.text };
  }

  /** In a task list, who ticks an open item ticks today's text. */
  get task() {
    return this.known.done ? this.exported : { ...this.exported, digest: this.element.dataset.digest };
  }
}

/** A part of the page: a heading, the paragraphs below it, and its lists of items. */
class Part {
  lists = [];
  paragraphs = new Set();

  constructor(heading) {
    this.heading = heading;
    const words = [...heading?.childNodes ?? []].filter((node) => !node.classList?.contains("headerlink"));
    this.name = words.map((node) => node.textContent).join("").trim();
  }

  /** Return the parts that have lists, in the order of the page. */
  static all() {
    const parts = new Map();
    for (const list of document.querySelectorAll(".cb-checklist")) {
      const between = [];
      let before = list.previousElementSibling;
      for (; before && !/^H[23]$/.test(before.tagName); before = before.previousElementSibling) between.push(before);
      if (!parts.has(before)) parts.set(before, new Part(before));
      parts.get(before).add(list, between);
    }
    return [...parts.values()];
  }

  add(list, between) {
    this.lists.push(list);
    // Above the first heading stands what is said of the whole page.
    if (this.heading) for (const element of between) if (element.tagName === "P") this.paragraphs.add(element);
  }

  has(item) {
    return this.lists.some((list) => list.contains(item.element));
  }

  choose() {
    for (const list of this.lists) list.hidden = !list.querySelector(".cb-item:not([hidden])");
    const hidden = this.lists.every((list) => list.hidden);
    for (const element of [this.heading, ...this.paragraphs]) if (element) element.hidden = hidden;
  }
}

/** The tools above a list: filters, progress, keeping, and the ways in and out. */
class ConsentChecklist extends HTMLElement {
  connectedCallback() {
    if (this.items) return;
    this.tools = this.querySelector(".cb-tools");
    const template = this.querySelector("template");
    this.items = [...document.querySelectorAll(".cb-item")].map((element) => new Item(element, template));
    this.parts = Part.all();
    this.filters = [...this.querySelectorAll("select")];
    [this.bar, this.output, this.kept, this.outcome, this.shown] = ["progress", "output", ".cb-kept", ".cb-outcome", ".cb-export"].map((found) => this.querySelector(found));
    [this.by, this.box, this.file] = ["by", "keep", "import"].map((name) => this.querySelector(`[name=${name}]`));
    this.tools.addEventListener("change", (event) => this.enter(event.target));
    for (const made of this.querySelectorAll("[data-do]")) made.addEventListener("click", () => this[made.dataset.do](made));
    for (const name of ["popstate", "pageshow"]) addEventListener(name, () => this.recall());
    addEventListener("hashchange", () => this.offer());
    store.addEventListener("change", () => this.show());
    store.addEventListener("erased", () => this.outcome.replaceChildren()); // an offer to undo would bring it back
    this.tools.hidden = false;
    this.recall();
    this.offer();
  }

  enter(field) {
    if (field === this.file) this.import();
    else if (field === this.by) store.name(field.value.trim().toWellFormed());
    else if (field === this.box) store.keep(field.checked);
    else if (this.filters.includes(field)) this.remember();
  }

  /** The filters stand in the address. */
  remember() {
    const query = new URLSearchParams(location.search);
    for (const { name, value } of this.filters) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    history.replaceState(history.state, "", location.pathname + (query.size ? `?${query}` : "") + location.hash);
    this.choose();
  }

  recall() {
    const query = new URLSearchParams(location.search);
    for (const select of this.filters) {
      select.value = query.get(select.name) ?? "";
      if (select.selectedIndex === -1) select.value = "";
    }
    this.choose();
  }

  get head() {
    const [region, role, consent] = this.filters.map(({ value }) => value);
    return { list: this.dataset.list, region, role, consent };
  }

  /** The items that apply under the filters of whom the list is for. */
  get applying() {
    const { region, role, consent } = this.head;
    const within = (own) => own === region || own.startsWith(`${region}-`) || region.startsWith(`${own}-`);
    const fits = (value, own, test) => !value || own === "" || own.split(" ").some(test);
    return this.items.filter(({ element: { dataset } }) =>
      fits(region, dataset.region, within) && fits(role, dataset.role, (own) => own === role) && fits(consent, dataset.consent, (own) => own === consent));
  }

  /** Choose which items are seen. One that is ticked while the open ones are shown stays until the next choice. */
  choose() {
    const applying = this.applying;
    const view = this.filters.at(-1).value;
    for (const item of this.items) {
      const seen = { "": true, open: !item.known.done || item.changed, look: item.changed };
      item.element.hidden = !applying.includes(item) || !seen[view];
    }
    for (const part of this.parts) part.choose();
    this.show();
  }

  show() {
    for (const item of this.items) item.show();
    this.count(this.applying);
    this.box.checked = store.kept;
    if (document.activeElement !== this.by) this.by.value = store.by;
    if (this.kept.textContent !== store.said) this.kept.textContent = store.said;
  }

  count(applying) {
    const done = applying.filter((item) => item.known.done && !item.changed).length;
    const open = applying.filter((item) => item.element.dataset.required === "true" && !item.known.done).length;
    const look = applying.filter((item) => item.changed).length;
    [this.bar.max, this.bar.value] = [applying.length || 1, done];
    const words = [`${done} of ${applying.length} done`, open && `${open} required open`, look && `${look} to look at again`];
    const now = words.filter(Boolean).join(", ");
    if (this.output.textContent !== now) this.output.textContent = now;
  }

  /** What an export holds: the list's items that apply, and what is kept of items that are in no list any more. */
  get exported() {
    const known = this.dataset.known.split(" ");
    const gone = Array.from(store.items, ([id, item]) => ({ id, ...item })).filter(({ id }) => !known.includes(id));
    return [...this.applying.map((item) => item.exported), ...gone];
  }

  get markdown() {
    const applying = this.applying;
    const groups = new Map();
    for (const part of this.parts) {
      const tasks = applying.filter((item) => part.has(item)).map((item) => item.task);
      if (tasks.length) groups.set(part.name, [...groups.get(part.name) ?? [], ...tasks]);
    }
    const gone = this.exported.slice(applying.length);
    return writeMarkdown(this.head, this.dataset.title, [...groups, ...(gone.length ? [["In no list any more", gone]] : [])]);
  }

  save(text, ending, type) {
    const made = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: `${this.dataset.list}.${ending}` });
    made.click();
    setTimeout(() => URL.revokeObjectURL(made.href), 10_000);
    announce(`Exported as ${made.download}`);
  }

  exportJson() {
    this.save(writeJson(this.head, this.exported), "json", "application/json");
  }

  exportMarkdown() {
    this.save(this.markdown, "md", "text/markdown");
  }

  exportCsv() {
    this.save(writeCsv(this.exported), "csv", "text/csv");
  }

  copyMarkdown(made) {
    return this.copy(this.markdown, made);
  }

  printSheet() {
    print();
  }

  unfold(made) {
    const open = made.ariaPressed === "false";
    made.ariaPressed = String(open);
    for (const details of document.querySelectorAll(".cb-more")) details.open = open;
  }

  /** A link with what is done behind its #, which no server sees. */
  shareLink(made) {
    const done = this.exported.filter((item) => !isEmpty(item)).map((item) => ({ id: item.id, ...state(item) }));
    if (!done.length) return this.say("Nothing is done yet.");
    const link = `${location.href.split("#")[0]}#done?${pack(writeJson(this.head, done))}`;
    if (link.length > LONGEST_LINK) return this.say("That is too much for a link: export a file, and send it.");
    return this.copy(link, made);
  }

  copy(text, made) {
    this.shown.textContent = text;
    this.shown.hidden = false;
    return copy(text, this.shown, made);
  }

  reset() {
    const before = this.items.filter((item) => !isEmpty(item.known)).map((item) => [item.id, item.known]);
    store.put(before.map(([id]) => [id, NOTHING]));
    const words = `Reset: ${count(before.length)} of this list.`;
    this.choose();
    this.say(words, ...(before.length ? [button("Undo", () => this.undo(before))] : []));
  }

  /** Put back what a reset took, but not over what was done since. */
  undo(before) {
    const now = store.current;
    const empty = before.filter(([id]) => isEmpty(now.get(id)));
    const left = before.length - empty.length;
    store.put(empty);
    this.choose();
    this.say(left ? `Undone for ${count(empty.length)}. Left as now, because something was done there since: ${count(left)}.` : "Nothing is reset.");
  }

  /** Say what came of it, where the eye and the screen reader find it. */
  say(words, ...more) {
    this.outcome.replaceChildren(make("p", { textContent: words }), ...more);
    this.outcome.focus();
    announce(words);
  }

  async import() {
    const [file] = this.file.files;
    if (!file) return;
    try {
      if (file.size > LARGEST) throw new Unreadable("The file is larger than 5 MB.");
      this.bring(read(decoded(await file.arrayBuffer())), file.name, false);
    } catch (error) {
      this.refuse(error, file.name);
    }
    this.file.value = "";
  }

  refuse(error, name) {
    const why = error instanceof Unreadable ? error.message : "It cannot be read.";
    this.say(`${name} is not taken, and nothing has changed. ${why}`);
  }

  /** A link may bring what somebody else did: it is asked for, never taken by itself. */
  offer() {
    if (!location.hash.startsWith("#done?")) return;
    try {
      if (location.hash.length > LONGEST_LINK) throw new Unreadable("The link is longer than 30,000 characters. Ask for a file instead.");
      this.bring(readLink(location.hash.slice(6)), "This link", true);
    } catch (error) {
      this.refuse(error, "This link");
    }
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  /** Take over what is new; ask where both sides say something, and they differ. */
  bring(items, name, ask, meanwhile = "") {
    const asked = merge(store.current, items);
    const { taken, differing } = asked;
    if (!taken.length && !differing.length) return this.say(`${name} brings nothing new.`);
    if (!ask && !differing.length) return this.take(taken, name, 0);
    const choices = differing.slice(0, SHOWN_CONFLICTS).map((pair) => this.conflict(...pair));
    const rest = differing.slice(SHOWN_CONFLICTS);
    const others = rest.length ? [this.conflict(null, null, `The other ${rest.length} items that differ`)] : [];
    const decide = () => {
      // What was answered is true only of what was shown.
      if (JSON.stringify(merge(store.current, items)) !== JSON.stringify(asked)) return this.bring(items, name, true, "Something was changed here meanwhile. ");
      const chosen = differing.filter((pair, number) => (choices[number] ?? others[0]).querySelector("[value=theirs]").checked);
      return this.take([...taken, ...chosen.map(([, theirs]) => theirs)], name, differing.length - chosen.length);
    };
    const words = `${meanwhile}${name} brings ${taken.length} new and ${differing.length} differing items. Nothing has changed yet.`;
    return this.say(words, ...choices, ...others, button("Take over", decide), " ", button("Cancel", () => this.say("Nothing has changed.")));
  }

  conflict(mine, theirs, name = theirs.id) {
    const item = this.items.find(({ id }) => id === name);
    const again = (side) => item && side.done && side.digest !== item.element.dataset.digest && "to look at again";
    const words = (side) => side && [side.done ? "ticked" : "open", again(side), side.by && `by ${side.by}`, side.at && `on ${day(side.at)}`, side.note && `“${side.note}”`, side.evidence].filter(Boolean).join(", ");
    const sides = [["mine", "Keep what is here", words(mine)], ["theirs", "Take what comes", words(theirs)]].map(([value, label, said]) =>
      make("label", { className: "cb-tick" }, make("input", { type: "radio", name: `conflict ${name}`, value, checked: value === "mine" }), ` ${label}${said ? `: ${said}` : ""}`));
    return make("fieldset", { className: "cb-conflict" }, make("legend", { textContent: item ? `${name} ${item.text}` : name }), ...sides);
  }

  take(items, name, left) {
    store.put(items.map((item) => [item.id, state(item)]));
    this.choose();
    const known = this.dataset.known.split(" ");
    const removed = parsed(this.dataset.removed) ?? {};
    const gone = items.filter(({ id }) => !known.includes(id)).map(({ id }) => (removed[id] ? `${id} (${removed[id]})` : id));
    const words = [`${name}: ${count(items.length)} ${items.length === 1 ? "is" : "are"} taken over, ${left} kept as they were.`];
    if (gone.length) words.push(`In no list, kept for exports: ${gone.slice(0, 10).join(", ")}${gone.length > 10 ? ` and ${gone.length - 10} more` : ""}.`);
    this.say(words.join(" "));
  }
}

customElements.define("consent-checklist", ConsentChecklist);
