// What officers do, from signing in to the finished act; the centre is asked beside the screen whether it is so.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, Asker, PASSWORD, accountsOf, broken, launch, line, pay, signIn, sit, until } from "./hands";

/** A JPG that shows nothing. */
const SCAN = Buffer.from("/9j/4AAQSkZJRgD/2Q==", "base64");
const NUMBER = "19900000888";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

/** What the caller says, in the order of the call. */
async function call(page: Page, from: string, to: string, amount: string, holder = "测试丙") {
  await page.getByRole("combobox", { name: /^付款银行/ }).selectOption("999100000002");
  await page.getByLabel("付款账号（受害人）").fill(from);
  await page.getByLabel("金额（元）").fill(amount);
  await page.getByRole("button", { name: "刚刚" }).click();
  await page.getByRole("combobox", { name: /^收款银行/ }).selectOption("999100000001");
  await page.getByLabel("收款账号（对方）").fill(to);
  await page.getByLabel("收款户名（知道就填）").fill(holder);
}

describe("officers", () => {
  it("a woman has just lost 80,000; stop it: from signing in to the stop on its way", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "intake");
    const [payer] = accountsOf("bank-b");
    const payee = accountsOf("bank-a").find((account) => account.balance === 90_000);
    if (!payer || !payee) throw new Error("nobody to pay");
    await pay(["bank-b", payer], ["bank-a", payee], "80000.00");
    await call(page, payer.number, payee.number, "8万", payee.holder);
    expect(await page.getByText("80,000.00 元").count()).toBeGreaterThan(0);
    await page.keyboard.press("Control+Enter");
    await page.getByText("已登记").waitFor();
    // Who calls, while she is still on the line.
    await page.getByRole("textbox", { name: /^姓名/ }).fill("测试乙");
    await page.getByLabel("联系电话").fill("199 0000 0001");
    await page.getByLabel("证件号码").fill("99000019000101001X");
    await page.keyboard.press("Enter");
    await page.locator("input[type=file]").waitFor({ state: "attached" });
    expect(await broken(page), "intake after the report").toEqual([]);
    await page.locator("input[type=file]").setInputFiles({ name: "form03.jpg", mimeType: "image/jpeg", buffer: SCAN });
    await page.getByText(/止付已发出|银行已止付 80,000.00 元/).waitFor();
    await page.getByRole("link", { name: "打开案件" }).click();
    await page.waitForURL(/\/workbench\/cases\/cas_/);
    const id = page.url().split("/").pop();
    const asker = await Asker.of("supervisor");
    const found = await asker.get(`/cases/${id}`);
    const stop = found.orders.find((order: { kind: string }) => order.kind === "stop");
    expect(stop.state.dispatched_at).toBeTruthy();
    expect(found.bar.loss.amount).toBe("80000.00");
    // The bank carries it out, and the open page learns of it by itself.
    await until("the money is held", async () => Number((await asker.get(`/cases/${id}`)).bar.held.amount) > 0);
    await page.locator(".orders").getByText("生效中").first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a draft survives a reload, and a report is never sent twice", async () => {
    const { page } = await sit(browser);
    await signIn(page, "officer3", "intake");
    await page.getByLabel("付款账号（受害人）").fill("9999000011112222");
    await page.reload();
    await page.getByText("接着上次没发出的草稿").waitFor();
    expect(await page.getByLabel("付款账号（受害人）").inputValue()).toContain("9999");
    await page.getByRole("button", { name: "清空草稿" }).click();
    expect(await page.getByLabel("付款账号（受害人）").inputValue()).toBe("");
    await page.context().close();
  });

  it("a session that ends in the middle of a form loses nothing of it", async () => {
    const { page } = await sit(browser);
    await signIn(page, "officer3", "intake");
    await call(page, accountsOf("bank-b")[1]?.number ?? "", accountsOf("bank-a")[1]?.number ?? "", "600");
    await page.context().clearCookies();
    await page.keyboard.press("Control+Enter");
    await page.getByText("登录已过期").waitFor();
    await page.getByLabel("密码").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("登录已过期").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "登记并止付" }).click();
    await page.getByText("已登记").waitFor();
    await page.context().close();
  });

  it("what one officer drafts another approves from the queue, by keyboard, and it arrives there by itself", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "approver", "queue");
    await page.getByRole("grid").waitFor();
    const officer = await Asker.of("officer3");
    const agencies = await officer.get("/agencies?limit=200");
    const carrier = agencies.items.find((agency: { kind: string }) => agency.kind === "carrier");
    const drafted = await officer.post("/numbers", { number: NUMBER, carrier: carrier.code, reason: "涉诈号码", evidence: "E-1" });
    // No reload: the stream says that something waits. Other journeys may have left something above it.
    await page.getByRole("row").filter({ hasText: "号码关停" }).waitFor();
    await until("the row is chosen", async () => {
      if ((await page.locator(".grid-row.chosen").innerText()).includes("号码关停")) return true;
      await page.keyboard.press("j");
      return false;
    });
    await page.keyboard.press("a");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain("批准并发出");
    await page.keyboard.press("Enter");
    await until("the order was approved", async () => {
      const { order } = await officer.get(`/orders/${drafted.order}`);
      return order.state.approval?.how === "person";
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("money that reached a seller waits on a list; nothing is left out without a word, and the approver stops it", async () => {
    const find = (member: string, tail: string): [string, Account] => {
      const account = accountsOf(member).find((one) => one.number.endsWith(tail));
      if (!account) throw new Error(`${member} keeps no account ${tail}`);
      return [member, account];
    };
    const [victim, mule, seller] = [find("bank-b", "0002"), find("bank-a", "0112"), find("bank-a", "0102")];
    const officer = await Asker.of("officer3");
    const { now } = await officer.get("/sessions/me");
    await (await Asker.of("supervisor")).post("/accounts/protections", {
      kind: "merchant",
      reason: "经营者收款户",
      institution_code: seller[1].code,
      number: seller[1].number,
      class: "personal",
      until: new Date(Date.parse(now) + 30 * 86_400_000).toISOString(),
    });
    await pay(victim, mule, "60000.00");
    await pay(mule, seller, "60000.00");
    const side = ({ code, number, holder }: Account) => ({ institution_code: code, number, holder, class: "personal" });
    const filed = await officer.post("/reports", {
      reporter: { name: victim[1].holder, id_type: "身份证", id_number: "99000019000101001X", phone: "19900000001" },
      transfers: [{ from: side(victim[1]), to: side(mule[1]), amount: { amount: "60000.00", currency: "CNY" }, at: now, channel: "mobile_bank" }],
    });
    await officer.post(`/cases/${filed.case}/papers`, { content: SCAN.toString("base64") });
    await until("a list waits", async () => (await officer.get(`/cases/${filed.case}`)).lists.length > 0);
    const { page, complaints } = await sit(browser);
    await signIn(page, "approver", "queue");
    // Another case's money came along, and may have a list of its own.
    await page.getByRole("row").filter({ hasText: "待核定清单" }).filter({ hasText: filed.number.slice(-10) }).click();
    await page.getByRole("link", { name: "逐户核对清单" }).click();
    await page.getByRole("heading", { name: "核定止付清单" }).waitFor();
    const stop = page.getByRole("button", { name: /^对 1 户/ });
    expect(await broken(page)).toEqual([]);
    // Leaving one out without a word is no decision.
    await page.getByRole("checkbox").first().uncheck();
    await page.getByText("每一户被排除的都要写理由").waitFor();
    await page.getByRole("checkbox").first().check();
    await stop.click();
    await page.getByText("已发出 1 件止付").waitFor();
    const found = await officer.get(`/cases/${filed.case}`);
    expect(found.lists[0].state).toBe("approved");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("who drafted does not approve: the screen says why", async () => {
    const { page } = await sit(browser);
    await signIn(page, "supervisor", "queue");
    await page.getByRole("grid").waitFor();
    // A supervisor sees reviews; approving is not offered to him.
    expect(await page.getByRole("button", { name: "批准并发出" }).count()).toBe(0);
    await page.context().close();
  });

  it("a review is signed from the queue, and the row says so", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "supervisor", "queue");
    const rows = page.getByRole("row").filter({ hasText: "待事后复核" });
    await rows.first().click();
    const before = await rows.count();
    await page.getByRole("button", { name: "签署复核结论" }).click();
    await expect.poll(() => page.getByText("已复核").count().then(async (said) => said + (before - (await rows.count())))).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("from a case to where its money is: the largest that can be stopped is selected, arrows walk", async () => {
    const asker = await Asker.of("supervisor");
    const cases = await asker.get("/cases?limit=200");
    const largest = cases.items.sort(
      (a: { bar: { loss: { amount: string } } }, b: { bar: { loss: { amount: string } } }) => Number(b.bar.loss.amount) - Number(a.bar.loss.amount),
    )[0].case;
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `cases/${largest.id}`);
    await page.getByRole("heading", { name: largest.number }).waitFor();
    await page.keyboard.press("f");
    await page.getByRole("heading", { name: "资金流" }).waitFor();
    const { picture } = await asker.get(`/cases/${largest.id}/picture`);
    const there = picture.spots.filter((spot: { is_sink: boolean; there: { amount: string } }) => !spot.is_sink && Number(spot.there.amount) > 0);
    expect(await page.locator(".flow-side li").count()).toBe(there.length);
    const chosen = page.locator(".chosen");
    const first = await chosen.innerText();
    await page.getByRole("application").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => chosen.innerText()).not.toBe(first);
    await page.getByRole("button", { name: "文字版" }).click();
    expect(await page.locator(".flow-table tbody tr").count()).toBe(picture.spots.length);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("opening a sealed fact takes a purpose, and the case shows who opened it", async () => {
    const asker = await Asker.of("supervisor");
    const [line] = (await asker.get("/cases?limit=200")).items.filter((one: { case: { reporter: unknown } }) => one.case.reporter);
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `cases/${line.case.id}`);
    await page.getByRole("button", { name: "查阅" }).first().click();
    const open = page.getByRole("button", { name: "显示" });
    expect(await open.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "电话回访受害人" }).click();
    await open.click();
    await page.locator(".seen").getByText("电话回访受害人").first().waitFor();
    expect(await page.locator(".seen").innerText()).toContain("民警丙");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a broken line is told with the time at which it stopped, and goes on by itself", async () => {
    const { page } = await sit(browser);
    const wire = await line();
    await signIn(page, "officer3", "queue", wire.base);
    await page.getByRole("grid").waitFor();
    wire.cut();
    await page.getByText(/数据停在 \d\d:\d\d:\d\d/).waitFor();
    wire.mend();
    await page.getByText("数据停在").waitFor({ state: "detached" });
    wire.close();
    await page.context().close();
  });

  it("another language is one press away, and kept", async () => {
    const { page, complaints } = await sit(browser, { lang: "zh" });
    await signIn(page, "officer3", "queue");
    await page.getByRole("button", { name: "Switch to English" }).click();
    await page.getByRole("heading", { name: "Duty queue" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.getByRole("heading", { name: "Cases" }).waitFor();
    await page.keyboard.press("/");
    await page.getByRole("textbox", { name: "Find a case" }).waitFor();
    await page.keyboard.type("CD2026");
    await page.getByRole("dialog").getByText("CD2026").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/cases\/cas_/);
    // A dialog puts no style into the page that the centre did not allow.
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a member's desk sees its own box, and nothing of the centre", async () => {
    const { page } = await sit(browser);
    await signIn(page, "bank-a-desk");
    await page.waitForURL(/\/workbench\/box/);
    await page.getByRole("heading", { name: "任务箱" }).waitFor();
    expect(await page.locator(".rail").count()).toBe(0);
    await page.context().close();
  });
});
