// The graph: things, edges, conflicts, what is around a thing, and the way between two.
const CLAIMS = new Set(["claim", "utterance"]);
const FACETS = [["speaker", t("filter.speaker")], ["act", t("filter.act")], ["status", t("filter.status")], ["certainty", t("filter.certainty")],
  ["stance", t("filter.stance")], ["towards", t("filter.towards")],
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
const kinds = new Map(data.kinds.map((kind) => [kind.name, kind]));
