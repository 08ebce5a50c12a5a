export default {
  mode: "production",
  entry: "./main.js",
  output: { path: new URL("public", import.meta.url).pathname },
  performance: { hints: "error", maxAssetSize: 1_000_000 },
};
