// The box of a member's desk: a bank without a machine that answers stops by hand, a carrier shuts a number off, many are
// answered by one file, and all of it holds on a phone. What the screen says is asked of the centre beside it.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, PASSWORD, base, broken, launch, signIn, sit, until } from "./hands";

let browser: Browser;
let officer: Asker;
beforeAll(async () => {
  browser = await launch();
  officer = await Asker.of("officer");
});
afterAll(async () => {
  await browser.close();
});

const SCAN = "/9j/4AAQSkZJRgD/2Q==";
let made = Date.now() % 10_000;

interface Member {
  id: string;
  code: string;
  login: string;
}

/** An agency that nobody answers for but who signs in. */
async function member(kind: "bank" | "carrier", name: string): Promise<Member> {
  const admin = await Asker.of("admin");
  made += 1;
  const code = `9994${String(made).padStart(8, "0")}`;
  const { agency } = await admin.post("/agencies", { code, name, kind, wires: ["json_form"], limited_stop: true, public_phone: "000-0000-0009" });
  const login = `box.${code.slice(-5)}`;
  await admin.post("/officers", { login, name: "柜员乙", seats: [{ agency, role: "desk" }], phone: "000-0000-0009", password: PASSWORD });
  return { id: agency, code, login };
}

/** A loss between two customers of one bank: it is asked whether the debit took place, warned, and to stop. */
async function stopAt(bank: Member, yuan = "8000.00"): Promise<{ stop: string; tail: string; case: string }> {
  made += 1;
  const tail = String(made).padStart(4, "0");
  const { now } = await officer.get("/sessions/me");
  const side = (number: string, holder: string) => ({ institution_code: bank.code, number, holder, class: "personal" });
  const transfer = {
    from: side(`999999440000${tail}`, "测试甲"),
    to: side(`999999450000${tail}`, "测试丙"),
    amount: { amount: yuan, currency: "CNY" },
    at: new Date(Date.parse(now) - 120_000).toISOString(),
    channel: "mobile_bank",
  };
  const reporter = { name: "测试甲", id_type: "身份证", id_number: "99000019000101001X", phone: "19900000001" };
  const filed = await officer.post("/reports", { reporter, transfers: [transfer], scam_type: "T04", narrative: "测试" });
  const attached = await officer.post(`/cases/${filed.case}/papers`, { content: SCAN });
  expect(attached.sent.length, "the stop has left").toBe(1);
  return { stop: attached.sent[0], tail, case: filed.case };
}

const rows = (page: Page) => page.locator(".box-row");
const rowOf = (page: Page, order: string) => page.locator(`[id="row-${order}"]`);
const side = (page: Page) => page.locator(".box-side");
const orderOf = (id: string) => officer.get(`/orders/${id}`);

describe("a bank's desk", () => {
  it("opens a stop, holds, answers it by keyboard, and has the centre's receipt", async () => {
    const bank = await member("bank", "样例村镇银行");
    const { stop, tail } = await stopAt(bank);
    const { page, complaints } = await sit(browser);
    await signIn(page, bank.login);
    await page.waitForURL(/\/workbench\/box/);
    await page.getByText("样例村镇银行").waitFor();
    await rowOf(page, stop).getByText("紧急止付").waitFor();
    expect(await rowOf(page, stop).innerText()).toMatch(new RegExp(`\\*{4}${tail}[\\s\\S]*至多[\\s\\S]*8,000\\.00`));
    expect(await page.locator(".box-list").innerText(), "masked").not.toContain(`999999450000${tail}`);
    expect(await broken(page), "the box").toEqual([]);
    // By keyboard to the stop, whichever place it has.
    for (let at = 0; at < 9; at += 1) await page.keyboard.press("k");
    for (let at = 0; at < 9 && (await page.locator(".box-row.chosen").getAttribute("id")) !== `row-${stop}`; at += 1) await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
    expect(page.url()).toContain(`order=${stop}`);
    // Opened with an entry, and seen from then on.
    await page.getByRole("button", { name: /打开全部信息/ }).focus();
    await page.keyboard.press("Enter");
    await side(page).getByText(`9999 9945 0000 ${tail}`).first().waitFor();
    await side(page).getByText("民警甲").waitFor();
    await expect.poll(async () => (await orderOf(stop)).order.state.name).toBe("seen");
    expect(await broken(page), "an opened order").toEqual([]);
    await page.keyboard.press("r");
    await page.keyboard.press("Space");
    await page.getByLabel("执行前余额（元）").fill("12,000");
    expect(await page.getByLabel("已控制金额（元）").inputValue(), "at most the limit").toBe("8000.00");
    await page.getByLabel("已控制金额（元）").fill("13000");
    await page.getByText("大于余额").waitFor();
    await page.getByLabel("已控制金额（元）").fill("8000");
    expect(await broken(page), "the answer").toEqual([]);
    // Somebody looks at another one: what was typed is there when he comes back.
    await rows(page).first().click();
    await expect.poll(() => page.getByLabel("已控制金额（元）").count()).toBe(0);
    await rowOf(page, stop).click();
    expect(await page.getByLabel("执行前余额（元）").inputValue()).toBe("12,000");
    expect(await page.getByLabel("已控制金额（元）").inputValue()).toBe("8000");
    await page.getByLabel("已控制金额（元）").focus();
    await page.keyboard.press("Enter");
    const receipt = await side(page).getByText(/中心已收到，回执 rcp_[0-9a-f]{32}/).innerText();
    await side(page).getByText("有效反馈").waitFor();
    const told = await orderOf(stop);
    expect(told.order.state.name).toBe("done");
    expect(receipt).toContain(told.receipts[0].id);
    expect(told.receipts[0]).toMatchObject({ weight: "deciding", code: "0000", held: { amount: "8000.00" }, balance: { amount: "12000.00" } });
    await page.getByText("今天已反馈 1 件").first().waitFor();
    await page.getByText(/中位用时 .*（n=1）/).waitFor();
    // The next one stands there already; the papers and the sheet are files of its own.
    await page.getByRole("button", { name: "下一件" }).click();
    await expect.poll(() => page.url()).not.toContain(stop);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("cannot, and says why; a second answer is told beforehand, kept, and changes nothing", async () => {
    const bank = await member("bank", "样例农商银行");
    const { stop } = await stopAt(bank);
    const { page, complaints } = await sit(browser, { lang: "en" });
    await signIn(page, bank.login, `box?order=${stop}`);
    await page.getByLabel("Cannot").click();
    expect(await page.getByRole("button", { name: "Send the answer" }).isDisabled()).toBe(true);
    await page.getByLabel("Why").selectOption("0301");
    await page.getByLabel(/Remark/).fill("户名不符，请核对");
    expect(await broken(page), "in English").toEqual([]);
    await page.getByRole("button", { name: "Send the answer" }).click();
    await page.getByText(/receipt rcp_/).waitFor();
    const told = await orderOf(stop);
    expect(told.order.state.name).toBe("refused");
    expect(told.receipts[0]).toMatchObject({ weight: "deciding", result: "refused", code: "0301" });
    // Come back later: what was answered is told before anything is sent.
    await page.reload();
    await page.getByText(/Already answered at/).waitFor();
    await page.getByRole("button", { name: "Answer all the same" }).click();
    await page.getByLabel("Done", { exact: true }).click();
    await page.getByLabel("Balance before (yuan)").fill("0");
    await page.getByRole("button", { name: "Send the answer" }).click();
    await page.getByText("It contradicts the answer before").waitFor();
    const after = await orderOf(stop);
    expect(after.order.state.name).toBe("refused");
    expect(after.receipts.map((receipt: { weight: string }) => receipt.weight)).toEqual(["deciding", "contradicting"]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("has the paper and the scans of an order as files, each with an entry", async () => {
    const bank = await member("bank", "样例城商银行");
    const { stop } = await stopAt(bank);
    const { page } = await sit(browser);
    await signIn(page, bank.login, `box?order=${stop}`);
    const sheet = side(page).getByRole("link", { name: "协助通知书（PDF）" });
    const href = (await sheet.getAttribute("href")) ?? "";
    const pdf = await page.request.get(`${base}${href}`);
    expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
    await page.getByRole("button", { name: /打开全部信息/ }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), side(page).getByRole("link", { name: "紧急止付申请表" }).click()]);
    expect(download.suggestedFilename()).toMatch(/-03-\d\.jpg$/);
    await page.context().close();
  });

  it("answers a question with movements out of its core system, and the trace goes on from them", async () => {
    const bank = await member("bank", "样例村镇二行");
    const loss = await stopAt(bank);
    const desk = await Asker.of(bank.login);
    const query = await until("the account is asked about", async () =>
      (await desk.get("/inbox")).waiting.find((line: { order: { kind: string } }) => line.order.kind === "query_account")?.order.id,
    );
    const { page, complaints } = await sit(browser);
    await signIn(page, bank.login, `box?order=${query}`);
    await page.getByLabel("已查询").click();
    await page.getByLabel("账户余额（元）").fill("500");
    const { now } = await officer.get("/sessions/me");
    // Shanghai's clock, as a core system prints it.
    const at = (before: number) => new Date(Date.parse(now) + 8 * 3_600_000 - before).toISOString().slice(0, 19).replace("T", " ");
    made += 1;
    const onward = `99999946${String(made).padStart(8, "0")}`;
    const moved = [
      `${at(120_000)}\t收\t8,000.00\t8000\tS-1\t999999440000${loss.tail}\t测试甲\t${bank.code}\t转账`,
      `${at(60_000)}\t付\t7,500.00\t500\tS-2\t${onward}\t测试丁\t${bank.code}\t转账`,
    ];
    await page.getByRole("textbox", { name: "流水" }).fill([...moved, "昨天\t付\t1\t\tS-3"].join("\n"));
    await page.getByText("先打开全部信息").waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: /打开全部信息/ }).click();
    await page.getByText("第 3 行：时间读不懂").waitFor();
    expect(await page.getByRole("button", { name: "提交反馈" }).isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "流水" }).fill(moved.join("\n"));
    expect(await broken(page), "movements").toEqual([]);
    await page.getByRole("button", { name: "提交反馈" }).click();
    await page.getByText("有效反馈").waitFor();
    expect((await orderOf(query)).receipts[0]).toMatchObject({ weight: "deciding", balance: { amount: "500.00" } });
    // The money is followed: the next stop, further on, comes into the same box by itself.
    await rows(page).filter({ hasText: "紧急止付" }).filter({ hasText: `****${onward.slice(-4)}` }).filter({ hasText: "7,500.00" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("sees new orders come without its rows being moved, and nothing of anybody else", async () => {
    const bank = await member("bank", "样例民营银行");
    await stopAt(bank);
    const { page, complaints } = await sit(browser);
    await signIn(page, bank.login);
    await rows(page).nth(2).waitFor();
    const before = await rows(page).evaluateAll((all) => all.map((one) => one.id));
    await rows(page).first().hover();
    await stopAt(bank);
    await page.getByText(`新到 ${before.length} 条`).waitFor();
    expect(await rows(page).evaluateAll((all) => all.map((one) => one.id))).toEqual(before);
    await page.keyboard.press("n");
    await expect.poll(() => rows(page).count()).toBe(before.length * 2);
    // Another's order is not there, whatever the address says.
    const other = await member("bank", "样例外省银行");
    const { stop } = await stopAt(other);
    await page.goto(`${base}/workbench/box?order=${stop}`);
    await side(page).getByRole("alert").waitFor();
    expect(await page.locator(".rail").count()).toBe(0);
    for (const path of ["queue", "cases", "intake"]) {
      await page.goto(`${base}/workbench/${path}`);
      await page.waitForURL(/\/workbench\/box/);
    }
    // What is not there is told by the browser as an error of loading.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    await page.context().close();
  });
});

describe("a carrier's desk", () => {
  it("shuts a number off and says when", async () => {
    const carrier = await member("carrier", "样例移动通信");
    made += 1;
    const number = `1990001${String(made).padStart(4, "0")}`;
    const { order } = await officer.post("/numbers", { number, carrier: carrier.code, reason: "涉诈号码", evidence: "E-7" });
    await (await Asker.of("approver")).post(`/orders/${order}/approve`, {});
    const { page, complaints } = await sit(browser, { colorScheme: "dark" });
    await signIn(page, carrier.login);
    await rowOf(page, order).click();
    await side(page).getByText("请关停号码").waitFor();
    await page.getByRole("button", { name: /打开全部信息/ }).click();
    await side(page).getByText(number).waitFor();
    await page.getByLabel("已执行").click();
    expect(await page.getByLabel("执行前余额（元）").count(), "a number has no balance").toBe(0);
    expect(await page.getByLabel("执行时间").inputValue()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
    expect(await broken(page), "in the dark").toEqual([]);
    await page.getByRole("button", { name: "提交反馈" }).click();
    await page.getByText(/中心已收到/).waitFor();
    expect((await orderOf(order)).order.state.name).toBe("done");
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("many at once", () => {
  it("a table is taken out, filled in, looked at, and brought back; what comes twice is named", async () => {
    const bank = await member("bank", "样例合作银行");
    const [one, two] = [await stopAt(bank), await stopAt(bank)];
    const { page, complaints } = await sit(browser);
    await signIn(page, bank.login, "box/files");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "取出待办表格（CSV）" }).click()]);
    const text = readFileSync(await download.path(), "utf8");
    expect(text).toContain(one.stop);
    expect(text, "masked").not.toContain(`999999450000${one.tail}`);
    const head = text.replace("\ufeff", "").split("\r\n")[0] ?? "";
    const columns = head.split(",");
    const line = (values: Record<string, string>) => columns.map((name) => values[name] ?? "").join(",");
    const file = [head, line({ order: one.stop, code: "0000", balance: "8000" }), line({ order: two.stop, code: "0301" }), line({ order: one.stop, code: "0301" }), line({ order: two.stop, code: "9999" })].join("\r\n");
    const give = (name: string, buffer: Buffer) => page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
    await give("回执.csv", Buffer.from(`\ufeff${file}`));
    await page.getByText("先看一遍，不提交").waitFor();
    await page.getByText("与第 2 行同一件指令").waitFor();
    expect((await orderOf(one.stop)).receipts, "looked at only").toEqual([]);
    expect(await broken(page), "the file").toEqual([]);
    await page.getByRole("button", { name: "提交 3 件" }).click();
    await page.getByText("已提交").waitFor();
    const told = await page.locator("table.plain tbody tr").allInnerTexts();
    expect(told.map((row) => /已收到|不能提交/.exec(row)?.[0])).toEqual(["已收到", "已收到", "已收到", "不能提交"]);
    expect(told[2]).toContain("矛盾");
    expect((await orderOf(one.stop)).order.state.name).toBe("done");
    expect((await orderOf(two.stop)).order.state.name).toBe("refused");
    // The same file again does nothing twice, and says so before.
    await give("again.csv", Buffer.from(file));
    await page.getByText("以前提交过，不重复").first().waitFor();
    expect((await orderOf(one.stop)).receipts.length).toBe(2);
    // Not a table at all.
    await give("nothing.csv", Buffer.from("a,b\r\n1,2\r\n"));
    await page.getByRole("alert").getByText(/lacks the column/).waitFor();
    expect(complaints.filter((text) => !text.includes("422"))).toEqual([]);
    await page.context().close();
  });

  it("a signed file leaves with what waits, and one that no key stands for does not come in", async () => {
    const bank = await member("bank", "样例直销银行");
    const { stop } = await stopAt(bank);
    const { page } = await sit(browser);
    await signIn(page, bank.login, "box/files");
    await page.getByText("本机构还没有登记文件密钥").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "取出指令文件" }).click()]);
    expect(download.suggestedFilename()).toMatch(/^orders-\d+-1\.json$/);
    await page.getByText(/已取出 orders-.*，[1-9] 件指令/).waitFor();
    await expect.poll(async () => (await orderOf(stop)).order.state.name).toBe("seen");
    await page.locator("input[type=file]").setInputFiles({ name: "back.json", mimeType: "application/json", buffer: readFileSync(await download.path()) });
    await page.getByRole("alert").waitFor();
    expect((await orderOf(stop)).receipts).toEqual([]);
    await page.context().close();
  });
});

describe("on a phone", () => {
  it("an order is found, opened and answered, and nothing is wider than the screen", async () => {
    const bank = await member("bank", "样例邮政储蓄银行");
    const { stop, tail } = await stopAt(bank);
    const { page, complaints } = await sit(browser, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
    const isNarrow = async (where: string) => expect(await page.evaluate(() => [document.documentElement, document.querySelector(".main")].map((one) => one?.scrollWidth ?? 0)), where).toEqual([390, 390]);
    await signIn(page, bank.login);
    await rowOf(page, stop).waitFor();
    await isNarrow("the box");
    expect(await side(page).isVisible()).toBe(false);
    expect(await broken(page), "the box").toEqual([]);
    await rowOf(page, stop).tap();
    await page.getByRole("button", { name: /打开全部信息/ }).tap();
    await side(page).getByText(`9999 9945 0000 ${tail}`).first().waitFor();
    expect(await page.locator(".box-list").isVisible()).toBe(false);
    await page.getByLabel("部分执行").tap();
    await page.getByLabel("执行前余额（元）").fill("3000");
    await isNarrow("an order");
    expect(await broken(page), "an order").toEqual([]);
    await page.getByRole("button", { name: "提交反馈" }).tap();
    await page.getByText(/中心已收到/).waitFor();
    expect((await orderOf(stop)).receipts[0]).toMatchObject({ result: "part", code: "1200", held: { amount: "3000.00" } });
    await page.getByRole("button", { name: "← 回到列表" }).tap();
    await rows(page).first().waitFor();
    await page.getByRole("link", { name: "文件" }).tap();
    await page.getByRole("heading", { name: "按文件办理" }).waitFor();
    await isNarrow("files");
    expect(await broken(page), "files").toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("whatever the eyes need", () => {
  it("the box holds in forced colours and in English", async () => {
    const bank = await member("bank", "样例信用社");
    const { stop } = await stopAt(bank);
    const { page } = await sit(browser, { forcedColors: "active", lang: "en" });
    await signIn(page, bank.login, `box?order=${stop}`);
    await page.getByLabel("Done", { exact: true }).click();
    await until("the fields are there", async () => (await page.locator(".box-fields input").count()) > 2);
    expect(await broken(page), "forced colours").toEqual([]);
    await page.context().close();
  });
});
