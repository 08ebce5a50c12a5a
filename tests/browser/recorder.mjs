/** A proxy that is a browser's only way out, and keeps whatever goes by: pages', workers' and the browser's own alike. */

import { createServer, request } from "node:http";

/**
 * Where Chromium is told that its maker's services are: it asks them by itself, whatever the page. Of its updates it cannot be
 * told; that no page asks there is for a test to see from the pages.
 */
const MAKER = "http://chromium.invalid/";
const UPDATES = /^(http:\/\/)?update\.googleapis\.com[:/]/;

/** Something that left the browser. @typedef {{ what: string, headers: string, body: Buffer }} Sent */

export class Recorder {
  /** @param {string} site everything else is answered with 404 */
  static async start(site) {
    const recorder = new Recorder(new URL(site));
    await new Promise((resolve) => void recorder.server.listen(0, "127.0.0.1", () => resolve(null)));
    return recorder;
  }

  /** @param {URL} site */
  constructor(site) {
    this.site = site;
    /** @type {Sent[]} */
    this.sent = [];
    this.server = createServer((asked, response) => {
      /** @type {Buffer[]} */
      const parts = [];
      asked.on("data", (part) => parts.push(part));
      asked.on("end", () => {
        const body = Buffer.concat(parts);
        this.keep(asked, body);
        this.forward(asked, body, response);
      });
    });
    // What is encrypted is asked for as a way through to its server, WebSockets too.
    for (const event of ["connect", "upgrade"]) {
      this.server.on(event, (asked, socket) => {
        this.keep(asked, Buffer.alloc(0));
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      });
    }
  }

  /** For a browser to start with: no address is looked up, not even this machine's own goes another way. */
  get flags() {
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.server.address());
    return [
      `--proxy-server=http://127.0.0.1:${port}`,
      "--proxy-bypass-list=<-loopback>",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      `--gaia-url=${MAKER}`,
      `--autofill-server-url=${MAKER}`,
      "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ];
  }

  /** @param {import("node:http").IncomingMessage} asked @param {Buffer} body */
  keep({ method, url = "", rawHeaders }, body) {
    if (url.startsWith(MAKER) || UPDATES.test(url)) return;
    this.sent.push({ what: `${method} ${url}`, headers: rawHeaders.join("\n"), body });
  }

  /**
   * @param {import("node:http").IncomingMessage} asked
   * @param {Buffer} body
   * @param {import("node:http").ServerResponse} response
   */
  forward({ method, url = "", headers }, body, response) {
    if (!URL.canParse(url) || new URL(url).host !== this.site.host) return void response.writeHead(404).end();
    request(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    })
      .on("error", () => response.writeHead(502).end())
      .end(body);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
