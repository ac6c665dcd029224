// The five lines beside the queue: calls that alarm, new scripts, lists, appeals. What happens comes from outside,
// as in life: a carrier hands on a call, people report, a member objects.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, accountsOf, broken, byMember, launch, signIn, sit, until } from "./hands";

const SCAM = ["喂，您好", "我是公安局的，你涉嫌洗钱，不要告诉家人，把钱转到安全账户，验证码发给我", "别告诉任何人，现在就去转账", "把验证码念给我"];
/** Several people tell of the same, some in the same words; no known type explains it. */
const TOLD = [
  "对方说是市碳普惠中心的，我家的碳积分补贴今年没有领，要在碳账户里激活，我叫他小刘",
  "来电自称碳普惠中心，讲碳积分补贴月底清零，要我下载碳行家，绑卡激活碳账户",
  "有人加我微信，说楼里的光伏有碳积分补贴，激活碳账户要先交三百元认证金，姓欧阳",
  "我妈接到碳普惠中心电话，让她激活碳账户领碳积分补贴，最后转走了六千",
  "碳普惠中心的工作人员上门，说碳积分补贴按户发放，现场激活碳账户，刷卡验证",
];
const REPORTS = [...TOLD, ...TOLD.slice(0, 4)];

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

describe("the lines", () => {
  it("a call that a carrier hands on alarms while it goes on, and the screen has it by itself", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "alarms");
    await page.getByText("没有告警").waitFor();
    const { now } = await (await Asker.of("officer3")).get("/sessions/me");
    const call = { at: Date.parse(now), caller: "+8619900000001", user: "+8619900000002", basis: "consent", notice_played: true };
    await byMember("tel-d", "/calls/journey-1", call);
    for (const [seq, text] of SCAM.entries()) await byMember("tel-d", "/calls/journey-1/utterances", { seq, speaker: "caller", text });
    await page.getByRole("row").filter({ hasText: "冒充公检法" }).waitFor();
    const side = page.locator(".shelf-side");
    expect(await side.innerText()).toContain("journey-1");
    // Whom it was about is not on the platform's screens.
    expect(await page.locator("main").innerText()).not.toContain("19900000002");
    expect(await broken(page)).toEqual([]);
    await page.keyboard.press("a");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/workbench\/intake/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("what is looked up is told without who reported it; black for a week counts at once, white takes another", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "lists");
    const look = async (thing: string) => {
      await page.getByLabel("查一个对象", { exact: true }).last().fill(thing);
      await page.keyboard.press("Enter");
      await page.locator(".look dl").getByText(/名单/).first().waitFor();
    };
    await look("19900000777");
    await page.locator(".look").getByText("不在名单上").waitFor();
    await page.getByRole("button", { name: "列入名单" }).click();
    await page.getByLabel("期限").selectOption("7");
    await page.getByText("提交后立即生效").waitFor();
    await page.getByLabel("理由（对方可见，不写个人信息）").fill("多人举报冒充客服");
    expect(await broken(page)).toEqual([]);
    await page.getByRole("button", { name: "列入", exact: true }).click();
    await page.getByText("已生效").waitFor();
    expect(await page.locator(".look .notice strong.num").innerText()).toMatch(/^[0-9A-Z-]{12,}$/);
    await page.getByLabel("撤销理由").fill("号码写错");
    await page.getByRole("button", { name: "撤销刚列入的" }).click();
    await page.getByText("已撤销").waitFor();
    await look("19900000777");
    await page.locator(".look").getByText("不在名单上").waitFor();
    // White shields: it waits for another.
    await look("19900000778");
    await page.getByRole("button", { name: "列入名单" }).click();
    await page.getByLabel("列为").selectOption("white");
    await page.getByText("这一条要另一人核定后生效").waitFor();
    await page.getByLabel("理由（对方可见，不写个人信息）").fill("银行客服专线");
    await page.getByRole("button", { name: "列入", exact: true }).click();
    await page.getByText("已提出，等待另一人核定").waitFor();
    await page.getByRole("row").filter({ hasText: "0778" }).waitFor();
    expect(await page.getByRole("button", { name: "核定，立即生效" }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();

    const second = await sit(browser);
    await signIn(second.page, "supervisor", "lists");
    await second.page.getByRole("row").filter({ hasText: "0778" }).click();
    expect(await broken(second.page)).toEqual([]);
    await second.page.getByRole("button", { name: "核定，立即生效" }).click();
    await second.page.getByText("已核定生效").waitFor();
    const asker = await Asker.of("officer3");
    await until("it is white", async () => (await asker.post("/lists/number/look", { thing: "19900000778" })).level === "white");
    await second.page.context().close();
  });

  it("what several report and no type explains becomes a draft; two officers adopt it", async () => {
    const officer = await Asker.of("officer3");
    const { now } = await officer.get("/sessions/me");
    const side = (account: { code: string; number: string }) => ({ institution_code: account.code, number: account.number, class: "personal" });
    const payers = accountsOf("bank-b");
    for (const [at, narrative] of REPORTS.entries()) {
      const payer = payers[at % payers.length];
      if (!payer) throw new Error("nobody to pay");
      // To whom, nobody knows: no other journey's money is touched.
      const transfers = [{ from: side(payer), amount: { amount: `${300 + at}.00`, currency: "CNY" }, at: now, channel: "mobile_bank" }];
      await officer.post("/reports", { transfers, scam_type: "未定", narrative });
    }
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "radar");
    // A round a minute.
    await page.getByRole("row").filter({ hasText: "碳积分补贴" }).waitFor({ timeout: 90_000 });
    const detail = page.locator(".shelf-side");
    expect(await page.locator(".phrases li").count()).toBeGreaterThan(0);
    // What one person said, a name say, is in no draft.
    expect(await detail.innerText()).not.toMatch(/小刘|欧阳/);
    expect(await broken(page)).toEqual([]);
    await page.keyboard.press("a");
    await page.keyboard.press("Enter");
    await page.getByText("已采用，还要另一名民警采用才启用").waitFor();
    await page.getByRole("row").filter({ hasText: "一人已采用" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();

    const second = await sit(browser);
    await signIn(second.page, "approver", "radar");
    await second.page.getByRole("button", { name: "采用，立即启用" }).click();
    await second.page.getByText("已启用").waitFor();
    await second.page.getByText("使用中", { exact: true }).first().click();
    await second.page.getByRole("row").filter({ hasText: "碳积分补贴" }).waitFor();
    await second.page.getByRole("button", { name: "已按它预警过群众" }).click();
    await second.page.getByText("已记下首次预警的时间").waitFor();
    const [script] = (await officer.get("/radar?state=live")).items;
    expect(script.pace.warned_at).toBeTruthy();
    await second.page.context().close();
  }, 180_000);

  it("an appeal shows why somebody was restricted and what lifting does; what was decided stays", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "supervisor", "appeals");
    await page.getByText("没有待审的申诉").waitFor();
    await page.getByText("已结", { exact: true }).click();
    await page.getByRole("row").nth(1).click();
    const side = page.locator(".shelf-side");
    await side.getByText("为什么被限制").waitFor();
    expect(await side.innerText()).toContain("反电信网络诈骗法");
    expect(await broken(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("an appeal that somebody files comes by itself, with its clock, and is decided on the spot", async () => {
    const officer = await Asker.of("officer3");
    const { items } = await officer.get("/measures?kind=stop&limit=200");
    const live = items.find((measure: { state: { name: string } }) => ["in_force", "renewed"].includes(measure.state.name));
    const freeze = (await officer.get("/measures?kind=freeze&limit=200")).items.find((measure: { state: { name: string } }) => measure.state.name === "in_force");
    const measure = live ?? freeze;
    expect(measure, "a measure in force").toBeTruthy();
    const { page, complaints } = await sit(browser);
    await signIn(page, "supervisor", "appeals");
    await page.getByText("没有待审的申诉").waitFor();
    const answer = await byMember("tel-d", "/public/appeals", {
      public_code: measure.public_code,
      tail: measure.target.mask.slice(-4),
      statement: "这是我的工资",
      contact: "19900000009",
      ground: "wronged",
    });
    expect(answer).toBeTruthy();
    await page.getByRole("row").filter({ hasText: "措施有误" }).waitFor();
    await page.locator(".shelf-side").getByText("解除的后果").waitFor();
    await page.getByRole("radio", { name: "维持措施" }).check();
    await page.getByLabel(/^决定理由/).fill("经核实，属涉案资金");
    await page.getByRole("button", { name: "审理" }).click();
    await page.getByText("已作出决定").waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
