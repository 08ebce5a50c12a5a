// @ts-check
/**
 * What the window on stage and the presenter's tell each other. The one has opened the other, and each listens to that
 * window alone, to its own origin, and to messages of the shape below. It is postMessage and no BroadcastChannel: a file
 * opened from a disk has an origin of its own, which no channel crosses.
 */

/**
 * @typedef {{ type: "hello" }
 *   | { type: "go", slide: number, step: number }
 *   | { type: "blank", blank: "" | "black" | "white" }
 *   | { type: "at", slide: number, step: number, query: string | null, blank: "" | "black" | "white" }} Message `hello` and
 *   `go` are the presenter's, `at` is the stage's, `blank` either's
 */

const KIND = "common-measure-deck";

/** How long an address may be. */
const LONGEST = 4000;

/** @param {unknown} value @returns {value is number} */
const isPlace = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 10_000;

/** @param {unknown} value @returns {value is "" | "black" | "white"} */
const isBlank = (value) => value === "" || value === "black" || value === "white";

/**
 * A message in what came in; null for anything else.
 *
 * @param {unknown} data
 * @returns {Message | null}
 */
export function messageIn(data) {
  if (typeof data !== "object" || data === null) return null;
  const { kind, type, slide, step, query, blank } = /** @type {Record<string, unknown>} */ (data);
  if (kind !== KIND) return null;
  if (type === "hello") return { type };
  if (type === "blank" && isBlank(blank)) return { type, blank };
  if (!isPlace(slide) || !isPlace(step)) return null;
  if (type === "go") return { type, slide, step };
  const asked = query === null || (typeof query === "string" && query.startsWith("?") && query.length <= LONGEST);
  return type === "at" && asked && isBlank(blank)
    ? { type, slide, step, query: /** @type {string | null} */ (query), blank }
    : null;
}

/** As events name it: files of a disk have none to name. @param {Location} location */
const originOf = ({ protocol, origin }) => (protocol === "file:" ? "null" : origin);

export class Channel {
  /**
   * @param {() => Window | null} peer
   * @param {(message: Message) => void} heard
   */
  constructor(peer, heard) {
    this.peer = peer;
    addEventListener("message", ({ source, origin, data }) => {
      if (source === null || source !== peer() || origin !== originOf(location)) return;
      const message = messageIn(data);
      if (message) heard(message);
    });
  }

  /** @param {Message} message */
  send(message) {
    const origin = originOf(location);
    this.peer()?.postMessage({ kind: KIND, ...message }, origin === "null" ? "*" : origin);
  }
}
