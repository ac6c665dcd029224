// An order for a bank without a wire: its sheet on paper, who took it there and when, and the answer that came back on
// paper, typed in by another officer with its scan. And a signed file for a bank without a network.
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PDF, bank, loss, stopped } from "./alone";
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

describe("an order that people carry", () => {
  it("is printed, its way entered by one officer, its answer with the paper by another", async () => {
    const at = await bank("外省样例银行", "by_hand");
    const of = await loss(officer, at);
    const stop = await stopped(officer, of);
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "queue?show=all");
    await page.getByRole("row").filter({ hasText: "待人工送达" }).filter({ hasText: of.tail }).filter({ hasText: "紧急止付" }).click();
    await page.locator(".queue-side").getByRole("link", { name: "打开，登记送达和回执" }).click();
    await page.waitForURL(new RegExp(`/orders/${stop}`));
    const carry = page.locator(".carry");
    await carry.getByRole("link", { name: "协助通知书（PDF）" }).waitFor();
    const sheet = await page.request.get(`${base}${await carry.getByRole("link", { name: "协助通知书（PDF）" }).getAttribute("href")}`);
    expect([sheet.status(), (await sheet.body()).subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
    const enter = carry.getByRole("button", { name: "登记送达" });
    expect(await enter.isDisabled(), "not without where").toBe(true);
    await carry.getByLabel("何时送到").fill("2020-01-01T09:00");
    await carry.getByText(/早于发出/).waitFor();
    expect(await broken(page), "its way").toEqual([]);
    const { now } = await officer.get("/sessions/me");
    // Shanghai's time, as the field has it.
    await carry.getByLabel("何时送到").fill(new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(0, 16));
    await carry.getByLabel(/^送到哪里/).fill("营业部柜台");
    await enter.click();
    await page.getByText("送达已登记。").waitFor();
    await page.getByText(/民警丙 于 .* 送到 营业部柜台/).first().waitFor();
    const told = await until("it counts as read", async () => {
      const { order } = await officer.get(`/orders/${stop}`);
      return order.state.name === "seen" && order;
    });
    expect(told.carried.to).toBe("营业部柜台");
    expect(complaints).toEqual([]);
    await page.context().close();

    const second = await sit(browser);
    await signIn(second.page, "officer", "carry");
    await second.page.getByRole("row").filter({ hasText: of.tail }).filter({ hasText: "紧急止付" }).click();
    const side = second.page.locator(".shelf-side");
    await side.getByText(/民警丙 于 .* 送到 营业部柜台/).first().waitFor();
    const answer = side.getByRole("form", { name: "录入对方的回执" });
    await answer.getByRole("radio", { name: "已执行", exact: true }).check();
    const send = answer.getByRole("button", { name: "录入回执" });
    expect(await send.isDisabled(), "a stop that was done says what was there").toBe(true);
    await answer.getByLabel(/^执行前余额/).fill("9000");
    await answer.getByLabel(/^已控制金额/).fill("8000");
    await answer.locator('input[type="file"]').setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await answer.getByText("不是 JPG 或 PDF").waitFor();
    expect(await send.isDisabled(), "not with what is no scan").toBe(true);
    await answer.locator('input[type="file"]').setInputFiles(PDF);
    await answer.getByText("已选 scan.pdf").waitFor();
    expect(await broken(second.page), "the answer").toEqual([]);
    await send.click();
    await side.getByText(/^已录入：有效/).waitFor();
    const { order, receipts } = await officer.get(`/orders/${stop}`);
    expect([order.state.name, receipts[0].scan, receipts[0].held.amount]).toEqual(["done", true, "8000.00"]);
    // Who says so stands in the journal.
    const { items } = await officer.get(`/cases/${of.case}/timeline?limit=200`);
    const entered = items.find((entry: { verb: string }) => entry.verb === "record_elsewhere");
    expect(entered.facts.entered_by).toBe((await (await Asker.of("officer")).get("/sessions/me")).id);
    expect(items.find((entry: { verb: string }) => entry.verb === "execute_elsewhere").facts.carried_to).toBe("营业部柜台");
    // And the paper is opened for a purpose.
    await second.page.goto(`${base}/workbench/orders/${stop}`);
    await second.page.locator("summary").filter({ hasText: "看回执扫描件" }).click();
    const scan = await second.page.request.get(`${base}${await second.page.getByRole("link", { name: "核对回执" }).getAttribute("href")}`);
    expect([scan.status(), (await scan.body()).toString()]).toEqual([200, PDF.buffer.toString()]);
    expect(await broken(second.page), "an order with its scan").toEqual([]);
    expect(second.complaints).toEqual([]);
    await second.page.context().close();
  }, 150_000);

  it("the list holds in English and in the dark, and with a number of another system", async () => {
    const at = await bank("外省样例二行", "by_hand");
    const of = await loss(officer, at);
    for (const options of [{ lang: "en" as const }, { colorScheme: "dark" as const }]) {
      const { page, complaints } = await sit(browser, options);
      await signIn(page, "officer3", "carry");
      await page.getByRole("row").filter({ hasText: of.tail }).first().click();
      await page.locator(".carry form").first().waitFor();
      expect(await broken(page), JSON.stringify(options)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
    const { page } = await sit(browser);
    await signIn(page, "officer3", "carry");
    await page.getByRole("row").filter({ hasText: of.tail }).filter({ hasText: "付款核实" }).click();
    const carry = page.locator(".carry");
    await carry.getByText("录入其他系统", { exact: true }).click();
    await carry.getByLabel("对方系统的文号").fill("ZPT 1");
    await carry.getByText(/只能是字母/).waitFor();
    await carry.getByLabel("对方系统的文号").fill(`ZPT-${of.tail}`);
    await carry.getByRole("button", { name: "登记文号" }).click();
    await page.getByText("文号已登记。").waitFor();
    // What was asked of the payer's bank is answered with what it found.
    const answer = page.getByRole("form", { name: "录入对方的回执" });
    await answer.getByRole("radio", { name: "已执行", exact: true }).check();
    await answer.getByRole("radio", { name: "有", exact: true }).check();
    await answer.getByRole("button", { name: "录入回执" }).click();
    await page.getByText(/^已录入：有效/).waitFor();
    expect((await officer.get(`/cases/${of.case}`)).case.transfers[0].standing).toBe("confirmed");
    await page.context().close();
  }, 120_000);
});

describe("a signed file", () => {
  it("is taken out with what waits; what is no file of answers is not sent", async () => {
    const at = await bank("离线样例银行", "json_form");
    await stopped(officer, await loss(officer, at));
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "carry?of=files");
    const card = page.getByRole("region", { name: "离线样例银行" });
    const [download] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: "取出指令文件" }).click()]);
    await card.getByText(/已取出 orders-.*，[2-9] 件指令/).waitFor();
    const bundle = JSON.parse(readFileSync(await download.path(), "utf8"));
    expect(bundle.bundle.to).toBe(at.code);
    await card.getByRole("button", { name: "取出指令文件" }).click();
    await card.getByText("没有等着取的指令。").waitFor();
    await card.locator('input[type="file"]').setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await card.getByText("这不是回执文件。").waitFor();
    expect(await broken(page), "files").toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);
});
