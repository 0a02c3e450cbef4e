"use strict";
/* Parts of a page that grow: <section id="x" data-refresh="5"> is asked for anew every five seconds and put in place,
   from the page itself or from the address in data-from around it. A part that somebody stands in with the keyboard
   stays, and so does all that is as it was (304). Where the line has no room it is asked when it says. With data-stream
   the line sends what is new by itself, and is asked only while it does not. */
(() => {
  const grows = [...document.querySelectorAll("[data-refresh]")];
  if (!grows.length) return;
  const { from, stream } = grows[0].closest("[data-from]")?.dataset || {};
  const every = Math.min(...grows.map((part) => Number(part.dataset.refresh)));
  const RETRY = 30000;
  let tag = "", asking = 0;
  const put = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const part of document.querySelectorAll("[data-refresh]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh || part.contains(document.activeElement)) { tag = ""; continue; }
      const open = [...part.querySelectorAll("details[open]")].map((each) => each.id);
      part.replaceWith(fresh);
      for (const id of open) if (id) document.getElementById(id)?.setAttribute("open", "");
    }
  };
  const isOld = (old) => document.body.classList.toggle("old", old);
  const again = async () => {
    const answer = await fetch(from || location.href, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    if (!asking) return;
    const isWell = answer && (answer.ok || answer.status === 304) && !answer.redirected;
    isOld(!isWell);
    if (isWell && answer.ok) { tag = answer.headers.get("ETag") || ""; put(await answer.text()); }
    ask(Math.max(every, Number(answer?.headers.get("Retry-After")) || 0) + Math.random() / 2);
  };
  const ask = (after) => { clearTimeout(asking); asking = setTimeout(again, 1000 * after); };
  const rest = () => { clearTimeout(asking); asking = 0; };
  const follow = () => {
    const source = new EventSource(stream);
    source.onmessage = (event) => { rest(); isOld(false); put(event.data); };
    source.addEventListener("over", () => { source.close(); rest(); isOld(true); });
    source.onerror = () => { source.close(); if (!asking) ask(0); setTimeout(follow, RETRY); };
  };
  if (stream) follow(); else ask(every);
})();
