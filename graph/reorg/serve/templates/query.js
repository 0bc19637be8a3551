"use strict";
// --- the query page: choose or write, run, look, share -----------------------

const byId = (id) => document.getElementById(id);
const area = byId("text");
const known = { base: "", prefixes: {}, labels: [] };
const FORMATS = JSON.parse(byId("downloads").dataset.formats);
const FIRST = `# Who says what? Change it, or choose a ready question above.
SELECT ?speaker ?wording {
  ?claim a reorg:Claim ;
    reorg:speaker/rdfs:label ?speaker ;
    reorg:wording ?wording .
}
ORDER BY ?speaker ?wording
LIMIT 20
`;
let library = [];
let running = null;
let last = null;
let triples = null;

/** Make the editor as high as its text, within bounds. */
function fit() {
  area.rows = Math.max(7, Math.min(22, area.value.split("\n").length + 1));
}

function write(text) {
  area.value = text;
  edited();
}

/** Return a query without its lines of VALUES, which a ready question's reader is to change. */
const asReady = (text) => text.split("\n").filter((line) => !/^\s*VALUES\b/i.test(line)).join("\n").trim();

/** After a change: forget the ready question when the text no longer comes from it. */
function edited() {
  fit();
  const one = library.find((each) => each.name === byId("library").value);
  if (one && asReady(one.text) === asReady(area.value)) return;
  byId("library").value = "";
  byId("told").hidden = true;
}

const say = (words) => { byId("state").textContent = words; };
const completion = new Completion(area, byId("offers"), say);

async function ask(text, accept, signal) {
  const answer = await fetch("sparql", { method: "POST", headers: { "Content-Type": "application/sparql-query", Accept: accept }, body: text, signal });
  if (!answer.ok) throw new Error((await answer.text()).trim() || `the server answered ${answer.status}`);
  return answer;
}

async function run() {
  if (running) running.abort();
  const mine = new AbortController();
  running = mine;
  const text = area.value;
  completion.close();
  byId("problem").hidden = true;
  byId("stop").hidden = false;
  byId("answer").inert = true;
  say("Asking …");
  history.replaceState(null, "", address(text));
  try {
    const answer = await ask(text, "application/sparql-results+json, application/n-triples", mine.signal);
    show(text, answer, await answer.text());
  } catch (error) {
    if (running === mine && error.name === "AbortError") { say("Stopped."); byId("answer").hidden = true; }
    else if (running === mine) fail(error.message, text);
  } finally {
    if (running === mine) { running = null; byId("stop").hidden = true; byId("answer").inert = false; }
  }
}

function show(text, answer, body) {
  const kind = (answer.headers.get("Content-Type") || "").includes("n-triples") ? "graph" : "table";
  const milliseconds = /dur=([\d.]+)/.exec(answer.headers.get("Server-Timing") || "");
  last = { text, kind };
  triples = null;
  byId("answer").hidden = false;
  byId("forms").hidden = kind !== "graph";
  offerDownloads(kind);
  remark(exampleOf(text));
  let count;
  let nothing;
  if (kind === "graph") {
    triples = readTriples(body);
    byId("table").replaceChildren(...showTable(["subject", "predicate", "object"], triples, known));
    count = `${triples.length.toLocaleString("en-GB")} triple${triples.length === 1 ? "" : "s"}`;
    nothing = !triples.length;
  } else {
    const results = JSON.parse(body);
    count = showResult(results);
    nothing = foundNothing(results);
  }
  if (nothing) explain(text);
  say(`${count}${milliseconds ? ` in ${Number(milliseconds[1]).toLocaleString("en-GB")} ms` : ""}`);
  choose(kind === "graph" && triples.length && triples.length < 1500 && byId("as-graph").dataset.liked === "true" ? "graph" : "table");
}

function showResult(results) {
  if ("boolean" in results) {
    byId("table").replaceChildren(make("p", { class: "truth" }, results.boolean ? "Yes" : "No"));
    return "an answer";
  }
  const rows = results.results.bindings;
  byId("table").replaceChildren(...(rows.length ? showTable(results.head.vars, rows, known) : [make("p", {}, "Nothing in the graph fits.")]));
  return `${rows.length.toLocaleString("en-GB")} row${rows.length === 1 ? "" : "s"}`;
}

// --- what to say beside an answer ----------------------------------------------
function remark(lines) {
  byId("remarks").replaceChildren(...lines.map((line) => make("li", {}, line)));
  byId("remarks").hidden = !lines.length;
}

const valueOf = (text, name) => new RegExp(`^\\s*VALUES\\s+\\?${name}\\s*\\{\\s*(.*?)\\s*\\}`, "im").exec(text)?.[1];

/** Say for which example a ready question is answered, if it is still asked with it. */
function exampleOf(text) {
  const one = library.find((each) => each.parameters.length && asReady(each.text) === asReady(text));
  const left = one ? one.parameters.filter(({ name }) => valueOf(text, name) === valueOf(one.text, name)) : [];
  if (!left.length) return [];
  const named = left.map(({ name }) => `${name} = ${shortName(valueOf(text, name).replace(/^<|>$/g, ""), known)}`);
  return [`Answered for the example ${named.join(", ")}. Change the term in its line of VALUES to ask of another.`];
}

/** Say whether an answer is empty, or counts nothing. */
function foundNothing(results) {
  if ("boolean" in results) return !results.boolean;
  const [first, ...others] = results.results.bindings;
  return !first || (!others.length && Object.values(first).every(({ value, datatype }) => value === "0" && NUMBER.test(datatype || "")));
}

/** Say which terms the graph lacks of those that a query wants, which found nothing. */
async function explain(text) {
  const asked = { method: "POST", headers: { "Content-Type": "application/sparql-query" }, body: text };
  const lines = await fetch("hints", asked).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
  if (last.text === text) remark([...exampleOf(text), ...lines.map((line) => line.replace(/^the /, "The ").replace(/[^?]$/, "$&."))]);
}

/** Tell what is wrong, with a way to its place in the query. */
function fail(message, text) {
  say("");
  const problem = byId("problem");
  const place = /^query:(\d+):(\d+): /.exec(message);
  const words = message.replace(/^query(:\d+:\d+)?: /, "");
  const told = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`.replace(/\.\.$/, ".");
  problem.replaceChildren(place ? `Line ${place[1]}: ${told}` : told);
  if (place) {
    const there = make("button", { type: "button" }, "Go there");
    there.addEventListener("click", () => goTo(text, Number(place[1]), Number(place[2])));
    problem.append(there);
  }
  problem.hidden = false;
  byId("answer").hidden = true;
}

function goTo(text, line, column) {
  const before = text.split("\n").slice(0, line - 1).join("\n");
  // The server counts characters, the text area halves of pairs.
  const within = [...(text.split("\n")[line - 1] || "")].slice(0, column - 1).join("").length;
  const at = (line > 1 ? before.length + 1 : 0) + within;
  area.focus();
  area.setSelectionRange(at, at + (wordAfter(text, at) || 1));
}

const wordAfter = (text, at) => (/^\S+/.exec(text.slice(at)) || [""])[0].length;

function choose(form) {
  const graph = form === "graph";
  byId("as-table").setAttribute("aria-pressed", String(!graph));
  byId("as-graph").setAttribute("aria-pressed", String(graph));
  byId("table").hidden = graph;
  byId("drawing").hidden = !graph;
  if (!graph) return;
  byId("canvas").replaceChildren();
  byId("drawn").textContent = drawGraph(triples, byId("canvas"), known);
}

function offerDownloads(kind) {
  byId("downloads").replaceChildren(...FORMATS[kind].map(([name, type, ending]) => {
    const button = make("button", { type: "button", "aria-label": `Download as ${name}` }, name);
    button.addEventListener("click", () => download(type, ending));
    return button;
  }));
}

async function download(type, ending) {
  const { text } = last;
  try {
    const blob = await (await ask(text, type)).blob();
    const link = make("a", { href: URL.createObjectURL(blob), download: `answer.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    fail(error.message, text);
  }
}

// --- links and the library ----------------------------------------------------
const address = (text) => `${location.pathname}#query=${encodeURIComponent(text)}${byId("as-graph").dataset.liked === "true" ? "&form=graph" : ""}`;

/** Show the answer as a table or as a graph, now and whenever the link is followed. */
function prefer(form) {
  byId("as-graph").dataset.liked = String(form === "graph");
  history.replaceState(null, "", address(last.text));
  choose(form);
}

async function share() {
  const link = new URL(address(area.value), location.href).href;
  history.replaceState(null, "", address(area.value));
  try {
    await navigator.clipboard.writeText(link);
    say("Link copied.");
  } catch {
    say("The link stands in the address bar.");
  }
}

function arrive() {
  const match = /[#&]query=([^&]*)/.exec(location.hash);
  if (!match) return false;
  byId("as-graph").dataset.liked = String(/[#&]form=graph(&|$)/.test(location.hash));
  try {
    write(decodeURIComponent(match[1]));
  } catch {
    fail("the link is broken", "");
    return false;
  }
  run();
  return true;
}

function fillLibrary() {
  const groups = new Map();
  for (const one of library) groups.set(one.tag, [...(groups.get(one.tag) || []), one]);
  // Questions across reports find little in a graph of one.
  const last = ([tag]) => (tag === "across-reports" ? 1 : 0);
  for (const [tag, members] of [...groups].sort((a, b) => last(a) - last(b) || a[0].localeCompare(b[0]))) {
    byId("library").append(make("optgroup", { label: tag }, ...members.map((one) => make("option", { value: one.name }, one.question))));
  }
}

function choosePrepared() {
  const one = library.find((each) => each.name === byId("library").value);
  if (!one) return;
  write(one.text);
  const told = byId("told");
  const parameters = one.parameters.map(({ name, description }) => make("li", {}, make("code", {}, `VALUES ?${name}`), ` ${description} Change the term in that line.`));
  told.replaceChildren(...(one.description ? [make("p", {}, one.description)] : []), ...(parameters.length ? [make("ul", {}, ...parameters)] : []));
  told.hidden = !told.children.length;
  run();
}

/** Return the IRI that a term of a query stands for. */
function expand(text) {
  if (text.startsWith("<")) return text.slice(1, -1);
  const [prefix, ...local] = text.split(":");
  return known.prefixes[prefix] + local.join(":");
}

async function start() {
  byId("run").addEventListener("click", run);
  byId("stop").addEventListener("click", () => running?.abort());
  byId("share").addEventListener("click", share);
  byId("library").addEventListener("change", choosePrepared);
  byId("as-table").addEventListener("click", () => prefer("table"));
  byId("as-graph").addEventListener("click", () => prefer("graph"));
  area.addEventListener("input", edited);
  area.addEventListener("change", edited);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  addEventListener("hashchange", arrive);
  write(area.value || FIRST);
  const data = await (await fetch("terms.json")).json();
  Object.assign(known, { base: data.base, prefixes: data.prefixes });
  known.labels = data.terms.map((one) => [expand(one.text), one.label]);
  completion.terms = data.terms;
  completion.prefixes = data.prefixes;
  library = data.library;
  fillLibrary();
  arrive();
  performance.mark("ready");
}

start();
