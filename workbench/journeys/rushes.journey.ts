// Many victims of one account: the queue says so, and what of their cases waits is taken at once.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Asker, accountsOf, broken, launch, signIn, sit, until } from "./hands";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

type Line = { id: string; case?: string; hand?: { officer: string } | null };

it("three reports about one account come up by themselves, and all that waits of them is taken at once", async () => {
  const officer = await Asker.of("officer");
  const { now } = await officer.get("/waiting");
  const payee = accountsOf("bank-e").at(-2);
  const side = (account: { code: string; number: string } | undefined, number = account?.number) => ({ institution_code: account?.code, number, class: "personal" });
  const { page, complaints } = await sit(browser);
  await signIn(page, "officer", "queue?show=all");
  await page.getByRole("grid").waitFor();
  for (const n of [1, 2, 3]) {
    const from = side(accountsOf("bank-b")[0], `999999777770000${n}`);
    await officer.post("/reports", { transfers: [{ from, to: side(payee), amount: { amount: `${n}000.00`, currency: "CNY" }, at: now, channel: "mobile_bank" }] });
  }
  await page.getByText(/集中报案：\*{4}\d{4} 三天内 [3-9] 案/).waitFor();
  expect(await broken(page), "the band").toEqual([]);
  await page.getByRole("link", { name: "一起办" }).click();
  await page.locator(".shelf-row.chosen").waitFor();
  expect(await page.locator(".shelf-side table.plain tbody tr").count()).toBeGreaterThanOrEqual(3);
  expect(await broken(page), "the rush").toEqual([]);
  await page.locator(".bulk").getByRole("button", { name: "领取" }).click();
  const me = await officer.get("/sessions/me");
  await until("they are in hand", async () => (await officer.get("/waiting")).items.filter((line: Line) => line.case && line.hand?.officer === me.id).length >= 3);
  expect(complaints).toEqual([]);
  const supervisor = await Asker.of("supervisor");
  const held = (await supervisor.get("/waiting")).items.filter((line: Line) => line.hand).map(({ wait, id }: Line & { wait: string }) => ({ wait, id }));
  await supervisor.post("/waiting/put-back", { rows: held.slice(0, 100) });
  await page.context().close();
});
