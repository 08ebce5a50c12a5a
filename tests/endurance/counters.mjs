/** What a page and its workers hold, as Chromium counts it after it has thrown away whatever nobody holds. */

import assert from "node:assert/strict";

/** @typedef {import("playwright-core").CDPSession} Protocol */

/**
 * `nodes` and `listeners` are of the whole renderer: pages of one origin that opened each other, and frames, are counted as
 * one. `heap` and `wasm` are in bytes and, as all else, sums over the page and its workers.
 *
 * @typedef {{ nodes: number, listeners: number, documents: number, heap: number, wasm: number, modules: number,
 *   workers: number, urls: number }} Counts
 */

/** Runs in the page before its own code: addresses of blobs that nobody has taken back are counted. */
function countBlobs() {
  const { createObjectURL, revokeObjectURL } = URL;
  const open = new Set();
  Object.assign(globalThis, { blobsOpen: () => open.size });
  URL.createObjectURL = (what) => {
    const url = createObjectURL.call(URL, what);
    open.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    open.delete(url);
    revokeObjectURL.call(URL, url);
  };
}

/** Runs in a worker before its own code: the memories of its modules are kept an eye on, and not alive. */
function watchMemories() {
  /** @type {WeakRef<WebAssembly.Memory>[]} */
  const made = [];
  Object.assign(globalThis, { memories: () => made.map((one) => one.deref()?.buffer.byteLength ?? 0).filter((bytes) => bytes > 0) });
  for (const how of /** @type {const} */ (["instantiate", "instantiateStreaming"])) {
    const native = /** @type {any} */ (WebAssembly[how]);
    WebAssembly[how] = async (/** @type {unknown[]} */ ...given) => {
      const result = await native.apply(WebAssembly, given);
      for (const one of Object.values((result.instance ?? result).exports)) if (one instanceof WebAssembly.Memory) made.push(new WeakRef(one));
      return result;
    };
  }
}

export class Counters {
  /**
   * To be called before the page is opened; a window that it opens counts as well.
   *
   * @param {import("playwright-core").Page} page
   */
  static async of(page) {
    await page.context().addInitScript(countBlobs);
    const protocol = await page.context().newCDPSession(page);
    const counters = new Counters(page, protocol);
    await counters.listen();
    return counters;
  }

  /**
   * @param {import("playwright-core").Page} page
   * @param {Protocol} protocol
   */
  constructor(page, protocol) {
    this.page = page;
    this.protocol = protocol;
    /** Sessions of the workers that there are. @type {Set<string>} */
    this.workers = new Set();
    /** @type {Map<number, { worker: string, resolve: (result: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.last = 0;
    /** How many workers have ended. */
    this.ended = 0;
  }

  async listen() {
    const { protocol } = this;
    protocol.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.type !== "worker") return;
      this.workers.add(sessionId);
      // Of one that is gone again there is nothing to ask.
      const start = async () => {
        await this.ask(sessionId, "Runtime.evaluate", { expression: `(${watchMemories})()` });
        await this.ask(sessionId, "Runtime.runIfWaitingForDebugger");
      };
      start().catch(() => {});
    });
    const gone = (/** @type {string} */ sessionId) => {
      this.workers.delete(sessionId);
      for (const { worker, reject } of this.waiting.values()) if (worker === sessionId) reject(new Error("the worker has ended"));
    };
    protocol.on("Target.detachedFromTarget", ({ sessionId }) => {
      this.ended += 1;
      gone(sessionId);
    });
    this.page.on("crash", () => {
      for (const worker of [...this.workers]) gone(worker);
    });
    protocol.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result, error } = JSON.parse(message);
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    });
    await protocol.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: false });
  }

  /**
   * Asks the page, or one of its workers.
   *
   * @param {string | null} worker
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<any>}
   */
  ask(worker, method, params = {}) {
    if (worker === null) return this.protocol.send(/** @type {any} */ (method), /** @type {any} */ (params));
    const id = (this.last += 1);
    const answer = new Promise((resolve, reject) => void this.waiting.set(id, { worker, resolve, reject }));
    const message = JSON.stringify({ id, method, params });
    const sent = this.protocol.send("Target.sendMessageToTarget", { sessionId: worker, message });
    return Promise.all([answer, sent]).then(([result]) => result);
  }

  /** Sizes of the memories of all modules in the page and its frames, also of those that nobody uses. */
  async memoriesOfPage() {
    const objectGroup = "counters";
    const ask = (/** @type {string} */ method, /** @type {object} */ params) => this.ask(null, method, { objectGroup, ...params });
    const { result } = await ask("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
    const { objects } = await ask("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    const { result: sizes } = await this.ask(null, "Runtime.callFunctionOn", {
      objectId: objects.objectId,
      functionDeclaration: "function () { return this.map((memory) => memory.buffer.byteLength); }",
      returnByValue: true,
    });
    await ask("Runtime.releaseObjectGroup", {});
    return /** @type {number[]} */ (sizes.value);
  }

  /** The same of a worker: Chromium may crash when it is asked for all objects of one. @param {string} worker */
  async memoriesOf(worker) {
    const { result, exceptionDetails } = await this.ask(worker, "Runtime.evaluate", { expression: "memories()", returnByValue: true });
    assert(!exceptionDetails, "a worker that was there before anybody counted");
    return /** @type {number[]} */ (result.value);
  }

  /** Throws away what nobody holds: of a frame that is gone the first collection frees what the next one can take. */
  async collect() {
    for (let before = Infinity; ; ) {
      for (const one of [null, ...this.workers]) await this.ask(one, "HeapProfiler.collectGarbage");
      const counted = await this.protocol.send("Memory.getDOMCounters");
      if (counted.nodes >= before) return counted;
      before = counted.nodes;
    }
  }

  /** A frame's worker that ends meanwhile is no part of the count. @returns {Promise<Counts>} */
  async count() {
    for (;;) {
      const { ended } = this;
      try {
        return await this.countOnce();
      } catch (error) {
        if (ended === this.ended) throw error;
      }
    }
  }

  /** @returns {Promise<Counts>} */
  async countOnce() {
    // To look for the memories collects with more care than to ask for it.
    const sizes = await this.memoriesOfPage();
    const { nodes, jsEventListeners: listeners, documents } = await this.collect();
    for (const worker of this.workers) sizes.push(...(await this.memoriesOf(worker)));
    let heap = 0;
    for (const one of [null, ...this.workers]) heap += (await this.ask(one, "Runtime.getHeapUsage")).usedSize;
    const wasm = sizes.reduce((sum, size) => sum + size, 0);
    const urls = await this.page.evaluate(() => /** @type {any} */ (globalThis).blobsOpen?.() ?? 0);
    return { nodes, listeners, documents, heap, wasm, modules: sizes.length, workers: this.workers.size, urls };
  }
}

/** What may differ between two counts of the same state: an answer on its way out, a probe that the browser made. */
const SLACK = { nodes: 100, listeners: 10, documents: 2, modules: 0, workers: 0, urls: 2 };

/**
 * Nothing has grown since the first tenth. A single count may come a moment too early; what is held stays in all of the
 * last ones.
 *
 * @param {Counts[]} counts after each tenth, always in the same state
 * @param {{ heap: number, wasm: number }} slack in bytes
 */
export function stays(counts, slack) {
  const [first] = counts;
  assert(first && counts.length === 10);
  for (const [name, more] of Object.entries({ ...SLACK, ...slack })) {
    const of = (/** @type {Counts} */ one) => one[/** @type {keyof Counts} */ (name)];
    const most = of(first) + more;
    assert(Math.min(...counts.slice(-3).map(of)) <= most, `${name}: ${counts.map(of).join(", ")}`);
  }
}
