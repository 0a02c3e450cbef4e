"use strict";
/* Puts the calls on the flow graph. A stream moves them; where none is free, the scene is asked for every few seconds. */
(() => {
  const state = document.getElementById("state");
  const wanted = new URLSearchParams(new FormData(document.getElementById("filters"))).toString();
  const picture = document.querySelector(".canvas svg");
  const SVG = "http://www.w3.org/2000/svg";
  const nodes = new Map(), edges = new Map();
  let scene = null, step = "";

  for (const node of picture.querySelectorAll("g.node")) {
    const box = node.getBBox(), badge = document.createElementNS(SVG, "g");
    const circle = document.createElementNS(SVG, "circle"), text = document.createElementNS(SVG, "text");
    circle.setAttribute("r", "13"); text.setAttribute("text-anchor", "middle"); text.setAttribute("dy", "5");
    badge.setAttribute("transform", `translate(${box.x + box.width - 4} ${box.y + 4})`);
    badge.classList.add("count"); badge.append(circle, text); node.append(badge);
    const name = node.querySelector("title").textContent;
    nodes.set(name, { node, text });
    node.addEventListener("click", () => choose(step === name ? "" : name));
  }
  for (const edge of picture.querySelectorAll("g.edge")) edges.set(edge.querySelector("title").textContent, edge);

  const age = (seconds) => (seconds < 60 ? 0 : seconds < 180 ? 1 : 2);
  const told = (seconds) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`);
  const cell = (row, text, number) => { const made = row.insertCell(); made.textContent = text; if (number) made.className = "number"; return made; };

  function choose(name) { step = name; if (scene) show(scene); }

  function show(found) {
    scene = found;
    state.textContent = `${found.count} ${found.count === 1 ? "call" : "calls"} under way` + (found.stale ? ". Redis does not answer: this is as it was." : ".");
    for (const [name, { node, text }] of nodes) {
      const here = found.steps[name];
      node.classList.toggle("busy", Boolean(here));
      node.classList.toggle("chosen", name === step);
      for (const each of [0, 1, 2]) node.classList.toggle(`age-${each}`, Boolean(here) && age(here[1]) === each);
      text.textContent = here ? here[0] : "";
    }
    const walked = new Map(found.moves.map(([from, to, times]) => [`${from}->${to}`, times]));
    for (const [name, edge] of edges) {
      const times = walked.get(name) || 0;
      edge.classList.toggle("walked", times > 0);
      edge.classList.toggle("often", times >= 10);
    }
    list(found);
  }

  function list(found) {
    const steps = document.getElementById("steps").tBodies[0], calls = document.getElementById("calls").tBodies[0];
    steps.replaceChildren(); calls.replaceChildren();
    document.getElementById("at-step").textContent = step ? `at ${step}` : "";
    for (const [name, [count, oldest]] of Object.entries(found.steps).sort((one, two) => two[1][0] - one[1][0])) {
      const row = steps.insertRow(), button = document.createElement("button");
      button.type = "button"; button.className = "quiet"; button.textContent = name; button.setAttribute("aria-pressed", String(name === step));
      button.addEventListener("click", () => choose(step === name ? "" : name));
      row.insertCell().append(button); cell(row, count, true); cell(row, told(oldest), true);
    }
    for (const call of found.calls.filter((each) => !step || each.step === step)) {
      const row = calls.insertRow(), link = document.createElement("a");
      link.href = state.dataset.call.replace("SID", call.sid); link.textContent = `…${call.sid.slice(-6)}`;
      row.insertCell().append(link); cell(row, call.step); cell(row, call.queue); cell(row, call.language); cell(row, told(call.seconds), true);
    }
  }

  async function ask() {
    const answer = await fetch(`${state.dataset.scene}?${wanted}`, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) { state.textContent = "You are signed out, or the line does not answer."; return; }
    show(await answer.json());
  }

  let polling = 0;
  function follow() {
    const stream = new EventSource(`${state.dataset.stream}?${wanted}`);
    stream.onmessage = (event) => { clearInterval(polling); polling = 0; show(JSON.parse(event.data)); };
    stream.addEventListener("over", () => { stream.close(); state.textContent = "You are signed out."; });
    stream.onerror = () => {
      stream.close();
      if (!polling) { ask(); polling = setInterval(ask, 2000); }
      setTimeout(follow, 15000);
    };
  }
  follow();
})();
