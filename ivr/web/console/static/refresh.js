"use strict";
/* Parts of a page that grow: <section id="x" data-refresh="5"> is asked for anew every five seconds and put in place,
   from the page itself or from the address in data-from. A part that somebody stands in with the keyboard stays. */
(() => {
  const grows = [...document.querySelectorAll("[data-refresh]")];
  if (!grows.length) return;
  const again = async () => {
    const answer = await fetch(grows[0].dataset.from || location.href).catch(() => null);
    document.body.classList.toggle("old", !answer || !answer.ok || answer.redirected);
    if (!answer || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-refresh]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh || part.contains(document.activeElement)) continue;
      const open = [...part.querySelectorAll("details[open]")].map((each) => each.id);
      part.replaceWith(fresh);
      for (const id of open) if (id) document.getElementById(id)?.setAttribute("open", "");
    }
  };
  setInterval(again, 1000 * Math.min(...grows.map((part) => Number(part.dataset.refresh))));
})();
