// How every screen looks, beside how it looked when somebody last looked at it. `UPDATE=1` keeps new pictures, which
// a person looks at before they are committed; what differs is drawn into the folder that `DIFFS` names.
//
// In a town of their own, just after its story. What differs from run to run is written over before a picture is
// taken: digits, ids, moments and countdowns.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asker, base, launch, signIn, sit } from "./hands";
import { type Place, screens } from "./places";

const KEPT = join(import.meta.dirname, "..", "looks");
const DIFFS = process.env.DIFFS ?? join(tmpdir(), "cordon-looks");
const UPDATE = process.env.UPDATE === "1";
/** Pictures are kept at half their size: a break of the layout is seen, and the repository stays small. */
const SCALE = 0.5;
const SIZES: ["zh" | "en", number, "light" | "dark" | "forced"][] = [
  ["zh", 1280, "light"],
  ["zh", 1440, "light"],
  ["zh", 1920, "light"],
  ["en", 1440, "light"],
  ["zh", 1440, "dark"],
  ["zh", 1440, "forced"],
];
/** Of all points, how many may differ; letters are drawn a little otherwise by another Chromium. */
const DIFFER_MAX = 0.001;
const DIFFER_MAX_OTHER = 0.02;
/** Where two rows changed places, their words differ and nothing else. */
const DIFFER_MAX_TIES = 0.01;
const POINT = 0.15;

let browser: Browser;
let places: Place[];
let most = DIFFER_MAX;
beforeAll(async () => {
  browser = await launch();
  places = await screens(await Asker.of("supervisor"));
  const made = join(KEPT, "chromium.txt");
  const major = browser.version().split(".")[0] ?? "";
  if (UPDATE) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(made, `${major}\n`);
  } else if (readFileSync(made, "utf8").trim() !== major) {
    console.log(`pictures were made by Chromium ${readFileSync(made, "utf8").trim()}, this is ${major}: ${DIFFER_MAX_OTHER * 100} % may differ`);
    most = DIFFER_MAX_OTHER;
  }
});
afterAll(async () => {
  await browser.close();
});

/** Writes over what another run says otherwise, now and whenever it is written anew. */
const still = (page: Page) =>
  page.evaluate(() => {
    const nothing = (all: string) => all.replace(/[^-]/g, "0");
    // Ids and ends of numbers, then codes of people, then what counts.
    const said = (text: string) =>
      text
        .replace(/(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{6,}/g, nothing)
        .replace(/\b[0-9A-Z]{4}(-[0-9A-Z]{4})+\b/g, nothing)
        .replace(/\d/g, "0");
    const write = (node: Text) => {
      // Rules of style stand in the body too.
      if (node.parentElement?.tagName === "STYLE") return;
      const timed = node.parentElement?.closest("time, .countdown");
      const to = timed ? "00:00" : said(node.data);
      if (node.data !== to) node.data = to;
    };
    const all = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const nodes: Text[] = [];
      while (walker.nextNode()) nodes.push(walker.currentNode as Text);
      for (const node of nodes) write(node);
    };
    all(document.body);
    for (const input of document.querySelectorAll("input")) {
      if (input.type === "datetime-local") input.value = "2026-01-01T00:00";
      else if (/\d/.test(input.value) && input.type === "text") input.value = said(input.value);
    }
    // The page's own caret and focus blink.
    (document.activeElement as HTMLElement | null)?.blur();
    new MutationObserver(() => all(document.body)).observe(document.body, { subtree: true, childList: true, characterData: true });
  });

/** Words that are cut off where they may not be: buttons, tags, headings, heads of columns. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const marked = "button, .tag, .level, h1, h2, h3, [role=columnheader], th, label";
    return [...document.querySelectorAll<HTMLElement>(marked)]
      .filter((one) => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
      .map((one) => one.innerText.trim().slice(0, 40));
  });

function differing(name: string, now: Buffer, may: number): number {
  const kept = join(KEPT, name);
  if (UPDATE) {
    writeFileSync(kept, now);
    return 0;
  }
  if (!existsSync(kept)) throw new Error(`there is no picture looks/${name}: look at the screen, then run this with UPDATE=1`);
  const [a, b] = [PNG.sync.read(readFileSync(kept)), PNG.sync.read(now)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  const diff = new PNG({ width: a.width, height: a.height });
  const share = pixelmatch(a.data, b.data, diff.data, a.width, a.height, { threshold: POINT }) / (a.width * a.height);
  if (share > may) {
    mkdirSync(DIFFS, { recursive: true });
    writeFileSync(join(DIFFS, name), PNG.sync.write(diff));
    writeFileSync(join(DIFFS, name.replace(".png", "-now.png")), now);
  }
  return share;
}

describe.each(SIZES)("looks in %s, %d wide, %s", (lang, width, colours) => {
  it("are those that somebody looked at, and nothing is cut off", async () => {
    const forced = colours === "forced";
    const chosen = forced ? { forcedColors: "active" as const } : { colorScheme: colours };
    const { page } = await sit(browser, { lang, ...chosen, viewport: { width, height: Math.round(width * 0.6) }, deviceScaleFactor: SCALE, reducedMotion: "reduce" });
    await signIn(page, "officer3");
    const changed: string[] = [];
    for (const { name, path, there, ties } of places.filter((place) => !forced || place.forced)) {
      await page.goto(`${base}/workbench/${path}`);
      await page.locator(there).first().waitFor();
      await page.waitForTimeout(400);
      expect(await cut(page), `${name} ${lang} ${width}`).toEqual([]);
      await still(page);
      const file = `${name}-${lang}-${width}${colours === "light" ? "" : `-${colours}`}.png`;
      const may = ties ? Math.max(most, DIFFER_MAX_TIES) : most;
      const share = differing(file, await page.screenshot(), may);
      if (share > may) changed.push(`${file}: ${(share * 100).toFixed(2)} % (${join(DIFFS, file)})`);
    }
    expect(changed).toEqual([]);
    await page.context().close();
  }, 240_000);
});
