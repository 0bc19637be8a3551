// What the filters let through.
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
