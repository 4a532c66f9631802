// Text to the worker, findings back
const [form, box, shade, list, status, none, oxford, informal, example] =
  ["form", "text", "shade", "list", "status", "none", "oxford", "informal", "example"].map((id) => document.getElementById(id));
const SHOWN = 200;
let worker;
let wanted = 0;
let timer;

const element = (name, text, kind) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

// The service worker keeps what the worker fetches; without one all works online.
const kept = async () => {
  if (!navigator.serviceWorker) return;
  const patience = new Promise((done) => setTimeout(done, 3000));
  await navigator.serviceWorker.register("service.js").catch(() => {});
  const ready = navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
    || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true })));
  await Promise.race([ready, patience]);
};

const start = async () => {
  status.textContent = "Fetching the checker …";
  await kept();
  const made = new Worker("worker.js");
  made.onmessage = ({ data }) => answers[data.kind](data);
  made.onerror = () => answers.failed();
  return made;
};

const check = async () => {
  worker ||= start();
  const ask = { kind: "check", turn: ++wanted, text: box.value, profile: oxford.checked + 2 * informal.checked };
  (await worker).postMessage(ask);
};

const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

const summary = ({ findings, words, time }) => {
  const of = (severity) => findings.filter((f) => f.severity === severity).length;
  const parts = ["error", "warning", "note"].filter(of).map((name) => counted(of(name), name));
  return `${parts.join(", ") || "Nothing found"} in ${counted(words, "word")} (${Math.ceil(time)} ms).`;
};

const paint = (text, findings) => {
  const parts = [];
  let at = 0;
  for (const { start, end, severity } of findings) {
    parts.push(text.slice(at, start), element("mark", text.slice(start, end), severity));
    at = end;
  }
  shade.replaceChildren(...parts, text.slice(at), "\n");
  shade.scrollTop = box.scrollTop;
};

const replace = (finding, right) => {
  box.setRangeText(right, finding.start, finding.end, "end");
  box.focus();
  check();
};

const choices = (item, finding, words) => {
  for (const line of words) {
    const [right, note] = line.split("\t");
    const button = element("button", right);
    button.type = "button";
    button.ariaLabel = `write ${right} for ${finding.word}`;
    button.onclick = () => replace(finding, right);
    item.append(button, note ? element("small", note) : "");
  }
};

const line = (finding) => {
  const item = element("li", "", finding.severity);
  item.append(element("b", finding.word), element("span", `${finding.gloss}, line ${finding.line}`));
  if (finding.write.length) choices(item, finding, finding.write);
  else item.dataset.word = finding.word;
  item.finding = finding;
  return item;
};

const answers = {
  checked(data) {
    if (data.turn !== wanted) return;
    Object.assign(status.dataset, { time: data.time, count: data.findings.length, turn: data.turn });
    status.textContent = summary(data);
    paint(box.value, data.findings);
    list.replaceChildren(...data.findings.slice(0, SHOWN).map(line));
    const more = data.findings.length - SHOWN;
    none.hidden = data.findings.length > 0 && more <= 0;
    none.textContent = more > 0 ? `And ${more} more.` : "Nothing is wrong.";
    if (!box.value) none.textContent = "Nothing yet.";
    const words = [...new Set([...list.children].map((i) => i.dataset.word).filter(Boolean))];
    worker.then((w) => w.postMessage({ kind: "suggest", turn: data.turn, words }));
  },
  suggested({ turn, word, right }) {
    if (turn !== wanted) return;
    for (const item of list.querySelectorAll(`[data-word="${CSS.escape(word)}"]`)) choices(item, item.finding, right);
  },
  failed() {
    worker = undefined;
    status.textContent = "The checker could not be fetched. Is there a connection? Write on to try again.";
  },
};

const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(check, worker ? 120 : 0);
};

form.className = "";
box.value = "";
box.addEventListener("input", soon);
box.addEventListener("scroll", () => { shade.scrollTop = box.scrollTop; });
[oxford, informal].forEach((option) => option.addEventListener("change", () => box.value && check()));
example.addEventListener("click", () => { box.value = example.dataset.text; check(); });
form.addEventListener("submit", (event) => event.preventDefault());
