// @ts-check
/**
 * What the WebAssembly module offers, as the page uses it. Types only; nothing here runs. The plain data are those of the
 * module's own types; its classes are named here, since the module is built later than this is checked.
 *
 * @typedef {import("../../src/wasm/types.js").Spec} Spec
 * @typedef {import("../../src/wasm/types.js").Measure} Measure
 * @typedef {import("../../src/wasm/types.js").Estimate} Estimate
 * @typedef {import("../../src/wasm/types.js").Item} Item
 * @typedef {import("../../src/wasm/types.js").Answer} Result
 * @typedef {import("../../src/wasm/types.js").Place} Place
 * @typedef {import("../../src/wasm/types.js").Mark} Mark
 * @typedef {import("../../src/wasm/types.js").Description} Description
 * @typedef {import("../../src/wasm/types.js").Explanation} Explanation
 * @typedef {import("../../src/wasm/types.js").Table} TableText
 * @typedef {import("../../src/wasm/types.js").ChartSpec} ChartSpec
 * @typedef {import("../../src/wasm/types.js").LayoutOptions} LayoutOptions
 * @typedef {import("../../src/wasm/types.js").Report} Report
 * @typedef {Report["warnings"][number]} Warning
 * @typedef {import("../../src/wasm/types.js").Source} Source
 * @typedef {import("../../src/wasm/types.js").Columns} Columns
 * @typedef {import("../../src/wasm/types.js").Given} Given
 * @typedef {import("../../src/wasm/types.js").LoadOptions} LoadOptions
 * @typedef {import("../../src/wasm/types.js").Preview} Preview
 * @typedef {NonNullable<ChartSpec["chart"]>} ChartKind
 * @typedef {import("../../src/wasm/types.js").Join} Join
 *
 * @typedef {{ base: "light" | "dark", tokens: Record<string, string> }} ChartTheme
 *
 * @typedef {object} View A chart laid out at one size.
 * @property {number} width
 * @property {number} height
 * @property {(canvas: HTMLCanvasElement, activeMark?: number) => void} draw
 * @property {(canvas: HTMLCanvasElement, from: number, to: number) => boolean} [drawPart] only of the whole module
 * @property {(canvas: HTMLCanvasElement, activeMark?: number) => void} highlight
 * @property {() => string} svg
 * @property {() => Description} describe
 * @property {() => TableText} table
 * @property {(from?: number, to?: number) => Mark[]} marks
 * @property {(x: number, y: number) => Mark | null | undefined} hitTest
 * @property {() => void} free
 *
 * @typedef {object} Chart
 * @property {(options: LayoutOptions) => View} layout
 * @property {() => Join | null} join
 * @property {() => void} free
 *
 * @typedef {object} ResultReader A result of thousands of places, read piece by piece.
 * @property {(items: Item[]) => void} push
 * @property {() => void} free
 *
 * @typedef {object} Shapes The shapes of a file.
 * @property {(result: ResultReader, spec: ChartSpec) => Chart} chartOf a map
 * @property {() => Uint8Array<ArrayBuffer>} pack
 * @property {() => void} free
 *
 * @typedef {object} TableLoader A file on its way in.
 * @property {(piece: Uint8Array) => void} push
 * @property {() => Report} report
 * @property {() => Report} finish
 * @property {() => void} cancel
 * @property {() => void} free
 *
 * @typedef {object} Catalog
 * @property {(name: string, bytes: Uint8Array, options?: LoadOptions) => Report} load
 * @property {(name: string, options?: LoadOptions) => TableLoader} loader
 * @property {(bytes: Uint8Array, size?: number, options?: LoadOptions) => Preview} preview
 * @property {(name: string) => boolean} unload
 * @property {(agenda: string) => void} agenda
 * @property {(spec: Spec) => Result} measure
 * @property {(spec: Spec, locale: string) => Explanation} explain
 * @property {(indicator: string, data?: string) => Place[]} places
 * @property {(about: Partial<Spec>) => string[]} periods
 * @property {() => void} free
 *
 * @typedef {object} Wasm
 * @property {new (descriptor: string) => Catalog} Catalog
 * @property {new (result: Result, spec: ChartSpec, shapes?: Uint8Array) => Chart} Chart
 * @property {(new (bytes: Uint8Array) => Shapes) & { unpack(packed: Uint8Array): Shapes }} Shapes
 * @property {new (result: Result, count?: number) => ResultReader} ResultReader
 */
export {};
