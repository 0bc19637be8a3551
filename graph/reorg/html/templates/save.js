// --- saving what is shown ----------------------------------------------------
const escaped = (text) => text.replace(/[&<>"]/gu, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign])
  // eslint-disable-next-line no-control-regex
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd");
const near = (value) => Math.round(value * 10) / 10;
const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif";

class SvgPen {
  constructor() { this.parts = []; }

  path(d, { x = 0, y = 0, scale = 1, fill, stroke, width = 1, dash = [], alpha = 1 }) {
    const at = x || y || scale !== 1 ? ` transform="translate(${near(x)} ${near(y)}) scale(${near(scale)})"` : "";
    this.parts.push(`<path d="${d}"${at} fill="${fill || "none"}"${stroke ? ` stroke="${stroke}" stroke-width="${near(width / scale) || width / scale}"` : ""}`
      + `${dash.length ? ` stroke-dasharray="${dash}"` : ""}${alpha < 1 ? ` opacity="${alpha}"` : ""}/>`);
  }

  text(words, x, y, { px = 12, weight = 400, fill, alpha = 1, halo, family = "", style = "" }) {
    this.parts.push(`<text x="${near(x)}" y="${near(y)}" font-size="${px}" font-weight="${weight}" fill="${fill}"${alpha < 1 ? ` opacity="${alpha}"` : ""}`
      + `${family ? ` font-family="${escaped(family)}"` : ""}${style === "italic" ? ' font-style="italic"' : ""}`
      + `${halo ? ` stroke="${halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"` : ""}>${escaped(words)}<\/text>`);
  }

  wide(words, px, weight) { spare.font = `${weight || 400} ${px}px ${colours.sans}`; return spare.measureText(words).width; }
}

/** The canvas's picture as strokes; the labels keep their pixels, the rest the camera's scale. */
function pictureParts() {
  const { width, height } = byId("graph").getBoundingClientRect();
  const pen = new SvgPen();
  const scale = picture.getScale();
  const origin = picture.canvasToDOM({ x: 0, y: 0 });
  pen.parts.push(`<g transform="translate(${origin.x} ${origin.y}) scale(${scale})">`);
  if (asCards()) {
    drawCurves(pen);
    for (const node of shown) drawCard(pen, node);
  } else {
    for (const edge of shownEdges) {
      pen.path(edgePath(edge), { stroke: edge.conflict ? colours.conflict : colours.line, width: edge.conflict ? 2 : 1,
        dash: edge.conflict ? dashes(edge.conflict) : [], alpha: !state.lit || isNear(edge) ? 0.8 : 0.15 });
    }
    for (const node of shown) drawSymbol(pen, node);
  }
  pen.parts.push("<\/g>");
  if (!asCards()) { layLabels(penOf(spare), width, height); writeLabels(pen); }
  return { parts: pen.parts, width, height };
}

/** A view of text as strokes: boxes, lines of text and drawings where the browser has put them. */
function textParts(section) {
  const frame = section.getBoundingClientRect();
  const pen = new SvgPen();
  const seen = (style) => style.display !== "none" && style.visibility !== "hidden" && style.clipPath === "none";
  const clear = (colour) => colour === "transparent" || /, 0\)$|\/ 0\)$/u.test(colour);
  const boxes = (element, style) => {
    const b = element.getBoundingClientRect();
    const [x, y, w, h] = [b.left - frame.left, b.top - frame.top, b.width, b.height];
    if (!w || !h) return;
    const sides = ["Top", "Right", "Bottom", "Left"].map((side) => [parseFloat(style[`border${side}Width`]), style[`border${side}Color`], style[`border${side}Style`]]);
    const same = sides.every((side) => side[0] > 0 && side[2] === sides[0][2]);
    const radius = Math.min(parseFloat(style.borderTopLeftRadius) || 0, h / 2, w / 2);
    const dash = { dashed: [5, 4], dotted: [2, 3] }[sides[0][2]] || [];
    if (!clear(style.backgroundColor) || same) {
      pen.path(rounded(near(x), near(y), near(w), near(h), near(radius)), { fill: clear(style.backgroundColor) ? "" : style.backgroundColor,
        stroke: same ? sides[0][1] : "", width: sides[0][0], dash: same ? dash : [] });
    }
    if (same) return;
    const lines = [`M${x} ${y}h${w}`, `M${x + w} ${y}v${h}`, `M${x} ${y + h}h${w}`, `M${x} ${y}v${h}`];
    sides.forEach(([width, colour, kind], i) => { if (width > 0 && kind !== "none") pen.path(lines[i], { stroke: colour, width }); });
  };
  const words = (text, style) => {
    const range = document.createRange();
    let line = null;
    const flush = () => {
      if (line) {
        pen.text(line.words.trim(), line.x, line.y, { px: parseFloat(style.fontSize), weight: style.fontWeight, fill: style.color,
          family: style.fontFamily, style: style.fontStyle });
      }
    };
    for (const match of text.data.matchAll(/\S+\s*/gu)) {
      range.setStart(text, match.index);
      range.setEnd(text, match.index + match[0].trimEnd().length);
      const b = range.getClientRects()[0];
      if (!b || !b.width) continue;
      const y = b.bottom - frame.top - b.height * 0.24;
      if (!line || Math.abs(line.y - y) > 3) { flush(); line = { words: "", x: b.left - frame.left, y }; }
      line.words += match[0].replace(/\s+/gu, " ");
    }
    flush();
  };
  const drawing = (svg) => {
    for (const part of all("path, text", svg)) {
      const m = part.getScreenCTM();
      const style = getComputedStyle(part);
      const paint = `fill="${style.fill}" stroke="${style.stroke}" stroke-width="${parseFloat(style.strokeWidth)}"${style.strokeDasharray === "none" ? "" : ` stroke-dasharray="${style.strokeDasharray}"`}`
        + ` opacity="${style.opacity}" transform="matrix(${[m.a, m.b, m.c, m.d, m.e - frame.left, m.f - frame.top].map((one) => Math.round(one * 1000) / 1000)})"`;
      if (part.tagName === "path") pen.parts.push(`<path d="${part.getAttribute("d")}" ${paint.replace(/url\([^)]*\)/gu, "none")}/>`);
      else pen.parts.push(`<text x="${part.getAttribute("x")}" y="${part.getAttribute("y")}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" text-anchor="${style.textAnchor}" ${paint}>${escaped(part.textContent)}<\/text>`);
    }
  };
  const walk = (element) => {
    const style = getComputedStyle(element);
    if (!seen(style)) return;
    if (element instanceof SVGElement) { drawing(element); return; }
    boxes(element, style);
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) words(child, style); else if (child.nodeType === Node.ELEMENT_NODE) walk(child);
    }
  };
  walk(section);
  return { parts: pen.parts, width: frame.width, height: frame.height };
}

/** What is shown as an SVG file, with its title above and its source below. */
function asSvg() {
  readColours();
  const { parts, width, height } = drawsHere() ? pictureParts() : textParts(sections.get(`view=${state.view}`));
  const [w, h] = [Math.ceil(width) + 40, Math.ceil(height) + 96];
  const pen = new SvgPen();
  const [title, from] = [document.querySelector("h1").textContent, data.source];
  pen.text(wrapped(penOf(spare), title, w - 40, 1, 16, 600)[0], 20, 32, { px: 16, weight: 600, fill: colours.ink });
  const line = t("save.source", { source: [from.text, from.href].filter(Boolean).join(", ") || t("save.record") });
  pen.text(wrapped(penOf(spare), line, w - 40, 1, 11.5)[0], 20, h - 16, { px: 11.5, fill: colours.muted });
  return { width: w, height: h, text: `<svg xmlns="${SVG}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${FONT}">`
    + `<title>${escaped(title)}<\/title><desc>${escaped(line)}<\/desc><rect width="${w}" height="${h}" fill="${colours.ground}"/>`
    + `<g transform="translate(20 48)">${drawsHere() ? `<clipPath id="frame"><rect width="${width}" height="${height}"/><\/clipPath><g clip-path="url(#frame)">${parts.join("\n")}<\/g>` : parts.join("\n")}<\/g>${pen.parts.join("")}<\/svg>\n` };
}

function keep(blob, ending) {
  const link = el("a", { href: URL.createObjectURL(blob), download: `${document.title.toLowerCase().replace(/[^a-z0-9]+/gu, "-").slice(0, 60)}-${state.view}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function save(ending) {
  if (ending === "print") { print(); return; }
  const { text, width, height } = asSvg();
  const svg = new Blob([text], { type: "image/svg+xml" });
  if (ending === "svg") { keep(svg, "svg"); return; }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  // Canvases above some 16,000 pixels a side stay empty in some browsers.
  const scale = Math.min(2, 16000 / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => keep(blob, "png"), "image/png");
}
