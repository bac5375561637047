// Lists: one of equal rows that draws only what is seen, one of cards that grows while it is read.

/** Tallest page part browsers draw reliably, in pixels; longer lists scroll faster than they move. */
const TALLEST = 8_000_000;

/** A list box of equal rows. `fill(row, index)` writes a row's cells, `pick(index, opened)` hears about the choice. */
class RowList {
  constructor(name, fill, pick) {
    this.fill = fill;
    this.pick = pick;
    this.count = 0;
    this.current = -1;
    this.room = el("div", { class: "room", role: "presentation" });
    this.box = el("div", { class: "rows", role: "listbox", tabindex: 0, "aria-label": name }, this.room);
    this.box.addEventListener("scroll", () => this.draw(), { passive: true });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => this.click(event));
    this.prefix = `row-${RowList.made++}-`;
    new ResizeObserver(() => this.measure()).observe(this.box);
  }

  measure() {
    const probe = el("div", { class: "row", role: "presentation" });
    this.room.append(probe);
    this.height = probe.offsetHeight || 48;
    probe.remove();
    this.show(this.count);
  }

  /** Shows this many rows, keeping the place where it can. */
  show(count) {
    this.count = count;
    const full = count * (this.height ?? 48);
    this.pace = Math.max(1, full / TALLEST);
    this.room.style.height = `${full / this.pace}px`;
    this.draw();
  }

  draw() {
    if (!this.height) return;
    const top = this.box.scrollTop * this.pace;
    const first = Math.max(0, Math.floor(top / this.height) - 4);
    const last = Math.min(this.count, Math.ceil((top + this.box.clientHeight) / this.height) + 4);
    const drawn = [];
    for (let index = first; index < last; index += 1) {
      const row = el("div", {
        class: "row", role: "option", id: this.prefix + index, "data-index": index,
        "aria-posinset": index + 1, "aria-setsize": this.count, "aria-selected": index === this.current ? "true" : "false",
      });
      row.style.transform = `translateY(${index * this.height - top + this.box.scrollTop}px)`;
      this.fill(row, index);
      drawn.push(row);
    }
    this.room.replaceChildren(...drawn);
    this.mark();
  }

  mark() {
    const seen = this.current >= 0 && document.getElementById(this.prefix + this.current);
    if (seen) this.box.setAttribute("aria-activedescendant", seen.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  /** Chooses a row and brings it into sight. */
  choose(index, opened = false) {
    if (!this.count) return;
    this.current = Math.max(0, Math.min(this.count - 1, index));
    const top = (this.current * this.height) / this.pace;
    const bottom = ((this.current + 1) * this.height) / this.pace;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (bottom > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = bottom - this.box.clientHeight;
    this.draw();
    this.pick(this.current, opened);
  }

  /** Starts anew with other rows. */
  restart(count) {
    this.current = -1;
    this.count = 0;
    this.box.scrollTop = 0;
    this.show(count);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) this.choose(this.current + steps[event.key]);
    else if (event.key === "Home") this.choose(0);
    else if (event.key === "End") this.choose(this.count - 1);
    else if (event.key === "Enter" && this.current >= 0) this.pick(this.current, true);
    else return;
    event.preventDefault();
  }

  click(event) {
    const row = event.target.closest("[data-index]");
    if (row) this.choose(Number(row.dataset.index), true);
  }
}
RowList.made = 0;

/** A list of cards that makes the next ones as the reader nears its end. */
class GrowingList {
  constructor(holder, count, make, step = 40) {
    Object.assign(this, { holder, count, make, step, made: 0, current: -1 });
    this.end = el("div", { class: "list-end" });
    holder.append(this.end);
    this.watch = new IntersectionObserver((seen) => { if (seen.some((entry) => entry.isIntersecting)) this.grow(); }, { rootMargin: "800px" });
    this.grow();
    this.watch.observe(this.end);
  }

  grow(upTo = this.made + this.step) {
    const last = Math.min(this.count, upTo);
    const cards = [];
    for (; this.made < last; this.made += 1) cards.push(this.make(this.made));
    this.end.before(...cards);
    if (this.made >= this.count) this.watch.disconnect();
  }

  /** Makes a card current and brings it into sight; focuses it. */
  choose(index) {
    if (!this.count) return;
    const target = Math.max(0, Math.min(this.count - 1, index));
    this.grow(Math.max(this.made, target + 1));
    this.current = target;
    const card = this.holder.children[target];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  drop() {
    this.watch.disconnect();
  }
}
