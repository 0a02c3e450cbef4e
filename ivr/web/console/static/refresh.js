"use strict";
/* Parts of a page that grow: <section id="x" data-refresh="5"> is asked for anew every five seconds and put in place,
   from the page itself or from the address in data-from. A part that somebody stands in with the keyboard stays, and so
   does all that is as it was (304). Where the line has no room it is asked when it says. */
(() => {
  const grows = [...document.querySelectorAll("[data-refresh]")];
  if (!grows.length) return;
  const every = Math.min(...grows.map((part) => Number(part.dataset.refresh)));
  let tag = "";
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
  const again = async () => {
    const answer = await fetch(grows[0].dataset.from || location.href, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    const isWell = answer && (answer.ok || answer.status === 304) && !answer.redirected;
    document.body.classList.toggle("old", !isWell);
    if (isWell && answer.ok) { tag = answer.headers.get("ETag") || ""; put(await answer.text()); }
    setTimeout(again, 1000 * (Math.max(every, Number(answer?.headers.get("Retry-After")) || 0) + Math.random() / 2));
  };
  setTimeout(again, 1000 * every);
})();
