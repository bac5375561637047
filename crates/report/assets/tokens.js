// Pseudonyms and what they stand for.
const tokens = { text: "", shown: [] };
let tokenList;

views.tokens = {
  draw(panel) {
    if (!data.mapping.length) return void panel.replaceChildren(el("div", { class: "page" }, el("p", { class: "empty" }, t("tokensNone"))));
    tokenList = new RowList(t("tokens"), tokenRow, () => {});
    panel.replaceChildren(
      el("p", { class: "lead inset" }, t("tokensLead")),
      el("div", { class: "search" }, el("label", { for: "token-search" }, t("search")), el("input", { id: "token-search", type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("tokensHint"), value: tokens.text, oninput: later(() => { tokens.text = byId("token-search").value; lookUp(); }, 120) }), el("p", { id: "tokens-shown", role: "status" })),
      el("div", { class: "split one tokens" }, tokenList.box));
    lookUp();
    tokenList.measure();
  },
  move(step) { if (tokenList) { tokenList.choose(tokenList.current + step); tokenList.box.focus({ preventScroll: true }); } },
  focusSearch() { byId("token-search")?.focus(); },
};

function lookUp() {
  const word = tokens.text.toLowerCase().normalize("NFKC");
  tokens.shown = data.mapping.filter((entry) => !word || entry.some((text) => text.toLowerCase().normalize("NFKC").includes(word)));
  byId("tokens-shown").textContent = `${number(tokens.shown.length)} ${t("of")} ${number(data.mapping.length)} ${t("shown")}`;
  tokenList.restart(tokens.shown.length);
}

function tokenRow(node, index) {
  const [token, original] = tokens.shown[index];
  node.append(el("span", { class: "token" }, token), el("span", { class: "value" }, raw(original, 300)));
}
