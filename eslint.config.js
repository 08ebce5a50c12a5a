import js from "@eslint/js";
import globals from "globals";

/** Text reaches a page as text nodes, never as markup; the pages' Content Security Policy has no eval. */
const markup = ["innerHTML", "outerHTML"].map((property) => ({
  selector: `AssignmentExpression > MemberExpression.left[property.name="${property}"]`,
  message: "Text is set as text nodes, never as markup.",
}));
const calls = ["insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment", "parseFromString"].map((name) => ({
  selector: `CallExpression[callee.property.name="${name}"]`,
  message: "Text is set as text nodes, never as markup.",
}));
const styles = {
  selector: 'CallExpression[callee.property.name="setAttribute"][arguments.0.value=/^(style|on.*)$/]',
  message: "The Content Security Policy blocks it: use a class or a listener.",
};

export default [
  { ignores: ["dist/", "pkg/", "target/"] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-syntax": ["error", ...markup, ...calls, styles],
      "no-restricted-properties": ["error", { object: "document", property: "write" }],
    },
  },
  { files: ["www/js/**"], languageOptions: { globals: globals.browser } },
  { files: ["www/sw.js"], languageOptions: { globals: globals.serviceworker } },
  { files: ["tests/**"], languageOptions: { globals: globals.node } },
  { files: ["xtask/**"], languageOptions: { globals: globals.node }, rules: { "no-console": "off" } },
  { files: ["benches/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  // What is handed to the page runs there.
  {
    files: ["tests/browser/**", "tests/firefox/**", "tests/endurance/**", "tests/frameworks/**"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { "no-console": "off" },
  },
];
