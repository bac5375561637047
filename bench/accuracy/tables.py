"""The sections of docs/accuracy.md beside the plantings: labelled sets, credential lines, sentences."""
import collections

import credentials, labelled, sentences

# What each batch gave when it was run for the first time, before any rule was changed because of it.
FIRST_TRY_CREDENTIALS = {"a": 18, "b": 15, "c": 12, "d": 18}
FIRST_TRY_SENTENCES = {"a": (44, 49), "b": (35, 44)}
SHOWN = 40


def labelled_section(binary, data, python, aptner):
    lines = ["## Labelled sets", "",
             "Distinct values of each document against what other people labelled there. CyNER: Android reports; TRAM: techniques of whole reports,",
             "77 of which the labellers used; APTNER (not redistributable, measured only where it is given). The labels are noisy: a value that",
             "nobody labelled counts against every tool.", "", "| set | tool | precision | recall | F1 | right / false / missed by kind |", "|---|---|---|---|---|---|"]
    lists = []
    for name, tool, counts, found in labelled.measure(binary, data, python, aptner):
        precision, recall, f1 = labelled.ratio(counts.values())
        kinds = ", ".join(f"{kind} {c[0]}/{c[1]}/{c[2]}" for kind, c in counts.items() if any(c))
        bold = "**" if tool == "noroshi" else ""
        lines.append(f"| {name} | {bold}{tool}{bold} | {precision:.3f} | {recall:.3f} | {bold}{f1:.3f}{bold} | {kinds} |")
        if found and name == "CyNER":
            lists += [("CyNER: missed", found[0]), ("CyNER: found and not labelled", found[1])]
        if found and name == "TRAM":
            for title, entries in zip(("missed", "found and not labelled"), found):
                common = collections.Counter(value for _, _, value in entries).most_common(15)
                lists.append((f"TRAM: techniques most often {title}", [(count, "technique", value) for value, count in common]))
    lines.append("")
    for title, entries in lists:
        shown = ", ".join(f"`{value}`" + (f" ×{at}" if title.startswith("TRAM") else "") for at, _, value in entries[:SHOWN])
        more = f", and {len(entries) - SHOWN} more" if len(entries) > SHOWN else ""
        lines += [f"{title}: {shown}{more}.", ""]
    return lines


def credential_section(binary, data, python):
    items = credentials.lines()
    batches = sorted({item["batch"] for item in items})
    lines = ["## Credential lines", "", "`bench/accuracy/data/credentials.jsonl`: batches of 20 lines of the kinds that administrators and attackers type, dump and configure, written",
             "before the rules were read (a to c), or after they had learnt from those (d). The first row is what was found at the first try; the classes that were",
             "missed were then taught.", "",
             "| tool | " + " | ".join(f"batch {name}" for name in batches) + " |", "|---|" + "---|" * len(batches),
             "| noroshi, first try | " + " | ".join(str(FIRST_TRY_CREDENTIALS.get(name, "-")) for name in batches) + " |"]
    for tool, hits in credentials.measure(binary, data, python):
        counts = [sum(hit for hit, item in zip(hits, items) if item["batch"] == name) for name in batches]
        name = "**noroshi**" if tool == "noroshi" else tool
        lines.append(f"| {name} | " + " | ".join(f"{count} of 20" for count in counts) + " |")
        if tool == "noroshi":
            missed = [item for hit, item in zip(hits, items) if not hit]
    return lines + ["", *([f"Missed: {', '.join(item['kind'] + ' (' + item['batch'] + ')' for item in missed)}.", ""] if missed else [])]


def sentence_section(binary, python):
    lines = ["## Sentences", "", "`bench/accuracy/data/sentences-*.txt`, 15 Japanese and 15 English each, with a hand-written profile. An identifier counts only if every one of",
             "its mentions is covered whole. Quasi-identifiers are held back with the sentence that tells them: they count if they cannot be read in the package.", "",
             "| batch | tool | direct identifiers | quasi-identifiers |", "|---|---|---|---|"]
    misses = []
    for name, tool, result in sentences.measure(binary, python):
        def cell(kind):
            rows = result.get(kind, [])
            return f"{sum(row[2] for row in rows)} of {len(rows)}" if rows else "-"
        if tool == "noroshi" and name in FIRST_TRY_SENTENCES:
            lines.append("| {} | noroshi, first try | {} of {} | - |".format(name, *FIRST_TRY_SENTENCES[name]))
        lines.append(f"| {name} | {'**noroshi**' if tool == 'noroshi' else tool} | {cell('direct')} | {cell('quasi')} |")
        if tool == "noroshi":
            misses += [f"`{identifier}` ({category}, batch {name})" for kind, rows in result.items() for identifier, category, whole, _ in rows if not whole]
    return lines + ["", *([f"Missed: {', '.join(misses)}.", ""] if misses else [])]
