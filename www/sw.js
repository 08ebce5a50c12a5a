// @ts-check
/**
 * The site without a network. The build writes the list of the site's files before this, each with its hash, and their
 * version. A version answers from its own files alone: what a server has under the same path by then is refused where
 * its hash is another. A next version waits until the visitor wants it.
 */

/**
 * @typedef {{ version: string, first: Record<string, string>, asked: Record<string, string> }} Site `first`: kept from
 *   the first visit on; `asked`: when it is asked for
 */

const worker = /** @type {any} */ (self);
/** @type {Site} */
const { version, first, asked } = worker.site;
/** @type {Record<string, string>} */
const files = { ...first, ...asked };

const PREFIX = "common-measure-";
const NAME = PREFIX + version;

/** How many files are fetched at once. */
const AT_ONCE = 8;

const scope = () => new URL(worker.registration.scope);

/** The same content has the same key in every version, and is fetched once. @param {string} path */
const key = (path) => new URL(`${path}?${files[path]}`, scope()).href;

/** @param {string} path @returns {Promise<Response>} */
async function kept(path) {
  const there = await caches.match(key(path));
  const own = await caches.open(NAME);
  if (there && (await own.match(key(path)))) return there;
  const response = there ?? (await fetched(path));
  await own.put(key(path), response.clone());
  return response;
}

/** @param {string} path */
async function fetched(path) {
  // A folder's own address: some servers send a page's name there.
  const url = new URL(path === "index.html" ? "./" : path, scope());
  const response = await fetch(url, { integrity: files[path] ?? "", cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

/**
 * @param {string[]} paths
 * @param {(count: number) => void} [told]
 */
async function keep(paths, told = () => {}) {
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    await Promise.all(paths.slice(at, at + AT_ONCE).map(kept));
    told(Math.min(at + AT_ONCE, paths.length));
  }
}

/** What an earlier version has kept is kept in this one. */
async function before() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const root = scope().href;
  return new Set(lists.flat().map(({ url }) => (url.split("?")[0] ?? "").slice(root.length)));
}

async function install() {
  const had = await before();
  await keep([...Object.keys(first), ...Object.keys(asked).filter((path) => had.has(path))]);
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {string} path */
async function answer(path) {
  try {
    return await kept(path);
  } catch {
    // A disk that is full is no reason for having no answer; a file that is another by now is of a next version.
    try {
      return await fetched(path);
    } catch {
      void worker.registration.update().catch(() => {});
      return Response.error();
    }
  }
}

/**
 * What a page says to the worker, and what comes back.
 *
 * @type {Record<string, (said: any, reply: (value: object) => void) => Promise<void>>}
 */
const CALLS = {
  /** A page that was there before the worker has its answers from now on, if it is of the same version. */
  async claim({ version: of }) {
    if (of === version) await worker.clients.claim();
  },
  async keep({ paths }) {
    await keep(paths.filter((/** @type {string} */ path) => Object.hasOwn(files, path)));
  },
  async all(_, reply) {
    const paths = Object.keys(files);
    await keep(paths, (count) => reply({ count, of: paths.length }));
  },
  /** Whether all is kept. */
  async state(_, reply) {
    const there = await (await caches.open(NAME)).keys();
    reply({ count: there.length, of: Object.keys(files).length });
  },
  async take() {
    await worker.skipWaiting();
  },
};

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const root = scope();
  if (request.method !== "GET" || origin !== root.origin || !pathname.startsWith(root.pathname)) return;
  const path = pathname.slice(root.pathname.length) || "index.html";
  if (Object.hasOwn(files, path)) event.respondWith(answer(path));
});
worker.addEventListener("message", (/** @type {any} */ event) => {
  const [port] = event.ports;
  const reply = (/** @type {object} */ value) => port?.postMessage(value);
  const { call: name = "" } = event.data ?? {};
  const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (call) event.waitUntil(call(event.data, reply).catch((error) => reply({ error: String(error) })));
});
