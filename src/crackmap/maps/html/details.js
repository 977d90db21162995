// The details of a step. Whatever a process says gets in as text, never as markup.

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
const link = (id) => {
  const made = said("a", "", steps.get(id).name);
  made.href = `#step-${encodeURIComponent(id)}`;
  return made;
};

function flowItem(flow, id) {
  const named = { gap: "no handoff", rejection: "rejected" }[flow.kind] ?? flow.kind;
  const kind = flow.kind === "handoff" && flow.role === "answer" ? "answer" : flow.role ? `${named} (${flow.role})` : named;
  const end = steps.has(id) ? link(id) : said("b", "", flow.end);
  const item = make("li", "", said("span", `tag tag-${flow.kind}`, kind), end, flow.words && said("span", "words", flow.words));
  const handoff = flow.handoff;
  if (!handoff) return item;
  const lacks = handoff.fields.filter(([, value]) => value === null).map(([field]) => field);
  const meter = make("meter");
  Object.assign(meter, { max: 100, low: 40, high: 85, optimum: 100, value: handoff.score });
  const head = make("summary", "", said("b", "", handoff.name || "Handoff"), meter,
    said("span", "", `${handoff.score} of 100, ${handoff.grade}`),
    lacks.length && said("span", "lacks", `missing: ${lacks.join(", ")}`));
  const fold = make("details", "handover", head, pairs(handoff.fields, "fields"));
  fold.open = handoff.score < 85;
  item.append(fold);
  return item;
}

function crackItem(crack) {
  const item = make("li", "", said("span", `no ${crack.severity}`, crack.number || "·"),
    said("b", "", `${crack.severity} ${crack.rule}`), make("p", "", crack.message)); // English, whatever name it begins with
  if (crack.accepted) item.append(said("p", "accepted", `Accepted: ${crack.accepted}`));
  const [words, ...lines] = crack.help.split("\n");
  if (words) item.append(make("div", "help", make("p", "", words), lines.length && make("pre", "", lines.join("\n"))));
  if (!crack.accepted) item.append(make("p", "words", `next: ${crack.move}`));
  if (crack.handle) item.append(make("p", "words", `crackmap track ${crack.handle}`));
  return item;
}

function show(step) {
  const title = said("h2", "", step.name);
  title.id = "details-title";
  title.tabIndex = -1;
  const close = said("button", "close", "×");
  close.type = "button";
  close.setAttribute("aria-label", "Close the details");
  close.addEventListener("click", leave);
  const cracks = model.cracks.filter((crack) => crack.steps.includes(step.id));
  const into = model.flows.filter((flow) => flow.to === step.id);
  const out = model.flows.filter((flow) => flow.from === step.id);
  const list = (items, name) => (items.length ? [make("ul", name, ...items)] : []);
  const kind = step.kind === "task" ? "" : said("span", "tag", step.kind);
  details.replaceChildren(
    make("div", "bar", title, close),
    make("p", "where", said("span", "", step.stage), kind, said("code", "", step.id)),
    ...[step.description && said("p", "", step.description),
      part("Who", pairs(step.raci)),
      part("What", ...(step.facts.length ? [pairs(step.facts)] : [])),
      part(`Cracks (${cracks.length})`, ...list(cracks.map(crackItem), "cracks")),
      part("Comes from", ...list(into.map((flow) => flowItem(flow, flow.from)), "flows")),
      part("Goes to", ...list(out.map((flow) => flowItem(flow, flow.to)), "flows")),
    ].filter((one) => one));
  details.hidden = false;
  document.body.classList.add("open");
  side.scrollTop = 0;
}
