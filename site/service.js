// Keeps the page for use offline. VERSION changes with any byte of it.
const CACHE = "medspell-VERSION";
const FILES = ["./", "try.js", "worker.js", "../style.css", "../icon.png"];
const LATER = ["medspell.wasm.gz", "medspell.idx.gz"];
const kept = new Set([...FILES, ...LATER].map((path) => new URL(path, location).href));

addEventListener("install", (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("medspell-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

const answer = async (request) => {
  const cache = await caches.open(CACHE);
  const hit = await cache.match(request, { ignoreVary: true });
  if (hit) return hit;
  const reply = await fetch(request);
  if (reply.ok) await cache.put(request, reply.clone());
  return reply;
};

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  url.hash = "";
  if (event.request.method === "GET" && kept.has(url.href)) event.respondWith(answer(event.request));
});
