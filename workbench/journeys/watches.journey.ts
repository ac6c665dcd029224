// Accounts that are watched, as the centre and as the bank that keeps them see it; and what a bank held on its own word.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Asker, PASSWORD, base, broken, launch, part, saved, signIn, sit, until } from "./hands";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

/** No other journey has a bank of this name; a spreadsheet would take it for a formula. */
const NAME = "=样例动态查询银行";

/** A bank with a desk and a machine of its own. */
async function bank() {
  const admin = await Asker.of("admin");
  const code = `9995${String(Date.now() % 100_000_000).padStart(8, "0")}`;
  const { agency } = await admin.post("/agencies", { code, name: NAME, kind: "bank", wires: ["json_form"], limited_stop: true, public_phone: "000-0000-0009" });
  const login = `own.${code.slice(-5)}`;
  await admin.post("/officers", { login, name: "柜员乙", seats: [{ agency, role: "desk" }], phone: "000-0000-0009", password: PASSWORD });
  const { key } = await admin.post(`/agencies/${agency}/keys`, {});
  return { agency, code, login, key: key as string };
}

type Bank = Awaited<ReturnType<typeof bank>>;

/** Somebody reports a payment between two customers of this bank: the payee's account is watched from then on. */
async function watched(of: Bank, tail: string): Promise<{ case: string; number: string }> {
  const officer = await Asker.of("officer");
  const { now } = await officer.get("/sessions/me");
  const side = (number: string, holder: string) => ({ institution_code: of.code, number, holder, class: "personal" });
  const at = new Date(Date.parse(now) - 120_000).toISOString();
  const transfer = { from: side(`999999460000${tail}`, "测试甲"), to: side(`999999470000${tail}`, "测试丙"), amount: { amount: "6000.00", currency: "CNY" }, at, channel: "mobile_bank" };
  const reporter = { name: "测试甲", id_type: "身份证", id_number: "99000019000101001X", phone: "19900000001" };
  return officer.post("/reports", { reporter, transfers: [transfer], scam_type: "T04", narrative: "测试" });
}

/** What the bank's machine tells of a hold. */
async function held(of: Bank, reference: string, number: string) {
  const { now } = await (await Asker.of("officer")).get("/sessions/me");
  const sum = { amount: "1200.00", currency: "CNY" };
  const body = { form: "cordon-hold/1", reference, reason: "短时间内大额转入后试图取现", account: { number, holder: "测试丙", class: "personal" }, held: sum, balance: sum, from: now };
  const answer = await fetch(`${base}/api/v1/inbox/holds`, {
    method: "POST",
    headers: { authorization: `Bearer ${of.key}`, "content-type": "application/json", "idempotency-key": `journey-${Math.random()}` },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
}

const row = (page: Page, tail: string) => page.locator(".shelf-row").filter({ hasText: `****${tail}` });

it("a supervisor sees what is watched, until when and what was told; the bank's desk sees its own, and its own holds", async () => {
  const own = await bank();
  const tail = String(Date.now() % 10_000).padStart(4, "0");
  const filed = await watched(own, tail);
  const officer = await Asker.of("officer");
  const line = await until("the account is watched", async () => {
    const { items } = await officer.get("/watches");
    return items.find((one: { order: { agency: string } }) => one.order.agency === own.agency);
  });
  expect(line.order.case).toBe(filed.case);
  const centre = await sit(browser);
  await signIn(centre.page, "supervisor", "orders");
  await centre.page.getByRole("link", { name: "在走的动态查询" }).click();
  await centre.page.waitForURL(/\/orders\/watches$/);
  await centre.page.getByLabel("机构", { exact: true }).selectOption({ label: NAME });
  await row(centre.page, tail).getByText("等受理").waitFor();
  expect(await row(centre.page, tail).innerText()).toMatch(/剩 \d+[天时]/);
  await row(centre.page, tail).getByText("尚无流水").waitFor();
  await row(centre.page, tail).getByText(`****${tail}`).click();
  await centre.page.locator(".shelf-side .facts").first().waitFor();
  expect(await broken(centre.page), "what is watched").toEqual([]);
  // What leaves as a file is what is shown, masked, and nothing in it runs.
  const csv = await saved(centre.page, ".head", "CSV 表格");
  expect(csv.name).toMatch(/^动态查询-.*\.csv$/);
  const told = csv.bytes.toString("utf8");
  expect(told).toContain(`****${tail},'${NAME},${filed.number},`);
  expect(told).toContain(`范围,'${NAME} · 1 行`);
  expect(told).not.toContain(`999999470000${tail}`);
  const book = await saved(centre.page, ".head", /XLSX/);
  const sheet = part(book.bytes, "xl/worksheets/sheet1.xml");
  expect(sheet).toContain(`t="inlineStr" s="3"><is><t xml:space="preserve">${NAME}`);
  expect(sheet).not.toMatch(/<f>|<f /);
  expect(centre.complaints).toEqual([]);

  const desk = await sit(browser);
  await signIn(desk.page, own.login);
  await desk.page.getByRole("link", { name: "先行止付" }).click();
  await desk.page.getByText("没有先行止付").waitFor();
  await desk.page.locator(".own-watches").getByText(`****${tail}`).waitFor();
  await held(own, "H-1", `999999480000${tail}`);
  // By itself it comes within a minute.
  await desk.page.reload();
  const hold = desk.page.locator(".own-holds .own-row");
  await hold.getByText("等警方确认").waitFor();
  expect(await hold.innerText()).toMatch(new RegExp(`\\*{4}${tail}[\\s\\S]*1,200\\.00[\\s\\S]*剩[\\s\\S]*H-1`));
  expect(await broken(desk.page), "the bank's own").toEqual([]);
  // The account is watched by a link to the order, where what moves is told.
  await desk.page.locator(".own-watches").getByRole("link", { name: `****${tail}` }).click();
  await desk.page.getByText("请告知此后的每笔流水").first().waitFor();
  expect(desk.complaints).toEqual([]);
  await centre.page.context().close();
  await desk.page.context().close();
}, 120_000);

it("a bank's own stands on a phone, in English and in forced colours", async () => {
  const own = await bank();
  await held(own, "H-2", "9999994800007777");
  const { page } = await sit(browser, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true, forcedColors: "active", lang: "en" });
  await signIn(page, own.login, "box/own");
  await page.getByText("waits for the police").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await broken(page)).toEqual([]);
  await page.context().close();
}, 90_000);
