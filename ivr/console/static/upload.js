"use strict";
/* A file of any size: sent in pieces, each again a few times if the line does not take it, while a bar tells. */
(() => {
  const PIECE = 256 * 1024, TRIES = 5;
  const form = document.querySelector("form[data-pieces]");
  const bar = document.querySelector("#sent"), told = document.querySelector("#upload-told");
  const proof = form.querySelector("[name=csrf_token]").value;
  const headers = { "X-CSRFToken": proof, "Content-Type": "application/octet-stream" };
  const rest = (seconds) => new Promise((then) => setTimeout(then, 1000 * seconds));
  const fail = (text) => { told.textContent = text; bar.hidden = true; form.querySelector("button").disabled = false; };
  const send = async (address, body) => {
    for (let tried = 1; ; tried += 1) {
      const answer = await fetch(address, { method: "POST", headers, body }).catch(() => null);
      if (answer?.ok && !answer.redirected) return "";
      if (answer && answer.status < 500) return answer.redirected ? "You are signed out. Sign in and upload it again." : await answer.text();
      if (tried === TRIES) return "Not uploaded: the line does not answer.";
      await rest(tried);
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.querySelector("[type=file]").files;
    if (!file) return fail("Choose a file.");
    if (file.size > Number(form.dataset.most)) return fail("This file is too large.");
    form.querySelector("button").disabled = true;
    bar.hidden = false; bar.max = file.size || 1; bar.value = 0; told.textContent = `Uploading ${file.name} …`;
    const begun = await fetch(form.action, { method: "POST", body: new URLSearchParams({ csrf_token: proof, name: file.name }) }).catch(() => null);
    if (!begun?.ok) return fail("Not uploaded. Load the page again.");
    for (let at = 0; at < file.size; at += PIECE) {
      const wrong = await send(`${begun.url}/piece?at=${at}`, file.slice(at, at + PIECE));
      if (wrong) return fail(wrong);
      bar.value = Math.min(file.size, at + PIECE);
    }
    location.assign(begun.url);
  });
})();
