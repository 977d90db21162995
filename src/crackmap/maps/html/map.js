// What people click and type on the map.

const judged = !severity.hidden; // whether the map shows cracks at all
const stages = $("stages"); // stages by departments, on the page of a big map

function overview(on) {
  if (!stages) return;
  stages.hidden = !on;
  $("overview").setAttribute("aria-pressed", String(on));
  if (!on) redraw();
}

// Each line follows the step that it leaves, so that Tab goes the way that work goes. It is hit
// near it, too, but never through a box.
const hits = document.createElementNS(svg.namespaceURI, "g");
hits.setAttribute("aria-hidden", "true");
svg.querySelector(".steps").before(hits);
for (const way of ways.filter((one) => one.matches(".label"))) way.setAttribute("aria-hidden", "true");
for (const [id, line] of lines) {
  const hit = document.createElementNS(svg.namespaceURI, "path");
  hit.setAttribute("class", "hit");
  hit.setAttribute("d", line.querySelector("path.line:not(.under)").getAttribute("d"));
  hit.dataset.flow = id;
  hit.append(line.querySelector("title").cloneNode(true));
  hits.append(hit);
}
const numbers = (here) => model.cracks.filter((crack) => crack.number && here(crack.at ?? {}))
  .map((crack) => `, crack ${crack.number}`).join("");
function pressable(one, name) {
  one.setAttribute("tabindex", "0");
  one.setAttribute("role", "button");
  one.setAttribute("aria-label", name);
  one.addEventListener("focus", () => { if (one.matches(":focus-visible")) reveal(one); });
}
for (const [id, box] of boxes) {
  if (!steps.has(id)) continue;
  const { name, outcome, raci } = steps.get(id);
  pressable(box, `${name}, ${raci[0][1]}${outcome && `, ends as ${outcome}`}${numbers((at) => at.step === id)}`);
  const out = [...flows.values()].filter((flow) => flow.from === id).map((flow) => lines.get(flow.id));
  box.after(...out);
  for (const line of out) {
    const flow = line.dataset.flow;
    pressable(line, flows.get(flow).name + numbers((at) => at.flow === flow));
  }
}
svg.addEventListener("pointerover", (event) => {
  for (const old of svg.querySelectorAll(".near")) old.classList.remove("near");
  const flow = event.target.closest("[data-flow]")?.dataset.flow;
  if (flow) lines.get(flow)?.classList.add("near");
});
svg.addEventListener("click", (event) => {
  if (dragged) {
    event.preventDefault(); // of a link to another process
    return;
  }
  const hit = event.target.closest("[data-step], [data-flow]");
  if (!hit || event.target.closest("a")) return;
  const { step } = hit.dataset;
  const into = ways.find((way) => way.dataset.to === step); // an outcome is what leads to it
  const flow = hit.dataset.flow ?? into?.dataset.flow;
  onMap = true;
  if (steps.has(step)) go(address("step", step), false);
  else if (flow) go(address("flow", flow), false);
});
for (const row of rows) {
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a")) go(`#crack-${+row.dataset.crack + 1}`, false);
  });
}
for (const head of document.querySelectorAll(".pin-stage")) {
  head.addEventListener("click", () => { if (!dragged) go(address("stage", head.dataset.id), false); });
}

// Buttons and keys

const tell = (words) => { $("said").textContent = words; };
function shut(away) {
  document.body.classList.toggle("alone", away);
  $("toggle").setAttribute("aria-expanded", String(!away));
}
$("toggle").addEventListener("click", () => shut(!document.body.classList.contains("alone")));
shut(document.body.classList.contains("alone"));

// The stage of what is chosen, else the one in the middle of the window.
function stageHere() {
  const { step, flow, stage } = meant();
  const id = step?.id ?? flow?.from;
  if (stage || id) return stage ?? boxes.get(id).dataset.stage;
  const free = room();
  const point = { x: ((free.x + free.right) / 2 - view.x) / view.k, y: ((free.y + free.bottom) / 2 - view.y) / view.k };
  const far = (box) => {
    const { x, y, width, height } = box.getBBox();
    return Math.hypot(x + width / 2 - point.x, y + height / 2 - point.y);
  };
  return [...boxes.values()].reduce((near, box) => (far(box) < far(near) ? box : near)).dataset.stage;
}

function walk(by) {
  const path = model.happy;
  if (!path.length) return tell("No path leads to a good outcome.");
  const { step, flow } = meant();
  const here = path.indexOf(step?.id ?? flow?.from);
  const at = here < 0 ? (by > 0 ? 0 : path.length - 1) : clamp(here + by, 0, path.length - 1);
  tell(`Step ${at + 1} of ${path.length} on the happy path: ${steps.get(path[at]).name}`);
  go(address("step", path[at]), false);
}

function nextCrack(by) {
  const shown = rows.filter((row) => !row.hidden);
  if (!shown.length) return tell("No cracks are shown.");
  const here = shown.findIndex((row) => row.matches(".chosen"));
  const row = shown[here < 0 && by < 0 ? shown.length - 1 : (here + by + shown.length) % shown.length];
  shut(false);
  tell(`Crack ${shown.indexOf(row) + 1} of ${shown.length}: ${row.querySelector(".message").textContent}`);
  go(`#crack-${+row.dataset.crack + 1}`, false);
}

const onTheMap = (look) => () => {
  overview(false);
  look();
};
const does = {
  in: onTheMap(() => zoom(1.25)), out: onTheMap(() => zoom(0.8)),
  fit: onTheMap(() => fit("fit")), width: onTheMap(() => fit("width")),
  stage: onTheMap(() => fitBoxes(inStage(stageHere()))),
  stages: () => overview(stages?.hidden ?? false),
  keys: () => $("keys").showModal(),
};
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => does[button.dataset.do]());
}
const keys = new Map(Object.entries({
  "/": () => { search.focus(); search.select(); },
  "?": does.keys, "+": does.in, "=": does.in, "-": does.out, 0: does.fit, 1: () => zoom(1 / view.k),
  n: () => walk(1), p: () => walk(-1), c: () => nextCrack(1), C: () => nextCrack(-1),
  s: does.stage, o: does.stages, m: () => { unwanted = !unwanted; redraw(); },
  ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
}));
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  if (key === "Escape") {
    if (target === search && search.value) {
      search.value = "";
      search.dispatchEvent(new Event("input"));
    } else if (!details.hidden || chosen() !== "#") leave();
    return;
  }
  if (target.matches("input, select")) return;
  const { step, flow } = target.closest("[role=button]")?.dataset ?? {};
  if ((step || flow) && (key === "Enter" || key === " ")) go(flow ? address("flow", flow) : address("step", step), true);
  else if (key.startsWith("Arrow") && target.closest("aside, #stages")) return;
  else if (keys.has(key) && (key.startsWith("Arrow") || $("letters").checked)) keys.get(key)();
  else return;
  event.preventDefault();
});

// Without the script, and on paper, the map is a picture with its own heads.

function live(on) {
  document.body.classList.toggle("live", on);
  if (on) svg.removeAttribute("viewBox");
  else svg.setAttribute("viewBox", page);
  if (on) draw();
  else sheet.removeAttribute("transform");
}
addEventListener("beforeprint", () => live(false));
addEventListener("afterprint", () => live(true));
live(true);
new ResizeObserver(() => (touched ? redraw() : fit("start"))).observe(win);
fit("start");
draw();
overview(true);
if (!location.hash && department.dataset.wanted) {
  department.value = department.dataset.wanted;
  history.replaceState(null, "", written(""));
}
arrive();
