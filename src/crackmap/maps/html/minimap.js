// The whole map in small, with a frame around what the window shows of it.

const small = $("small"), seen = $("seen");
let unwanted = false;
const MUCH = 0.5; // who sees so much of the map needs no smaller one

for (const box of boxes.values()) {
  const { x, y, width, height } = box.getBBox();
  const dot = document.createElementNS(svg.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height })) dot.setAttribute(name, value);
  dot.setAttribute("class", box.querySelector(".badge.error, .badge.warning, .unowned") ? "bad" : "");
  seen.before(dot);
}
{
  const k = Math.min(150 / wide, 120 / high);
  small.setAttribute("viewBox", `${left} ${top} ${wide} ${high}`);
  small.setAttribute("width", Math.max(24, wide * k));
  small.setAttribute("height", Math.max(24, high * k));
}

watchers.push(() => {
  const { x, y, right, bottom } = room(), k = view.k;
  const from = { x: Math.max(left, (x - view.x) / k), y: Math.max(top, (y - view.y) / k) };
  const to = { x: Math.min(left + wide, (right - view.x) / k), y: Math.min(top + high, (bottom - view.y) / k) };
  const [width, height] = [Math.max(0, to.x - from.x), Math.max(0, to.y - from.y)];
  small.toggleAttribute("hidden", unwanted || (width * height) / (wide * high) > MUCH);
  const place = { x: from.x, y: from.y, width, height };
  for (const [name, value] of Object.entries(place)) seen.setAttribute(name, value);
});

function centre(event) {
  const frame = small.getBoundingClientRect(), free = room();
  const x = left + ((event.clientX - frame.x) / frame.width) * wide;
  const y = top + ((event.clientY - frame.y) / frame.height) * high;
  move((free.x + free.right) / 2 - view.k * x - view.x, (free.y + free.bottom) / 2 - view.k * y - view.y);
}
small.addEventListener("pointerdown", (event) => {
  small.setPointerCapture(event.pointerId);
  centre(event);
});
small.addEventListener("pointermove", (event) => {
  if (small.hasPointerCapture(event.pointerId)) centre(event);
});
