// Looks one word up in the small JSON files beside this page; src/site/search.rs writes them.
const form = document.querySelector("#form");
const box = document.querySelector("#word");
const answer = document.querySelector("#answer");
const json = async (path) => (await fetch(path)).json();

// The same rules as `key` in src/site/words.rs and `skeleton` in src/site/search.rs.
const key = (word) => word.normalize("NFD").replace(/[^A-Za-z0-9]/g, "").toLowerCase();
const LEVEL = [["ph", "f"], ["ch", "k"], ["ck", "k"], ["qu", "k"], ["c", "k"], ["x", "k"], ["z", "s"], ["h", ""], ["y", "i"]];
const skeleton = (word) => LEVEL.reduce((w, [from, to]) => w.replaceAll(from, to), key(word))
  .replace(/[aeiou]/g, "").replace(/(.)\1+/g, "$1");

// The file whose name begins a skeleton, else those that begin with it.
const filesOf = (names, bones) => {
  const whole = names.filter((name) => name.length > 2 && `f-${bones}`.startsWith(name)).pop();
  return whole ? [whole] : names.filter((name) => name.startsWith(`f-${bones}`)).slice(0, 4);
};

const normal = (word) => word.trim().normalize("NFC").replace(/[\u2018\u2019\u02bc\uff07]/g, "'").replace(/\u00ad/g, "");

// What the files say of a word: itself, else in lower case where its capitals allow that.
const find = (words, word) => {
  const has = (form) => Object.hasOwn(words, form) ? [form, words[form]] : null;
  const lower = word.toLowerCase();
  const title = lower[0].toUpperCase() + lower.slice(1);
  const capitals = word === word.toUpperCase();
  return has(word) || ((capitals || word === title) && has(lower)) || (capitals && has(title));
};

const distance = (a, b) => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length];
};

const level = (word) => key(word).replace(/[ao]e/g, "e").replace(/ph/g, "f").replace(/rr?h/g, "r").replace(/(.)\1/g, "$1");

const nearest = (words, word) => {
  const [from, most] = [level(word), word.length > 5 ? 3 : 1];
  return Object.keys(words)
    .filter((form) => /^(=|$)/.test(words[form]))
    .map((form) => [distance(from, level(form)) + (words[form] ? 0 : 0.5) + Math.abs(form.length - word.length) / 20, form])
    .filter(([far]) => far < most + 0.5)
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, 6).map(([, form]) => form);
};

const SAYS = {
  variant: ["good", "is accepted; the usual form is"],
  former: ["bad", "is a former name; write"],
  american: ["bad", "is American; write"],
  misspelt: ["bad", "is a known misspelling; write"],
  hypercorrect: ["bad", "looks British but is not; write"],
  oxford: ["good", "is Oxford spelling; the usual British form is"],
  informal: ["bad", "is shorthand of notes, not for letters"],
};

const element = (name, text, kind) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

const links = (words) => {
  const list = element("ul", "", "near");
  for (const word of words) {
    const button = element("button", word);
    button.type = "button";
    button.addEventListener("click", () => { box.value = word; lookUp(); });
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  return list;
};

const row = async (head) => {
  const pages = await json("../words/pages.json");
  const at = key(head);
  const page = pages.filter((slug) => slug <= at || slug === "0").pop();
  const line = element("p", "Everything the lists say of ");
  const link = element("a", head);
  link.href = `../words/${page}/#w-${encodeURIComponent(head.replaceAll(" ", "_"))}`;
  line.append(link, ".");
  return line;
};

const verdict = (word, text, kind) => {
  const line = element("p", "", `verdict ${kind}`);
  line.append(element("b", word), ` ${text}`);
  return line;
};

const known = async (word, [form, said]) => {
  if (said === "") return [verdict(word, "is right: a word of everyday British English.", "good")];
  if (said[0] === "=") return [verdict(word, "is right: a British medical word.", "good"), await row(said.slice(1))];
  const [kind, instead] = said.split(/:(.*)/s);
  const [tone, text] = SAYS[kind];
  return [verdict(form, instead ? `${text} ${instead.replaceAll("|", " or ")}.` : `${text}.`, tone), links(instead ? instead.split("|") : [])];
};

const unknown = (words, word) => {
  const other = Object.keys(words).find((form) => form.toLowerCase() === word.toLowerCase());
  if (other) return [verdict(word, "has other capitals in the dictionary:", "bad"), links([other])];
  const near = nearest(words, word);
  return near.length ? [verdict(word, "is not in the dictionary. Perhaps you mean:", "bad"), links(near)]
    : [verdict(word, "is not in the dictionary, and no word comes near it.", "bad")];
};

const say = async (word) => {
  const names = await json("files.json");
  const parts = await Promise.all(filesOf(names, skeleton(word)).map((name) => json(`${name}.json`)));
  const words = Object.assign({}, ...parts);
  const base = word.replace(/'s$/i, "");
  const found = find(words, word) || (base !== word && find(words, base));
  return found ? known(word, found) : unknown(words, word);
};

let turn = 0;
const lookUp = async () => {
  const [word, mine] = [normal(box.value), ++turn];
  if (!word) return answer.replaceChildren();
  let parts;
  try {
    parts = /\s/.test(word) ? [element("p", "One word at a time, please.", "verdict")] : await say(word);
  } catch {
    parts = [element("p", "The words could not be fetched. Is there a connection?", "verdict bad")];
  }
  if (mine === turn) answer.replaceChildren(...parts);
};

form.hidden = false;
form.addEventListener("submit", (event) => { event.preventDefault(); lookUp(); });
