// What leaves the page: files and paper. They say what the screen says, who took it, and never more than it shows.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, accountsOf, base, launch, part, saved, signIn, sit } from "./hands";

let browser: Browser;
let flowCase: { id: string; number: string };
beforeAll(async () => {
  browser = await launch();
  const { items } = await (await Asker.of("supervisor")).get("/cases?limit=200");
  const loss = (line: { bar: { loss: { amount: string } } }) => Number(line.bar.loss.amount);
  flowCase = items.sort((a: never, b: never) => loss(b) - loss(a))[0].case;
});
afterAll(async () => {
  await browser.close();
});

const MEMBERS = ["bank-a", "bank-b", "bank-e", "pay-c"];

/** No number of any account of the town stands in a text, and no name of a person. */
function isMasked(text: string) {
  for (const member of MEMBERS)
    for (const account of accountsOf(member)) {
      expect(text.includes(account.number), `an account of ${member}`).toBe(false);
      if (account.class === "personal") expect(text.includes(account.holder), "a holder").toBe(false);
    }
}

/** Lines of a CSV without line ends in its cells. */
const lines = (bytes: Buffer): string[][] =>
  bytes
    .toString("utf8")
    .slice(1)
    .split("\r\n")
    .map((line) => line.split(","));

async function onPaper(page: Page) {
  await page.emulateMedia({ media: "print" });
  await page.locator(".paper-head").waitFor();
  expect(await page.locator(".rail").isVisible()).toBe(false);
  expect(await page.locator(".paper-head").innerText()).toMatch(/数据截至 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d · .+打印/);
  // Black on white, in a dark room as well.
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
  expect(await page.locator("button:visible, input:visible").count()).toBe(0);
}

const pages = (pdf: Buffer): number => pdf.toString("latin1").split(/\/Type \/Page\b(?!s)/).length - 1;

describe("what leaves the page", () => {
  it("the queue: a table of the rows that are shown, with who and when", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "queue?show=all");
    const grid = page.getByRole("grid");
    await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(1);
    const shown = Number(await grid.getAttribute("aria-rowcount")) - 1;
    const csv = await saved(page, ".queue", "CSV 表格");
    expect(csv.name).toMatch(/^值班台-.*\.csv$/);
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = lines(csv.bytes);
    const head = rows.findIndex((row) => row[0] === "紧急");
    expect(rows.length - head - 2).toBe(shown);
    expect(rows.find((row) => row[0] === "导出人")?.[1]).toBe("民警丙 (officer3)");
    expect(rows.find((row) => row[0] === "数据截至")?.[1]).toMatch(/^\d{4}-/);
    const first = await page.locator(".grid-row.chosen").innerText();
    expect(first).toContain(rows[head + 1]?.[5] ?? "?");
    isMasked(csv.bytes.toString("utf8"));
    const xlsx = await saved(page, ".queue", /XLSX/);
    const sheet = part(xlsx.bytes, "xl/worksheets/sheet1.xml");
    expect(sheet.split("<row ").length - 1).toBe(rows.length - 2);
    isMasked(sheet);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a case: its timeline as a table, and all of it on paper", async () => {
    const { page, complaints } = await sit(browser, { colorScheme: "dark" });
    await signIn(page, "officer3", `cases/${flowCase.id}`);
    await page.locator(".timeline li").first().waitFor();
    const shown = await page.locator(".timeline li").count();
    const csv = await saved(page, ".timeline", "CSV 表格");
    const rows = lines(csv.bytes);
    expect(rows.filter((row) => /^\d+$/.test(row[0] ?? "")).length).toBe(shown);
    isMasked(csv.bytes.toString("utf8"));
    await onPaper(page);
    expect(await page.locator(".paper-head").innerText()).toContain(flowCase.number);
    // Nothing is left to be scrolled on paper.
    expect(await page.evaluate(() => [...document.querySelectorAll(".orders-list, .timeline ol")].filter((one) => one.scrollHeight > one.clientHeight + 2).length)).toBe(0);
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pages(pdf)).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a flow: what is still there, every account and flow, and a picture that says what was left out", async () => {
    const { page, complaints } = await sit(browser, { colorScheme: "dark" });
    await page.addInitScript(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        said.push(text);
        write.call(this, text, ...rest);
      };
    });
    await signIn(page, "officer3", `cases/${flowCase.id}/flow`);
    await page.locator(".chosen").waitFor();
    const { picture } = await (await Asker.of("supervisor")).get(`/cases/${flowCase.id}/picture`);
    const there = await saved(page, ".flow", /^钱还在这里 · CSV/);
    const listed = lines(there.bytes).filter((row) => /^\d+$/.test(row[0] ?? ""));
    expect(listed.length).toBe(await page.locator(".flow-side li").count());
    const sum = (rows: string[][], at: number) => rows.reduce((all, row) => all + Math.round(Number(row[at]) * 100), 0);
    const expected = picture.spots.filter((spot: { is_sink: boolean }) => !spot.is_sink);
    expect(sum(listed, 6)).toBe(expected.reduce((all: number, spot: { there: { amount: string } }) => all + Math.round(Number(spot.there.amount) * 100), 0));
    const all = await saved(page, ".flow", /^全部账户和流向 · Excel/);
    const count = (name: string) => part(all.bytes, name).split("<row ").length - 1;
    expect(count("xl/worksheets/sheet1.xml")).toBe(picture.spots.length + 7);
    expect(count("xl/worksheets/sheet2.xml")).toBe(picture.lines.length + 7);
    isMasked(part(all.bytes, "xl/worksheets/sheet1.xml"));
    const png = await saved(page, ".flow", "图片（PNG）");
    expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
    const said = (await page.evaluate(() => (window as unknown as { said: string[] }).said)).join("\n");
    expect(said).toContain("全部画出");
    expect(said).toMatch(/数据截至 .* 导出人 民警丙 \(officer3\)/s);
    // White paper under it, whatever the screen has.
    const corner = await page.evaluate(async (data) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      context?.drawImage(bitmap, 0, 0);
      return [...(context?.getImageData(1, 1, 1, 1).data ?? [])];
    }, png.bytes.toString("base64"));
    expect(corner).toEqual([255, 255, 255, 255]);
    await onPaper(page);
    expect(await page.locator(".flow-paper img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(1000);
    expect(await page.locator(".flow-paper tbody tr").count()).toBe(listed.length);
    await page.emulateMedia({ media: null });
    expect(pages(await page.pdf({ preferCSSPageSize: true }))).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("the queue on paper has all rows, of which the screen draws some", async () => {
    const { page } = await sit(browser, { viewport: { width: 1280, height: 420 } });
    await signIn(page, "officer3", "queue?show=all");
    const grid = page.getByRole("grid");
    await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(1);
    const all = Number(await grid.getAttribute("aria-rowcount")) - 1;
    await onPaper(page);
    expect(await page.locator(".paper-table tbody tr").count()).toBe(all);
    await page.context().close();
  });

  it("what was opened for a purpose does not leave with a file", async () => {
    const asker = await Asker.of("supervisor");
    const [line] = (await asker.get("/cases?limit=200")).items.filter((one: { case: { reporter: unknown } }) => one.case.reporter);
    const { page } = await sit(browser);
    await signIn(page, "officer3", `cases/${line.case.id}`);
    await page.getByRole("button", { name: "查阅" }).last().click();
    await page.getByRole("button", { name: "核对账号" }).click();
    await page.getByRole("button", { name: "显示" }).click();
    const opened = await page.locator(".transfer dl.facts dd").first().innerText();
    expect(opened.length).toBeGreaterThan(1);
    const csv = await saved(page, ".timeline", "CSV 表格");
    expect(csv.bytes.toString("utf8").includes(opened)).toBe(false);
    expect(page.url().startsWith(base)).toBe(true);
    await page.context().close();
  });
});
