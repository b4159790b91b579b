// What is done of checklists, as files: read and checked, written, merged. Knows nothing of the page.
// consentbook/checklists/progress.py reads and writes the same files; progress.schema.json is their schema.

const FORMAT = "consentbook-checklist";
export const VERSION = 1;
export const LARGEST = 5_000_000;
const MOST_ITEMS = 20_000;
const COLUMNS = ["id", "done", "required", "text", "note", "evidence", "by", "at", "digest"];
const ID = "[A-Z](?:0[1-9]|[1-9][0-9]{1,3})"; // each number has one spelling

// Signs are counted as Python counts them; half a sign (a lone surrogate) is no text.
const isText = (most) => (value) => typeof value === "string" && value.isWellFormed() && (value.length <= most || value.length <= 2 * most && [...value].length <= most);
const fits = (pattern, most = 500) => (value) => isText(most)(value) && pattern.test(value);
const isFlag = (value) => typeof value === "boolean";
export const isEvidence = fits(/^(https:\/\/[^\s\x85/?#@<>"'`\\]+([/?#][^\s\x85<>"'`\\]*)?)?$/);
const isTime = fits(/^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?Z)?$/);
// A day that no month has becomes another day when it is read: then it is not the same when it is written again.
const isMoment = (value) => isTime(value) && (value === "" || value >= "0001" && new Date(value).toJSON()?.slice(0, 16) === value.slice(0, 16));
const FIELDS = {
  id: [fits(RegExp(`^${ID}$`)), "an id such as C09 was meant"],
  done: [isFlag, "true or false was meant"],
  required: [isFlag, "true or false was meant"],
  text: [isText(300), "a text of at most 300 characters was meant"],
  note: [isText(2000), "a text of at most 2,000 characters was meant"],
  evidence: [isEvidence, "an address that begins with https://, without a user name, was meant"],
  by: [isText(100), "a text of at most 100 characters was meant"],
  at: [isMoment, "a time such as 2027-01-31T09:00:00Z was meant"],
  digest: [fits(/^([0-9a-f]{12})?$/), "12 digits from 0 to f were meant"],
};
const isCode = [fits(/^[a-z-]*$/, 64), "a code such as eea was meant"];
const HEAD = {
  format: [() => true], // the first thing that is looked at
  version: [(value) => value === VERSION, `${VERSION} was meant`],
  list: [fits(/^[a-z0-9-]*$/, 64), "the name of a checklist was meant"],
  region: isCode,
  role: isCode,
  consent: isCode,
  items: [Array.isArray, "a list of items was meant"],
};

/** What a reader cannot use; its message says why. */
export class Unreadable extends Error {}

/** Return the items in a file, each complete and checked; throws Unreadable with every mistake, up to five. */
export function read(text) {
  return checked(/^\s*\{/.test(text) ? fromJson(text) : text.startsWith("id,") ? fromCsv(text) : fromMarkdown(text));
}

/** Return the items in what stands behind the # of a link: an exported file as JSON, and nothing else. */
export function readLink(packed) {
  return checked(fromJson(unpack(packed)));
}

function checked(items) {
  if (!items.length) throw new Unreadable("No item of a checklist is in it.");
  if (items.length > MOST_ITEMS) throw new Unreadable("More than 20,000 items are in it.");
  const mistakes = [];
  const seen = new Set();
  for (const [number, item] of items.entries()) {
    const found = wrong(item);
    if (!found.length && seen.has(item.id)) found.push(`${item.id} is there twice`);
    seen.add(item?.id);
    mistakes.push(...found.map((mistake) => `Item ${number + 1}: ${mistake}.`));
    if (mistakes.length >= 5) break;
  }
  if (mistakes.length) throw new Unreadable(mistakes.slice(0, 5).join(" "));
  return items.map((item) => ({ id: item.id, ...state(item) }));
}

/** Return the text of a file. */
export function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable("It is no UTF-8 text.");
  }
}

/** Return what is kept of an item: all of it, in one order, and nothing else. Only a tick remembers what was ticked. */
export function state({ done = false, note = "", evidence = "", by = "", at = "", digest = "" }) {
  return { done, note, evidence, by, at, digest: done ? digest : "" };
}

/** Return what is wrong with an item of a file. */
export function wrong(item) {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return ["it is no item"];
  return mistakes(item, FIELDS, ["id", "done"]);
}

function mistakes(data, fields, required) {
  return [...new Set([...required, ...Object.keys(data)])].flatMap((key) => {
    if (!Object.hasOwn(fields, key)) return [`“${key.slice(0, 40)}” is not known here`];
    const [right, meant] = fields[key];
    return right(data[key]) ? [] : [`${key}: ${meant}`];
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
  if (Number.isInteger(data.version) && data.version > VERSION) throw new Unreadable(`A newer version wrote it (schema ${data.version}, this page reads ${VERSION}). Open it in a newer edition.`);
  const found = mistakes(data, HEAD, ["format", "version", "items"]);
  if (found.length) throw new Unreadable(found.slice(0, 5).map((mistake) => `${mistake}.`).join(" "));
  return data.items;
}

// A line may stand in a quote, and a list may count its items.
const [START, BULLET] = ["^[ \\t>]*", "(?:[-*+]|[0-9]{1,9}[.)])[ \\t]+"];
const TASK = RegExp(`${START}${BULLET}\\[([ xX])\\][ \\t]+\\*\\*(?:\\[(${ID})\\]\\([^)]*\\)|(${ID}))\\*\\*`);
const MORE = RegExp(`^[ \\t>]+${BULLET}(Note|Evidence|Done):[ \\t]+(.*)$`);
const AS_OF = /<!-- as of ([0-9a-f]{12}) -->[ \t]*$/;
const COMMENT = RegExp(`${START}(?:${BULLET})?<!--`);
const FENCE = RegExp(`${START}(?:${BULLET})?(\`{3,}(?=[^\`]*$)|~{3,})`);
const FENCE_END = RegExp(`${START}(\`{3,}|~{3,})[ \\t]*$`);

/** Read a task list; tasks without an id are somebody else's. */
function fromMarkdown(text) {
  const items = [];
  for (const line of visible(text)) {
    const tick = TASK.exec(line);
    const more = MORE.exec(line);
    if (tick) items.push({ id: tick[2] ?? tick[3], done: tick[1] !== " ", digest: AS_OF.exec(line)?.[1] ?? "" });
    else if (more && items.length) Object.assign(items.at(-1), detail(more[1], more[2].trim()));
  }
  return items;
}

/** Yield the lines that a reader sees: those that stand in no comment and in no code. */
function* visible(text) {
  let [fence, comment] = ["", false];
  for (const line of text.split(/\r\n?|\n/)) {
    if (fence) {
      if (FENCE_END.exec(line)?.[1].startsWith(fence)) fence = "";
      continue;
    }
    comment ||= COMMENT.test(line);
    if (!comment) fence = FENCE.exec(line)?.[1] ?? "";
    if (!comment && !fence) yield line;
    if (line.includes("-->")) comment = false;
  }
}

/** Return what a line below an item says; somebody else's way of saying it says nothing. */
function detail(key, words) {
  const plain = (said) => said.replace(/\\([^\w\s])/g, "$1").replaceAll(JOINER, "");
  if (key === "Note") return { note: plain(words) };
  if (key === "Evidence") {
    const evidence = /^<(.+)>$/.exec(words)?.[1];
    return isEvidence(evidence) ? { evidence } : {};
  }
  const [, at, name = ""] = /^(\S+)(?: by (.*))?$/.exec(words) ?? [];
  const by = plain(name);
  return at && isMoment(at) && FIELDS.by[0](by) ? { at, by } : {};
}

/** Read CSV (RFC 4180) as `writeCsv` writes it. The first stray mark ends it, so that no file takes long. */
function fromCsv(text) {
  const pattern = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n?|\n|$)/y;
  const rows = [[]];
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (!found) throw new Unreadable(`Row ${rows.length} of the CSV has a stray quotation mark.`);
    const [, quoted, bare, close] = found;
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? bare).replace(/^'(?=[=+\-@\t\r'])/, ""));
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

// A forge takes \@name for a mention too, whatever Markdown says: a joiner that nobody sees keeps the two apart.
const JOINER = "\u2060";
// Signs that Markdown would take for markup; in notes, @ and # before a digit get the joiner.
const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>|~{}!&()+.:$=-]|#(?![0-9])/g, "\\$&").replace(/@|#(?=[0-9])/g, `$&${JOINER}`);

/** Return a task list; `groups` are [heading, items]. */
export function writeMarkdown({ list, ...filters }, title, groups) {
  const chosen = Object.entries(filters).filter(([, value]) => value).map(([key, value]) => `; ${key}: ${value}`);
  const lines = [`<!-- consentbook checklist: ${list}${chosen.join("")} -->`, `# ${title}`];
  for (const [heading, items] of groups) {
    lines.push("", ...(heading ? [`## ${heading}`, ""] : []));
    for (const { id, done, required = true, text, note, evidence, by, at, digest } of items) {
      const words = [`- [${done ? "x" : " "}] **${id}**`, text, !required && "(advised)", digest && `<!-- as of ${digest} -->`];
      lines.push(words.filter(Boolean).join(" "));
      if (note) lines.push(`    - Note: ${plain(note)}`);
      if (evidence) lines.push(`    - Evidence: <${evidence}>`);
      if (done && at) lines.push(`    - Done: ${at}${by ? ` by ${plain(by)}` : ""}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

export const isEmpty = (item) => !item || !item.done && !item.note && !item.evidence;
const same = (one, other) => ["done", "note", "evidence"].every((key) => one[key] === other[key]) && (!one.done || one.digest === other.digest);

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

function unpack(packed) {
  try {
    return decoded(Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0)));
  } catch {
    throw new Unreadable("The link is not whole.");
  }
}
