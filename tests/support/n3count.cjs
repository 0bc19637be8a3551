// Prints, as JSON, how N3.js reads a Turtle file: node n3count.cjs PARSER FILE
const { readFileSync } = require("fs");
const Parser = require(process.argv[2]).default;

const text = (term) =>
  term.termType === "Quad"
    ? [term.subject, term.predicate, term.object].map(text)
    : term.termType === "Literal"
      ? [term.value, term.language.toLowerCase(), term.datatype.value]
      : term.value;

const quads = new Parser({ format: "text/turtle" }).parse(readFileSync(process.argv[3], "utf8"));
const spoken = quads.filter((quad) => quad.object.termType === "Quad");
console.log(
  JSON.stringify({
    triples: quads.length,
    spoken: spoken.map((quad) => [quad.subject, quad.predicate, quad.object].map(text)),
  }),
);
