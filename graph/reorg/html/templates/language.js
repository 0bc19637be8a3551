// The words of the page, and which language a text is in.
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
