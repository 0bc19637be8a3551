"use strict";
// --- answers: terms, tables, graphs ------------------------------------------

const FIRST_ROWS = 500;
const MOST_NODES = 300;
const NUMBER = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|nonNegativeInteger)$/;
const VOCABULARY = "https://w3id.org/reorg/ns#";

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Return the page of an IRI on this server. */
function addressOf(iri) {
  if (iri.startsWith(VOCABULARY)) return `ns#${encodeURIComponent(iri.slice(VOCABULARY.length))}`;
  return `about?iri=${encodeURIComponent(iri)}`;
}

/** Return an IRI by its prefix, or by the end of it that names a thing here. */
function shortName(iri, known) {
  if (iri.startsWith(known.base) && iri.length > known.base.length) {
    const parts = iri.slice(known.base.length).split("/");
    const [kind, ...rest] = parts.length < 3 ? parts : parts.slice(1);
    if (rest.length) return `${kind}:${rest.join("/")}`;
  }
  for (const [prefix, start] of Object.entries(known.prefixes)) {
    if (iri.startsWith(start) && /^[\p{L}\p{N}_.-]+$/u.test(iri.slice(start.length))) return `${prefix}:${iri.slice(start.length)}`;
  }
  return iri;
}

function showTerm(term, known) {
  if (!term) return "";
  if (term.type === "uri") return make("a", { href: addressOf(term.value), title: term.value }, shortName(term.value, known));
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple") return make("span", {}, "<< ", showTerm(term.value.subject, known), " ", showTerm(term.value.predicate, known), " ", showTerm(term.value.object, known), " >>");
  const lang = term["xml:lang"] || "";
  const note = lang || (term.datatype ? shortName(term.datatype, known) : "");
  const shown = make("span", { class: "text", ...(note ? { title: note } : {}) }, term.value);
  if (lang) shown.lang = lang;
  if (!note || NUMBER.test(term.datatype || "")) return shown;
  return make("span", {}, shown, " ", make("span", { class: "mark" }, note));
}

/** Return rows as a table: the first at once, the others when asked for. */
function showTable(names, rows, known) {
  const body = make("tbody");
  const numbers = names.map((name) => rows.slice(0, 50).every((row) => !row[name] || NUMBER.test(row[name].datatype || "")));
  const head = make("tr", {}, ...names.map((name, i) => make("th", { scope: "col", ...(numbers[i] ? { class: "number" } : {}) }, name)));
  const line = (row) => make("tr", {}, ...names.map((name, i) => make("td", numbers[i] ? { class: "number" } : {}, showTerm(row[name], known))));
  const parts = [make("table", {}, make("thead", {}, head), body)];
  body.append(...rows.slice(0, FIRST_ROWS).map(line));
  if (rows.length > FIRST_ROWS) {
    const more = make("button", { type: "button", class: "button" }, `Show the other ${(rows.length - FIRST_ROWS).toLocaleString("en-GB")} rows`);
    more.addEventListener("click", () => { body.append(...rows.slice(FIRST_ROWS).map(line)); more.parentElement.remove(); });
    parts.push(make("p", { class: "rest" }, more));
  }
  return parts;
}

// N-Triples as the server writes it: one triple a line, everything in full.
const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (?:(<[^>]*>)|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@(\S+)|\^\^<([^>]*)>)?) \.$/;
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescaped(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, sign) =>
    (four || eight ? String.fromCodePoint(parseInt(four || eight, 16)) : ESCAPES[sign] || sign));
}

function node(text) {
  return text.startsWith("<") ? { type: "uri", value: unescaped(text.slice(1, -1)) } : { type: "bnode", value: text.slice(2) };
}

/** Return the triples of a text in N-Triples as rows of a table. */
function readTriples(text) {
  const rows = [];
  for (const line of text.split("\n")) {
    const match = LINE.exec(line);
    if (!match) continue;
    const [, subject, predicate, iri, blank, literal, lang, datatype] = match;
    const object = iri || blank ? node(iri || blank) : { type: "literal", value: unescaped(literal) };
    if (lang) object["xml:lang"] = lang;
    if (datatype) object.datatype = datatype;
    rows.push({ subject: node(subject), predicate: node(predicate), object });
  }
  return rows;
}

/** Return what to draw of triples: things as nodes, texts as small nodes of their own. */
function network(rows, known) {
  const nodes = new Map();
  const edges = [];
  const labels = new Map(known.labels);
  for (const { subject, predicate, object } of rows) if (/[#/](label|prefLabel|title|name)$/.test(predicate.value) && object.type === "literal") labels.set(subject.value, object.value);
  const clipped = (text) => (text.length > 64 ? `${text.slice(0, 63)}…` : text);
  const leftOut = new Set();
  const put = (term, id) => {
    if (nodes.has(id)) return true;
    if (nodes.size >= MOST_NODES) { leftOut.add(id); return false; }
    const text = term.type === "uri" ? labels.get(term.value) || shortName(term.value, known) : term.value;
    nodes.set(id, { id, label: clipped(text), iri: term.type === "uri" ? term.value : "", kind: term.type });
    return true;
  };
  rows.forEach(({ subject, predicate, object }, place) => {
    const to = object.type === "literal" ? `"${place}` : object.value;
    const [from, there] = [put(subject, subject.value), put(object, to)];
    if (from && there) edges.push({ from: subject.value, to, label: shortName(predicate.value, known) });
  });
  return { nodes: [...nodes.values()], edges, left: leftOut.size };
}

/** Spread a layout, which comes out round, over the shape of its place. */
function widen(drawn, place) {
  const spots = Object.entries(drawn.getPositions());
  const range = (axis) => Math.max(1, ...spots.map(([, spot]) => spot[axis])) - Math.min(0, ...spots.map(([, spot]) => spot[axis]));
  const factor = (place.clientWidth / place.clientHeight) / (range("x") / range("y"));
  for (const [id, { x, y }] of spots) drawn.moveNode(id, factor > 1 ? x * Math.min(2.5, factor) : x, factor < 1 ? y * Math.min(2.5, 1 / factor) : y);
}

/** Push apart boxes that lie on each other. */
function part(drawn) {
  const boxes = Object.entries(drawn.getPositions()).map(([id, { x, y }]) => {
    const { left, right, top, bottom } = drawn.getBoundingBox(id);
    return { id, x, y, w: right - left + 16, h: bottom - top + 14 };
  });
  for (let round = 0, moved = true; moved && round < 80; round += 1) {
    moved = false;
    boxes.forEach((one, i) => {
      for (const other of boxes.slice(i + 1)) {
        const x = (one.w + other.w) / 2 - Math.abs(one.x - other.x);
        const y = (one.h + other.h) / 2 - Math.abs(one.y - other.y);
        if (x <= 0 || y <= 0) continue;
        moved = true;
        const axis = x < y ? "x" : "y";
        const step = (Math.min(x, y) / 2 + 0.5) * (one[axis] <= other[axis] ? -1 : 1);
        one[axis] += step;
        other[axis] -= step;
      }
    });
  }
  for (const { id, x, y } of boxes) drawn.moveNode(id, x, y);
}

/** Return how wide a label may be, in pixels: no word of it is broken. */
const widthOf = (label) => Math.max(150, ...label.split(/\s+/).map((word) => 9 * word.length));

/** Draw triples into an element; return the words that tell what is drawn. */
function drawGraph(rows, place, known) {
  const { nodes, edges, left } = network(rows, known);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const font = { color: colour("--ink"), size: 13, face: "system-ui, sans-serif" };
  const box = { background: colour("--surface"), border: colour("--accent"), highlight: { background: colour("--mark"), border: colour("--accent") } };
  const plain = { ...box, border: colour("--line"), highlight: { ...box.highlight, border: colour("--line") } };
  const drawn = new vis.Network(place, {
    nodes: nodes.map((one) => ({ ...one, color: one.kind === "literal" ? plain : box, shape: "box", widthConstraint: { maximum: widthOf(one.label) } })),
    edges,
  }, {
    nodes: { font, scaling: { label: { drawThreshold: 2 } }, margin: 7, borderWidth: 1.5, shapeProperties: { borderRadius: 6 } },
    edges: { arrows: "to", color: { color: colour("--line"), highlight: colour("--accent") }, font: { ...font, size: 11, color: colour("--muted"), strokeWidth: 4, strokeColor: colour("--surface") }, smooth: rows.length > 120 ? false : { type: "continuous", roundness: 0.3 } },
    layout: { randomSeed: 1 },
    physics: { barnesHut: { springLength: 90, avoidOverlap: 0.3, gravitationalConstant: -2600, centralGravity: 0.9 }, stabilization: { iterations: 300 } },
    interaction: { hover: true, keyboard: false },
  });
  drawn.once("stabilizationIterationsDone", () => {
    drawn.setOptions({ physics: false });
    widen(drawn, place);
    part(drawn);
    drawn.fit({ minZoomLevel: 0.02, maxZoomLevel: 1.2 });
    performance.mark("drawn");
  });
  drawn.on("doubleClick", ({ nodes: [id] }) => { const one = nodes.find((each) => each.id === id); if (one?.iri) location.href = addressOf(one.iri); });
  const said = `${nodes.length} things and texts, ${edges.length} links; ${matchMedia("(hover: none)").matches ? "two taps open" : "a double click opens"} a thing's page. The table has the same as text.`;
  return left ? `The first ${MOST_NODES} of ${(nodes.length + left).toLocaleString("en-GB")}: ${said}` : said;
}
