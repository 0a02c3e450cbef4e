"use strict";
/* Parts of a page that grow: <section id="x" data-refresh="5"> is asked for anew every five seconds and put in place. */
(() => {
  const grows = [...document.querySelectorAll("[data-refresh]")];
  if (!grows.length) return;
  const again = async () => {
    const answer = await fetch(location.href).catch(() => null);
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
