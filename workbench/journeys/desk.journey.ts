// The desk of a watch: two officers who press the same key, many rows at once, a loss reported twice, one object looked
// up, an objection to a listing. The centre is asked beside the screens whether it is so.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, Asker, PASSWORD, accountsOf, broken, byMember, launch, pay, report, signIn, sit, until } from "./hands";

let browser: Browser;
let officer: Asker;
let carrier: string;
beforeAll(async () => {
  browser = await launch();
  officer = await Asker.of("officer3");
  const agencies = await officer.get("/agencies?limit=200");
  carrier = agencies.items.find((agency: { kind: string }) => agency.kind === "carrier").code;
});
afterAll(async () => {
  await browser.close();
});

type Line = { wait: string; id: string; turn: boolean; hand?: { officer: string; until: string; given_by?: string } | null; off?: { until: string; why: string } | null };

let number = 19900001000 + (Date.now() % 900);
/** Something that waits for the approver. */
const draft = async (): Promise<string> => (await officer.post("/numbers", { number: String((number += 1)), carrier, reason: "涉诈号码", evidence: "E-9" })).order;

const lineOf = async (by: Asker, id: string): Promise<Line | undefined> => (await by.get("/waiting")).items.find((line: Line) => line.id === id);
const chosen = (page: Page) => page.locator(".grid-row.chosen").getAttribute("id");
/** Frees whatever other goes left in somebody's hands. */
async function freeAll() {
  const supervisor = await Asker.of("supervisor");
  const rows = (await supervisor.get("/waiting")).items.filter((line: Line) => line.hand || line.off).map(({ wait, id }: Line) => ({ wait, id }));
  if (rows.length > 0) await supervisor.post("/waiting/put-back", { rows: rows.slice(0, 100) });
}

/** Somebody of whose account nothing is held, and who has just paid. */
async function paid(yuan: string): Promise<Account> {
  const payee = accountsOf("bank-e").at(-1) as Account;
  for (const payer of accountsOf("bank-b").slice(2).filter((account) => account.balance >= 10_000 && !account.number.endsWith("0002"))) {
    try {
      await pay(["bank-b", payer], ["bank-e", payee], yuan);
      return payer;
    } catch {
      // Held, or spent by another journey.
    }
  }
  throw new Error("nobody can pay");
}

describe("taking the next", () => {
  it("two officers who press the same key at once never get the same line; each sees who has the other", async () => {
    await freeAll();
    // A second approver, so that two may want the same.
    const { seats } = await (await Asker.of("approver")).get("/sessions/me");
    const login = `approver.${Date.now() % 100_000}`;
    await (await Asker.of("admin")).post("/officers", { login, name: "审批乙", seats: seats.map(({ agency, role }: { agency: string; role: string }) => ({ agency, role })), phone: "000-0000-0004", password: PASSWORD });
    for (let at = 0; at < 6; at += 1) await draft();
    const one = await sit(browser);
    const two = await sit(browser);
    await signIn(one.page, "approver", "queue");
    await signIn(two.page, login, "queue");
    for (const { page } of [one, two]) await page.getByRole("grid").waitFor();
    const supervisor = await Asker.of("supervisor");
    const held = async () => (await supervisor.get("/waiting")).items.filter((line: Line) => line.hand) as Line[];
    for (let round = 1; round <= 3; round += 1) {
      await Promise.all([one.page.keyboard.press("c"), two.page.keyboard.press("c")]);
      await until(`both took ${round}`, async () => (await held()).length === round * 2);
      for (const { page } of [one, two]) await page.getByText(`我在办 ${round}`, { exact: true }).waitFor();
    }
    const taken = await held();
    const officers = new Set(taken.map((line) => line.hand?.officer));
    expect(officers.size).toBe(2);
    expect(new Set(taken.map((line) => `${line.wait}:${line.id}`)).size, "never the same").toBe(taken.length);
    // The row that came is chosen, and is told to be his.
    await one.page.locator(".queue-side").getByText(/你在办，至 \d\d:\d\d/).waitFor();
    expect(await chosen(one.page)).not.toBe(await chosen(two.page));
    await one.page.getByText(/^全部 \d+$/).click();
    await one.page.getByText("审批乙 在办").first().waitFor();
    expect(await broken(one.page), "with tags").toEqual([]);
    // What another has is not offered, unless somebody insists.
    await one.page.locator(".grid-row").filter({ hasText: "审批乙 在办" }).first().click();
    await one.page.locator(".queue-side").getByText(/审批乙 在办，至/).waitFor();
    await one.page.getByRole("button", { name: "仍要办理" }).waitFor();
    expect(one.complaints).toEqual([]);
    await two.page.context().close();

    // He puts one of his own back.
    await one.page.getByText(/^我在办 \d+$/).click();
    await one.page.locator(".queue-side").getByRole("button", { name: "放回" }).click();
    await until("it is free again", async () => (await held()).length === taken.length - 1);
    await one.page.context().close();
  });

  it("a lease is renewed while its row is open, and not by a page that nobody touches", async () => {
    await freeAll();
    const id = await draft();
    const { page } = await sit(browser);
    await page.clock.install();
    await signIn(page, "approver", "queue");
    await page.getByRole("grid").waitFor();
    const approver = await Asker.of("approver");
    await until("it is there", async () => (await lineOf(approver, id)) !== undefined);
    await page.keyboard.press("c");
    const first = await until("it is his", async () => (await approver.get("/waiting")).items.find((line: Line) => line.hand));
    await page.locator(".queue-side").getByText(/你在办/).waitFor();
    await page.clock.fastForward(61_000);
    await until("it was renewed", async () => Date.parse((await lineOf(approver, first.id))?.hand?.until ?? "") > Date.parse(first.hand.until));
    await page.clock.fastForward(11 * 60_000);
    const idle = await lineOf(approver, first.id);
    await page.clock.fastForward(61_000);
    await page.waitForTimeout(500);
    expect((await lineOf(approver, first.id))?.hand?.until).toBe(idle?.hand?.until);
    await page.context().close();
  });
});

describe("many at once", () => {
  it("rows are marked by key and taken, put off and given in one act; what cannot be is told", async () => {
    await freeAll();
    const ids = [await draft(), await draft(), await draft()];
    const { page, complaints } = await sit(browser);
    await signIn(page, "approver", "queue");
    const approver = await Asker.of("approver");
    await until("all wait", async () => (await Promise.all(ids.map((id) => lineOf(approver, id)))).every(Boolean));
    await page.getByRole("grid").waitFor();
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    const bulk = page.locator(".bulk");
    await bulk.getByText("已选 2 条").waitFor();
    expect(await broken(page), "with two marked").toEqual([]);
    await bulk.getByRole("button", { name: "领取" }).click();
    await bulk.getByText("已办 2 条").waitFor();
    const mine = (await approver.get("/waiting")).items.filter((line: Line) => line.hand) as Line[];
    expect(mine.length).toBe(2);
    // Put off with a reason: they leave the list of what is open.
    await page.getByText(/^我在办 2$/).click();
    await page.getByLabel("全选（最多 100 条）").click();
    await bulk.getByText("已选 2 条").waitFor();
    await bulk.getByRole("button", { name: "暂缓…" }).click();
    const off = page.getByRole("dialog");
    await off.getByLabel("暂缓到").selectOption("quarter");
    expect(await broken(page), "putting off").toEqual([]);
    expect(await off.getByRole("button", { name: "暂缓" }).isDisabled(), "not without a reason").toBe(true);
    await off.getByLabel(/^为什么/).fill("等运营商上班");
    await page.keyboard.press("Enter");
    await bulk.getByText("已办 2 条").waitFor();
    for (const line of mine) expect((await lineOf(approver, line.id))?.off?.why).toBe("等运营商上班");
    await page.getByText(/^全部 \d+$/).click();
    await page.getByText(/缓至 \d\d:\d\d/).first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();

    // A supervisor gives them to somebody, whoever had them.
    const second = await sit(browser);
    await signIn(second.page, "supervisor", "queue?show=all");
    await second.page.locator(".grid-row").filter({ hasText: "缓至" }).first().waitFor();
    await second.page.locator(".grid-row").filter({ hasText: "缓至" }).first().getByRole("checkbox").check();
    await second.page.locator(".bulk").getByRole("button", { name: "指派…" }).click();
    await second.page.getByRole("dialog").getByLabel("民警").selectOption({ label: "审批甲" });
    expect(await broken(second.page), "giving").toEqual([]);
    await second.page.getByRole("dialog").getByRole("button", { name: "指派" }).click();
    await second.page.locator(".bulk").getByText("已办 1 条").waitFor();
    const given = (await approver.get("/waiting")).items.filter((line: Line) => line.hand?.given_by) as Line[];
    expect(given.length).toBe(1);
    expect(second.complaints).toEqual([]);
    await second.page.context().close();
    await freeAll();
  });
});

describe("one loss, reported twice", () => {
  it("is shown beside the first, merged with a reason, parted again; the timeline has both", async () => {
    const payer = await paid("5200.00");
    const { now } = await officer.get("/sessions/me");
    const first = await report(officer, payer, "5200.00", now, false);
    // Told again, with another time: the bank knows one debit only.
    const second = await report(officer, payer, "5200.00", new Date(Date.parse(now) - 3_600_000).toISOString(), false);
    await until("the bank knows the debit", async () => (await officer.get(`/cases/${first.case}`)).case.transfers[0].standing === "confirmed");
    expect(second.case).not.toBe(first.case);
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", `cases/${second.case}`);
    await page.getByText(/可能是同一损失报了(两|多)次/).waitFor();
    expect(await broken(page), "a case with another alike").toEqual([]);
    await page.getByRole("link", { name: `与 ${first.number} 并排看` }).click();
    await page.getByRole("heading", { name: "两案并排" }).waitFor();
    expect(await page.getByText("两案都有").count()).toBe(2);
    await page.getByText(/合计损失/).getByText("5,200.00").waitFor();
    expect(await broken(page), "beside").toEqual([]);
    await page.keyboard.press("a");
    await page.keyboard.type("同一受害人在柜台又报了一次");
    await page.getByRole("button", { name: /^把 .* 并入/ }).click();
    await page.getByText("已并案", { exact: true }).waitFor();
    const alike = await officer.get(`/cases/${first.case}/alike`);
    expect(alike.mergers.length).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByText(/^(已并入 |.* 已并入本案)/).first().waitFor();
    await page.locator(".timeline").getByText("并案").first().waitFor();
    await page.getByRole("link", { name: /并排看/ }).first().click();
    await page.getByLabel(/^为什么撤销/).fill("查明是两笔");
    await page.getByRole("button", { name: "撤销并案" }).click();
    await page.getByText("已撤销并案").waitFor();
    expect((await officer.get(`/cases/${first.case}/alike`)).mergers[0].parted.reason).toBe("查明是两笔");
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("one object", () => {
  it("is found from the search, behind a ground, masked; the case tells who looked", async () => {
    const payer = accountsOf("bank-a").at(-2) as Account;
    const { now } = await officer.get("/sessions/me");
    const filed = await report(officer, payer, "730.00", now);
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "queue");
    await page.keyboard.press("/");
    await page.getByRole("textbox", { name: "查找案件，或查一个对象" }).fill(payer.number);
    await page.getByRole("dialog").getByText(`查这个对象：${payer.number}`).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "查一个对象" }).waitFor();
    expect(page.url(), "what was typed stands in no address").not.toContain(payer.number);
    expect(await page.getByLabel("内容").inputValue()).toBe(payer.number);
    const find = page.getByRole("button", { name: "查询", exact: true });
    expect(await find.isDisabled(), "not without a ground").toBe(true);
    await page.getByLabel("事由").selectOption("agency_asks");
    expect(await find.isDisabled(), "not without a word").toBe(true);
    await page.getByLabel(/^用途/).fill("开户行来电核实客户");
    await page.keyboard.press("Enter");
    await page.locator(".object-found").getByRole("link", { name: filed.number }).waitFor();
    await page.locator(".object-found").getByText("受害人付款账户").first().waitFor();
    expect(await page.locator(".object-found").innerText(), "masked").not.toContain(payer.number);
    expect(await broken(page)).toEqual([]);
    await page.locator(".object-found").getByRole("link", { name: filed.number }).click();
    await page.locator(".seen").getByText(/开户行来电核实客户/).waitFor();
    expect(await page.locator(".seen").innerText()).toContain("民警丙");
    // Another who asks is told who looked before.
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.getByLabel("内容").fill(payer.number);
    await page.getByLabel("事由").selectOption("supervision");
    await page.getByLabel(/^用途/).fill("复查");
    await page.keyboard.press("Enter");
    await page.locator(".seen").getByText(/开户行来电核实客户/).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("an objection to a listing", () => {
  it("waits in the queue and under appeals, and is decided by one who did not list", async () => {
    const { now } = await officer.get("/sessions/me");
    const thing = `1990000${4000 + (Date.now() % 900)}`;
    const listed = await officer.post("/lists/number/entries", { level: "black", thing, reason: "多人举报冒充客服", until: new Date(Date.parse(now) + 7 * 86_400_000).toISOString() });
    await byMember("tel-d", "/public/listings/objections", { public_code: listed.public_code, tail: thing.slice(-4), statement: "这是我公司的客服专线", contact: "19900000009" });
    const { page, complaints } = await sit(browser);
    await signIn(page, "supervisor", "queue");
    await page.getByRole("row").filter({ hasText: "名单异议待审" }).filter({ hasText: thing.slice(-4) }).click();
    await page.getByRole("link", { name: "去审理异议" }).click();
    await page.getByRole("row").filter({ hasText: thing.slice(-4) }).click();
    const side = page.locator(".shelf-side");
    await side.getByText("多人举报冒充客服").waitFor();
    expect(await broken(page)).toEqual([]);
    await side.getByRole("button", { name: "查阅" }).click();
    await page.getByRole("dialog").getByLabel("用途").fill("审理异议");
    await page.getByRole("button", { name: "显示" }).click();
    await side.getByText("这是我公司的客服专线").waitFor();
    await side.getByRole("radio", { name: "异议成立，移出名单" }).check();
    await side.getByLabel(/^决定理由/).fill("查明无关");
    await side.getByRole("button", { name: "审理" }).click();
    await side.getByText("已作出决定").waitFor();
    await until("it is off the list", async () => (await officer.post("/lists/number/look", { thing })).level === "none");
    await page.getByText("已结", { exact: true }).click();
    await page.getByRole("row").filter({ hasText: thing.slice(-4) }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
