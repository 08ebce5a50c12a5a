// @ts-check
/**
 * The page without a network: `sw.js` keeps the site's files, and what a visitor has looked at. A new version is offered
 * and taken when the visitor says so, by all open pages at once.
 */

import { registered, watch } from "./site.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** How much is kept. @typedef {{ count: number, of: number }} Kept */

/**
 * Asks the worker; its answers come one by one.
 *
 * @param {ServiceWorker} worker
 * @param {object} what
 * @param {(answer: Kept & { error?: string }) => void} [told]
 */
function ask(worker, what, told) {
  if (!told) return worker.postMessage(what);
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", ({ data }) => told(data));
  port1.start();
  worker.postMessage(what, [port2]);
}

export class Offline {
  /**
   * @param {Document} page with `#news` and, where a visitor may keep everything, `#offline`
   * @param {() => Messages} messages
   */
  constructor(page, messages) {
    this.page = page;
    this.messages = messages;
    this.news = page.getElementById("news");
    this.part = page.getElementById("offline");
    this.status = this.part?.querySelector("[role=status]");
    this.button = this.part?.querySelector("button");
    /** @type {Kept & { error?: string } | null} */
    this.kept = null;
  }

  async start() {
    const registration = await registered();
    if (!registration) return;
    const { serviceWorker } = navigator;
    let controlled = serviceWorker.controller !== null;
    // Another version has taken over: no page goes on with the files of the one before.
    serviceWorker.addEventListener("controllerchange", () => {
      if (controlled) location.reload();
      controlled = true;
    });
    const follow = () => {
      this.offer(registration);
      registration.installing?.addEventListener("statechange", () => this.offer(registration));
    };
    registration.addEventListener("updatefound", follow);
    follow();
    const { active } = await serviceWorker.ready;
    if (!active) return;
    const version = this.page.querySelector('meta[name="version"]')?.getAttribute("content");
    ask(active, { call: "claim", version });
    watch((paths) => ask(serviceWorker.controller ?? active, { call: "keep", paths }));
    this.button?.addEventListener("click", () => this.all(serviceWorker.controller ?? active));
    ask(active, { call: "state" }, (kept) => this.tell(kept));
  }

  /** @param {ServiceWorkerRegistration} registration */
  offer({ waiting, active }) {
    if (!waiting || !active || !this.news) return;
    this.news.hidden = false;
    this.news.querySelector("button")?.addEventListener("click", () => ask(waiting, { call: "take" }), { once: true });
  }

  /** @param {ServiceWorker} worker */
  all(worker) {
    this.button?.setAttribute("aria-disabled", "true");
    ask(worker, { call: "all" }, (kept) => this.tell(kept));
  }

  /** @param {Kept & { error?: string }} kept */
  tell(kept) {
    this.kept = kept;
    this.say(this.messages());
  }

  /** @param {Messages} messages */
  say(messages) {
    const { kept, part, status, button } = this;
    if (!kept || !part || !status || !button) return;
    const whole = kept.count >= kept.of;
    const working = button.hasAttribute("aria-disabled");
    part.hidden = false;
    button.hidden = whole;
    if (kept.error) button.removeAttribute("aria-disabled");
    if (kept.error) status.textContent = messages.text("page.offline.failed");
    else if (whole) status.textContent = messages.text("page.offline.whole");
    else if (working) {
      status.textContent = messages.text("page.offline.working", { count: String(kept.count), of: String(kept.of) });
    }
  }
}
