// Officers practise: the sign-in page, every page, what is printed and what is taken out say that it is a drill. In a
// drill of its own, the real one.
import { mkdtempSync, rmSync } from "node:fs";
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { front } from "./front";
import { broken, launch, saved } from "./hands";
import { freePort, stopped } from "./house";

let browser: Browser;
let drill: ChildProcess;
let pages: { base: string; server: Server } | undefined;
let base: string;
let password: string;
let folder: string;

beforeAll(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "cordon-drill-"));
  const port = await freePort();
  drill = spawn(process.env.CORDON ?? "", ["drill", "--seed", "7", "--cases", "1", "--data", join(folder, "town"), "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  password = await new Promise((resolve, reject) => {
    let said = "";
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const found = /drill-[0-9a-f]{12}/.exec(said);
      if (found) resolve(found[0]);
    };
    drill.stdout?.on("data", hear);
    drill.stderr?.on("data", hear);
    drill.on("exit", () => reject(new Error(`the drill ended:\n${said}`)));
  });
  const centre = `http://127.0.0.1:${port}`;
  pages = process.env.PAGES ? await front(process.env.PAGES, centre) : undefined;
  base = pages?.base ?? centre;
}, 280_000);
afterAll(async () => {
  await browser.close();
  pages?.server.closeAllConnections();
  pages?.server.close();
  drill.kill("SIGKILL");
  await stopped(drill);
  rmSync(folder, { recursive: true, force: true });
});

const SAID = "这里的人、账号、案件都是编造的";

it("says so before and after signing in, on every page, on paper and in files", async () => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(`${base}/workbench/`);
  await page.getByText(SAID).waitFor();
  expect(await broken(page), "signing in").toEqual([]);
  await page.locator("input[autocomplete=username]").fill("operator");
  await page.locator("input[autocomplete=current-password]").fill(password);
  await page.keyboard.press("Enter");
  await page.locator(".shell").waitFor();
  for (const path of ["queue", "intake", "cases", "orders", "holds", "carry", "settings", "account"]) {
    await page.goto(`${base}/workbench/${path}`);
    await page.locator(".bands .drill").getByText(SAID).waitFor();
  }
  expect(await broken(page), "a page").toEqual([]);
  await page.goto(`${base}/workbench/orders`);
  await page.locator(".shelf h1").waitFor();
  const file = await saved(page, ".head", "CSV 表格");
  expect(file.name).toMatch(/^演练-/);
  expect(file.bytes.toString("utf8")).toContain(SAID);
  await page.emulateMedia({ media: "print" });
  await page.locator(".paper-head").getByText(SAID).waitFor();
  await page.context().close();
}, 120_000);
