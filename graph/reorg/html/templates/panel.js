// --- elements ---------------------------------------------------------------
const SVG = "http://www.w3.org/2000/svg";

/** Make an element; text stays text, whatever is in it. */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== "") made.setAttribute(name, value);
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

function symbol(name) {
  const kind = kinds.get(name);
  const made = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  made.setAttribute("class", `symbol c-${kind.colour}${kind.hollow ? " hollow" : ""}`);
  made.setAttribute("viewBox", "-1.35 -1.35 2.7 2.7");
  made.setAttribute("aria-hidden", "true");
  path.setAttribute("d", kind.path);
  made.append(path);
  return made;
}

const linkTo = (item) => el("a", { href: `#${item.id}`, lang: langOf(item.name || item.title) }, item.name || item.title);
const linkOrName = (one) => (typeof one === "number" ? linkTo(data.nodes[one]) : tagged(one));
const joined = (several, make) => several.flatMap((one, i) => (i ? [", ", make(one)] : [make(one)]));
/** The kind of a thing, and who says it. */
const kindBy = (item, by) => {
  const kind = conflicts.has(item.id) ? t("panel.conflict") : kinds.get(item.kind).label;
  return item.by ? phrase("panel.kind-by", { kind, voices: by }) : kind;
};
const kindOf = (node) => el("span", { class: "kind" }, kinds.get(node.kind).label);
const byline = (node) => el("span", { class: "by" }, " ", tagged(voices(node)));
const voices = (node) => (node.by || []).map((one) => (typeof one === "number" ? data.nodes[one].name : one)).join(", ");

function passageAddress([text, page, fragment]) {
  if (page === undefined) return "";
  const coded = fragment || encodeURIComponent(text).replace(/[!'()*-]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${data.pages[page]}#:~:text=${coded}`;
}

function quotation(quote) {
  if (Array.isArray(quote[2])) return sealedQuotation(quote);
  const address = passageAddress(quote);
  return el("blockquote", {}, el("p", { lang: langOf(quote[0]) }, `“${quote[0]}”`),
    address && el("p", { class: "open" }, el("a", { href: address, rel: "noreferrer" }, t("panel.open"),
      el("span", { class: "hidden" }, ": ", tagged(quote[0])))));
}

const block = (style, title, items) => (items.length
  ? el("div", { class: style }, el("p", { class: "term" }, title), el("ul", {}, items.map((item) => el("li", {}, item)))) : null);

// --- relations, from the edges ----------------------------------------------
const SPOKEN = new Set(["subject", "object", "about"]);

function relationBlocks(node) {
  const related = new Map();
  const put = (key, words, near) => {
    if (!related.has(key)) related.set(key, [words, new Set()]);
    related.get(key)[1].add(near);
  };
  for (const edge of ends.get(node)) {
    const { name, words, back } = edge.relation;
    if (edge.conflict) continue;
    if (edge.from === node) {
      if (name !== "subject" && name !== "object") put(edge.relation, words, edge.to);
    } else if (SPOKEN.has(name)) {
      put(SPOKEN, t("panel.said"), edge.from);
    } else if (!(CLAIMS.has(node.kind) && isSaying(edge))) {
      put(`${name} (back)`, back, edge.from);
    }
  }
  return [...related.values()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([words, near]) => block("relation", words,
    [...near].map((one) => [linkTo(one), CLAIMS.has(one.kind) && voices(one) ? byline(one) : null])));
}

// --- triples and the query --------------------------------------------------
const full = (node) => `<${node.iri}>`;

function turtle(item) {
  const triples = item.t || [];
  const used = Object.entries(data.prefixes).filter(([name]) => triples.some((place) => data.terms[place].includes(`${name}:`)));
  const lines = [];
  for (let i = 0; i < triples.length; i += 2) lines.push(`    ${data.terms[triples[i]]} ${data.terms[triples[i + 1]]}`);
  return `${data.base ? `@base <${data.base}> .\n` : ""}${used.map(([name, iri]) => `@prefix ${name}: <${iri}> .\n`).join("")}\n`
    + `${full(item)}\n${lines.join(" ;\n")} .\n`;
}

function query(item) {
  const head = (names) => names.map((name) => `PREFIX ${name}: <${data.prefixes[name]}>\n`).join("");
  if (conflicts.has(item.id)) {
    return `${head(["rdfs", "reorg"])}SELECT ?speaker ?wording WHERE {\n  ${full(item)} reorg:betweenClaim ?claim .\n`
      + "  ?claim reorg:wording ?wording .\n  OPTIONAL { ?claim reorg:speaker/rdfs:label ?speaker }\n}\n";
  }
  if (CLAIMS.has(item.kind)) {
    return `${head(["oa", "rdfs", "reorg"])}SELECT ?speaker ?wording ?quotation WHERE {\n  VALUES ?claim { ${full(item)} }\n`
      + "  ?claim reorg:wording ?wording .\n  OPTIONAL { ?claim reorg:speaker/rdfs:label ?speaker }\n"
      + "  OPTIONAL { ?claim reorg:anchor/oa:hasTarget/oa:hasSelector/oa:exact ?quotation }\n}\n";
  }
  return `SELECT ?property ?value WHERE {\n  ${full(item)} ?property ?value\n}\n`;
}

async function copy(text, button) {
  const said = (words) => { button.textContent = words; setTimeout(() => { button.textContent = t("panel.copy"); }, 1600); };
  try {
    await navigator.clipboard.writeText(text);
    said(t("panel.copied"));
  } catch {
    const field = el("textarea", { class: "hidden", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    said(done ? t("panel.copied") : t("panel.not-allowed"));
  }
}

function source(title, text) {
  const button = el("button", { type: "button", class: "copy", "aria-label": t("panel.copy-what", { title }) }, t("panel.copy"));
  button.addEventListener("click", () => copy(text, button));
  return el("details", { class: "source" }, el("summary", {}, title), button, el("pre", { tabindex: "0", "aria-label": title }, text));
}

const origins = (item) => [el("p", { class: "iri" }, el("code", {}, item.iri)),
  source(t("panel.query"), query(item)), item.t && source(t("panel.triples"), turtle(item))];

// --- what is chosen ---------------------------------------------------------
const badge = (conflict) => el("span", { class: `strength ${conflict.strength_id}`, lang: langOf(conflict.strength) }, conflict.strength);

function disputeBlock(conflict, level) {
  return el("article", { class: "dispute" },
    el(level, {}, el("a", { class: "self", href: `#${conflict.id}`, lang: langOf(conflict.title) }, conflict.title)),
    el("p", { class: "tags" }, badge(conflict), " ", conflict.kind && el("span", { lang: langOf(conflict.kind) }, conflict.kind), " ", el("span", {}, conflict.origin)),
    el("div", { class: "sides" }, conflict.sides.map((side) => el("div", { class: "side" },
      el("p", { class: "who" }, side.by ? joined(side.by, linkOrName) : t("voices.none")),
      el("p", { class: "wording" }, linkTo(side)), (side.quotes || []).map(quotation)))),
    conflict.reason && el("p", { class: "reason", lang: langOf(conflict.reason) }, conflict.reason));
}

/** What a statement depends on, as one text or as none. */
function conditions(several) {
  const words = several.flatMap(([subject, predicate, object, how, since, until], i) => {
    const details = meant(how, [], since, until);
    const parts = phrase("statement.condition", { subject: tagged(subject), predicate: tagged(predicate), object: tagged(object) });
    return [i ? "; " : "", details.length ? phrase("statement.meant", { words: parts, how: details }) : parts];
  });
  return several.length ? [phrase("statement.if", { conditions: words })] : [];
}

/** How a statement is meant: its qualities, since and until when, on which conditions. */
const meant = (how = [], on = [], since = "", until = "") => joined([...how.map(tagged),
  since && phrase("statement.since", { date: tagged(since) }), until && phrase("statement.until", { date: tagged(until) }),
  ...conditions(on)].filter((one) => one && one.length !== 0), (one) => one);

/** A statement with how it is meant and, where it is told of a thing, who says so. */
function statement([subject, predicate, object, how, on, since, until, claims = []]) {
  const details = meant(how, on, since, until);
  const first = claims.filter((one, i) => claims.findIndex((other) => voices(data.nodes[other]) === voices(data.nodes[one])) === i);
  const by = first.map((one) => el("a", { href: `#${data.nodes[one].id}` }, tagged(voices(data.nodes[one]) || t("voices.none"))));
  return [subject !== "" && [linkOrName(subject), " "], el("em", { lang: langOf(word(predicate)) }, word(predicate)), " ", linkOrName(object),
    details.length > 0 && el("span", { class: "by" }, " ", details), by.length > 0 && el("span", { class: "by" }, " — ", phrase("panel.so-say", { voices: joined(by, (one) => one) }))];
}

/** What a voice is for or against, or silent on. */
const position = ([words, things], term) => el("div", {}, el("dt", {}, term),
  el("dd", {}, things.length ? phrase("panel.fact", { term: tagged(words), value: joined(things, linkOrName) }) : tagged(words)));

function entry(node) {
  const disputes = data.conflicts.filter((one) => one.sides.includes(node));
  const marked = all(".passage").map((piece) => piece.dataset.nodes.split(" ")).filter((ids) => ids.includes(node.id));
  const beside = [...new Set(marked.flat())].filter((id) => id !== node.id).map((id) => nodes.get(id));
  return [el("article", { class: "entry" },
    el("h2", {}, symbol(node.kind), " ", el("a", { class: "self", href: `#${node.id}`, lang: langOf(node.name) }, node.name)),
    el("p", { class: "who" }, node.by ? phrase("panel.kind-by", { kind: kindOf(node), voices: joined(node.by, linkOrName) }) : kindOf(node),
      node.role && [" ", el("span", { class: "role", lang: langOf(node.role) }, node.role)]),
    node.chain && el("p", { class: "chain" }, joined(node.chain, ([how, voice]) => phrase("voices.passed-on", { how, voice: tagged(voice) }))),
    (node.quotes || []).map(quotation),
    marked.length > 0 && el("p", { class: "in-text" }, el("a", { href: `#${node.id}&view=text` }, t("text.show"))),
    block("relation", t("text.same"), beside.map((one) => [linkTo(one), voices(one) && byline(one)])),
    node.note && el("p", { class: "note", lang: langOf(node.note) }, node.note),
    (node.facts || node.stance || node.silence) && el("dl", { class: "facts" }, (node.facts || []).map(([term, value]) => el("div", {}, el("dt", {}, word(term)), el("dd", { lang: langOf(word(value)) }, word(value)))),
      node.stance && position(node.stance, t("facts.stance")), node.silence && position(node.silence, t("facts.silence"))),
    block("relation", t("panel.interests"), (node.interests || []).map(([kind, things, from]) => [tagged(kind), things.length > 0 && [": ", joined(things, linkOrName)],
      el("span", { class: "by" }, " ", linkOrName(from))])),
    (node.came || node.kind === "planned" || node.kind === "plan")
      && block("says", t("panel.came"), (node.came || []).length ? node.came.map(statement) : [el("span", { class: "by" }, t("came.unknown"))]),
    block("says", t("panel.told"), (node.told || []).map(statement)),
    block("clashes", t("panel.clashes"), disputes.map((one) => el("a", { href: `#${one.id}` }, phrase("panel.clash",
      { strength: one.strength ? tagged(one.strength) : t("panel.conflicts"), voices: tagged(one.sides.filter((side) => side !== node).map(voices).join(", ")) })))),
    block("says", t("panel.says"), (node.says || []).map(statement)),
    relationBlocks(node),
    block("background", t("panel.background"), (node.more || []).map(([term, value, from]) => [phrase("panel.fact", { term: tagged(term), value: tagged(value) }),
      from && [" ", el("a", { class: "by", href: from, rel: "noreferrer" }, t("panel.source"))]])),
    origins(node)), disputes.map((one) => disputeBlock(one, "h3"))];
}

function fillPanel() {
  const node = nodes.get(state.chosen);
  const conflict = conflicts.get(state.chosen);
  const selection = byId("selection");
  byId("overview").hidden = Boolean(node || conflict);
  selection.hidden = !(node || conflict);
  root.classList.toggle("chosen", Boolean(node || conflict));
  selection.replaceChildren();
  if (selection.hidden) return;
  const back = el("button", { type: "button", class: "back" }, data.conflicts.length ? t("panel.all") : t("panel.back"));
  back.addEventListener("click", () => go({ chosen: "" }));
  const inGraph = state.view === "graph" ? null : el("a", { class: "to-graph", href: `#${state.chosen}&view=graph` }, t("graph.here"));
  selection.append(el("p", { class: "ways" }, back, inGraph || ""), ...[node ? entry(node) : [disputeBlock(conflict, "h2"), ...origins(conflict)]].flat(9).filter(Boolean));
  byId("panel").scrollTop = 0;
}

// --- the story's bar --------------------------------------------------------
function fillGuide() {
  const guide = byId("guide");
  guide.hidden = !state.step;
  guide.replaceChildren();
  if (!state.step) return;
  const item = sections.get(`step=${state.step}`);
  const to = (step, words, style) => {
    const link = sections.get(`step=${step}`)?.querySelector("a");
    return link ? el("a", { class: style, href: link.getAttribute("href") }, words) : el("span", { class: style, "aria-disabled": "true" }, words);
  };
  guide.append(el("div", { class: "told" }, el("p", { class: "nth" }, t("story.step", { step: state.step, total: data.story.length })),
    el("p", { class: "title", tabindex: "-1", lang: data.foreign }, item.querySelector("h3").textContent), el("p", { class: "words", lang: data.foreign }, item.querySelector("p").textContent)),
  el("p", { class: "moves" }, to(state.step - 1, t("story.previous"), "button"), to(state.step + 1, t("story.next"), "button primary"),
    el("a", { class: "button quiet", href: "#view=story" }, t("story.all"))));
}
