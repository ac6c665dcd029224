// From an officer's idea to the next verdict, on the screen: written, checked with line numbers, proposed, tried on
// the past and in shadow, adopted by another, and taken back by one.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, broken, byMember, launch, signIn, sit, until } from "./hands";

const RULE = `[[rule]]
id = "own.screen_shared"
for = ["payment"]
when = "pay.screen_shared && pay.first_to_payee"
weight = 2500
then = "warn"
zh = "共享屏幕时首次向该收款人付款"
en = "a first payment to this payee while the screen is shared"
source = "本平台设定"
group = "payer"
`;

let browser: Browser;
let paid = 0;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

/** A payment that a bank asks about before it books it, while the payer shares his screen. */
async function payment() {
  const { now } = await (await Asker.of("officer3")).get("/sessions/me");
  paid += 1;
  const sides = { payer: { account: `999100000002:999999000010000${paid}` }, payee: { account: `999100000001:999999880010000${paid}` } };
  return byMember("bank-b", "/verdicts", { kind: "payment", id: `journey-pay-${paid}`, at: Date.parse(now), ...sides, amount: 300_000, currency: "CNY", screen_shared: true, first_to_payee: true });
}

describe("rules", () => {
  it("are written, checked line by line, proposed, run in shadow and adopted by another; one goes back", async () => {
    const before = await payment();
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "rules");
    await page.getByText("随程序带的规则").first().waitFor();
    await page.getByRole("link", { name: "写新规则" }).click();
    await page.getByRole("heading", { name: "写新规则" }).waitFor();
    await page.getByLabel("新文件名").fill("Own.toml");
    await page.getByText("小写字母、数字").waitFor();
    await page.getByLabel("新文件名").fill("own.toml");
    await page.keyboard.press("Enter");
    const text = page.getByLabel("规则文本 own.toml");
    await text.fill(RULE.replace("pay.first_to_payee", "pay.amount >= 50000"));
    const propose = page.getByRole("button", { name: "提出" });
    await page.getByLabel(/^为什么这样改/).fill("本周多起共享屏幕被骗");
    expect(await propose.isDisabled(), "what was not checked is not proposed").toBe(true);
    await page.getByRole("button", { name: "检查" }).click();
    const fault = page.getByRole("button", { name: "own.toml 第 4 行" });
    await fault.waitFor();
    expect(await broken(page), "with a fault").toEqual([]);
    await fault.click();
    // The line is selected, ready to be written anew.
    const chosen = await text.evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd));
    expect(chosen).toContain("pay.amount >= 50000");
    await page.keyboard.type('when = "pay.screen_shared && pay.first_to_payee"');
    await page.getByRole("button", { name: "检查" }).click();
    await page.getByText(/看懂了，共 \d+ 条规则/).waitFor();
    expect(await propose.isEnabled()).toBe(true);
    await propose.click();
    await page.getByText("已提出第 1 号规则集").waitFor();
    await page.getByRole("link", { name: "看这套规则" }).last().click();
    await page.getByRole("row").filter({ hasText: "本周多起共享屏幕被骗" }).waitFor();
    await page.getByRole("button", { name: "回测" }).click();
    // What the bank asked about a moment ago is the past, told for all and by groups.
    const sides = page.getByRole("region", { name: "在历史上回测" });
    await sides.getByRole("row").filter({ hasText: "全部" }).waitFor();
    expect(await sides.getByRole("row").count()).toBeGreaterThan(3);
    await page.getByText(/处置不同的 \d+ 个/).waitFor();
    await page.getByRole("button", { name: "开始影子运行" }).click();
    await page.getByText("已开始影子运行").waitFor();
    await page.getByText("与现行规则同时判").waitFor();
    await page.getByText("这套规则是你提出的").waitFor();
    const judged = await payment();
    expect(judged.versions.rules, "a shadow changes no answer").toBe(before.versions.rules);
    const seen = page.getByRole("region", { name: "影子运行" }).getByRole("row").filter({ hasText: "付款" });
    await expect.poll(() => seen.getByRole("cell").first().innerText(), { timeout: 30_000 }).toBe("1");
    expect(await broken(page), "in shadow").toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();

    const second = await sit(browser);
    await signIn(second.page, "approver", "rules");
    await second.page.getByRole("button", { name: "核定，立即生效" }).click();
    await second.page.getByText("已生效，下一个事件起按它研判").waitFor();
    const asker = await Asker.of("approver");
    const inForce = await asker.get("/rules/in-force");
    expect(inForce.set?.number).toBe(1);
    await second.page.locator(".rules-band").getByText("第 1 号规则集").waitFor();
    const after = await payment();
    expect(after.versions.rules).toBe(inForce.digest);
    expect(after.reasons.map((reason: { code: string }) => reason.code)).toContain("rule.own.screen_shared");
    await second.page.getByLabel("不通过或停用的理由").fill("误报过多");
    await second.page.getByRole("button", { name: "退回随程序带的规则" }).click();
    await second.page.getByText("已停用").first().waitFor();
    await until("the program's rules judge again", async () => !(await asker.get("/rules/in-force")).set);
    expect(second.complaints).toEqual([]);
    await second.page.context().close();
  });
});
