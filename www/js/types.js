// @ts-check
/**
 * What the WebAssembly module offers and what the page's parts hand each other. Types only; nothing here runs.
 *
 * @typedef {"trend" | "attainment" | "gap" | "jobs"} ChartKind
 *
 * @typedef {object} Spec A question; see docs/api.md.
 * @property {ChartKind} measure
 * @property {string | string[]} [place]
 * @property {string | string[]} [period]
 * @property {string} [level]
 * @property {string} [sex]
 * @property {string} [race]
 * @property {"sex" | "race"} [by]
 * @property {string} [data]
 *
 * @typedef {object} Estimate
 * @property {number | null} value
 *
 * @typedef {object} Item
 * @property {Place} place
 * @property {string} period
 * @property {{ share: Estimate }[]} atOrAbove
 *
 * @typedef {object} Result An answer: plain JSON. Only what the page itself looks at is named here.
 * @property {Item[]} items
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
 * @property {() => string} svg
 * @property {() => Description} describe
 * @property {() => TableText} table
 * @property {() => Mark[]} marks
 * @property {(x: number, y: number) => Mark | null | undefined} hitTest
 * @property {() => void} free
 *
 * @typedef {object} Chart
 * @property {(options: LayoutOptions) => View} layout
 * @property {() => void} free
 *
 * @typedef {{ code: string, line: number, column: number, message: string }} Warning
 *
 * @typedef {object} Report What loading a file came to.
 * @property {string} format
 * @property {number} rows
 * @property {number} refused
 * @property {number} observations
 * @property {number} warningCount
 * @property {Warning[]} warnings
 *
 * @typedef {{ name: string, title?: string, agency?: string, table?: string, vintage?: string, path?: string }} Source
 *
 * @typedef {string | { value: string } | { column: string, words: Record<string, string | null> }} Given
 * @typedef {{ column: string, moe?: string, level?: string }} ValueColumn
 * @typedef {Partial<Record<"place" | "period" | "level" | "sex" | "race" | "unit", Given>> &
 *   { name?: string, value?: string | ValueColumn[], moe?: string }} Columns
 * @typedef {{ format?: string, period?: string, source?: Source, columns?: Columns }} LoadOptions
 *
 * @typedef {object} TableLoader A file on its way in.
 * @property {(piece: Uint8Array) => void} push
 * @property {() => Report} report
 * @property {() => Report} finish
 * @property {() => void} cancel
 * @property {() => void} free
 *
 * @typedef {object} Preview A look at a file's beginning.
 * @property {string | null} format
 * @property {string[]} header
 * @property {string[][]} rows
 * @property {number} rowCount
 * @property {boolean} counted
 * @property {{ name: string, words: string[], numbers: boolean }[]} columns
 * @property {Record<string, string | null>} guesses
 * @property {number} read
 * @property {number} refused
 * @property {Warning[]} warnings
 *
 * @typedef {object} Catalog
 * @property {(name: string, bytes: Uint8Array, options?: LoadOptions) => Report} load
 * @property {(name: string, options?: LoadOptions) => TableLoader} loader
 * @property {(bytes: Uint8Array, size?: number, options?: LoadOptions) => Preview} preview
 * @property {(name: string) => boolean} unload
 * @property {(spec: Spec) => Result} measure
 * @property {(spec: Spec, locale: string) => Explanation} explain
 * @property {(indicator: string) => Place[]} places
 * @property {(about: { place?: string, sex?: string, race?: string, by?: string, level?: string, data?: string }) => string[]} periods
 *
 * @typedef {object} Wasm
 * @property {new (descriptor: string) => Catalog} Catalog
 * @property {new (result: Result, spec: { chart: ChartKind }) => Chart} Chart
 */
export {};
