// What the money line still does by two people: a freeze from the filing to the bank's answer, a bank's own hold that is
// confirmed for a case or let go. The centre is asked beside the screens whether it is so.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bank, PDF, bank, done, hold, loss, payee, stopped } from "./alone";
import { Asker, broken, launch, signIn, sit, until } from "./hands";

let browser: Browser;
let officer: Asker;
let at: Bank;
beforeAll(async () => {
  browser = await launch();
  officer = await Asker.of("officer3");
  at = await bank("样例商业银行", "json_form");
});
afterAll(async () => {
  await browser.close();
});

const held = { balance: { amount: "8000.00", currency: "CNY" }, held: { amount: "8000.00", currency: "CNY" } };

describe("a freeze", () => {
  it("is drafted where a stop's end is near, lacks its filing and its document until they are there, and is approved by another", async () => {
    const of = await loss(officer, at);
    const stop = await stopped(officer, of);
    const { now } = await officer.get("/sessions/me");
    await done(at, stop, { ...held, until: new Date(Date.parse(now) + 3_600_000).toISOString() });
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "queue?show=all");
    // The line of what ends leads there in one press.
    const row = page.getByRole("row").filter({ hasText: "将到期" }).filter({ hasText: of.tail });
    await row.click();
    await page.locator(".queue-side").getByRole("link", { name: "起草冻结" }).click();
    await page.getByRole("heading", { name: "冻结", exact: true }).waitFor();
    expect(page.url()).toContain(`/cases/${of.case}/freeze?measure=mea_`);
    await page.getByText("还不能起草").waitFor();
    await page.getByText("没有立案决定不能冻结").first().waitFor();
    expect(await page.getByRole("button", { name: /^起草/ }).count(), "nothing before the filing").toBe(0);
    expect(await broken(page), "before the filing").toEqual([]);
    await page.getByLabel("立案决定书文号").fill("样公立字〔2026〕7号");
    await page.getByLabel("决定机关").fill("样例市公安局");
    await page.getByRole("button", { name: "录入立案" }).click();
    await page.getByText("可以起草。").waitFor();
    // It is chosen already; more than is claimed is not offered.
    expect(await page.getByRole("checkbox", { name: new RegExp(of.tail) }).isChecked()).toBe(true);
    await page.getByLabel(`****${of.tail} 冻结多少`).selectOption("less");
    const draft = page.getByRole("button", { name: "起草 1 件冻结" });
    expect(await draft.isDisabled(), "not without an amount").toBe(true);
    await page.getByLabel(`****${of.tail} 冻结金额（元）`).fill("9000");
    await page.getByText(/不超过主张 8,000\.00/).waitFor();
    await page.getByLabel(`****${of.tail} 冻结金额（元）`).fill("7500");
    expect(await broken(page), "drafting").toEqual([]);
    await draft.click();
    await page.locator(".freeze-draft").getByText(/^已起草：/).waitFor();
    const drafts = page.locator(".freeze-drafts");
    await drafts.getByText("还缺：冻结决定文书").waitFor();
    await drafts.getByText("7,500.00").waitFor();
    expect(await broken(page), "a draft that lacks its document").toEqual([]);
    await page.locator('.freeze-papers input[type="file"]').setInputFiles(PDF);
    await page.getByText("已上传，1 件冻结等待审批。").waitFor();
    await drafts.getByText("等审批人批准").waitFor();

    const second = await sit(browser);
    await signIn(second.page, "approver", `cases/${of.case}/freeze`);
    await second.page.getByRole("button", { name: "批准并发出" }).click();
    await second.page.getByText("已批准").first().waitFor();
    expect(await broken(second.page), "approving").toEqual([]);
    const sent = await until("the freeze has left", async () =>
      (await officer.get(`/cases/${of.case}`)).orders.find((order: { kind: string; state: { name: string } }) => order.kind === "freeze" && order.state.name === "dispatched"),
    );
    expect([sent.limit.amount, sent.signatories.length]).toEqual(["7500.00", 2]);
    await done(at, sent.id, { held: sent.limit });
    await until("the money is frozen", async () => (await officer.get(`/measures/${sent.measure}`)).measure.state.name === "in_force");
    await drafts.getByText("已执行").waitFor();
    await page.getByRole("link", { name: "已有冻结" }).first().waitFor();
    for (const one of [{ page, complaints }, second]) {
      expect(one.complaints).toEqual([]);
      await one.page.context().close();
    }
  }, 150_000);

  it("holds in English, in the dark and in forced colours, and is read by keys", async () => {
    const of = await loss(officer, at);
    await officer.post(`/cases/${of.case}/filing`, { number: "样公立字〔2026〕8号", organ: "样例市公安局", decided_at: (await officer.get("/sessions/me")).now });
    for (const options of [{ lang: "en" as const }, { colorScheme: "dark" as const }, { forcedColors: "active" as const }]) {
      const { page, complaints } = await sit(browser, options);
      await signIn(page, "officer3", `cases/${of.case}/freeze`);
      await page.locator(".freeze-ready li").first().waitFor();
      await page.keyboard.press("a");
      expect(await page.evaluate(() => document.activeElement?.tagName), "to what can be done").not.toBe("BODY");
      expect(await broken(page), JSON.stringify(options)).toEqual([]);
      await page.locator("main").focus();
      await page.keyboard.press("Escape");
      await page.waitForURL(new RegExp(`/cases/${of.case}$`));
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  }, 120_000);
});

describe("a bank's own hold", () => {
  it("waits with its clock, says what happens if nobody does anything, and is confirmed for the case it fits", async () => {
    const to = payee();
    await hold(at, to, `hold-${to.tail}`);
    const of = await loss(officer, at, to);
    const { page, complaints } = await sit(browser);
    // From the case, whose money it is.
    await signIn(page, "officer3", `cases/${of.case}`);
    await page.getByText("机构已对本案的钱先行止付 1 户").waitFor();
    expect(await broken(page), "a case with a hold").toEqual([]);
    // And in the list, with what time does by itself.
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.waitForURL(/\/workbench\/holds/);
    await page.locator(".shelf-row").first().waitFor();
    await page.getByRole("row").filter({ hasText: to.tail }).click();
    const side = page.locator(".shelf-side");
    await side.getByText(/自动失效，机构放开客户的钱/).waitFor();
    await side.getByText(/确认期限/).waitFor();
    expect(await side.getByRole("radio", { name: new RegExp(of.number) }).isChecked(), "the one that fits is chosen").toBe(true);
    expect(await broken(page), "the list of holds").toEqual([]);
    await side.getByRole("button", { name: "查阅" }).last().click();
    await page.getByRole("dialog").getByLabel("用途").fill("核对先行止付");
    await page.getByRole("button", { name: "显示" }).click();
    await side.getByText(/短时间内大额转入后试图取现/).waitFor();
    await side.getByRole("button", { name: "确认，起草正式止付" }).click();
    await side.getByText(/^已确认，正式止付已起草/).waitFor();
    const { measure } = await until("it is the case's", async () => {
      const all = (await officer.get("/measures?kind=hold&limit=200")).items;
      const mine = all.find((one: { target: { mask: string } }) => one.target.mask.endsWith(to.tail));
      return mine?.claims.length > 0 && { measure: mine };
    });
    expect(measure.claims[0].case).toBe(of.case);
    expect((await officer.get(`/cases/${of.case}`)).orders.some((order: { kind: string }) => order.kind === "stop"), "a stop takes its place").toBe(true);
    await page.getByText("已确认", { exact: true }).first().click();
    await page.getByRole("row").filter({ hasText: to.tail }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 120_000);

  it("is let go with a reason, by two", async () => {
    const to = payee();
    const measure = await hold(at, to, `hold-${to.tail}`);
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "holds");
    await page.getByRole("row").filter({ hasText: to.tail }).click();
    const side = page.locator(".shelf-side");
    await side.getByText(/没有案件出现过这家机构的这个尾号/).waitFor();
    await side.locator("summary").filter({ hasText: "不确认，放开" }).click();
    const go = side.getByRole("button", { name: "起草解除" });
    expect(await go.isDisabled(), "not without a reason").toBe(true);
    await side.getByLabel(/^放开的理由/).fill("客户到柜台说明，交易属实");
    expect(await broken(page), "letting go").toEqual([]);
    await go.click();
    await side.getByText(/^已起草解除/).waitFor();
    await side.getByRole("link", { name: "看这件指令" }).click();
    await page.getByText("你经手过").waitFor();
    const second = await sit(browser);
    await signIn(second.page, "approver", page.url().split("/workbench/")[1]);
    await second.page.getByRole("button", { name: "批准并发出" }).click();
    await second.page.getByText("已批准").first().waitFor();
    const lift = await until("the bank is told", async () => (await officer.get(`/measures/${measure}`)).orders.find((order: { state: { name: string } }) => order.state.name === "dispatched"));
    await done(at, lift.id);
    await until("the money is free", async () => (await officer.get(`/measures/${measure}`)).measure.state.name === "released");
    for (const one of [{ page, complaints }, second]) {
      expect(one.complaints).toEqual([]);
      await one.page.context().close();
    }
  }, 120_000);

  it("what the bank told of it is filed as a case, which the report belongs to from then on", async () => {
    const to = payee();
    const measure = await hold(at, to, `hold-${to.tail}`);
    const report = (await officer.get(`/measures/${measure}`)).measure.state.force.receipt.replace("rcp_", "brp_");
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `intake?report=${report}`);
    await page.getByText(/按机构上报接案/).waitFor();
    await page.getByRole("button", { name: "查阅" }).click();
    await page.getByRole("dialog").getByLabel("用途").fill("接案登记");
    await page.getByRole("button", { name: "显示" }).click();
    await page.getByText(new RegExp(to.account)).waitFor();
    await page.waitForTimeout(300);
    expect(await broken(page), "filing a report").toEqual([]);
    await page.getByRole("combobox", { name: /^付款银行/ }).selectOption(at.code);
    await page.getByLabel("付款账号（受害人）").fill(`999999460000${to.tail}`);
    await page.getByLabel("金额（元）").fill("8000");
    await page.getByRole("button", { name: "刚刚" }).click();
    await page.getByRole("combobox", { name: /^收款银行/ }).selectOption(at.code);
    await page.getByLabel("收款账号（对方）").fill(to.account);
    await page.keyboard.press("Control+Enter");
    await page.getByText(/^已登记 /).waitFor();
    const { items } = await officer.get("/bank-reports?limit=200");
    expect(items.find((one: { id: string }) => one.id === report).case).toMatch(/^cas_/);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);

  it("its list holds in English and in the dark", async () => {
    const to = payee();
    await hold(at, to, `hold-${to.tail}`);
    for (const options of [{ lang: "en" as const }, { colorScheme: "dark" as const }]) {
      const { page, complaints } = await sit(browser, options);
      await signIn(page, "officer3", "holds");
      await page.getByRole("row").filter({ hasText: to.tail }).click();
      await page.locator(".hold-acts form").first().waitFor();
      expect(await broken(page), JSON.stringify(options)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  }, 90_000);
});
