"use strict";
/* The telephone on the desk's page: registered after a click, by one tab alone, with its warnings in words. It makes
   `deskPhone`: connect(), accept(), reject(), hangUp(), mute(isMuted), state(), expect(), and onState(take). */
const deskPhone = (() => {
  const desk = document.getElementById("desk"), at = (id) => document.getElementById(`phone-${id}`);
  const { kind, identity, address, sounds, token: tokens, beats, beat, proof } = desk.dataset;
  const STATES = { off: "Telephone not connected", connecting: "Connecting the telephone …", ready: "Telephone connected", ringing: "Ringing", talking: "On the line", reconnecting: "The connection was lost; it is being restored …" };
  const WRONG = {
    denied: "The browser may not use the microphone. Allow it in the address bar, then connect again.",
    no_microphone: "No microphone was found. Plug one in, then connect again.",
    insecure: "A telephone in the browser needs this page by https. Ask whoever runs the line.",
    token: "The telephone was refused: its access is wrong or has expired. Connect again; if that does not help, tell whoever runs the line.",
    network: "The telephone cannot reach the network. It goes on trying; check the connection.",
    elsewhere: "The telephone is connected in another tab or browser.",
    occupied: "Another browser had the telephone less than 40 seconds ago. Close the desk there, or wait a moment and connect again.",
    taken: "The telephone was taken over by another tab or browser.",
    none: "This line has no telephone for browsers yet. Sign in with your own telephone instead, or ask an admin.",
    other: "The telephone does not work just now. Connect again.",
  };
  const WARNINGS = {
    "constant-audio-input-level": "Nothing is heard from your microphone.", "low-bytes-received": "Nothing is heard from the other side.",
    "low-bytes-sent": "Nothing is heard from your microphone.", "ice-connectivity-lost": "The connection was lost; it is being restored.",
  };
  const BAD_LINE = "The line is bad: use a cable, or come closer to the router.";
  const LOCK = `wismo-telephone-${identity}`, EXPECTED = 60000;
  /* The page's own strip has the same buttons: these wait for it, since buttons that move away under a hand are worse than none. */
  const STRIP_COMES = 1500;
  /* One name for all tabs of this browser: the lock decides among them. */
  const tab = localStorage.getItem(LOCK) || String(Math.random()).slice(2);
  localStorage.setItem(LOCK, tab);
  const takes = [], warnings = new Set();
  let phone = null, now = "off", beating = 0, freed = null, wantsAnswer = 0, offering = 0, ring = null;

  const post = (url, fields = {}) => fetch(url, { method: "POST", body: new URLSearchParams({ csrf_token: proof, ...fields }) }).then((answer) => (answer.ok && !answer.redirected ? answer.json() : null)).catch(() => null);
  const wrong = (reason) => { at("wrong").textContent = reason ? WRONG[reason] || WRONG.other : ""; at("wrong").hidden = !reason; };
  const sound = (isOn) => {
    if (kind !== "emulator") return;
    ring ||= Object.assign(new Audio(`${sounds}/incoming.wav`), { loop: true });
    if (isOn) ring.play().catch(() => {}); else { ring.pause(); ring.currentTime = 0; }
  };
  const show = (name) => {
    now = name;
    at("state").textContent = STATES[name];
    at("state").className = `badge ${{ ready: "good", talking: "good", ringing: "warn", reconnecting: "bad", off: "warn" }[name] || ""}`;
    at("connect").hidden = name !== "off";
    at("keypad").hidden = name !== "talking";
    at("devices").hidden = kind !== "twilio" || ["off", "connecting"].includes(name);
    if (kind === "emulator") at("talk").hidden = name !== "talking";
    if (name === "talking") wrong("");
    sound(name === "ringing");
  };
  const state = (name) => {
    show(name);
    if (name === "ringing" && Date.now() < wantsAnswer) { wantsAnswer = 0; phone.accept(); }
    if (name === "ready") { warnings.clear(); warn(); list(); }
    if (name === "ringing") at("lines").replaceChildren();
    for (const take of takes) take(name);
  };
  const warn = (name, isOn) => {
    if (name) warnings[isOn ? "add" : "delete"](name);
    const told = new Set([...warnings].map((each) => WARNINGS[each] || BAD_LINE));
    at("warning").textContent = [...told].join(" "); at("warning").hidden = !told.size;
  };
  const list = () => {
    const { inputs, outputs, input } = phone.devices();
    const fill = (select, found, chosen) => select.replaceChildren(...found.map(({ id, name }) => new Option(name || "Unnamed", id, false, id === chosen)));
    fill(at("input"), inputs, input); fill(at("output"), outputs, at("output").value);
    at("output").closest("label").hidden = !outputs.length;
  };
  const token = () => post(tokens);
  const heard = (lines) => {
    const list = at("lines");
    for (const line of lines.filter(({ kind }) => kind !== "note")) {
      const item = document.createElement("li");
      item.className = line.who; item.lang = line.language || "en"; item.textContent = line.words; list.append(item);
    }
    list.parentElement.scrollTop = list.parentElement.scrollHeight;
  };
  const failed = (reason) => { wrong(reason); if (reason === "token" && now !== "talking") off(); };

  /* One tab has the telephone: a lock among the tabs of this browser, and the beat among browsers. */
  const lock = (isTaken) => new Promise((got) => {
    if (!navigator.locks) { got(true); return; }
    const held = (found) => { got(Boolean(found)); return found ? new Promise((free) => { freed = free; }) : undefined; };
    navigator.locks.request(LOCK, isTaken ? { steal: true } : { ifAvailable: true }, held).catch(() => { if (phone && now !== "off") { off(); wrong("taken"); } });
  });
  const alive = async () => {
    const answer = await post(beats, { tab });
    if (answer && !answer.has_it && now !== "off") { off(); wrong("taken"); }
    return now !== "off";
  };
  const off = () => {
    clearInterval(beating); beating = 0;
    const old = phone; phone = null; old?.disconnect(); freed?.(); freed = null;
    show("off");
    for (const take of takes) take("off");
  };
  const connect = async ({ isTaken = false } = {}) => {
    if (!["off", "connecting"].includes(now)) return true;
    wrong("");
    if (kind === "none") { wrong("none"); return false; }
    if (!(await lock(isTaken))) { wrong("elsewhere"); at("connect").textContent = "Take the telephone here"; at("connect").dataset.taken = "yes"; return false; }
    at("connect").textContent = "Connect the telephone"; delete at("connect").dataset.taken;
    try {
      const access = await token();
      if (!access) throw new Error("token");
      phone = softphones[kind]({ ...access, identity, address, sounds }, { state, failed, warn, token, heard });
      await phone.connect();
      if (!(await alive())) { wrong("occupied"); return false; }
      beating ||= setInterval(alive, 1000 * Number(beat));
      return true;
    } catch (error) {
      off(); wrong(error.message);
      return false;
    }
  };

  at("connect").addEventListener("click", () => {
    if ("Notification" in window && Notification.permission === "default") Notification.requestPermission();
    connect({ isTaken: at("connect").dataset.taken === "yes" });
  });
  at("answer").addEventListener("click", () => phone?.accept());
  at("reject").addEventListener("click", () => phone?.reject());
  for (const key of document.querySelectorAll("#phone-keypad [data-key]")) key.addEventListener("click", () => phone?.keys(key.dataset.key));
  at("input").addEventListener("change", () => phone.use({ input: at("input").value }));
  at("output").addEventListener("change", () => phone.use({ output: at("output").value }));
  at("say").addEventListener("submit", (event) => { event.preventDefault(); const field = at("words"); if (field.value.trim()) phone?.say(field.value.trim()); field.value = ""; });
  addEventListener("pagehide", () => { if (kind === "emulator") phone?.disconnect(); });  // as Twilio's SDK does by itself
  addEventListener("beforeunload", (event) => { if (now === "talking") event.preventDefault(); });

  return {
    connect, state: () => now, onState: (take) => takes.push(take),
    accept: () => { if (now === "ringing") phone.accept(); else wantsAnswer = Date.now() + 5000; },
    expect: () => { wantsAnswer = Date.now() + EXPECTED; },
    reject: () => { if (now === "ringing") phone.reject(); },
    hangUp: () => phone?.hangUp(), mute: (isMuted) => phone?.mute(isMuted),
    offers: (isOn) => {
      const isOffered = isOn && now === "ringing";
      if (!isOffered) { clearTimeout(offering); offering = 0; at("answer").hidden = at("reject").hidden = true; return; }
      offering ||= setTimeout(() => { at("answer").hidden = at("reject").hidden = false; }, STRIP_COMES);
    },
    shown: (isOn) => { at("answer").closest("#phone").hidden = !isOn; },
  };
})();
