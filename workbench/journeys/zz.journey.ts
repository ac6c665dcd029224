import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { broken, launch, signIn, sit } from "./hands";
let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(async () => { await browser.close(); });
describe("shots", () => {
  it("all", async () => {
    for (const [who, name, path, act] of [
      ["supervisor", "norms", "settings", null],
      ["admin", "officers", "settings?of=officers", null],
      ["admin", "enrol", "settings?of=officers", "登记新人员"],
      ["admin", "roster", "settings?of=officers", "值班名册"],
      ["admin", "agencies", "settings?of=agencies", "登记机构"],
      ["admin", "protections", "settings?of=protections", "保护一个账户"],
      ["officer3", "orders", "orders", null],
      ["officer3", "measures", "measures?state=in_force", null],
      ["supervisor", "reviews", "reviews?show=all", null],
      ["officer3", "numbers", "numbers", null],
      ["officer3", "lexicon", "settings?of=lexicon", null],
    ] as const) {
      const { page, complaints } = await sit(browser, { viewport: { width: 1280, height: 800 } });
      await signIn(page, who, path);
      await page.waitForTimeout(1500);
      if (act) await page.getByRole("button", { name: act }).first().click();
      await page.waitForTimeout(500);
      await page.screenshot({ path: `/tmp/shots/${name}.png` });
      console.log(name, await broken(page), complaints);
      await page.context().close();
    }
  }, 200_000);
});
