// Every finding: filters with counts, a list of any length, and the chosen one in full.
const FACETS = ["surface", "decision", "class"];
const filter = { surface: new Set(), decision: new Set(), class: new Set(), material: -1, text: "", order: "place" };
let found = { rows: [], counts: {} };
let haystack;
let rowList;

views.findings = {
  draw(panel) {
    rowList = new RowList(t("listLabel"), findingRow, (index, opened) => drawDetail(found.rows[index], opened));
    panel.replaceChildren(
      el("details", { class: "filters", open: window.innerWidth > 900 }, el("summary", {}, t("filters"), el("span", { id: "active-filters" })), el("div", { id: "facets" })),
      el("div", { class: "search" }, el("label", { for: "search" }, t("search")),
        el("input", { id: "search", type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("searchHint"), value: filter.text, oninput: later(typed, 120) }),
        orderPick(), el("p", { id: "shown", role: "status" })),
      el("div", { class: "split" }, rowList.box, el("aside", { id: "detail", "aria-label": t("detail"), tabindex: -1 })),
      el("div", { class: "print-only", id: "printed" }));
    apply();
    rowList.measure();
  },
  move(step) { rowList.choose(rowList.current + step); rowList.box.focus({ preventScroll: true }); },
  focusSearch() { byId("search").focus(); byId("search").select(); },
  /** Sets the filters to exactly these. */
  only(wanted) {
    clearFilters();
    for (const [key, value] of Object.entries(wanted)) filter[key].add(value);
  },
  /** Shows one finding, whatever the filters were. */
  go(id) {
    clearFilters();
    show("findings");
    rowList.choose(found.rows.indexOf(rowOf.get(id)), true);
  },
  print() {
    byId("printed").replaceChildren(el("p", {}, t("printed")), ...found.rows.slice(0, 500).map((row) => el("div", { class: "printed-row" }, badge(findings.decision[row]), " ", data.kinds[findings.kind[row]], " ", raw(findings.text[row], 300), " → ", shared(findings.becomes[row] || t("nothing")), el("p", {}, raw(`${data.materials[findings.material[row]]} · ${findings.place[row]}`, 300), " — ", pick(data.reasons[findings.reason[row]])))));
  },
};

function clearFilters() {
  FACETS.forEach((facet) => filter[facet].clear());
  Object.assign(filter, { material: -1, text: "" });
}

function typed() {
  filter.text = byId("search").value;
  apply();
}

function orderPick() {
  return el("select", { id: "order", "aria-label": t("order"), onchange: (event) => { filter.order = event.target.value; apply(); } },
    [["place", "orderPlace"], ["count", "orderCount"], ["decision", "orderDecision"], ["text", "orderText"]].map(([value, key]) => el("option", { value, selected: value === filter.order }, t(key))));
}

/** What free text is looked for in, made once. */
function hay() {
  haystack ??= findings.text.map((text, row) => [text, decodedOf.get(row) ?? "", findings.becomes[row], data.kinds[findings.kind[row]], data.materials[findings.material[row]], findings.place[row], data.rules[findings.rule[row]], data.rules[findings.judged[row]]].join("\n").toLowerCase().normalize("NFKC"));
  return haystack;
}

const valueOf = { surface: (row) => findings.surface[row] ?? 0, decision: (row) => findings.decision[row], class: (row) => data.classes[findings.class[row]] };

/** Rows that pass, and for each facet the counts under all other conditions. */
function select() {
  const words = filter.text.toLowerCase().normalize("NFKC").split(/\s+/).filter(Boolean);
  const texts = words.length ? hay() : null;
  const counts = { surface: new Map(), decision: new Map(), class: new Map(), material: new Map() };
  const count = (facet, value) => counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
  const out = [];
  for (let row = 0; row < rows; row += 1) {
    if (texts && !words.every((word) => texts[row].includes(word))) continue;
    const material = filter.material < 0 || findings.material[row] === filter.material;
    const failed = FACETS.filter((facet) => filter[facet].size && !filter[facet].has(valueOf[facet](row)));
    if (material && !failed.length) out.push(row);
    if (!failed.length) count("material", findings.material[row]);
    if (material) FACETS.forEach((facet) => { if (!failed.length || (failed.length === 1 && failed[0] === facet)) count(facet, valueOf[facet](row)); });
  }
  return { rows: ordered(out), counts };
}

function ordered(list) {
  if (filter.order === "count") return list.sort((a, b) => findings.count[b] - findings.count[a]);
  if (filter.order === "text") return list.sort((a, b) => (findings.text[a] < findings.text[b] ? -1 : 1));
  const rank = Object.keys(DECISIONS);
  if (filter.order === "decision") return list.sort((a, b) => rank.indexOf(findings.decision[a]) - rank.indexOf(findings.decision[b]) || a - b);
  return list;
}

function apply() {
  found = select();
  drawFacets();
  byId("shown").textContent = found.rows.length ? `${number(found.rows.length)} ${t("of")} ${number(rows)} ${t("shown")}` : t("noneFound");
  rowList.restart(found.rows.length);
  drawDetail();
}

function drawFacets() {
  const names = { surface: surfaceName, decision: (value) => label(DECISIONS, value), class: (value) => label(CLASSES, value) };
  const order = { surface: [1, 2, 3, 4, 5, 6, 7, 0], decision: Object.keys(DECISIONS), class: Object.keys(CLASSES) };
  const focused = document.activeElement?.dataset?.chip;
  const chip = (facet, value) => {
    const on = filter[facet].has(value);
    const count = found.counts[facet].get(value) ?? 0;
    const flip = () => { if (on) filter[facet].delete(value); else filter[facet].add(value); apply(); };
    return (count || on) && el("button", { type: "button", class: "chip", "aria-pressed": on, "data-chip": `${facet}:${value}`, onclick: flip }, names[facet](value), " ", el("span", { class: "chip-count" }, number(count)));
  };
  const group = (facet) => el("div", { class: "facet", role: "group", "aria-labelledby": `facet-${facet}` }, el("h3", { id: `facet-${facet}` }, t(facet)), el("div", { class: "chips" }, order[facet].map((value) => chip(facet, value))));
  const active = FACETS.reduce((sum, facet) => sum + filter[facet].size, 0) + Number(filter.material >= 0) + Number(filter.text !== "");
  byId("facets").replaceChildren(...FACETS.map(group), el("div", { class: "facet" }, el("h3", {}, el("label", { for: "material" }, t("material"))), materialPick()),
    el("button", { type: "button", class: "clear", "data-chip": "clear", hidden: !active, onclick: () => { clearFilters(); byId("search").value = ""; apply(); } }, t("clear")));
  byId("active-filters").textContent = active ? ` (${active})` : "";
  if (focused) document.querySelector(`[data-chip="${CSS.escape(focused)}"]`)?.focus();
}

function materialPick() {
  const option = (material) => el("option", { value: material, selected: material === filter.material }, `${data.materials[material].slice(0, 120)} (${number(found.counts.material.get(material) ?? 0)})`);
  const known = [...found.counts.material.keys()].sort((a, b) => a - b);
  if (filter.material >= 0 && !known.includes(filter.material)) known.push(filter.material);
  return el("select", { id: "material", "data-chip": "material", onchange: (event) => { filter.material = Number(event.target.value); apply(); } },
    el("option", { value: -1 }, t("allMaterials")), known.map(option));
}

function findingRow(node, index) {
  const row = found.rows[index];
  const becomes = findings.becomes[row];
  node.append(
    badge(findings.decision[row]),
    el("span", { class: "kind" }, data.kinds[findings.kind[row]]),
    el("span", { class: "value" }, raw(findings.text[row], 160)),
    el("span", { class: "becomes" }, findings.decision[row] === "keep" && becomes === findings.text[row] ? "" : becomes ? ["→ ", shared(becomes.slice(0, 160))] : ""),
    el("span", { class: "where" }, raw(`${data.materials[findings.material[row]]} · ${findings.place[row]}`, 160)),
    el("span", { class: "surface" }, findings.surface[row] ? surfaceName(findings.surface[row]) : ""));
}

function drawDetail(row, opened) {
  const aside = byId("detail");
  aside.classList.toggle("opened", row !== undefined && Boolean(opened));
  if (row === undefined) return void aside.replaceChildren(el("p", { class: "empty" }, t("detailNone")));
  const fact = (name, ...value) => [el("dt", {}, name), el("dd", {}, ...value)];
  const id = findings.id[row];
  const more = moreOf.get(row) ?? [];
  const layers = data.layers[findings.layers[row]].map((layer) => (typeof layer === "string" ? layer : Object.entries(layer).map(([name, key]) => `${name} 0x${key.toString(16).padStart(2, "0")}`).join()));
  aside.replaceChildren(
    el("button", { type: "button", class: "close", onclick: closeDetail }, t("close")),
    el("p", { class: "detail-head" }, badge(findings.decision[row]), " ", el("span", {}, pick(data.reasons[findings.reason[row]]))),
    el("dl", { class: "facts" },
      fact(t("matched"), el("div", { class: "block-value from" }, raw(findings.text[row]))),
      decodedOf.has(row) ? fact(t("decoded"), el("div", { class: "block-value from" }, raw(decodedOf.get(row)))) : [],
      layers.length ? fact(t("layers"), layers.join(" → ")) : [],
      fact(t("becomes"), el("div", { class: "block-value to" }, findings.becomes[row] ? shared(findings.becomes[row]) : el("span", { class: "stays" }, t("nothing")))),
      fact(t("surface"), surfaceName(findings.surface[row] ?? 0)),
      fact(t("class"), label(CLASSES, data.classes[findings.class[row]])), fact(t("kind"), data.kinds[findings.kind[row]]),
      fact(t("material"), raw(data.materials[findings.material[row]], 500)), fact(t("place"), raw(findings.place[row], 500)),
      more.length ? fact(t("places"), el("ul", {}, more.map((place) => el("li", {}, raw(place, 300))))) : [],
      fact(t("count"), number(findings.count[row])),
      fact(t("foundBy"), el("code", {}, data.rules[findings.rule[row]])), fact(t("judgedBy"), el("code", {}, data.rules[findings.judged[row]])), fact(t("id"), String(id))),
    views.documents.has(id) ? el("button", { type: "button", onclick: () => views.documents.go(id) }, t("inDocument")) : "");
  say(`${label(DECISIONS, findings.decision[row])}: ${findings.text[row].slice(0, 80)}`);
}

function closeDetail() {
  byId("detail").classList.remove("opened");
  rowList.box.focus({ preventScroll: true });
}
