export default { optimizeDeps: { exclude: ["common-measure"] } };
