// What the pages can do with JavaScript on. Without it every text is there to read, select and print.

/** Make an element with these properties and children. */
export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const status = make("p", { className: "cb-hidden" });
status.setAttribute("role", "status");
document.body.append(status);

/** Say something to screen readers. The region is emptied first, so that the same words are said again. */
export function announce(words) {
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

/** Return a button that does `action` and stays the same for every reader. */
export function button(label, action) {
  const made = make("button", { type: "button", className: "cb-button", textContent: label });
  made.dataset.label = label;
  made.addEventListener("click", () => action(made));
  return made;
}

/** Return a labelled select of [value, words] that does `action` when another is chosen. */
export function choice(label, options, action) {
  const select = make("select", {}, ...options.map(([value, words]) => make("option", { value, textContent: words })));
  select.addEventListener("change", action);
  return make("label", { className: "cb-field" }, make("span", { textContent: label }), select);
}

export function checkbox(label, action) {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => action(box));
  return make("label", { className: "cb-tick" }, box, ` ${label}`);
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Copy `text`; where the browser forbids it, select `shown` so that the reader can. */
export async function copy(text, shown, made) {
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

/** What is stored, `null` where nothing is, `undefined` where the browser forbids to look. */
export function load(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

/** Store `value`, or forget it if it is `null`, and say whether it can be read again. */
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

// The visitor's details: `typed` is what stands in the fields, `values` what of it is right.
const DETAILS = "consentbook.details.v1";
const FORMAT = "consentbook.format.v1";
const BLANK = /\{\{ ([a-z][a-z0-9_]*) \}\}/;
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const [typed, values] = [new Map(), new Map()];
let variables = new Map();
let kept = false;
let format = "Read";
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

/** Return the value that was typed for a variable, which is empty for nothing or for a mistake, and the mistake. */
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

/** Store what the visitor agreed to keep, or forget it. */
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

/** Take over what is stored; this tab or another may have changed it. */
function recall() {
  const stored = parsed(load(DETAILS) ?? null);
  const shape = load(FORMAT);
  forget();
  if (stored?.v === 1) take(Object.entries(stored.values ?? {}).filter(([name, text]) => check(name, text)[0].length));
  kept = stored?.v === 1;
  if (kept && FORMATS.includes(shape)) format = shape;
  changed();
}

/** A variable's value in the words of a language. */
function worded(name, lang) {
  const value = values.get(name);
  const tag = lang === "en" ? "en-GB" : lang;
  if (Array.isArray(value)) return new Intl.ListFormat(tag).format(value);
  return variables.get(name).type === "date" ? new Date(value).toLocaleDateString(tag, { dateStyle: "long", timeZone: "UTC" }) : value;
}

// How a value is written in each format. Within JSON a text may itself be HTML or Markdown.
const FORMATS = ["Read", "Plain text", "Markdown", "HTML", "JSON"];
const html = (text) => text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const json = (text) => JSON.stringify(text).slice(1, -1).replace(/</g, "\\u003c");
const percent = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
function markdown(text, type) {
  if (type === "https-url") return text.replace(/[()<>[\]{}*`|~!]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, percent).replace(/&(?=#?\w+;)/g, "\\&");
  return text.replace(/[\\`*_[\]<>#|~{}!&]|^[-+=]|(?<=^\d+)[.)]/g, (sign) => `\\${sign}`);
}
const ESCAPES = { Markdown: markdown, HTML: html, JSON: json, "JSON html": (text) => json(html(text)), "JSON markdown": (text, type) => json(markdown(text, type)) };

/** A snippet: shows its text in several formats, fills its blanks, and copies what it shows. */
class ConsentCard extends HTMLElement {
  connectedCallback() {
    if (this.copier) return;
    this.text = this.querySelector(".cb-card__text");
    this.formats = [...this.querySelectorAll(".cb-format")];
    for (const pre of this.formats) {
      let line = "";
      pre.tabIndex = 0;
      for (const node of pre.childNodes) {
        const inner = /^ *"(html|markdown)": /.exec(line)?.[1];
        if (node.dataset) node.dataset.as = [pre.dataset.format, inner].filter(Boolean).join(" ");
        line = (line + node.textContent).split("\n").pop();
      }
    }
    const { id, key, title } = this.dataset;
    this.named = key === "en" ? title : `${title} (${key})`;
    this.copier = button("Copy text", () => this.copy());
    this.mark = button("Show what it says", () => this.highlight());
    this.mark.ariaPressed = "false";
    this.draft = checkbox("Copy as a draft", () => { this.missing.textContent = ""; });
    this.missing = make("div", { className: "cb-card__missing" });
    this.radios = FORMATS.map((value) => {
      const radio = make("input", { type: "radio", name: `${id} ${key}`, value });
      radio.addEventListener("change", () => {
        format = value;
        if (kept) keep();
        changed();
      });
      return radio;
    });
    const named = this.radios.map((radio) => make("label", {}, radio, make("span", { textContent: radio.value })));
    const legend = make("legend", { className: "cb-hidden", textContent: `Format of ${this.named}` });
    this.querySelector(".cb-card__head").append(this.copier);
    this.text.before(
      make("div", { className: "cb-card__bar" }, make("fieldset", {}, legend, ...named), this.mark, this.draft),
      this.missing,
    );
    changes.addEventListener("change", () => this.show());
    this.show();
    if (this.querySelector(".cb-blank") && !document.querySelector("consent-details")) this.before(make("consent-details"));
  }

  show() {
    for (const blank of this.querySelectorAll(".cb-blank")) {
      const { variable, as } = blank.dataset;
      const filled = values.has(variable);
      const words = filled && worded(variable, blank.closest("[lang]").lang);
      blank.textContent = filled ? (ESCAPES[as] ?? String)(words, variables.get(variable).type) : `{{ ${variable} }}`;
      blank.classList.toggle("cb-blank--filled", filled);
    }
    const read = format === "Read";
    this.text.hidden = !read;
    for (const pre of this.formats) pre.hidden = pre.dataset.format !== format;
    for (const radio of this.radios) radio.checked = radio.value === format;
    this.mark.hidden = !read || !this.querySelector(".cb-mark");
    this.draft.hidden = !this.unfilled.length;
    if (this.draft.hidden) this.missing.textContent = "";
    const name = read ? "Copy text" : `Copy ${format.replace("Plain", "plain")}`;
    this.copier.textContent = this.copier.dataset.label = name;
    this.copier.ariaLabel = `${name} of ${this.named}`;
  }

  get unfilled() {
    const blanks = [...this.text.querySelectorAll(".cb-blank:not(.cb-blank--filled)")];
    return [...new Set(blanks.map((blank) => blank.dataset.variable))];
  }

  /** Copy the format that is shown; while the rich text is, its plain text. */
  copy() {
    const names = this.unfilled;
    if (names.length && !this.draft.firstChild.checked) {
      const count = names.length === 1 ? "1 blank is" : `${names.length} blanks are`;
      this.missing.textContent = `${count} not filled: ${names.map((name) => variables.get(name)?.label ?? name).join(", ")}`;
      return announce(this.missing.textContent);
    }
    const source = this.formats.find((pre) => !pre.hidden) ?? this.formats[0];
    return copy(source.textContent, source.hidden ? this.text : source, this.copier);
  }

  /** Show which words carry which element, with the facts as the legend. */
  highlight() {
    const on = this.classList.toggle("cb-card--marked");
    this.mark.ariaPressed = String(on);
    for (const mark of this.querySelectorAll(".cb-mark")) {
      mark.dataset.label = this.querySelector(`.cb-element[data-element="${mark.dataset.element}"]`)?.textContent ?? "";
    }
  }
}

/** The panel in which the visitor fills every blank of the page once. */
class ConsentDetails extends HTMLElement {
  async connectedCallback() {
    if (this.panel) return;
    const blanks = [...document.querySelectorAll(".cb-card__text .cb-blank")];
    const names = [...new Set(blanks.map((blank) => blank.dataset.variable))];
    this.summary = make("summary", { textContent: `Fill in your details: 0 of ${names.length}` });
    this.panel = make("details", { className: "cb-details" }, this.summary);
    this.append(this.panel);
    try {
      const response = await fetch(new URL("../../wording/variables.json", import.meta.url));
      variables = new Map(Object.entries(await response.json()));
    } catch {
      return this.remove();
    }
    this.fields = names.filter((name) => variables.has(name)).map((name) => this.field(name));
    this.box = checkbox("Keep these in this browser", ({ checked }) => {
      kept = checked;
      if (!keep()) announce("This browser does not keep them");
      this.show();
    });
    this.link = make("p", { className: "cb-details__link" });
    this.panel.append(
      make("p", { textContent: "Type once, and every text on this page takes it. Nothing you type is sent anywhere." }),
      make("div", { className: "cb-details__fields" }, ...this.fields.map(({ row }) => row)),
      make("div", { className: "cb-details__foot" }, this.box, button("Copy a link with these values", (made) => this.share(made)), button("Erase", () => this.erase())),
      this.link,
    );
    changes.addEventListener("change", () => this.show());
    addEventListener("storage", ({ key }) => { if ([DETAILS, FORMAT, null].includes(key)) recall(); });
    addEventListener("hashchange", () => this.offer());
    recall();
    return this.offer();
  }

  field(name) {
    const { type, choices, example, help, label } = variables.get(name);
    const list = type === "list";
    const id = `fill-${name}`;
    const options = ["", ...choices].map((value) => make("option", { value, textContent: value || "Not chosen" }));
    const input = make(type === "enum" ? "select" : list ? "textarea" : "input", { id, autocomplete: "off", spellcheck: false });
    if (type === "enum") input.append(...options);
    else input.placeholder = [example].flat().join("\n");
    if (type === "date") input.type = type;
    input.inputMode = { integer: "numeric", email: "email", "https-url": "url" }[type] ?? "text";
    input.setAttribute("aria-describedby", `${id}-help ${id}-error`);
    const error = make("p", { className: "cb-error", id: `${id}-error` });
    const judge = () => {
      error.textContent = check(name, input.value)[1] ?? "";
      input.ariaInvalid = String(error.textContent !== "");
    };
    input.addEventListener("input", () => {
      take([[name, input.value]]);
      if (error.textContent) judge();
    });
    input.addEventListener("change", judge);
    const words = make("p", { id: `${id}-help`, textContent: list ? `${help} One on each line.` : help });
    return { name, input, judge, row: make("div", { className: "cb-field" }, make("label", { htmlFor: id, textContent: label }), words, input, error) };
  }

  get filled() {
    return this.fields.map(({ name }) => name).filter((name) => values.has(name));
  }

  show() {
    this.summary.textContent = `Fill in your details: ${this.filled.length} of ${this.fields.length}`;
    this.box.firstChild.checked = kept;
    for (const { name, input, judge } of this.fields) {
      const text = typed.get(name) ?? "";
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

  /** Copy a link with the values behind its #, which no server sees; an anchor that is there comes along. */
  share(made) {
    const brought = new URLSearchParams(this.filled.map((name) => [name, typed.get(name)]));
    if (location.hash) brought.set("#", location.hash.slice(1));
    this.link.textContent = `${location.href.split("#")[0]}#fill?${brought}`;
    copy(this.link.textContent, this.link, made);
  }

  /** Ask whether to use the values that the address brings. */
  offer() {
    this.querySelector(".cb-offer")?.remove();
    if (!location.hash.startsWith("#fill?")) return;
    const brought = new URLSearchParams(location.hash.slice(6));
    const anchor = brought.get("#");
    if (anchor) document.getElementById(anchor)?.scrollIntoView();
    const right = [...brought].filter(([name, text]) => check(name, text)[0].length);
    if (!right.length) return;
    const decide = (words, entries) => {
      take(entries);
      history.replaceState(history.state, "", anchor ? `#${anchor}` : location.pathname + location.search);
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

const frame = new CSSStyleSheet();
frame.replaceSync(`
:host { --bg: #fff; --fg: #1f2933; --soft: #59636c; --line: #8a949c; --pale: #e4e8eb; --link: #0b5c8a; }
:host(.dark) { --bg: #171b1f; --fg: #e9ecee; --soft: #a8b1b8; --line: #76828b; --pale: #2b3238; --link: #8cc8ef; }
:host { display: flex; flex-direction: column; max-width: 100%; background: var(--bg); color: var(--fg); color-scheme: light; font: 15px/1.5 var(--cb-sans); border: 1px solid var(--cb-line-strong); border-radius: 6px; overflow: hidden; }
:host(.dark) { color-scheme: dark; }
:host(.phone) { width: 360px; border-radius: 22px; border-width: 5px; }
.bar { padding: 6px 16px; color: var(--soft); font-size: 12px; border-bottom: 1px solid var(--pale); }
.lines { flex: 1; min-height: 150px; margin: 20px 16px; background: repeating-linear-gradient(var(--pale) 0 9px, transparent 9px 26px); }
section { margin: 0 12px 12px; padding: 14px 16px 16px; border: 1px solid var(--line); border-radius: 6px; background: var(--bg); }
:host(.policy) section { margin: 8px 16px; padding: 8px 0; border: 0; font-family: var(--cb-serif); }
h3 { margin: 0 0 6px; font-size: 17px; line-height: 1.3; }
p, ul, ol { margin: 0 0 10px; }
li p { margin: 0; }
a { color: var(--link); text-decoration: underline; cursor: pointer; }
var { font-style: normal; overflow-wrap: anywhere; }
var:not(.filled) { border-bottom: 1px dashed; }
div.actions { display: flex; flex-wrap: wrap; gap: 8px; }
:host(.phone) .actions { display: grid; }
button { min-height: 40px; padding: 6px 16px; border: 1px solid var(--line); border-radius: 5px; background: none; color: inherit; font: inherit; cursor: pointer; }
button.main { flex: 1 1 0; border-color: var(--fg); background: var(--fg); color: var(--bg); font-weight: 600; }
.pill { align-self: start; margin: 12px 16px 0; padding: 2px 10px; border: 1px solid var(--line); border-radius: 12px; font-size: 13px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
section:focus { outline-offset: -2px; }
`);

/** A banner, prompt or policy as a product would show it. It works, and records nothing. */
class ConsentPreview extends HTMLElement {
  connectedCallback() {
    if (this.root) return;
    this.texts = [...this.querySelectorAll("template")];
    const draw = () => this.draw();
    const text = choice("Language and tone", this.texts.map(({ dataset }) => [dataset.key, dataset.name]), () => this.open());
    const width = choice("Width", [["", "Desktop"], ["phone", "Phone"]], draw);
    const colours = choice("Colours", [["", "Light"], ["dark", "Dark"]], draw);
    [this.key, this.width, this.colours] = [text, width, colours].map((made) => made.lastChild);
    if (this.dataset.form === "prompt" || innerWidth < 600) this.width.value = "phone";
    if (document.body.dataset.mdColorScheme === "slate") this.colours.value = "dark";
    this.host = make("div");
    this.root = this.host.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [frame];
    this.root.addEventListener("keydown", (event) => this.escape(event));
    this.said = make("span");
    this.again = button("Show again", () => this.open("section"));
    this.append(
      make("div", { className: "cb-controls" }, text, width, colours),
      this.host,
      make("p", { className: "cb-preview__said" }, this.said, this.again),
    );
    changes.addEventListener("change", draw);
    this.open();
  }

  open(focus, layer = 1) {
    this.layer = layer;
    this.chosen = "";
    this.say("");
    this.draw();
    this.root.querySelector(focus)?.focus();
  }

  say(words) {
    this.said.textContent = words;
    if (words) announce(words);
  }

  /** Return what stands in a part, with blanks filled and links that lead nowhere unless the address is right. */
  filled(part, lang) {
    const copied = document.importNode(part, true);
    const texts = document.createTreeWalker(copied, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (texts.nextNode()) nodes.push(texts.currentNode);
    for (const node of nodes) {
      node.replaceWith(...node.data.split(BLANK).map((piece, number) => {
        if (number % 2 === 0) return piece;
        const known = values.has(piece);
        return make("var", { className: known ? "filled" : "", textContent: known ? worded(piece, lang) : `{{ ${piece} }}` });
      }));
    }
    for (const link of copied.querySelectorAll("a")) {
      const target = link.getAttribute("href");
      const name = BLANK.exec(target)?.[1];
      const address = name ? values.get(name) : target;
      link.removeAttribute("href");
      if (isAddress(address ?? "")) link.href = address;
      else link.setAttribute("role", "link");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.say(`The link leads to ${link.href || target}`);
      });
    }
    return copied;
  }

  draw() {
    const { form, title } = this.dataset;
    this.host.className = [form, this.width.value, this.colours.value].join(" ");
    this.again.hidden = !this.chosen;
    const text = this.texts.find(({ dataset }) => dataset.key === this.key.value);
    const lang = text.dataset.language;
    const parts = [...text.content.children].filter(({ dataset }) => !dataset.layer || dataset.layer === `layer-${this.layer}`);
    const section = make("section", { lang, tabIndex: -1, ariaLabel: `${title}, preview` });
    const actions = make("div", { className: "actions" });
    let pill = "";
    for (const part of parts) {
      const { role } = part.dataset;
      const shown = this.filled(part, lang);
      const words = [...(shown.querySelector("p") ?? shown).childNodes];
      if (role === "body") section.append(...shown.childNodes);
      else if (role === "heading") section.prepend(make("h3", {}, ...words));
      else if (role === "indicator") pill = this.chosen === "accept" ? make("div", { className: "pill", lang }, ...words) : "";
      else {
        const made = make("button", { type: "button", className: /accept|reject/.test(role) ? "main" : "" }, ...words);
        made.addEventListener("click", () => this.choose(role, made.textContent));
        actions.append(made);
      }
    }
    if (actions.children.length) section.append(actions);
    const page = ["bar", "lines"].map((className) => make("div", { className, ariaHidden: "true", textContent: className === "bar" ? "www.example.com" : "" }));
    if (form === "policy") page.pop();
    this.root.replaceChildren(...page, pill, this.chosen ? "" : section);
  }

  choose(role, words) {
    if (role === "settings" && this.texts[0].content.querySelector("[data-layer=layer-2]")) return this.open("section", 2);
    if (role === "settings") return this.say(`“${words}” opens the privacy settings of your product.`);
    this.chosen = role;
    this.draw();
    this.say(`You chose “${words}” (${role}).`);
    return this.again.focus();
  }

  /** Escape is no choice: it leads back from the second layer, and else to nothing. */
  escape({ key }) {
    if (key !== "Escape") return;
    if (this.layer === 2) this.open("section");
    else if (!this.chosen) this.say("Escape chose nothing.");
  }
}

const FILTERS = { form: "Form", consent: "Consent model", region: "Region", tone: "Tone", language: "Language", status: "Review" };

/** The catalogue: gets filters, whose state stands in the address. */
class ConsentCatalogue extends HTMLElement {
  connectedCallback() {
    if (this.output) return;
    this.entries = [...this.querySelectorAll(".cb-entry")];
    this.controls = Object.entries(FILTERS).map(([key, words]) => {
      const options = this.options(key);
      const made = choice(words, [["", "All"], ...options], () => this.store());
      made.lastChild.name = key;
      return made;
    });
    const search = make("input", { type: "search", name: "words", autocomplete: "off" });
    search.addEventListener("input", () => this.store());
    this.controls.unshift(make("label", { className: "cb-field" }, make("span", { textContent: "Words in the text" }), search));
    this.output = make("output");
    this.clear = button("Clear filters", () => {
      for (const { lastChild } of this.controls) lastChild.value = "";
      this.store();
      search.focus();
    });
    this.prepend(make("div", { className: "cb-controls cb-filters" }, ...this.controls, make("p", {}, this.output, this.clear)));
    addEventListener("popstate", () => this.recall());
    addEventListener("pageshow", () => this.recall());
    this.recall();
  }

  /** The values by which `key` can filter, with their names, in the order in which they first stand. */
  options(key) {
    const found = new Map();
    for (const { dataset } of this.entries) {
      const names = dataset[`${key}Names`]?.split(", ");
      for (const [number, value] of dataset[key].split(" ").entries()) {
        const name = names?.[number] ?? (key === "language" ? new Intl.DisplayNames("en", { type: key }).of(value) : value[0].toUpperCase() + value.slice(1));
        if (key !== "region" || value !== "any") found.set(value, name);
      }
    }
    return [...found];
  }

  recall() {
    const address = new URLSearchParams(location.search);
    for (const { lastChild } of this.controls) {
      lastChild.value = address.get(lastChild.name) ?? "";
      if (lastChild.selectedIndex === -1) lastChild.value = "";
    }
    this.show();
  }

  store() {
    const set = this.controls.map(({ lastChild }) => [lastChild.name, lastChild.value]).filter(([, value]) => value);
    const query = new URLSearchParams(set);
    history.replaceState(history.state, "", location.pathname + (set.length ? `?${query}` : "") + location.hash);
    this.show();
  }

  show() {
    const [search, ...filters] = this.controls.map(({ lastChild }) => lastChild);
    const words = search.value.toLowerCase().split(/\s+/);
    for (const entry of this.entries) {
      const text = `${entry.dataset.words} ${entry.textContent}`.toLowerCase();
      const fits = filters.every(({ name, value }) => {
        const has = entry.dataset[name].split(" ");
        const any = name === "region" && has.includes("any") && !entry.dataset.avoid.split(" ").includes(value);
        return !value || has.includes(value) || any;
      });
      entry.hidden = !fits || !words.every((word) => text.includes(word));
    }
    for (const section of this.querySelectorAll(".cb-catalogue")) {
      section.hidden = !section.querySelector(".cb-entry:not([hidden])");
      if (section.previousElementSibling) section.previousElementSibling.hidden = section.hidden;
    }
    const left = this.entries.filter((entry) => !entry.hidden).length;
    this.output.textContent = left === this.entries.length ? `${left} snippets` : `${left} of ${this.entries.length} snippets`;
    this.clear.hidden = ![search, ...filters].some(({ value }) => value);
  }
}

/** Return the runs [kind, words] that lead from one text to another, kind being same, del or ins. */
function diff(before, after) {
  const ids = new Map();
  const [from, to] = [before, after].map((text) => text.match(/\S+\s*/g) ?? []);
  const [a, b] = [from, to].map((words) => words.map((word) => ids.get(word.trim()) ?? ids.set(word.trim(), ids.size).size - 1));
  let start = 0;
  let [end, last] = [a.length, b.length];
  while (start < end && start < last && a[start] === b[start]) start += 1;
  while (end > start && last > start && a[end - 1] === b[last - 1]) [end, last] = [end - 1, last - 1];
  // The longest common subsequence of what differs, from the end.
  const width = last - start + 1;
  const long = new Uint16Array((end - start + 1) * width);
  const at = (x, y) => (x - start) * width + y - start;
  for (let x = end - 1; x >= start; x -= 1) {
    for (let y = last - 1; y >= start; y -= 1) {
      long[at(x, y)] = a[x] === b[y] ? long[at(x + 1, y + 1)] + 1 : Math.max(long[at(x + 1, y)], long[at(x, y + 1)]);
    }
  }
  const runs = [];
  const add = (kind, word) => {
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += word;
    else runs.push([kind, word]);
  };
  for (let x = 0, y = 0; x < a.length || y < b.length;) {
    if (x < start || x >= end && y >= last || x < end && y < last && a[x] === b[y]) {
      add("same", to[y]);
      [x, y] = [x + 1, y + 1];
    } else if (x < end && (y >= last || long[at(x + 1, y)] >= long[at(x, y + 1)])) add("del", from[x++]);
    else add("ins", to[y++]);
  }
  return runs;
}

/** The history: with two revisions or more, any two can be compared. */
class ConsentHistory extends HTMLElement {
  connectedCallback() {
    const revisions = [...this.querySelectorAll(".cb-revision")].map(({ dataset }) => dataset.revision);
    if (this.compared || revisions.length < 2) return;
    const keys = [...new Set([...this.querySelectorAll(".cb-template")].map(({ dataset }) => dataset.key))];
    const named = revisions.map((number) => [number, `Revision ${number}`]);
    const show = () => this.show();
    const controls = [choice("From", named, show), choice("To", named, show), choice("Text", keys.map((key) => [key, key]), show)];
    [this.from, this.to, this.key] = controls.map(({ lastChild }) => lastChild);
    this.from.selectedIndex = 1;
    this.compared = make("p", { className: "cb-diff" });
    this.prepend(make("div", { className: "cb-controls" }, ...controls), this.compared);
    this.show();
  }

  template(revision) {
    return this.querySelector(`[data-revision="${revision}"] .cb-template[data-key="${this.key.value}"]`)?.textContent ?? "";
  }

  show() {
    const hidden = (textContent) => make("span", { className: "cb-hidden", textContent });
    const runs = diff(this.template(this.from.value), this.template(this.to.value)).map(([kind, words]) =>
      kind === "same" ? words : make(kind, {}, hidden(kind === "del" ? "[removed: " : "[added: "), words, hidden("] ")));
    this.compared.replaceChildren(...(runs.some((run) => run.tagName) ? runs : ["These two are the same."]));
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
customElements.define("consent-details", ConsentDetails);
customElements.define("consent-preview", ConsentPreview);
customElements.define("consent-catalogue", ConsentCatalogue);
customElements.define("consent-history", ConsentHistory);
customElements.define("consent-sample", ConsentSample);
