// The site in a real browser: node tests/site/browser.mjs PROGRAM DIST [--only TEST] [--shots FOLDER] [--lighthouse]
//
// PROGRAM is the medspell binary, DIST a build with --wasm. Everything is asked through a proxy on
// loopback that counts connections, so that no request can be missed (a service worker's neither),
// and that can be shut, which is what "offline" means here. Chromium resolves no other name.
import AxeBuilder from "@axe-core/playwright";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const [program, dist, ...options] = process.argv.slice(2);
const site = path.join(dist, "site");
const only = options.includes("--only") && options[options.indexOf("--only") + 1];
const shots = options.includes("--shots") && options[options.indexOf("--shots") + 1];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"];
const launch = (more = []) => chromium.launch({ executablePath: "/usr/bin/chromium", args: [...ARGUMENTS, ...more] });

const serve = () => new Promise((ready, fail) => {
  const server = spawn(program, ["serve", site, "--port", "0"]);
  server.stdout.once("data", (line) => ready({ server, port: Number(new URL(String(line).trim()).port) }));
  server.once("exit", () => fail(new Error("medspell serve ended")));
});

// Counts every connection; medspell serve closes each after one answer.
const proxy = (to) => new Promise((ready) => {
  const counter = { count: 0, open: true };
  const listener = net.createServer((near) => {
    if (!counter.open) return near.destroy();
    counter.count++;
    const far = net.connect(to, "127.0.0.1");
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1", () => ready(Object.assign(counter, { listener, base: `http://127.0.0.1:${listener.address().port}/` })));
});

const folders = (under) => fs.readdirSync(path.join(site, under), { withFileTypes: true }).filter((f) => f.isDirectory()).map((f) => `${under}/${f.name}/`);
const kinds = ["", "install/", ...folders("install"), "it/", "words/", folders("words")[20], "search/", "try/", "changes/", "compare/",
  "contribute/", "privacy/", "accessibility/", "licences/", "no-such-page"];

// A page that fails the test on any console error and on any request to another origin.
const watched = async (context, base, address) => {
  const page = await context.newPage();
  const missing = address === "no-such-page";
  page.on("console", (m) => m.type() === "error" && !missing && assert.fail(`${address}: console: ${m.text()}`));
  page.on("pageerror", (e) => assert.fail(`${address}: ${e}`));
  page.on("request", (r) => assert.ok(r.url().startsWith(base) || r.url().startsWith("blob:"), `${address}: request to ${r.url()}`));
  await page.goto(base + address, { waitUntil: "networkidle" });
  return page;
};

const shoot = (page, name) => shots && page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });

const tests = {
  async everyPageIsAccessible({ browser, base }) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ colorScheme, locale: "en-GB" });
      for (const address of kinds) {
        const page = await watched(context, base, address);
        const { violations, passes } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        assert.ok(passes.length > 10, `${address}: axe looked at little`);
        assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], `${address} ${colorScheme}`);
        for (const width of [320, 768, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${address} is ${wide} px too wide at ${width}`);
          await shoot(page, `${address.replaceAll("/", "_") || "home"}-${width}-${colorScheme}`);
        }
        await page.close();
      }
      await context.close();
    }
  },

  async everyControlIsReachedByKeyboard({ browser, base }) {
    const context = await browser.newContext();
    for (const address of ["", "search/", "try/"]) {
      const page = await watched(context, base, address);
      const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, textarea, summary")].filter((e) => e.checkVisibility()).length);
      const seen = new Set();
      for (let i = 0; i < wanted; i++) {
        await page.keyboard.press("Tab");
        const [id, outline] = await page.evaluate(() => {
          const all = [...document.querySelectorAll("*")];
          return [all.indexOf(document.activeElement), getComputedStyle(document.activeElement).outlineStyle];
        });
        assert.notEqual(outline, "none", `${address}: focus is not seen`);
        seen.add(id);
      }
      assert.equal(seen.size, wanted, `${address}: controls that Tab reaches`);
      await page.close();
    }
    await context.close();
  },

  async theLookUpAnswers({ browser, base }) {
    const context = await browser.newContext();
    const page = await watched(context, base, "search/");
    for (const [word, said] of [["haemoglobin", /medical word.*haemoglobin/s], ["Haemorrhages", /medical word.*haemorrhage/s], ["house", /everyday/],
      ["hemoglobin", /American; write haemoglobin/], ["frusemide", /former name; write furosemide/], ["hemorrage", /haemorrhage/],
      ["haemorrage", /haemorrhage/], ["diarroea", /diarrhoea/], ["Crohn’s", /Crohn/], ["HAEMOGLOBIN", /right/], ["qzxwqzxw", /no word comes near/]]) {
      await page.fill("#word", word);
      await page.press("#word", "Enter");
      await page.waitForFunction((text) => new RegExp(text[0], text[1]).test(document.querySelector("#answer").innerText), [said.source, said.flags], { timeout: 5000 })
        .catch(async () => assert.fail(`${word}: ${await page.innerText("#answer")}`));
    }
    await shoot(page, "search-nothing");
    await page.fill("#word", "haemoglobin");
    await page.press("#word", "Enter");
    await page.click("#answer p a");
    await page.waitForURL(/words\/.+#w-haemoglobin$/);
    assert.ok(await page.locator("dt:target").isVisible(), "the link leads to the row");
    await context.close();
  },

  async aTextIsCheckedWithoutARequestAndOffline({ browser, base, counter }) {
    const context = await browser.newContext();
    const page = await watched(context, base, "try/");
    const sum = (count) => page.waitForFunction((n) => Number(document.querySelector("#status").dataset.count) === n, count, { timeout: 10_000 });
    const begun = Date.now();
    await page.fill("#text", "No edema and no haemoglobin.");
    await sum(1);
    console.log(`  first check, fetch included: ${Date.now() - begun} ms`);
    await page.waitForTimeout(500);
    const before = counter.count;
    await page.fill("#text", "Frusemide and hemoglobin for the qzxwvv of the oedema.");
    await sum(3);
    await shoot(page, "try-found");
    assert.match(await page.innerText("#list"), /former name, line 1\s*Furosemide/);
    await page.click("text=haemoglobin");
    await sum(2);
    assert.match(await page.inputValue("#text"), /^Frusemide and haemoglobin for/);
    await page.fill("#text", "the text ".repeat(12_000) + "edema");
    await sum(1);
    const time = Number(await page.getAttribute("#status", "data-time"));
    console.log(`  108 KB of plain text: ${time.toFixed(1)} ms`);
    await page.waitForTimeout(500);
    assert.equal(counter.count, before, "requests while checking");
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    assert.equal(page.url(), `${base}try/`);
    counter.open = false;
    await page.reload();
    assert.equal(await page.inputValue("#text"), "", "the text is not kept");
    await page.fill("#text", "edema, offline");
    await sum(1);
    counter.open = true;
    await context.close();
  },

  async verdictsAreThoseOfTheCommandLine({ browser, base }) {
    const text = sample(5000);
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "medspell-")), "text.txt");
    fs.writeFileSync(file, text);
    const { stdout } = spawnSync(program, ["check", "--format", "jsonl", "--level", "note", file], { encoding: "utf8", maxBuffer: 1 << 28 });
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line)).map((f) => [f.start, f.source, f.rule, f.severity, Number(f.loc.split(":")[0])]);
    const context = await browser.newContext();
    const page = await watched(context, base, "try/");
    const { findings, times } = await page.evaluate(checkInWorker, [text, 102_400]);
    const bytes = findings.map((f) => [Buffer.byteLength(text.slice(0, f.start)), f.word, f.rule, f.severity, f.line]);
    assert.deepEqual(bytes, lines);
    assert.ok(lines.length > 500 && new Set(lines.map((l) => l[2])).size >= 6, `${lines.length} findings are too few to prove anything`);
    console.log(`  ${lines.length} verdicts are equal; 100 KB of such text: ${times.map((t) => t.toFixed(1)).join(", ")} ms`);
    assert.ok(Math.min(...times) < 100, "100 KB in 100 ms");
    await context.close();
  },

  async itWorksWithoutScript({ browser, base }) {
    const context = await browser.newContext({ javaScriptEnabled: false, acceptDownloads: true });
    const page = await watched(context, base, "");
    await page.click(".cards a[href='install/libreoffice/']");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("a.button")]);
    assert.deepEqual(fs.readFileSync(await file.path()), fs.readFileSync(path.join(dist, "libreoffice/medspell.oxt")));
    await page.goto(`${base}words/`);
    // How many words stand on a page changes with the lists: take the longest, and all that it names.
    const counts = (await page.locator(".shards li > span").allInnerTexts()).map(Number);
    const longest = Math.max(...counts);
    await page.locator(".shards li a").nth(counts.indexOf(longest)).click();
    await page.waitForURL(/words\/.+/);
    assert.ok(longest > 10, "words on the page");
    assert.equal(await page.locator("dl.words dt").count(), longest);
    for (const address of ["search/", "try/"]) {
      await page.goto(base + address);
      assert.match(await page.innerText("main"), /needs JavaScript/);
      assert.equal(await page.locator("form:visible").count(), 0);
    }
    await context.close();
  },

  async theMarkupIsValid() {
    const rules = { extends: ["html-validate:standard"], rules: { "no-trailing-whitespace": "off", "void-style": "off", "long-title": "off", "no-inline-style": "error", "require-sri": "off" } };
    const validator = new HtmlValidate(new FileSystemConfigLoader({ root: true, ...rules }));
    const files = fs.readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
    for (const name of files) {
      const report = await validator.validateString(fs.readFileSync(path.join(site, name), "utf8"));
      const found = report.results.flatMap((r) => r.messages.map((m) => `${name}:${m.line}: ${m.message} [${m.ruleId}]`));
      assert.deepEqual(found.slice(0, 10), []);
    }
    console.log(`  ${files.length} pages`);
  },
};

// Runs in the page: a worker of its own, one text, then as much of it as makes `size` bytes, five times.
const checkInWorker = ([text, size]) => new Promise((done) => {
  const worker = new Worker("worker.js");
  const large = text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const times = [];
  let findings;
  worker.onmessage = ({ data }) => {
    findings ? times.push(data.time) : findings = data.findings;
    if (times.length === 5) return done({ findings, times });
    worker.postMessage({ kind: "check", turn: times.length, profile: 0, text: large });
  };
  worker.postMessage({ kind: "check", turn: 0, profile: 0, text });
});

// Words of every kind from the lists, in an order that is always the same, some cut and some joined.
const sample = (count) => {
  const cells = fs.readdirSync("wordlists").filter((name) => name.endsWith(".csv")).sort()
    .flatMap((name) => fs.readFileSync(path.join("wordlists", name), "utf8").split("\n").slice(1))
    .flatMap((row) => [row.split(",")[0], row.split(",")[3] || ""]).filter((word) => word && !word.includes('"'));
  let seed = 7;
  const next = (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const shapes = [(w) => w, (w) => w, (w) => w, (w) => w.toUpperCase(), (w) => w[0].toUpperCase() + w.slice(1), (w) => w.slice(0, -1) + "e", (w) => `(${w}),`, (w) => `${w}'s`, (w) => `anti-${w}`];
  return Array.from({ length: count }, (_, i) => shapes[next(shapes.length)](cells[next(cells.length)]) + (i % 12 === 11 ? ".\n" : " ")).join("");
};

const lighthouseScores = async (base) => {
  const { default: lighthouse } = await import("lighthouse");
  const browser = await launch(["--remote-debugging-port=9417"]);
  for (const address of ["", "try/", folders("words")[20]]) {
    const { lhr } = await lighthouse(base + address, { port: 9417, onlyCategories: ["performance", "accessibility", "best-practices", "seo"] });
    const scores = Object.fromEntries(Object.values(lhr.categories).map((c) => [c.id, Math.round(c.score * 100)]));
    console.log(`  /${address} ${JSON.stringify(scores)}`);
    const low = Object.values(lhr.audits).filter((a) => a.score !== null && a.score < 1 && a.scoreDisplayMode !== "informative").map((a) => a.id);
    assert.ok(Object.values(scores).every((score) => score >= 99), `${address}: ${low.join(", ")}`);
  }
  await browser.close();
};

const { server, port } = await serve();
const counter = await proxy(port);
const browser = await launch();
try {
  for (const [name, test] of Object.entries(tests).filter(([name]) => !only || name === only)) {
    await test({ browser, base: counter.base, counter });
    console.log(`ok ${name}`);
  }
  if (options.includes("--lighthouse")) await lighthouseScores(counter.base);
} finally {
  await browser.close();
  counter.listener.close();
  server.kill();
}
