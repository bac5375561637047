// Overview: the state in a sentence, the seven surfaces, the decisions, the package, what was not read.
views.overview = {
  draw(panel) {
    panel.replaceChildren(el("div", { class: "page" }, status(), tiles(), surfaces(), el("div", { class: "columns" }, decisions(), pack()), anonymity(), pivots(), notices()));
  },
};

function status() {
  const key = data.refused || !data.draft ? "refused" : data.held.length ? "readyHeld" : "ready";
  // A refusal already stands on top of every view.
  return el("div", { class: `status s-${key}` }, key !== "refused" && el("h2", {}, t(key)), el("p", {}, `${t("madeAt")} `, el("time", {}, data.made_at.replace(/^(\d+-\d+-\d+)T(\d+:\d+)\S*?([+-]\d\d:\d\d|Z)?$/, "$1 $2 $3"))));
}

function tiles() {
  const unread = new Set(data.notices.filter((notice) => notice.unread).map((notice) => notice.material)).size;
  const tile = (value, key, view, alarm) =>
    el(view ? "button" : "div", { class: alarm ? "tile alarm" : "tile", type: view && "button", ...(view && { onclick: typeof view === "string" ? () => show(view) : view }) }, el("b", {}, number(value)), el("span", {}, t(key)));
  return el("div", { class: "tiles" },
    tile(data.held.length, "held", "held", data.held.length > 0),
    tile(rows, "findings", "findings"),
    tile(data.mapping.length, "tokens", "tokens"),
    tile(data.draft ? data.draft.items : 0, "items"),
    tile(unread, "unread", () => byId("notices").scrollIntoView(), unread > 0));
}

/** Counts per surface: those of the draft, which knows more, or those of the findings when there is none. */
function surfaceRows() {
  if (data.draft && data.draft.residual.length) return data.draft.residual.map((row) => ({ ...row, name: pick(data.surfaces.find((s) => s[0] === row.surface)?.[1]) || row.surface }));
  const out = data.surfaces.map(([surface, name]) => ({ surface, name: pick(name), found: 0, treated: 0, held: 0, remains: null }));
  for (let row = 0; row < rows; row += 1) {
    const at = findings.surface[row] && out[findings.surface[row] - 1];
    if (!at) continue;
    at.found += 1;
    if (findings.decision[row] === "hold" || findings.decision[row] === "ask-victim") at.held += 1;
    else if (findings.decision[row] !== "keep") at.treated += 1;
  }
  return out;
}

function surfaces() {
  const list = surfaceRows();
  const longest = Math.log2(2 + Math.max(0, ...list.map((row) => row.found)));
  const legend = el("p", { class: "legend", "aria-hidden": "true" }, ["treated", "waiting", "as_is"].map((key) => el("span", { class: `key k-${key}` }, t(key))));
  return el("section", { class: "block" }, el("h2", {}, t("surfacesTitle")), el("p", { class: "lead" }, t("surfacesLead")), legend,
    el("ol", { class: "surfaces" }, list.map((row, index) => surfaceRow(row, index, longest))));
}

function surfaceRow(row, index, longest) {
  const numbers = `${t("found")} ${number(row.found)} · ${t("treated")} ${number(row.treated)} · ${t("waiting")} ${number(row.held)}`;
  const jump = () => { views.findings.only({ surface: index + 1 }); show("findings"); };
  return el("li", {},
    el("span", { class: "surface-number", "aria-hidden": "true" }, String(index + 1)),
    el("h3", {}, row.found ? el("button", { type: "button", class: "link", onclick: jump }, row.name) : row.name),
    el("p", { class: "numbers" }, numbers),
    surfaceBar(row, longest, numbers),
    el("p", { class: "remains" }, row.remains ? [el("b", {}, `${t("remains")}: `), pick(row.remains)] : ""));
}

function surfaceBar(row, longest, numbers) {
  const width = row.found ? Math.max(3, (Math.log2(1 + row.found) / longest) * 100) : 0;
  const part = (count) => (row.found ? (Math.min(count, row.found) / row.found) * width : 0);
  const treated = part(row.treated);
  const held = Math.min(part(row.held), width - treated);
  const bar = svg("svg", { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", role: "img", "aria-label": numbers });
  bar.append(svg("rect", { class: "bar-room", x: 0, y: 0, width: 100, height: 6 }));
  [["treated", 0, treated], ["waiting", treated, held], ["as_is", treated + held, width - treated - held]].forEach(([key, x, size]) => {
    if (size > 0.01) bar.append(svg("rect", { class: `bar-${key}`, x, y: 0, width: size, height: 6 }));
  });
  return bar;
}

function decisions() {
  const counts = new Map();
  findings.decision.forEach((decision) => counts.set(decision, (counts.get(decision) ?? 0) + 1));
  const most = Math.max(1, ...counts.values());
  const line = ([decision, count]) => {
    const meter = svg("svg", { class: "meter", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("rect", { class: `fill-${decision}`, width: Math.max(1, (count / most) * 100), height: 4 }));
    const jump = () => { views.findings.only({ decision }); show("findings"); };
    return el("li", {}, el("button", { type: "button", class: "link", onclick: jump }, badge(decision)), el("b", {}, number(count)), meter);
  };
  return el("section", { class: "block" }, el("h2", {}, t("decisionsTitle")), el("ul", { class: "decisions" }, [...counts].sort((a, b) => b[1] - a[1]).map(line)));
}

function pack() {
  const draft = data.draft;
  if (!draft) return el("section", { class: "block" }, el("h2", {}, t("packageTitle")), el("p", {}, t("packageNone")));
  const fact = (name, ...value) => [el("dt", {}, name), el("dd", {}, ...value)];
  const context = ["sector", "region", "size"].filter((key) => draft.context[key]).map((key) => `${t(key)}: ${pick(draft.context[key])}`);
  if (draft.context.period) context.push(`${t("period")}: ${draft.context.period.join(" – ")}`);
  const most = Math.max(1, ...draft.kinds.map((kind) => kind[1]));
  const kind = ([name, count]) => el("li", {}, el("span", {}, name), el("b", {}, number(count)),
    svg("svg", { class: "meter", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("rect", { class: "fill-kind", width: Math.max(1, (count / most) * 100), height: 4 })));
  return el("section", { class: "block" }, el("h2", {}, t("packageTitle")),
    el("p", { class: "markings" }, el("span", { class: `tlp tlp-${draft.tlp.split("+")[0].toLowerCase()}` }, `TLP:${draft.tlp}`), el("span", { class: "pap" }, `PAP:${draft.pap}`)),
    el("p", {}, `${t("items")} `, el("b", {}, number(draft.items)), ` · ${t("toIds")} ${number(draft.to_ids)} · ${t("masked")} ${number(draft.masked)} · ${t("stricter")} ${number(draft.stricter)}`),
    el("h3", {}, t("kinds")), el("ul", { class: "kinds" }, draft.kinds.map(kind)),
    el("dl", { class: "facts" },
      fact(t("files"), "bundle.json, event.json, indicators.csv, summary.ja.md, summary.en.md, manifest.json, ", `text/ (${t("texts")} ${number(draft.texts)}, ${t("sentences")} ${number(draft.sentences)})`),
      context.length ? fact(t("context"), context.join(" · ")) : [],
      fact(t("materials"), `${t("materialsRead")} ${number(draft.materials[0])} · ${t("materialsUnread")} ${number(draft.materials[1])}`),
      fact(t("madeOn"), draft.made_on), fact(t("rulesVersion"), draft.rules_version), fact(t("packageId"), el("code", {}, draft.id))));
}

/** How narrowly the victim is described, and why no narrower. */
function anonymity() {
  const ladder = data.ladder;
  if (!ladder) return "";
  const fact = (name, ...value) => [el("dt", {}, name), el("dd", {}, ...value)];
  const table = ladder.population;
  // What shows somebody stays out of the package; here the reviewer reads why in the notes.
  const line = (text, most) => (text === null ? `(${t("withheld")})` : raw(text, most));
  const earlier = ladder.earlier.map(([name, said]) => el("li", {}, raw(name, 120), ": ", said.map(pick).join(" · ")));
  return el("section", { class: "block" }, el("h2", {}, t("anonymityTitle")), el("p", { class: "lead" }, pick(ladder.statement)),
    el("dl", { class: "facts" },
      fact(t("atLeast"), ladder.at_least === null ? t("nothingSaid") : `≥ ${number(ladder.at_least)} (k = ${number(ladder.k)})`),
      fact(t("steps"), ladder.steps_in_words.map(pick).join(" · ")),
      ladder.subject.length ? fact(t("subject"), raw(ladder.subject.map(pick).join(" · "), 600)) : [],
      fact(t("table"), line(table.name, 200), table.estimate ? ` (${t("estimate")}, ÷${table.margin})` : "", " · ", line(table.source, 300), " · ", line(table.date, 60)),
      earlier.length ? fact(t("earlier"), el("ul", {}, earlier)) : []),
    ladder.notes.length ? [el("h3", {}, t("whyNoFiner")), el("ul", {}, ladder.notes.map((note) => el("li", {}, raw(pick(note), 600))))] : "");
}

/** What could lead to the victim through public data, and what was checked. */
function pivots() {
  const list = data.draft?.pivots ?? [];
  if (!list.length) return "";
  const line = (pivot) => [el("dt", {}, `${pick(pivot.label)} · ${t("waiting")} ${number(pivot.held)}`),
    el("dd", {}, `${t("checked")}: ${pivot.checked.map(pick).join(" / ")}`, el("br"), `${t("notChecked")}: ${pivot.not_checked.map(pick).join(" / ") || "–"}`)];
  return el("section", { class: "block" }, el("h2", {}, t("pivotsTitle")), el("dl", { class: "facts" }, list.map(line)));
}

function notices() {
  const sorted = [...data.notices].sort((a, b) => Number(b.unread) - Number(a.unread));
  const list = el("ul", { class: "notices" });
  const line = (notice) => el("li", { class: notice.unread ? "unread" : "" }, el("span", { class: "badge" }, label(NOTICES, notice.code)), " ", raw(notice.material, 300), notice.place ? [" · ", raw(notice.place, 120)] : "", el("p", {}, pick(notice.reason)));
  list.append(...sorted.slice(0, 50).map(line));
  const all = el("button", { type: "button", onclick: () => { list.append(...sorted.slice(50).map(line)); all.remove(); } }, `${t("allNotices")} (${number(sorted.length)})`);
  return el("section", { class: "block", id: "notices" }, el("h2", {}, t("noticesTitle")), sorted.length ? [el("p", { class: "lead" }, t("noticesLead")), list, sorted.length > 50 ? all : ""] : el("p", {}, t("noticesNone")));
}
