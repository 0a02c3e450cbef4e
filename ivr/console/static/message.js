"use strict";
/* The speed of a message that is played. Without this script a browser's own player has its speed. */
(() => {
  for (const choice of document.querySelectorAll("[data-speed-of]")) {
    const player = document.getElementById(choice.dataset.speedOf);
    const select = choice.querySelector("select");
    choice.hidden = false;
    select.addEventListener("change", () => { player.playbackRate = Number(select.value); });
  }
})();
