"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const model = JSON.parse($("model").textContent);
  const [win, svg, sheet, side, details] = ["window", "m-svg", "view", "side", "details"].map($);
  const [search, department, severity] = ["search", "department", "severity"].map($);
  const page = svg.getAttribute("viewBox");
  const [left, top, wide, high] = svg.dataset.plot.split(" ").map(Number);
  const steps = new Map(model.steps.map((step) => [step.id, step]));
  const lanes = new Map(Object.entries(model.lanes));
  const boxes = new Map();
  for (const box of svg.querySelectorAll("[data-step]")) boxes.set(box.dataset.step, box);
  const ways = [...svg.querySelectorAll("[data-from]")];
  const rows = [...document.querySelectorAll("tr[data-crack]")];
  const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

  // The window onto the map: a point of the map is drawn at x + k * its own x.

  const view = { x: 0, y: 0, k: 1 };
  let touched = false; // whether a person has moved the map
  let drawing = 0;

  const room = () => {
    const x = $("left").offsetWidth, y = $("top").offsetHeight;
    return { x, y, right: win.clientWidth, bottom: win.clientHeight };
  };

  function pin(strip, offset, from, to, start, size) {
    for (const head of strip.children) {
      const begin = offset + head.dataset.begin * view.k;
      const end = Math.min(to, begin + head.dataset.length * view.k);
      const shown = Math.max(from, begin);
      head.hidden = end - shown < 6;
      head.style[start] = `${shown}px`;
      head.style[size] = `${end - shown}px`;
    }
  }

  function draw() {
    drawing = 0;
    const { x, y, right, bottom } = room();
    const near = 80; // so much of the map stays in the window
    view.x = clamp(view.x, x + near - (left + wide) * view.k, right - near - left * view.k);
    view.y = clamp(view.y, y + near - (top + high) * view.k, bottom - near - top * view.k);
    sheet.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
    pin($("top"), view.x, x, right, "left", "width");
    pin($("left"), view.y, y, bottom, "top", "height");
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

  // "fit": all of it; "width": from side to side; "start": all lanes, as far as words can be read.
  function fit(how) {
    const free = room(), space = 12;
    const across = (free.right - free.x - 2 * space) / wide;
    const down = (free.bottom - free.y - 2 * space) / high;
    const lanesAcross = $("top").firstChild?.dataset.id in model.lanes;
    if (how === "fit") view.k = Math.min(across, down, 2);
    else if (how === "width") view.k = Math.min(across, 2);
    else view.k = clamp(Math.max(Math.min(across, down), lanesAcross ? across : down), 0.6, 1);
    const spare = free.right - free.x - wide * view.k;
    view.x = free.x + Math.max(space, spare / 2) - left * view.k;
    view.y = free.y + space - top * view.k;
    touched = how !== "start";
    redraw();
  }

  function reveal(part) {
    const { x, y, width, height } = part.getBBox(), free = room();
    if (view.k < 0.5) view.k = 0.8;
    const at = { x: view.x + x * view.k, y: view.y + y * view.k };
    const seen = at.x > free.x && at.x + width * view.k < free.right &&
      at.y > free.y && at.y + height * view.k < free.bottom;
    if (seen) return redraw();
    move((free.x + free.right) / 2 - at.x - (width * view.k) / 2,
      (free.y + free.bottom) / 2 - at.y - (height * view.k) / 2);
  }

  const fingers = new Map();
  let dragged = false;

  win.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.closest("button")) return;
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
    event.preventDefault();
    const unit = event.deltaMode ? 20 : 1; // lines, or pixels
    const frame = win.getBoundingClientRect();
    if (event.shiftKey) move(-(event.deltaY || event.deltaX) * unit, 0);
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(-event.deltaX * unit, 0);
    else zoom(Math.exp(-event.deltaY * unit * 0.002), event.clientX - frame.x, event.clientY - frame.y);
  }, { passive: false });
  const does = { in: () => zoom(1.25), out: () => zoom(0.8), fit: () => fit("fit"), width: () => fit("width") };
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", does[button.dataset.do]);
  }

  // Search and filters let all else stand back.

  const fold = (text) => text.normalize("NFC").toLowerCase();
  const texts = new Map(model.steps.map((step) =>
    [step.id, fold([step.name, step.id, step.stage, ...step.raci.flat(), ...step.facts.flat()].join(" "))]));
  const graveness = new Map(model.steps.map((step) => [step.id, new Set()]));
  for (const crack of model.cracks) {
    if (!crack.accepted) for (const id of crack.steps) graveness.get(id)?.add(crack.severity);
  }
  const total = rows.length;
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
    let shown = 0;
    for (const row of rows) {
      const { severity: its, steps: where, assignee, at } = model.cracks[row.dataset.crack];
      const theirs = [...where.map(laneOf), assignee, at?.lane].some((lane) => lane && within(lane, who));
      row.hidden = (grave && its !== grave) || (who && !theirs);
      shown += !row.hidden;
    }
    $("shown").textContent = shown === total ? `${total}` : `${shown} of ${total}`;
  }

  search.addEventListener("input", choose);
  for (const filter of [department, severity]) filter.addEventListener("change", choose);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !matches.length) return;
    turn = (turn + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
    $("found").textContent = `${turn + 1} of ${matches.length}`;
    go(`#step-${encodeURIComponent(matches[turn])}`, false);
  });

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
    const kind = flow.answers ? "answer" : flow.kind === "gap" ? "no handoff" : flow.kind === "rejection" ? "rejected" : flow.kind;
    const end = steps.has(id) ? link(id) : said("b", "", flow.end);
    const item = make("li", "", said("span", `tag tag-${flow.kind}`, kind), end, flow.words && said("span", "words", flow.words));
    const handoff = flow.handoff;
    if (!handoff) return item;
    const lacks = handoff.fields.filter(([, value]) => value === null).map(([field]) => field);
    const meter = make("meter");
    Object.assign(meter, { max: 100, low: 40, high: 85, optimum: 100, value: handoff.score });
    const head = make("summary", "", said("b", "", handoff.name || "Handoff"), meter,
      said("span", "", `${handoff.score} of 100, ${handoff.level}`),
      lacks.length && said("span", "lacks", `missing: ${lacks.join(", ")}`));
    const fold = make("details", "handover", head, pairs(handoff.fields, "fields"));
    fold.open = handoff.score < 85;
    item.append(fold);
    return item;
  }

  function crackItem(crack) {
    const item = make("li", "", said("span", `no ${crack.severity}`, crack.number || "·"),
      said("b", "", `${crack.severity} ${crack.rule}`), said("p", "", crack.message));
    if (crack.accepted) item.append(said("p", "accepted", `Accepted: ${crack.accepted}`));
    if (crack.help) item.append(said("pre", "help", crack.help));
    if (crack.move) item.append(said("p", "words", `The move is with ${crack.move}.`));
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

  // The address says what is shown: #step-<id> a step, #crack-<number> a crack at its place.

  let focus = true, opener = null;

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

  function mark(parts) {
    for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
    for (const one of parts) one?.classList.add("chosen");
    if (parts[0]?.closest("svg")) reveal(parts[0]);
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
    const step = hash.startsWith("#step-") && steps.get(hash.slice(6));
    const crack = hash.startsWith("#crack-") && model.cracks[hash.slice(7) - 1];
    const takeFocus = focus;
    focus = true;
    if (step) {
      show(step);
      mark([boxes.get(step.id)]);
      opener = boxes.get(step.id);
      if (takeFocus) $("details-title").focus({ preventScroll: true });
      return;
    }
    details.hidden = true;
    document.body.classList.remove("open");
    const row = crack && rows.find((one) => model.cracks[one.dataset.crack] === crack);
    mark(crack ? [...partsAt(crack.at), row] : []);
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
    if (id) go(`#step-${encodeURIComponent(id)}`, false);
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
})();
