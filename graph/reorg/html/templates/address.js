// What is shown, as the address says it.
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
