// The cards of steps and flows. Whatever a process says gets in as text, never as markup.

function make(tag, name, ...inside) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside.filter((one) => one));
  return made;
}
const said = (tag, name, text) => {
  const made = make(tag, name);
  made.textContent = text;
  made.dir = "auto";
  return made;
};
const pairs = (list, name) => make("dl", name, ...list.flatMap(([label, value]) =>
  [said("dt", "", label), said("dd", value === null ? "missing" : "", value ?? "missing")]));
const part = (title, ...inside) => inside.length && make("section", "", said("h3", "", title), ...inside);
const address = (kind, id) => `#${kind}-${encodeURIComponent(id)}`;
const linked = (words, href) => {
  const made = said("a", "", words);
  made.href = href;
  return made;
};
const stepLink = (id) => linked(steps.get(id).name, address("step", id));
const end = (flow, id) => (steps.has(id) ? stepLink(id) : flow.link ? linked(flow.end, flow.link) : said("b", "", flow.end));

function kindOf({ kind, role }) {
  const named = { gap: "no handoff", rejection: "rejected" }[kind] ?? kind;
  return kind === "handoff" && role === "answer" ? "answer" : role ? `${named} (${role})` : named;
}

// How well a handoff is defined; a map without cracks judges none.
function meter({ score, grade }) {
  const made = make("meter");
  made.setAttribute("aria-label", "Completeness");
  Object.assign(made, { max: 100, low: 40, high: 85, optimum: 100, value: score });
  return make("span", "score", made, said("span", "", `${score} of 100, ${grade}`));
}
const lacking = ({ fields }) => fields.filter(([, value]) => value === null).map(([field]) => field);

function flowItem(flow, id) {
  const { handoff } = flow;
  const item = make("li", "", said("span", `tag tag-${flow.kind}`, kindOf(flow)), end(flow, id),
    flow.words && said("span", "words", flow.words));
  if (!flow.id || !(handoff || flow.kind === "gap")) return item;
  const lacks = handoff?.grade && handoff.name ? lacking(handoff) : [];
  item.append(make("div", "handover", linked(handoff?.name || "The handoff", address("flow", flow.id)),
    handoff?.grade && meter(handoff), lacks.length && said("span", "lacks", `missing: ${lacks.join(", ")}`)));
  return item;
}

function crackItem(crack) {
  const item = make("li", "", said("span", `no ${crack.severity}`, crack.number || "·"),
    said("b", "", `${crack.severity} ${crack.rule}`), make("p", "", crack.message)); // English, whatever name it begins with
  if (crack.accepted) item.append(said("p", "accepted", `Accepted: ${crack.accepted}`));
  const [words, ...more] = crack.help.split("\n");
  if (words) item.append(make("div", "help", make("p", "", words), more.length && make("pre", "", more.join("\n"))));
  if (!crack.accepted) {
    item.append(pairs([["next", crack.move], ["owner", crack.who || "nobody yet"],
      ["due", crack.due ? `${crack.due}${crack.overdue ? ", overdue" : ""}` : "no day yet"]], "charge"));
  }
  if (crack.handle) item.append(make("p", "words", `crackmap track ${crack.handle}`));
  return item;
}
const list = (items, name) => (items.length ? [make("ul", name, ...items)] : []);
const cracksPart = (cracks) => judged && part(`Cracks (${cracks.length})`, ...list(cracks.map(crackItem), "cracks"));

function card(name, where, parts) {
  const title = said("h2", "", name);
  title.id = "details-title";
  title.tabIndex = -1;
  const close = said("button", "close", "×");
  close.type = "button";
  close.setAttribute("aria-label", "Close the details");
  close.addEventListener("click", leave);
  details.replaceChildren(make("div", "bar", title, close), make("p", "where", ...where),
    ...parts.filter((one) => one));
  details.hidden = false;
  document.body.classList.add("open");
  side.scrollTop = 0;
}

function showStep(step) {
  const cracks = model.cracks.filter((crack) => crack.steps.includes(step.id));
  const into = model.flows.filter((flow) => flow.to === step.id);
  const out = model.flows.filter((flow) => flow.from === step.id);
  const kind = step.kind === "task" ? "" : said("span", "tag", step.kind);
  card(step.name, [said("span", "", step.stage), kind, said("code", "", step.id)], [
    step.description && said("p", "", step.description),
    part("Who", pairs(step.raci)),
    part("What", ...(step.facts.length ? [pairs(step.facts)] : [])),
    cracksPart(cracks),
    part("Comes from", ...list(into.map((flow) => flowItem(flow, flow.from)), "flows")),
    part("Goes to", ...list(out.map((flow) => flowItem(flow, flow.to)), "flows")),
  ]);
}

function showFlow(flow) {
  const { handoff } = flow;
  const [sender, receiver] = flow.between;
  const ends = [["Out of", stepLink(flow.from), sender], ["Into", end(flow, flow.to), receiver]];
  const cracks = model.cracks.filter((crack) => crack.at?.flow === flow.id ||
    (crack.agreement && crack.agreement === flow.agreement));
  const fields = handoff && (handoff.grade ? handoff.fields : handoff.fields.filter(([, value]) => value !== null));
  card(handoff?.name || `${steps.get(flow.from).name} → ${steps.get(flow.to)?.name ?? flow.end}`,
    [said("span", `tag tag-${flow.kind}`, kindOf(flow)), handoff?.grade && meter(handoff)], [
      flow.words && said("p", "", flow.words),
      make("dl", "", ...ends.flatMap(([label, where, who]) =>
        [said("dt", "", label), make("dd", "", where, who && said("span", "words", who))])),
      part("Handoff", ...(fields ? [pairs(fields, "fields")] : [said("p", "words", flow.kind === "handoff"
        ? "The file does not describe it." : "Work does not change hands here.")])),
      cracksPart(cracks),
    ]);
}
