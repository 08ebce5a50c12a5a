/**
 * A real WebKit on the built site, the nearest to Safari that there is for Linux: WebKitGTK's MiniBrowser by W3C WebDriver
 * (https://www.w3.org/TR/webdriver2/). `cargo xtask test --all` gives the driver (WEBKIT_DRIVER) and the site (SITE).
 */

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { program, site } from "../browser/site.mjs";

/** How long a test waits for what it is to see, in milliseconds. */
const PATIENCE = 30_000;

/** As the standard names the key of an answer that is an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Keys that are no letters: https://www.w3.org/TR/webdriver2/#keyboard-actions */
export const KEYS = { Enter: "\uE007", Escape: "\uE00C", PageDown: "\uE00F", End: "\uE010", ArrowUp: "\uE013", ArrowDown: "\uE015" };

/** A port that nobody has. @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** One driver, one screen and one site for a test file. */
export class WebKit {
  static async start() {
    const screen = spawn(program("XVFB", ["Xvfb"]), ["-displayfd", "1", "-screen", "0", "1600x1200x24"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const display = await new Promise((resolve, reject) => {
      createInterface(screen.stdout).once("line", resolve);
      screen.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    });
    const port = await freePort();
    const driver = spawn(program("WEBKIT_DRIVER", ["WebKitWebDriver"]), [`--port=${port}`], {
      stdio: ["ignore", "ignore", "ignore"],
      env: {
        ...process.env,
        DISPLAY: `:${display}`,
        LANG: "en_US.UTF-8",
        // Containers have neither user namespaces for its sandbox nor a graphics card.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
        LIBGL_ALWAYS_SOFTWARE: "1",
      },
    });
    const { address, stop } = await site();
    const webkit = new WebKit(address, `http://127.0.0.1:${port}`, () => {
      driver.kill();
      screen.kill();
      stop();
    });
    while (!(await fetch(`${webkit.driver}/status`).then(({ ok }) => ok, () => false))) {
      if (driver.exitCode !== null) throw new Error(`the driver ended with ${driver.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return webkit;
  }

  /**
   * @param {string} address
   * @param {string} driver
   * @param {() => void} close
   */
  constructor(address, driver, close) {
    this.address = address;
    this.driver = driver;
    this.close = close;
  }

  /**
   * Opens a page in a profile of its own and hands it to a test.
   *
   * @param {{ path?: string, width?: number }} options
   * @param {(page: Page) => Promise<void>} use
   */
  async visit({ path = "", width = 1280 }, use) {
    // The driver knows its browser.
    const { sessionId } = await send(`${this.driver}/session`, { capabilities: {} });
    const page = new Page(`${this.driver}/session/${sessionId}`);
    try {
      await page.send("timeouts", { script: PATIENCE });
      await page.send("window/rect", { width, height: 1000 });
      await page.goto(new URL(path, this.address).href);
      await use(page);
    } finally {
      await send(page.session, undefined, "DELETE");
    }
  }
}

/**
 * @param {string} address
 * @param {object} [body]
 * @param {string} [method]
 * @returns {Promise<any>}
 */
async function send(address, body, method = body ? "POST" : "GET") {
  const response = await fetch(address, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${new URL(address).pathname.split("/").slice(3).join("/")}: ${value.error}: ${value.message}`);
  return value;
}

export class Page {
  /** @param {string} session */
  constructor(session) {
    this.session = session;
  }

  /** @param {string} command @param {object} [body] @returns {Promise<any>} */
  send(command, body) {
    return send(`${this.session}/${command}`, body);
  }

  /** @param {string} url */
  async goto(url) {
    await this.send("url", { url });
  }

  /** @returns {Promise<string>} */
  url() {
    return this.send("url");
  }

  /**
   * Runs a function in the page.
   *
   * @template Made
   * @template {unknown[]} Given
   * @param {(...given: Given) => Made | Promise<Made>} run
   * @param {Given} given
   * @returns {Promise<Made>}
   */
  async evaluate(run, ...given) {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${run})(...arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.send("execute/async", { script, args: [given] });
    if (error) throw new Error(error);
    return value;
  }

  /**
   * What is seen at a selector, once it is; `>>>` goes into a shadow root.
   *
   * @param {string} selector
   * @param {RegExp} [words] that it shows
   */
  see(selector, words = /\S/) {
    return this.evaluate(
      async (selector, source, flags, patience) => {
        const [outer = "", inner] = selector.split(" >>> ");
        const found = () => (inner ? (document.querySelector(outer)?.shadowRoot ?? document.createDocumentFragment()) : document).querySelectorAll(inner ?? outer);
        const pattern = new RegExp(source, flags);
        for (const start = performance.now(); performance.now() - start < patience; ) {
          for (const node of /** @type {NodeListOf<HTMLElement>} */ (found())) {
            if (node.checkVisibility() && pattern.test(node.innerText ?? node.textContent)) return node.innerText ?? node.textContent;
          }
          await new Promise((later) => setTimeout(later, 20));
        }
        throw new Error(`${selector} does not show ${pattern}; it has ${JSON.stringify([...found()].map(({ textContent }) => textContent))}`);
      },
      selector,
      words.source,
      words.flags,
      PATIENCE - 1000,
    );
  }

  /**
   * The title of a view's chart, once it has an answer.
   *
   * @param {string} view
   * @param {RegExp} [words]
   */
  answered(view, words) {
    return this.see(`#${view} figure.chart[aria-busy="false"] .chart-title`, words);
  }

  /** @param {string} selector @returns {Promise<string>} the element's path below the session */
  async element(selector) {
    const found = await this.send("element", { using: "css selector", value: selector });
    return `element/${found[ELEMENT]}`;
  }

  /** Presses it as a pointer would. @param {string} selector */
  async click(selector) {
    await this.send(`${await this.element(selector)}/click`, {});
  }

  /** Types into what has the focus. @param {string[]} keys */
  async press(...keys) {
    const actions = keys.flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
    await this.send("actions", { actions: [{ type: "key", id: "keys", actions }] });
  }

  /** Types into a field, or names a file. @param {string} selector @param {string} text */
  async type(selector, text) {
    await this.send(`${await this.element(selector)}/value`, { text });
  }

  /** Chooses in a native select. @param {string} selector @param {string} value */
  async choose(selector, value) {
    await this.evaluate(
      (selector, value) => {
        const select = /** @type {HTMLSelectElement} */ (document.querySelector(selector));
        select.value = value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
      selector,
      value,
    );
  }

  /** How many colours a canvas shows; `>>>` goes into a shadow root. @param {string} selector */
  colours(selector) {
    return this.evaluate((selector) => {
      const [outer = "", inner] = selector.split(" >>> ");
      const canvas = /** @type {HTMLCanvasElement} */ (
        inner ? document.querySelector(outer)?.shadowRoot?.querySelector(inner) : document.querySelector(outer)
      );
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
    }, selector);
  }
}
