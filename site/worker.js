// Holds the checker: WebAssembly and index, fetched once. src/wasm.rs is the other side.
const gunzip = async (path) => {
  const reply = await fetch(path);
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  const bytes = new Uint8Array(await reply.arrayBuffer());
  // Some servers unpack such a file themselves.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const open = async () => {
  const [wasm, index] = await Promise.all(["medspell.wasm.gz", "medspell.idx.gz"].map(gunzip));
  const { instance: { exports } } = await WebAssembly.instantiate(wasm, {});
  put(exports, index);
  if (!exports.open()) throw new Error("the index is damaged");
  return exports;
};

const put = (exports, bytes) => {
  const at = exports.reserve(bytes.length);
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
};

const ask = (exports, call, text) => {
  put(exports, new TextEncoder().encode(text));
  const length = call();
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.output(), length));
};

const findings = (text, answer) => {
  let [line, at] = [1, 0];
  return answer.split("\n").slice(0, -1).map((row) => {
    const [start, end, rule, severity, gloss, write] = row.split("\t");
    for (; at < start; at++) if (text[at] === "\n") line++;
    return { start: +start, end: +end, rule, severity, gloss, line, word: text.slice(start, end), write: write ? write.split("|") : [] };
  });
};

let checker;
let latest = 0;

const answers = {
  check(exports, { turn, text, profile }) {
    exports.profile(profile);
    const begun = performance.now();
    const answer = ask(exports, exports.check, text);
    const time = performance.now() - begun;
    const words = (text.match(/\S+/g) || []).length;
    postMessage({ kind: "checked", turn, time, words, findings: findings(text, answer) });
  },
  // One word at a time, so that a newer text does not wait for the words of an older one.
  async suggest(exports, { turn, words }) {
    for (const word of words) {
      if (turn !== latest) return;
      const answer = ask(exports, exports.suggest, word);
      postMessage({ kind: "suggested", turn, word, right: answer ? answer.split("\n") : [] });
      await new Promise((done) => setTimeout(done));
    }
  },
};

onmessage = async ({ data }) => {
  latest = data.turn;
  try {
    answers[data.kind](await (checker ||= open()), data);
  } catch {
    checker = undefined;
    postMessage({ kind: "failed" });
  }
};
