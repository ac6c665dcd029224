import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cellOf, csv } from "./csv";
import { type Sheet, fileName, isRisky, plain } from "./sheet";
import { columnName, sheetNames, workbook, xlsx } from "./xlsx";
import { crc32, zip } from "./zip";

const sheet = (rows: Sheet["rows"], title = "值班台"): Sheet => ({ title, about: [["导出人", "民警甲"]], columns: ["账户", "金额"], rows });

/** What an archive holds, read by its directory: by another way than it was written. */
async function unzipped(blob: Blob): Promise<Map<string, string>> {
  const bytes = Buffer.from(await blob.arrayBuffer());
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, crc, packed, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + length);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + packed);
    const out = method === 8 ? inflateRawSync(body) : body;
    expect(out.length).toBe(size);
    expect(crc32(out)).toBe(crc);
    files.set(name, out.toString("utf8"));
    at += 46 + length;
  }
  return files;
}

describe("a table that leaves the page", () => {
  it("runs nothing in whoever opens it", () => {
    for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "－1"]) {
      expect(isRisky(text), JSON.stringify(text)).toBe(true);
      expect(cellOf(text).replaceAll('"', "").startsWith("'"), JSON.stringify(text)).toBe(true);
    }
    for (const text of ["****0001", "样例银行甲", "", "a=1", "2026-11-23"]) expect(isRisky(text)).toBe(false);
    // Our own numbers are numbers, below nought as well.
    expect(cellOf({ minor: -307 })).toBe("-3.07");
    expect(cellOf({ count: 3 })).toBe("3");
  });

  it("keeps commas, quotes and line ends in their cell", () => {
    expect(cellOf('a "b", c')).toBe('"a ""b"", c"');
    expect(cellOf('=HYPERLINK("x","y")')).toBe(`"'=HYPERLINK(""x"",""y"")"`);
    expect(csv(sheet([["一\r\n二", { minor: 8_000_000 }]]))).toBe(
      '\ufeff值班台\r\n导出人,民警甲\r\n\r\n账户,金额\r\n"一\r\n二",80000.00\r\n',
    );
  });

  it("is a workbook with numbers as numbers and text as text", async () => {
    const files = await unzipped(await xlsx([sheet([["=1+1", { minor: -307 }], ["a<b>&\u0001\ud800c", null]]), sheet([])]));
    expect([...files.keys()]).toContain("[Content_Types].xml");
    const first = files.get("xl/worksheets/sheet1.xml") ?? "";
    expect(first).toContain('<c r="B5" s="2"><v>-3.07</v></c>');
    expect(first).toContain('<c r="A5" t="inlineStr" s="3"><is><t xml:space="preserve">=1+1</t></is></c>');
    expect(first).toContain("a&lt;b&gt;&amp;c");
    expect(first).not.toContain("<f>");
    expect(files.get("xl/workbook.xml")).toContain('name="值班台 2"');
  });

  it("is packed where the browser can, and whole where it cannot", async () => {
    const body = new TextEncoder().encode("x".repeat(10_000));
    const small = await zip([{ name: "a", bytes: body }]);
    expect(small.size).toBeLessThan(1_000);
    const kept = globalThis.CompressionStream;
    try {
      // @ts-expect-error an old browser
      globalThis.CompressionStream = undefined;
      const whole = await zip([{ name: "a", bytes: body }]);
      expect(whole.size).toBeGreaterThan(10_000);
      expect((await unzipped(whole)).get("a")).toBe("x".repeat(10_000));
    } finally {
      globalThis.CompressionStream = kept;
    }
    // The check value of CRC-32.
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("has names that file systems and spreadsheets take", () => {
    expect(fileName({ title: "时间线 CD2026/11" }, "2026-11-23 09:30", "csv")).toBe("时间线-CD2026-11-2026-11-23-09-30.csv");
    expect(sheetNames([{ title: "a/b:c" }, { title: "长".repeat(40) }])).toEqual(["a b c", "长".repeat(28)]);
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "ZZ", "AAA"]);
    expect(plain(-5)).toBe("-0.05");
    expect(workbook([sheet([])]).length).toBe(6);
  });
});
