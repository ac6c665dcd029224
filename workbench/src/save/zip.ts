// Puts files into a zip archive (APPNOTE 6.3): what a workbook is on the disk. Packed where the browser can pack,
// else as they are. Not here: archives of 4 GiB and more, or of more than 65,535 files.

export interface Entry {
  /** ASCII, with `/`. */
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ (TABLE[(rest ^ byte) & 0xff] ?? 0);
  return (rest ^ 0xffffffff) >>> 0;
}

/** Raw deflate; nothing where the browser has none (Firefox before 113). */
async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    return null;
  }
}

const STORED = 0;
const DEFLATED = 8;
/** 1980-01-01: the archive says the same each time it is made of the same. */
const NO_DATE = 0x21;

/** Numbers of two and four bytes, least first. */
function record(fields: [number, 2 | 4][]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

export async function zip(entries: Entry[]): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const small = await packed(bytes);
    const body = small ?? bytes;
    const title = new TextEncoder().encode(name);
    const shared: [number, 2 | 4][] = [
      [20, 2],
      [0, 2],
      [small ? DEFLATED : STORED, 2],
      [0, 2],
      [NO_DATE, 2],
      [crc32(bytes), 4],
      [body.length, 4],
      [bytes.length, 4],
      [title.length, 2],
      [0, 2],
    ];
    const head = record([[0x04034b50, 4], ...shared]);
    const place = record([[0x02014b50, 4], [20, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]);
    parts.push(head, title, body);
    directory.push(place, title);
    offset += head.length + title.length + body.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([[0x06054b50, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [size, 4], [offset, 4], [0, 2]]);
  return new Blob([...parts, ...directory, end]);
}
