// @ts-check
/**
 * From one state of a chart to the next the eye keeps the marks: what stands for the same figure moves from its old place
 * to its new one, the rest fades.
 */

/** @typedef {import("../types.js").Mark} Mark */

/**
 * A chart on the page: its drawing, its marks, and how many CSS pixels one of its units is.
 *
 * @typedef {{ drawing: SVGElement, marks: Mark[], scale: number }} Drawn
 */

/**
 * Where a mark is, in the new drawing's units.
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Place
 */

/** Milliseconds: long enough to follow, short enough not to wait for. */
const DURATION = 280;

/** How far from a mark its figure may stand, in the drawing's units. */
const NEAR = 24;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * What tells each mark apart from the others of its chart: its label without the parts that all have. So women of one
 * county become women of another.
 *
 * @param {Mark[]} marks
 */
function keys(marks) {
  const parts = marks.map(({ label }) => label.split(", "));
  const common = new Set((parts[0] ?? []).filter((part) => parts.every((own) => own.includes(part))));
  return parts.map((own) => own.filter((part) => !common.has(part)).join(", "));
}

/**
 * Pairs of marks that stand for the same: by their whole label, else by what tells them apart.
 *
 * @param {Mark[]} before
 * @param {Mark[]} after
 * @returns {Map<Mark, Mark>} from each new mark to its old one
 */
export function pairs(before, after) {
  /** @type {Map<Mark, Mark>} */
  const found = new Map();
  const byKey = (/** @type {string[]} */ old, /** @type {string[]} */ now) => {
    after.forEach((mark, index) => {
      const at = old.indexOf(now[index] ?? "");
      const other = at < 0 ? undefined : before[at];
      if (other && !found.has(mark) && ![...found.values()].includes(other)) found.set(mark, other);
    });
  };
  byKey(
    before.map(({ label }) => label),
    after.map(({ label }) => label),
  );
  byKey(keys(before), keys(after));
  return found;
}

/**
 * Puts a drawing in the place of another.
 *
 * @param {Drawn | null} before whose drawing is on the page, and goes
 * @param {Drawn} after whose drawing is on the page
 */
export function move(before, after) {
  if (!before) return;
  const old = before.drawing;
  if (still.matches || !old.isConnected) {
    old.remove();
    return;
  }
  const [from, to] = [old.getBoundingClientRect(), after.drawing.getBoundingClientRect()];
  const ratio = before.scale / after.scale;
  /** @type {(mark: Mark) => Place} */
  const place = ({ x, y, width, height }) => ({
    x: (from.left - to.left) / after.scale + x * ratio,
    y: (from.top - to.top) / after.scale + y * ratio,
    width: width * ratio,
    height: height * ratio,
  });
  const moved = [...pairs(before.marks, after.marks)].map(([mark, other]) => ({ mark, was: place(other) }));
  const timing = { duration: DURATION, easing: "ease-in-out", fill: "backwards" };
  for (const node of after.drawing.children) {
    if (!(node instanceof SVGGraphicsElement) || isGround(node, after.drawing)) continue;
    if (node instanceof SVGPolylineElement) {
      const corners = bend(node, moved);
      if (corners) {
        play(node, corners);
        continue;
      }
    }
    const frame = start(node, moved);
    node.animate(
      frame ? [{ transform: frame }, { transform: "none" }] : [{ opacity: 0 }, { opacity: 1 }],
      /** @type {KeyframeAnimationOptions} */ (timing),
    );
  }
  const leaving = old.animate([{ opacity: 1 }, { opacity: 0 }], { duration: DURATION / 2, fill: "forwards" });
  void leaving.finished.catch(() => {}).then(() => old.remove());
}

/**
 * The ground of the whole chart does not fade: it would flash.
 *
 * @param {SVGGraphicsElement} node
 * @param {SVGElement} drawing
 */
function isGround(node, drawing) {
  return node === drawing.querySelector("rect");
}

/**
 * The transform under which an element stands where its mark was; null where it belongs to none that was there.
 *
 * @param {SVGGraphicsElement} node
 * @param {{ mark: Mark, was: Place }[]} moved
 */
function start(node, moved) {
  const box = node.getBBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const words = node instanceof SVGTextElement;
  const beyond = words ? NEAR : 1;
  const apart = (/** @type {{ mark: Mark }} */ { mark }) =>
    Math.max(0, Math.abs(mark.x - x) - mark.width / 2 - (words ? box.width / 2 : 0));
  const own = moved
    .filter(({ mark }) => Math.abs(mark.y - y) <= mark.height / 2 + 1 && apart({ mark }) <= beyond)
    // What reaches far beyond a mark, as a line of the grid, is not of it.
    .filter(({ mark }) => words || (box.width <= mark.width * 1.5 + 2 && box.height <= mark.height * 1.5 + 2))
    .sort((a, b) => apart(a) - apart(b) || Math.abs(a.mark.x - x) - Math.abs(b.mark.x - x))[0];
  if (!own) return null;
  const { mark, was } = own;
  // Bars change their length; dots and words only their place.
  const scales = !words && !(node instanceof SVGCircleElement);
  const [sx, sy] = scales ? [was.width / mark.width, was.height / mark.height] : [1, 1];
  const side = words && x > mark.x + mark.width / 2 ? 0.5 : words && x < mark.x - mark.width / 2 ? -0.5 : 0;
  const dx = was.x + side * was.width - sx * (mark.x + side * mark.width);
  const dy = was.y - sy * mark.y;
  return `translate(${dx}px, ${dy}px) scale(${sx}, ${sy})`;
}

/**
 * The old and the new corners of a line through marks that were all there.
 *
 * @param {SVGPolylineElement} node
 * @param {{ mark: Mark, was: Place }[]} moved
 */
function bend(node, moved) {
  const corners = [...node.points].map(({ x, y }) => ({ x, y }));
  const was = corners.map(({ x, y }) => moved.find(({ mark }) => Math.hypot(mark.x - x, mark.y - y) < 2)?.was);
  if (corners.length < 3 || was.some((place) => !place)) return null;
  return corners.map((to, index) => ({ to, from: was[index] ?? to }));
}

/**
 * @param {SVGPolylineElement} node
 * @param {{ from: { x: number, y: number }, to: { x: number, y: number } }[]} corners
 */
function play(node, corners) {
  const whole = node.getAttribute("points") ?? "";
  const began = performance.now();
  const draw = (/** @type {number} */ now) => {
    const part = Math.min(1, Math.max(0, now - began) / DURATION);
    if (part === 1 || !node.isConnected) {
      node.setAttribute("points", whole);
      return;
    }
    const eased = part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
    node.setAttribute(
      "points",
      corners
        .map(({ from, to }) => `${from.x + (to.x - from.x) * eased},${from.y + (to.y - from.y) * eased}`)
        .join(" "),
    );
    requestAnimationFrame(draw);
  };
  draw(began);
}
