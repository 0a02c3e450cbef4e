"use strict";

const POLL_MS = 400;
const WHO = { line: "Line", caller: "You", other: "Them" };
const STATES = {
  ringing: "Ringing",
  listening: "Listening",
  gathering: "Waiting for you",
  recording: "Recording",
  queued: "In the queue",
  dialling: "Calling somebody",
  connecting: "Connecting",
  connected: "Connected",
  conference: "In a conference",
};

const element = (id) => document.getElementById(id);
const keys = [...document.querySelectorAll(".key")];
let call = null;

async function ask(method, path, body) {
  const options = { method, headers: { "Content-Type": "application/json" } };
  if (body) options.body = JSON.stringify(body);
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`The line answered ${response.status}.`);
  return response.status === 204 ? null : response.json();
}

async function dial(event) {
  event.preventDefault();
  if (call) return;
  element("transcript").replaceChildren();
  element("empty").hidden = true;
  const from = element("from").value || element("other").value.trim();
  try {
    const state = await ask("POST", "calls", { from, to: element("to").value });
    call = { sid: state.sid, next: 0, alerts: 0, started: Date.now() };
    enable(true);
    keys[0].focus();
    show(state);
    poll();
  } catch (error) {
    write("alert", "", error.message);
  }
}

async function poll() {
  while (call) {
    const current = call;
    try {
      const state = await ask("GET", `calls/${current.sid}?after=${current.next}`);
      if (call === current) show(state);
    } catch (error) {
      write("alert", "", error.message);
      end("Not in a call");
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function show(state) {
  state.lines.forEach(showLine);
  call.next = state.next;
  state.alerts.slice(call.alerts).forEach((alert) => write("alert", "", alert));
  call.alerts = state.alerts.length;
  if (state.is_over) return end(`Call over (${state.status})`);
  setState("up", STATES[state.state] || "In a call");
  element("clock").textContent = clock();
  listen(state.takes_keys, state.takes_speech);
}

function showLine(line) {
  if (line.kind === "note") return write("note", "", line.words);
  if (line.kind === "keys") return write(line.who, WHO[line.who], `Pressed ${line.words}`);
  if (line.kind === "play") return write("note", "", `♪ ${line.words}`);
  write(line.who, WHO[line.who], line.words, line.language);
  if (line.who !== "caller") speak(line.words, line.language);
}

function write(kind, who, words, language) {
  const item = document.createElement("li");
  item.className = kind;
  if (who) {
    const name = document.createElement("span");
    name.className = "who";
    name.textContent = who;
    item.append(name);
  }
  const text = document.createElement("span");
  text.textContent = words;
  if (language) text.lang = language;
  item.append(text);
  const list = element("transcript");
  list.append(item);
  list.scrollTop = list.scrollHeight;
}

let queue = Promise.resolve();
let player = null;
let hushed = 0;

/** Sentences one after the other, in the voice of the server where it has one. */
function speak(words, language) {
  if (!element("aloud").checked) return;
  const since = hushed;
  queue = queue.then(() => (since === hushed ? play(words, language || "en-US") : null)).catch(() => null);
}

async function play(words, language) {
  const since = hushed;
  const answer = await fetch("voice", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ words, language }),
  });
  if (answer.status !== 200) return utter(words, language);
  const address = URL.createObjectURL(await answer.blob());
  if (since !== hushed) return URL.revokeObjectURL(address);
  player = new Audio(address);
  await new Promise((done) => {
    player.onended = player.onerror = player.onpause = done;
    player.play().catch(done);
  });
  URL.revokeObjectURL(address);
}

function utter(words, language) {
  if (!("speechSynthesis" in window)) return;
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.lang = language;
  utterance.rate = 1.1;
  window.speechSynthesis.speak(utterance);
}

function hush() {
  hushed += 1;
  if (player) player.pause();
  if ("speechSynthesis" in window) window.speechSynthesis.cancel();
}

async function act(path, body) {
  if (!call) return;
  hush();
  try {
    await ask("POST", `calls/${call.sid}/${path}`, body);
  } catch (error) {
    write("alert", "", error.message);
  }
}

function press(key) {
  const button = keys.find((candidate) => candidate.dataset.key === key);
  button.classList.add("is-pressed");
  setTimeout(() => button.classList.remove("is-pressed"), 150);
  act("keys", { digits: key });
}

function say(event) {
  event.preventDefault();
  const field = element("words");
  const words = field.value.trim();
  if (!words) return;
  field.value = "";
  act("speech", { words });
}

async function hangUp() {
  if (!call) return;
  const { sid } = call;
  write("note", "", "You hang up");
  end("Not in a call");
  await ask("DELETE", `calls/${sid}`).catch(() => {});
}

function end(words) {
  call = null;
  enable(false);
  listen(false, false);
  element("ear").textContent = "";
  element("clock").textContent = "";
  setState("idle", words);
  element("call").focus();
}

function enable(isUp) {
  document.querySelector("main").classList.toggle("in-call", isUp);
  element("call").disabled = isUp;
  element("hang-up").disabled = !isUp;
  element("words").disabled = !isUp;
  element("say").disabled = !isUp;
  keys.forEach((key) => { key.disabled = !isUp; });
  if (!isUp) hush();
}

function listen(takesKeys, takesSpeech) {
  const heard = [takesKeys && "keys", takesSpeech && "speech"].filter(Boolean).join(" and ");
  const ear = element("ear");
  ear.textContent = heard ? `The line listens to ${heard}.` : "The line does not listen now.";
  ear.classList.toggle("is-open", Boolean(heard));
}

function setState(kind, words) {
  const state = element("state");
  state.dataset.state = kind;
  if (state.textContent !== words) state.textContent = words;
}

function clock() {
  const seconds = Math.floor((Date.now() - call.started) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

element("dial").addEventListener("submit", dial);
element("speak").addEventListener("submit", say);
element("hang-up").addEventListener("click", hangUp);
element("aloud").addEventListener("change", hush);
element("from").addEventListener("change", () => {
  element("other-field").hidden = element("from").value !== "";
  if (!element("other-field").hidden) element("other").focus();
});
element("keypad").addEventListener("click", (event) => {
  const button = event.target.closest(".key");
  if (button) press(button.dataset.key);
});
element("keypad").addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && /^[0-9*#]$/.test(event.key)) press(event.key);
});
