export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const status = make("p", { className: "cb-hidden", role: "status" });
document.body.append(status);

// Emptied first, so that the same is said again.
export function announce(words) {
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

export function button(label, action) {
  const made = make("button", { type: "button", className: "cb-button", textContent: label });
  made.dataset.label = label;
  made.addEventListener("click", () => action(made));
  return made;
}

export async function copy(text, shown, made) {
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied to the clipboard");
    made.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(shown);
    announce("Not copied. The text is selected: press Control C");
    made.textContent = "Press Ctrl+C";
  }
  clearTimeout(made.later);
  made.later = setTimeout(() => { made.textContent = made.dataset.label; }, 4000);
}

// undefined: forbidden by the browser
export function load(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

// null: forget it
export function save(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return localStorage.getItem(key) === value;
  } catch {
    return false;
  }
}

export function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

// `typed` is what stands in the fields, `values` what of it is right.
const DETAILS = "consentbook.details.v1";
const FORMAT = "consentbook.format.v1";
const BLANK = /\{\{ ([a-z][a-z0-9_]*) \}\}/;
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const [typed, values] = [new Map(), new Map()];
let variables = new Map();
let kept = false;
let format = "Read";
let cards = 0;
const changes = new EventTarget();
const changed = () => changes.dispatchEvent(new Event("change"));

const isAddress = (text) => /^https:\/\/[^\s\\/?#@]+([/?#][^\s\\]*)?$/i.test(text) && text.search(UNSEEN) < 0 && URL.canParse(text);
const TYPES = {
  "https-url": [isAddress, "Put in an address that begins with https://, without spaces and without a user name."],
  email: [(text) => /^[\w.!#$%*+/=^{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text), "Put in an e-mail address, such as privacy@example.com."],
  integer: [(text) => /^[1-9]\d*$/.test(text), "Put in a whole number above 0, in digits."],
  date: [(text) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.startsWith(text), "Put in a date such as 2027-01-31."],
  enum: [(text, choices) => choices.includes(text), "Pick one of the choices."],
};

// Return what was typed, empty for a mistake, and the mistake.
function check(name, text) {
  const { type, choices } = variables.get(name) ?? {};
  if (!type || typeof text !== "string") return [""];
  const clean = (line) => line.replace(/\s+/g, " ").replace(UNSEEN, "").trim();
  const most = type === "list" ? 1000 : 200;
  if (text.length > most) return ["", `Put in at most ${most} characters.`];
  if (type === "list") return [text.split("\n").map(clean).filter(Boolean)];
  const value = type === "https-url" ? text.trim() : clean(text);
  const [fits, mistake] = TYPES[type] ?? [() => true];
  return !value || fits(value, choices) ? [value] : ["", mistake];
}

function take(entries) {
  for (const [name, text] of entries) {
    const [value] = check(name, text);
    typed.set(name, text);
    if (value.length) values.set(name, value);
    else values.delete(name);
  }
  if (kept) keep();
  changed();
}

function keep() {
  const right = Object.fromEntries([...values.keys()].map((name) => [name, typed.get(name)]));
  save(FORMAT, kept ? format : null);
  const done = save(DETAILS, kept ? JSON.stringify({ v: 1, values: right }) : null);
  kept &&= done;
  return done;
}

function forget() {
  kept = false;
  typed.clear();
  values.clear();
}

function recall() {
  const stored = parsed(load(DETAILS) ?? null);
  const shape = load(FORMAT);
  forget();
  if (stored?.v === 1) take(Object.entries(stored.values ?? {}).filter(([name, text]) => check(name, text)[0].length));
  kept = stored?.v === 1;
  if (kept && Object.hasOwn(ESCAPES, shape)) format = shape;
  changed();
}

const html = (text) => text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const json = (text) => JSON.stringify(text).slice(1, -1).replace(/</g, "\\u003c");
function markdown(text, type) {
  if (type === "https-url") return text.replace(/[()<>[\]{}*`|~!]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replace(/&(?=#?\w+;)/g, "\\&");
  return text.replace(/[\\`*_[\]<>#|~{}!&]|^[-+=]|(?<=^\d+)[.)]/g, (sign) => `\\${sign}`);
}
const ESCAPES = { Read: String, "Plain text": String, Markdown: markdown, HTML: html, JSON: json };

// A value in words of a language, escaped for its formats
function worded(name, lang, formats) {
  const { type } = variables.get(name);
  const value = values.get(name);
  const tag = lang === "en" ? "en-GB" : lang;
  const words = type === "list" ? new Intl.ListFormat(tag).format(value)
    : type === "date" ? new Date(value).toLocaleDateString(tag, { dateStyle: "long", timeZone: "UTC" }) : value;
  return formats.reduce((text, format) => ESCAPES[format]?.(text, type) ?? text, words);
}

function fill(root) {
  for (const blank of root.querySelectorAll(".cb-blank")) {
    const { variable, as } = blank.dataset;
    const filled = values.has(variable);
    const formats = [as, blank.closest("pre")?.dataset.format];
    blank.textContent = filled ? worded(variable, blank.closest("[lang]").lang, formats) : `{{ ${variable} }}`;
    blank.classList.toggle("cb-blank--filled", filled);
  }
}

const names = (blanks) => [...new Set(Array.from(blanks, ({ dataset }) => dataset.variable))];

// An element whose template holds its tools, hidden; data-do names a method.
class Wired extends HTMLElement {
  connectedCallback() {
    if (this.wired) return;
    this.wired = true;
    for (const tools of [this, ...this.querySelectorAll("[data-tools]")]) tools.hidden = false;
    this.addEventListener("input", ({ target }) => this.enter(target));
    this.addEventListener("click", ({ target }) => this[target.dataset.do]?.(target));
    this.start();
  }

  find(...selectors) {
    return selectors.map((selector) => this.querySelector(selector));
  }
}

class ConsentCard extends Wired {
  start() {
    [this.text, this.copier, this.mark, this.draft, this.missing] = this.find(".cb-card__text", "[data-do=copy]", "[data-do=highlight]", ".cb-tick", ".cb-card__missing");
    this.formats = [...this.querySelectorAll("pre")];
    this.radios = [...this.querySelectorAll("[type=radio]")];
    for (const radio of this.radios) {
      radio.name = cards;
      radio.value = radio.parentNode.textContent;
    }
    cards += 1;
    changes.addEventListener("change", () => this.show());
    this.show();
  }

  enter({ type, value }) {
    if (type === "checkbox") this.missing.textContent = "";
    else {
      format = value;
      if (kept) keep();
      changed();
    }
  }

  show() {
    fill(this);
    const read = format === "Read";
    this.text.hidden = !read;
    for (const pre of this.formats) pre.hidden = pre.dataset.format !== format;
    for (const radio of this.radios) radio.checked = radio.value === format;
    this.mark.hidden = !read || !this.querySelector(".cb-mark");
    this.draft.hidden = !this.unfilled.length;
    if (this.draft.hidden) this.missing.textContent = "";
    const name = `Copy ${format.replace("Read", "text").replace("Plain", "plain")}`;
    this.copier.textContent = this.copier.dataset.label = name;
    this.copier.ariaLabel = `${name} of ${this.dataset.title}`;
  }

  get unfilled() {
    return names(this.text.querySelectorAll(".cb-blank:not(.cb-blank--filled)"));
  }

  copy() {
    const { unfilled } = this;
    if (unfilled.length && !this.draft.firstChild.checked) {
      const count = unfilled.length === 1 ? "1 blank is" : `${unfilled.length} blanks are`;
      this.missing.textContent = `${count} not filled: ${unfilled.map((name) => variables.get(name)?.label ?? name).join(", ")}`;
      return announce(this.missing.textContent);
    }
    const shown = this.formats.find((pre) => !pre.hidden);
    return copy((shown ?? this.formats[0]).textContent, shown ?? this.text, this.copier);
  }

  highlight() {
    this.mark.ariaPressed = this.classList.toggle("cb-card--marked");
    for (const mark of this.querySelectorAll(".cb-mark")) {
      mark.dataset.label = this.querySelector(`.cb-element[data-element="${mark.dataset.element}"]`)?.textContent ?? "";
    }
  }
}

class ConsentDetails extends Wired {
  async start() {
    [this.summary, this.box, this.link] = this.find("summary", "input", ".cb-details__link");
    this.hidden = true;
    try {
      const response = await fetch(new URL("../../wording/variables.json", import.meta.url));
      variables = new Map(Object.entries(await response.json()));
    } catch {
      return this.remove();
    }
    this.fields = names(document.querySelectorAll(".cb-card__text .cb-blank")).filter((name) => variables.has(name)).map((name) => this.field(name));
    this.querySelector(".cb-details__fields").append(...this.fields.map(({ row }) => row));
    changes.addEventListener("change", () => this.show());
    addEventListener("storage", ({ key }) => { if ([DETAILS, FORMAT, null].includes(key)) recall(); });
    addEventListener("hashchange", () => this.offer());
    this.hidden = false;
    recall();
    return this.offer();
  }

  enter(field) {
    if (field !== this.box) return take([[field.name, field.value]]);
    kept = field.checked;
    if (!keep()) announce("This browser does not keep them");
    return this.show();
  }

  field(name) {
    const { type, choices, example, help, label } = variables.get(name);
    const id = `fill-${name}`;
    const input = make({ enum: "select", list: "textarea" }[type] ?? "input", { id, name, autocomplete: "off", spellcheck: false });
    if (type === "enum") input.append(...["", ...choices].map((value) => make("option", { value, textContent: value || "Not chosen" })));
    else input.placeholder = [example].flat().join("\n");
    if (type === "date") input.type = type;
    input.inputMode = { integer: "numeric", email: "email", "https-url": "url" }[type] ?? "text";
    input.setAttribute("aria-describedby", `${id}-help ${id}-error`);
    const error = make("p", { className: "cb-error", id: `${id}-error` });
    const judge = () => {
      error.textContent = check(name, input.value)[1] ?? "";
      input.ariaInvalid = error.textContent !== "";
    };
    input.addEventListener("input", () => { if (error.textContent) judge(); });
    input.addEventListener("change", judge);
    const words = make("p", { id: `${id}-help`, textContent: type === "list" ? `${help} One on each line.` : help });
    return { input, judge, row: make("div", { className: "cb-field" }, make("label", { htmlFor: id, textContent: label }), words, input, error) };
  }

  get filled() {
    return this.fields.map(({ input }) => input.name).filter((name) => values.has(name));
  }

  show() {
    this.summary.textContent = `Fill in your details: ${this.filled.length} of ${this.fields.length}`;
    this.box.checked = kept;
    for (const { input, judge } of this.fields) {
      const text = typed.get(input.name) ?? "";
      if (input.value === text) continue;
      input.value = text;
      judge();
    }
  }

  erase() {
    forget();
    keep();
    changed();
    this.link.textContent = "";
    announce("Erased");
  }

  // No server sees what is behind #.
  share(made) {
    const brought = new URLSearchParams(this.filled.map((name) => [name, typed.get(name)]));
    const anchor = location.hash.slice(1);
    if (document.getElementById(anchor)) brought.set("#", anchor);
    this.link.textContent = `${location.href.split("#")[0]}#fill?${brought}`;
    copy(this.link.textContent, this.link, made);
  }

  offer() {
    this.querySelector(".cb-offer")?.remove();
    if (!location.hash.startsWith("#fill?")) return;
    const brought = new URLSearchParams(location.hash.slice(6));
    const anchor = document.getElementById(brought.get("#"));
    anchor?.scrollIntoView();
    const right = [...brought].filter(([name, text]) => check(name, text)[0].length);
    if (!right.length) return;
    const decide = (words, entries) => {
      take(entries);
      history.replaceState(history.state, "", anchor ? `#${anchor.id}` : location.pathname + location.search);
      box.remove();
      this.summary.focus();
      announce(words);
    };
    const count = new Set(right.map(([name]) => name)).size;
    const asked = `This link brings values for ${count} ${count === 1 ? "blank" : "blanks"}: use them or ignore them?`;
    const box = make("div", { className: "cb-offer" },
      make("p", { textContent: asked }),
      make("ul", {}, ...right.map(([name, text]) => make("li", { textContent: `${variables.get(name).label}: ${[check(name, text)[0]].flat().join("; ")}` }))),
      button("Use them", () => decide("The values are filled in", right)),
      button("Ignore them", () => decide("The values are ignored", [])),
    );
    this.prepend(box);
    announce(asked);
  }
}

// The rules under :host in consentbook.css
const frame = new CSSStyleSheet();
for (const { cssText } of [...document.styleSheets].find(({ href }) => href?.includes("/consentbook.css"))?.cssRules ?? []) {
  if (cssText.startsWith(":host")) frame.insertRule(cssText);
}

class ConsentPreview extends Wired {
  start() {
    [this.frame, this.said, this.button] = this.find(".cb-frame", ".cb-preview__said span", "button");
    [this.text, this.width, this.colours] = this.querySelectorAll("select");
    if (this.dataset.form === "prompt" || innerWidth < 600) this.width.value = "phone";
    if (document.body.dataset.mdColorScheme === "slate") this.colours.value = "dark";
    this.root = this.frame.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [frame];
    this.root.addEventListener("keydown", ({ key, target }) => {
      if (key === "Escape") this.escape();
      if (key === "Enter" && target.matches("a:not([href])")) target.click();
    });
    this.root.addEventListener("click", (event) => this.press(event));
    changes.addEventListener("change", () => this.show());
    this.open();
  }

  enter(field) {
    if (field === this.text) this.open();
    else this.show();
  }

  open(layer = 0) {
    this.layer = layer;
    this.chosen = "";
    this.say("");
    this.show();
  }

  again(made, layer) {
    this.open(layer);
    this.root.querySelector("section").focus();
  }

  say(words) {
    this.said.textContent = words;
    if (words) announce(words);
  }

  show() {
    this.frame.className = ["cb-frame", this.dataset.form, this.width.value, this.colours.value].join(" ");
    this.button.hidden = !this.chosen;
    const shown = document.importNode(this.querySelector(`[data-key="${this.text.value}"]`).content, true);
    this.layers = [...shown.querySelectorAll("section")];
    for (const [layer, section] of this.layers.entries()) if (this.chosen || layer !== this.layer) section.remove();
    if (this.chosen !== "accept") shown.querySelector(".pill")?.remove();
    fill(shown);
    for (const link of shown.querySelectorAll("a")) {
      link.dataset.to = link.getAttribute("href").replace(BLANK, (blank, name) => values.get(name) ?? blank);
      link.role = "link";
      if (isAddress(link.dataset.to)) link.href = link.dataset.to;
      else {
        link.removeAttribute("href");
        link.tabIndex = 0;
      }
    }
    const places = () => [...this.root.querySelectorAll("section, a, button")];
    const focused = places().indexOf(this.root.activeElement);
    this.root.replaceChildren(shown);
    places()[focused]?.focus();
  }

  press(event) {
    const pressed = event.target.closest("a, button");
    event.preventDefault();
    const { to, role } = pressed?.dataset ?? {};
    if (to) this.say(`The link leads to ${to}`);
    else if (role) this.choose(role, pressed.textContent);
  }

  choose(role, words) {
    if (role === "settings") return this.layers[1] ? this.again(null, 1) : this.say(`“${words}” opens the privacy settings of your product.`);
    this.chosen = role;
    this.show();
    this.say(`You chose “${words}” (${role}).`);
    return this.button.focus();
  }

  escape() {
    if (this.layer) this.again();
    else if (!this.chosen) this.say("Escape chose nothing.");
  }
}

// us-ca lies in us
const within = (region, outer) => `${region}-`.startsWith(`${outer}-`);

class ConsentCatalogue extends Wired {
  start() {
    this.entries = [...this.querySelectorAll(".cb-entry")];
    this.fields = [...this.querySelectorAll("input, select")];
    [this.output, this.button] = this.find("output", "button");
    for (const name of ["popstate", "pageshow"]) addEventListener(name, () => this.recall());
    this.recall();
  }

  recall() {
    const address = new URLSearchParams(location.search);
    for (const field of this.fields) {
      field.value = address.get(field.name) ?? "";
      if (field.selectedIndex === -1) field.value = "";
    }
    this.show();
  }

  clear() {
    for (const field of this.fields) field.value = "";
    this.enter();
    this.fields[0].focus();
  }

  enter() {
    const query = new URLSearchParams(this.fields.filter(({ value }) => value).map(({ name, value }) => [name, value]));
    history.replaceState(history.state, "", location.pathname + (query.size ? `?${query}` : "") + location.hash);
    this.show();
  }

  fits({ dataset }, { name, value }) {
    const has = dataset[name].split(" ");
    if (name !== "region") return has.includes(value);
    const avoided = dataset.avoid.split(" ").some((region) => within(value, region));
    return !avoided && has.some((region) => region === "any" || within(value, region) || within(region, value));
  }

  show() {
    const [search, ...filters] = this.fields;
    const words = search.value.toLowerCase().split(/\s+/);
    for (const entry of this.entries) {
      const text = `${entry.dataset.words} ${entry.textContent}`.toLowerCase();
      entry.hidden = !filters.every((filter) => !filter.value || this.fits(entry, filter)) || !words.every((word) => text.includes(word));
    }
    for (const section of this.querySelectorAll(".cb-catalogue")) {
      section.hidden = section.previousElementSibling.hidden = !section.querySelector(".cb-entry:not([hidden])");
    }
    const left = this.entries.filter((entry) => !entry.hidden).length;
    this.output.textContent = left === this.entries.length ? `${left} snippets` : `${left} of ${this.entries.length} snippets`;
    this.button.hidden = !this.fields.some(({ value }) => value);
  }
}

// Return the runs [kind, words] from one text to another: same, del, ins.
function diff(before, after) {
  const ids = new Map();
  const [from, to] = [before, after].map((text) => text.match(/\S+\s*/g) ?? []);
  const [a, b] = [from, to].map((words) => words.map((word) => ids.get(word.trim()) ?? ids.set(word.trim(), ids.size).size - 1));
  // Lengths of the longest common subsequences
  const width = b.length + 2;
  const long = new Uint16Array((a.length + 1) * width);
  for (let x = a.length - 1; x >= 0; x -= 1) {
    for (let at = x * width + b.length - 1, y = b.length - 1; y >= 0; y -= 1, at -= 1) {
      long[at] = a[x] === b[y] ? long[at + width + 1] + 1 : Math.max(long[at + width], long[at + 1]);
    }
  }
  const runs = [];
  const add = (kind, word) => {
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += word;
    else runs.push([kind, word]);
  };
  for (let x = 0, y = 0; x < a.length || y < b.length;) {
    const at = x * width + y;
    if (a[x] === b[y]) {
      add("same", to[y]);
      [x, y] = [x + 1, y + 1];
    } else if (long[at + width] >= long[at + 1]) add("del", from[x++]);
    else add("ins", to[y++]);
  }
  return runs;
}

class ConsentHistory extends Wired {
  start() {
    this.selects = [...this.querySelectorAll("select")];
    if (this.selects.length) this.enter();
  }

  enter() {
    const [from, to, key] = this.selects.map(({ value }) => value);
    const template = (revision) => this.querySelector(`[data-revision="${revision}"] .cb-template[data-key="${key}"]`)?.textContent ?? "";
    const hidden = (textContent) => make("span", { className: "cb-hidden", textContent });
    const runs = diff(template(from), template(to)).map(([kind, words]) =>
      kind === "same" ? words : make(kind, {}, hidden(kind === "del" ? "[removed: " : "[added: "), words, hidden("] ")));
    this.querySelector(":scope > .cb-diff").replaceChildren(...(runs.some((run) => run.tagName) ? runs : ["These two are the same."]));
  }
}

class ConsentSample extends Wired {
  start() {
    const [quote, note] = this.find("blockquote", ".cb-sample__note");
    note.append(button("Copy sample", (made) => copy(quote.innerText.trim(), quote, made)));
  }
}

// Keys scroll only what can have the focus.
function tables() {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    const wide = box.scrollWidth > box.clientWidth;
    box.tabIndex = wide ? 0 : -1;
    box.role = wide ? "group" : null;
    box.ariaLabel = wide ? "Table that scrolls sideways" : null;
  }
}
for (const name of ["load", "resize"]) addEventListener(name, tables);

for (const made of [ConsentCard, ConsentDetails, ConsentPreview, ConsentCatalogue, ConsentHistory, ConsentSample]) {
  customElements.define(made.name.replace("Consent", "consent-").toLowerCase(), made);
}
