// Value that was bought with a victim's money, and what is handed to a prosecutor: from the page of a case to what the
// centre keeps of it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Bank, type Loss, bank, done, loss } from "./alone";
import { Asker, broken, launch, signIn, sit, until } from "./hands";

let browser: Browser;
let officer: Asker;
let at: Bank;
beforeAll(async () => {
  browser = await launch();
  officer = await Asker.of("officer3");
  at = await bank("样例礼券银行", "json_form");
});
afterAll(async () => {
  await browser.close();
});

const cny = (amount: string) => ({ amount, currency: "CNY" });
/** Of the serial that the cards were sold under. */
const CARDS = "7788";

/** The bank has told that gift cards for 6,000 of the 8,000 were bought; the centre has traced it. */
async function spent(): Promise<Loss> {
  const of = await loss(officer, at);
  const { now } = await officer.get("/sessions/me");
  const before = (seconds: number) => new Date(Date.parse(now) - seconds * 1_000).toISOString();
  const side = (number: string, holder: string) => ({ institution_code: at.code, number, holder, class: "personal" });
  const orders = async (kind: string) => (await officer.get(`/cases/${of.case}`)).orders.find((one: { kind: string }) => one.kind === kind)?.id;
  await done(at, await orders("confirm_debit"), { debit: { found: true, at: before(120), payee: side(of.account, "测试丙") } });
  const asked = await until("the account is asked about", () => orders("query_account"));
  const rows = [
    { side: "credit", amount: cny("8000.00"), balance: cny("8000.00"), at: before(120), serial: `IN-${of.tail}`, opponent: side(`999999460000${of.tail}`, "测试甲") },
    { side: "debit", amount: cny("6000.00"), balance: cny("2000.00"), at: before(60), serial: `CARDS-${of.tail}-${CARDS}`, exit: "gift_card" },
  ];
  await done(at, asked, { balance: cny("2000.00"), statement: { account: side(of.account, "测试丙"), balance: cny("2000.00"), complete: true, rows } });
  await until("the cards are traced", async () => (await officer.get(`/cases/${of.case}`)).trace?.places.some((place: { exit?: string }) => place.exit === "gift_card"));
  return of;
}

describe("value that is not used up", () => {
  it("is voided from its case: what will happen is said first, another approves, and the case tells it from then on", async () => {
    const of = await spent();
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `cases/${of.case}`);
    const band = page.getByRole("region", { name: "止兑", exact: true });
    await band.getByText("礼品卡").waitFor();
    expect(await band.innerText()).toMatch(new RegExp(`6,000\\.00 元[\\s\\S]*样例礼券银行 \\*{4}${CARDS}`));
    expect(await broken(page), "a case with value to void").toEqual([]);
    await band.getByRole("button", { name: /^起草止兑/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/最多 6,000\.00 元（本案主张的）/).waitFor();
    await dialog.getByText(/批准之前谁也不受限制/).waitFor();
    await dialog.getByText(/发出后 30 分钟内反馈/).waitFor();
    await dialog.getByText(/期限 7 天，自起草起算/).waitFor();
    const reason = dialog.getByLabel(/^理由/);
    const go = dialog.getByRole("button", { name: "起草止兑" });
    await reason.fill(" ");
    expect(await go.isDisabled(), "not without a reason").toBe(true);
    await page.waitForTimeout(300);
    expect(await broken(page), "before it is drafted").toEqual([]);
    await dialog.getByRole("button", { name: "取消" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect((await officer.get(`/cases/${of.case}`)).orders.some((one: { kind: string }) => one.kind === "void_value"), "nothing yet").toBe(false);
    await band.getByRole("button", { name: /^起草止兑/ }).click();
    await reason.fill("以诈骗资金购买礼品卡");
    await go.click();
    await band.getByText(/^已起草（待审批），最多停用 6,000\.00 元。/).waitFor();
    // It fades, and what fades has no contrast.
    await dialog.waitFor({ state: "hidden" });
    expect(await band.getByRole("button").count(), "one void at a time").toBe(0);
    const drafted = (await officer.get(`/cases/${of.case}`)).orders.find((one: { kind: string }) => one.kind === "void_value");
    expect([drafted.state.name, drafted.limit.amount, drafted.reason]).toEqual(["awaiting_approval", "6000.00", "以诈骗资金购买礼品卡"]);
    expect(await broken(page), "drafted").toEqual([]);

    const second = await sit(browser);
    await signIn(second.page, "approver", `cases/${of.case}`);
    await second.page.getByRole("region", { name: "止兑", exact: true }).getByText("待审批").waitFor();
    await second.page.locator(".next").getByRole("button", { name: "批准并发出" }).click();
    await until("the seller is asked", async () => (await officer.get(`/orders/${drafted.id}`)).order.state.name === "dispatched");
    await done(at, drafted.id, { held: cny("4500.00") });
    await until("it is out of use", async () => (await officer.get(`/measures/${drafted.measure}`)).measure.state.name === "in_force");
    await band.getByText("已停用").waitFor();
    expect(await band.innerText()).toMatch(/4,500\.00 元[\s\S]*剩 [67]天/);
    expect(await band.getByText(/已起草/).count(), "what is over is not said any more").toBe(0);
    await page.locator(".timeline li").filter({ hasText: /起草止兑 民警丙 止兑 · ≤ 6,000\.00/ }).waitFor();
    expect(await broken(page), "in force").toEqual([]);
    // Its end is drafted where the measure is.
    await band.getByRole("link", { name: "看这项措施" }).click();
    await page.locator("summary").filter({ hasText: "恢复兑付" }).waitFor();
    for (const one of [{ page, complaints }, second]) {
      expect(one.complaints).toEqual([]);
      await one.page.context().close();
    }
  }, 150_000);

  it("is told in English, in the dark and in forced colours, drafted by keys, and not by who may not", async () => {
    const of = await spent();
    for (const options of [{ lang: "en" as const }, { colorScheme: "dark" as const }, { forcedColors: "active" as const }]) {
      const { page, complaints } = await sit(browser, options);
      await signIn(page, "officer3", `cases/${of.case}`);
      await page.locator(".voids li").first().waitFor();
      await page.locator(".voids button").focus();
      await page.keyboard.press("Enter");
      await page.locator(".void-draft li").nth(4).waitFor();
      await page.waitForTimeout(300);
      expect(await page.evaluate(() => document.activeElement?.tagName), "at its reason").toBe("TEXTAREA");
      expect(await broken(page), JSON.stringify(options)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator(".void-draft").waitFor({ state: "hidden" });
      expect(complaints).toEqual([]);
      await page.context().close();
    }
    const { page } = await sit(browser);
    await signIn(page, "approver", `cases/${of.case}`);
    await page.locator(".voids").getByText("由民警起草").waitFor();
    expect(await page.locator(".voids button").count()).toBe(0);
    await page.context().close();
  }, 120_000);
});

describe("the packet of evidence", () => {
  it("is taken for a purpose from the case, saved as the centre gave it and as tables, and proved without the centre", async () => {
    const of = await spent();
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `cases/${of.case}`);
    await page.getByRole("button", { name: "证据包" }).click();
    const dialog = page.getByRole("dialog");
    const go = dialog.getByRole("button", { name: "调取并保存" });
    await go.waitFor();
    expect(await go.isDisabled(), "not without a purpose").toBe(true);
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => document.activeElement?.tagName), "at its purpose").toBe("INPUT");
    expect(await broken(page), "before it is taken").toEqual([]);
    await dialog.getByRole("button", { name: "移送审查起诉" }).click();
    const [json] = await Promise.all([page.waitForEvent("download"), go.click()]);
    await dialog.getByText(/^1 案、2 个账户、1 笔流转、/).waitFor();
    expect(json.suggestedFilename()).toMatch(new RegExp(`^证据包-${of.number}-20\\d\\d-.*\\.json$`));
    const text = readFileSync(await json.path(), "utf8");
    const packet = JSON.parse(text);
    expect([packet.purpose, packet.victims[0].number, packet.movements.length]).toEqual(["移送审查起诉", of.number, 1]);
    expect(text, "masked").not.toContain(of.account);
    await dialog.getByText(new RegExp(`存证日志 0–${packet.journal_entries - 1} 号条目`)).waitFor();
    expect(await broken(page), "taken").toEqual([]);
    const [book] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: /^存 Excel/ }).click()]);
    expect(book.suggestedFilename()).toMatch(/^证据包-案件-.*\.xlsx$/);
    expect(readFileSync(await book.path()).subarray(0, 2).toString(), "a workbook").toBe("PK");

    // What the window says about checking is so.
    const cordon = process.env.CORDON ?? "";
    const [data, proofs] = [join(inject("folder"), "centre"), mkdtempSync(join(tmpdir(), "cordon-proofs-"))];
    const commands = (await dialog.locator("pre").innerText()).split("\n");
    expect(commands[0]).toBe(`cordon journal proof --data data --order ${of.case} --out proofs`);
    execFileSync(cordon, ["journal", "proof", "--data", data, "--order", of.case, "--out", proofs]);
    const files = readdirSync(proofs);
    expect(files.length).toBeGreaterThan(3);
    execFileSync(cordon, ["journal", "check-proof", join(proofs, files[0] ?? ""), "--key", `@${join(data, "journal.vkey")}`]);
    rmSync(proofs, { recursive: true });

    await dialog.getByRole("button", { name: "关闭" }).click();
    await page.locator(".seen").getByText("移送审查起诉").waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 120_000);

  it("is told in English, in the dark and in forced colours; an administrator takes none", async () => {
    const of = await loss(officer, at);
    for (const options of [{ lang: "en" as const }, { colorScheme: "dark" as const }, { forcedColors: "active" as const }]) {
      const { page, complaints } = await sit(browser, options);
      await signIn(page, "officer3", `cases/${of.case}`);
      await page.getByRole("button", { name: options.lang ? "Evidence" : "证据包" }).click();
      await page.getByRole("textbox").fill("journey");
      await page.keyboard.press("Enter");
      await page.locator(".evidence-verify").waitFor();
      await page.waitForTimeout(300);
      expect(await broken(page), JSON.stringify(options)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
    const { page } = await sit(browser);
    await signIn(page, "admin", `cases/${of.case}`);
    await page.getByRole("button", { name: "打印" }).waitFor();
    expect(await page.getByRole("button", { name: "证据包" }).count()).toBe(0);
    await page.context().close();
  }, 120_000);
});
