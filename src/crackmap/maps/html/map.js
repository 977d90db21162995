// Search and filters let all else stand back.

const fold = (text) => text.normalize("NFC").toLowerCase();
const texts = new Map(model.steps.map((step) =>
  [step.id, fold([step.name, step.id, step.stage, ...[...step.raci, ...step.facts].map((pair) => pair[1])].join(" "))]));
const graveness = new Map(model.steps.map((step) => [step.id, new Set()]));
for (const crack of model.cracks) {
  if (!crack.accepted) for (const id of crack.steps) {
    graveness.get(id)?.add(crack.severity).add(crack.overdue && "overdue");
  }
}
const isNote = (row) => model.cracks[row.dataset.crack].severity === "note";
const counted = (some, all) => (some === all ? `${all}` : `${some} of ${all}`);
let matches = [], turn = -1;

const within = (lane, wanted) => !wanted || (lanes.get(lane) ?? [lane]).includes(wanted);
const laneOf = (id) => boxes.get(id)?.dataset.lane;

function choose() {
  const words = fold(search.value).split(/\s+/).filter(Boolean);
  const who = department.value, grave = severity.value;
  const lit = new Map();
  for (const [id, text] of texts) {
    lit.set(id, within(laneOf(id), who) && (!grave || graveness.get(id).has(grave)) &&
      words.every((word) => text.includes(word)));
    boxes.get(id)?.classList.toggle("dim", !lit.get(id));
  }
  for (const way of ways) {
    const { from, to } = way.dataset;
    const faint = !lit.get(from) && !lit.get(to);
    way.classList.toggle("dim", faint);
    if (!steps.has(to)) boxes.get(to)?.classList.toggle("dim", faint);
  }
  matches = words.length ? [...lit.keys()].filter((id) => lit.get(id)) : [];
  turn = -1;
  $("found").textContent = words.length ? (matches.length ? `${matches.length} found` : "none") : "";
  for (const row of rows) {
    const { severity: its, steps: where, assignee, owner, overdue, at } = model.cracks[row.dataset.crack];
    const theirs = [...where.map(laneOf), owner ?? assignee, at?.lane].some((lane) => lane && within(lane, who));
    row.hidden = (grave && !(grave === "overdue" ? overdue : its === grave)) || (who && !theirs);
  }
  const notes = rows.filter(isNote);
  const cracks = rows.filter((row) => !isNote(row));
  const [shown, noted] = [cracks, notes].map((all) => counted(all.filter((row) => !row.hidden).length, all.length));
  $("shown").textContent = notes.length ? `${shown}, notes ${noted}` : shown;
}

search.addEventListener("input", choose);
for (const filter of [department, severity]) filter.addEventListener("change", choose);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !matches.length) return;
  turn = (turn + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
  $("found").textContent = `${turn + 1} of ${matches.length}`;
  go(`#step-${encodeURIComponent(matches[turn])}`, false);
});

// The address says what is shown: #step-<id> a step, #crack-<number> a crack at its place.

let focus = true, onMap = false, opener = null;

function go(hash, takeFocus) {
  focus = takeFocus;
  if (location.hash === hash) arrive();
  else location.hash = hash;
}

function leave() {
  if (location.hash) history.pushState(null, "", location.href.split("#")[0]);
  arrive();
  (opener ?? $("cracks")).focus({ preventScroll: true });
}

function mark(parts, near) {
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const one of parts) one?.classList.add("chosen");
  const seen = parts.find((one) => one?.matches(".label")) ?? parts[0];
  if (seen?.closest("svg")) reveal(seen, near);
}

function partsAt(at) {
  if (!at) return [];
  if (at.flow) {
    const [from, to] = at.flow;
    const found = ways.filter((way) => way.dataset.from === from && (way.dataset.to === to || !to));
    return found.length ? found : [boxes.get(from)];
  }
  if (at.step) return [boxes.get(at.step)];
  const id = at.stage ?? at.lane;
  return [...document.querySelectorAll(`.pin[data-id="${CSS.escape(id)}"]`)];
}

function arrive() {
  let hash = "";
  try { hash = decodeURIComponent(location.hash); } catch { /* no address of ours */ }
  const step = hash.startsWith("#step-") && steps.get(hash.slice(6)) || steps.get(hash.slice(1));
  const crack = hash.startsWith("#crack-") && model.cracks[hash.slice(7) - 1];
  const takeFocus = focus, clicked = onMap;
  focus = true;
  onMap = false;
  if (step) {
    show(step);
    mark([boxes.get(step.id)], !clicked);
    opener = boxes.get(step.id);
    if (takeFocus) $("details-title").focus({ preventScroll: true });
    return;
  }
  details.hidden = true;
  document.body.classList.remove("open");
  const row = crack && rows.find((one) => model.cracks[one.dataset.crack] === crack);
  mark(crack ? [...partsAt(crack.at), row] : [], true);
  if (crack && !crack.at) fit("fit");
  const frame = side.getBoundingClientRect();
  if (row && frame.right <= innerWidth && frame.left > 0) row.scrollIntoView({ block: "nearest" });
}

addEventListener("hashchange", arrive);
for (const row of rows) {
  row.addEventListener("click", () => go(`#crack-${+row.dataset.crack + 1}`, false));
}
svg.addEventListener("click", (event) => {
  if (dragged) return;
  const hit = event.target.closest("[data-step], [data-from]");
  const id = hit && [hit.dataset.step, hit.dataset.from].find((one) => steps.has(one));
  if (!id) return;
  onMap = true;
  go(`#step-${encodeURIComponent(id)}`, false);
});
for (const [id, box] of boxes) {
  if (!steps.has(id)) continue;
  box.setAttribute("tabindex", "0");
  box.setAttribute("role", "button");
  box.addEventListener("focus", () => { if (box.matches(":focus-visible")) reveal(box); });
}
$("toggle").addEventListener("click", () => {
  const away = document.body.classList.toggle("alone");
  $("toggle").setAttribute("aria-expanded", String(!away));
});

const arrows = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape") {
    if (target === search && search.value) { search.value = ""; choose(); }
    else if (!details.hidden) leave();
    return;
  }
  if (target.matches("input, select")) return;
  const id = target.closest("[data-step]")?.dataset.step;
  if (id && (key === "Enter" || key === " ")) go(`#step-${encodeURIComponent(id)}`, true);
  else if (key === "/") { search.focus(); search.select(); }
  else if (key === "+" || key === "=") zoom(1.25);
  else if (key === "-") zoom(0.8);
  else if (key === "0") fit("fit");
  else if (key === "1") zoom(1 / view.k);
  else if (key in arrows && !target.closest("aside")) move(...arrows[key]);
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
choose();
arrive();
