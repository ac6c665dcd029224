// Files out of tables, into the officer's downloads. Loaded when somebody asks for one.
import { csv } from "./csv";
import { type Sheet, fileName } from "./sheet";
import { xlsx } from "./xlsx";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** The browser has taken the file long before. */
const LET_GO_MS = 60_000;

/** Gives a file to the browser's downloads. */
export function hand(name: string, body: Blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(body);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LET_GO_MS);
}

/** `at` is the moment in the file's name. */
export function saveCsv(sheet: Sheet, at: string) {
  hand(fileName(sheet, at, "csv"), new Blob([csv(sheet)], { type: "text/csv;charset=utf-8" }));
}

export async function saveXlsx(first: Sheet, more: Sheet[], at: string) {
  hand(fileName(first, at, "xlsx"), new Blob([await xlsx([first, ...more])], { type: XLSX }));
}
