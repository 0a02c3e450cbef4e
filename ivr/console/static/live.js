"use strict";
/* Puts the calls on the maps of the flows. A stream moves them; where no seat is free, the scene is asked for every few
   seconds. Times are the server's: a wrong clock here changes nothing. */
(() => {
  const SVG = "http://www.w3.org/2000/svg", ALL = "all";
  const QUIET = 5000, AGAIN = 5;
  const at = (id) => document.getElementById(id);
  const state = at("state"), canvas = at("canvas");
  const wanted = new URLSearchParams(new FormData(at("filters"))).toString();
  const started = performance.now(), now = () => Number(state.dataset.now) + (performance.now() - started) / 1000;
  const flowOf = (step) => step.split(".")[0], plain = (name) => name.replaceAll("_", " ");
  const titles = new Map([...document.querySelectorAll("button.flow")].map((each) => [each.dataset.flow, each.querySelector(".name").textContent]));
  const titled = (name) => { const [whole, ...rest] = name.split("."); return [titles.get(whole) || plain(whole), ...rest.map(plain)].join(": "); };
  const age = (seconds) => (seconds < 60 ? 0 : seconds < 180 ? 1 : 2);
  const told = (seconds) => {
    const whole = Math.max(0, Math.round(seconds)), hours = Math.floor(whole / 3600), two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  };
  /* In a sentence a duration reads like one; in the columns and on the map it is minutes and seconds. */
  const lasting = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds)), minutes = Math.floor(whole / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    const both = (large, small, unit) => (small ? `${large} ${small} ${unit}` : large);
    if (whole < 60) return `${whole} s`;
    if (whole < 600) return both(`${minutes} min`, whole % 60, "s");
    if (hours < 1) return `${minutes} min`;
    return days < 1 ? both(`${hours} h`, minutes % 60, "min") : both(`${days} day${days === 1 ? "" : "s"}`, hours % 24, "h");
  };
  let scene = null, wrong = "", step = "", flow = location.hash.slice(1) || ALL, zoom = 0;

  /* What a map shows of a step: itself, its flow where that lies outside, or its flow on the map of all flows. */
  const seen = (name) => (flow !== ALL && flowOf(name) === flow ? name : flowOf(name));
  const sum = (one, two) => ({ count: one.count + two.count, talks: one.talks + two.talks, since: Math.min(one.since || Infinity, two.since || Infinity), trouble: { ...two.trouble, ...one.trouble } });
  const NOTHING = { count: 0, talks: 0, since: 0, trouble: {} };
  function places(under) {
    const found = new Map();
    for (const name of new Set([...Object.keys(scene.steps), ...Object.keys(scene.trouble)])) {
      const [count, since, talks] = scene.steps[name] || [0, 0, 0];
      const here = { count, since, talks, trouble: Object.fromEntries(Object.entries(scene.trouble[name] || {}).map(([kind, times]) => [`${name} ${kind}`, times])) };
      found.set(under(name), sum(here, found.get(under(name)) || NOTHING));
    }
    return found;
  }
  const troubles = (here) => Object.values(here.trouble).reduce((one, two) => one + two, 0);
  const reasons = (here) => Object.entries(here.trouble).map(([kind, times]) => `${times} ${titled(kind)}`).join(", ");
  const pills = (here) => [
    here.count && [`age-${age(now() - here.since)}`, `${age(now() - here.since) === 2 ? "▲ " : ""}${here.count} · ${told(now() - here.since)}`],
    here.talks && ["talks", `☎ ${here.talks}`],
    troubles(here) && ["trouble", `! ${troubles(here)}`],
  ].filter(Boolean);

  const made = (name, attributes) => { const each = document.createElementNS(SVG, name); for (const [key, value] of Object.entries(attributes)) each.setAttribute(key, value); return each; };
  const drawings = new Map();
  function drawing() {
    if (drawings.has(flow)) return drawings.get(flow);
    const svg = canvas.querySelector(`[data-flow="${flow}"] svg`), nodes = new Map(), edges = new Map();
    svg.setAttribute("aria-hidden", "true");
    for (const node of svg.querySelectorAll("g.node")) {
      const name = node.querySelector("title").textContent, box = node.getBBox(), tags = made("g", { class: "tags", transform: `translate(${box.x + box.width / 2} ${box.y + 2})` });
      nodes.set(name, { node, tags });
      node.addEventListener("click", () => (name.includes(".") ? choose(step === name ? "" : name) : name !== "hang_up" && look(name)));
    }
    for (const edge of svg.querySelectorAll("g.edge")) {
      const path = edge.querySelector("path"), middle = path.getPointAtLength(path.getTotalLength() / 2), label = made("text", { x: middle.x, y: middle.y + 4 });
      svg.querySelector("g.graph").append(label); label.classList.add("times");
      edges.set(edge.querySelector("title").textContent, { edge, label });
    }
    svg.querySelector("g.graph").append(...[...nodes.values()].map(({ tags }) => tags));  // above the edges
    drawings.set(flow, { svg, nodes, edges, width: svg.viewBox.baseVal.width });
    return drawings.get(flow);
  }
  function tag(tags, wantedPills) {
    const widths = wantedPills.map(([, text]) => 7.4 * text.length + 12);
    let x = -widths.reduce((one, two) => one + two + 3, 0) / 2;
    tags.replaceChildren(...wantedPills.map(([kind, text], place) => {
      const group = made("g", { class: `tag ${kind}` });
      group.append(made("rect", { x, y: -15, width: widths[place], height: 17, rx: 8 }), made("text", { x: x + widths[place] / 2, y: -2 }));
      group.lastChild.textContent = text; x += widths[place] + 3;
      return group;
    }));
  }
  function draw() {
    const { nodes, edges } = drawing(), here = places(seen), walked = new Map();
    for (const [from, to, times] of scene.moves) {
      if (flow !== ALL && ![flowOf(from), flowOf(to)].includes(flow)) continue;
      const name = `${seen(from)}->${seen(to)}`;
      walked.set(name, (walked.get(name) || 0) + times);
    }
    for (const [name, { node, tags }] of nodes) {
      const its = here.get(name) || NOTHING;
      tag(tags, pills(its));
      node.classList.toggle("busy", Boolean(its.count || its.talks)); node.classList.toggle("chosen", name === step);
    }
    for (const [name, { edge, label }] of edges) {
      const times = walked.get(name) || 0;
      edge.classList.toggle("walked", times > 0); edge.classList.toggle("often", times >= 10);
      label.textContent = times || "";
    }
  }

  function size() {
    const { svg, width } = drawing(), fits = canvas.clientWidth - 16, least = Math.min(width, 0.62 * width + 120);
    const shownAt = zoom ? width * zoom : Math.max(Math.min(fits, width * 1.25), fits < 500 ? least : 0);
    svg.style.width = `${shownAt}px`; svg.style.height = "auto";
    return shownAt / width;
  }
  function look(name) {
    flow = document.querySelector(`button.flow[data-flow="${name}"]`) ? name : ALL; step = ""; zoom = 0;
    history.replaceState(null, "", flow === ALL ? location.pathname + location.search : `#${flow}`);
    for (const map of canvas.querySelectorAll(".map")) map.hidden = map.dataset.flow !== flow;
    for (const button of document.querySelectorAll("button.flow")) button.setAttribute("aria-pressed", String(button.dataset.flow === flow));
    at("map-title").textContent = flow === ALL ? "All flows" : titled(flow);
    size(); canvas.scrollTo(Math.max(0, (canvas.scrollWidth - canvas.clientWidth) / 2), 0); show();
  }
  function choose(name) { step = name; show(); }

  /* Rows are kept while what they show is there: whoever stands on one with the keyboard stays there. */
  const row = (table, key, make) => {
    const body = at(table).tBodies[0];
    let found = [...body.rows].find((each) => each.dataset.key === key);
    if (!found) { found = body.insertRow(); found.dataset.key = key; make(found); }
    return found;
  };
  const keep = (table, keys) => { for (const each of [...at(table).tBodies[0].rows]) if (!keys.has(each.dataset.key)) each.remove(); };
  const cells = (found, from, texts) => texts.forEach((text, place) => { while (found.cells.length <= from + place) found.insertCell(); const cell = found.cells[from + place]; if (cell.textContent !== text) cell.textContent = text; });
  function list() {
    const here = [...places((name) => name)].filter(([name]) => flow === ALL || flowOf(name) === flow);
    keep("steps", new Set(here.map(([name]) => name)));
    for (const [name, its] of here) {
      const found = row("steps", name, (fresh) => {
        const button = document.createElement("button");
        button.type = "button"; button.className = "quiet"; button.textContent = titled(name);
        button.addEventListener("click", () => choose(step === name ? "" : name));
        fresh.insertCell().append(button);
      });
      found.cells[0].firstChild.setAttribute("aria-pressed", String(name === step));
      cells(found, 1, [`${its.count + its.talks}${its.talks ? ` (☎ ${its.talks})` : ""}`, its.count ? told(now() - its.since) : "", reasons({ trouble: scene.trouble[name] || {} })]);
      found.cells[1].className = "number"; found.cells[2].className = its.count ? `number old-${age(now() - its.since)}` : "number";
    }
    const calls = scene.calls.filter(([, where]) => (step ? where === step : flow === ALL || flowOf(where) === flow));
    keep("calls", new Set(calls.map(([sid]) => sid)));
    for (const [sid, where, queue, , since, talks] of calls) {
      const found = row("calls", sid, (fresh) => {
        const link = document.createElement("a");
        link.href = state.dataset.call.replace("SID", sid); link.textContent = `…${sid.slice(-6)}`;
        fresh.insertCell().append(link);
      });
      cells(found, 1, [titled(where) + (talks ? " ☎" : ""), queue, told(now() - since)]);
      found.cells[3].className = "number";
    }
    at("none").hidden = calls.length > 0;
    at("at-step").textContent = step ? `at ${titled(step)}` : flow === ALL ? "" : `in ${titled(flow)}`;
  }
  function flows() {
    const here = places(flowOf), all = [...here.values()].reduce(sum, NOTHING);
    for (const button of document.querySelectorAll("button.flow")) {
      const its = button.dataset.flow === ALL ? all : here.get(button.dataset.flow) || NOTHING;
      const set = (part, text) => { const each = button.querySelector(part); if (each.textContent !== text) each.textContent = text; };
      set(".here", String(its.count + its.talks)); set(".oldest", its.count ? `${age(now() - its.since) === 2 ? "▲ " : ""}${told(now() - its.since)}` : "");
      set(".trouble", troubles(its) ? `! ${troubles(its)}` : "");
      button.classList.toggle("idle", !(its.count + its.talks));
    }
  }
  function show() {
    if (!scene) return;
    const text = wrong || `${scene.count} ${scene.count === 1 ? "call" : "calls"} in progress` + (scene.stale ? ". Redis does not answer: this is as it was." : ".");
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("stale", Boolean(wrong) || scene.stale);
    const alerts = scene.alerts.map(([words, since]) => `${words} (alert for ${lasting(now() - since)})`);
    at("alerts").hidden = !alerts.length;
    at("alerts").replaceChildren(...alerts.map((words) => { const item = document.createElement("li"); item.textContent = words; return item; }));
    flows(); draw(); list(); say([text, ...scene.alerts.map(([words]) => words)].join(" "));
  }

  /* Said aloud at most once in five seconds, and only when it is another thing than before. */
  let saidAt = -QUIET, waits = 0;
  function say(text) {
    clearTimeout(waits);
    const tell = () => { if (at("spoken").textContent !== text) { at("spoken").textContent = text; saidAt = performance.now(); } };
    waits = setTimeout(tell, Math.max(0, saidAt + QUIET - performance.now()));
  }

  const take = (text) => { scene = JSON.parse(text); wrong = ""; dispatchEvent(new CustomEvent("switched", { detail: scene.switched })); show(); };
  const lost = (text) => { wrong = text; if (scene) show(); else { state.textContent = text; say(text); } };
  for (const button of document.querySelectorAll("button.flow")) button.addEventListener("click", () => look(button.dataset.flow));
  at("fit").addEventListener("click", () => { zoom = 0; size(); });
  at("larger").addEventListener("click", () => { zoom = Math.min(3, size() * 1.25); size(); });
  at("smaller").addEventListener("click", () => { zoom = Math.max(0.3, size() / 1.25); size(); });
  addEventListener("resize", size);
  addEventListener("hashchange", () => look(location.hash.slice(1)));
  look(flow);
  setInterval(show, 1000);
  follow({
    stream: `${state.dataset.stream}?${wanted}`, from: `${state.dataset.scene}?${wanted}`, every: AGAIN,
    take, well: () => { wrong = ""; show(); },
    lost: (isOut) => lost(isOut ? "You are signed out." : "The line does not answer: this is as it was."),
  });
})();
