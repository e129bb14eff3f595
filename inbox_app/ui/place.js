// Puts a pop-over beside its anchor and inside the window.
const GAP = 4;
const EDGE = 8;

export function placeBeside(popover, anchor, align = "start") {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const wished = align === "end" ? box.right - width : box.left;
  const left = Math.max(EDGE, Math.min(wished, innerWidth - width - EDGE));
  const fitsBelow = box.bottom + GAP + height <= innerHeight - EDGE;
  const above = box.top - GAP - height;
  const top = fitsBelow || above < EDGE ? box.bottom + GAP : above;
  popover.style.left = `${left}px`;
  popover.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}
