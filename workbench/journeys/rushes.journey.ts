// Many victims of one account: the queue says so, and their cases stand beside each other.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Account, Asker, accountsOf, broken, launch, pay, signIn, sit } from "./hands";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
});

const YUAN = "1200.00";

/** So many who have just paid, whose money no other journey holds. */
async function pays(payee: Account, count: number): Promise<Account[]> {
  const paid: Account[] = [];
  for (const payer of accountsOf("bank-b").slice(2)) {
    if (paid.length === count) break;
    try {
      await pay(["bank-b", payer], ["bank-a", payee], YUAN);
      paid.push(payer);
    } catch {
      // Held, or spent.
    }
  }
  expect(paid.length).toBe(count);
  return paid;
}

it("three reports about one account come up by themselves, with their cases beside each other", async () => {
  const officer = await Asker.of("officer");
  const payee = accountsOf("bank-a").at(-2) as Account;
  const victims = await pays(payee, 3);
  const { now } = await officer.get("/waiting");
  const side = (account: Account) => ({ institution_code: account.code, number: account.number, class: "personal" });
  const { page, complaints } = await sit(browser);
  await signIn(page, "officer", "queue?show=all");
  await page.getByRole("grid").waitFor();
  for (const victim of victims) {
    await officer.post("/reports", { transfers: [{ from: side(victim), to: side(payee), amount: { amount: YUAN, currency: "CNY" }, at: now, channel: "mobile_bank" }] });
  }
  await page.getByText(/集中报案：\*{4}\d{4} 三天内 [3-9] 案/).waitFor();
  expect(await broken(page), "the band").toEqual([]);
  await page.getByRole("link", { name: "一起办" }).click();
  await page.locator(".shelf-row.chosen").waitFor();
  expect(await page.locator(".shelf-side table.plain tbody tr").count()).toBeGreaterThanOrEqual(3);
  expect(await broken(page), "the rush").toEqual([]);
  // What of them waits, if anything, is taken from here; and each case is one step away.
  await page.locator(".shelf-side .acts").getByText(/这些案件/).waitFor();
  await page.locator(".shelf-side table.plain a").first().click();
  await page.waitForURL(/\/workbench\/cases\/cas_/);
  expect(complaints).toEqual([]);
  await page.context().close();
});
