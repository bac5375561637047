// Opens generated reports in a real browser and checks what a reader does with them.
// Usage: node report.mjs DIR [PICTURES]   (DIR from `cargo run -p noroshi-report --example sample -- DIR`)
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [dir, pictures] = process.argv.slice(2);
assert(dir, "usage: node report.mjs DIR [PICTURES]");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const VIEWS = ["held", "overview", "documents", "findings", "tokens"];
let failed = 0;

/** Opens a report; everything the page says or asks the network for is collected and must be nothing. */
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, bypassCSP: options.axe === true, colorScheme: options.dark ? "dark" : "light", ...options.context });
  const page = await context.newPage();
  const noise = [];
  const address = pathToFileURL(resolve(dir, file)).href;
  page.on("console", (message) => noise.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("request", (request) => { if (request.url() !== address) noise.push(`request: ${request.url()}`); });
  page.on("dialog", (dialog) => { noise.push("dialog"); dialog.dismiss(); });
  await page.goto(address);
  await page.waitForSelector("html[data-ready=yes]");
  const close = async () => {
    assert.deepEqual(noise, [], "the page must be silent");
    await context.close();
  };
  return { page, close };
}

async function check(name, run) {
  try {
    await run();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.message ?? error).split("\n").slice(0, 12).join("\n     ")}`);
  }
}

const shown = async (page) => Number((await page.textContent("#shown")).replaceAll(",", "").match(/\d+/)?.[0] ?? 0);
const chip = (page, key) => page.locator(`[data-chip="${key}"]`);
const settled = (page) => page.waitForTimeout(250);

await check("opens on what must be decided, question and alternative first", async () => {
  const { page, close } = await open("small.html");
  assert.equal(await page.getAttribute("#tab-held", "aria-selected"), "true");
  const card = page.locator(".card").first();
  const text = await card.innerText();
  assert(text.indexOf("入手できますか") >= 0 && text.indexOf("入手できますか") < text.indexOf("代わりに共有できるもの"));
  await card.getByText("検出を見る").click();
  assert.equal(await page.getAttribute("#tab-findings", "aria-selected"), "true");
  assert.match(await page.innerText("#detail"), /3f2a0c9b/);
  await close();
});

await check("language switches everywhere, and back", async () => {
  const { page, close } = await open("small.html");
  for (const view of VIEWS) {
    await page.click(`#tab-${view}`);
    const before = await page.innerText("main");
    await page.click("#lang");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.equal(await page.getAttribute(`#tab-${view}`, "aria-selected"), "true");
    assert.notEqual(await page.innerText("main"), before);
    await page.click("#lang");
    assert.equal(await page.innerText("main"), before);
  }
  await close();
});

await check("the overview tells ladder and pivots as text, what stays home as such", async () => {
  const { page, close } = await open("small.html");
  await page.click("#tab-overview");
  for (const words of [["公開の検体置き場", "(共有しない)", "製造業", "業種: 残りは 3"], ["public sample collections", "(not shared)", "Manufacturing", "sector: leaves 3"]]) {
    const text = await page.locator("#view-overview, main").first().innerText();
    for (const word of words) assert(text.includes(word), word);
    assert(!text.includes("[object"), "an element became text");
    await page.keyboard.press("l");
    await settled(page);
  }
  await close();
});

await check("filters change the counts and can be cleared", async () => {
  const { page, close } = await open("small.html");
  await page.click("#tab-findings");
  const all = await shown(page);
  assert(all > 25);
  await chip(page, "decision:mask").click();
  const masked = await shown(page);
  assert(masked > 0 && masked < all);
  await chip(page, "surface:2").click();
  const both = await shown(page);
  assert(both > 0 && both < masked);
  await chip(page, "class:P").waitFor({ state: "detached" });
  await chip(page, "clear").click();
  assert.equal(await shown(page), all);
  await page.selectOption("#material", { index: 2 });
  assert(await shown(page) < all);
  await chip(page, "clear").click();
  await page.fill("#search", "ＫＡＧＥ cdn");
  await settled(page);
  assert.equal(await shown(page), 1);
  await page.fill("#search", "no such value");
  await settled(page);
  assert.match(await page.textContent("#shown"), /条件に合う/);
  await close();
});

await check("keys: j k / ? Enter Escape 1-5 l", async () => {
  const { page, close } = await open("small.html");
  for (const [key, view] of VIEWS.map((name, index) => [String(index + 1), name])) {
    await page.keyboard.press(key);
    assert.equal(await page.getAttribute(`#tab-${view}`, "aria-selected"), "true");
  }
  await page.keyboard.press("1");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.className), "card");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await page.keyboard.type("j");
  assert.equal(await page.inputValue("#search"), "j", "letters typed into a field are letters");
  await page.fill("#search", "");
  await page.keyboard.press("Escape");
  await settled(page);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const active = await page.getAttribute(".rows", "aria-activedescendant");
  assert.equal(await page.getAttribute(`#${active}`, "aria-posinset"), "1");
  await page.keyboard.press("End");
  const total = await page.locator('[role=option][aria-selected="true"]').getAttribute("aria-setsize");
  assert.equal(await page.locator('[role=option][aria-selected="true"]').getAttribute("aria-posinset"), total);
  await page.keyboard.press("?");
  assert(await page.evaluate(() => document.getElementById("help").open));
  await page.keyboard.press("Escape");
  assert(!(await page.evaluate(() => document.getElementById("help").open)));
  await page.keyboard.press("l");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await close();
});

await check("marks in documents lead to their finding, and back", async () => {
  const { page, close } = await open("small.html");
  await page.click("#tab-documents");
  assert.equal(await page.locator(".pair .after").nth(1).innerText().then((text) => text.includes("設計図面")), false);
  await page.locator(".mark", { hasText: "KAGELDR" }).first().click();
  assert.match(await page.innerText("#detail"), /KAGELDR/);
  await page.getByText("文書で見る").click();
  assert.equal(await page.getAttribute("#tab-documents", "aria-selected"), "true");
  const before = await page.locator(".pair").count();
  await page.selectOption("#doc-show", "stay");
  assert(await page.locator(".pair").count() < before);
  await close();
});

await check("hostile text stays text", async () => {
  const { page, close } = await open("small.html");
  for (const view of VIEWS) {
    await page.click(`#tab-${view}`);
    await settled(page);
  }
  await page.click("#tab-findings");
  const rows = page.locator("[role=option]");
  for (const text of ["<img src=x", "</script>", "javascript:", "悪意"]) {
    await page.fill("#search", text);
    await settled(page);
    assert(await rows.count() > 0, text);
    await rows.first().click();
  }
  await page.fill("#search", "fdp.exe");
  await settled(page);
  await rows.first().click();
  const detail = await page.innerText("#detail");
  assert(detail.includes("U+202E") && !detail.includes("\u202e"), "direction characters are shown, not obeyed");
  assert.equal(await page.evaluate(() => window.__hit), undefined);
  assert.equal(await page.locator("main img, main script, main b b, main a").count(), 0);
  assert.equal(await page.evaluate(() => document.scripts.length), 2);
  await close();
});

await check("a refusal says why, on top of every view", async () => {
  const { page, close } = await open("refused.html");
  for (const view of VIEWS) {
    await page.click(`#tab-${view}`);
    assert.match(await page.innerText("[role=alert]"), /再検査/);
  }
  assert(await page.evaluate(() => document.getElementById("refused").getBoundingClientRect().top < 200));
  await close();
});

await check("an empty report says so", async () => {
  const { page, close } = await open("empty.html");
  for (const view of VIEWS) {
    await page.click(`#tab-${view}`);
    assert((await page.innerText("main")).length > 5, view);
  }
  await close();
});

await check("no serious accessibility violation: both languages, both themes, wide and narrow", async () => {
  for (const [file, dark, width] of [["small.html", false, 1360], ["small.en.html", true, 1360], ["small.html", true, 390], ["refused.html", false, 390]]) {
    const { page, close } = await open(file, { axe: true, dark, context: { viewport: { width, height: 860 } } });
    await page.addScriptTag({ content: axe });
    for (const view of VIEWS) {
      await page.click(`#tab-${view}`);
      if (view === "findings" || view === "held") await page.keyboard.press("j");
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const serious = violations.filter((found) => ["serious", "critical"].includes(found.impact));
      assert.deepEqual(serious.map((found) => `${file} ${view} ${width}: ${found.id} ${found.nodes[0].target} ${found.nodes[0].failureSummary}`), []);
    }
    assert(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing sticks out sideways");
    await close();
  }
});

await check("100,000 findings: few elements, every row can be reached", async () => {
  const started = performance.now();
  const { page, close } = await open("large.html");
  const ready = performance.now() - started;
  let mark = performance.now();
  await page.click("#tab-findings");
  await page.waitForSelector("[role=option]");
  const opened = performance.now() - mark;
  assert.equal(await shown(page), 100_000);
  assert(await page.locator("[role=option]").count() < 60);
  assert(await page.evaluate(() => document.querySelectorAll("*").length) < 4000);
  await page.keyboard.press("j");
  await page.keyboard.press("End");
  assert.equal(await page.locator('[role=option][aria-selected="true"]').getAttribute("aria-posinset"), "100000");
  mark = performance.now();
  await page.fill("#search", "kage-910.example");
  await page.waitForFunction(() => !document.getElementById("shown").textContent.includes("100,000 ／"));
  const searched = performance.now() - mark;
  assert(await shown(page) > 10);
  console.log(`     ready ${ready.toFixed(0)} ms, list ${opened.toFixed(0)} ms, first search ${searched.toFixed(0)} ms`);
  await close();
});

await check("prints every view", async () => {
  const { page, close } = await open("small.html");
  const pdf = await page.pdf({ format: "A4" });
  assert(pdf.length > 20_000);
  await close();
});

if (pictures) {
  for (const [name, file, view, width, dark] of [["held", "small.html", "held", 1360], ["overview", "small.en.html", "overview", 1360, true], ["documents", "small.html", "documents", 1360], ["findings", "small.html", "findings", 1360], ["narrow", "small.html", "held", 390]]) {
    const { page, close } = await open(file, { dark, context: { viewport: { width, height: 860 } } });
    await page.click(`#tab-${view}`);
    if (view === "findings") await page.keyboard.press("j");
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    await close();
  }
}

await browser.close();
process.exit(failed ? 1 : 0);
