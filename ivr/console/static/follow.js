"use strict";
/* What is new for a page: sent by the line's stream, or, while there is none, asked for at `from` every few seconds, and
   no sooner than the line says. `take` gets the text, `well` hears that all is as it was (304), `lost` whether somebody
   is signed out, or the line does not answer. */
const follow = ({ stream, from, every, take, well, lost }) => {
  const RETRY = 30000;
  let tag = "", asking = 0;
  const again = async () => {
    const answer = await fetch(from, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    if (!asking) return;
    ask(Math.max(every, Number(answer?.headers.get("Retry-After")) || 0) + Math.random());
    if (answer?.redirected) lost(true);
    else if (answer?.ok) { tag = take(await answer.text()) === false ? "" : answer.headers.get("ETag") || ""; }
    else if (answer?.status === 304) well();
    else lost(false);
  };
  const ask = (after) => { clearTimeout(asking); asking = setTimeout(again, 1000 * after); };
  const rest = () => { clearTimeout(asking); asking = 0; };
  const listen = () => {
    const source = new EventSource(stream);
    source.onmessage = (event) => { rest(); take(event.data); };
    source.addEventListener("over", () => { source.close(); rest(); lost(true); });
    source.onerror = () => { source.close(); if (!asking) ask(0); setTimeout(listen, RETRY); };
  };
  if (stream) listen(); else ask(every);
};
