"use strict";
/* What was heard last is in sight. What is new is read aloud by the browser's own voices, when it is wished. Buttons read the words they stand by. */
(() => {
  const log = document.querySelector(".heard-so-far");
  if (log) log.scrollTop = log.scrollHeight;
  const speak = (element) => {
    const said = new SpeechSynthesisUtterance((element.value ?? element.textContent).trim());
    said.lang = element.closest("[lang]").lang;
    speechSynthesis.speak(said);
  };
  const box = document.getElementById("aloud");
  const kept = () => { try { return sessionStorage.getItem("aloud") === "yes"; } catch { return false; } };
  if (!("speechSynthesis" in window)) { if (box) box.disabled = true; return; }
  const all = () => { speechSynthesis.cancel(); document.querySelectorAll(".talk .new[data-aloud]").forEach(speak); };
  if (box) {
    box.checked = kept();
    if (box.checked) all();
    box.addEventListener("change", () => {
      try { sessionStorage.setItem("aloud", box.checked ? "yes" : "no"); } catch { /* private windows keep nothing */ }
      if (box.checked) all(); else speechSynthesis.cancel();
    });
  }
  for (const button of document.querySelectorAll("[data-reads]")) {
    button.hidden = false;
    button.addEventListener("click", () => { speechSynthesis.cancel(); speak(document.getElementById(button.dataset.reads)); });
  }
})();
