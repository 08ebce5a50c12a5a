// @ts-check
/**
 * A chart with its words around it, as one picture: title, axis, chart, sources, notes, when it was made and where. Laid
 * out once, so that the PNG and the SVG are the same. Pure, but for `paint`, which draws on the canvas that it is given.
 */

import { escape } from "./export.js";

/** @typedef {{ size: number, weight: number, family: string }} Font */
/** @typedef {{ text: string, font: Font, tone: "ink" | "muted", x: number, y: number, width: number }} Line `y` is the baseline */
/** @typedef {{ width: number, height: number, lines: Line[], chart: { x: number, y: number }, rule: number }} Composition in CSS pixels */
/** @typedef {{ title: string, axis: string, below: string[], small: string[] }} Words */
/** @typedef {{ serif: string, sans: string }} Families lists, as CSS has them */
/** @typedef {{ paper: string, ink: string, muted: string, rule: string }} Colours */
/** @typedef {(text: string, font: Font) => number} Measure the width of a text in CSS pixels */

const MARGIN = 32;

/** @param {Font} font */
export const cssFont = ({ weight, size, family }) => `${weight} ${size}px ${family}`;

/** @param {Families} families */
export const fonts = ({ serif, sans }) => ({
  title: { size: 30, weight: 600, family: serif },
  axis: { size: 15, weight: 400, family: sans },
  below: { size: 14, weight: 400, family: sans },
  small: { size: 12, weight: 400, family: sans },
});

/**
 * Lines no wider than `width`. A word that is wider by itself, such as a link, is broken where the line ends.
 *
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 * @returns {string[]}
 */
export function wrap(text, width, measure) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  // Spaces that do not break stay within a word.
  for (const word of text.split(/[ \t\r\n]+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = "";
    for (const character of word) {
      if (line && measure(line + character) > width) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return line ? [...lines, line] : lines;
}

/**
 * @param {Words} words
 * @param {{ width: number, height: number }} chart
 * @param {Families} families
 * @param {Measure} measure
 * @returns {Composition}
 */
export function compose(words, chart, families, measure) {
  const { title, axis, below, small } = fonts(families);
  /** @type {Line[]} */
  const lines = [];
  let y = MARGIN;
  /**
   * @param {string} text
   * @param {Font} font
   * @param {"ink" | "muted"} tone
   * @param {number} leading
   */
  const put = (text, font, tone, leading) => {
    for (const line of wrap(text, chart.width, (part) => measure(part, font))) {
      y += font.size * leading;
      // The baseline: a quarter of the em and half of the leading above the line's foot.
      const base = y - font.size * (0.25 + (leading - 1) / 2);
      lines.push({ text: line, font, tone, x: MARGIN, y: Math.round(base), width: measure(line, font) });
    }
  };
  put(words.title, title, "ink", 1.18);
  y += 6;
  put(words.axis, axis, "muted", 1.45);
  y = Math.ceil(y + 14);
  const top = y;
  y += Math.ceil(chart.height) + 14;
  const rule = y;
  y += 8;
  for (const text of words.below) put(text, below, "muted", 1.5);
  y += 8;
  for (const text of words.small) put(text, small, "muted", 1.5);
  const height = Math.ceil(y + MARGIN - 8);
  return { width: chart.width + 2 * MARGIN, height, lines, chart: { x: MARGIN, y: top }, rule };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Composition} composition
 * @param {HTMLCanvasElement} chart painted at the same ratio
 * @param {Colours} colours
 * @param {number} ratio pixels a CSS pixel
 */
export function paint(canvas, { width, height, lines, chart: at, rule }, chart, colours, ratio) {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the canvas has no 2d context");
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, at.x * ratio, at.y * ratio);
  context.scale(ratio, ratio);
  context.fillStyle = colours.rule;
  context.fillRect(MARGIN, rule, width - 2 * MARGIN, 1);
  context.textBaseline = "alphabetic";
  for (const { text, font, tone, x, y } of lines) {
    context.font = cssFont(font);
    context.fillStyle = colours[tone];
    context.fillText(text, x, y);
  }
}

/** Characters that XML has no place for. */
const UNFIT = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu;

/**
 * The composition as one SVG document: text is text, and nothing is fetched.
 *
 * @param {Composition} composition
 * @param {string} chart the chart's own SVG document
 * @param {Colours} colours
 * @param {{ title: string, description: string, language: string }} words for readers who do not see it
 */
export function svgDocument({ width, height, lines, chart: at, rule }, chart, colours, words) {
  const inner = chart
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/^\s*<title>[\s\S]*?<\/title>\s*<desc>[\s\S]*?<\/desc>/, "");
  const texts = (/** @type {boolean} */ above) =>
    lines
      .filter(({ y }) => y < at.y === above)
      .map(
        ({ text, font, tone, x, y, width: room }) =>
          // Held to its width: where the fonts are not there, others may be wider.
          `<text x="${x}" y="${y}" textLength="${room.toFixed(1)}" lengthAdjust="spacingAndGlyphs" font-family="${escape(font.family)}" font-size="${font.size}" ` +
          `font-weight="${font.weight}" fill="${escape(colours[tone])}">${escape(text)}</text>\n`,
      )
      .join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-labelledby="title description" xml:lang="${escape(words.language)}">\n` +
    `<title id="title">${escape(words.title)}</title>\n<desc id="description">${escape(words.description)}</desc>\n` +
    `<rect width="${width}" height="${height}" fill="${escape(colours.paper)}"/>\n` +
    texts(true) +
    `<g transform="translate(${at.x} ${at.y})">${inner}</g>\n` +
    `<rect x="${MARGIN}" y="${rule}" width="${width - 2 * MARGIN}" height="1" fill="${escape(colours.rule)}"/>\n` +
    `${texts(false)}</svg>\n`
  ).replace(UNFIT, "");
}
