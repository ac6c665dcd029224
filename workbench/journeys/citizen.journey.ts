// A citizen with an old telephone: asks what came to him, tells of it, and sees by his code what an officer made of it.
// No account, no scripts.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, base, broken, launch, signIn, sit, until } from "./hands";

const NUMBER = "19900004321";
const SHOTS = process.env.SHOTS;
/** Bytes of a public page with its style sheet, as they travel uncompressed. */
const WEIGHT_MAX = 40_000;
const PAGES = ["/", "/check", "/report", "/progress", "/p", "/paid"];

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

async function shot(page: Page, name: string) {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/public-${name}.png`, fullPage: true });
}

/** What every public page is: clean, nowhere wider than the screen, nothing too small to be touched. */
async function isFit(page: Page) {
  expect(await broken(page)).toEqual([]);
  const { wide, small } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - window.innerWidth,
    small: [...document.querySelectorAll<HTMLElement>("main button, main input:not([type=hidden]):not([type=checkbox]), main select, main textarea, main a.button, main a.call, .choices a, .tick label")]
      .filter((one) => one.getBoundingClientRect().height < 47.5)
      .map((one) => one.outerHTML.slice(0, 80)),
  }));
  expect(wide).toBeLessThanOrEqual(0);
  expect(small).toEqual([]);
}

/** A form that is shown again says so by its status, which a browser tells as an error of loading. */
const unexpected = (complaints: string[]) => complaints.filter((one) => !one.includes("422"));

/** A telephone without scripts; axe brings its own. */
const phone = (width: number) => sit(browser, { viewport: { width, height: 844 }, hasTouch: true });

describe("a citizen", () => {
  it("finds every page fit for a narrow screen, in both languages, light and dark", async () => {
    for (const [width, colorScheme, lang] of [
      [320, "light", "zh"],
      [390, "dark", "zh"],
      [320, "dark", "en"],
      [1280, "light", "en"],
    ] as const) {
      const { page, complaints } = await sit(browser, { viewport: { width, height: 844 }, colorScheme });
      for (const path of PAGES) {
        await page.goto(`${base}${path}?lang=${lang}`);
        await isFit(page);
        await shot(page, `${path.slice(1) || "door"}-${width}-${lang}-${colorScheme}`);
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    }
    const { page } = await sit(browser, { forcedColors: "active", viewport: { width: 390, height: 844 } });
    await page.goto(`${base}/check`);
    expect(await broken(page)).toEqual([]);
    await page.context().close();
  });

  it("weighs little and asks nobody else", async () => {
    const { page } = await phone(390);
    let bytes = 0;
    page.on("response", (response) => void response.body().then((body) => (bytes += body.length)));
    await page.goto(`${base}/check`, { waitUntil: "networkidle" });
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(WEIGHT_MAX);
    await page.context().close();
  });

  it("who has paid is told whom to call first, and has a sheet to print", async () => {
    const { page } = await phone(390);
    await page.goto(base);
    await page.getByRole("link", { name: /已经转账了/ }).click();
    expect(await page.locator("a.call").first().getAttribute("href")).toBe("tel:110");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".sheet table").isVisible()).toBe(true);
    await page.context().close();
  });

  it("asks, tells, an officer looks and lists, another decides, and everybody is warned", async () => {
    const { page, complaints } = await phone(390);
    await page.goto(base);
    await page.getByRole("link", { name: /^查一查/ }).click();
    await page.getByLabel("要查的内容").fill(NUMBER);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("这不能说明它安全").waitFor();
    await isFit(page);
    await shot(page, "unknown");
    // What was asked stands in no address.
    expect(page.url()).toBe(`${base}/check`);
    await page.locator(".steps").getByRole("link", { name: "举报" }).click();
    await page.getByRole("button", { name: "提交举报" }).click();
    await page.getByText("请填写号码").waitFor();
    await isFit(page);
    await shot(page, "report-wrong");
    await page.getByLabel(/^号码、网址/).fill(NUMBER);
    await page.getByLabel("怎么回事").fill("自称银行客服，要我共享屏幕");
    await page.getByLabel("您的电话").fill("19900000041");
    await page.getByLabel(/^我同意反诈中心/).check();
    await page.getByRole("button", { name: "提交举报" }).click();
    await page.getByText("请记下回执码").waitFor();
    await isFit(page);
    await shot(page, "filed");
    const code = (await page.locator("strong.code").innerText()).trim();
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await page.getByRole("button", { name: "看进度" }).click();
    await page.getByText("等待民警查看").waitFor();
    expect(page.url()).not.toContain(code);

    await officerLists();
    const [entry] = await until("the entry that waits", async () => {
      const { items } = await (await Asker.of("supervisor")).get("/lists/entries");
      const own = items.filter((one: { thing: string }) => one.thing.endsWith("4321"));
      return own.length > 0 && own;
    });
    await ask(page, code);
    await page.getByText("民警已经看过").waitFor();
    await (await Asker.of("supervisor")).post(`/lists/entries/${entry.id}/decide`, { adopt: true });
    await ask(page, code);
    await page.getByText("列为涉诈").waitFor();
    await shot(page, "listed");
    await page.goto(`${base}/check`);
    await page.getByLabel("要查的内容").fill(`+86 ${NUMBER}`);
    await page.getByLabel(/^我已经转了账/).check();
    await page.getByRole("button", { name: "查一查" }).click();
    await page.getByText("两名民警核定").waitFor();
    // First things first.
    expect(await page.locator("main .notice").first().innerText()).toContain("立刻打 110");
    await isFit(page);
    await shot(page, "bad");
    expect(unexpected(complaints)).toEqual([]);
    await page.context().close();
  });

  it("a message is read only where he agrees, and what it is like is said", async () => {
    const { page, complaints } = await phone(390);
    await page.goto(`${base}/check`);
    const message = "您好，我是京东客服，您的百万保障需要关闭，否则每月扣费，请打开屏幕共享，把钱转到安全账户，不要告诉家人。退款点 http://icbc-login.example.test/a";
    await page.getByLabel("要查的内容").fill(message);
    await page.getByRole("button", { name: "查一查" }).click();
    await page.getByText("请先勾选这里").waitFor();
    expect(await page.getByLabel("要查的内容").inputValue()).toBe(message);
    await isFit(page);
    await shot(page, "no-consent");
    await page.getByLabel(/^如果贴的是整条消息/).check();
    await page.getByRole("button", { name: "查一查" }).click();
    await page.getByText("很像骗局里的说法").waitFor();
    await isFit(page);
    await shot(page, "message");
    expect(unexpected(complaints)).toEqual([]);
    await page.context().close();
  });
});

async function ask(page: Page, code: string) {
  await page.goto(`${base}/progress`);
  await page.getByLabel("回执码").fill(code.toLowerCase());
  await page.getByRole("button", { name: "查询" }).click();
}

/** From the queue to the finished act, as an officer at a desk does it. */
async function officerLists() {
  const { page, complaints } = await sit(browser);
  await signIn(page, "officer3", "queue");
  await page.getByRole("row").filter({ hasText: "群众举报待看" }).first().click();
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/queue-tip.png` });
  expect(await broken(page)).toEqual([]);
  await page.getByRole("link", { name: "去看举报" }).click();
  await page.getByRole("row").filter({ hasText: "****4321" }).click();
  const side = page.locator(".shelf-side");
  await side.getByText("先查阅举报内容").waitFor();
  expect(await side.innerText()).not.toContain(NUMBER);
  await side.getByRole("button", { name: "查阅" }).click();
  await page.getByLabel("用途").fill("核实群众举报");
  await page.getByRole("button", { name: "显示" }).click();
  await side.getByText("要我共享屏幕").waitFor();
  await side.getByLabel("列入名单", { exact: true }).check();
  expect(await side.getByLabel("对象", { exact: false }).last().inputValue()).toBe(`+86${NUMBER}`);
  await side.getByLabel("列为").selectOption("black");
  await side.getByLabel("期限").selectOption("180");
  await side.getByText("要另一人核定").waitFor();
  await side.getByLabel(/^理由/).fill("多人举报冒充客服");
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/tips-acts.png` });
  expect(await broken(page)).toEqual([]);
  await side.getByRole("button", { name: "办结" }).click();
  await side.getByText("等待另一人核定").waitFor();
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/tips-done.png` });
  expect(complaints).toEqual([]);
  await page.context().close();
}
