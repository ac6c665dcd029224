// Every screen, in both languages, light and dark: no rule of accessibility broken, nothing cut off, nothing asked
// of anybody else; and what the page weighs. `SHOTS=folder` keeps pictures of all of them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, base, broken, launch, signIn, sit } from "./hands";
import { type Place, screens } from "./places";

const SHOTS = process.env.SHOTS;
const WIDTHS = SHOTS ? [1280, 1440, 1920] : [1280];
/** Of a page, its script and its style, compressed, in kB. */
const ENTRY_KB = 200;
const STYLE_KB = 16;
const FLOW_KB = 12;

let browser: Browser;
let places: Place[];
beforeAll(async () => {
  browser = await launch();
  places = await screens(await Asker.of("supervisor"));
});
afterAll(async () => {
  await browser.close();
});

/** The page itself never scrolls sideways. */
const spills = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

interface Look {
  lang: "zh" | "en";
  colours: "light" | "dark" | "forced";
  width: number;
}

/** One window that goes through these screens. */
async function goThrough(some: Place[], { lang, colours, width }: Look) {
  const seen = colours === "forced" ? { forcedColors: "active" as const } : { colorScheme: colours };
  const { page, complaints } = await sit(browser, { lang, ...seen, viewport: { width, height: Math.round(width * 0.6) } });
  await page.goto(`${base}/workbench/`);
  await page.locator(".sign-in-card").waitFor();
  expect(await broken(page), `sign-in ${lang} ${colours}`).toEqual([]);
  await shoot(page, "sign-in", lang, colours, width);
  await signIn(page, "officer3");
  for (const { name, path, there } of some) {
    await page.goto(`${base}/workbench/${path}`);
    await page.locator(there).first().waitFor();
    await page.waitForTimeout(300);
    expect(await broken(page), `${name} ${lang} ${colours} ${width}`).toEqual([]);
    expect(await spills(page), `${name} ${width}`).toBe(false);
    await shoot(page, name, lang, colours, width);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
}

describe.each(["zh", "en"] as const)("screens in %s", (lang) => {
  describe.each(["light", "dark", "forced"] as const)("%s", (colours) => {
    it("break no rule of accessibility, spill nothing and ask nobody else", async () => {
      for (const width of WIDTHS) {
        // Two windows at once: the rules are looked at by the browser, which has a process for each.
        const half = (nth: number) => places.filter((_, at) => at % 2 === nth);
        await Promise.all([0, 1].map((nth) => goThrough(half(nth), { lang, colours, width })));
      }
    }, 240_000);
  });
});

async function shoot(page: Page, name: string, lang: string, colours: string, width: number) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}-${lang}-${colours}-${width}.png`) });
}

describe("the page", () => {
  it("keeps its weight", async () => {
    const html = await (await fetch(`${base}/workbench/`)).text();
    const asked = [...html.matchAll(/(?:src|href)="(\/workbench\/assets\/[^"]+)"/g)].map((found) => found[1] ?? "");
    const weigh = async (paths: string[]) => {
      const bodies = await Promise.all(paths.map(async (path) => Buffer.from(await (await fetch(base + path)).arrayBuffer())));
      return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1000;
    };
    const scripts = asked.filter((path) => path.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(0);
    const entry = await weigh(scripts);
    const style = await weigh(asked.filter((path) => path.endsWith(".css")));
    const entryText = (await Promise.all(scripts.map(async (path) => (await fetch(base + path)).text()))).join("\n");
    const flow = /assets\/Flow-[\w-]+\.js/.exec(entryText)?.[0];
    const flowWeight = await weigh([`/workbench/${flow}`]);
    console.log(`entry ${entry.toFixed(1)} kB, style ${style.toFixed(1)} kB, flow ${flowWeight.toFixed(1)} kB, compressed`);
    expect(entry).toBeLessThanOrEqual(ENTRY_KB);
    expect(style).toBeLessThanOrEqual(STYLE_KB);
    expect(flowWeight).toBeLessThanOrEqual(FLOW_KB);
  });

  it("is kept by its hash, runs no inline script, and is never framed", async () => {
    const page = await fetch(`${base}/workbench/cases/cas_x`);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const script = /\/workbench\/assets\/[^"]+\.js/.exec(html)?.[0];
    expect((await fetch(`${base}${script}`)).headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${base}/workbench/assets/none.js`)).status).toBe(404);
  });
});
