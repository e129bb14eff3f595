// Initials on one of twelve colours, chosen by the person and not by the place.
const HUES = 12;

function hueOf(seed) {
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return sum % HUES;
}

function initialsOf(name) {
  const plain = name.includes("@") ? name.split("@")[0] : name.split(", +")[0];
  const words = plain.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}+]/u.test(word));
  if (words.length === 0) return "?";
  const letters = (word) => [...word.replace(/[^\p{L}\p{N}+]/gu, "")];
  const first = letters(words[0]);
  if (first[0] === "+") return first.slice(0, 2).join("");
  const second = words.length > 1 ? letters(words[1])[0] : first[1];
  return `${first[0] ?? ""}${second ?? ""}`.toUpperCase();
}

export function Avatar({
  name = "", seed, initials, hue, size = "normal", src, decorative, children,
}) {
  const look = size === "normal" ? "" : ` avatar-${size}`;
  const voice = decorative
    ? { "aria-hidden": true }
    : { role: "img", "aria-label": name, title: name };
  return (
    <span className={`avatar avatar-hue-${hue ?? hueOf(seed || name)}${look}`} {...voice}>
      {src ? <img src={src} alt="" /> : initials || initialsOf(name)}
      {children}
    </span>
  );
}
