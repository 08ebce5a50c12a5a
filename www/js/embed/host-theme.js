// @ts-check
/** The colours of a host's page: its custom properties may be written in any of CSS's ways. */

import { Theme } from "../theme.js";

/** As the module reads colours. */
const READ = /^#[\da-f]{6}$/i;

/** What a browser makes of a colour, by how it was written. @type {Map<string, string>} */
const made = new Map();

/** @param {string} colour */
function plain(colour) {
  if (colour === "" || READ.test(colour)) return colour;
  const known = made.get(colour);
  if (known) return known;
  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (!paint) return colour;
  paint.fillStyle = colour;
  paint.fillRect(0, 0, 1, 1);
  const parts = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
  const hex = `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  made.set(colour, hex);
  return hex;
}

export class HostTheme extends Theme {
  /** @override */
  tokens() {
    const { base, tokens } = super.tokens();
    return { base, tokens: Object.fromEntries(Object.entries(tokens).map(([name, colour]) => [name, plain(colour)])) };
  }
}
