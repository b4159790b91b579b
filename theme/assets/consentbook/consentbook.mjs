// What the pages can do with JavaScript on. Without it every text is there to read, select and print.

/** Make an element with these properties and children. */
function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const status = make("p", { className: "cb-hidden" });
status.setAttribute("role", "status");
document.body.append(status);

/** Say something to screen readers. The region is emptied first, so that the same words are said again. */
function announce(words) {
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

/** Return a button that does `action` and stays the same for every reader. */
function button(label, action) {
  const made = make("button", { type: "button", className: "cb-button", textContent: label });
  made.dataset.label = label;
  made.addEventListener("click", () => action(made));
  return made;
}

/** Return a labelled select of [value, words] that does `action` when another is chosen. */
function choice(label, options, action) {
  const select = make("select", {}, ...options.map(([value, words]) => make("option", { value, textContent: words })));
  select.addEventListener("change", action);
  return make("label", { className: "cb-field" }, make("span", { textContent: label }), select);
}

function checkbox(label, action) {
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

/** What is stored, `null` where nothing is, `undefined` where the browser forbids to look. */
function load(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

/** Store `value`, or forget it if it is `null`, and say whether it can be read again. */
function save(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return localStorage.getItem(key) === value;
  } catch {
    return false;
  }
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

// The visitor's details. `typed` holds what stands in the fields, `values` what of it is right.

const DETAILS = "consentbook.details.v1";
const FORMAT = "consentbook.format.v1";
const BLANK = /\{\{ ([a-z][a-z0-9_]*) \}\}/;
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const state = { variables: {}, typed: {}, values: {}, keep: false, format: "Read" };
const changes = new EventTarget();

function isAddress(text) {
  if (!/^https:\/\/[^\s\\]+$/i.test(text) || text.search(UNSEEN) >= 0 || !URL.canParse(text)) return false;
  const { username, password, host } = new URL(text);
  return !username && !password && !/^https:\/\/[^/?#]*@/i.test(text) && host !== "";
}

function isDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text) && text.length === 10;
}

const TYPES = {
  "https-url": [isAddress, "Put in an address that begins with https://, without spaces and without a user name."],
  email: [(text) => /^[\w.!#$%*+/=^{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text), "Put in an e-mail address, such as privacy@example.com."],
  integer: [(text) => /^[1-9][0-9]*$/.test(text), "Put in a whole number above 0, in digits."],
  date: [isDate, "Put in a date as year, month and day, such as 2027-01-31."],
  enum: [(text, choices) => choices.includes(text), "Pick one of the choices."],
};

/** Return what was typed for a variable as `value`, which is empty for nothing, or what is wrong with it as `error`. */
function check({ type, choices }, typed) {
  const clean = (text) => text.replace(/\s+/g, " ").replace(UNSEEN, "").trim();
  const most = type === "list" ? 1000 : 200;
  if (typed.length > most) return { error: `Put in at most ${most} characters.` };
  if (type === "list") return { value: typed.split("\n").map(clean).filter(Boolean) };
  const value = type === "https-url" ? typed.trim() : clean(typed);
  const [fits, error] = TYPES[type] ?? [() => true];
  return value && !fits(value, choices) ? { error } : { value };
}

/** Take what was typed, by variable; whatever is not text, not known or not right fills no blank. */
function take(typed) {
  for (const [name, text] of Object.entries(typed ?? {})) {
    if (Object.hasOwn(state.variables, name) && typeof text === "string") state.typed[name] = text;
  }
  state.values = {};
  for (const [name, text] of Object.entries(state.typed)) {
    const { value } = check(state.variables[name], text);
    if (value?.length) state.values[name] = value;
  }
  changes.dispatchEvent(new Event("change"));
}

/** Store what the visitor agreed to keep, or forget all. */
function keep() {
  const values = Object.fromEntries(Object.keys(state.values).map((name) => [name, state.typed[name]]));
  const kept = save(DETAILS, state.keep ? JSON.stringify({ v: 1, values }) : null);
  save(FORMAT, state.keep ? state.format : null);
  state.keep &&= kept;
  return kept;
}

/** Take over what is stored; this tab or another may have changed it. */
function recall() {
  const stored = parsed(load(DETAILS) ?? "null");
  state.keep = stored?.v === 1;
  state.typed = {};
  const format = state.keep && load(FORMAT);
  if (format in ESCAPES || format === "Plain text") state.format = format;
  const right = Object.entries((state.keep && stored.values) || {}).filter(
    ([name, text]) => Object.hasOwn(state.variables, name) && typeof text === "string" && check(state.variables[name], text).value,
  );
  take(Object.fromEntries(right));
}

/** A variable's value as words in a language. */
function worded(name, lang) {
  const value = state.values[name];
  if (Array.isArray(value)) return new Intl.ListFormat(lang === "en" ? "en-GB" : lang).format(value);
  if (state.variables[name].type !== "date") return value;
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
}

const label = (name) => state.variables[name]?.label ?? name;

const html = (text) => text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const json = (text) => JSON.stringify(text).slice(1, -1).replace(/</g, "\\u003c");
const percent = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
function markdown(text) {
  if (isAddress(text)) {
    return text.replace(/[()<>[\]{}*`|~!\\]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, percent).replace(/&(?=#?\w+;)/g, "\\&");
  }
  return text.replace(/[\\`*_[\]<>#|~{}!&]|^[-+=]/g, (sign) => `\\${sign}`).replace(/^\d+(?=[.)])/, (digits) => `${digits}\\`);
}

// How a value is written in each format. Within JSON a text may itself be HTML or Markdown.
const ESCAPES = {
  Markdown: markdown,
  HTML: html,
  JSON: json,
  "JSON html": (text) => json(html(text)),
  "JSON markdown": (text) => json(markdown(text)),
};

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
        const inner = /^\s*"(html|markdown)": /.exec(line)?.[1];
        if (node.dataset) node.dataset.as = pre.dataset.format + (pre.dataset.format === "JSON" && inner ? ` ${inner}` : "");
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
    this.radios = ["Read", ...this.formats.map((pre) => pre.dataset.format)].map((value) => {
      const radio = make("input", { type: "radio", name: `${id} ${key}`, value });
      radio.addEventListener("change", () => {
        state.format = value;
        if (state.keep) keep();
        changes.dispatchEvent(new Event("change"));
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
      const filled = Object.hasOwn(state.values, variable);
      const escape = ESCAPES[as] ?? String;
      blank.textContent = filled ? escape(worded(variable, blank.closest("[lang]").lang)) : `{{ ${variable} }}`;
      blank.classList.toggle("cb-blank--filled", filled);
    }
    const read = state.format === "Read";
    this.text.hidden = !read;
    for (const pre of this.formats) pre.hidden = pre.dataset.format !== state.format;
    for (const radio of this.radios) radio.checked = radio.value === state.format;
    this.mark.hidden = !read || !this.querySelector(".cb-mark");
    this.draft.hidden = !this.unfilled.length;
    if (this.draft.hidden) this.missing.textContent = "";
    const name = read ? "Copy text" : `Copy ${state.format.replace("Plain", "plain")}`;
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
      this.missing.textContent = `${count} not filled: ${names.map(label).join(", ")}`;
      return announce(this.missing.textContent);
    }
    const [source] = this.formats.filter((pre) => pre.dataset.format === (state.format === "Read" ? "Plain text" : state.format));
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
    this.names = [...new Set(blanks.map((blank) => blank.dataset.variable))];
    this.summary = make("summary");
    this.panel = make("details", { className: "cb-details" }, this.summary);
    this.append(this.panel);
    this.show();
    try {
      const response = await fetch(new URL("../../wording/variables.json", import.meta.url));
      state.variables = await response.json();
    } catch {
      return this.remove();
    }
    this.names = this.names.filter((name) => Object.hasOwn(state.variables, name));
    this.build();
    changes.addEventListener("change", () => this.show());
    addEventListener("storage", ({ key }) => {
      if (key === DETAILS || key === FORMAT || key === null) recall();
    });
    addEventListener("hashchange", () => this.offer());
    recall();
    return this.offer();
  }

  build() {
    this.fields = this.names.map((name) => this.field(name));
    this.kept = checkbox("Keep these in this browser", (box) => {
      state.keep = box.checked;
      if (!keep()) announce("This browser does not keep them");
      this.show();
    });
    this.link = make("p", { className: "cb-details__link" });
    this.panel.append(
      make("p", { textContent: "Type once, and every text on this page takes it. Nothing you type is sent anywhere." }),
      make("div", { className: "cb-details__fields" }, ...this.fields.map(({ row }) => row)),
      make("div", { className: "cb-details__foot" }, this.kept, button("Copy a link with these values", (made) => this.share(made)), button("Erase", () => this.erase())),
      this.link,
    );
  }

  field(name) {
    const variable = state.variables[name];
    const { type, choices, example, help } = variable;
    const lines = type === "list";
    const id = `fill-${name}`;
    const options = ["", ...choices].map((value) => make("option", { value, textContent: value || "Not chosen" }));
    const input = type === "enum" ? make("select", {}, ...options) : make(lines ? "textarea" : "input", { spellcheck: false, autocomplete: "off" });
    if (type !== "enum") input.placeholder = [example].flat().join("\n");
    if (type === "date") input.type = type;
    if (!lines && type !== "enum") input.inputMode = { integer: "numeric", email: "email", "https-url": "url" }[type] ?? "text";
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-help ${id}-error`);
    const error = make("p", { className: "cb-error", id: `${id}-error` });
    const judge = () => {
      error.textContent = check(variable, input.value).error ?? "";
      input.ariaInvalid = error.textContent ? "true" : "false";
    };
    input.addEventListener("input", () => {
      take({ [name]: input.value });
      if (error.textContent) judge();
      if (state.keep) keep();
    });
    input.addEventListener("change", judge);
    const words = make("p", { id: `${id}-help`, textContent: lines ? `${help} One on each line.` : help });
    const title = make("label", { htmlFor: id, textContent: variable.label });
    return { name, input, judge, row: make("div", { className: "cb-field" }, title, words, input, error) };
  }

  show() {
    const filled = this.names.filter((name) => Object.hasOwn(state.values, name)).length;
    this.summary.textContent = `Fill in your details: ${filled} of ${this.names.length}`;
    if (!this.fields) return;
    this.kept.firstChild.checked = state.keep;
    for (const { name, input, judge } of this.fields) {
      const typed = state.typed[name] ?? "";
      if (input.value === typed) continue;
      input.value = typed;
      judge();
    }
  }

  erase() {
    state.keep = false;
    state.typed = {};
    keep();
    take();
    for (const { input, judge } of this.fields) {
      input.value = "";
      judge();
    }
    this.link.textContent = "";
    announce("Erased");
  }

  /** Copy a link with the values behind its #, which no server sees; an anchor that is there comes along. */
  share(made) {
    const { href, hash } = location;
    const values = this.names.filter((name) => Object.hasOwn(state.values, name)).map((name) => [name, state.typed[name]]);
    if (hash) values.push(["#", decodeURIComponent(hash.slice(1))]);
    this.link.textContent = `${href.split("#")[0]}#fill?${new URLSearchParams(values)}`;
    copy(this.link.textContent, this.link, made);
  }

  /** Ask whether to use the values that the address brings. */
  offer() {
    this.querySelector(".cb-offer")?.remove();
    if (!location.hash.startsWith("#fill?")) return;
    const brought = new URLSearchParams(location.hash.slice(6));
    const anchor = brought.get("#");
    const names = [...new Set(brought.keys())].filter(
      (name) => Object.hasOwn(state.variables, name) && check(state.variables[name], brought.get(name)).value?.length,
    );
    const target = anchor && document.getElementById(anchor);
    if (target) target.scrollIntoView();
    if (!names.length) return;
    const decide = (used) => {
      if (used) take(Object.fromEntries(names.map((name) => [name, brought.get(name)])));
      if (used && state.keep) keep();
      history.replaceState(history.state, "", anchor ? `#${encodeURIComponent(anchor)}` : location.pathname + location.search);
      box.remove();
      this.summary.focus();
      announce(used ? "The values are filled in" : "The values are ignored");
    };
    const asked = `This link brings values for ${names.length === 1 ? "1 blank" : `${names.length} blanks`}.`;
    const box = make("div", { className: "cb-offer" },
      make("p", { textContent: asked }),
      make("ul", {}, ...names.map((name) => make("li", { textContent: `${label(name)}: ${[check(state.variables[name], brought.get(name)).value].flat().join("; ")}` }))),
      button("Use them", () => decide(true)),
      button("Ignore them", () => decide(false)),
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
        const known = Object.hasOwn(state.values, piece);
        return make("var", { className: known ? "filled" : "", textContent: known ? worded(piece, lang) : `{{ ${piece} }}` });
      }));
    }
    for (const link of copied.querySelectorAll("a")) {
      const target = link.getAttribute("href");
      const name = BLANK.exec(target)?.[1];
      const address = name ? state.values[name] : target;
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
  // The longest common subsequence, from the end: `skip` says which of two words goes when they differ.
  const width = last - start + 1;
  const skip = new Uint8Array((end - start) * width);
  let below = new Uint16Array(width);
  for (let i = end - 1; i >= start; i -= 1) {
    const row = new Uint16Array(width);
    for (let j = last - 1; j >= start; j -= 1) {
      const k = j - start;
      if (a[i] === b[j]) row[k] = below[k + 1] + 1;
      else if (below[k] >= row[k + 1]) [row[k], skip[(i - start) * width + k]] = [below[k], 1];
      else row[k] = row[k + 1];
    }
    below = row;
  }
  const runs = [];
  const add = (kind, word) => {
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += word;
    else runs.push([kind, word]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const inside = i >= start && i < end && j >= start && j < last;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add("same", to[j]);
      [i, j] = [i + 1, j + 1];
    } else if (j >= last || (inside && skip[(i - start) * width + j - start]) ) add("del", from[i++]);
    else add("ins", to[j++]);
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

/** What Material lets scroll sideways, and our own: without a mouse it scrolls only if it can have the focus. */
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
customElements.define("consent-progress", ConsentProgress);
