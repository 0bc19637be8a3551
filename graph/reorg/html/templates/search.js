// What is found by words.
let index = null;

function search(words) {
  index ||= [...data.nodes, ...data.conflicts].map((item) => [item, [item.name || item.title, item.note, item.reason, item.role, item.value,
    ...(item.by || []).map((one) => (typeof one === "number" ? data.nodes[one].name : one)),
    ...(item.sides || [item]).flatMap((side) => [side.name, ...(side.quotes || []).map(([text]) => text)])].filter(Boolean).join(" ").toLowerCase()]);
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  if (!wanted.length) return [];
  const named = (item) => { const name = (item.name || item.title).toLowerCase(); return wanted.every((one) => name.includes(one)) ? 0 : 1; };
  // What is called by the words comes before what only mentions them.
  return index.filter(([, text]) => wanted.every((one) => text.includes(one))).map(([item]) => item).sort((a, b) => named(a) - named(b));
}
