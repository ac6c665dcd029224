// Many victims of one account: the queue says so, and their cases stand beside each other.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Account, Asker, accountsOf, base, broken, launch, pay, signIn, sit } from "./hands";

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
    // Whose reporter is known waits for a signature, so there is something to take.
    const reporter = { name: victim.holder, id_type: "身份证", id_number: "99000019000101001X", phone: "19900000001" };
    await officer.post("/reports", { reporter, transfers: [{ from: side(victim), to: side(payee), amount: { amount: YUAN, currency: "CNY" }, at: now, channel: "mobile_bank" }] });
  }
  await page.getByText(/集中报案：\*{4}\d{4} 三天内 [3-9] 案/).waitFor();
  expect(await broken(page), "the band").toEqual([]);
  await page.getByRole("link", { name: "一起办" }).click();
  await page.locator(".shelf-row.chosen").waitFor();
  expect(await page.locator(".shelf-side table.plain tbody tr").count()).toBeGreaterThanOrEqual(3);
  expect(await broken(page), "the rush").toEqual([]);
  // What of them waits is taken from here at once, and stands in the queue as his own.
  const acts = page.locator(".shelf-side .acts");
  await acts.getByText(/这些案件有 \d+ 条等人处理/).waitFor();
  const count = async () => Number(/有 (\d+) 条/.exec(await acts.innerText())?.[1]);
  const ours = async (): Promise<string[]> => {
    const cases = (await officer.get("/rushes")).items.find((rush: { number: string }) => rush.number.endsWith(payee.number.slice(-4))).cases.map((one: { case: string }) => one.case);
    return (await officer.get("/waiting")).items.filter((line: { case?: string }) => line.case && cases.includes(line.case)).map((line: { hand?: { officer: string } }) => line.hand?.officer ?? "");
  };
  expect(await count()).toBe((await ours()).length);
  await acts.getByRole("button", { name: "领取", exact: true }).click();
  await acts.getByText(/已办 \d+ 条/).waitFor();
  expect(await broken(page), "after taking").toEqual([]);
  const me = (await officer.get("/sessions/me")).id;
  const taken = await ours();
  expect(taken.length).toBeGreaterThan(0);
  expect(new Set(taken), "all of them are his").toEqual(new Set([me]));
  await page.goto(`${base}/workbench/queue?show=hand`);
  await expect.poll(() => page.locator(".grid-row[id]").count()).toBe(taken.length);
  await page.locator(".queue-side").getByText(/你在办，至/).waitFor();
  // And each case is one step away.
  await page.goto(`${base}/workbench/rushes`);
  await page.locator(".shelf-row").filter({ hasText: payee.number.slice(-4) }).click();
  await page.locator(".shelf-side table.plain a").first().click();
  await page.waitForURL(/\/workbench\/cases\/cas_/);
  expect(complaints).toEqual([]);
  await page.context().close();
});
