"use strict";
/* The sentence beside a form follows what is typed: <form data-preview="address"> and #does. */
(() => {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  let waiting = 0, asked = 0;
  const renew = async () => {
    const mine = ++asked;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (mine !== asked || !answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("does");
    const here = document.getElementById("does");
    if (fresh && here && fresh.innerHTML !== here.innerHTML) here.replaceChildren(...fresh.childNodes);
  };
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { clearTimeout(waiting); waiting = setTimeout(renew, 400); });
})();
