// A bank without a wire is asked what moved on an account; an officer takes the question there and types in what the
// paper says, pasted and by hand, and the money is followed to the next bank.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser, Locator } from "playwright-core";
import { PDF, type Bank, bank, loss } from "./alone";
import { Asker, base, broken, launch, signIn, sit, until } from "./hands";

let browser: Browser;
let officer: Asker;
beforeAll(async () => {
  browser = await launch();
  officer = await Asker.of("officer3");
});
afterAll(async () => {
  await browser.close();
});

/** What a person does who copied cells of a spreadsheet. */
const paste = (into: Locator, text: string) =>
  into.evaluate((field, copied) => {
    const data = new DataTransfer();
    data.setData("text/plain", copied);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

/** The order of a kind that a case has at a level, once it is there. */
const asked = (of: string, kind: string, level: number): Promise<any> =>
  until(`${kind} at level ${level}`, async () => {
    const { orders } = await officer.get(`/cases/${of}`);
    return orders.find((order: { kind: string; level: number; state: { name: string } }) => order.kind === kind && order.level === level && order.state.name !== "drafted");
  });

/** Shanghai's time of day, as a paper prints it. */
const printed = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

describe("movements on paper", () => {
  let at: Bank;
  let near: Bank;
  beforeAll(async () => {
    at = await bank("纸面样例银行", "by_hand");
    near = await bank("纸面下家银行", "json_form");
  });

  it("are pasted and typed in, and the money is followed to the next bank", async () => {
    const of = await loss(officer, at);
    const question = await asked(of.case, "query_account", 1);
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `orders/${question.id}`);
    const carry = page.locator(".carry");
    await carry.getByLabel(/^送到哪里/).fill("营业部柜台");
    await carry.getByRole("button", { name: "登记送达" }).click();
    await page.getByText("送达已登记。").waitFor();
    const answer = page.getByRole("form", { name: "录入对方的回执" });
    await answer.getByRole("radio", { name: "已执行", exact: true }).check();
    const send = answer.getByRole("button", { name: "录入回执" });
    await answer.getByText(/没有录入流水：资金不会经这家机构往下追/).waitFor();
    const paid = Date.parse((await officer.get(`/cases/${of.case}`)).case.transfers[0].at);
    const mule = `999999480000${of.tail}`;
    // Two lines out of a spreadsheet, newest first, the second one not to be read.
    await paste(answer.getByLabel("第 1 行 时间"), `交易时间\t借贷\t金额\t余额\t对方账号\t对方户名\t对方机构\n${printed(paid)}\t借\t6,000.00\t2000.00\t${mule}\t测试丁\t纸面下家银行\n${printed(paid)}\t贷\t八千\t8000.00\t999999460000${of.tail}\t测试甲\t纸面样例银行`);
    await answer.getByText("第 2 行：金额读不懂").waitFor();
    await answer.getByText("必填：之后的流水这张纸上没有").waitFor();
    expect(await send.isDisabled(), "not with a line that cannot be read").toBe(true);
    expect(await broken(page), "while something is wrong").toEqual([]);
    await answer.getByLabel("第 2 行 金额").fill("8000");
    // One more by hand: Enter begins a line of the same day.
    await answer.getByLabel("第 2 行 摘要").press("Enter");
    await page.keyboard.type(printed(paid + 60_000).slice(11, 16));
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("500");
    await answer.getByLabel("第 3 行 去向").selectOption("取现");
    expect(await answer.getByLabel("第 3 行 收付").inputValue()).toBe("debit");
    await answer.getByText("3 行", { exact: true }).waitFor();

    // Nothing is lost where the page is read anew.
    await page.reload();
    await answer.getByText("上次没有提交的还在。").waitFor();
    expect(await answer.getByLabel("第 2 行 金额").inputValue()).toBe("8000");
    expect(await answer.getByLabel("第 3 行 去向").inputValue()).toBe("cash");
    const { now } = await officer.get("/sessions/me");
    await answer.getByLabel(/^到（回执打印的时间）/).fill(printed(Date.parse(now)).slice(0, 16).replace(" ", "T"));
    await answer.locator('input[type="file"][accept="image/jpeg,application/pdf"]').setInputFiles(PDF);
    expect(await broken(page), "before it is sent").toEqual([]);
    await send.click();
    await page.getByText(/^已录入：有效/).waitFor();
    const { receipts } = await officer.get(`/orders/${question.id}`);
    expect([receipts[0].statement.rows, receipts[0].statement.complete, receipts[0].scan]).toEqual([3, true, true]);
    expect(await page.evaluate(() => Object.keys(sessionStorage).filter((place) => place.includes("paper."))), "what was sent is kept nowhere").toEqual([]);

    // The money went on: the next bank is asked, and the flow shows it.
    const next = await asked(of.case, "query_account", 2);
    expect([next.agency, next.target.mask.slice(-4)]).toEqual([near.id, of.tail]);
    await page.goto(`${base}/workbench/cases/${of.case}/flow`);
    await page.getByText("文字版", { exact: true }).click();
    const line = page.locator(".flow-table tbody tr").filter({ hasText: "纸面下家银行" });
    await line.waitFor();
    expect(await line.innerText()).toContain("6,000.00");
    expect(await page.locator(".flow-table tbody tr").filter({ hasText: "已离账" }).innerText(), "cash that left").toContain("500.00");
    expect(await broken(page), "the flow").toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 180_000);

  it("the table holds in English, in the dark, beside a list and on a narrow screen", async () => {
    const of = await loss(officer, at);
    const question = await asked(of.case, "query_account", 1);
    for (const options of [{ lang: "en" as const }, { colorScheme: "dark" as const }, { forcedColors: "active" as const }, { viewport: { width: 390, height: 844 } }]) {
      const { page, complaints } = await sit(browser, options);
      await signIn(page, "officer3", `orders/${question.id}`);
      await page.getByRole("radio", { name: options.lang === "en" ? "done" : "已执行", exact: true }).check();
      await page.locator(".moved-row:not(.moved-head)").waitFor();
      expect(await broken(page), JSON.stringify(options)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
    const { page } = await sit(browser);
    await signIn(page, "officer3", "carry");
    await page.getByRole("row").filter({ hasText: of.tail }).filter({ hasText: "账户查询" }).click();
    const side = page.locator(".shelf-side");
    await side.getByRole("radio", { name: "已执行", exact: true }).check();
    await side.getByLabel("第 1 行 金额").fill("x");
    await side.getByText(/^第 1 行：/).waitFor();
    expect(await broken(page), "beside the list").toEqual([]);
    // What was told of a watch goes on after its first answer.
    const watch = await asked(of.case, "watch", 1);
    await page.goto(`${base}/workbench/orders/${watch.id}`);
    const answer = page.getByRole("form", { name: "录入对方的回执" });
    await answer.getByRole("radio", { name: "已执行", exact: true }).check();
    await answer.getByRole("button", { name: "录入回执" }).click();
    await page.getByText(/^已录入：有效/).waitFor();
    await page.getByRole("button", { name: "再录一份" }).click();
    await answer.getByRole("radio", { name: "已执行", exact: true }).check();
    const paid = Date.parse((await officer.get(`/cases/${of.case}`)).case.transfers[0].at);
    await paste(answer.getByLabel("第 1 行 时间"), `${printed(paid)}\t收\t8000\n`.replace("\n", "\t8000\n"));
    await answer.getByLabel("这一时段的流水全部在内").uncheck();
    await answer.getByRole("button", { name: "录入回执" }).click();
    await page.getByText(/^已录入：已收到/).waitFor();
    expect((await officer.get(`/orders/${watch.id}`)).receipts.map((one: { weight: string }) => one.weight).sort()).toEqual(["deciding", "further"]);
    await page.context().close();
  }, 180_000);
});
