"use strict";
/* The switches that are on stand at the head of every page, and are asked for anew when a page that is watched hears of
   another ("switched", with whatever tells them apart), and when somebody comes back to a page. */
(() => {
  const VERY_OLD = 30000;
  let known = document.querySelector("[data-switched]")?.dataset.switched, asked = performance.now();
  const renew = async () => {
    const here = document.getElementById("switched");
    asked = performance.now();
    if (!here || here.contains(document.activeElement)) return;
    const at = encodeURIComponent(location.pathname + location.search);
    const answer = await fetch(`${here.dataset.from}?at=${at}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("switched");
    if (fresh && fresh.innerHTML !== here.innerHTML) here.replaceChildren(...fresh.childNodes);
  };
  addEventListener("switched", ({ detail }) => {
    if (known !== undefined && detail !== known) renew();
    known = detail;
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && performance.now() - asked > VERY_OLD) renew(); });
})();
