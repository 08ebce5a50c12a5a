// @ts-check
/**
 * A file to pieces of plain bytes, in the browser alone: as it is, out of gzip, or out of a zip archive. A file is read
 * from front to back, once; nothing larger than a piece is held.
 *
 * zip: APPNOTE.TXT 6.3.10 of PKWARE, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
 */

/** Data in archives that expand more than this are taken for a trap. Tables of digits reach a ratio of 30 or so. */
export const LIMITS = { bytes: 1 << 30, ratio: 200, free: 16 << 20, entries: 2000, directory: 4 << 20 };

/** Largest piece that is handed on at once: a millisecond or two of reading. */
const PIECE = 64 << 10;
/** Packed bytes that are unpacked at once. */
const BITE = 8 << 10;

/**
 * Why a file cannot be read: `broken-archive`, `too-large`, `too-dense`, `encrypted`, `unsupported-archive`,
 * `no-entries`, `cancelled`, `unreadable`.
 */
export class FileError extends Error {
  /**
   * @param {string} code
   * @param {unknown} [cause]
   */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "FileError";
    this.code = code;
  }
}

/**
 * A file inside an archive, or the file itself.
 *
 * @typedef {object} Entry
 * @property {string} name without folders
 * @property {number} size in bytes when it is plain; 0 where that is not known
 * @property {(options: ReadOptions) => AsyncGenerator<Uint8Array>} read
 */

/**
 * @typedef {object} ReadOptions
 * @property {AbortSignal} [signal]
 * @property {(done: number, of: number) => void} [progress] bytes of the file on disk
 */

/** @param {AbortSignal | undefined} signal */
function stopIfAsked(signal) {
  if (signal?.aborted) throw new FileError("cancelled");
}

/**
 * The data files that a file holds: itself, what its gzip holds, or the tables in its archive.
 *
 * @param {Blob & { name?: string }} file
 * @param {typeof LIMITS} [limits]
 * @returns {Promise<Entry[]>}
 */
export async function open(file, limits = LIMITS) {
  const name = file.name ?? "table";
  const [a, b, c, d] = await bytes(file, 0, 4);
  if (a === 0x1f && b === 0x8b) {
    const plain = name.replace(/\.gz$/i, "");
    return [{ name: plain, size: 0, read: (options) => inflate(file, "gzip", options, limits) }];
  }
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) {
    const entries = (await directory(file, limits)).filter(({ name }) => /\.(csv|txt|tsv|json|dat)$/i.test(name));
    if (entries.length === 0) throw new FileError("no-entries");
    return entries;
  }
  if (file.size > limits.bytes) throw new FileError("too-large");
  return [{ name, size: file.size, read: (options) => plain(file, options) }];
}

/**
 * @param {Blob} file
 * @param {number} from
 * @param {number} to
 */
async function bytes(file, from, to) {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch (cause) {
    // Moved or changed since it was chosen.
    throw new FileError("unreadable", cause);
  }
}

/**
 * @param {Blob} file
 * @param {ReadOptions} options
 */
async function* plain(file, { signal, progress }) {
  // Larger slices than pieces: each is a trip to the browser's own process.
  const SLICE = 1 << 20;
  for (let at = 0; at < file.size; at += SLICE) {
    stopIfAsked(signal);
    const slice = await bytes(file, at, at + SLICE);
    for (let from = 0; from < slice.length; from += PIECE) {
      stopIfAsked(signal);
      yield slice.subarray(from, from + PIECE);
    }
    progress?.(Math.min(at + SLICE, file.size), file.size);
  }
}

/**
 * @param {Blob} packed
 * @param {CompressionFormat} format
 * @param {ReadOptions} options
 * @param {typeof LIMITS} limits
 * @param {{ size: number, crc: number }} [expected]
 */
async function* inflate(packed, format, { signal, progress }, limits, expected) {
  let taken = 0;
  let given = 0;
  let crc = ~0;
  const count = new TransformStream({
    transform(/** @type {Uint8Array<ArrayBuffer>} */ chunk, controller) {
      taken += chunk.length;
      // In small bites: a dense one expands a thousandfold before anybody can say stop.
      for (let from = 0; from < chunk.length; from += BITE) controller.enqueue(chunk.subarray(from, from + BITE));
    },
  });
  const stream = packed.stream().pipeThrough(count).pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  try {
    for (;;) {
      stopIfAsked(signal);
      const { done, value } = await reader.read().catch((cause) => {
        throw new FileError("broken-archive", cause);
      });
      if (done) break;
      given += value.length;
      if (given > limits.bytes) throw new FileError("too-large");
      if (given > limits.free && given > taken * limits.ratio) throw new FileError("too-dense");
      if (expected && given > expected.size) throw new FileError("broken-archive");
      progress?.(Math.min(taken, packed.size), packed.size);
      for (let from = 0; from < value.length; from += PIECE) {
        stopIfAsked(signal);
        const piece = value.subarray(from, from + PIECE);
        if (expected) crc = checksum(crc, piece);
        yield piece;
      }
    }
  } finally {
    // Gives up the rest; a reader that is done does not mind.
    await reader.cancel().catch(() => {});
  }
  if (expected && (given !== expected.size || ~crc >>> 0 !== expected.crc)) throw new FileError("broken-archive");
}

/**
 * The files of a zip archive, from its central directory.
 *
 * @param {Blob} file
 * @param {typeof LIMITS} limits
 * @returns {Promise<Entry[]>}
 */
async function directory(file, limits) {
  const from = Math.max(0, file.size - 22 - 0xffff);
  const tail = await bytes(file, from, file.size);
  const end = view(tail);
  let at = tail.length - 22;
  while (at >= 0 && end.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new FileError("broken-archive");
  const count = end.getUint16(at + 10, true);
  const size = end.getUint32(at + 12, true);
  const start = end.getUint32(at + 16, true);
  // zip64, or an archive in several volumes: nobody packs a table of this size so.
  if (count === 0xffff || start === 0xffffffff || end.getUint16(at + 4, true) !== 0) {
    throw new FileError("unsupported-archive");
  }
  if (count > limits.entries || size > limits.directory) throw new FileError("too-large");
  if (start + size > from + at) throw new FileError("broken-archive");

  const list = await bytes(file, start, start + size);
  const table = view(list);
  /** @type {Entry[]} */
  const entries = [];
  let row = 0;
  for (let n = 0; n < count; n += 1) {
    if (row + 46 > list.length || table.getUint32(row, true) !== 0x02014b50) throw new FileError("broken-archive");
    const [flags, method] = [table.getUint16(row + 8, true), table.getUint16(row + 10, true)];
    const [crc, packed, plainSize] = [16, 20, 24].map((offset) => table.getUint32(row + offset, true));
    const [name, extra, comment] = [28, 30, 32].map((offset) => table.getUint16(row + offset, true));
    const header = table.getUint32(row + 42, true);
    const path = new TextDecoder().decode(list.subarray(row + 46, row + 46 + (name ?? 0)));
    row += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
    // macOS packs a shadow of every file.
    if (path.endsWith("/") || path.startsWith("__MACOSX/")) continue;
    const part = { flags, method, crc: crc ?? 0, packed: packed ?? 0, size: plainSize ?? 0, header };
    entries.push({
      name: path.split("/").at(-1) ?? path,
      size: part.size,
      read: (options) => entry(file, part, options, limits),
    });
  }
  return entries;
}

/**
 * @param {Blob} file
 * @param {{ flags: number, method: number, crc: number, packed: number, size: number, header: number }} part
 * @param {ReadOptions} options
 * @param {typeof LIMITS} limits
 */
async function* entry(file, { flags, method, crc, packed, size, header }, options, limits) {
  if (flags & 1) throw new FileError("encrypted");
  if (size === 0xffffffff || (method !== 0 && method !== 8)) throw new FileError("unsupported-archive");
  if (size > limits.bytes) throw new FileError("too-large");
  if (size > limits.free && size > packed * limits.ratio) throw new FileError("too-dense");
  const local = await bytes(file, header, header + 30);
  if (local.length < 30 || view(local).getUint32(0, true) !== 0x04034b50) throw new FileError("broken-archive");
  const start = header + 30 + view(local).getUint16(26, true) + view(local).getUint16(28, true);
  const body = file.slice(start, start + packed);
  if (body.size < packed) throw new FileError("broken-archive");
  if (method === 8) {
    yield* inflate(body, "deflate-raw", options, limits, { size, crc });
    return;
  }
  let found = ~0;
  for await (const piece of plain(body, options)) {
    found = checksum(found, piece);
    yield piece;
  }
  if (packed !== size || ~found >>> 0 !== crc) throw new FileError("broken-archive");
}

/** @param {Uint8Array} array */
const view = (array) => new DataView(array.buffer, array.byteOffset, array.byteLength);

/** CRC-32 of ISO 3309, a byte at a time. */
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/**
 * @param {number} crc
 * @param {Uint8Array} piece
 */
function checksum(crc, piece) {
  for (const byte of piece) crc = (crc >>> 8) ^ (CRC[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}

/** Gives the page time to answer its visitor, at most every few milliseconds. */
export class Breath {
  constructor(every = 12) {
    this.every = every;
    this.last = performance.now();
  }

  async take() {
    if (performance.now() - this.last < this.every) return;
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(undefined);
      };
      port2.postMessage(0);
    });
    this.last = performance.now();
  }
}
