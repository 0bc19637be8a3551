"use strict";
// --- completion: which terms fit the word before the caret -------------------

const MOST_OFFERS = 10;
const KEYWORDS = ["SELECT", "DISTINCT", "WHERE", "CONSTRUCT", "DESCRIBE", "ASK", "FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES",
  "GRAPH", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "COUNT", "SAMPLE", "GROUP_CONCAT", "COALESCE", "LANGMATCHES", "REGEX", "CONTAINS",
  "STRSTARTS", "EXISTS", "NOT EXISTS", "PREFIX"];

/** Return the word that ends at a place of a text: a variable, a name, or plain letters. */
function wordBefore(text, at) {
  const match = /[?$]?[\p{L}\p{N}_:.<#/-]*$/u.exec(text.slice(0, at));
  return match ? match[0] : "";
}

/** Return whether a class is to follow a text: after "a" or "rdf:type". */
const awaitsClass = (before) => /(^|[\s;.{])(a|rdf:type)\s+$/.test(before);

/** Return what fits the word at a place of a text, the best first: as it is written, then the most used. */
function offersFor(word, text, at, terms, prefixes) {
  const ofClass = awaitsClass(text.slice(0, at - word.length));
  if (word.startsWith("?") || word.startsWith("$")) {
    const used = new Set(text.match(/[?$]\w+/g) || []);
    used.delete(word);
    return [...used].filter((name) => name.toLowerCase().startsWith(word.toLowerCase())).sort().map((name) => ({ text: name, label: "", kind: "variable" }));
  }
  const keywords = KEYWORDS.map((name) => ({ text: name, label: "", kind: "keyword" }));
  const names = Object.entries(prefixes).map(([name, iri]) => ({ text: `${name}:`, label: iri, kind: "prefix" }));
  const ranked = [];
  for (const one of [...terms, ...names, ...keywords]) {
    const other = ofClass && one.kind !== "class";
    const rank = other && !word ? 9 : rankOf(one, word);
    if (rank < 9) ranked.push([other ? 1 : 0, rank, -(one.count || 0), ranked.length, one]);
  }
  ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
  return ranked.slice(0, MOST_OFFERS).map((each) => each[4]);
}

function rankOf(one, word) {
  const wanted = word.toLowerCase();
  const text = one.text.toLowerCase();
  const local = one.text.split(/[:#/]/).pop();
  const label = (one.label || "").toLowerCase();
  if (!wanted) return one.kind === "keyword" || one.kind === "thing" ? 9 : 3;
  if (text === wanted) return 9;
  if (text.startsWith(wanted)) return one.text.startsWith(word) ? 0 : 0.5;
  if (wanted.includes(":")) return 9;
  if (local.toLowerCase().startsWith(wanted)) return local.startsWith(word) ? 1 : 1.5;
  if (one.kind !== "prefix" && label.startsWith(wanted)) return 2;
  return one.kind !== "prefix" && wanted.length > 2 && label.includes(wanted) ? 4 : 9;
}

/** Return where the caret stands, in pixels from the corner of a text area. */
function caretPlace(area, at) {
  const mirror = document.createElement("div");
  const style = getComputedStyle(area);
  mirror.className = "mirror";
  for (const name of ["fontFamily", "fontSize", "lineHeight", "padding", "border", "boxSizing", "tabSize"]) mirror.style[name] = style[name];
  mirror.style.width = `${area.offsetWidth}px`;
  mirror.textContent = area.value.slice(0, at);
  const mark = document.createElement("span");
  mark.textContent = "​";
  mirror.append(mark);
  area.parentElement.append(mirror);
  const place = { left: mark.offsetLeft, top: mark.offsetTop + mark.offsetHeight - area.scrollTop };
  mirror.remove();
  return place;
}

/** Offer terms while a query is typed; all of it works by keyboard alone. */
class Completion {
  constructor(area, list, say) {
    Object.assign(this, { area, list, say, terms: [], prefixes: {}, offers: [], chosen: 0, word: "" });
    area.addEventListener("input", () => this.update(false));
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    area.addEventListener("click", () => this.close());
    list.addEventListener("pointerdown", (event) => {
      const item = event.target.closest("li");
      if (!item) return;
      event.preventDefault();
      this.chosen = Number(item.dataset.place);
      this.take();
    });
  }

  get open() { return !this.list.hidden; }

  update(asked) {
    const at = this.area.selectionStart;
    const word = wordBefore(this.area.value, at);
    const enough = asked || word.length > 1 || word === "?";
    this.word = word;
    this.offers = enough ? offersFor(word, this.area.value, at, this.terms, this.prefixes) : [];
    if (!this.offers.length) { this.close(); if (asked) this.say("Nothing fits this word."); return; }
    this.chosen = 0;
    this.list.replaceChildren(...this.offers.map((one, place) => offerItem(one, place)));
    this.list.hidden = false;
    this.put(at - word.length);
    this.mark();
    this.say(`${this.offers.length} term${this.offers.length === 1 ? "" : "s"} offered`);
  }

  put(at) {
    const place = caretPlace(this.area, at);
    const most = this.area.offsetWidth - this.list.offsetWidth;
    const bottom = Math.min(place.top, this.area.offsetHeight);
    this.list.style.left = `${Math.max(0, Math.min(place.left, most))}px`;
    this.list.style.top = `${this.area.offsetTop + bottom + 4}px`;
  }

  mark() {
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === this.chosen)));
    const item = this.list.children[this.chosen];
    this.area.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); this.update(true); return; }
    if (!this.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.offers.length - 1;
    const moves = { ArrowDown: this.chosen === last ? 0 : this.chosen + 1, ArrowUp: this.chosen ? this.chosen - 1 : last };
    if (event.key in moves) { this.chosen = moves[event.key]; this.mark(); }
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.take();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  take() {
    const one = this.offers[this.chosen];
    const at = this.area.selectionStart;
    this.close();
    this.area.focus();
    this.area.setRangeText(one.text, at - this.word.length, at, "end");
    this.area.dispatchEvent(new Event("change"));
    if (one.kind === "prefix") this.update(false);
  }

  close() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }
}

function offerItem(one, place) {
  const item = document.createElement("li");
  Object.assign(item, { id: `offer-${place}`, role: "option" });
  item.dataset.place = String(place);
  const name = document.createElement("code");
  name.textContent = one.kind === "thing" ? one.label : one.text;
  const about = document.createElement("span");
  about.className = "about";
  about.textContent = [one.kind === "thing" ? "" : one.label, one.class || one.kind, one.count ? `× ${one.count}` : ""].filter(Boolean).join(" · ");
  item.append(name, about);
  return item;
}
