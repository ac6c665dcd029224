// Coming in: the second factor from setting it up to the day when the telephone is gone, and sessions that are ended
// from elsewhere. Each officer here is enrolled for his journey.
import { createHmac } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, PASSWORD, base, broken, launch, signIn, sit } from "./hands";

let browser: Browser;
let admin: Asker;
beforeAll(async () => {
  browser = await launch();
  admin = await Asker.of("admin");
});
afterAll(async () => {
  await browser.close();
});

let made = 0;
/** A new officer of the centre. */
async function officer(role = "intake"): Promise<{ login: string; id: string }> {
  const login = `journey.${process.pid}.${++made}`;
  const { seats } = await admin.get("/sessions/me");
  const body = { login, name: "旅程甲", seats: [{ agency: seats[0].agency, role }], phone: "000-0000-0009", password: PASSWORD };
  return { login, id: (await admin.post("/officers", body)).officer };
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** What the authenticator shows, as another program reckons it (RFC 6238). */
function code(secret: string, later = 0): string {
  const bits = [...secret].map((c) => BASE32.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(centreNow() / STEP_MS) + later));
  const sum = createHmac("sha1", key).update(counter).digest();
  const at = (sum.at(-1) ?? 0) & 15;
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The town lives on another day than the machine. */
let ahead = 0;
const centreNow = () => Date.now() + ahead;
beforeAll(async () => {
  const { now } = await admin.get("/sessions/me");
  ahead = Date.parse(now) - Date.now();
});

/** Waits for a code that was not used yet. */
const nextStep = () => new Promise((go) => setTimeout(go, STEP_MS - (centreNow() % STEP_MS) + 500));

async function password(page: Page, login: string, at = base) {
  await page.goto(`${at}/workbench/`);
  await page.locator("input[autocomplete=username]").fill(login);
  await page.locator("input[type=password]").fill(PASSWORD);
  await page.keyboard.press("Enter");
}

async function leave(page: Page) {
  await page.locator(".who summary").click();
  await page.getByRole("button", { name: "退出", exact: true }).click();
  await page.locator(".sign-in-card").waitFor();
}

async function say(page: Page, text: string) {
  await page.getByLabel("验证码").fill(text);
  await page.keyboard.press("Enter");
}

/** Sets an authenticator up by hand; gives the secret and the recovery codes. */
async function setUp(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.locator(".who summary").click();
  await page.getByRole("link", { name: "登录与安全" }).click();
  await page.getByRole("button", { name: "绑定验证器" }).click();
  await page.getByLabel("本人密码").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("img", { name: "绑定用的二维码" }).waitFor();
  expect(await broken(page)).toEqual([]);
  const secret = (await page.locator("code.secret").innerText()).replaceAll(" ", "");
  await page.getByLabel("验证器上显示的六位数字").fill(code(secret));
  await page.keyboard.press("Enter");
  await page.locator(".codes li").first().waitFor();
  const codes = await page.locator(".codes li").allInnerTexts();
  await page.getByRole("button", { name: "已抄好" }).click();
  await page.getByText("恢复码还剩 10 个").waitFor();
  return { secret, codes };
}

describe("coming in", () => {
  it("an authenticator is set up; from then on the password alone opens nothing, and a code opens once", async () => {
    const { login } = await officer();
    const { page, complaints } = await sit(browser);
    await signIn(page, login);
    const { secret } = await setUp(page);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    await leave(page);
    await password(page, login);
    await page.getByLabel("验证码").waitFor();
    expect(await broken(page)).toEqual([]);
    const half = await page.evaluate(async () => (await fetch("/api/v1/cases")).status);
    expect(half).toBe(401);
    await nextStep();
    const used = code(secret);
    await say(page, used);
    await page.locator(".shell").waitFor();
    // The same code again, in another window.
    const other = await sit(browser);
    await password(other.page, login);
    await say(other.page, used);
    await other.page.getByText("验证码不对，或已经用过").waitFor();
    await nextStep();
    await say(other.page, code(secret));
    await other.page.locator(".shell").waitFor();
    const refused = (text: string) => !text.includes("403");
    expect(complaints.filter(refused)).toEqual([]);
    await page.context().close();
    await other.page.context().close();
  }, 180_000);

  it("five wrong codes pause it and say until when; the plain pages ask for a code as well", async () => {
    const { login } = await officer();
    const first = await sit(browser);
    await signIn(first.page, login);
    const { secret, codes } = await setUp(first.page);
    await first.page.context().close();
    const plain = await sit(browser);
    await plain.page.goto(`${base}/sign-in`);
    await plain.page.locator("input[name=login]").fill(login);
    await plain.page.locator("input[name=password]").fill(PASSWORD);
    await plain.page.keyboard.press("Enter");
    await plain.page.locator("input[name=code]").fill(codes[0] ?? "");
    await plain.page.keyboard.press("Enter");
    await plain.page.waitForURL(`${base}/desk`);
    const { page } = await sit(browser);
    await password(page, login);
    for (let tried = 0; tried < 5; tried++) {
      await say(page, "000000");
      await page.getByText("验证码不对，或已经用过").waitFor();
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>("input[autocomplete=one-time-code]")?.value === "");
    }
    await say(page, code(secret, 1));
    await page.getByText("登录失败次数过多，已暂停").waitFor();
    expect(await page.getByRole("alert").innerText()).toMatch(/again at \d{4}-/);
    await page.context().close();
    await plain.page.context().close();
  }, 120_000);

  it("without the telephone a recovery code opens, once; an administrator takes the lost one away", async () => {
    const { login } = await officer();
    const { page } = await sit(browser);
    await signIn(page, login);
    const { codes } = await setUp(page);
    await leave(page);
    await password(page, login);
    await say(page, codes[4]?.toLowerCase() ?? "");
    await page.locator(".shell").waitFor();
    await page.goto(`${base}/workbench/account`);
    await page.getByText("恢复码还剩 9 个").waitFor();
    const other = await sit(browser);
    await password(other.page, login);
    await say(other.page, codes[4] ?? "");
    await other.page.getByText("验证码不对，或已经用过").waitFor();
    const desk = await sit(browser);
    await signIn(desk.page, "admin", "settings?of=officers");
    await desk.page.getByRole("row").filter({ hasText: login }).click();
    await desk.page.getByText("重置第二验证").click();
    await desk.page.getByRole("button", { name: "重置", exact: true }).click();
    await desk.page.getByText("的第二验证已重置").waitFor();
    expect(await broken(desk.page)).toEqual([]);
    // He is out everywhere, and comes in by the password.
    await page.reload();
    await page.locator(".sign-in-card").waitFor();
    await signIn(page, login);
    for (const one of [page, other.page, desk.page]) await one.context().close();
  }, 120_000);

  it("a passkey is added, named, signs in, and is taken away", async () => {
    const { login } = await officer();
    // Browsers keep passkeys for names, not for numbers.
    const at = base.replace("127.0.0.1", "localhost");
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, automaticPresenceSimulation: true } });
    await signIn(page, login, "account", at);
    await page.getByRole("button", { name: "添加通行密钥" }).click();
    await page.getByLabel("给它起个名字").fill("值班室电脑");
    await page.getByLabel("本人密码").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator(".codes li").first().waitFor();
    await page.getByRole("button", { name: "已抄好" }).click();
    await page.getByRole("rowheader", { name: "值班室电脑" }).waitFor();
    expect(await broken(page)).toEqual([]);
    expect((await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length).toBe(1);
    await leave(page);
    await password(page, login, at);
    await page.getByRole("button", { name: "用通行密钥" }).click();
    await page.locator(".shell").waitFor();
    // Not by another's key.
    await leave(page);
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
    await password(page, login, at);
    await page.getByRole("button", { name: "用通行密钥" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.locator(".shell").count()).toBe(0);
    await context.close();
  }, 120_000);

  it("a session elsewhere is ended, and its page asks to sign in; then all of them", async () => {
    const { login } = await officer();
    const here = await sit(browser);
    const there = await sit(browser);
    await signIn(there.page, login);
    await signIn(here.page, login, "account");
    const rows = here.page.locator(".sessions tbody tr");
    await expect.poll(() => rows.count()).toBe(2);
    await here.page.getByRole("button", { name: "结束", exact: true }).click();
    await expect.poll(() => rows.count()).toBe(1);
    // Its stream is cut at once, so nobody has to touch the page.
    await there.page.getByRole("dialog").getByText("登录已过期").waitFor();
    await there.page.getByRole("dialog").locator("input[type=password]").fill(PASSWORD);
    await there.page.keyboard.press("Enter");
    await expect.poll(() => there.page.getByRole("dialog").count()).toBe(0);
    await here.page.getByRole("button", { name: "全部退出" }).click();
    await here.page.locator(".sign-in-card").waitFor();
    await there.page.getByRole("dialog").getByText("登录已过期").waitFor();
    await here.page.context().close();
    await there.page.context().close();
  }, 90_000);
});
