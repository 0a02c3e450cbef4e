"use strict";
/* The desk's page: its parts are replaced as soon as the line says that something changed; forms are sent without
   leaving the page; a note that is typed is stored when typing pauses, and kept in this tab until then. What somebody
   types in is never replaced, and the focus never moves while they type. */
(() => {
  const desk = document.getElementById("desk"), title = document.title;
  const POLL = 3000, AGAIN = 30000, PAUSE = 1500, SCRIPTED = { "X-Wismo-Part": "1" };
  const started = performance.now(), begun = Number(desk.dataset.now), now = () => begun + (performance.now() - started) / 1000;
  const TYPED = ["INPUT", "TEXTAREA", "SELECT"], isTyping = () => TYPED.includes(document.activeElement?.tagName);
  const bar = () => document.getElementById("desk-bar").dataset;
  let wasRinging = bar().state === "ringing", isAsking = false, isStale = false, isOver = false;

  const lasting = (seconds) => { const whole = Math.max(0, Math.floor(seconds)); return whole < 60 ? `${whole} s` : whole < 3600 ? `${Math.floor(whole / 60)} min${whole % 60 && whole < 600 ? ` ${whole % 60} s` : ""}` : `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`; };
  const tick = () => {
    for (const clock of desk.querySelectorAll("[data-since]")) clock.textContent = lasting(now() - Number(clock.dataset.since));
    for (const clock of desk.querySelectorAll("[data-until]")) clock.textContent = `${Math.max(0, Math.round(Number(clock.dataset.until) - now()))} s`;
  };

  /* A part with a key keeps its fields while the key is the same. */
  const swap = (fresh) => {
    const old = document.getElementById(fresh.id);
    if (!old || old.isEqualNode(fresh)) return;
    if (fresh.dataset.key && old.dataset.key === fresh.dataset.key) { old.hidden = fresh.hidden; return; }
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    if (focused && TYPED.includes(focused.tagName) && fresh.querySelector(`#${focused.id || "none"}`)) fresh.querySelector(`#${focused.id}`).value = focused.value;
    for (const open of old.querySelectorAll("details[open]")) fresh.querySelector(`#${open.id || "none"}`)?.setAttribute("open", "");
    for (const closed of old.querySelectorAll("details:not([open])")) fresh.querySelector(`#${closed.id || "none"}`)?.removeAttribute("open");
    old.replaceWith(fresh);
    if (focused) (document.getElementById(focused.id) || fresh.querySelector("button:not([hidden])") || document.getElementById("main")).focus();
  };
  const put = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.getElementById("answer")?.removeAttribute("hidden");
    for (const fresh of page.querySelectorAll("[data-swap]")) swap(document.importNode(fresh, true));
    after();
  };
  const after = () => {
    const { state, station } = bar(), isRinging = state === "ringing", answer = document.getElementById("answer");
    desk.classList.toggle("at-call", ["ringing", "talking", "wrap_up"].includes(state));
    if (answer) answer.hidden = false;
    deskPhone.offers(!answer);
    const isAtWork = state !== "offline" || desk.dataset.supervises !== undefined;
    deskPhone.shown((station === "browser" && isAtWork) || deskPhone.state() !== "off");
    document.title = isRinging ? `☎ ${title}` : title;
    if (isRinging && !wasRinging) ring(answer);
    wasRinging = isRinging;
    restore(); tick();
  };
  const ring = (answer) => {
    if (!isTyping()) (answer || document.getElementById("decline"))?.focus();
    if (document.hidden && "Notification" in window && Notification.permission === "granted") new Notification("A call rings", { tag: "wismo-ring" });
  };

  const over = () => { isOver = true; document.body.classList.add("old"); };
  const refresh = async () => {
    if (isAsking) { isStale = true; return; }
    isAsking = true;
    const answer = await fetch(desk.dataset.part).catch(() => null);
    isAsking = false;
    document.body.classList.toggle("old", !answer?.ok);
    if (answer?.redirected) over(); else if (answer?.ok) put(await answer.text());
    if (isStale) { isStale = false; refresh(); }
  };
  let polling = 0;
  const poll = () => { if (!isOver) { refresh(); polling = setTimeout(poll, POLL); } };
  const listen = () => {
    const source = new EventSource(desk.dataset.stream);
    source.onmessage = () => { clearTimeout(polling); polling = 0; refresh(); };
    source.addEventListener("over", () => { source.close(); over(); });
    source.onerror = () => { source.close(); if (!polling) poll(); setTimeout(listen, AGAIN); };
  };

  const send = async (form, button) => {
    const body = new FormData(form);
    if (button?.name) body.set(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: SCRIPTED }).catch(() => null);
    if (!answer || answer.redirected || ![200, 409].includes(answer.status)) { if (answer?.redirected) location.reload(); else document.body.classList.add("old"); return false; }
    put(await answer.text());
    return answer.ok;
  };
  const before = {
    desk_ready: async () => bar().station !== "browser" || deskPhone.connect(),
    desk_mute: async (form) => { deskPhone.mute(form.elements.muted.value === "yes"); return true; },
    supervise_join: async () => { if (!(await deskPhone.connect())) return false; deskPhone.expect(); return true; },
  };
  const done = {
    desk_decline: () => deskPhone.reject(),
    desk_note: (ok, typed) => { if (ok) sessionStorage.removeItem(typed); told(ok ? "Stored" : ""); },
    supervise_join: (ok) => { if (ok) document.getElementById("coming")?.remove(); },
    desk_hang_up: (ok) => { if (!ok) deskPhone.hangUp(); },
  };
  addEventListener("submit", async (event) => {
    const form = event.target, act = form.dataset.act;
    if (!act) return;
    event.preventDefault(); event.stopImmediatePropagation();
    if (before[act] && !(await before[act](form))) return;
    const then = event.submitter?.value === "ready" && act === "desk_note" ? await before.desk_ready() : true;
    if (!then) return;
    const typed = kept(), isDone = await send(form, event.submitter);
    done[act]?.(isDone, typed);
  }, true);
  desk.addEventListener("click", (event) => { if (event.target.closest("[data-answers]")) deskPhone.accept(); });

  /* The note. */
  const note = () => document.getElementById("desk-note"), kept = () => `note ${note().dataset.key}`;
  const told = (text) => { const place = document.getElementById("note-told"); if (place) place.textContent = text; };
  const field = (name) => document.getElementById(name);
  let restored = "", pausing = 0;
  const restore = () => {
    if (!note().dataset.key || restored === note().dataset.key) return;
    restored = note().dataset.key;
    const typed = JSON.parse(sessionStorage.getItem(kept()) || "null");
    if (!typed) return;
    field("note").value = typed.note;
    if (field("disposition")) field("disposition").value = typed.disposition;
  };
  const store = async () => {
    const form = document.getElementById("note-form"), typed = kept();
    if (!form) return;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: SCRIPTED }).catch(() => null);
    if (answer?.ok && !answer.redirected) { sessionStorage.removeItem(typed); told("Stored"); } else told("Not stored yet");
  };
  desk.addEventListener("input", ({ target }) => {
    if (target.form?.id !== "note-form") return;
    sessionStorage.setItem(kept(), JSON.stringify({ note: field("note").value, disposition: field("disposition")?.value || "" }));
    told("");
    clearTimeout(pausing); pausing = setTimeout(store, PAUSE);
  });

  deskPhone.onState((name) => { deskPhone.offers(!document.getElementById("answer")); if (["ringing", "talking", "ready"].includes(name)) refresh(); });
  after();
  setInterval(tick, 1000);
  listen();
})();
