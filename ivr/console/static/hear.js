"use strict";
/* Words are heard before they are published: spoken as callers would hear them, else read by the browser, which says so. */
(() => {
  const form = document.getElementById("own");
  const told = document.getElementById("told");
  const player = document.getElementById("heard");
  const read = (words) => {
    if (!("speechSynthesis" in window)) { told.textContent += " It has no voice: read it yourself."; return; }
    const said = new SpeechSynthesisUtterance(words);
    said.lang = form.dataset.locale;
    speechSynthesis.speak(said);
  };
  const silent = () => {
    player.pause();
    player.hidden = true;
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  };
  const show = async (answer) => {
    const heard = await answer.json();
    if (heard.wrong) { told.textContent = heard.wrong.join(" "); return; }
    told.textContent = `${heard.told} “${heard.words}”`;
    if (!heard.audio) { read(heard.words); return; }
    player.src = heard.audio;
    player.hidden = false;
    await player.play();
  };
  const hear = async (button) => {
    const sent = new FormData(form);
    sent.set("form", button.dataset.hears);
    silent();
    button.setAttribute("aria-busy", "true");
    told.textContent = "";
    try {
      await show(await fetch(form.dataset.heard, { method: "POST", body: sent }));
    } catch {
      told.textContent = "This could not be heard. Load the page again; you may be signed out.";
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  for (const button of document.querySelectorAll("[data-hears]")) {
    button.hidden = false;
    button.addEventListener("click", () => hear(button));
  }
})();
