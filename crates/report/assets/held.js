// What waits for a person: the question and what could be shared instead first, the values below. Equal questions are one card.
let heldCards;
let heldRows;

views.held = {
  draw(panel) {
    heldCards?.drop();
    const page = el("div", { class: "page" });
    panel.replaceChildren(page);
    if (!data.held.length) return void page.append(el("p", { class: "empty" }, t("heldNone")));
    const groups = heldGroups();
    const list = el("div", { class: "cards" });
    page.append(el("p", { class: "lead" }, t("heldLead")), list);
    heldCards = new GrowingList(list, groups.length, (index) => heldCard(groups[index]), 20);
  },
  move(step) { heldCards?.choose(heldCards.current + step); },
};

function heldGroups() {
  const groups = new Map();
  for (const item of data.held) {
    const key = JSON.stringify([item.rule, item.question, item.alternative, item.reason]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function heldCard(items) {
  const [first] = items;
  const list = el("ul", { class: "held-values" });
  let made = 0;
  const more = el("button", { type: "button", onclick: () => grow(100) });
  const grow = (step) => {
    list.append(...items.slice(made, made + step).map(heldValue));
    made = Math.min(items.length, made + step);
    more.hidden = made >= items.length;
    more.textContent = `${t("showMore")} (${number(items.length - made)})`;
  };
  grow(12);
  const surfaces = data.surfaces.map(([key], index) => [key, index + 1]).filter(([key]) => items.some((item) => item.surface === key));
  return el("article", { class: "card", tabindex: -1 },
    el("h2", {}, pick(first.question)),
    el("p", { class: "alternative" }, el("b", {}, `${t("alternative")}: `), pick(first.alternative)),
    el("p", { class: "why" }, el("b", {}, `${t("reason")}: `), pick(first.reason)),
    el("p", { class: "tags" }, surfaces.map(([, index]) => el("span", { class: "tag" }, surfaceName(index))), el("span", { class: "tag" }, first.rule), el("span", { class: "tag" }, `${number(items.length)} ${t("values")}`)),
    list, more);
}

/** The finding of a held value, by what it matches and where; made once, for held values only. */
function findingOf(item) {
  const key = (value, material, kind) => `${material}\n${kind}\n${value}`;
  if (!heldRows) {
    const values = new Set(data.held.map((held) => held.value));
    heldRows = new Map();
    findings.text.forEach((text, row) => { if (values.has(text)) heldRows.set(key(text, data.materials[findings.material[row]], data.kinds[findings.kind[row]]), findings.id[row]); });
  }
  return heldRows.get(key(item.value, item.material, item.kind));
}

function heldValue(item) {
  const id = findingOf(item);
  const link = id !== undefined && el("button", { type: "button", class: "link", onclick: () => views.findings.go(id) }, t("seeFinding"));
  return el("li", {}, el("span", { class: "kind" }, item.kind), raw(item.value, 400), el("span", { class: "where" }, raw(item.material, 200), item.place && item.place !== "-" ? [" · ", raw(item.place, 120)] : ""), link);
}
