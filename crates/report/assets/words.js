// Words of the page in both languages. Texts about findings come with the data.
const WORDS = {
  ja: {
    title: "非特定化の記録", stay: "持ち出し禁止：このページには元の値がそのまま載っています", skip: "本文へ",
    otherLang: "English", themeAuto: "表示：自動", themeLight: "表示：明", themeDark: "表示：暗", help: "操作 ?", close: "閉じる",
    held: "要判断", overview: "概要", documents: "文書の前後", findings: "検出と処置", tokens: "仮名対応",
    ready: "共有できる形になりました", readyHeld: "共有できる形になりましたが、人の判断を待つものがあります", refused: "共有物は作られていません",
    refusedNote: "share/ には何も残していません。検出と処置の記録は下のとおりです。", noReason: "理由は記録されていません。",
    madeAt: "作成", heldNone: "判断を待つものはありません。", heldLead: "次の値は共有物に入っていません。入れてよいか、代わりの形にするかを決めてください。同じ問いはまとめています。",
    question: "問い", alternative: "代わりに共有できるもの", reason: "理由", rule: "規則", surface: "現れ方", values: "値", showMore: "さらに表示", more: "件",
    found: "検出", treated: "処置済み", waiting: "判断待ち", as_is: "そのまま", unread: "読めなかった素材", total: "合計",
    surfacesTitle: "被害組織が現れる七つの面", surfacesLead: "棒の長さは検出数（対数）、塗り分けは処置の割合です。下の文は残るリスクです。", remains: "残るもの", noSurface: "面なし（攻撃の痕跡）",
    decisionsTitle: "処置の内訳", packageTitle: "共有物", packageNone: "共有物はありません。", items: "攻撃技術情報", masked: "一部を伏せたもの", toIds: "検知に使えるもの", stricter: "より厳しい区分のもの", texts: "文章", sentences: "文",
    kinds: "種類別", markings: "区分", files: "share/ のファイル", packageId: "識別子", madeOn: "作成日", rulesVersion: "規則の版", materials: "素材", materialsRead: "読取り", materialsUnread: "一部未読",
    sector: "業種", region: "地域", size: "規模", period: "期間", context: "一般化した背景", anonymityTitle: "匿名性：業種・地域・規模・時期をどこまで示したか", steps: "示した段", atLeast: "当てはまる組織", nothingSaid: "基準に満たないため何も示さない", subject: "プロファイルの記載（社外秘）", table: "数えた表", withheld: "共有しない", estimate: "推計", earlier: "過去の共有物", whyNoFiner: "これより細かく示さない理由", pivotsTitle: "公開情報を経て被害組織につながる値", checked: "確認した", notChecked: "確認できない",
    noticesTitle: "素材についての注意", noticesNone: "注意はありません。", noticesLead: "読めなかった部分は共有物に含まれず、検査もされていません。", allNotices: "すべて表示",
    docPick: "文書", docShow: "表示", docAll: "すべての文", docOut: "共有する文", docStay: "残す文", docSplit: "分けた文", before: "元の文", after: "共有する文", stays: "共有しない", docNone: "文章はありません。", docEmpty: "この条件の文はありません。", previous: "前の文書", next: "次の文書",
    search: "絞り込み", searchHint: "値・場所・種類を検索", clear: "条件を消す", filters: "条件", decision: "処置", class: "分類", material: "素材", allMaterials: "すべての素材", order: "並び順", orderPlace: "素材の順", orderCount: "件数の多い順", orderDecision: "処置の順", orderText: "値の順",
    of: "／", shown: "件を表示", noneFound: "条件に合う検出はありません。", listLabel: "検出の一覧", detail: "選んだ検出", detailNone: "一覧から検出を選ぶと、どこで見つかり、どう処置し、なぜそうしたかを表示します。",
    matched: "素材での表記", decoded: "復号した値", layers: "符号化", becomes: "共有物での表記", nothing: "載せない", place: "場所", places: "ほかの場所", count: "出現回数", kind: "種類", foundBy: "検出した規則", judgedBy: "処置した規則", inDocument: "文書で見る", seeFinding: "検出を見る", id: "番号",
    token: "仮名", original: "元の値", tokensNone: "仮名はありません。", tokensLead: "仮名は共有物ごとに作り直され、別の共有物とつながりません。", tokensHint: "仮名・元の値を検索",
    cut: "以下省略", helpTitle: "キー操作", k_move: "次・前へ", k_search: "検索欄へ", k_views: "画面を切り替え", k_open: "開く", k_close: "閉じる・検索欄から抜ける", k_lang: "日本語／英語", k_help: "この一覧",
    printed: "印刷には先頭のみを載せています。全件は findings.jsonl にあります。",
  },
  en: {
    title: "De-identification record", stay: "Stays inside: this page shows the original values", skip: "Skip to content",
    otherLang: "日本語", themeAuto: "Theme: auto", themeLight: "Theme: light", themeDark: "Theme: dark", help: "Keys ?", close: "Close",
    held: "To decide", overview: "Overview", documents: "Before / after", findings: "Findings", tokens: "Pseudonyms",
    ready: "The package is ready to share", readyHeld: "The package is ready; some items wait for a person", refused: "No package was made",
    refusedNote: "Nothing was left in share/. What was found and decided is recorded below.", noReason: "No reason was recorded.",
    madeAt: "Made", heldNone: "Nothing waits for a decision.", heldLead: "These values are not in the package. Decide whether they may go in, or in which other form. Equal questions stand together.",
    question: "Question", alternative: "What could be shared instead", reason: "Reason", rule: "Rule", surface: "Surface", values: "values", showMore: "Show more", more: "more",
    found: "found", treated: "treated", waiting: "held", as_is: "as is", unread: "Materials with unread parts", total: "in all",
    surfacesTitle: "The seven surfaces the victim shows on", surfacesLead: "Length is the number found (logarithmic), filling is what was done. The sentence below each bar says what remains.", remains: "Remains", noSurface: "no surface (attack traces)",
    decisionsTitle: "What was decided", packageTitle: "The package", packageNone: "There is no package.", items: "Attack technical items", masked: "partly masked", toIds: "fit for detection", stricter: "under a stricter marking", texts: "texts", sentences: "sentences",
    kinds: "By kind", markings: "Markings", files: "Files in share/", packageId: "Id", madeOn: "Made on", rulesVersion: "Rules version", materials: "Materials", materialsRead: "read", materialsUnread: "with unread parts",
    sector: "Sector", region: "Region", size: "Size", period: "Period", context: "Generalised context", anonymityTitle: "Anonymity: how far sector, region, size and time are told", steps: "Steps told", atLeast: "Organisations that fit", nothingSaid: "too few: nothing is told", subject: "In the profile (private)", table: "Counted in", withheld: "not shared", estimate: "estimate", earlier: "Earlier packages", whyNoFiner: "Why no finer", pivotsTitle: "Values that lead to the victim through public data", checked: "Checked", notChecked: "Not checked",
    noticesTitle: "Remarks on materials", noticesNone: "No remarks.", noticesLead: "What could not be read is neither in the package nor was it checked.", allNotices: "Show all",
    docPick: "Document", docShow: "Show", docAll: "all sentences", docOut: "shared", docStay: "staying", docSplit: "split", before: "Original", after: "Shared", stays: "stays", docNone: "There is no prose.", docEmpty: "No sentence matches.", previous: "Previous document", next: "Next document",
    search: "Filter", searchHint: "Search value, place, kind", clear: "Clear filters", filters: "Filters", decision: "Decision", class: "Class", material: "Material", allMaterials: "all materials", order: "Order", orderPlace: "by material", orderCount: "most frequent first", orderDecision: "by decision", orderText: "by value",
    of: "of", shown: "shown", noneFound: "No finding matches.", listLabel: "Findings", detail: "Selected finding", detailNone: "Pick a finding to see where it stood, what was done and why.",
    matched: "As it stands", decoded: "Reads as", layers: "Encoded as", becomes: "In the package", nothing: "nothing", place: "Place", places: "Further places", count: "Occurrences", kind: "Kind", foundBy: "Found by", judgedBy: "Judged by", inDocument: "See in document", seeFinding: "See finding", id: "Number",
    token: "Pseudonym", original: "Original", tokensNone: "There are no pseudonyms.", tokensLead: "Pseudonyms are made anew for each package and do not link packages.", tokensHint: "Search pseudonym or original",
    cut: "cut here", helpTitle: "Keys", k_move: "next, previous", k_search: "search", k_views: "switch view", k_open: "open", k_close: "close, leave the search field", k_lang: "Japanese / English", k_help: "this list",
    printed: "Only the first rows are printed; findings.jsonl has all.",
  },
};

const DECISIONS = {
  keep: ["そのまま共有", "Kept as is"], mask: ["仮名に置換", "Masked"], generalise: ["一般化", "Generalised"], pattern: ["パターン化", "Turned to pattern"],
  drop: ["共有しない", "Dropped"], hold: ["判断待ち", "Held"], restrict: ["制限付き", "Restricted"], split: ["文を分割", "Split"], "ask-victim": ["依頼元に確認", "Ask the client"],
};

const CLASSES = {
  indicator: ["攻撃の痕跡", "Attack trace"], D: ["直接", "Direct"], Q: ["準識別", "Quasi"], I: ["外部から推測", "Inferable"],
  P: ["個人", "Personal"], T: ["第三者", "Third party"], S: ["秘密", "Secret"],
};

const NOTICES = {
  unreadable: ["開けない", "Unreadable"], malformed: ["形式が壊れている", "Malformed"], "over-limit": ["上限を超えた", "Over a limit"], encrypted: ["暗号化されている", "Encrypted"],
  "reader-failed": ["読取りに失敗", "Reader failed"], "read-as-binary": ["バイナリとして読んだ", "Read as binary"], skipped: ["対象外", "Skipped"], info: ["参考", "Note"],
};
