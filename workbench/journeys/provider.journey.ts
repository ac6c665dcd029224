// Coming in by the site's identity provider: a whole one, certified, as a process beside a centre of its own. The
// provider is on another site than the centre (127.0.0.1, not `localhost`), as it is in a house.
import { type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, broken, launch, sit, until } from "./hands";
import { type House, freePort, house, started, stopped } from "./house";

const PROVIDER = join(import.meta.dirname, "provider.mjs");
const WORDS = "市局统一登录";

let browser: Browser;
let centre: House;
let provider: ChildProcess | undefined;
let providerPort: number;
let back: string;
let token: string;
let seat: string;

const openProvider = async () => {
  provider = await started("node", [PROVIDER, String(providerPort), back], "ready");
};

/** Asks the centre without a screen, as administrator. */
async function asked(path: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${centre.base}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": `journey-${Math.random()}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function enrol(login: string, name: string, role = "officer"): Promise<string> {
  const body = { login, name, seats: [{ agency: seat, role }], phone: "000-0000-0009", police_number: `99${login.length}001`, password: PASSWORD };
  return (await asked("/officers", body)).officer;
}

beforeAll(async () => {
  browser = await launch();
  providerPort = await freePort();
  centre = await house(async (base, folder) => {
    back = `${base}/sign-in/outside`;
    const secret = join(folder, "secret");
    writeFileSync(secret, "a secret of the client, long enough");
    return (
      `idle_minutes = 30\nsecond_factor = ["approver"]\n[sign_in.oidc]\nissuer = "http://127.0.0.1:${providerPort}"\nclient_id = "cordon"\n` +
      `client_secret_file = "${secret}"\nbutton_zh = "${WORDS}"\nbutton_en = "City sign-in"\nsecond_factor_amr = ["otp"]\n`
    );
  });
  const answer = await fetch(`${centre.base}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "admin", password: PASSWORD }),
  });
  token = ((await answer.json()) as { token: string }).token;
  seat = (await asked("/sessions/me")).seats[0].agency;
});
afterAll(async () => {
  await browser.close();
  if (provider) await stopped(provider);
  await centre?.stop();
});

/** At the provider: who he is, and whether he used a token there. */
async function say(page: Page, account: string, otp = false) {
  await page.getByRole("heading", { name: WORDS }).waitFor();
  await page.getByLabel("工号").fill(account);
  await page.getByLabel("口令").fill("made up");
  if (otp) await page.getByLabel("动态令牌").check();
  await page.getByRole("button", { name: "登录" }).click();
}

async function there(page: Page, path = "") {
  await page.goto(`${centre.base}/workbench/${path}`);
  await page.getByRole("button", { name: WORDS }).click();
}

async function byPassword(page: Page, login: string, path = "") {
  await page.goto(`${centre.base}/workbench/${path}`);
  await page.locator("input[autocomplete=username]").fill(login);
  await page.locator("input[type=password]").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator(".shell").waitFor();
}

/** What a page complains of, beside that it went to the provider. */
const odd = (complaints: string[]) => complaints.filter((one) => !one.startsWith("asked "));

describe("the site's identity provider", () => {
  it("while the provider is down the page says so, and the password opens", async () => {
    await enrol("night", "民警戊");
    const { page } = await sit(browser);
    await page.goto(`${centre.base}/workbench/`);
    await page.getByRole("button", { name: WORDS }).click();
    await page.getByText("统一登录暂时连不上").waitFor();
    await page.getByText("或者用密码登录").waitFor();
    expect(await broken(page)).toEqual([]);
    await page.locator("input[autocomplete=username]").fill("night");
    await page.locator("input[type=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator(".shell").waitFor();
    await page.context().close();
    await openProvider();
    // It is not asked by everybody while it is down.
    await new Promise((go) => setTimeout(go, 2_500));
  }, 90_000);

  it("who is linked to nobody is refused with what the administrator needs; linked, he comes in where he wanted to be", async () => {
    const id = await enrol("wang", "民警甲");
    const { page, complaints } = await sit(browser);
    await there(page, "cases");
    await page.waitForURL(`http://127.0.0.1:${providerPort}/**`);
    await say(page, "gh-99001-0042");
    await page.getByText("还没有关联到本中心的人员").waitFor();
    expect(await page.locator("main").innerText()).toContain("****0042");
    expect(await page.locator("main").innerText()).not.toContain("gh-99001");
    expect(await broken(page)).toEqual([]);
    const admin = await sit(browser);
    await byPassword(admin.page, "admin", "settings?of=officers");
    await admin.page.locator(`[id="row-${id}"]`).click();
    const form = admin.page.locator(".folded").filter({ hasText: "统一登录账号" });
    await form.locator("summary").click();
    await form.getByLabel("统一登录里的账号").fill("gh-99001-0042");
    await form.getByRole("button", { name: "关联", exact: true }).click();
    await form.getByText("已关联 民警甲").waitFor();
    await form.getByRole("rowheader", { name: "****0042" }).waitFor();
    expect(await broken(admin.page)).toEqual([]);
    await page.getByRole("link", { name: "回到登录页" }).click();
    await page.getByRole("button", { name: WORDS }).waitFor();
    expect(await broken(page)).toEqual([]);
    await there(page, "cases");
    // The provider still knows him.
    await page.waitForURL(/\/workbench\/cases$/);
    await page.locator(".shell").waitFor();
    await page.goto(`${centre.base}/workbench/account`);
    await page.locator(".sessions").getByText(/^统一登录$/).waitFor();
    await page.locator(".identities").getByRole("rowheader", { name: "****0042" }).waitFor();
    expect(await broken(page)).toEqual([]);
    expect(odd(complaints).filter((text) => !text.includes("403"))).toEqual([]);
    // The administrator ends the link: he is out.
    await form.getByRole("button", { name: "解除" }).click();
    await form.getByText("已解除").waitFor();
    await page.reload();
    await page.locator(".sign-in-card").waitFor();
    await page.context().close();
    await admin.page.context().close();
  }, 120_000);

  it("an officer connects his own account, and a session that ends in the middle of a form loses nothing of it", async () => {
    await enrol("zhaoq", "民警乙");
    const { page, complaints } = await sit(browser);
    await byPassword(page, "zhaoq", "account");
    await page.getByRole("button", { name: "关联我的账号" }).click();
    await page.getByLabel("本人密码").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await say(page, "gh-99002-0043");
    await page.waitForURL(/\/workbench\/account$/);
    await page.locator(".identities").getByRole("rowheader", { name: "****0043" }).waitFor();
    await page.goto(`${centre.base}/workbench/intake`);
    await page.getByLabel("付款账号（受害人）").fill("9999000011112222");
    // Ended from elsewhere: the stream is cut at once.
    await page.evaluate(() => fetch("/api/v1/sessions", { method: "DELETE" }));
    await page.getByRole("dialog").getByText("登录已过期").waitFor();
    expect(await broken(page)).toEqual([]);
    const [beside] = await Promise.all([page.waitForEvent("popup"), page.getByRole("dialog").getByRole("button", { name: WORDS }).click()]);
    // The provider has not forgotten him; the window closes by itself.
    await until("the window beside has closed", async () => beside.isClosed());
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByLabel("付款账号（受害人）").inputValue()).toContain("9999");
    expect(odd(complaints)).toEqual([]);
    await page.context().close();
  }, 180_000);

  it("who has no password shows at the provider that it is he, and sets up an authenticator", async () => {
    const body = { login: "sun", name: "民警己", seats: [{ agency: seat, role: "officer" }], phone: "000-0000-0009", police_number: "993001" };
    const { officer } = await asked("/officers", body);
    await asked(`/officers/${officer}/identities`, { subject: "gh-99005-0046" });
    const { page, complaints } = await sit(browser);
    await there(page, "account");
    await say(page, "gh-99005-0046");
    await page.getByRole("button", { name: "绑定验证器" }).click();
    await page.getByText("您在本中心没有密码").waitFor();
    expect(await page.getByLabel("本人密码").count()).toBe(0);
    expect(await broken(page)).toEqual([]);
    await page.getByRole("button", { name: "去统一登录再验证一次" }).click();
    // The provider still knows him, and asks him all the same.
    await say(page, "gh-99005-0046");
    await page.waitForURL(/\/workbench\/account$/);
    await page.getByRole("button", { name: "绑定验证器" }).click();
    await page.getByText("已在统一登录确认是本人").waitFor();
    expect(await broken(page)).toEqual([]);
    await page.getByRole("button", { name: "继续" }).click();
    await page.getByText("用手机上的验证器扫这个码").waitFor();
    expect(odd(complaints)).toEqual([]);
    await page.context().close();
  }, 120_000);

  it("a second factor used there is believed; without it ours is asked for", async () => {
    const id = await enrol("approver", "审批甲", "approver");
    await asked(`/officers/${id}/identities`, { subject: "gh-99003-0044" });
    const first = await sit(browser);
    await there(first.page);
    await say(first.page, "gh-99003-0044");
    await first.page.getByText("您的岗位登录须有第二验证").waitFor();
    expect(await broken(first.page)).toEqual([]);
    expect(await first.page.evaluate(async () => (await fetch("/api/v1/cases")).status)).toBe(401);
    const second = await sit(browser);
    await there(second.page);
    await say(second.page, "gh-99003-0044", true);
    await second.page.locator(".shell").waitFor();
    await first.page.context().close();
    await second.page.context().close();
  }, 90_000);

  it("from the plain pages as well, and whoever turns back there is told", async () => {
    const id = await enrol("plain", "民警丁");
    await asked(`/officers/${id}/identities`, { subject: "gh-99004-0045" });
    const { page } = await sit(browser);
    await page.goto(`${centre.base}/desk/report`);
    await page.getByRole("button", { name: WORDS }).click();
    await page.getByRole("button", { name: "取消" }).click();
    await page.getByText("在统一登录那边取消了").waitFor();
    expect(await broken(page)).toEqual([]);
    await page.getByRole("button", { name: WORDS }).click();
    await say(page, "gh-99004-0045");
    await page.waitForURL(`${centre.base}/desk/report`);
    await page.getByText("民警丁").waitFor();
    await page.context().close();
  }, 90_000);
});
