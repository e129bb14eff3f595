// What a paste may bring in: structure, no looks, no pictures from elsewhere.
const KEPT = {
  a: ["href"], img: ["src", "alt"], ol: ["start"],
  span: ["data-type", "data-id", "data-label"],
};
const DROPPED = "style, script, meta, link, title, head, xml, noscript, object, iframe, form";
const OWN_IMAGE = /^\/attachments\/\d+/;
const DATA_IMAGE = /^data:(image\/(?:png|jpeg|gif|webp));base64,([\w+/=\s]+)$/;

function read(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

export function cleanPasted(html) {
  const page = read(html);
  for (const element of page.querySelectorAll(DROPPED)) element.remove();
  for (const element of page.body.querySelectorAll("*")) {
    const name = element.localName;
    if (name === "img" && !OWN_IMAGE.test(element.getAttribute("src") ?? "")) {
      element.remove();
      continue;
    }
    const isBold = name === "span" && /^(bold|[6-9]00)$/.test(element.style.fontWeight);
    const isItalic = name === "span" && element.style.fontStyle === "italic";
    // Google Docs wraps a whole paste in <b style="font-weight:normal">.
    const isPlainB = name === "b" && element.style.fontWeight === "normal";
    for (const { name: attribute } of [...element.attributes])
      if (!KEPT[name]?.includes(attribute)) element.removeAttribute(attribute);
    if (isBold) wrapInside(element, "strong");
    if (isItalic) wrapInside(element, "em");
    if (isPlainB) element.replaceWith(...element.childNodes);
  }
  return page.body.innerHTML;
}

function wrapInside(element, name) {
  const mark = element.ownerDocument.createElement(name);
  mark.append(...element.childNodes);
  element.append(mark);
}

export function hasText(html) {
  return html !== "" && read(html).body.textContent.trim() !== "";
}

// Pictures that lie in the pasted text itself, as files to upload.
export function imagesIn(html) {
  if (!html.includes("data:image/")) return [];
  const found = [...read(html).images].map((image) => DATA_IMAGE.exec(image.getAttribute("src") ?? ""));
  return found.filter(Boolean).map(([, type, data], index) => {
    const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
    return new File([bytes], `image-${index + 1}.${type.slice(6)}`, { type });
  });
}
