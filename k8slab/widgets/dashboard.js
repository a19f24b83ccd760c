// The page's side of the dashboard. The kernel draws, this places; it asks at intervals, one question at a
// time, and says what was pressed. Nothing that comes from a cluster is ever made into markup here: text goes
// into text nodes, and pictures come from the drawing code, parsed as XML.

const INTERVAL = 400; // milliseconds between two questions while somebody looks
const REST = 2; // a kernel that draws for long is left alone for so many times as long
const PATIENCE = 8000; // milliseconds until we say that the kernel does not answer
const LINGER = 200; // milliseconds in which the pointer may reach a tooltip
const NEWEST_COUNTS = new Set(["look", "pace", "pick"]); // of questions that wait, only the last one
const FOCUSED = new Set(["button", "select", "input", "summary"]);
const OWN_KEYS = "data-lm-suppress-shortcuts"; // on whatever has the focus: arrows are its own, not JupyterLab's
const ZOOM = 0.6;
const MOVE = 0.3;
const NUDGE = "Press Back to now, or Rewind to here, before you act.";

let views = 0;

function render({ model, el }) {
  const view = `k8slab-view-${++views}`;
  const root = h("div", { class: "k8slab-dashboard k8slab-theme", role: "region", "aria-label": "Cluster dashboard" });
  const status = new Status(model);
  const line = new Line(model,
    (busy) => root.setAttribute("aria-busy", String(busy)),
    () => status.say("The kernel does not answer: it is busy, or it is gone."));
  const commands = new Commands(model, line, view);
  const parts = [
    status,
    new TimeControls(model, line, view),
    commands,
    new Log(model),
    new Panels(model, line, view),
  ];
  root.append(...parts.map((part) => part.element));
  const tooltip = new Tooltip(root);
  root.addEventListener("k8slab-take", ({ detail }) => commands.take(detail));
  el.append(root);
  for (const part of parts) part.begin();
  const watched = watch(root, line, () => model.get("clock").gone || line.ask({ ask: "tick" }));
  return () => {
    watched();
    line.close();
    tooltip.close();
    for (const part of parts) part.end();
  };
}

/** An element; attributes that are functions are listeners, those that are false or null are left out. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  if (FOCUSED.has(tag) || "tabindex" in attributes) element.setAttribute(OWN_KEYS, "true");
  element.append(...children);
  return element;
}

/** A button that stays in the tab order when it can do nothing: focus is not lost by pressing it. */
function button(label, press, attributes = {}) {
  const click = () => element.getAttribute("aria-disabled") === "true" || press();
  const element = h("button", { type: "button", click, ...attributes }, label);
  return element;
}

function enable(element, possible) {
  element.setAttribute("aria-disabled", String(!possible));
}

/** Fill a select, keeping what was chosen if it is still there. */
function offer(select, options, chosen = select.value) {
  const told = JSON.stringify(options);
  if (select.dataset.told !== told) {
    select.dataset.told = told;
    select.replaceChildren(...options.map(({ value, label }) => h("option", { value }, label ?? value)));
  }
  if (options.some(({ value }) => String(value) === String(chosen))) select.value = chosen;
}

/** Ask while the element can be seen, and more rarely where answers take long; returns what ends it. */
function watch(element, line, ask) {
  let seen = true;
  let timer = 0;
  const observer = new IntersectionObserver((entries) => (seen = entries.at(-1).isIntersecting));
  const again = () => {
    if (seen && !document.hidden) ask();
    timer = setTimeout(again, Math.max(INTERVAL, REST * line.took));
  };
  observer.observe(element);
  again();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}

/** One question at a time; a tick is dropped while another question is under way or waits. */
class Line {
  constructor(model, busy, silence) {
    this.model = model;
    this.busy = busy;
    this.silence = silence;
    this.waiting = [];
    this.pending = null;
    this.number = 0;
    this.took = 0; // milliseconds, of the last answer
    this.hear = (message) => message?.done === this.pending && this.answered();
    model.on("msg:custom", this.hear);
  }

  ask(question) {
    if (question.ask === "tick" && (this.pending !== null || this.waiting.length)) return;
    if (NEWEST_COUNTS.has(question.ask)) this.waiting = this.waiting.filter(({ ask }) => ask !== question.ask);
    this.waiting.push(question);
    this.next();
  }

  next() {
    if (this.pending !== null || !this.waiting.length) return;
    this.pending = `${Date.now()}-${++this.number}`;
    this.asked = performance.now();
    this.timer = setTimeout(() => this.lost(), PATIENCE);
    const question = this.waiting.shift();
    this.busy(question.ask !== "tick");
    this.model.send({ ...question, id: this.pending });
  }

  answered() {
    this.took = performance.now() - this.asked;
    clearTimeout(this.timer);
    this.pending = null;
    this.busy(false);
    this.next();
  }

  lost() {
    this.silence();
    this.waiting = [];
    this.answered();
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.hear);
  }
}

/** A part of the page that follows some traits of the model. */
class Part {
  constructor(model, ...traits) {
    this.model = model;
    this.traits = traits.map((trait) => `change:${trait}`);
    this.follow = () => this.update();
  }

  begin() {
    for (const trait of this.traits) this.model.on(trait, this.follow);
    this.update();
  }

  end() {
    for (const trait of this.traits) this.model.off(trait, this.follow);
  }
}

/** Where we are (seen), and what has just changed (said, too). */
class Status extends Part {
  constructor(model) {
    super(model, "clock");
    this.words = h("p", { class: "k8slab-words" });
    this.said = h("p", { class: "k8slab-said", role: "status" });
    this.element = h("div", { class: "k8slab-status" }, this.words, this.said);
  }

  update() {
    const clock = this.model.get("clock");
    this.words.textContent = clock.words;
    this.words.classList.toggle("k8slab-looking", clock.looking);
    this.words.classList.toggle("k8slab-gone", clock.gone);
    this.say(clock.notice || this.announced(clock));
  }

  announced(clock) {
    if (clock.gone) return clock.words;
    if (clock.looking) return "Looking back: nothing in the cluster changes.";
    return clock.playing ? "Time goes on." : `Time stands still at ${clock.now.toFixed(1)} s.`;
  }

  say(text) {
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

/** Play, step, look back, go back. */
class TimeControls extends Part {
  constructor(model, line, view) {
    super(model, "clock");
    this.line = line;
    const ask = (question) => () => line.ask(question);
    this.play = button("Play", () => line.ask({ ask: model.get("clock").playing ? "pause" : "play" }));
    this.step = button("Step", ask({ ask: "step" }), { title: "Let time pass until the next change" });
    this.settle = button("Run until settled", ask({ ask: "settle" }));
    this.now = button("Back to now", ask({ ask: "follow" }));
    this.rewind = button("Rewind to here", ask({ ask: "rewind" }), { title: "The cluster really goes back" });
    this.fork = button("Fork from here", ask({ ask: "fork" }), { title: "A second cluster goes on from here" });
    this.pace = h("select", { id: `${view}-pace`, change: () => line.ask({ ask: "pace", pace: +this.pace.value }) });
    this.branch = h("select", { id: `${view}-branch`, change: () => line.ask({ ask: "branch", branch: +this.branch.value }) });
    this.branches = field("Cluster", this.branch);
    this.time = h("input", {
      type: "range", min: 0, id: `${view}-time`,
      input: () => this.look(),
      pointerdown: () => (this.held = true),
      pointerup: () => (this.held = false),
    });
    this.element = h("div", { class: "k8slab-controls", role: "group", "aria-label": "Time" },
      this.play, this.step, this.settle, field("Virtual seconds per second", this.pace), this.branches,
      h("div", { class: "k8slab-time" }, field("Time shown", this.time), this.now, this.rewind, this.fork));
  }

  look() {
    this.describe(+this.time.value, this.model.get("clock").now);
    this.line.ask({ ask: "look", time: +this.time.value });
  }

  update() {
    const clock = this.model.get("clock");
    this.play.textContent = clock.playing ? "Pause" : "Play";
    enable(this.play, !clock.gone);
    enable(this.step, !clock.gone && !(clock.live && clock.playing));
    enable(this.settle, !clock.gone);
    this.settle.hidden = clock.live;
    enable(this.now, clock.looking);
    enable(this.rewind, clock.looking && !clock.gone);
    enable(this.fork, !clock.gone);
    const paces = [...new Set([...this.model.get("paces"), clock.pace])].sort((a, b) => a - b);
    offer(this.pace, paces.map((pace) => ({ value: pace })), clock.pace);
    offer(this.branch, clock.branches.map((label, value) => ({ value, label })), clock.branch);
    this.branches.hidden = clock.branches.length < 2;
    this.slide(clock);
  }

  /** The slider ends at the first of its steps that is not before now. */
  slide(clock) {
    const step = stride(clock.now);
    this.time.step = step;
    this.time.max = Math.max(Math.ceil(clock.now / step - 1e-9), 1) * step;
    if (this.held || this.line.waiting.some(({ ask }) => ask === "look")) return;
    this.time.value = clock.looking ? clock.shown : this.time.max;
    this.describe(clock.shown, clock.now);
  }

  describe(time, now) {
    this.time.setAttribute("aria-valuetext", `${Math.min(time, now).toFixed(1)} s of ${now.toFixed(1)} s`);
  }
}

/** 1, 2 or 5 times a power of ten: about a hundred of them until now. */
function stride(now) {
  const power = 10 ** Math.floor(Math.log10(Math.max(now, 1) / 100));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step * 100 >= now) ?? 0.01;
}

function field(label, control) {
  return h("span", { class: "k8slab-field" }, h("label", { for: control.id }, label), control);
}

/** What was picked, and a button for each line of kubectl that it makes. */
class Commands extends Part {
  constructor(model, line, view) {
    super(model, "choices", "clock");
    this.line = line;
    const shows = { change: () => this.preview(), input: () => this.preview() };
    this.workload = h("select", { id: `${view}-workload`, change: () => line.ask({ ask: "pick", workload: this.workload.value }) });
    this.replicas = h("input", { type: "range", min: 0, step: 1, id: `${view}-replicas`, ...shows });
    this.count = h("output", { for: `${view}-replicas` });
    this.container = h("select", { id: `${view}-container`, change: () => this.takeImage() });
    this.image = h("input", { type: "text", id: `${view}-image`, list: `${view}-images`, spellcheck: "false", autocomplete: "off", ...shows });
    this.images = h("datalist", { id: `${view}-images` });
    this.pod = h("select", { id: `${view}-pod`, ...shows });
    this.node = h("select", { id: `${view}-node`, ...shows });
    this.buttons = new Map(model.get("actions").map((action) => [action.key, this.action(action)]));
    this.nudge = h("p", { class: "k8slab-nudge" }, NUDGE);
    this.element = h("div", { class: "k8slab-commands", role: "group", "aria-label": "Commands" },
      this.nudge, ...this.rows());
  }

  rows() {
    const row = (...children) => h("div", { class: "k8slab-row" }, ...children);
    const run = (...keys) => keys.map((key) => this.buttons.get(key).element);
    this.scaling = row(field("Replicas", this.replicas), this.count, ...run("scale"));
    this.containers = field("Container", this.container);
    return [
      row(field("Workload", this.workload), ...run("undo")),
      this.scaling,
      row(field("Image", this.image), this.images, this.containers, ...run("image")),
      row(field("Pod", this.pod), ...run("kill")),
      row(field("Node", this.node), ...run("cordon", "uncordon")),
    ];
  }

  action({ key, label, line }) {
    const code = h("code");
    const element = button("", () => this.line.ask({ ask: "run", action: key, picked: this.picked() }), { class: "k8slab-run" });
    element.append(h("span", {}, label), " ", code);
    return { element, code, line };
  }

  picked() {
    const { target, namespace } = this.model.get("choices");
    const [podNamespace, pod] = (this.pod.value || "/").split("/");
    return {
      workload: target, namespace, podNamespace, pod, node: this.node.value,
      replicas: this.replicas.value, container: this.container.value, image: this.image.value.trim(),
    };
  }

  preview() {
    const picked = this.picked();
    const clock = this.model.get("clock");
    this.count.textContent = picked.replicas;
    for (const { element, code, line } of this.buttons.values()) {
      const names = [...line.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
      code.textContent = line.replace(/\{(\w+)\}/g, (_, name) => quoted(picked[name]) || `<${name}>`);
      enable(element, !clock.gone && !clock.looking && names.every((name) => picked[name]));
    }
  }

  update() {
    const choices = this.model.get("choices");
    if (!choices.workloads) return;
    this.nudge.hidden = !this.model.get("clock").looking;
    offer(this.workload, choices.workloads, choices.workload);
    offer(this.pod, choices.pods.map((value) => ({ value })));
    offer(this.node, choices.nodes.map(({ name, cordoned }) => ({ value: name, label: cordoned ? `${name} (cordoned)` : name })));
    offer(this.container, choices.containers.map(({ name }) => ({ value: name })));
    this.images.replaceChildren(...choices.images.map((value) => h("option", { value })));
    this.containers.hidden = choices.containers.length < 2;
    this.takeReplicas(choices);
    const known = JSON.stringify([choices.workload, choices.containers]);
    if (this.known !== known) this.takeImage();
    this.known = known;
    this.preview();
  }

  /** What the cluster wants is shown until somebody moves the slider. */
  takeReplicas({ workload, replicas }) {
    this.scaling.hidden = replicas === null;
    const wanted = `${workload} ${replicas}`;
    if (replicas === null || this.wanted === wanted) return;
    this.wanted = wanted;
    this.replicas.max = Math.max(10, 2 * replicas);
    this.replicas.value = replicas;
  }

  takeImage() {
    const { containers } = this.model.get("choices");
    this.image.value = containers.find(({ name }) => name === this.container.value)?.image ?? "";
    this.preview();
  }

  /** A pod or a node that was pointed at in a picture. */
  take({ pod, node }) {
    const { namespace } = this.model.get("choices");
    for (const [select, values] of [[this.pod, [pod, `${namespace}/${pod}`]], [this.node, [node]]]) {
      const found = [...select.options].find(({ value }) => values.includes(value));
      if (found) select.value = found.value;
    }
    this.preview();
  }
}

/** As a POSIX shell takes it for one word. */
function quoted(word = "") {
  if (/^[\w@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\"'\"'")}'`;
}

/** The pictures. */
class Panels {
  constructor(model, line, view) {
    this.panels = model.get("panels").map((panel) => new Panel(model, panel, view));
    for (const panel of this.panels.filter(({ key }) => key === "timeline")) makeZoomable(panel, model, line);
    this.element = h("div", { class: "k8slab-panels" }, ...this.panels.map((panel) => panel.element));
  }

  begin() {
    for (const panel of this.panels) panel.begin();
  }

  end() {
    for (const panel of this.panels) panel.end();
  }
}

class Panel extends Part {
  constructor(model, { key, title }, view) {
    super(model, `panel_${key}`);
    this.key = key;
    this.figure = h("div", { class: "k8slab-figure", keydown: (event) => walk(event, this.figure), click: take });
    this.tools = h("div", { class: "k8slab-tools" });
    this.words = h("pre", { tabindex: 0, "aria-label": `${title} as text` });
    this.element = h("details", { class: "k8slab-panel", open: "" },
      h("summary", {}, title), this.tools, this.figure,
      h("details", { class: "k8slab-words-of" }, h("summary", {}, "As text"), this.words));
    this.element.dataset.panel = key;
  }

  update() {
    const { svg, text } = this.model.get(`panel_${this.key}`);
    this.words.textContent = text ?? "";
    const focused = this.focused();
    this.figure.replaceChildren(svg ? parsed(svg) : h("p", {}, text ?? ""));
    if (focused) this.refocus(focused);
  }

  /** The item that has the focus: by what it is of, and by its place. */
  focused() {
    const items = itemsOf(this.figure);
    const place = items.indexOf(document.activeElement);
    return place < 0 ? null : { place, name: nameOf(items[place]) };
  }

  refocus({ place, name }) {
    const items = itemsOf(this.figure);
    const item = items.find((each) => nameOf(each) === name) ?? items[Math.min(place, items.length - 1)];
    if (item) reach(item, items);
  }
}

/** What the drawing code made, as XML: markup that is not well-formed is not shown. */
function parsed(svg) {
  const found = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (found.localName !== "svg") return h("p", {}, "This picture cannot be shown.");
  for (const item of itemsOf(found)) item.setAttribute(OWN_KEYS, "true");
  return document.importNode(found, true);
}

function itemsOf(figure) {
  return [...figure.querySelectorAll(".k8slab-item")];
}

function nameOf({ dataset }) {
  return JSON.stringify([dataset.pod, dataset.node, dataset.stage, dataset.from, dataset.object]);
}

/** One item of a picture is in the tab order; arrows lead to the others. */
function walk(event, figure) {
  const items = itemsOf(figure);
  const place = items.indexOf(event.target);
  const moves = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 };
  if (place < 0) return;
  if (event.key === "Enter" || event.key === " ") take(event);
  else if (event.key in moves) reach(items[Math.min(Math.max(moves[event.key], 0), items.length - 1)], items);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function reach(item, items) {
  for (const each of items) each.setAttribute("tabindex", each === item ? "0" : "-1");
  item.focus();
}

/** What was pressed in a picture is picked for the commands. */
function take(event) {
  const item = event.target.closest(".k8slab-item");
  item?.dispatchEvent(new CustomEvent("k8slab-take", { bubbles: true, detail: { ...item.dataset } }));
}

/** Buttons, a held control key with the wheel, and dragging; the kernel draws the stretch anew. */
function makeZoomable(panel, model, line) {
  const zoom = (question) => line.ask({ ask: "zoom", ...question });
  const all = button("All of it", () => zoom({}));
  panel.tools.append(
    button("Zoom in", () => zoom({ factor: ZOOM })), button("Zoom out", () => zoom({ factor: 1 / ZOOM })),
    button("Earlier", () => zoom({ move: -MOVE })), button("Later", () => zoom({ move: MOVE })), all);
  panel.figure.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom({ factor: event.deltaY < 0 ? ZOOM : 1 / ZOOM, around: scaleOf(panel.figure)?.at(event.clientX) });
  }, { passive: false });
  let start = null;
  panel.figure.addEventListener("pointerdown", (event) => (start = event.clientX));
  panel.figure.addEventListener("pointerup", (event) => {
    const scale = scaleOf(panel.figure);
    const { since, until } = model.get("clock");
    const moved = start === null || !scale ? 0 : (start - event.clientX) * scale.perPixel;
    if (Math.abs(start - event.clientX) > 8 && moved) zoom({ move: moved / (until - since) });
    start = null;
  });
}

/** Seconds to a pixel, by the widest item that says from when to when it is. */
function scaleOf(figure) {
  const told = itemsOf(figure).filter(({ dataset }) => dataset.from && dataset.to > dataset.from)
    .map(({ dataset, firstElementChild }) => ({ from: +dataset.from, to: +dataset.to, box: firstElementChild.getBoundingClientRect() }));
  const widest = told.filter(({ from, to }) => to > from).sort((a, b) => b.box.width - a.box.width)[0];
  if (!widest?.box.width) return null;
  const perPixel = (widest.to - widest.from) / widest.box.width;
  return { perPixel, at: (x) => widest.from + (x - widest.box.left) * perPixel };
}

/** What the item under the pointer, or with the focus, says; Escape closes it. */
class Tooltip {
  constructor(root) {
    this.root = root;
    this.element = h("div", { class: "k8slab-tooltip", role: "tooltip", hidden: "",
      pointerenter: () => clearTimeout(this.timer), pointerleave: () => this.hideSoon() });
    root.append(this.element);
    const over = (event) => this.show(event.target.closest?.(".k8slab-item"));
    root.addEventListener("pointerover", over);
    root.addEventListener("focusin", over);
    root.addEventListener("pointerout", () => this.hideSoon());
    root.addEventListener("focusout", () => this.hideSoon());
    this.escape = (event) => event.key === "Escape" && !this.element.hidden && this.close(event);
    document.addEventListener("keydown", this.escape, true);
  }

  show(item) {
    if (!item) return;
    clearTimeout(this.timer);
    this.element.textContent = item.dataset.text;
    this.element.hidden = false;
    const [box, frame] = [item.getBoundingClientRect(), this.root.getBoundingClientRect()];
    const room = frame.width - this.element.offsetWidth - 8;
    this.element.style.left = `${Math.max(Math.min(box.left - frame.left, room), 0)}px`;
    this.element.style.top = `${box.bottom - frame.top + 6}px`;
  }

  hideSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.element.hidden = true), LINGER);
  }

  close(event) {
    event?.stopPropagation();
    clearTimeout(this.timer);
    this.element.hidden = true;
    if (!event) document.removeEventListener("keydown", this.escape, true);
  }
}

/** The lines that were run, with what they printed. */
class Log extends Part {
  constructor(model) {
    super(model, "log");
    this.element = h("div", { class: "k8slab-log", role: "log", tabindex: 0, "aria-label": "Commands that were run" });
  }

  update() {
    const entries = this.model.get("log");
    this.element.replaceChildren(...(entries.length ? entries.map(entryOf) : [h("p", {}, "No command was run from here yet.")]));
    this.element.scrollTop = this.element.scrollHeight;
  }
}

function entryOf({ time, line, output, code }) {
  const outcome = code === 0 ? "exit code 0" : `failed: exit code ${code}`;
  return h("div", { class: "k8slab-entry" },
    h("code", {}, `$ ${line}`), h("span", { class: code ? "k8slab-failed" : "" }, `${time.toFixed(1)} s, ${outcome}`),
    h("pre", {}, output));
}

export default { render };
