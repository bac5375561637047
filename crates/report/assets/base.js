// Data, language, and the few ways this page makes elements. Text of the material only ever becomes text nodes.
const data = JSON.parse(document.getElementById("data").textContent);
const state = { lang: data.lang === "en" ? "en" : "ja", view: "", theme: "auto" };
const byId = (id) => document.getElementById(id);
const t = (key) => WORDS[state.lang][key] ?? key;
const pick = (text) => (text ? (Array.isArray(text) ? text[state.lang === "ja" ? 0 : 1] : text[state.lang]) : "");
const label = (table, key) => (Object.hasOwn(table, key) ? pick(table[key]) : key);
const number = (value) => value.toLocaleString(state.lang === "ja" ? "ja-JP" : "en-GB");

/** Makes an element. `attributes`: `class`, `on…` listeners, everything else as attributes; children are nodes or text. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

function svg(name, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes ?? {})) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Characters that do not show, or turn the line around, as their code points. */
function visible(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) nodes.push(text.slice(at, match.index));
    const code = "U+" + match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(el("span", { class: "hidden-char" }, code));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

/** Material text, isolated from the direction of its surroundings, at most `most` characters. */
function raw(text, most = 20000) {
  const shown = text.length > most ? text.slice(0, most) : text;
  const node = el("bdi", { class: "raw" }, visible(shown));
  if (shown.length < text.length) node.append(el("span", { class: "cut" }, ` … ${t("cut")} (${number(text.length)})`));
  return node;
}

/** What leaves, with its tokens set apart. */
function shared(text) {
  const node = el("bdi", { class: "raw" });
  text.split(/(\[[A-Z][A-Z0-9-]*\]|〔[^〔〕]{1,24}〕)/).forEach((part, index) => {
    if (part) node.append(index % 2 ? el("span", { class: "token" }, part) : el("span", {}, visible(part)));
  });
  return node;
}

const badge = (decision) => el("span", { class: `badge d-${Object.hasOwn(DECISIONS, decision) ? decision : "keep"}` }, label(DECISIONS, decision));
const surfaceName = (index) => (index ? `${index} ${pick(data.surfaces[index - 1][1])}` : t("noSurface"));
const say = (text) => { byId("say").textContent = text; };
const typing = (target) => target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;

/** Runs after a pause in typing. */
function later(run, pause) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(run, pause); };
}

const findings = data.findings;
const rows = findings.id.length;
const decodedOf = new Map(findings.decoded);
const moreOf = new Map(findings.more);
const rowOf = new Map(findings.id.map((id, row) => [id, row]));
/** The views, in the order of their tabs; each has `draw(panel)` and may have `move`, `open`, `focusSearch`, `go`, `print`. */
const views = {};
