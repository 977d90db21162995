// The address says what is shown: first what is chosen (#step-<id>, #flow-<id>, #stage-<id> or
// #crack-<number>), then search and filters: #step-x&department=sales&severity=error&find=offer.

const fields = new Map([["department", department], ["severity", severity], ["find", search]]);
const decoded = (text) => {
  try { return decodeURIComponent(text); } catch { return ""; } // no address of ours
};
let takesFocus = true, onMap = false, opener = null;

function written(chosen) {
  const set = [...fields].filter(([, field]) => field.value)
    .map(([name, field]) => `${name}=${encodeURIComponent(field.value)}`);
  return `#${[chosen.replace(/^#/, ""), ...set].filter(Boolean).join("&")}`;
}
const chosen = () => (/^#[^&=]*(?=&|$)/.exec(location.hash) ?? ["#"])[0];

// Sets search and filters to what the address says; what it says of no such option is left out.
function restore() {
  const said = new Map(location.hash.slice(1).split("&").map((pair) => {
    const [name, ...value] = pair.split("=");
    return [name, decoded(value.join("="))];
  }));
  for (const [name, field] of fields) {
    const value = said.get(name) ?? "";
    field.value = field.options && ![...field.options].some((one) => one.value === value) ? "" : value;
  }
}
for (const field of fields.values()) field.addEventListener("input", () => {
  choose();
  history.replaceState(null, "", written(chosen()));
});

function go(to, focus) {
  takesFocus = focus;
  const hash = written(to);
  if (location.hash === hash) arrive();
  else location.hash = hash;
}

function leave() {
  const plain = location.href.split("#")[0];
  if (chosen() !== "#") history.pushState(null, "", plain + written("").replace(/^#$/, ""));
  arrive();
  (opener ?? $("cracks")).focus({ preventScroll: true });
}

function mark(parts, near) {
  for (const old of svg.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  for (const old of document.querySelectorAll(".chosen, .lit")) old.classList.remove("chosen", "lit");
  for (const one of parts) {
    one?.classList.add("chosen");
    if (one?.matches("[role=button]")) one.setAttribute("aria-current", "true");
  }
  const shown = parts.find((one) => one?.matches(".label")) ?? parts[0];
  if (shown?.closest("svg")) reveal(shown, near);
}

// Lights the ways into a step and out of it, and the steps at their other ends.
function light(id) {
  for (const way of ways) {
    const { from, to } = way.dataset;
    if (from !== id && to !== id) continue;
    way.classList.add("lit");
    boxes.get(from === id ? to : from)?.classList.add("lit");
  }
}

const waysOf = (flow) => ways.filter((way) => way.dataset.flow === flow);
const heads = (id) => [...document.querySelectorAll(`.pin[data-id="${CSS.escape(id)}"]`)];
const inStage = (id) => [...boxes.values()].filter((box) => box.dataset.stage === id);

function partsAt(at) {
  if (!at) return [];
  if (at.flow) return waysOf(at.flow);
  if (at.step) return [boxes.get(at.step)];
  return heads(at.stage ?? at.lane);
}

// What an address means: its kind and what it leads to; nothing, where it leads nowhere.
function meant() {
  const word = decoded(chosen().slice(1));
  const [, kind, id] = /^(step|flow|stage|crack)-(.*)$/s.exec(word) ?? [];
  if (kind === "step" && steps.has(id)) return { step: steps.get(id) };
  if (kind === "flow" && flows.has(id)) return { flow: flows.get(id) };
  if (kind === "stage" && inStage(id).length) return { stage: id };
  if (kind === "crack" && model.cracks[id - 1]) return { crack: model.cracks[id - 1] };
  return steps.has(word) ? { step: steps.get(word) } : {};
}

function arrive() {
  restore();
  choose();
  const { step, flow, stage, crack } = meant();
  const focus = takesFocus, clicked = onMap;
  takesFocus = true;
  onMap = false;
  if (step || flow || stage || crack) overview(false);
  if (step || flow) {
    if (step) showStep(step);
    else showFlow(flow);
    mark(step ? [boxes.get(step.id)] : waysOf(flow.id), !clicked);
    if (step) light(step.id);
    opener = step ? boxes.get(step.id) : lines.get(flow.id);
    if (focus) $("details-title").focus({ preventScroll: true });
    return;
  }
  details.hidden = true;
  document.body.classList.remove("open");
  if (stage) {
    mark(heads(stage));
    fitBoxes(inStage(stage));
    return;
  }
  const row = crack && rows.find((one) => model.cracks[one.dataset.crack] === crack);
  mark(crack ? [...partsAt(crack.at), row] : [], true);
  if (crack && !crack.at) fit("fit");
  const frame = side.getBoundingClientRect();
  if (row && frame.right <= innerWidth && frame.left > 0) row.scrollIntoView({ block: "nearest" });
}
addEventListener("hashchange", arrive);

// Links inside the page keep search and filters.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]:not(.skip)');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { stage, lane } = link.dataset;
  go(stage === undefined ? link.getAttribute("href") : address("stage", stage), true);
  const first = inStage(stage).find((box) => box.dataset.lane === lane);
  if (first) requestAnimationFrame(() => {
    first.focus({ preventScroll: true });
    reveal(first);
  });
});
