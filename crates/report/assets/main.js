// Views, keys, language and theme.
const ORDER = ["held", "overview", "documents", "findings", "tokens"];
const SIZES = { held: () => data.held.length, documents: () => data.documents.length, findings: () => rows, tokens: () => data.mapping.length };

function show(view, focus = false) {
  state.view = view;
  for (const name of ORDER) {
    const on = name === view;
    byId(`panel-${name}`).hidden = !on;
    const tab = byId(`tab-${name}`);
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
  }
  byId("main").dataset.view = view;
  byId("main").scrollTop = 0;
  views[view].draw(byId(`panel-${view}`));
}

function drawTabs() {
  const tab = (name) => el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => show(name) }, t(name),
    SIZES[name] ? el("span", { class: name === "held" && data.held.length ? "size alarm" : "size" }, number(SIZES[name]())) : "");
  byId("tabs").replaceChildren(...ORDER.map(tab));
}

function drawRefusal() {
  if (data.draft && !data.refused) return;
  byId("refused").hidden = false;
  byId("refused").replaceChildren(el("b", {}, t("refused")), el("span", {}, data.refused ? pick(data.refused) : t("noReason")), el("small", {}, t("refusedNote")));
}

function drawAll() {
  document.documentElement.lang = state.lang;
  document.title = `${t("title")} — ${t("stay")}`;
  document.querySelectorAll("[data-t]").forEach((node) => { node.textContent = t(node.dataset.t); });
  byId("lang").textContent = t("otherLang");
  byId("lang").lang = state.lang === "ja" ? "en" : "ja";
  byId("help-open").textContent = t("help");
  drawTheme();
  drawTabs();
  drawRefusal();
  show(state.view);
}

function drawTheme() {
  document.documentElement.dataset.theme = state.theme;
  byId("theme").textContent = t({ auto: "themeAuto", light: "themeLight", dark: "themeDark" }[state.theme]);
}

function drawHelp() {
  const keys = [["j", "k"], "k_move", ["/"], "k_search", ["1", "…", "5"], "k_views", ["Enter"], "k_open", ["Esc"], "k_close", ["l"], "k_lang", ["?"], "k_help"];
  const lines = [];
  for (let at = 0; at < keys.length; at += 2) lines.push(el("dt", {}, keys[at].map((key) => el("kbd", {}, key))), el("dd", {}, t(keys[at + 1])));
  byId("help").replaceChildren(el("h2", { id: "help-title" }, t("helpTitle")), el("dl", { class: "keys" }, lines), el("button", { type: "button", onclick: () => byId("help").close() }, t("close")));
  byId("help").showModal();
}

function switchLang() {
  state.lang = state.lang === "ja" ? "en" : "ja";
  const kept = state.view === "findings" ? found.rows[rowList.current] : undefined;
  drawAll();
  if (kept !== undefined) rowList.choose(found.rows.indexOf(kept));
}

function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  show(ORDER[(ORDER.indexOf(state.view) + step + ORDER.length) % ORDER.length], true);
}

function escape(event) {
  if (typing(event.target)) event.target.blur();
  else if (state.view === "findings" && byId("detail").classList.contains("opened")) closeDetail();
}

const KEYS = {
  j: () => views[state.view].move?.(1),
  k: () => views[state.view].move?.(-1),
  "/": () => { if (!views[state.view].focusSearch) show("findings"); views[state.view].focusSearch?.(); },
  "?": drawHelp,
  l: switchLang,
};

function key(event) {
  if (event.key === "Escape") return escape(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || byId("help").open) return;
  const view = ORDER[Number(event.key) - 1];
  const run = view ? () => show(view, true) : KEYS[event.key];
  if (!run) return;
  event.preventDefault();
  run();
}

byId("lang").addEventListener("click", switchLang);
byId("help-open").addEventListener("click", drawHelp);
byId("theme").addEventListener("click", () => { state.theme = { auto: "light", light: "dark", dark: "auto" }[state.theme]; drawTheme(); });
byId("tabs").addEventListener("keydown", moveTab);
document.addEventListener("keydown", key);
window.addEventListener("beforeprint", () => { for (const name of ORDER) if (name !== state.view) views[name].draw(byId(`panel-${name}`)); views.findings.print(); });
state.view = data.held.length && !data.refused ? "held" : "overview";
drawAll();
document.documentElement.dataset.ready = "yes";
