// The page while things happen: a tone for red and for nothing else, rows that stay where the hand is, and a session
// that ends in the middle of a form.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, PASSWORD, accountsOf, launch, signIn, sit, until } from "./hands";

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

/** A number is shut once only, in a town that stood before as well. */
let number = 19900000300 + (Date.now() % 600);
/** Something that waits for the approver, orange. */
const draft = () => officer.post("/numbers", { number: String((number += 1)), carrier, reason: "涉诈号码", evidence: "E-2" });

const rowCount = async (page: Page) => Number(await page.getByRole("grid").getAttribute("aria-rowcount"));

/** How loud the page has been since it was asked last. */
const heard = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const ear = window as unknown as { loudest: number };
    const loudest = ear.loudest;
    ear.loudest = 0;
    return loudest;
  });

describe("while things happen", () => {
  it("rows wait while the pointer or the focus is inside, and come when they are called", async () => {
    await draft();
    const { page, complaints } = await sit(browser);
    await signIn(page, "approver", "queue");
    const grid = page.getByRole("grid");
    await expect.poll(() => rowCount(page)).toBeGreaterThan(1);
    await grid.hover();
    const texts = () => page.locator(".grid-row:not(.grid-head) [role=gridcell]:nth-child(5)").allInnerTexts();
    const before = await texts();
    await draft();
    await page.getByText("新到 1 条").waitFor();
    expect(await texts()).toEqual(before);
    await page.keyboard.press("n");
    await page.getByText("新到 1 条").waitFor({ state: "detached" });
    expect((await texts()).length).toBe(before.length + 1);
    // Somebody types a reason on the right, the pointer is away: nothing is taken from under his hand.
    await page.mouse.move(5, 5);
    const why = page.getByLabel("撤回理由（机构可见，不写个人信息）");
    await why.fill("号码写错");
    const about = await page.locator(".preview .facts").innerText();
    await draft();
    await page.getByText("新到 1 条").waitFor();
    expect(await why.inputValue()).toBe("号码写错");
    expect(await page.locator(".preview .facts").innerText()).toBe(about);
    // The hand goes elsewhere: they come by themselves.
    await page.getByRole("button", { name: "快捷键" }).focus();
    await page.getByText("新到 1 条").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("time is the centre's, whatever the computer's clock says", async () => {
    const { page } = await sit(browser);
    await page.clock.install({ time: new Date("2031-05-05T05:05:05Z") });
    await signIn(page, "supervisor", "queue?show=all");
    const { now } = await officer.get("/sessions/me");
    const shown = await page.locator(".clock").innerText();
    const seconds = (text: string) => text.split(":").reduce((all, part) => all * 60 + Number(part), 0);
    const told = new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(11, 19);
    expect(Math.abs(seconds(shown) - seconds(told))).toBeLessThan(10);
    // A review that is a day late is a day late, not five years.
    await page.getByRole("row").filter({ hasText: /超时 \d+[天时]|剩/ }).first().waitFor();
    expect(await page.locator(".grid-row .countdown").allInnerTexts()).not.toContainEqual(expect.stringMatching(/\d{3,}天/));
    await page.context().close();
  });

  it("a tone sounds for what becomes red, once somebody has switched it on", async () => {
    const { page, complaints } = await sit(browser);
    await page.addInitScript(() => {
      // An ear beside the loudspeaker.
      const ear = window as unknown as { loudest: number };
      ear.loudest = 0;
      const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
      AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
        if (to === this.context.destination) {
          const listening = this.context.createAnalyser();
          connect.call(this, listening);
          const samples = new Float32Array(listening.fftSize);
          const timer = setInterval(() => {
            listening.getFloatTimeDomainData(samples);
            ear.loudest = Math.max(ear.loudest, ...samples);
          }, 10);
          setTimeout(() => clearInterval(timer), 2_000);
        }
        return connect.call(this, to);
      } as typeof AudioNode.prototype.connect;
    });
    let red = false;
    await page.route("**/api/v1/waiting", async (route) => {
      const told = await (await route.fetch()).json();
      const due_at = new Date(Date.parse(told.now) + 60_000).toISOString();
      if (red) told.items.unshift({ id: "ord_made_up", wait: "approval", since: told.now, due_at, own_hand: false, turn: true, kind: "shut", target: "****0000" });
      await route.fulfill({ json: told });
    });
    await signIn(page, "approver", "queue");
    await page.getByRole("grid").waitFor();
    const switched = page.getByRole("button", { name: /^提示音/ });
    expect(await switched.getAttribute("aria-pressed")).toBe("false");
    const happens = async () => {
      const told = page.waitForResponse("**/api/v1/waiting");
      await draft();
      await told;
      await page.waitForTimeout(1_000);
    };
    await page.getByRole("heading", { name: "值班台" }).click();
    await page.mouse.move(5, 5);
    // Off: not even for red.
    red = true;
    await happens();
    expect(await heard(page)).toBe(0);
    red = false;
    await happens();
    // Switched on it is heard at once; it is remembered, and silent when the page opens.
    await switched.click();
    await expect.poll(() => heard(page)).toBeGreaterThan(0.1);
    await page.reload();
    await page.getByRole("grid").waitFor();
    expect(await switched.getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("heading", { name: "值班台" }).click();
    await page.mouse.move(5, 5);
    await page.waitForTimeout(800);
    // Something new that is not red makes no sound; red does.
    await happens();
    expect(await heard(page)).toBe(0);
    red = true;
    await happens();
    expect(await heard(page)).toBeGreaterThan(0.1);
    expect(complaints.filter((one) => !one.includes("40"))).toEqual([]);
    await page.context().close();
  });

  it("a session that is ended at the centre while who reports is being typed: sign in on the spot and go on", async () => {
    const { page } = await sit(browser);
    await signIn(page, "officer3", "intake");
    const [payer] = accountsOf("bank-b").slice(3);
    const [payee] = accountsOf("bank-a").slice(3);
    await page.getByRole("combobox", { name: /^付款银行/ }).selectOption("999100000002");
    await page.getByLabel("付款账号（受害人）").fill(payer?.number ?? "");
    await page.getByLabel("金额（元）").fill("700");
    await page.getByRole("button", { name: "刚刚" }).click();
    await page.getByRole("combobox", { name: /^收款银行/ }).selectOption("999100000001");
    await page.getByLabel("收款账号（对方）").fill(payee?.number ?? "");
    await page.keyboard.press("Control+Enter");
    await page.getByText("已登记").waitFor();
    await page.getByRole("textbox", { name: /^姓名/ }).fill("测试丁");
    await page.getByLabel("联系电话").fill("199 0000 0004");
    await page.getByLabel("证件号码").fill("99000019000101001X");
    // Ended by the centre, with the page as it is.
    await page.evaluate(() => fetch("/api/v1/sessions/current", { method: "DELETE" }));
    await page.getByLabel("证件号码").press("Enter");
    await page.getByText("登录已过期").waitFor();
    await page.getByLabel("密码").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("登录已过期").waitFor({ state: "detached" });
    expect(await page.getByRole("textbox", { name: /^姓名/ }).inputValue()).toBe("测试丁");
    await page.getByLabel("证件号码").press("Enter");
    await page.getByRole("textbox", { name: /^姓名/ }).waitFor({ state: "detached" });
    const id = (await page.getByRole("link", { name: "打开案件" }).getAttribute("href"))?.split("/").pop();
    expect((await officer.get(`/cases/${id}`)).case.reporter.phone).toContain("0004");
    await page.context().close();
  });

  it("of a draft nothing is left in the tab for who signs in next", async () => {
    const { page } = await sit(browser);
    await signIn(page, "officer3", "intake");
    await page.getByLabel("付款账号（受害人）").fill("9999000011113333");
    const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    await expect.poll(kept).toContain("9999000011113333");
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain("9999");
    await page.context().clearCookies();
    await page.reload();
    await page.locator("input[autocomplete=username]").fill("intake");
    await page.locator("input[type=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator(".shell").waitFor();
    await until("the other one's draft is gone", async () => !(await kept()).includes("9999"));
    await page.context().close();
  });
});
