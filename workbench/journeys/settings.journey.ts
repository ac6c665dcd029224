// What the centre works by and who works in it, on the screen: a norm proposed by one and decided by another, an officer
// who is enrolled, signs in and leaves, an agency with a key, and a text that is tried.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, base, broken, launch, signIn, sit } from "./hands";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

const side = (page: Page) => page.locator(".shelf-side");
const line = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text }).first();

/** The number of the newest entry. */
async function lastEntry(asker: Asker): Promise<number> {
  let last = 0;
  for (;;) {
    const page = await asker.get(`/journal?limit=200&cursor=${last}`);
    last = page.items[page.items.length - 1]?.seq ?? last;
    if (!page.next) return last;
  }
}

describe("settings", () => {
  it("a norm is proposed by one, shown beside what holds, and decided by another", async () => {
    const one = await sit(browser);
    await signIn(one.page, "supervisor", "settings");
    await one.page.getByLabel("找规范、来源、代码").fill("stop.answer_due");
    await line(one.page, "反馈").waitFor();
    await side(one.page).getByText("stop.answer_due@1").waitFor();
    await side(one.page).getByText(/按现行版本在走的时限/).waitFor();
    await one.page.getByRole("button", { name: "提出修改" }).click();
    const value = one.page.getByLabel("新的值");
    await value.fill("很快");
    await one.page.getByText("看不懂，按下面的写法填").waitFor();
    await value.fill("20 分钟");
    const go = one.page.getByRole("button", { name: "提出", exact: true });
    expect(await go.isDisabled(), "without a ground nothing is proposed").toBe(true);
    await one.page.getByLabel(/^依据/).fill("与各行会商一致");
    expect(await go.isDisabled(), "nor without a reason").toBe(true);
    await one.page.getByLabel(/^为什么要改/).fill("夜间的答复多在二十分钟内");
    await one.page.locator(".differs").getByText("20 分钟").waitFor();
    expect(await broken(one.page), "while it is proposed").toEqual([]);
    await go.click();
    await one.page.getByText("这是你提出的，须由另一人核定").waitFor();
    expect(await one.page.getByRole("button", { name: "核定", exact: true }).count(), "not by himself").toBe(0);
    expect(one.complaints).toEqual([]);
    await one.page.context().close();

    const two = await sit(browser);
    await signIn(two.page, "admin", "settings");
    await line(two.page, "1 项").click();
    await side(two.page).locator(".differs").getByText("20 分钟").waitFor();
    await side(two.page).getByText("夜间的答复多在二十分钟内").waitFor();
    expect(await broken(two.page), "before it is decided").toEqual([]);
    await two.page.getByRole("button", { name: "核定", exact: true }).click();
    await expect.poll(async () => (await (await Asker.of("admin")).get("/norms/stop.answer_due")).versions.length).toBe(2);
    const told = await (await Asker.of("admin")).get("/norms/stop.answer_due");
    expect(told.versions[1].value).toEqual({ duration: "20 min" });
    expect(told.proposals).toEqual([]);
    // What the centre answered stays, with who proposed it and why; the version names both.
    await side(two.page).getByText("已核定：stop.answer_due@2").waitFor();
    await side(two.page).getByText(/提出 监督甲 · 核定 .* · 夜间的答复多在二十分钟内/).waitFor();
    await side(two.page).getByRole("row", { name: /@2/ }).getByText(/提出 监督甲/).waitFor();
    await side(two.page).getByRole("row", { name: /@2/ }).getByText("夜间的答复多在二十分钟内").waitFor();
    // What is refused stays as well, with its reason.
    const again = { title_zh: "止付答复时限", title_en: "answer to a stop", value: { duration: "5 min" }, basis: { source: "与各行会商", tag: "ours" }, effective_from: "2099-01-01T00:00:00Z", reason: "想再快一些" };
    await (await Asker.of("supervisor")).post("/norms/stop.answer_due/proposals", again);
    await two.page.reload();
    await line(two.page, "1 项").click();
    await two.page.getByRole("button", { name: "不同意" }).click();
    await side(two.page).getByRole("heading", { name: "没有采纳的提议" }).waitFor();
    const refused = side(two.page).getByRole("row", { name: /5 分钟/ });
    await refused.getByText("想再快一些").waitFor();
    await refused.getByText(/提出 监督甲 .* · 否决 管理/).waitFor();
    expect(await broken(two.page), "decided").toEqual([]);
    expect(two.complaints).toEqual([]);
    await two.page.context().close();
  }, 120_000);

  it("an administrator enrols an officer, who signs in and is then retired, and does not come back", async () => {
    const desk = await sit(browser);
    const { page } = desk;
    await signIn(page, "admin", "settings?of=officers");
    await page.getByRole("button", { name: "登记新人员" }).click();
    const form = page.getByRole("form", { name: "登记新人员" });
    await form.getByLabel("姓名").fill("试用甲");
    await form.getByLabel(/^登录账号/).fill("Trial");
    await page.getByText("只用小写字母").waitFor();
    await form.getByLabel(/^登录账号/).fill("trial.a");
    await form.getByLabel("电话").fill("000-0000-0077");
    await form.getByLabel("接警").check();
    expect(await broken(page), "enrolling").toEqual([]);
    await form.getByRole("button", { name: "登记", exact: true }).click();
    await page.getByText("已登记 试用甲（trial.a）").waitFor();
    const password = await page.locator(".secret-once code").innerText();
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);

    const his = await sit(browser);
    await his.page.goto(`${base}/workbench/`);
    await his.page.locator("input[autocomplete=username]").fill("trial.a");
    await his.page.locator("input[type=password]").fill(password);
    await his.page.keyboard.press("Enter");
    await his.page.locator(".shell").waitFor();
    expect(await his.page.getByRole("link", { name: "接警登记" }).count()).toBeGreaterThan(0);

    await line(page, "trial.a").click();
    await side(page).locator("summary").filter({ hasText: "离岗" }).click();
    await side(page).getByRole("button", { name: "办理离岗" }).click();
    expect(await broken(page), "before he is retired").toEqual([]);
    await side(page).getByRole("button", { name: "确认 试用甲 离岗" }).click();
    await page.getByText("试用甲 已离岗").waitFor();
    // His page is told at once; neither it nor a new one lets him in.
    await his.page.reload();
    await his.page.locator(".sign-in-card").waitFor();
    await his.page.locator("input[autocomplete=username]").fill("trial.a");
    await his.page.locator("input[type=password]").fill(password);
    await his.page.keyboard.press("Enter");
    await his.page.getByRole("alert").waitFor();
    expect(await his.page.locator(".shell").count()).toBe(0);
    await page.getByText("已离岗", { exact: true }).first().click();
    await line(page, "trial.a").waitFor();
    const all = (await (await Asker.of("admin")).get("/officers?limit=200")).items;
    const gone = all.find((officer: { login: string }) => officer.login === "trial.a");
    expect([gone.name, gone.active], "his past stays under his name").toEqual(["试用甲", false]);
    expect(desk.complaints).toEqual([]);
    for (const one of [page, his.page]) await one.context().close();
  }, 120_000);

  it("an agency is registered and gets a key that is shown once, works, and is revoked", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "admin", "settings?of=agencies");
    await page.getByRole("button", { name: "登记机构" }).click();
    const form = page.getByRole("form", { name: "登记机构" });
    await form.getByLabel("名称").fill("试用银行");
    await form.getByLabel(/^机构代码/).fill("999100000088");
    await form.getByLabel(/^公众能打的电话/).fill("000-0000-0088");
    await form.getByRole("button", { name: "登记", exact: true }).click();
    await page.getByText("已登记。接着在右侧").waitFor();
    await line(page, "试用银行").click();
    await side(page).getByText("没有密钥：它的机器接不进来").waitFor();
    await side(page).getByRole("button", { name: "签发密钥" }).click();
    const key = await side(page).locator(".secret-once code").innerText();
    const asks = async () => (await fetch(`${base}/api/v1/orders`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await asks()).toBe(200);
    expect(await broken(page), "a key once").toEqual([]);
    // Whoever comes later sees its digest and no key.
    await line(page, "合成银行").click();
    await line(page, "试用银行").click();
    await side(page).locator(".keys-list code").first().waitFor();
    expect(await side(page).locator(".secret-once").count()).toBe(0);
    await side(page).getByRole("button", { name: "吊销", exact: true }).click();
    await side(page).getByRole("button", { name: "确认吊销" }).click();
    await side(page).getByText("已吊销").waitFor();
    expect(await asks()).toBe(401);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);

  it("the words in force are found, and a text that is tried shows why, and stays nowhere", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "settings?of=lexicon");
    await page.getByLabel("找短语、名称、代码").fill("警号");
    await line(page, "自称公检法").click();
    await side(page).getByText("警号", { exact: true }).waitFor();
    const asker = await Asker.of("officer3");
    const before = await lastEntry(asker);
    await page.getByRole("button", { name: "试一段话" }).click();
    const band = page.getByRole("region", { name: "试一段话" });
    await band.getByRole("textbox").fill("甲：我是公安局的，你涉嫌洗钱，不要告诉家人\n乙：那怎么办\n甲：把钱转到安全账户，验证码发给我");
    await band.getByRole("button", { name: "试", exact: true }).click();
    await band.getByText("预警", { exact: true }).waitFor();
    expect(await band.locator("mark").filter({ hasText: "自称公检法" }).count()).toBeGreaterThan(0);
    await band.getByRole("row").filter({ hasText: "合计" }).waitFor();
    expect(await broken(page), "a text tried").toEqual([]);
    await band.getByRole("textbox").fill("公安机关不会要求您把钱转到安全账户");
    await band.getByRole("button", { name: "试", exact: true }).click();
    await band.locator("mark.denied").first().waitFor();
    await band.getByRole("button", { name: "清除" }).click();
    expect(await band.locator("mark").count()).toBe(0);
    const since = (await asker.get(`/journal?cursor=${before}&limit=200`)).items;
    const his = since.filter((entry: { verb: string; actor?: unknown }) => /lexicon|try/.test(entry.verb) || JSON.stringify(entry).includes("安全账户"));
    expect(his, "no entry").toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);

  it("an account is protected with a reason and an end, and the protection ends early", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "supervisor", "settings?of=protections");
    await page.getByRole("button", { name: "保护一个账户" }).click();
    const form = page.getByRole("form", { name: "保护一个账户" });
    await form.getByLabel("账号").fill("9999990000000888");
    await form.getByLabel(/^理由/).fill("供水公司收费户");
    await form.getByRole("button", { name: "保护一个账户" }).click();
    await page.getByText("已保护").waitFor();
    await line(page, "****0888").click();
    await side(page).getByLabel(/^为什么结束/).fill("账户已销户");
    expect(await broken(page), "a protection").toEqual([]);
    await side(page).getByRole("button", { name: "提前结束" }).click();
    await expect.poll(async () => (await (await Asker.of("supervisor")).get("/accounts/protections?limit=200")).items.some((one: { number: string; holds: boolean }) => one.number === "****0888" && one.holds)).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);
});
