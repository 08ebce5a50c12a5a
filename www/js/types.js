// @ts-check
/**
 * What the WebAssembly module offers and what the page's parts hand each other. Types only; nothing here runs.
 *
 * @typedef {"trend" | "attainment" | "gap" | "jobs" | "map"} ChartKind
 *
 * @typedef {object} Spec A question; see docs/api.md.
 * @property {ChartKind} measure
 * @property {string | string[]} [place]
 * @property {string | string[]} [period]
 * @property {string} [level]
 * @property {string} [sex]
 * @property {string} [race]
 * @property {"sex" | "race" | "county" | "tract"} [by]
 * @property {string} [data]
 *
 * @typedef {object} Estimate
 * @property {number | null} value
 *
 * @typedef {object} Item
 * @property {Place} place
 * @property {string} period
 * @property {{ sex: string | null, race: string | null }} group
 * @property {{ share: Estimate }[]} atOrAbove
 *
 * @typedef {object} Result An answer: plain JSON. Only what the page itself looks at is named here.
 * @property {Item[]} items
 * @property {string} level
 *
 * @typedef {{ code: string, name: string, kind: string }} Place
 *
 * @typedef {object} Mark A thing on a chart that can be pointed at: its centre and its size, in CSS pixels.
 * @property {number} id
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {string} label
 * @property {string} value
 * @property {string} margin
 * @property {string} source
 * @property {string} text
 * @property {string} [place] on a map
 * @property {string} [rank] on a map
 *
 * @typedef {object} Join How the places of a map and its shapes found each other.
 * @property {string} key
 * @property {number} joined
 * @property {string[]} withoutShape
 * @property {string[]} withoutFigure
 *
 * @typedef {object} Description
 * @property {string} title
 * @property {string} axis
 * @property {string} summary
 * @property {string[]} notes
 * @property {string[]} sources
 * @property {{ label: string, color: string }[]} legend
 *
 * @typedef {object} Explanation How the figures of an answer came about.
 * @property {{ label: string, words: string[], derivation: { formula: string, margin: string, formulaSource: string, inputs: object[] } }[]} figures
 *
 * @typedef {{ caption: string, head: string[], rows: string[][] }} TableText
 *
 * @typedef {{ base: "light" | "dark", tokens: Record<string, string> }} ChartTheme
 *
 * @typedef {object} LayoutOptions
 * @property {number} width
 * @property {number} [height]
 * @property {number} pixelRatio
 * @property {string} locale
 * @property {ChartTheme} theme
 *
 * @typedef {object} View A chart laid out at one size.
 * @property {number} width
 * @property {number} height
 * @property {(canvas: HTMLCanvasElement, activeMark?: number) => void} draw
 * @property {(canvas: HTMLCanvasElement, activeMark?: number) => void} highlight
 * @property {() => string} svg
 * @property {() => Description} describe
 * @property {() => TableText} table
 * @property {() => Mark[]} marks
 * @property {(x: number, y: number) => Mark | null | undefined} hitTest
 * @property {() => void} free
 *
 * @typedef {object} Chart
 * @property {(options: LayoutOptions) => View} layout
 * @property {() => Join | null} join
 * @property {() => void} free
 *
 * @typedef {object} Catalog
 * @property {(name: string, bytes: Uint8Array) => unknown} load
 * @property {(spec: Spec) => Result} measure
 * @property {(spec: Spec, locale: string) => Explanation} explain
 * @property {(indicator: string) => Place[]} places
 * @property {(about: { place?: string, sex?: string, race?: string, by?: string, level?: string, data?: string }) => string[]} periods
 *
 * @typedef {object} Wasm
 * @property {new (descriptor: string) => Catalog} Catalog
 * @property {new (result: Result, spec: { chart: ChartKind, steps?: "quantile" | "equal", classes?: number }, shapes?: Uint8Array) => Chart} Chart
 */
export {};
