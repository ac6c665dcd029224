// A browser and the hands on it; and the same centre asked beside the screen, to see what really happened.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { type Socket, connect, createServer } from "node:net";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { inject, onTestFailed } from "vitest";

export const PASSWORD = "demo-only-password";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const base = inject("base");

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

export interface Desk {
  page: Page;
  /** What the browser complained of, and what it asked of others. */
  complaints: string[];
}

/** When a journey fails, what its window shows is printed: nobody can look at it afterwards. */
function toldOnFailure(page: Page, complaints: string[]) {
  onTestFailed(async () => {
    const shown = page.isClosed() ? "the window is closed" : await page.locator("body").innerText({ timeout: 5_000 });
    console.error([`${page.url()} at the end:`, shown, "", ...complaints].join("\n"));
  });
}

/** A new window; whatever goes wrong in it is remembered. */
export async function sit(browser: Browser, options: BrowserContextOptions & { lang?: "zh" | "en" } = {}): Promise<Desk> {
  const { lang = "zh", ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...rest });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Being asked to sign in is told as an error of loading.
    if (message.type() === "error" && !message.text().includes("401")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")) complaints.push(`asked ${url}`);
  });
  await page.addInitScript((kept) => localStorage.setItem("cordon.lang", kept), lang);
  toldOnFailure(page, complaints);
  return { page, complaints };
}

/** Signs in by keyboard alone, from whatever address. */
export async function signIn(page: Page, login: string, path = "", at = base) {
  await page.goto(`${at}/workbench/${path}`);
  await page.locator("input[autocomplete=username]").fill(login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator(".shell").waitFor();
}

/** A line to the centre that can be cut and mended. */
export async function line() {
  const centre = new URL(base);
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(centre.port), centre.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
    }
  });
  await new Promise<void>((go) => server.listen(0, "127.0.0.1", go));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    base: `http://127.0.0.1:${port}`,
    cut,
    mend: () => {
      whole = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

/** What fades has no contrast: whatever moves comes to rest first, but for what moves for ever. */
const comeToRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const ends = (one: Animation) => one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
    const rest = document.getAnimations().filter(ends).map((one) => one.finished.catch(() => undefined));
    await Promise.race([Promise.all(rest), new Promise((go) => setTimeout(go, 2_000))]);
  });

/** Rules that are broken, with where. */
export async function broken(page: Page): Promise<string[]> {
  await comeToRest(page);
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(of: Document, with_: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> } };
    const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  });
  return found;
}

/** Somebody who asks the centre without a screen. */
export class Asker {
  private constructor(private readonly token: string) {}

  static async of(login: string): Promise<Asker> {
    const answer = await fetch(`${base}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login, password: PASSWORD }),
    });
    return new Asker(((await answer.json()) as { token: string }).token);
  }

  async get(path: string): Promise<any> {
    const answer = await fetch(`${base}/api/v1${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async post(path: string, body: unknown): Promise<any> {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        "idempotency-key": `journey-${Math.random()}`,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

export interface Account {
  code: string;
  number: string;
  holder: string;
  class: string;
  balance: number;
}

const of = (member: string, file: string) => readFileSync(join(inject("folder"), member, file), "utf8");
const value = (text: string, name: string) => new RegExp(`^${name} = "(.*)"`, "m").exec(text)?.[1] ?? "";

/** A report of a payment to nobody knows whom, so that no other journey's money is touched. */
export async function report(by: Asker, payer: Account, yuan: string, at: string, reporter = true): Promise<{ case: string; number: string }> {
  const side = { institution_code: payer.code, number: payer.number, class: "personal" };
  const who = reporter ? { reporter: { name: payer.holder, id_type: "身份证", id_number: "99000019000101001X", phone: "19900000001" } } : {};
  return by.post("/reports", { ...who, transfers: [{ from: side, amount: { amount: yuan, currency: "CNY" }, at, channel: "mobile_bank" }] });
}

/** The accounts that a bank of the town keeps, richest first, as they stand in its own file. */
export function accountsOf(member: string): Account[] {
  const code = value(of(member, "member.toml"), "code");
  const all = of(member, "accounts.toml").split("[[account]]").slice(1);
  return all
    .map((text) => ({
      code,
      number: value(text, "number"),
      holder: value(text, "holder"),
      class: value(text, "class"),
      balance: Number(value(text, "balance")),
    }))
    .sort((a, b) => b.balance - a.balance);
}

/** The victim pays: both banks book it, as banks do before anybody reports anything. */
export async function pay(from: [string, Account], to: [string, Account], yuan: string) {
  const { now } = await (await Asker.of("officer3")).get("/sessions/me");
  const side = ({ code, number, holder, class: kind }: Account) => ({ institution_code: code, number, holder, class: kind });
  const posting = { id: `journey-${Math.random()}`, at: now, amount: { amount: yuan, currency: "CNY" }, from: side(from[1]), to: side(to[1]) };
  for (const [member] of [from, to]) {
    const [, admin = ""] = of(member, "member.toml").split("[admin]");
    const answer = await fetch(`http://${value(admin, "listen")}/postings`, {
      method: "POST",
      headers: { authorization: `Bearer ${value(admin, "key")}`, "content-type": "application/json", "idempotency-key": `${posting.id}-${member}` },
      body: JSON.stringify({ postings: [posting] }),
    });
    const told = (await answer.json()) as { results?: { why?: string }[] };
    if (!answer.ok || told.results?.[0]?.why) throw new Error(`${member} did not book it: ${JSON.stringify(told)}`);
  }
}

/** A member's own machine: what a bank or a carrier asks of the centre, with its key. */
export async function byMember(member: string, path: string, body: unknown, method = "POST"): Promise<any> {
  const key = of(member, "centre.key").trim();
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": `journey-${Math.random()}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A file that the page gives when a choice of its menu is pressed. */
export async function saved(page: Page, menu: string, choice: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  await page.locator(`${menu} details.menu summary`).first().click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(menu).getByRole("button", { name: choice }).first().click()]);
  const path = await download.path();
  return { name: download.suggestedFilename(), bytes: readFileSync(path) };
}

/** One file of a workbook, found by its local header. */
export function part(bytes: Buffer, name: string): string {
  const at = bytes.indexOf(Buffer.from(name)) - 30;
  if (at < 0 || bytes.readUInt32LE(at) !== 0x04034b50) throw new Error(`no ${name} in the workbook`);
  const from = at + 30 + bytes.readUInt16LE(at + 26);
  return inflateRawSync(bytes.subarray(from, from + bytes.readUInt32LE(at + 18))).toString("utf8");
}

/** Asks again until it is so. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within 30 s: ${what}`);
    await new Promise((go) => setTimeout(go, 100));
  }
}
