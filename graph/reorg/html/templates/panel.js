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

const linkTo = (item) => el("a", { href: `#${item.id}` }, item.name || item.title);
const linkOrName = (one) => (typeof one === "number" ? linkTo(data.nodes[one]) : one);
const joined = (several, make) => several.flatMap((one, i) => (i ? [", ", make(one)] : [make(one)]));
const voices = (node) => (node.by || []).map((one) => (typeof one === "number" ? data.nodes[one].name : one)).join(", ");

function passageAddress([text, page, fragment]) {
  if (page === undefined) return "";
  const coded = fragment || encodeURIComponent(text).replace(/[!'()*-]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${data.pages[page]}#:~:text=${coded}`;
}

function quotation(quote) {
  const address = passageAddress(quote);
  return el("blockquote", {}, el("p", {}, `“${quote[0]}”`),
    address && el("p", { class: "open" }, el("a", { href: address, rel: "noreferrer" }, "Open the page at these words",
      el("span", { class: "hidden" }, `: ${quote[0]}`))));
}

const block = (style, title, items) => (items.length
  ? el("div", { class: style }, el("p", { class: "term" }, title), el("ul", {}, items.map((item) => el("li", {}, item)))) : null);

// --- relations, from the edges ----------------------------------------------
const SPOKEN = new Set(["subject", "object", "about"]);

function relationBlocks(node) {
  const found = new Map();
  const put = (key, words, near) => {
    if (!found.has(key)) found.set(key, [words, new Set()]);
    found.get(key)[1].add(near);
  };
  for (const edge of ends.get(node)) {
    const { name, words, back } = edge.relation;
    if (edge.conflict) continue;
    if (edge.from === node) {
      if (name !== "subject" && name !== "object") put(edge.relation, words, edge.to);
    } else if (SPOKEN.has(name)) {
      put(SPOKEN, "what is said of it", edge.from);
    } else if (!(CLAIMS.has(node.kind) && isSaying(edge))) {
      put(`${name} (back)`, back, edge.from);
    }
  }
  return [...found.values()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([words, near]) => block("relation", words,
    [...near].map((one) => [linkTo(one), CLAIMS.has(one.kind) && voices(one) ? el("span", { class: "by" }, ` ${voices(one)}`) : null])));
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
  const said = (words) => { button.textContent = words; setTimeout(() => { button.textContent = "Copy"; }, 1600); };
  try {
    await navigator.clipboard.writeText(text);
    said("Copied");
  } catch {
    const field = el("textarea", { class: "hidden", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    said(done ? "Copied" : "Not allowed here: select and copy");
  }
}

function source(title, text) {
  const button = el("button", { type: "button", class: "copy", "aria-label": `Copy: ${title}` }, "Copy");
  button.addEventListener("click", () => copy(text, button));
  return el("details", { class: "source" }, el("summary", {}, title), button, el("pre", { tabindex: "0", "aria-label": title }, text));
}

const origins = (item) => [el("p", { class: "iri" }, el("code", {}, item.iri)),
  source("Query that finds it (SPARQL)", query(item)), item.t && source("Its triples (Turtle)", turtle(item))];

// --- what is chosen ---------------------------------------------------------
const badge = (conflict) => el("span", { class: `strength ${conflict.strength_id}` }, conflict.strength);

function disputeBlock(conflict, level) {
  return el("article", { class: "dispute" },
    el(level, {}, el("a", { class: "self", href: `#${conflict.id}` }, conflict.title)),
    el("p", { class: "tags" }, badge(conflict), " ", conflict.kind && el("span", {}, conflict.kind), " ", el("span", {}, conflict.origin)),
    el("div", { class: "sides" }, conflict.sides.map((side) => el("div", { class: "side" },
      el("p", { class: "who" }, side.by ? joined(side.by, linkOrName) : "No voice given"),
      el("p", { class: "wording" }, linkTo(side)), (side.quotes || []).map(quotation)))),
    conflict.reason && el("p", { class: "reason" }, conflict.reason));
}

function entry(node) {
  const own = data.conflicts.filter((one) => one.sides.includes(node));
  const marked = all(".passage").map((piece) => piece.dataset.nodes.split(" ")).filter((ids) => ids.includes(node.id));
  const beside = [...new Set(marked.flat())].filter((id) => id !== node.id).map((id) => nodes.get(id));
  return [el("article", { class: "entry" },
    el("h2", {}, symbol(node.kind), " ", el("a", { class: "self", href: `#${node.id}` }, node.name)),
    el("p", { class: "who" }, el("span", { class: "kind" }, kinds.get(node.kind).label), node.by && [" by ", joined(node.by, linkOrName)],
      node.role && [" ", el("span", { class: "role" }, node.role)]),
    node.chain && el("p", { class: "chain" }, node.chain.join(", ")),
    (node.quotes || []).map(quotation),
    marked.length > 0 && el("p", { class: "in-text" }, el("a", { href: `#${node.id}&view=text` }, "Show it in your text")),
    block("relation", "From the same passage", beside.map((one) => [linkTo(one), voices(one) && el("span", { class: "by" }, ` ${voices(one)}`)])),
    node.note && el("p", { class: "note" }, node.note),
    node.facts && el("dl", { class: "facts" }, node.facts.map(([term, value]) => el("div", {}, el("dt", {}, word(term)), el("dd", {}, word(value))))),
    block("clashes", "In conflict", own.map((one) => el("a", { href: `#${one.id}` },
      `${one.strength || "conflicts"}: ${one.sides.filter((side) => side !== node).map(voices).join(", ")}`))),
    block("says", "What it says", (node.says || []).map(([subject, predicate, object, how]) => [linkOrName(subject), " ",
      el("em", {}, word(predicate)), " ", linkOrName(object), how && el("span", { class: "by" }, ` ${how}`)])),
    relationBlocks(node),
    block("background", "Background, not from the report", (node.more || []).map(([term, value, from]) => [`${term}: ${value}`,
      from && [" ", el("a", { class: "by", href: from, rel: "noreferrer" }, "source")]])),
    origins(node)), own.map((one) => disputeBlock(one, "h3"))];
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
  const back = el("button", { type: "button", class: "back" }, data.conflicts.length ? "← All disagreements" : "← Back");
  back.addEventListener("click", () => go({ chosen: "" }));
  const inGraph = state.view === "graph" ? null : el("a", { class: "to-graph", href: `#${state.chosen}&view=graph` }, "In the graph");
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
  guide.append(el("div", { class: "told" }, el("p", { class: "nth" }, `Step ${state.step} of ${data.story.length}`),
    el("p", { class: "title", tabindex: "-1" }, item.querySelector("h3").textContent), el("p", { class: "words" }, item.querySelector("p").textContent)),
  el("p", { class: "moves" }, to(state.step - 1, "← Previous", "button"), to(state.step + 1, "Next →", "button primary"),
    el("a", { class: "button quiet", href: "#view=story" }, "All steps")));
}
