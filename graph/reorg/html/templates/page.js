// --- moving through the page ------------------------------------------------
let told = null;

/** Show what the state says; only what has changed is made anew. */
function show() {
  const before = told || {};
  told = { ...state, key: JSON.stringify([state.view, state.filter, state.off, state.depth, state.path]) };
  const filtered = JSON.stringify([before.filter, before.off]) !== JSON.stringify([state.filter, state.off]);
  if (filtered) { recount(); sift(); }
  if (state.view !== before.view) {
    for (const section of all(".view")) section.hidden = section !== sections.get(`view=${state.view}`);
    for (const link of all("[data-view]")) {
      if (link.dataset.view === state.view) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    const current = document.querySelector("[aria-current]");
    if (current) current.parentElement.scrollLeft = current.offsetLeft - 60;
    root.dataset.now = state.view;
    for (const part of all("[data-for]")) part.hidden = part.dataset.for !== state.view;
    document.querySelector(".picture").hidden = !["disagree", "graph"].includes(state.view);
    if (before.view) scrollTo(0, 0);
  }
  for (const link of all("[data-view]")) link.setAttribute("href", writeAddress({ ...state, view: link.dataset.view, step: 0, depth: "", path: "" }));
  if (state.chosen !== before.chosen || state.view !== before.view) fillPanel();
  if (state.step !== before.step) fillGuide();
  if (state.step !== before.step || state.chosen !== before.chosen) {
    root.classList.toggle("touring", state.step > 0);
    root.classList.toggle("toured", state.step > 0 && state.chosen === data.story[state.step - 1]);
  }
  mark();
  if (drawsHere()) {
    startPicture();
    const afresh = told.key !== before.key || (state.chosen !== before.chosen && (state.depth > 0 || state.path || automatic));
    choosePicture(afresh, state.view !== before.view || state.depth !== before.depth || state.path !== before.path);
  }
}

const drawsHere = () => ["disagree", "graph"].includes(state.view);

/** Hide in the text what the filters do not let through. */
function sift() {
  for (const part of all(".view article[id], [data-node]")) part.hidden = !lets(part.dataset.node || part.id);
  for (const part of all(".topic, .voice, .kind-of")) part.hidden = !all("article", part).some((article) => !article.hidden);
  for (const box of all("#legend input")) box.checked = !state.off.includes(box.value);
  for (const chip of all("[data-kind-of]")) chip.setAttribute("aria-pressed", String(!state.off.includes(chip.dataset.kindOf)));
  for (const select of all("#facets select")) select.value = state.filter[select.name] || "";
  const count = Object.keys(state.filter).length + state.off.length;
  byId("filter-count").textContent = count ? `(${numbers.format(count)})` : "";
  byId("filter-said").textContent = count ? t("filter.shown", { count: state.visible.size, total: data.nodes.length }) : "";
}

/** Mark the chosen thing wherever the text has it. */
function mark() {
  for (const part of all(".is-chosen")) part.classList.remove("is-chosen");
  if (!state.chosen) return;
  const sides = conflicts.get(state.chosen)?.sides.map((side) => side.id) || [state.chosen];
  const shown = sections.get(`view=${state.view}`);
  if (!shown) return;
  const matching = all("article[id], [data-node], .passage", shown)
    .filter((part) => (part.dataset.nodes || part.dataset.node || part.id).split(" ").some((id) => id === state.chosen || sides.includes(id)));
  for (const part of matching) part.classList.add("is-chosen");
  // Beside a picture the page stays where it is: the picture is what one looks at.
  if (drawsHere()) return;
  const first = matching.find((part) => (part.dataset.node || part.id) === state.chosen) || matching[0];
  const box = first?.getBoundingClientRect();
  if (box && (box.top < 90 || box.bottom > innerHeight - (narrow.matches ? innerHeight * 0.45 : 20))) {
    first.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
}

/** Go somewhere: what is not named stays as it is. */
function go(change, { replace = false } = {}) {
  const to = { ...Object.fromEntries(Object.keys(BLANK).map((name) => [name, state[name]])), ...change };
  const address = writeAddress(to);
  try {
    if (address !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", address);
  } catch {
    // A frame without an address of its own, as in a notebook, has none to change.
  }
  Object.assign(state, to);
  show();
}

function arrive() {
  const to = readAddress(location.hash);
  const canDispute = data.nodes.some((node) => node.card);
  const first = views.includes("planned") ? "planned" : canDispute ? "disagree" : "graph";
  Object.assign(state, to, { view: to.view || state.view || first });
  show();
}

// --- search results ---------------------------------------------------------
const MOST = 12;

function showResults() {
  const field = byId("search");
  const hits = search(field.value);
  const list = byId("results");
  list.hidden = !field.value.trim();
  byId("found").textContent = list.hidden ? "" : t("search.found", { count: hits.length });
  list.replaceChildren(...hits.slice(0, MOST).map((item) => el("li", {}, el("a", { href: `#${item.id}` }, tagged(item.name || item.title),
    el("span", { class: "by" }, " ", kindBy(item, tagged(voices(item))))))));
  if (!hits.length) list.append(el("li", { class: "none" }, t("search.none")));
}

const closeResults = () => { byId("results").hidden = true; };

// --- filters ----------------------------------------------------------------
function fillFacets() {
  for (const [name, title] of FACETS) {
    const counts = new Map();
    for (const node of data.nodes) for (const place of node.in[name] || []) counts.set(place, (counts.get(place) || 0) + 1);
    if (counts.size < 2) continue;
    const named = [...counts].map(([place, count]) => [...data.facets[name][place], count]).sort(([, a], [, b]) => (a < b ? -1 : 1));
    const options = named.map(([value, label, count]) => el("option", { value, lang: langOf(label) }, `${label} (${numbers.format(count)})`));
    const any = el("option", {}, t("filter.any"));
    any.value = "";
    byId("facets").append(el("label", {}, title, el("select", { name }, any, options)));
  }
}

function toggleFilters(open) {
  byId("filters").hidden = !open;
  byId("filter-button").setAttribute("aria-expanded", String(open));
}

function nodeNamed(text) {
  const wanted = text.trim().toLowerCase();
  return wanted && data.nodes.find((node) => node.name.toLowerCase() === wanted);
}

/** Go to a heading of the same view; the address stays. */
function jumpTo(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

/** Draw the picture in the colours of paper, or again in those of the screen. */
function onPaper(printing) {
  root.classList.toggle("printing", printing);
  readColours();
  picture?.redraw();
}

// --- wiring -----------------------------------------------------------------
function follow(event) {
  const link = event.target.closest("a[href^='#']");
  if (link?.matches("[data-jump]")) {
    event.preventDefault();
    jumpTo(byId(link.getAttribute("href").slice(1)));
    return;
  }
  if (!event.target.closest(".search")) closeResults();
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.classList.contains("skip")) return;
  const hash = link.getAttribute("href");
  const to = readAddress(hash);
  const viewOnly = link.matches("[data-view]");
  if (!(to.chosen || to.view || to.step)) return;
  event.preventDefault();
  closeResults();
  const stepping = to.step > 0;
  const change = { chosen: to.chosen, step: to.step || (viewOnly || to.view === "story" ? 0 : state.step) };
  if (to.view) change.view = to.view;
  if (stepping) Object.assign(change, { filter: {}, off: [], depth: to.depth, path: to.path });
  else if (to.view && to.view !== state.view) Object.assign(change, { depth: to.depth, path: to.path });
  const node = nodes.get(to.chosen);
  if (node && !state.visible.has(node)) Object.assign(change, { filter: {}, off: [] });
  go(change);
  if (!stepping) root.classList.remove("toured");
  if (stepping) byId("guide").querySelector(".title").focus({ preventScroll: true });
  else if (to.chosen && !viewOnly) byId("selection").focus({ preventScroll: true });
}

function wire() {
  document.addEventListener("click", follow);
  addEventListener("popstate", arrive);
  byId("search").addEventListener("input", showResults);
  byId("search").addEventListener("focus", showResults);
  document.querySelector(".search").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("results").querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!byId("results").hidden) closeResults();
      else if (!byId("filters").hidden) { toggleFilters(false); byId("filter-button").focus(); } else if (state.chosen) go({ chosen: "" });
    } else if (state.step && (event.key === "ArrowRight" || event.key === "ArrowLeft") && !event.target.closest("input, select, .article, pre, .scroll")) {
      sections.get(`step=${state.step + (event.key === "ArrowRight" ? 1 : -1)}`)?.querySelector("a").click();
    }
  });
  byId("filter-button").addEventListener("click", () => toggleFilters(byId("filters").hidden));
  byId("filter-close").addEventListener("click", () => { toggleFilters(false); byId("filter-button").focus(); });
  byId("filter-clear").addEventListener("click", () => go({ filter: {}, off: [] }));
  byId("facets").addEventListener("change", ({ target }) => {
    const { [target.name]: _, ...filter } = state.filter;
    go({ filter: target.value ? { ...filter, [target.name]: target.value } : filter });
  });
  const letKind = (kind, shown) => go({ off: shown ? state.off.filter((one) => one !== kind) : [...state.off, kind] });
  byId("legend").addEventListener("change", ({ target }) => letKind(target.value, target.checked));
  for (const chip of all("[data-kind-of]")) {
    chip.addEventListener("click", () => letKind(chip.dataset.kindOf, state.off.includes(chip.dataset.kindOf)));
  }
  byId("depth").addEventListener("change", ({ target }) => go({ depth: target.value, path: "" }));
  byId("path").addEventListener("change", ({ target }) => {
    const to = nodeNamed(target.value);
    go({ path: to && nodes.has(state.chosen) ? to.id : "" });
    if (target.value && !state.path) byId("around-said").textContent = to ? t("picture.path-start") : t("picture.path-name");
  });
  byId("path").addEventListener("focus", () => {
    if (!byId("names").children.length) byId("names").append(...data.nodes.map((node) => el("option", { value: node.name })));
  });
  byId("copy-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = byId("copy-said");
    said.textContent = t("text.looking");
    const [found, sought] = await giveCopy(byId("copy").value);
    said.textContent = found ? phrase("text.found", { found, sought }).join("") : t("text.lost");
    fillPanel();
  });
  for (const button of all("[data-save]")) button.addEventListener("click", () => save(button.dataset.save));
  addEventListener("beforeprint", () => { all(".kind-of").forEach((part) => { part.open = true; }); onPaper(true); });
  addEventListener("afterprint", () => onPaper(false));
}

history.scrollRestoration = "manual";
fillFacets();
wire();
arrive();
