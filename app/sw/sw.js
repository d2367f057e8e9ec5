// Serves the shell of the app from a cache, so that it opens without a network.
// It never answers for /api/: data is the business of the app, which knows what was saved where.

const RELEASE = "%release%";
const FILES = ["%files%"];
const BOOT = "%boot%";
const NAME = `shell-${RELEASE}`;

addEventListener("install", (event) => {
  event.waitUntil(fill().catch(async (error) => {
    await caches.delete(NAME);
    throw error;
  }));
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

/**
 * Fetches the release. Files with a hash in their name are taken over from the release before. An answer that is not of this
 * release, because a new one is being put up or something on the way answers in its place, ends the attempt: the browser
 * makes another, and nothing wrong is kept for good.
 */
async function fill() {
  await caches.delete(NAME); // `forget` goes by age: a release that comes back is the newest again
  const cache = await caches.open(NAME);
  await Promise.all(FILES.map(async (path) => {
    const old = hashOf(path) && await caches.match(path);
    await cache.put(path, old && await fits(path, old) ? old : await fetched(path));
  }));
}

async function fetched(path) {
  const response = await fetch(path, { cache: "reload" });
  if (response.ok && await fits(path, response)) return response;
  throw new Error(`${path} is not of this release`);
}

/** Whether an answer is what its name says: by its hash, or the page by what it starts. What else there is may be anything. */
async function fits(path, response) {
  if (path === "/") return (await response.clone().text()).includes(BOOT);
  const hash = hashOf(path);
  if (!hash) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("").startsWith(hash);
}

/** The hash in the name of a file; nothing for a file without one. */
function hashOf(path) {
  return path.match(/-([0-9a-f]{10})\.[a-z]+$/)?.[1];
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
