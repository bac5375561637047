// Prose before and after, side by side; marks lead to their finding.
const docs = { at: 0, show: "all", list: null, sentences: [] };
let documentOf;

views.documents = {
  draw(panel) {
    docs.list?.drop();
    if (!data.documents.length) return void panel.replaceChildren(el("div", { class: "page" }, el("p", { class: "empty" }, t("docNone"))));
    const page = el("div", { class: "page wide" }, docTools(), el("div", { class: "pair head", "aria-hidden": "true" }, el("span", {}, t("before")), el("span", {}, t("after"))));
    const list = el("div", { class: "pairs" });
    page.append(list);
    panel.replaceChildren(page);
    const shown = data.documents[docs.at].sentences.map((sentence, index) => [sentence, index]).filter(([sentence]) => docWanted(sentence));
    docs.sentences = shown.map(([, index]) => index);
    if (!shown.length) list.append(el("p", { class: "empty" }, t("docEmpty")));
    docs.list = new GrowingList(list, shown.length, (index) => pair(shown[index][0]), 60);
  },
  move(step) { docs.list?.choose(docs.list.current + step); },
  /** Shows the sentence that holds a finding. */
  go(finding) {
    const place = placesInDocuments().get(finding);
    if (!place) return;
    [docs.at, docs.show] = [place[0], "all"];
    show("documents");
    docs.list.choose(place[1]);
  },
  has: (finding) => placesInDocuments().has(finding),
};

/** First document and sentence of each finding. */
function placesInDocuments() {
  if (documentOf) return documentOf;
  documentOf = new Map();
  data.documents.forEach((source, at) => source.sentences.forEach((sentence, line) => {
    for (let mark = 2; mark < sentence[4].length; mark += 3) if (!documentOf.has(sentence[4][mark])) documentOf.set(sentence[4][mark], [at, line]);
  }));
  return documentOf;
}

function docWanted([, after, decision]) {
  if (docs.show === "out") return after !== "";
  if (docs.show === "stay") return after === "";
  return docs.show === "split" ? decision === "split" : true;
}

function docTools() {
  const redraw = () => views.documents.draw(byId("panel-documents"));
  const go = (step) => { docs.at = (docs.at + step + data.documents.length) % data.documents.length; redraw(); };
  const which = el("select", { id: "doc-pick", onchange: (event) => { docs.at = Number(event.target.value); redraw(); } },
    data.documents.map((source, index) => el("option", { value: index, selected: index === docs.at }, [source.material, source.part].filter(Boolean).join(" · ").slice(0, 200))));
  const what = el("select", { id: "doc-show", onchange: (event) => { docs.show = event.target.value; redraw(); byId("doc-show").focus(); } },
    [["all", "docAll"], ["out", "docOut"], ["stay", "docStay"], ["split", "docSplit"]].map(([value, key]) => el("option", { value, selected: value === docs.show }, t(key))));
  return el("div", { class: "doc-tools" },
    el("label", { for: "doc-pick", class: "wide-only" }, t("docPick")), el("button", { type: "button", "aria-label": t("previous"), onclick: () => go(-1) }, "‹"), which, el("button", { type: "button", "aria-label": t("next"), onclick: () => go(1) }, "›"),
    el("label", { for: "doc-show", class: "wide-only" }, t("docShow")), what);
}

function pair([before, after, decision, reason, marks]) {
  const why = pick(data.reasons[reason]);
  return el("div", { class: `pair p-${decision}`, tabindex: -1 },
    el("div", { class: "before", lang: "und" }, marked(before, marks)),
    el("div", { class: "after" }, after ? shared(after) : decision !== "drop" && el("span", { class: "stays" }, t("stays")),
      el("p", { class: "why" }, badge(decision), " ", why)));
}

function marked(text, marks) {
  const node = el("bdi", { class: "raw" });
  let at = 0;
  for (let index = 0; index + 2 < marks.length; index += 3) {
    const [start, end, id] = marks.slice(index, index + 3);
    node.append(...visible(text.slice(at, start)), mark(text.slice(start, end), id));
    at = end;
  }
  node.append(...visible(text.slice(at)));
  return node;
}

function mark(text, id) {
  const row = rowOf.get(id);
  if (row === undefined) return el("mark", {}, visible(text));
  const decision = findings.decision[row];
  return el("button", { type: "button", class: `mark m-${decision}`, title: label(DECISIONS, decision), onclick: () => views.findings.go(id) }, visible(text));
}
