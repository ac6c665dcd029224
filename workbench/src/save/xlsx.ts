// Tables as a workbook (ECMA-376, SpreadsheetML): amounts are numbers, everything else is text and never a formula.
// Not here: charts, formulas, colours, reading.
import { type Cell, type Sheet, isRisky, plain } from "./sheet";
import { type Entry, zip } from "./zip";

/** Excel has no more rows. */
export const ROWS_MAX = 1_048_576;
/** Nor more symbols in a cell. */
const TEXT_MAX = 32_767;
/** Nor in the name of a sheet. */
const NAME_MAX = 31;
/** Styles by their place in `STYLES`. */
const [PLAIN, BOLD, AMOUNT, QUOTED] = [0, 1, 2, 3];
const WIDE_MAX = 48;
/** Rows that are looked at for the width of a column. */
const WIDTH_ROWS = 200;

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** What XML cannot carry is left out. */
const escaped = (text: string): string =>
  text
    .slice(0, TEXT_MAX)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

/** `A`, `Z`, `AA`. */
export function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last;
}

function cellOf(cell: Cell | undefined, at: string, style: number): string {
  if (cell === null || cell === undefined || cell === "") return "";
  if (typeof cell !== "string") {
    const [value, as] = "minor" in cell ? [plain(cell.minor), AMOUNT] : [String(cell.count), PLAIN];
    return `<c r="${at}" s="${as}"><v>${value}</v></c>`;
  }
  const as = isRisky(cell) ? QUOTED : style;
  return `<c r="${at}" t="inlineStr" s="${as}"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

function rowOf(cells: Cell[], number: number, style: number): string {
  return `<row r="${number}">${cells.map((cell, at) => cellOf(cell, `${columnName(at)}${number}`, style)).join("")}</row>`;
}

/** Symbols of a text, a Chinese one counted twice. */
const widthOf = (cell: Cell | undefined): number => {
  if (cell === null || cell === undefined) return 0;
  const text = typeof cell === "string" ? cell : "minor" in cell ? plain(cell.minor) : String(cell.count);
  return [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 2 : 1), 0);
};

function sheetXml(sheet: Sheet): string {
  const top = sheet.about.length + 3;
  const rows = sheet.rows.slice(0, ROWS_MAX - top);
  const last = columnName(Math.max(0, sheet.columns.length - 1));
  const widths = sheet.columns.map((head, at) =>
    Math.min(WIDE_MAX, 2 + Math.max(widthOf(head), ...rows.slice(0, WIDTH_ROWS).map((row) => widthOf(row[at])))),
  );
  return [
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">`,
    `<pane ySplit="${top}" topLeftCell="A${top + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`,
    `<cols>${widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join("")}</cols>`,
    "<sheetData>",
    rowOf([sheet.title], 1, BOLD),
    ...sheet.about.map((line, at) => rowOf(line, at + 2, PLAIN)),
    rowOf(sheet.columns, top, BOLD),
    ...rows.map((row, at) => rowOf(row, top + 1 + at, PLAIN)),
    `</sheetData><autoFilter ref="A${top}:${last}${top + rows.length}"/>`,
    `<pageSetup orientation="landscape" paperSize="9" fitToWidth="1" fitToHeight="0"/></worksheet>`,
  ].join("");
}

const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>" +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>' +
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

/** The name of a sheet may not have everything, and is there once. */
export function sheetNames(sheets: Pick<Sheet, "title">[]): string[] {
  return sheets.map(({ title }, at) => {
    const name = title.replace(/[\\/?*[\]:']/g, " ").trim().slice(0, NAME_MAX - 3) || "1";
    return sheets.slice(0, at).some((before) => before.title === title) ? `${name} ${at + 1}` : name;
  });
}

/** Files of a workbook, by name. */
export function workbook(sheets: Sheet[]): Entry[] {
  const names = sheetNames(sheets);
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const bytes = (text: string) => new TextEncoder().encode(text);
  const each = (of: (number: number, name: string) => string) => names.map((name, at) => of(at + 1, name)).join("");
  const types =
    `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>` +
    `${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`;
  const relation = (id: string, kind: string, target: string) => `<Relationship Id="${id}" Type="${DOCUMENT}/${kind}" Target="${target}"/>`;
  const relations = (all: string) => `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all}</Relationships>`;
  return [
    { name: "[Content_Types].xml", bytes: bytes(types) },
    { name: "_rels/.rels", bytes: bytes(relations(relation("r1", "officeDocument", "xl/workbook.xml"))) },
    {
      name: "xl/workbook.xml",
      bytes: bytes(
        `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>` +
          `${each((n, name) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="s${n}"/>`)}</sheets></workbook>`,
      ),
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      bytes: bytes(relations(each((n) => relation(`s${n}`, "worksheet", `worksheets/sheet${n}.xml`)) + relation("st", "styles", "styles.xml"))),
    },
    { name: "xl/styles.xml", bytes: bytes(STYLES) },
    ...sheets.map((sheet, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, bytes: bytes(sheetXml(sheet)) })),
  ];
}

export const xlsx = (sheets: Sheet[]): Promise<Blob> => zip(workbook(sheets));
