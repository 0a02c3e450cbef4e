"use strict";
/* Parts of a page that grow: <section id="x" data-refresh="5"> is asked for anew every five seconds and put in place,
   from the page itself or from the address in data-from around it. A part that somebody stands in with the keyboard
   stays. With data-stream the line sends what is new by itself, and is asked only while it does not (follow.js). */
(() => {
  const grows = [...document.querySelectorAll("[data-refresh]")];
  if (!grows.length) return;
  const { from, stream } = grows[0].closest("[data-from]")?.dataset || {};
  const every = Math.min(...grows.map((part) => Number(part.dataset.refresh)));
  const put = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    let isWhole = true;
    for (const part of document.querySelectorAll("[data-refresh]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh || part.contains(document.activeElement)) { isWhole = false; continue; }
      const open = [...part.querySelectorAll("details[open]")].map((each) => each.id);
      part.replaceWith(fresh);
      for (const id of open) if (id) document.getElementById(id)?.setAttribute("open", "");
    }
    const on = page.querySelector("[data-switched]");
    if (on) dispatchEvent(new CustomEvent("switched", { detail: on.dataset.switched }));
    return isWhole;
  };
  const isOld = (old) => document.body.classList.toggle("old", old);
  follow({
    stream, from: from || location.href, every,
    take: (text) => { isOld(false); return put(text); }, well: () => isOld(false), lost: () => isOld(true),
  });
})();
