"use strict";
// What the page holds, and what follows from it: neighbours, ways, filters, addresses.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const data = JSON.parse(byId("data").textContent);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 62rem)");
const small = matchMedia("(max-width: 44rem)");

// --- words ------------------------------------------------------------------
const plural = new Intl.PluralRules(root.lang);
const numbers = new Intl.NumberFormat(root.lang);

/** A message of the catalogue in pieces, with the values in their places; `count` decides its plural form. */
function phrase(key, values = {}) {
  const message = data.messages[key];
  const form = typeof message === "string" ? message : message[plural.select(values.count)] || message.other;
  return form.split(/\{(\w+)\}/u).map((piece, i) => {
    const value = i % 2 ? values[piece] : piece;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

const t = (key, values) => phrase(key, values).join("");

// What a page in another language shows of the graph is in the graph's language, but for what `own` lists.
const own = new Set(data.own);
const isOwn = (text) => own.has(text) || text.split(", ").every((part) => own.has(part));
const langOf = (text) => (data.foreign && text && /\p{L}/u.test(text) && !isOwn(text) ? data.foreign : "");
const tagged = (text) => (langOf(text) ? el("span", { lang: langOf(text) }, text) : text);

const CLAIMS = new Set(["claim", "utterance"]);
const FACETS = [["speaker", t("filter.speaker")], ["act", t("filter.act")], ["status", t("filter.status")], ["certainty", t("filter.certainty")],
  ["document", t("filter.document")], ["report", t("filter.report")]];
/** Nodes above which the first picture is a neighbourhood. */
const MANY = 400;
/** Neighbours that a first neighbourhood may show. */
const NEAR = 60;
/** Neighbours below which it looks one step further. */
const FEW = 15;

const word = (place) => data.words[place];
const nodes = new Map();
data.nodes.forEach((node, place) => {
  node.place = place;
  node.in ||= {};
  nodes.set(node.id, node);
});
/** Kinds of edge: the name, by which code goes, and the words from either end, which are shown. */
const relations = data.relations.map(([name, words, back]) => ({ name, words, back }));
const edges = data.edges.map(([from, to, relation, label = -1, bow = 0, conflict = -1]) => ({
  from: data.nodes[from], to: data.nodes[to], relation: relations[relation], label: label < 0 ? relations[relation].words : word(label),
  bow, conflict: data.conflicts[conflict] || null,
}));
const conflicts = new Map(data.conflicts.map((one) => [one.id, one]));
for (const one of data.conflicts) one.sides = one.sides.map((place) => data.nodes[place]);
const ends = new Map(data.nodes.map((node) => [node, []]));
for (const edge of edges) {
  ends.get(edge.from).push(edge);
  ends.get(edge.to).push(edge);
}
// The ids serve readers without a script; with one, the browser would scroll to them by itself.
const sections = new Map(all(".view, .story > li").map((part) => [part.id, part]));
for (const part of sections.values()) part.removeAttribute("id");
const views = all("[data-view]").map((link) => link.dataset.view);
const known = (id) => nodes.has(id) || conflicts.has(id);
const other = (edge, node) => (edge.from === node ? edge.to : edge.from);

const SAYING = new Set(["says", "may say"]);
const isSaying = (edge) => SAYING.has(edge.relation.name);

/** The nodes at most `depth` edges from some, each with its distance. */
function around(starts, depth, most = Infinity) {
  const reached = new Map(starts.map((node) => [node, 0]));
  let ring = starts;
  for (let step = 1; step <= depth; step += 1) {
    const next = [];
    for (const node of ring) {
      for (const edge of ends.get(node)) {
        const near = other(edge, node);
        if (reached.has(near) || reached.size >= most || !state.visible.has(near)) continue;
        reached.set(near, step);
        next.push(near);
      }
    }
    ring = next;
  }
  return reached;
}

/** The shortest way between two nodes, direction set aside; empty where none joins them. */
function way(start, end) {
  const before = new Map([[start, null]]);
  const queue = [start];
  for (const node of queue) {
    if (node === end) break;
    for (const edge of ends.get(node)) {
      const near = other(edge, node);
      if (before.has(near) || !state.visible.has(near)) continue;
      before.set(near, node);
      queue.push(near);
    }
  }
  const path = [];
  for (let node = before.has(end) ? end : null; node; node = before.get(node)) path.unshift(node);
  return path;
}

// --- the address ------------------------------------------------------------
const BLANK = { chosen: "", view: "", step: 0, depth: "", path: "", filter: {}, off: [] };
const state = { ...BLANK, hovered: null, lit: null, visible: new Set(data.nodes) };

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function readAddress(hash) {
  const to = { ...BLANK, filter: {}, off: [] };
  for (const part of hash.replace(/^#/u, "").split("&")) {
    const [name, value = ""] = part.split("=");
    if (!part.includes("=")) {
      if (known(decoded(part))) to.chosen = decoded(part);
    } else if (name === "view" && views.includes(value)) {
      to.view = value;
    } else if (name === "step" && data.story.length >= Number(value) && Number(value) >= 1) {
      to.step = Math.floor(Number(value));
    } else if (name === "depth" && ["1", "2", "3", "all"].includes(value)) {
      to.depth = value;
    } else if (name === "path" && nodes.has(decoded(value))) {
      to.path = decoded(value);
    } else if (name === "off") {
      to.off = value.split("+").filter((kind) => data.kinds.some((one) => one.name === kind));
    } else if (FACETS.some(([facet]) => facet === name) && data.nodes.some((node) => has(node, name, decoded(value)))) {
      to.filter[name] = decoded(value);
    }
  }
  return to;
}

function writeAddress(to) {
  const parts = [to.chosen, to.view && `view=${to.view}`, to.step && `step=${to.step}`,
    to.depth && `depth=${to.depth}`, to.path && `path=${to.path}`, to.off.length && `off=${to.off.join("+")}`,
    ...Object.entries(to.filter).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)];
  return `#${parts.filter(Boolean).join("&")}`;
}

// --- filters ----------------------------------------------------------------
const has = (node, facet, value) => (node.in[facet] || []).some((place) => data.facets[facet][place][0] === value);

/** Recount what the filters let through; things without the quality follow their claims. */
function recount() {
  const wanted = Object.entries(state.filter);
  const off = new Set(state.off);
  const passing = new Set(data.nodes.filter((node) => (CLAIMS.has(node.kind) || (wanted.length === 1 && node.in.report))
    && wanted.every(([facet, value]) => has(node, facet, value))));
  const near = (node) => ends.get(node).some((edge) => passing.has(other(edge, node)));
  state.visible = new Set(data.nodes.filter((node) => !off.has(node.kind)
    && (!wanted.length || passing.has(node) || (!CLAIMS.has(node.kind) && near(node)))));
}

/** Whether a thing or a conflict is let through. */
function lets(id) {
  const conflict = conflicts.get(id);
  if (conflict) return conflict.sides.some((side) => state.visible.has(side));
  return !nodes.has(id) || state.visible.has(nodes.get(id));
}

// --- search -----------------------------------------------------------------
let index = null;

function search(words) {
  index ||= [...data.nodes, ...data.conflicts].map((item) => [item, [item.name || item.title, item.note, item.reason, item.role,
    ...(item.by || []).map((one) => (typeof one === "number" ? data.nodes[one].name : one)),
    ...(item.sides || [item]).flatMap((side) => [side.name, ...(side.quotes || []).map(([text]) => text)])].filter(Boolean).join(" ").toLowerCase()]);
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  if (!wanted.length) return [];
  const named = (item) => { const name = (item.name || item.title).toLowerCase(); return wanted.every((one) => name.includes(one)) ? 0 : 1; };
  // What is called by the words comes before what only mentions them.
  return index.filter(([, text]) => wanted.every((one) => text.includes(one))).map(([item]) => item).sort((a, b) => named(a) - named(b));
}

const kinds = new Map(data.kinds.map((kind) => [kind.name, kind]));
