// An order and what came of it, from draft to end: a number's cut-off drafted with its ground, approved by another from
// its own page, in force, and lifted with a reason; and a review signed.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, base, broken, launch, saved, signIn, sit, until } from "./hands";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

describe("orders and measures", () => {
  it("a number is cut off by two, its measure is lifted with a reason by two again", async () => {
    const drafting = await sit(browser);
    await signIn(drafting.page, "officer3", "numbers");
    const form = drafting.page.getByRole("form", { name: "起草关停" });
    await form.getByLabel(/^号码/).fill("199 0000 0777");
    await form.getByLabel(/^理由/).fill("冒充公检法");
    const go = form.getByRole("button", { name: "起草关停" });
    expect(await go.isDisabled(), "not without evidence").toBe(true);
    await form.getByLabel(/^证据在哪里/).fill("案卷 2026-077");
    await form.getByText(/到期自动恢复/).waitFor();
    expect(await broken(drafting.page), "drafting").toEqual([]);
    await go.click();
    await drafting.page.getByText("已起草：").waitFor();
    await form.getByRole("link", { name: "看这件指令" }).click();
    // Who drafted it may take it back, and no more.
    await drafting.page.getByRole("heading", { level: 2 }).filter({ hasText: "0777" }).waitFor();
    await drafting.page.getByText("你经手过").waitFor();
    expect(await drafting.page.getByRole("button", { name: "批准并发出" }).count()).toBe(0);
    const address = drafting.page.url();
    expect(await broken(drafting.page), "an order's page").toEqual([]);

    const approving = await sit(browser);
    await signIn(approving.page, "approver", address.slice(`${base}/workbench/`.length));
    await approving.page.getByRole("button", { name: "批准并发出" }).click();
    await approving.page.getByText("已批准").waitFor();
    const id = address.split("/").pop() ?? "";
    const asker = await Asker.of("officer3");
    const done = await until("the carrier has done it", async () => {
      const told = await asker.get(`/orders/${id}`);
      return told.order.state.name === "done" && told.order;
    });
    await approving.page.getByText("已执行").first().waitFor();

    await drafting.page.getByRole("link", { name: "打开措施" }).click();
    const page = drafting.page;
    await page.locator(".record .facts").waitFor();
    await page.getByText("生效中").first().waitFor();
    expect((await fetch(`${base}/api/v1/measures/${done.measure}/slip`)).status, "not without a session").toBe(401);
    const slip = await page.request.get(`${base}/api/v1/measures/${done.measure}/slip`);
    expect([slip.status(), (await slip.body()).subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
    await page.locator("summary").filter({ hasText: "恢复号码" }).click();
    const lift = page.getByRole("button", { name: "恢复号码" });
    expect(await lift.isDisabled(), "not without a reason").toBe(true);
    await page.getByLabel(/^解除理由/).fill("机主已核实，系误报");
    expect(await broken(page), "a measure's page").toEqual([]);
    await lift.click();
    await page.getByText("已起草解除").waitFor();
    await page.getByRole("link", { name: "看这件指令" }).click();
    await page.getByText("你经手过").waitFor();
    await approving.page.goto(page.url());
    await approving.page.getByRole("button", { name: "批准并发出" }).click();
    await until("the number is restored", async () => (await asker.get(`/measures/${done.measure}`)).measure.state.name === "released");
    for (const one of [drafting, approving]) {
      expect(one.complaints).toEqual([]);
      await one.page.context().close();
    }
  }, 150_000);

  it("lists are filtered in the address, moved in by keys, and taken out as files", async () => {
    const { page, complaints } = await sit(browser);
    await signIn(page, "officer3", "orders?state=done");
    await page.getByRole("row").nth(1).waitFor();
    const asker = await Asker.of("officer3");
    const { items } = await asker.get("/orders?state=done&limit=100");
    expect(await page.locator(".shelf-row").count() - 1, "as many as the centre has").toBe(items.length);
    await page.getByLabel("机构").selectOption({ label: "样例通信" });
    await expect.poll(() => page.url()).toContain("agency=agy_");
    await expect.poll(() => page.locator(".shelf-row[aria-selected]").evaluateAll((rows) => rows.every((row) => row.textContent?.includes("样例通信")))).toBe(true);
    const file = await saved(page, ".head", "CSV 表格");
    expect(file.bytes.toString("utf8")).toContain("样例通信");
    expect(file.bytes.toString("utf8")).not.toContain("合成银行");
    await page.goBack();
    await expect.poll(() => page.locator(".shelf-row[aria-selected]").count()).toBe(items.length);
    await page.locator(".shelf-grid").focus();
    await page.keyboard.press("ArrowDown");
    const chosen = await page.locator(".shelf-row.chosen").getAttribute("id");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain(`/orders/${chosen?.slice("row-".length)}`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await page.getByRole("heading", { name: "措施" }).waitFor();
    await page.getByLabel("种类").selectOption("freeze");
    await expect.poll(() => page.url()).toContain("kind=freeze");
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);

  it("a supervisor signs a review, and whoever signed something not in order has said why", async () => {
    const asker = await Asker.of("supervisor");
    const before = (await asker.get("/reviews?limit=200")).items.length;
    expect(before, "the story left some").toBeGreaterThan(0);
    const { page, complaints } = await sit(browser);
    await signIn(page, "supervisor", "reviews");
    await page.locator(".shelf-side").getByText("复核结论", { exact: true }).waitFor();
    await page.getByRole("radio", { name: "有问题" }).check();
    const sign = page.getByRole("button", { name: "签署复核结论" });
    expect(await sign.isDisabled(), "not without a remark").toBe(true);
    await page.getByLabel(/^说明/).fill("依据写得不全");
    expect(await broken(page), "a review").toEqual([]);
    await sign.click();
    await expect.poll(async () => (await asker.get("/reviews?limit=200")).items.length).toBe(before - 1);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 90_000);
});
