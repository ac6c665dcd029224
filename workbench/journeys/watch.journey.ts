// A watch ends: one officer hands the desk over, the other reads it and takes it, and what was in hand is his.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, broken, launch, signIn, sit } from "./hands";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

type Line = { id: string; hand?: { officer: string } | null };

describe("the end of a watch", () => {
  it("what waits is handed over with a word on it, read, and taken over", async () => {
    const goes = await Asker.of("officer");
    const comes = await Asker.of("officer3");
    const agencies = await goes.get("/agencies?limit=200");
    const carrier = agencies.items.find((agency: { kind: string }) => agency.kind === "carrier").code;
    // Something that waits, and that he has in hand.
    const { order } = await goes.post("/numbers", { number: "19900002001", carrier, reason: "涉诈号码", evidence: "E-9" });
    await goes.post("/waiting/take", { rows: [{ wait: "approval", id: order }] });
    const me = await comes.get("/sessions/me");

    const first = await sit(browser);
    await signIn(first.page, "officer", "queue");
    await first.page.getByRole("grid").waitFor();
    await first.page.keyboard.press("g");
    await first.page.keyboard.press("w");
    await first.page.getByRole("link", { name: "交班…" }).click();
    await first.page.getByLabel("接班人").selectOption({ label: me.name });
    await first.page.getByLabel(/要交代的/).fill("样例银行维护到 22 点，急件打电话");
    // His own come first.
    const row = first.page.locator(".watch-lines tr").first();
    await row.getByText("手里", { exact: true }).waitFor();
    await row.getByRole("textbox").fill("家属在路上");
    expect(await broken(first.page), "the form").toEqual([]);
    await first.page.getByRole("button", { name: `交班给 ${me.name}` }).click();
    await first.page.getByText(/^已交班，\d+ 条/).waitFor();
    expect(first.complaints).toEqual([]);

    const second = await sit(browser);
    await signIn(second.page, "officer3", "queue");
    await second.page.getByText(/把班交给你：\d+ 条/).waitFor();
    expect(await broken(second.page), "the band").toEqual([]);
    await second.page.getByRole("link", { name: "看过并接班" }).click();
    await second.page.getByText("样例银行维护到 22 点，急件打电话").waitFor();
    const handed = second.page.locator(".watch-lines tbody tr").first();
    expect(await handed.innerText()).toContain("家属在路上");
    expect(await broken(second.page), "what was handed over").toEqual([]);
    await second.page.getByRole("button", { name: "接班" }).click();
    await second.page.getByText(/^已接班，\d+ 条转到你手里。/).waitFor();
    const now = (await comes.get("/waiting")).items.find((line: Line) => line.id === order);
    expect(now.hand.officer).toBe(me.id);
    expect(second.complaints).toEqual([]);

    // Who went sees it, in English and in the dark, and takes nothing.
    const third = await sit(browser, { lang: "en", colorScheme: "dark" });
    await signIn(third.page, "officer", "watch");
    await third.page.getByText("taken over", { exact: true }).first().waitFor();
    expect(await third.page.getByRole("button", { name: "Take over" }).count()).toBe(0);
    expect(await broken(third.page), "in English, dark").toEqual([]);
    for (const { page } of [first, second, third]) await page.context().close();
  });
});
