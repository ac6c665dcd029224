// The text of a file as a spreadsheet program wrote it. Pure. Excel in China writes GBK unless it is told otherwise.

/** Null where it is neither. */
export function textOf(bytes: ArrayBuffer): string | null {
  for (const name of ["utf-8", "gb18030"]) {
    try {
      const text = new TextDecoder(name, { fatal: true }).decode(bytes);
      if (!text.includes("\0")) return text;
    } catch {
      // The next one may fit.
    }
  }
  return null;
}
