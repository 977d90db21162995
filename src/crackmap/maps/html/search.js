// Search and filters let all else stand back.

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const MOST = 30; // matches that are listed

// What can be found: its kind and name, the words by which it is found, where it stands, and the
// steps and flows that it lights.
const things = [];
const thing = (kind, name, words, at, ids, over = []) => name &&
  things.push({ kind, name, text: fold([name, ...words].join(" ")), at, steps: ids, flows: over });

for (const step of model.steps) {
  const values = [...step.raci, ...step.facts].map((pair) => pair[1]);
  thing("step", step.name, [step.id, step.stage, step.description, ...values], address("step", step.id), [step.id]);
}
const artifacts = new Map();
for (const step of model.steps) {
  for (const [of, making] of [["produces", true], ["needs", false]]) for (const name of step[of]) {
    const known = artifacts.get(fold(name)) ?? { name, ids: [] };
    artifacts.set(fold(name), known);
    if (making) known.ids.unshift(step.id);
    else known.ids.push(step.id);
  }
}
for (const { name, ids } of artifacts.values()) thing("artifact", name, [], address("step", ids[0]), ids);
for (const flow of model.flows) {
  const at = flow.id ? address("flow", flow.id) : address("step", flow.from);
  const ids = [flow.from, flow.to].filter((id) => steps.has(id)), over = [flow.id];
  if (!flow.to) thing(flow.process ? "process" : "outcome", flow.end, [], at, [flow.from], over);
  thing("condition", flow.words, [], at, ids, over);
  const values = (flow.handoff?.fields ?? []).map(([, value]) => value ?? "");
  thing("handoff", flow.handoff && (flow.handoff.name || flow.name), [...values, flow.kind === "gap" ? "no handoff" : ""], at, ids, over);
}
for (const step of model.steps) thing("outcome", step.outcome, [], address("step", step.id), [step.id]);
for (const [at, crack] of model.cracks.entries()) {
  if (crack.accepted) continue;
  thing("crack", crack.message, [crack.rule, crack.severity, crack.who ?? "", crack.handle ?? ""],
    `#crack-${at + 1}`, crack.steps, crack.at?.flow ? [crack.at.flow] : []);
}

const graveness = new Map(model.steps.map((step) => [step.id, new Set()]));
for (const crack of model.cracks) {
  if (!crack.accepted) for (const id of crack.steps) {
    graveness.get(id)?.add(crack.severity).add(crack.overdue && "overdue");
  }
}
const isNote = (row) => model.cracks[row.dataset.crack].severity === "note";
const counted = (some, all) => (some === all ? `${all}` : `${some} of ${all}`);
const within = (lane, wanted) => !wanted || (lanes.get(lane) ?? [lane]).includes(wanted);
const laneOf = (id) => boxes.get(id)?.dataset.lane;
const pale = new Set(svg.querySelectorAll(".pale")); // in the picture itself
const back = (one, away) => one?.classList.toggle("pale", away || pale.has(one));
let matches = [], turn = -1;

function choose() {
  const words = fold(search.value).split(/\s+/).filter(Boolean);
  const who = department.value, grave = severity.value;
  matches = words.length ? things.filter(({ text }) => words.every((word) => text.includes(word))) : [];
  const found = new Set(matches.flatMap((match) => match.steps));
  const foundFlows = new Set(matches.flatMap((match) => match.flows));
  const lit = new Map();
  for (const id of steps.keys()) {
    lit.set(id, within(laneOf(id), who) && (!grave || graveness.get(id).has(grave)) &&
      (!words.length || found.has(id)));
    back(boxes.get(id), !lit.get(id));
  }
  for (const way of ways) {
    const { from, to, flow } = way.dataset;
    const faint = words.length ? !foundFlows.has(flow) && !(lit.get(from) && lit.get(to)) : !lit.get(from) && !lit.get(to);
    back(way, faint);
    if (!steps.has(to)) back(boxes.get(to), faint);
  }
  turn = -1;
  $("found").textContent = words.length ? (matches.length ? `${matches.length} found` : "none") : "";
  const hits = matches.slice(0, MOST).map((match) => {
    const hit = linked(match.name, match.at);
    hit.prepend(said("span", "tag", match.kind));
    return make("li", "", hit);
  });
  if (matches.length > MOST) hits.push(said("li", "words", `and ${matches.length - MOST} more`));
  $("hits").replaceChildren(...hits);
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

search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") $("hits").querySelector("a")?.focus();
  if (event.key !== "Enter" || !matches.length) return;
  turn = (turn + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
  $("found").textContent = `${turn + 1} of ${matches.length}`;
  go(matches[turn].at, false);
});
$("hits").addEventListener("keydown", (event) => {
  const links = [...$("hits").querySelectorAll("a")];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  (links[links.indexOf(document.activeElement) + by] ?? search).focus();
});
