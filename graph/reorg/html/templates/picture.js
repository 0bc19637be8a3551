// --- pens: the same strokes on a canvas or as SVG ----------------------------
const colours = {};

function readColours() {
  const style = getComputedStyle(root);
  for (const name of ["ground", "surface", "raised", "ink", "muted", "rule", "line", "accent", "conflict", "sans", ...data.kinds.map((kind) => kind.colour)]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}

class CanvasPen {
  constructor(ctx) { this.ctx = ctx; this.shapes = new Map(); }

  font(px, weight = 400) { return `${weight} ${px}px ${colours.sans}`; }

  path(d, { x = 0, y = 0, scale = 1, fill, stroke, width = 1, dash = [], alpha = 1 }) {
    const { ctx } = this;
    if (!this.shapes.has(d)) this.shapes.set(d, new Path2D(d));
    const shape = this.shapes.get(d);
    ctx.save();
    ctx.globalAlpha = alpha;
    ctx.translate(x, y);
    ctx.scale(scale, scale);
    ctx.lineJoin = "round";
    if (fill) { ctx.fillStyle = fill; ctx.fill(shape); }
    if (stroke) { ctx.strokeStyle = stroke; ctx.lineWidth = width / scale; ctx.setLineDash(dash); ctx.stroke(shape); }
    ctx.restore();
  }

  text(words, x, y, { px = 12, weight = 400, fill, alpha = 1, halo }) {
    const { ctx } = this;
    ctx.globalAlpha = alpha;
    ctx.font = this.font(px, weight);
    ctx.lineJoin = "round";
    if (halo) { ctx.strokeStyle = halo; ctx.lineWidth = 4; ctx.strokeText(words, x, y); }
    ctx.fillStyle = fill;
    ctx.fillText(words, x, y);
    ctx.globalAlpha = 1;
  }

  wide(words, px, weight) { this.ctx.font = this.font(px, weight); return this.ctx.measureText(words).width; }
}

const spare = document.createElement("canvas").getContext("2d");
const pens = new WeakMap();
const penOf = (ctx) => pens.get(ctx) || pens.set(ctx, new CanvasPen(ctx)).get(ctx);

function wrapped(pen, text, width, most, px, weight) {
  const lines = [];
  let line = "";
  for (const one of text.split(/\s+/u)) {
    const longer = line ? `${line} ${one}` : one;
    if (line && pen.wide(longer, px, weight) > width) { lines.push(line); line = one; } else { line = longer; }
  }
  if (line) lines.push(line);
  if (lines.length > most || (lines[0] && pen.wide(lines[lines.length - 1], px, weight) > width)) {
    lines.length = Math.min(most, lines.length);
    let last = lines[lines.length - 1] || "";
    while (last && pen.wide(`${last}…`, px, weight) > width) last = Array.from(last).slice(0, -1).join("");
    lines[lines.length - 1] = `${last.trimEnd()}…`;
  }
  return lines;
}

// --- what is drawn ----------------------------------------------------------
let picture = null;
let shown = [];
let shownEdges = [];
let places = null;
let distances = null;
let curves = [];
/** Whether the picture chose by itself to show only a neighbourhood. */
let automatic = false;
let moving = false;

const asCards = () => state.view === "disagree";
const place = (node) => (asCards() ? node.card : places?.get(node) || [node.x, node.y]);
const isLit = (node) => !state.lit || state.lit.has(node);
const rounded = (x, y, w, h, r) => `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1-${r} ${r}h${2 * r - w}a${r} ${r} 0 0 1-${r}-${r}v${2 * r - h}a${r} ${r} 0 0 1 ${r}-${r}Z`;
const DASHES = { "strength-in-tension": [8, 5], "strength-in-tension-by-definition": [8, 5], "strength-conditionally": [2, 4] };
const dashes = (conflict) => DASHES[conflict?.strength_id] || [];

function drawCard(pen, node) {
  const [x, y, width, height] = node.card;
  const left = x - width / 2;
  const top = y - height / 2;
  const chosen = state.chosen === node.id;
  const alpha = isLit(node) ? 1 : 0.3;
  if (CLAIMS.has(node.kind)) {
    pen.path(rounded(left, top, width, height, 7), { fill: colours.raised, alpha, width: chosen ? 2.5 : 1, stroke: chosen || state.hovered === node ? colours.accent : colours.line });
    wrapped(pen, node.name, width - 22, Math.floor((height - 36) / 19), 15)
      .forEach((line, i) => pen.text(line, left + 11, top + 23 + i * 19, { px: 15, fill: colours.ink, alpha }));
    pen.text(wrapped(pen, node.line || "", width - 16, 1, 13.5)[0] || "", left + 11, top + height - 10, { px: 13.5, fill: colours.muted, alpha });
    return;
  }
  const lines = wrapped(pen, node.name, width, node.line ? 2 : 3, 15, 650);
  const role = node.line ? 1 : 0;
  const start = top + height - 12 - 17 * role;
  lines.forEach((line, i) => pen.text(line, left, start - (lines.length - 1 - i) * 18, { px: 15, weight: 650, fill: colours.ink, alpha }));
  if (role) pen.text(wrapped(pen, node.line, width, 1, 12)[0] || "", left, top + height - 12, { px: 12, fill: colours.muted, alpha });
  pen.path(`M${left} ${top + height - 3}h${width}v2h${-width}Z`, { fill: chosen ? colours.accent : colours.party, alpha });
}

function drawSymbol(pen, node) {
  const kind = kinds.get(node.kind);
  const colour = colours[kind.colour];
  const [x, y] = place(node);
  const alpha = isLit(node) ? 1 : 0.2;
  if (state.chosen === node.id || state.hovered === node) pen.path(kind.path, { x, y, scale: node.size, stroke: colours.ink, width: 7, alpha });
  pen.path(kind.path, { x, y, scale: node.size, alpha, fill: kind.hollow ? colours.ground : colour, stroke: kind.hollow ? colour : colours.ground, width: kind.hollow ? 2.2 : 1.4 });
}

/** The line of an edge: its ends and the middle that bends it, where parallel ones share the ends. */
function lineOf(edge) {
  const [x1, y1] = place(edge.from);
  const [x2, y2] = place(edge.to);
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return [x1, y1, mx + (y1 - y2) * edge.bow * 2, my + (x2 - x1) * edge.bow * 2, x2, y2];
}

const isNear = (edge) => state.lit && state.lit.has(edge.from) && state.lit.has(edge.to)
  && (distances || conflicts.has(state.chosen) || edge.from.id === state.chosen || edge.to.id === state.chosen);

/** Draw the edges, many as one stroke: a stroke each would be what takes the time. */
function drawEdges(ctx, scale, box) {
  const groups = [[[], colours.line, state.lit ? 0.16 : 1, 0.7], [[], colours.line, 1, shownEdges.length > 60 && distances ? 0.7 : 1.3]];
  for (const edge of shownEdges) {
    const line = lineOf(edge);
    if (Math.max(line[0], line[4]) < box[0] || Math.min(line[0], line[4]) > box[2]
      || Math.max(line[1], line[5]) < box[1] || Math.min(line[1], line[5]) > box[3]) continue;
    if (edge.conflict) continue;
    groups[isNear(edge) ? 1 : 0][0].push(line);
  }
  ctx.save();
  for (const [lines, colour, alpha, width] of groups) {
    ctx.beginPath();
    for (const [x1, y1, cx, cy, x2, y2] of lines) {
      ctx.moveTo(x1, y1);
      ctx.quadraticCurveTo(cx, cy, x2, y2);
    }
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width / Math.min(1, scale);
    ctx.stroke();
  }
  ctx.restore();
  const pen = penOf(ctx);
  for (const edge of shownEdges.filter((one) => one.conflict)) {
    pen.path(edgePath(edge), { stroke: colours.conflict, width: 2 / Math.min(1, scale), dash: dashes(edge.conflict), alpha: !state.lit || isNear(edge) ? 1 : 0.2 });
  }
  if (shownEdges.length < 2500) drawHeads(ctx);
}

const edgePath = (edge) => { const [x1, y1, cx, cy, x2, y2] = lineOf(edge).map(Math.round); return `M${x1} ${y1}Q${cx} ${cy} ${x2} ${y2}`; };

/** Draw where edges point: small heads just short of the symbol, those of dim edges left out. */
function drawHeads(ctx) {
  ctx.beginPath();
  for (const edge of shownEdges) {
    if (edge.conflict || (state.lit && !isNear(edge))) continue;
    const [, , cx, cy, x, y] = lineOf(edge);
    const length = Math.hypot(x - cx, y - cy) || 1;
    const [ux, uy] = [(x - cx) / length, (y - cy) / length];
    const [tx, ty] = [x - ux * (edge.to.size + 2), y - uy * (edge.to.size + 2)];
    ctx.moveTo(tx, ty);
    ctx.lineTo(tx - ux * 7 - uy * 3, ty - uy * 7 + ux * 3);
    ctx.lineTo(tx - ux * 7 + uy * 3, ty - uy * 7 - ux * 3);
  }
  ctx.fillStyle = colours.line;
  ctx.fill();
}

/** Draw symbols too small to tell apart as dots, a kind at a time. */
function drawDots(ctx, several) {
  const groups = new Map();
  for (const node of several) {
    const key = `${kinds.get(node.kind).colour} ${isLit(node) ? 1 : 0.2}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(node);
  }
  for (const [key, some] of groups) {
    const [colour, alpha] = key.split(" ");
    ctx.fillStyle = colours[colour];
    ctx.globalAlpha = Number(alpha);
    for (const node of some) {
      const [x, y] = place(node);
      ctx.fillRect(x - node.size * 0.9, y - node.size * 0.9, node.size * 1.8, node.size * 1.8);
    }
  }
  ctx.globalAlpha = 1;
}

function inSight() {
  const { width, height } = byId("graph").getBoundingClientRect();
  const a = picture.DOMtoCanvas({ x: -30, y: -30 });
  const b = picture.DOMtoCanvas({ x: width + 30, y: height + 30 });
  return [a.x, a.y, b.x, b.y];
}

function drawUnder(ctx) {
  const scale = picture.getScale();
  if (asCards()) {
    drawCurves(penOf(ctx));
    for (const node of shown) drawCard(penOf(ctx), node);
    return;
  }
  const box = inSight();
  const near = shown.filter((node) => { const [x, y] = place(node); return x > box[0] && x < box[2] && y > box[1] && y < box[3]; });
  if (!moving || shownEdges.length < 2000) drawEdges(ctx, scale, box);
  if (near.length > 900) drawDots(ctx, near); else for (const node of near) drawSymbol(penOf(ctx), node);
  const chosen = nodes.get(state.chosen);
  if (near.length > 900 && shown.includes(chosen)) drawSymbol(penOf(ctx), chosen);
}

function drawOver(ctx) {
  if (!asCards() && !(moving && shown.length > 900)) drawLabels(ctx);
  if (shown.length && !performance.getEntriesByName("drawn").length) performance.mark("drawn");
}

// --- conflicts between cards, from side to side through the gaps -------------
function layCurves() {
  const points = [];
  const put = (node, facing) => {
    const [x, y, width, height] = node.card;
    const side = facing.card[0] < x ? -1 : 1;
    const end = { node, side, x: x + (side * width) / 2, top: y - height / 2, height, otherY: facing.card[1] };
    points.push(end);
    return end;
  };
  curves = shownEdges.filter((edge) => edge.conflict).map((edge) => ({ edge, one: put(edge.from, edge.to), two: put(edge.to, edge.from) }));
  const sides = new Map();
  for (const end of points) {
    const key = `${end.node.id} ${end.side}`;
    sides.set(key, [...(sides.get(key) || []), end]);
  }
  for (const group of sides.values()) {
    group.sort((a, b) => a.otherY - b.otherY);
    group.forEach((end, i) => { end.y = end.top + (end.height * (i + 1)) / (group.length + 1); });
  }
  for (const curve of curves) {
    const { one, two } = curve;
    const bend = one.side === two.side ? 22 + Math.min(26, Math.abs(one.y - two.y) / 12) : Math.max(26, Math.abs(one.x - two.x) / 2);
    curve.d = `M${one.x} ${one.y}C${one.x + one.side * bend} ${one.y} ${two.x + two.side * bend} ${two.y} ${two.x} ${two.y}`;
  }
}

function drawCurves(pen) {
  for (const { edge, d, one, two } of curves) {
    const lit = !state.lit || edge.conflict.id === state.chosen || edge.from.id === state.chosen || edge.to.id === state.chosen;
    const alpha = lit ? 1 : 0.14;
    pen.path(d, { stroke: colours.conflict, width: 2, dash: dashes(edge.conflict), alpha });
    for (const end of [one, two]) pen.path("M3.5 0A3.5 3.5 0 1 1-3.5 0A3.5 3.5 0 1 1 3.5 0Z", { x: end.x, y: end.y, fill: colours.conflict, alpha });
  }
}

function conflictAt(point) {
  spare.lineWidth = asCards() ? 14 : 10 / picture.getScale();
  const lines = asCards() ? curves : shownEdges.filter((edge) => edge.conflict).map((edge) => ({ edge, d: edgePath(edge) }));
  return lines.find(({ d }) => spare.isPointInStroke(new Path2D(d), point.x, point.y))?.edge.conflict;
}

// --- labels: as many as fit, the weightier first -----------------------------
const widths = new Map();
const LARGE = 14.5;
/** Edges up to which each is named. */
const MANY_EDGES = 24;
let labels = [];

function short(text) {
  const signs = Array.from(text);
  return signs.length > 30 ? `${signs.slice(0, 28).join("").trimEnd()}…` : text;
}

/** Choose the labels and their places, in the pixels of the picture. */
function layLabels(pen, width, height) {
  const scale = picture.getScale();
  const origin = picture.canvasToDOM({ x: 0, y: 0 });
  const first = (node) => (node.id === state.chosen || node === state.hovered ? 2 : state.lit?.has(node) ? 1 : 0);
  const ranked = [...shown].sort((a, b) => first(b) - first(a) || b.size - a.size);
  const cells = new Map();
  const CELL = 90;
  const keys = (box) => {
    const touched = [];
    for (let c = Math.floor(box[0] / CELL); c <= Math.floor(box[2] / CELL); c += 1) {
      for (let r = Math.floor(box[1] / CELL); r <= Math.floor(box[3] / CELL); r += 1) touched.push(c * 4096 + r);
    }
    return touched;
  };
  const put = (box) => { for (const key of keys(box)) { if (!cells.has(key)) cells.set(key, []); cells.get(key).push(box); } };
  const free = (box, own, large) => keys(box).every((key) => (cells.get(key) || []).every((near) => near === own || (large && near.symbol)
    || box[0] >= near[2] || box[2] <= near[0] || box[1] >= near[3] || box[3] <= near[1]));
  const spots = [];
  for (const node of ranked) {
    const [px, py] = place(node);
    const at = { x: origin.x + px * scale, y: origin.y + py * scale };
    if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
    const r = Math.max(3, node.size * scale);
    const own = [at.x - r, at.y - r, at.x + r, at.y + r];
    own.symbol = true;
    if (isLit(node)) put(own);
    spots.push([node, at, r, own]);
  }
  for (const box of covered()) put(box);
  labels = [];
  for (const [node, at, r, own] of spots) {
    if (labels.length >= 160) break;
    if (!isLit(node)) continue;
    const text = node === state.hovered ? node.name : short(node.name);
    const chosen = first(node) === 2;
    const key = `${chosen ? 1 : 0}${text}`;
    if (!widths.has(key)) widths.set(key, pen.wide(text, 12, chosen ? 650 : 400));
    const w = widths.get(key);
    const [right, left, below, above] = [at.x + r + 5, at.x - r - 5 - w, at.y + r + 10, at.y - r - 10];
    const spotsAround = [[at.x - w / 2, below], [right, at.y], [left, at.y], [at.x - w / 2, above],
      [right - 4, below - 4], [left + 4, below - 4], [right - 4, above + 4], [left + 4, above + 4]];
    const boxes = spotsAround.map(([x, y]) => [x - 3, y - 8, x + w + 3, y + 8])
      .filter((box) => box[0] > 2 && box[1] > 2 && box[2] < width - 2 && box[3] < height - 2);
    const fitting = boxes.find((box) => free(box, own))
      || boxes.find((box) => (chosen || node.size > LARGE) && free(box, own, true));
    if (!fitting) continue;
    put(fitting);
    labels.push({ text, box: fitting, weight: chosen ? 650 : 400, px: 12, fill: "ink" });
  }
  nameEdges(pen, origin, scale, (box) => free(box) && put(box) === undefined);
}

/** Name the relations in sight where they are few: those of a way, or of the chosen thing. */
function nameEdges(pen, origin, scale, takes) {
  const few = shownEdges.filter((edge) => (distances ? true : isNear(edge)));
  if (few.length > MANY_EDGES) return;
  const named = new Set();
  for (const edge of few) {
    const [x1, y1, cx, cy, x2, y2] = lineOf(edge);
    const text = edge.conflict ? edge.conflict.strength || edge.label : edge.label;
    const key = `${edge.from.id} ${edge.to.id} ${text}`;
    if (named.has(key)) continue;
    const w = pen.wide(text, 11, 400);
    const [x, y] = [origin.x + ((x1 + 2 * cx + x2) / 4) * scale, origin.y + ((y1 + 2 * cy + y2) / 4) * scale];
    const box = [x - w / 2 - 3, y - 8, x + w / 2 + 3, y + 8];
    if (Math.hypot(x2 - x1, y2 - y1) * scale < w || !takes(box)) continue;
    named.add(key);
    labels.push({ text, box, weight: 400, px: 11, fill: edge.conflict ? "conflict" : "muted" });
  }
}

/** What stands over the picture, where no label can be read. */
function covered() {
  const ground = byId("graph").getBoundingClientRect();
  return all(".picture > :not(#graph)").filter((part) => part.offsetParent).map((part) => {
    const box = part.getBoundingClientRect();
    return [box.left - ground.left, box.top - ground.top, box.right - ground.left, box.bottom - ground.top];
  });
}

function drawLabels(ctx) {
  const { canvas } = ctx;
  const ratio = canvas.width / canvas.clientWidth;
  const pen = penOf(ctx);
  layLabels(pen, canvas.clientWidth, canvas.clientHeight);
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  writeLabels(pen);
  ctx.restore();
}

function writeLabels(pen) {
  if (pen.ctx) Object.assign(pen.ctx, { textBaseline: "alphabetic", textAlign: "left" });
  for (const { text, box, weight, px, fill } of labels) pen.text(text, box[0] + 3, box[1] + 12, { px, weight, fill: colours[fill], halo: colours.ground });
}

// --- choosing what is shown --------------------------------------------------
/** Put nodes in rings by their distance from the middle; the same kinds stand together. */
function rings(reached) {
  const by = [];
  for (const [node, step] of reached) (by[step] ||= []).push(node);
  const put = new Map();
  const flat = narrow.matches ? 0.85 : 1.15;
  let radius = 0;
  by.forEach((ring, step) => {
    ring.sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.place - b.place));
    const wide = step ? 190 : 0;
    radius = Math.max(radius + wide, step || ring.length > 1 ? (ring.length * 64) / (2 * Math.PI) : 0);
    ring.forEach((node, i) => {
      const angle = (2 * Math.PI * i) / ring.length - Math.PI / 2 + step * 0.4;
      put.set(node, [Math.round(flat * radius * Math.cos(angle)), Math.round((radius / flat) * Math.sin(angle))]);
    });
  });
  return put;
}

function pick() {
  const visible = data.nodes.filter((node) => state.visible.has(node));
  places = distances = null;
  automatic = false;
  let said = "";
  let steps = 1;
  if (asCards()) return visible.filter((node) => node.card);
  const start = nodes.get(state.chosen);
  if (state.path && start) {
    const between = way(start, nodes.get(state.path));
    said = between.length ? t("picture.path-steps", { count: between.length - 1 }) : t("picture.path-none");
    if (between.length) {
      places = new Map(between.map((node, i) => [node, [i * 230, (i % 2) * 90]]));
      distances = new Map(between.map((node, i) => [node, i]));
    }
  } else if (state.depth > 0 || (!state.depth && visible.length > (small.matches ? NEAR : MANY))) {
    const side = conflicts.get(state.chosen)?.sides;
    const middle = side || [start || visible.reduce((a, b) => (b.size > a.size ? b : a))];
    automatic = !state.depth;
    distances = around(middle, Number(state.depth) || 1, automatic ? NEAR : Infinity);
    steps = Number(state.depth) || 1;
    if (automatic && distances.size < FEW) distances = around(middle, steps = 2, NEAR);
    places = rings(distances);
    said = phrase("picture.around", { count: distances.size, total: visible.length,
      middle: middle.map((node) => tagged(short(node.name))).reduce((before, after) => phrase("list.and", { before, after })) });
  }
  byId("around-said").replaceChildren(...[said].flat(9));
  byId("depth").value = state.depth || (automatic ? String(steps) : "all");
  byId("path").value = nodes.get(state.path)?.name || "";
  return distances ? [...distances.keys()] : visible;
}

function light() {
  const conflict = conflicts.get(state.chosen);
  const node = nodes.get(state.chosen);
  state.lit = null;
  if (conflict) {
    state.lit = new Set(conflict.sides);
    for (const side of conflict.sides) for (const edge of ends.get(side)) if (isSaying(edge)) state.lit.add(edge.from);
  } else if (distances) {
    state.lit = new Set(distances.keys());
  } else if (node) {
    const near = new Set([node]);
    for (const edge of asCards() ? shownEdges.filter((one) => one.from === node || one.to === node) : ends.get(node)) near.add(other(edge, node));
    state.lit = shown.includes(node) ? near : null;
  }
}

/** The uppermost thing at a point of the picture. */
function nodeAt({ x, y }) {
  for (let i = shown.length - 1; i >= 0; i -= 1) {
    const node = shown[i];
    const [px, py, w = 2 * node.size + 4, h = 2 * node.size + 4] = place(node);
    if (Math.abs(px - x) <= w / 2 && Math.abs(py - y) <= h / 2) return node;
  }
  return null;
}

function choosePicture(afresh, refit) {
  if (afresh) {
    shown = pick();
    const here = new Set(shown);
    shownEdges = edges.filter((edge) => here.has(edge.from) && here.has(edge.to)
      && (!asCards() || edge.conflict || isSaying(edge)));
    if (asCards()) layCurves();
  }
  light();
  if (afresh && (refit || distances)) fit(); else bringIntoSight();
  picture.redraw();
}

function fit(whole = false) {
  const box = byId("graph").getBoundingClientRect();
  const pads = { top: 60, right: 20, bottom: 18, left: 24 };
  const above = document.querySelector(".around");
  if (above?.offsetParent) pads.top = Math.max(pads.top, above.offsetHeight + 36);
  const chips = document.querySelector(".chips");
  if (chips?.offsetParent) pads.bottom += chips.offsetHeight;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const node of shown) {
    const [x, y, w = 90, h = 44] = place(node);
    x0 = Math.min(x0, x - w / 2); x1 = Math.max(x1, x + w / 2);
    y0 = Math.min(y0, y - h / 2); y1 = Math.max(y1, y + h / 2);
  }
  if (x0 > x1) return;
  // Lines between cards of one column run in the gap to its right.
  if (asCards()) x1 += 36;
  const width = Math.max(1, box.width - pads.left - pads.right);
  const height = Math.max(1, box.height - pads.top - pads.bottom);
  let scale = Math.min(width / (x1 - x0), height / (y1 - y0), 1.15);
  let [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
  if (asCards() && scale < 0.62 && !whole) {
    // A whole picture too small to read is worth less than its beginning: on a narrow screen
    // the first columns, on a wide one all columns from their heads.
    scale = Math.min(0.8, width / (narrow.matches ? 400 : x1 - x0));
    cx = x0 + width / 2 / scale;
    cy = height / scale > y1 - y0 ? cy : y0 + height / 2 / scale;
  }
  picture.moveTo({ position: { x: cx + (pads.right - pads.left) / 2 / scale, y: cy + (pads.bottom - pads.top) / 2 / scale }, scale, animation: false });
}

function bringIntoSight() {
  const lit = shown.filter((node) => node.id === state.chosen || conflicts.get(state.chosen)?.sides.includes(node));
  if (!lit.length) return;
  const box = byId("graph").getBoundingClientRect();
  const at = lit.map((node) => { const [x, y] = place(node); return [x, y, picture.canvasToDOM({ x, y })]; });
  if (at.every(([, , spot]) => spot.x > 40 && spot.y > 60 && spot.x < box.width - 40 && spot.y < box.height - 40)) return;
  const mean = (i) => at.reduce((sum, spot) => sum + spot[i], 0) / at.length;
  picture.moveTo({ position: { x: mean(0), y: mean(1) }, animation: calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}

function startPicture() {
  if (picture) return;
  readColours();
  const box = byId("graph");
  picture = new vis.Network(box, { nodes: [], edges: [] }, JSON.parse(data.options));
  // The picture has a text equivalent, and its parts are reached through links.
  box.querySelector(".vis-network").tabIndex = -1;
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", t("picture.label", { count: data.nodes.length }));
  // vis-network has the canvas, the camera and the gestures; given the nodes too, it would take
  // a second to wrap five thousand of them.
  picture.on("click", ({ pointer }) => go({ chosen: (nodeAt(pointer.canvas) || conflictAt(pointer.canvas))?.id || "" }));
  picture.on("beforeDrawing", drawUnder);
  picture.on("afterDrawing", drawOver);
  const hover = (node) => {
    if (node === state.hovered) return;
    state.hovered = node;
    box.style.cursor = node ? "pointer" : "";
    picture.redraw();
  };
  box.addEventListener("mousemove", (event) => {
    if (event.buttons) return;
    const frame = box.getBoundingClientRect();
    hover(nodeAt(picture.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top })));
  });
  box.addEventListener("mouseleave", () => hover(null));
  let rest = 0;
  const move = () => { moving = true; clearTimeout(rest); rest = setTimeout(() => { moving = false; picture.redraw(); }, 180); };
  picture.on("dragStart", () => { clearTimeout(rest); moving = true; });
  picture.on("dragEnd", () => { clearTimeout(rest); moving = false; picture.redraw(); });
  picture.on("zoom", move);
  picture.on("resize", () => picture.redraw());
  for (const button of all("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") fit(true);
      else picture.moveTo({ scale: picture.getScale() * (button.dataset.zoom === "in" ? 1.3 : 1 / 1.3) });
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); picture.redraw(); });
  narrow.addEventListener("change", () => fit());
}
