"use strict";
/* What was typed into a form that was refused, since the session had ended, comes back after signing in: on the page of that
   form, to the same user, within half an hour. It is kept in this tab alone, and never a password, a code or a file. */
(() => {
  const KEPT = "typed", LASTS = 30 * 60 * 1000, TICKED = ["checkbox", "radio"];
  const { user, ended } = document.body.dataset;
  const read = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } };
  const write = (kept) => { try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* private windows keep nothing */ } };
  const posts = (form) => form.getAttribute("method") === "post";
  const goal = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const is_plain = (field) => field.name && field.name !== "csrf_token" && field.autocomplete !== "one-time-code"
    && !["password", "file", "submit", "button"].includes(field.type);
  const fields = (form) => [...form.elements].filter(is_plain);
  const typed = (form) => fields(form).map((field) => ({ name: field.name, type: field.type, value: field.value, ticked: field.checked === true }));

  /* Tables get as many rows as were typed. */
  const grow = (form, kept) => {
    for (const { name } of kept) {
      const here = () => fields(form).filter((field) => field.name === name);
      const missing = kept.filter((each) => each.name === name).length - here().length;
      const add = here()[0]?.closest(".rows")?.querySelector("[data-adds]");
      for (let row = 0; add && row < missing; row += 1) add.click();
    }
  };
  const fill = (form, kept) => {
    grow(form, kept);
    const left = [...kept];
    for (const field of fields(form)) {
      const is_ticked = TICKED.includes(field.type);
      const place = left.findIndex((each) => each.name === field.name && each.type === field.type && (!is_ticked || each.value === field.value));
      if (place < 0) continue;
      const [each] = left.splice(place, 1);
      if (is_ticked) field.checked = each.ticked; else field.value = each.value;
    }
    for (let part = form.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  };
  const tell = (form) => {
    const note = document.createElement("p");
    note.className = "note"; note.setAttribute("role", "status"); note.tabIndex = -1;
    note.textContent = "What you typed is here again. It was not sent yet: look through it, then send it.";
    form.prepend(note);
    note.focus();
  };

  const kept = read();
  const is_old = kept && (Date.now() - kept.at > LASTS || (user && kept.user !== user));
  if (is_old) write(null);
  else if (kept && ended !== undefined) write({ ...kept, refused: true });
  else if (kept && user) {
    const form = kept.refused && [...document.forms].find((each) => posts(each) && goal(each) === kept.goal);
    if (form) { fill(form, kept.typed); tell(form); }
    if (form || !kept.refused) write(null);
  }
  addEventListener("submit", ({ target: form }) => {
    if (user && posts(form) && fields(form).some((field) => field.type !== "hidden")) write({ user, at: Date.now(), goal: goal(form), typed: typed(form) });
  });
})();
