// Serves the shell of the app from a cache, so that it opens without a network.
// It never answers for /api/: data is the business of the app, which knows what was saved where.

const RELEASE = "%release%";
const FILES = ["%files%"];
const NAME = `shell-${RELEASE}`;

addEventListener("install", (event) => {
  event.waitUntil(fill());
  shorten(event);
});
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", (event) => {
  // A new release waits until a person accepts it: an open page may still need the old files.
  if (event.data === "skip") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") {
    event.respondWith(answer("/", request));
    event.waitUntil(forget());
  } else {
    event.respondWith(answer(url.pathname, request));
  }
});

/** Fetches the release. Files with a hash in their name are taken over from the release before. */
async function fill() {
  await caches.delete(NAME); // `forget` goes by age: a release that comes back is the newest again
  const cache = await caches.open(NAME);
  await Promise.all(FILES.map(async (path) => {
    const old = /-[0-9a-f]{10}\./.test(path) && await caches.match(path);
    if (old) await cache.put(path, old);
    else await cache.add(new Request(path, { cache: "reload" }));
  }));
}

/**
 * Files of the app never change under their name, so browsers that can take them from the caches without asking here: a start asks
 * for twenty, and each question costs some milliseconds. Those that are in no cache come from the network.
 */
function shorten(event) {
  if (!event.addRoutes || !("URLPattern" in self)) return;
  const urlPattern = new URLPattern({ pathname: "/app-*", baseURL: location.origin });
  event.waitUntil(event.addRoutes({ condition: { urlPattern, requestMethod: "GET" }, source: "cache" }).catch(() => {}));
}

async function takeOver() {
  await clients.claim();
  await forget();
}

/** Removes the releases before this one: all when no page is open, else all but the latest. */
async function forget() {
  const shells = (await caches.keys()).filter((name) => name.startsWith("shell-"));
  const older = shells.slice(0, Math.max(0, shells.indexOf(NAME)));
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const gone = pages.length === 0 ? older : older.slice(0, -1);
  await Promise.all(gone.map((name) => caches.delete(name)));
}

/** Answers from this release, then from the one before, then from the network. */
async function answer(path, request) {
  const own = await (await caches.open(NAME)).match(path);
  return own ?? await caches.match(path) ?? fetch(request);
}
