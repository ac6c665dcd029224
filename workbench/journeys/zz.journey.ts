import { it } from "vitest";
import { bank, loss } from "./alone";
import { Asker, launch, signIn, sit, until } from "./hands";

it("looks", async () => {
  const browser = await launch();
  const officer = await Asker.of("officer3");
  const at = await bank("纸面样例银行", "by_hand");
  await bank("纸面下家银行", "json_form");
  const of = await loss(officer, at);
  const question: any = await until("q", async () => (await officer.get(`/cases/${of.case}`)).orders.find((o: any) => o.kind === "query_account"));
  const rows = `交易时间\t借贷\t金额\t余额\t对方账号\t对方户名\t对方机构\t去向\t摘要\n2026-11-27 12:31:05\t借\t6,000.00\t2000.00\t9999994800001234\t测试丁\t纸面下家银行\t\t转账\n2026-11-27 12:30\t贷\t八千\t8000.00\t6222****1234\t\t\t\t\n2026-11-27 12:40\t借\t500\t\t\t\t\t取现\tATM`;
  for (const [name, options] of [["1440", {}], ["1280", { viewport: { width: 1280, height: 800 } }], ["en", { lang: "en" as const }], ["dark", { colorScheme: "dark" as const }], ["390", { viewport: { width: 390, height: 844 } }]] as const) {
    const { page } = await sit(browser, options);
    await signIn(page, "officer3", `orders/${question.id}`);
    await page.getByRole("radio", { name: name === "en" ? "done" : "已执行", exact: true }).check();
    const cell = page.locator(".moved-at input").first();
    await cell.evaluate((field, copied) => {
      const data = new DataTransfer();
      data.setData("text/plain", copied);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, rows);
    await page.waitForTimeout(400);
    await page.locator(".moved").scrollIntoViewIfNeeded();
    await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
    if (name === "1440") {
      await page.goto(page.url().replace(/orders.*/, "carry"));
      await page.getByRole("row").filter({ hasText: of.tail }).filter({ hasText: "账户查询" }).click();
      await page.locator(".moved").waitFor();
      await page.locator(".moved").scrollIntoViewIfNeeded();
      await page.screenshot({ path: `/tmp/shots/side.png` });
    }
    await page.context().close();
  }
  await browser.close();
}, 240_000);
