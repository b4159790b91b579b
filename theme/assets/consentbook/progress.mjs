// What is done of checklists, as files: read and checked, written, merged. Knows nothing of the page.
// consentbook/checklists/progress.py reads and writes the same files; progress.schema.json is their schema.

export const FORMAT = "consentbook-checklist";
export const VERSION = 1;
export const LARGEST = 5_000_000;
const MOST_ITEMS = 20_000;
const COLUMNS = ["id", "done", "required", "text", "note", "evidence", "by", "at", "digest"];
const ID = /^[A-Z][0-9]{2,4}$/;

const isText = (most) => (value) => typeof value === "string" && value.length <= most;
const fits = (pattern, most = 500) => (value) => isText(most)(value) && pattern.test(value);
const isFlag = (value) => typeof value === "boolean";
export const isEvidence = fits(/^(https:\/\/[^\s/@<>"'`\\?#]+([/?#][^\s<>"'`\\]*)?)?$/);
const FIELDS = {
  id: [fits(ID), "an id such as C09 was meant"],
  done: [isFlag, "true or false was meant"],
  required: [isFlag, "true or false was meant"],
  text: [isText(300), "a text of at most 300 characters was meant"],
  note: [isText(2000), "a text of at most 2,000 characters was meant"],
  evidence: [isEvidence, "an address that begins with https://, without a user name, was meant"],
  by: [isText(100), "a text of at most 100 characters was meant"],
  at: [fits(/^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/), "a time such as 2027-01-31T09:00:00Z was meant"],
  digest: [fits(/^([0-9a-f]{12})?$/), "12 digits from 0 to f were meant"],
};
const HEAD = ["format", "version", "list", "region", "role", "consent", "items"];

/** What a reader cannot use; its message says why. */
export class Unreadable extends Error {}

/** Return the items in a file, each complete and checked; throws Unreadable with every mistake, up to five. */
export function read(text) {
  if (text.length > LARGEST) throw new Unreadable("The file is larger than 5 MB.");
  const trimmed = text.replace(/^\ufeff/, "");
  const items = /^\s*[{[]/.test(trimmed) ? fromJson(trimmed) : trimmed.startsWith("id,") ? fromCsv(trimmed) : fromMarkdown(trimmed);
  if (!Array.isArray(items) || !items.length) throw new Unreadable("No item of a checklist is in it.");
  if (items.length > MOST_ITEMS) throw new Unreadable("More than 20,000 items are in it.");
  const mistakes = [];
  const seen = new Set();
  for (const [number, item] of items.entries()) {
    mistakes.push(...wrong(item).map((mistake) => `Item ${number + 1}: ${mistake}.`));
    if (seen.has(item?.id)) mistakes.push(`Item ${number + 1}: ${item.id} is there twice.`);
    seen.add(item?.id);
    if (mistakes.length >= 5) break;
  }
  if (mistakes.length) throw new Unreadable(mistakes.slice(0, 5).join(" "));
  return items.map((item) => ({ id: item.id, ...state(item) }));
}

/** Return what is kept of an item: all of it, in one order, and nothing else. */
export function state({ done = false, note = "", evidence = "", by = "", at = "", digest = "" }) {
  return { done, note, evidence, by, at, digest };
}

/** Return what is wrong with an item of a file. */
export function wrong(item) {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return ["it is no item"];
  const keys = [...new Set(["id", "done", ...Object.keys(item)])];
  return keys.flatMap((key) => {
    if (!Object.hasOwn(FIELDS, key)) return [`“${key.slice(0, 40)}” is not known here`];
    const [right, meant] = FIELDS[key];
    return right(item[key]) ? [] : [`${key}: ${meant}`];
  });
}

function fromJson(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Unreadable("It is no JSON.");
  }
  if (data?.format !== FORMAT) throw new Unreadable("It is no exported checklist.");
  if (data.version > VERSION) throw new Unreadable(`A newer version wrote it (schema ${data.version}, this page reads ${VERSION}). Open it in a newer edition.`);
  if (data.version !== VERSION) throw new Unreadable("It does not say which version wrote it.");
  const unknown = Object.keys(data).find((key) => !HEAD.includes(key));
  if (unknown) throw new Unreadable(`“${unknown.slice(0, 40)}” is not known here.`);
  return data.items;
}

/** Read a task list; tasks without an id are somebody else's. */
function fromMarkdown(text) {
  const items = [];
  for (const line of text.split(/\r?\n/)) {
    const tick = /^\s*[-*+] \[([ xX])\] \*\*(?:\[([A-Z][0-9]{2,4})\]\([^)]*\)|([A-Z][0-9]{2,4}))\*\*/.exec(line);
    const more = /^\s+[-*+] (Note|Evidence|Done): (.*)$/.exec(line);
    if (tick) items.push({ id: tick[2] ?? tick[3], done: tick[1] !== " " });
    else if (more && items.length) Object.assign(items.at(-1), detail(more[1], more[2].trim()));
  }
  return items;
}

function detail(key, words) {
  if (key === "Evidence") return { evidence: words.replace(/^<|>$/g, "") };
  const plain = words.replace(/\\([^\w\s])/g, "$1");
  if (key === "Note") return { note: plain };
  const { at = "", by = "", digest = "" } = /^(?<at>[0-9T:.Z-]*)(?: by (?<by>.*?))?(?: as of `(?<digest>[0-9a-f]{12})`)?$/.exec(plain)?.groups ?? {};
  return { at, by, digest };
}

/** Read CSV (RFC 4180) as `writeCsv` writes it. */
function fromCsv(text) {
  const rows = [[]];
  let end = 0;
  for (const { 0: found, 1: quoted, 2: bare, 3: close, index } of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (index !== end) throw new Unreadable(`Row ${rows.length} of the CSV has a stray quotation mark.`);
    end = index + found.length;
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? bare).replace(/^'(?=[=+\-@\t\r'])/, ""));
    if (end >= text.length) break;
    if (close !== ",") rows.push([]);
  }
  const [names, ...cells] = rows.filter((row) => row.length > 1 || row[0]);
  return cells.map((row) => {
    const item = Object.fromEntries(names.map((name, column) => [name, row[column] ?? ""]));
    return { ...item, done: item.done === "yes", required: item.required === "yes" };
  });
}

/** Return the exported file of `items`, for the list and the filters in `head`. */
export function writeJson(head, items) {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...head, items }, null, 2)}\n`;
}

// A cell that a spreadsheet would take for a formula gets a ' before it.
const cell = (text) => `"${text.replace(/^(?=[=+\-@\t\r'])/, "'").replaceAll('"', '""')}"`;

export function writeCsv(items) {
  const words = (value) => (value === true ? "yes" : value === false ? "no" : cell(value ?? ""));
  return [COLUMNS, ...items.map((item) => COLUMNS.map((name) => words(item[name])))].map((row) => `${row.join(",")}\r\n`).join("");
}

// Signs that Markdown or a forge would take for markup, mentions and references among them.
const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>#|~{}!&@()+.:$=-]/g, "\\$&");

/** Return a task list; `groups` are [heading, items]. */
export function writeMarkdown({ list, ...filters }, title, groups) {
  const chosen = Object.entries(filters).filter(([, value]) => value).map(([key, value]) => `; ${key}: ${value}`);
  const lines = [`<!-- consentbook checklist: ${list}${chosen.join("")} -->`, `# ${title}`];
  for (const [heading, items] of groups) {
    lines.push("", ...(heading ? [`## ${heading}`, ""] : []));
    for (const { id, done, required = true, text, note, evidence, by, at, digest } of items) {
      lines.push(`- [${done ? "x" : " "}] **${id}**${text ? ` ${text}` : ""}${required ? "" : " (advised)"}`);
      if (note) lines.push(`    - Note: ${plain(note)}`);
      if (evidence) lines.push(`    - Evidence: <${evidence}>`);
      if (done) lines.push(`    - Done: ${at}${by ? ` by ${plain(by)}` : ""}${digest ? ` as of \`${digest}\`` : ""}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

export const isEmpty = (item) => !item || !item.done && !item.note && !item.evidence;
const same = (one, other) => one.done === other.done && one.note === other.note && one.evidence === other.evidence;

/** Return what an import would take over without a question, and the items [mine, theirs] that differ. */
export function merge(mine, theirs) {
  const taken = [];
  const differing = [];
  for (const item of theirs) {
    const own = mine.get(item.id);
    if (isEmpty(item) || own && same(own, item)) continue;
    if (isEmpty(own)) taken.push(item);
    else differing.push([own, item]);
  }
  return { taken, differing };
}

/** Write and read text that can stand behind the # of an address. */
export function pack(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function unpack(packed) {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable("The link is not whole.");
  }
}
