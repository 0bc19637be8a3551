"use strict";
(() => {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 62rem)");
  const byId = (id) => document.getElementById(id);
  root.classList.add("js");

  data.edges.forEach((edge, number) => {
    Object.assign(edge, { id: number, from: data.nodes[edge.from].id, to: data.nodes[edge.to].id });
  });
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const conflicts = new Map(data.edges.filter((edge) => edge.conflict).map((edge) => [edge.conflict, edge]));
  const around = new Map(data.nodes.map((node) => [node.id, new Set()]));
  for (const edge of data.edges) {
    around.get(edge.from).add(edge.to);
    around.get(edge.to).add(edge.from);
  }
  const paths = new Map(data.kinds.map((kind) => [kind.name, { ...kind, path: new Path2D(kind.path) }]));
  const DISPUTE_RELATIONS = new Set(["says", "may say"]);

  const state = {
    view: data.nodes.some((node) => node.card) ? "dispute" : "whole",
    chosen: null, hovered: null, lit: null, off: new Set(), colours: {},
  };

  // --- colours ---------------------------------------------------------------
  function readColours() {
    const style = getComputedStyle(root);
    for (const name of ["ground", "surface", "raised", "ink", "muted", "rule", "line", "accent", "mark", "conflict",
      "claim", "party", "document", "plan", "service", "situation", "figure", "issue", "notion", "sans"]) {
      state.colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
  }

  const isLit = (id) => !state.lit || state.lit.has(id);
  const font = (px, weight) => `${weight || 400} ${px}px ${state.colours.sans}`;

  // --- text on the canvas ----------------------------------------------------
  function wrapped(ctx, text, width, most) {
    const lines = [];
    let line = "";
    for (const word of text.split(/\s+/u)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && ctx.measureText(longer).width > width) { lines.push(line); line = word; } else { line = longer; }
    }
    if (line) lines.push(line);
    if (lines.length > most) {
      lines.length = most;
      let last = lines[most - 1];
      while (last && ctx.measureText(`${last}…`).width > width) last = Array.from(last).slice(0, -1).join("");
      lines[most - 1] = `${last.trimEnd()}…`;
    }
    return lines;
  }

  function drawCard(ctx, node, x, y) {
    const [, , width, height] = node.card;
    const { colours } = state;
    const left = x - width / 2;
    const top = y - height / 2;
    const chosen = state.chosen === node.id;
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "left";
    if (!isLit(node.id)) ctx.globalAlpha = 0.3;
    if (node.kind === "claim" || node.kind === "utterance") {
      ctx.beginPath();
      ctx.roundRect(left, top, width, height, 7);
      ctx.fillStyle = colours.raised;
      ctx.fill();
      ctx.lineWidth = chosen ? 2.5 : 1;
      ctx.strokeStyle = chosen || state.hovered === node.id ? colours.accent : colours.rule;
      ctx.stroke();
      ctx.fillStyle = colours.ink;
      ctx.font = font(14);
      const room = Math.floor((height - 34) / 18);
      wrapped(ctx, node.name, width - 22, room).forEach((line, i) => ctx.fillText(line, left + 11, top + 21 + i * 18));
      ctx.fillStyle = colours.muted;
      ctx.font = font(11.5);
      ctx.fillText(wrapped(ctx, node.line, width - 22, 1)[0] || "", left + 11, top + height - 10);
    } else {
      ctx.fillStyle = colours.ink;
      ctx.font = font(15, 650);
      const lines = wrapped(ctx, node.name, width, node.line ? 2 : 3);
      const role = node.line ? 1 : 0;
      const start = top + height - 12 - 17 * role;
      lines.forEach((line, i) => ctx.fillText(line, left, start - (lines.length - 1 - i) * 18));
      ctx.fillStyle = colours.muted;
      ctx.font = font(11.5);
      if (role) ctx.fillText(wrapped(ctx, node.line, width, 1)[0] || "", left, top + height - 12);
      ctx.fillStyle = chosen ? colours.accent : colours.party;
      ctx.fillRect(left, top + height - 3, width, 2);
    }
  }

  function drawSymbol(ctx, node, x, y) {
    const kind = paths.get(node.kind);
    const colour = state.colours[kind.colour];
    const chosen = state.chosen === node.id;
    ctx.globalAlpha = isLit(node.id) ? 1 : 0.16;
    ctx.translate(x, y);
    ctx.scale(node.size, node.size);
    ctx.lineJoin = "round";
    if (chosen || state.hovered === node.id) {
      ctx.strokeStyle = state.colours.ink;
      ctx.lineWidth = 7 / node.size;
      ctx.stroke(kind.path);
    }
    ctx.strokeStyle = kind.hollow ? colour : state.colours.ground;
    ctx.lineWidth = (kind.hollow ? 2.2 : 1.4) / node.size;
    ctx.fillStyle = kind.hollow ? state.colours.ground : colour;
    ctx.fill(kind.path);
    ctx.stroke(kind.path);
  }

  function renderer({ ctx, id, x, y }) {
    const node = nodes.get(id);
    const asCard = state.view === "dispute";
    return {
      drawNode: () => (asCard ? drawCard : drawSymbol)(ctx, node, x, y),
      nodeDimensions: asCard
        ? { width: node.card[2], height: node.card[3] }
        : { width: node.size * 2, height: node.size * 2 },
    };
  }

  // --- what is shown ---------------------------------------------------------
  function shownNodes() {
    if (state.view === "dispute") return data.nodes.filter((node) => node.card);
    return data.nodes.filter((node) => !state.off.has(node.kind));
  }

  function drawn(node) {
    const [x, y] = state.view === "dispute" ? node.card : [node.x, node.y];
    return { id: node.id, x, y, shape: "custom", ctxRenderer: renderer, label: undefined };
  }

  function edgeStyle(edge) {
    const between = state.lit && state.lit.has(edge.from) && state.lit.has(edge.to);
    const lit = between && (conflicts.has(state.chosen) || edge.from === state.chosen || edge.to === state.chosen);
    const rest = edge.conflict ? 0.85 : 0.28;
    return {
      id: edge.id,
      color: {
        color: edge.conflict ? state.colours.conflict : state.colours.line,
        inherit: false,
        opacity: lit ? 0.95 : state.lit ? 0.07 : rest,
      },
      width: edge.conflict ? 2 : 1,
      dashes: dashes(edge),
    };
  }

  function dashes(edge) {
    const strength = edge.strength || "";
    if (strength.includes("tension")) return [8, 5];
    return strength.includes("condition") ? [2, 4] : false;
  }

  function drawnEdge(edge) {
    return {
      ...edgeStyle(edge), from: edge.from, to: edge.to, smooth: edge.smooth || false, chosen: false,
      arrows: edge.conflict ? "" : { to: { enabled: true, scaleFactor: 0.35 } },
    };
  }

  // --- conflicts between cards, from side to side through the gaps ------------
  let curves = [];

  function layCurves() {
    const ends = [];
    const put = (edge, id, other) => {
      const [x, y, width, height] = nodes.get(id).card;
      const [otherX, otherY] = nodes.get(other).card;
      const side = otherX < x ? -1 : 1;
      const end = { edge, id, side, x: x + (side * width) / 2, top: y - height / 2, height, otherY };
      ends.push(end);
      return end;
    };
    curves = shownEdges.filter((edge) => edge.conflict)
      .map((edge) => ({ edge, one: put(edge, edge.from, edge.to), two: put(edge, edge.to, edge.from) }));
    const sides = new Map();
    for (const end of ends) {
      const key = `${end.id} ${end.side}`;
      sides.set(key, [...(sides.get(key) || []), end]);
    }
    for (const group of sides.values()) {
      group.sort((a, b) => a.otherY - b.otherY);
      group.forEach((end, i) => { end.y = end.top + (end.height * (i + 1)) / (group.length + 1); });
    }
    for (const curve of curves) {
      const { one, two } = curve;
      const sameSide = one.side === two.side;
      const bend = sameSide ? 22 + Math.min(26, Math.abs(one.y - two.y) / 12) : Math.max(26, Math.abs(one.x - two.x) / 2);
      curve.path = new Path2D();
      curve.path.moveTo(one.x, one.y);
      curve.path.bezierCurveTo(one.x + one.side * bend, one.y, two.x + two.side * bend, two.y, two.x, two.y);
    }
  }

  function drawCurves(ctx) {
    if (state.view !== "dispute") return;
    ctx.save();
    ctx.lineWidth = 2;
    for (const { edge, path, one, two } of curves) {
      const lit = !state.lit || edge.conflict === state.chosen || edge.from === state.chosen || edge.to === state.chosen;
      ctx.globalAlpha = lit ? 1 : 0.14;
      ctx.strokeStyle = state.colours.conflict;
      ctx.fillStyle = state.colours.conflict;
      ctx.setLineDash(dashes(edge) || []);
      ctx.stroke(path);
      for (const end of [one, two]) {
        ctx.beginPath();
        ctx.arc(end.x, end.y, 3.5, 0, 7);
        ctx.fill();
      }
    }
    ctx.restore();
  }

  function curveAt(point) {
    const ctx = document.createElement("canvas").getContext("2d");
    ctx.lineWidth = 14;
    return curves.find(({ path }) => ctx.isPointInStroke(path, point.x, point.y));
  }

  let picture = null;
  let edgeSet = null;
  let shown = [];
  let shownEdges = [];

  function show() {
    shown = shownNodes();
    const ids = new Set(shown.map((node) => node.id));
    shownEdges = data.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)
      && (state.view === "whole" || edge.conflict || DISPUTE_RELATIONS.has(edge.relation)));
    if (state.view === "dispute") layCurves();
    edgeSet = new vis.DataSet(state.view === "dispute" ? [] : shownEdges.map(drawnEdge));
    const camera = { position: picture.getViewPosition(), scale: picture.getScale() };
    picture.setData({ nodes: new vis.DataSet(shown.map(drawn)), edges: edgeSet });
    // vis-network moves to fit whatever data it is given.
    picture.moveTo(camera);
    labels.ranked = null;
  }

  function fit(whole = false) {
    const box = byId("graph").getBoundingClientRect();
    const legend = byId("legend").getBoundingClientRect();
    const under = state.view === "whole" && !narrow.matches ? legend.height + 16 : 20;
    const pads = { top: 64, right: 28, bottom: under, left: 28 };
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const node of shown) {
      const [x, y, w, h] = state.view === "dispute" ? node.card : [node.x, node.y, 90, 40];
      x0 = Math.min(x0, x - w / 2); x1 = Math.max(x1, x + w / 2);
      y0 = Math.min(y0, y - h / 2); y1 = Math.max(y1, y + h / 2);
    }
    if (x0 > x1) return;
    // Lines between cards of one column run in the gap to its right.
    if (state.view === "dispute") x1 += 36;
    const width = Math.max(1, box.width - pads.left - pads.right);
    const height = Math.max(1, box.height - pads.top - pads.bottom);
    let scale = Math.min(width / (x1 - x0), height / (y1 - y0), 1.15);
    let [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
    if (state.view === "dispute" && scale < 0.62 && !whole) {
      // A whole picture too small to read is worth less than its beginning: on a narrow screen
      // the first columns, on a wide one all columns from their heads.
      scale = Math.min(0.8, width / (narrow.matches ? 400 : x1 - x0));
      cx = x0 + width / 2 / scale;
      cy = Math.min((y0 + y1) / 2, y0 + height / 2 / scale);
      if (height / scale > y1 - y0) cy = (y0 + y1) / 2;
    }
    picture.moveTo({
      position: { x: cx + (pads.right - pads.left) / 2 / scale, y: cy + (pads.bottom - pads.top) / 2 / scale },
      scale, animation: false,
    });
  }

  // --- labels of the whole graph: as many as fit, the weightier first --------
  const labels = { ranked: null, widths: new Map() };
  const LARGE = 14.5;

  function short(text) {
    const signs = Array.from(text);
    return signs.length > 34 ? `${signs.slice(0, 32).join("").trimEnd()}…` : text;
  }

  function drawLabels(ctx) {
    if (state.view !== "whole") return;
    const canvas = ctx.canvas;
    const ratio = canvas.width / canvas.clientWidth;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const scale = picture.getScale();
    labels.ranked ||= [...shown].sort((a, b) => b.size - a.size);
    const first = (node) => (node.id === state.chosen || node.id === state.hovered ? 2 : state.lit && state.lit.has(node.id) ? 1 : 0);
    const ranked = state.lit || state.hovered
      ? [...labels.ranked].sort((a, b) => first(b) - first(a) || b.size - a.size) : labels.ranked;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.font = font(12);
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.lineJoin = "round";
    const cells = new Map();
    const CELL = 90;
    const eachCell = (box, visit) => {
      for (let c = Math.floor(box[0] / CELL); c <= Math.floor(box[2] / CELL); c += 1) {
        for (let r = Math.floor(box[1] / CELL); r <= Math.floor(box[3] / CELL); r += 1) visit(`${c},${r}`);
      }
    };
    const put = (box) => eachCell(box, (key) => { if (!cells.has(key)) cells.set(key, []); cells.get(key).push(box); });
    const free = (box, own, large) => {
      let clear = true;
      eachCell(box, (key) => {
        for (const other of cells.get(key) || []) {
          if (other !== own && !(large && other.node) && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) clear = false;
        }
      });
      return clear;
    };
    const spots = [];
    for (const node of ranked) {
      const at = picture.canvasToDOM({ x: node.x, y: node.y });
      if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
      const r = Math.max(3, node.size * scale);
      const own = [at.x - r, at.y - r, at.x + r, at.y + r];
      own.node = true;
      if (isLit(node.id)) put(own);
      spots.push([node, at, r, own]);
    }
    let room = 160;
    for (const [node, at, r, own] of spots) {
      if (!room) break;
      if (state.lit && !state.lit.has(node.id)) continue;
      const text = node.id === state.hovered ? node.name : short(node.name);
      if (!labels.widths.has(text)) labels.widths.set(text, ctx.measureText(text).width);
      const w = labels.widths.get(text);
      const places = [[at.x - w / 2, at.y + r + 10], [at.x + r + 5, at.y], [at.x - r - 5 - w, at.y], [at.x - w / 2, at.y - r - 10]];
      const chosen = first(node) === 2;
      const boxes = places.map(([x, y]) => [x - 3, y - 8, x + w + 3, y + 8])
        .filter((box) => box[0] > 2 && box[1] > 2 && box[2] < width - 2 && box[3] < height - 2);
      const fitting = boxes.find((box) => free(box, own))
        || boxes.find((box) => node.size > LARGE && free(box, own, true)) || (chosen && boxes[0]);
      if (!fitting) continue;
      put(fitting);
      room -= 1;
      ctx.font = font(12, chosen ? 650 : 400);
      ctx.strokeStyle = state.colours.ground;
      ctx.lineWidth = 4;
      ctx.strokeText(text, fitting[0] + 3, fitting[1] + 8);
      ctx.fillStyle = state.colours.ink;
      ctx.fillText(text, fitting[0] + 3, fitting[1] + 8);
    }
    ctx.restore();
  }

  // --- selection -------------------------------------------------------------
  function neighbourhood(id) {
    if (conflicts.has(id)) {
      const { from, to } = conflicts.get(id);
      const sides = new Set([from, to]);
      const voices = data.edges.filter((edge) => sides.has(edge.to) && DISPUTE_RELATIONS.has(edge.relation));
      return new Set([from, to, ...voices.map((edge) => edge.from)]);
    }
    if (!nodes.has(id)) return null;
    if (state.view !== "dispute") return new Set([id, ...around.get(id)]);
    const near = new Set([id]);
    for (const edge of shownEdges) {
      if (edge.from === id) near.add(edge.to);
      if (edge.to === id) near.add(edge.from);
    }
    return near;
  }

  function restyle() {
    if (state.view === "whole") edgeSet.update(shownEdges.map(edgeStyle));
    picture.redraw();
  }

  function copyOf(article, level) {
    const copy = article.cloneNode(true);
    copy.removeAttribute("id");
    const heading = copy.querySelector("h2, h3, h4");
    const other = document.createElement(level);
    other.append(...heading.childNodes);
    heading.replaceWith(other);
    return copy;
  }

  function fillPanel(id) {
    const article = id && byId(id);
    const selection = byId("selection");
    byId("overview").hidden = Boolean(article);
    selection.hidden = !article;
    selection.replaceChildren();
    if (!article) return;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "back";
    back.textContent = conflicts.size ? "← All disagreements" : "← Back";
    back.addEventListener("click", () => go(null));
    selection.append(back, copyOf(article, "h2"));
    for (const link of article.querySelectorAll(".clashes a")) {
      selection.append(copyOf(byId(idIn(link)), "h3"));
    }
    byId("panel").scrollTop = 0;
  }

  const canShow = (id) => nodes.has(id) || conflicts.has(id);
  const idIn = (link) => idAfter(new URL(link.href).hash);

  function idAfter(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return "";
    }
  }

  function choose(id, { arriving = false } = {}) {
    const known = id && canShow(id) ? id : null;
    state.chosen = known;
    const node = nodes.get(known);
    if (node && state.view === "dispute" && !node.card) switchTo("whole");
    if (conflicts.has(known) && state.view === "whole" && arriving) switchTo("dispute");
    if (node && state.off.has(node.kind)) {
      state.off.delete(node.kind);
      syncLegend();
      show();
    }
    state.lit = known ? neighbourhood(known) : null;
    fillPanel(known);
    restyle();
    bringIntoSight();
  }

  function bringIntoSight() {
    const lit = shown.filter((node) => node.id === state.chosen || (conflicts.has(state.chosen) && state.lit.has(node.id)));
    if (!lit.length) return;
    const box = byId("graph").getBoundingClientRect();
    const at = lit.map((node) => {
      const [x, y] = state.view === "dispute" ? node.card : [node.x, node.y];
      return [x, y, picture.canvasToDOM({ x, y })];
    });
    const away = at.some(([, , spot]) => spot.x < 40 || spot.y < 60 || spot.x > box.width - 40 || spot.y > box.height - 40);
    if (!away) return;
    const mean = (i) => at.reduce((sum, spot) => sum + spot[i], 0) / at.length;
    picture.moveTo({
      position: { x: mean(0), y: mean(1) },
      animation: calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" },
    });
  }

  function go(id) {
    if ((id || "") !== idAfter(location.hash)) {
      history.pushState(null, "", id ? `#${id}` : location.pathname + location.search);
    }
    choose(id);
  }

  function switchTo(view) {
    state.view = view;
    for (const button of document.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
    for (const part of document.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== view;
    state.lit = state.chosen ? neighbourhood(state.chosen) : null;
    show();
    fit();
  }

  // --- search ----------------------------------------------------------------
  const MOST = 12;
  let index = null;

  function search(words) {
    index ||= [...document.querySelectorAll(".text article")].map((article) => ({
      id: article.id,
      title: article.querySelector(".self").textContent,
      by: (article.querySelector(".who, .tags") || article).textContent.trim().replace(/\s+/gu, " "),
      text: [".self", ".who", ".note", "blockquote p:first-child", ".wording"]
        .flatMap((part) => [...article.querySelectorAll(part)].map((found) => found.textContent)).join(" ").toLowerCase(),
    }));
    const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
    return wanted.length ? index.filter((item) => wanted.every((word) => item.text.includes(word))) : [];
  }

  function showResults() {
    const field = byId("search");
    const found = search(field.value);
    const list = byId("results");
    list.hidden = !field.value.trim();
    byId("found").textContent = list.hidden ? "" : `${found.length} found`;
    list.replaceChildren(...found.slice(0, MOST).map((item) => {
      const entry = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${item.id}`;
      const by = document.createElement("span");
      by.className = "by";
      by.textContent = ` ${item.by}`;
      link.append(item.title, by);
      entry.append(link);
      return entry;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "Nothing here has these words.";
      list.append(none);
    }
  }

  function closeResults() { byId("results").hidden = true; }

  function syncLegend() {
    for (const box of document.querySelectorAll("#legend input")) box.checked = !state.off.has(box.value);
  }

  // --- wiring ----------------------------------------------------------------
  function wire() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (!event.target.closest(".search")) closeResults();
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const id = idIn(link);
      if (!canShow(id)) return;
      event.preventDefault();
      closeResults();
      const inPanel = link.closest("#panel");
      go(id);
      byId("selection").focus({ preventScroll: true });
      const target = narrow.matches ? byId("panel") : document.querySelector(".top");
      if (!inPanel || narrow.matches) target.scrollIntoView({ block: "start" });
    });
    addEventListener("popstate", () => choose(idAfter(location.hash), { arriving: true }));
    byId("search").addEventListener("input", showResults);
    byId("search").addEventListener("focus", showResults);
    document.querySelector(".search").addEventListener("submit", (event) => {
      event.preventDefault();
      const first = byId("results").querySelector("a");
      if (first) first.click();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!byId("results").hidden) closeResults(); else if (state.chosen) go(null);
    });
    for (const button of document.querySelectorAll("[data-view]")) {
      button.addEventListener("click", () => { switchTo(button.dataset.view); restyle(); });
    }
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "fit") fit(true);
        else picture.moveTo({ scale: picture.getScale() * (button.dataset.zoom === "in" ? 1.3 : 1 / 1.3) });
      });
    }
    byId("legend").addEventListener("change", (event) => {
      if (event.target.checked) state.off.delete(event.target.value); else state.off.add(event.target.value);
      show();
    });
    picture.on("click", ({ nodes: [node], edges: [edge], pointer }) => {
      const line = state.view === "dispute" ? curveAt(pointer.canvas)?.edge : data.edges[edge];
      go(node || line?.conflict || null);
    });
    picture.on("beforeDrawing", drawCurves);
    picture.on("hoverNode", ({ node }) => { state.hovered = node; byId("graph").style.cursor = "pointer"; picture.redraw(); });
    picture.on("blurNode", () => { state.hovered = null; byId("graph").style.cursor = ""; picture.redraw(); });
    picture.on("afterDrawing", drawLabels);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); restyle(); });
    narrow.addEventListener("change", () => fit());
  }

  function start() {
    readColours();
    const box = byId("graph");
    picture = new vis.Network(box, { nodes: [], edges: [] }, JSON.parse(data.options));
    // The picture has a text equivalent, and its parts are reached through links.
    box.querySelector(".vis-network").tabIndex = -1;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", `Picture of ${data.nodes.length} things and what joins them; the text below says the same.`);
    if (state.view === "whole") for (const button of document.querySelectorAll("[data-view='dispute']")) button.hidden = true;
    if (narrow.matches) byId("legend").open = false;
    wire();
    switchTo(state.view);
    picture.once("afterDrawing", () => performance.mark("drawn"));
    if (location.hash.length > 1) choose(idAfter(location.hash), { arriving: true });
  }

  start();
})();
