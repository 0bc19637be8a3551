// --- passages without their words -------------------------------------------
// The form of words is told in the ontology's README; `reorg.article.wordforms` has it too.
const APOSTROPHES = /[\u0060\u00B4\u2018-\u201B\u02BC\u2032\u2035\u2039\u203A\uFF07]/gu;
const HIDDEN = /[\p{Cf}\uFE00-\uFE0F]/gu;
const WORD = /[\p{L}\p{M}\p{N}\p{Sc}%‰]+(?:(?:\u0027|(?<=\p{Nd})[.,](?=\p{Nd}))[\p{L}\p{M}\p{N}\p{Sc}%‰]+)*/gu;
const READABLE = /[\p{L}\p{N}]/u;
const EDGES = /^[^\p{L}\p{N}\p{Sc}]+|[^\p{L}\p{M}\p{N}\p{Sc}%‰]+$/gu;
/** The words that the reader's own copy has for each seal, once it has been given. */
const unsealed = new Map();

const folded = (text) => text.replace(APOSTROPHES, "\u0027").replace(HIDDEN, "").normalize("NFKC");
const lowered = (text) => [...text].map((sign) => [...sign.toUpperCase()].map((one) => one.toLowerCase()).join("")).join("");

/** The words of a text in their one form, each with what stands in the text for it, and its paragraph. */
function wordsOf(text) {
  const lines = text.replace(/\r\n|[\r\u2028\u2029]/gu, "\n");
  const parts = lines.split(/\n(?:\s*\n)+/u);
  const paragraphs = parts.length > 1 ? parts : lines.split("\n");
  const words = [];
  let paragraph = 0;
  for (const part of paragraphs) {
    let held = false;
    for (const written of part.match(/(?:\S|\uFEFF)+/gu) || []) {
      const forms = (folded(lowered(folded(written))).match(WORD) || []).filter((form) => READABLE.test(form));
      forms.forEach((form, i) => words.push({ form, written: i ? "" : written, paragraph: paragraph + 1 }));
      held = held || forms.length > 0;
    }
    if (held) paragraph += 1;
  }
  return words;
}

async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Find sealed passages in a copy, by their number of words; the named paragraph goes first. */
async function unseal(seals, text) {
  const words = wordsOf(text);
  const found = new Map();
  for (const count of new Set(seals.map(([number]) => number))) {
    const wanted = new Map(seals.filter(([number]) => number === count).map(([, sha256, paragraph]) => [sha256, paragraph]));
    for (let first = 0; first + count <= words.length; first += 1) {
      const window = words.slice(first, first + count);
      const sha256 = await digest(window.map((word) => word.form).join(" "));
      if (wanted.has(sha256) && (!found.has(sha256) || window[0].paragraph === wanted.get(sha256))) {
        found.set(sha256, window.map((word) => word.written).filter(Boolean).join(" ").replace(EDGES, ""));
      }
    }
  }
  return found;
}

function sealedQuotation([text, page, [words, sha256, paragraph]]) {
  const known = text || unsealed.get(sha256);
  const link = page >= 0 && el("a", { href: data.pages[page], rel: "noreferrer" }, t("text.page"));
  if (known) return el("blockquote", {}, el("p", { lang: langOf(known) }, `“${known}”`), link && el("p", { class: "open" }, link));
  return el("p", { class: "sealed" }, phrase("text.sealed", { words, paragraph }), link && [" ", link]);
}

/** Put the words of the reader's copy wherever the page leaves them out. */
async function giveCopy(text) {
  const places = all("[data-seal]");
  const seals = places.map((place) => place.dataset.seal.split(" ")).map(([words, sha256, paragraph]) => [Number(words), sha256, Number(paragraph)]);
  for (const [sha256, words] of await unseal(seals, text)) unsealed.set(sha256, words);
  for (const place of places) {
    const words = unsealed.get(place.dataset.seal.split(" ")[1]);
    if (words) place.replaceChildren(`“${words}”`);
    place.classList.toggle("is-open", Boolean(words));
  }
  const sought = new Set(seals.map(([, sha256]) => sha256));
  return [[...sought].filter((sha256) => unsealed.has(sha256)).length, sought.size];
}
