/** No contestant: a canvas with nothing but its background, which is what a canvas costs before the first mark. */

const draw = ({ width, height }) => (host) => {
  const canvas = document.createElement("canvas");
  host.append(canvas);
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(Math.ceil(height) * devicePixelRatio);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fbfbf7";
  context.fillRect(0, 0, canvas.width, canvas.height);
};

export const charts = { bars: draw, lines: draw, gaps: draw, map: draw, scatter: draw };

/** There is nothing to be seen on it. */
export const blank = true;
