// What the page consists of, and the window onto its map: pan, zoom, and heads that stay in view.

const $ = (id) => document.getElementById(id);
const model = JSON.parse($("model").textContent);
const [win, svg, sheet, side, details] = ["window", "m-svg", "view", "side", "details"].map($);
const [search, department, severity] = ["search", "department", "severity"].map($);
const page = svg.getAttribute("viewBox");
const [left, top, wide, high] = svg.dataset.plot.split(" ").map(Number);
const steps = new Map(model.steps.map((step) => [step.id, step]));
const flows = new Map(model.flows.filter((flow) => flow.id).map((flow) => [flow.id, flow]));
const lanes = new Map(Object.entries(model.lanes));
const boxes = new Map();
for (const box of svg.querySelectorAll("[data-step]")) boxes.set(box.dataset.step, box);
const ways = [...svg.querySelectorAll("[data-flow]")]; // lines and labels
const lines = new Map(ways.filter((way) => way.matches(".edge")).map((way) => [way.dataset.flow, way]));
const rows = [...document.querySelectorAll("tr[data-crack]")];
const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

// The window onto the map: a point of the map is drawn at x + k * its own x.

const view = { x: 0, y: 0, k: 1 };
const LEGIBLE = 0.85; // the smallest scale at which words can be read
let touched = false; // whether a person has moved the map
let drawing = 0;
const watchers = []; // are told when the map is drawn elsewhere

const room = () => {
  const x = $("left").offsetWidth, y = $("top").offsetHeight;
  return { x, y, right: win.clientWidth, bottom: win.clientHeight };
};

// The same without what the details cover: on a narrow screen they lie over the map.
const uncovered = () => {
  const free = room();
  if (details.hidden || getComputedStyle(details).position !== "fixed") return free;
  const lid = details.getBoundingClientRect().top - win.getBoundingClientRect().top;
  return { ...free, bottom: clamp(lid, free.y + 60, free.bottom) };
};

function pin(strip, offset, from, to, start, size) {
  for (const head of strip.children) {
    const begin = offset + head.dataset.begin * view.k;
    const end = Math.min(to, begin + head.dataset.length * view.k);
    const shown = Math.max(from, begin);
    head.hidden = end - shown < 6;
    head.firstChild.hidden = end - shown < (size === "width" ? 44 : 22); // of no use as a stump
    head.style[start] = `${shown}px`;
    head.style[size] = `${end - shown}px`;
  }
}

function bound() {
  const { x, y, right, bottom } = room();
  const near = 80; // so much of the map stays in the window
  view.x = clamp(view.x, x + near - (left + wide) * view.k, right - near - left * view.k);
  view.y = clamp(view.y, y + near - (top + high) * view.k, bottom - near - top * view.k);
}

function draw() {
  drawing = 0;
  if (!document.body.classList.contains("live")) return;
  bound();
  const { x, y, right, bottom } = room();
  sheet.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
  pin($("top"), view.x, x, right, "left", "width");
  pin($("left"), view.y, y, bottom, "top", "height");
  for (const watcher of watchers) watcher();
}

const redraw = () => { drawing = drawing || requestAnimationFrame(draw); };

function move(x, y) {
  touched = true;
  view.x += x;
  view.y += y;
  redraw();
}

function zoom(factor, x, y) {
  const free = room();
  const middle = { x: (free.x + free.right) / 2, y: (free.y + free.bottom) / 2 };
  const k = clamp(view.k * factor, 0.05, 4);
  const by = k / view.k - 1;
  view.k = k;
  move(by * (view.x - (x ?? middle.x)), by * (view.y - (y ?? middle.y)));
}

// "fit": all of it; "width": from side to side; "start": all lanes, or if they are too many for
// that, the first ones at a size that can be read.
function fit(how) {
  const free = room(), space = 8;
  const across = (free.right - free.x - 2 * space) / wide;
  const down = (free.bottom - free.y - 2 * space) / high;
  const lanesAcross = $("top").firstChild?.dataset.id in model.lanes;
  if (how === "fit") view.k = Math.min(across, down, 2);
  else if (how === "width") view.k = Math.min(across, 2);
  else view.k = clamp(lanesAcross ? across : down, LEGIBLE, 1);
  view.x = free.x + space - left * view.k;
  view.y = free.y + space - top * view.k;
  touched = how !== "start";
  redraw();
}

// Shows some boxes as large as they fit; if that is too small to read, the first of them.
function fitBoxes(some) {
  if (!some.length) return;
  const free = uncovered(), space = 24;
  const frames = some.map((one) => one.getBBox());
  const x = Math.min(...frames.map((one) => one.x)), y = Math.min(...frames.map((one) => one.y));
  const width = Math.max(...frames.map((one) => one.x + one.width)) - x;
  const height = Math.max(...frames.map((one) => one.y + one.height)) - y;
  const [across, down] = [free.right - free.x - 2 * space, free.bottom - free.y - 2 * space];
  view.k = clamp(Math.min(across / width, down / height), LEGIBLE, 1.25);
  view.x = free.x + space + Math.max(0, (across - width * view.k) / 2) - x * view.k;
  view.y = free.y + space + Math.max(0, (down - height * view.k) / 2) - y * view.k;
  touched = true;
  redraw();
}

// Moves a part of the map into the window, no further than it must; with `near` a map that is too
// small to read comes closer, with the part in its middle.
function reveal(part, near) {
  win.scrollIntoView({ block: "nearest" });
  const box = part.getBBox(), free = uncovered(), closer = near && view.k < 0.7;
  if (closer) view.k = 0.9;
  // Where the map begins on an axis of which the window shows `from` to `to`.
  const place = (at, begin, size, from, to, first, length) => {
    const space = Math.min(48, (to - from) / 4), k = view.k;
    const low = from + space - begin * k, high = to - space - (begin + size) * k;
    if (!closer) return low > high ? (low + high) / 2 : clamp(at, low, high);
    return Math.min(from + 8 - first * k, Math.max(to - 8 - (first + length) * k, (low + high) / 2));
  };
  const x = place(view.x, box.x, box.width, free.x, free.right, left, wide);
  const y = place(view.y, box.y, box.height, free.y, free.bottom, top, high);
  // Not below the small map, which lies in the corner.
  const corner = { x: free.right - small.clientWidth - 20, y: free.bottom - small.clientHeight - 20 };
  const hidden = !small.hasAttribute("hidden") && x + (box.x + box.width) * view.k > corner.x;
  const over = hidden ? Math.max(0, y + (box.y + box.height) * view.k - corner.y) : 0;
  move(x - view.x, y - view.y - Math.min(over, small.clientHeight + 20));
}

// Fingers, the mouse and its wheel. A wheel moves the map as it does any page; with Ctrl it zooms,
// and so do two fingers on a trackpad, which browsers tell as a wheel with Ctrl.

const fingers = new Map();
let dragged = false;

win.addEventListener("pointerdown", (event) => {
  if (event.button || event.target.closest("#small, #stages")) return;
  if (!fingers.size) dragged = false;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});
win.addEventListener("pointermove", (event) => {
  const from = fingers.get(event.pointerId);
  if (!from) return;
  const x = event.clientX - from.x, y = event.clientY - from.y;
  if (!dragged && Math.hypot(x, y) < 4) return; // a click that trembles
  dragged = true;
  win.setPointerCapture(event.pointerId);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (other) {
    const frame = win.getBoundingClientRect();
    const before = Math.hypot(from.x - other.x, from.y - other.y) || 1;
    const now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    zoom(now / before, other.x - frame.x, other.y - frame.y);
  } else move(x, y);
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});
for (const end of ["pointerup", "pointercancel"]) {
  win.addEventListener(end, (event) => fingers.delete(event.pointerId));
}
win.addEventListener("wheel", (event) => {
  if (event.target.closest("#stages")) return;
  const unit = event.deltaMode ? 20 : 1; // lines, or pixels
  const frame = win.getBoundingClientRect();
  const [x, y] = [event.deltaX * unit, event.deltaY * unit];
  const was = `${view.x} ${view.y}`;
  if (event.ctrlKey || event.metaKey) {
    zoom(Math.exp(-clamp(y, -25, 25) * 0.01), event.clientX - frame.x, event.clientY - frame.y);
  } else {
    if (event.shiftKey && !x) move(-y, 0);
    else move(-x, -y);
    bound();
    const long = document.documentElement.scrollHeight > innerHeight;
    if (was === `${view.x} ${view.y}` && long) return; // then the page moves
  }
  event.preventDefault();
}, { passive: false });
let pinched = 1; // so far, by two fingers in Safari, which tells them in its own way
win.addEventListener("gesturestart", (event) => {
  event.preventDefault();
  pinched = 1;
});
win.addEventListener("gesturechange", (event) => {
  event.preventDefault();
  const frame = win.getBoundingClientRect();
  zoom(event.scale / pinched, event.clientX - frame.x, event.clientY - frame.y);
  pinched = event.scale;
});
