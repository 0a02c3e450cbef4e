"use strict";
/* Light or dark as the system has it, until somebody chooses; rows are compact, until somebody chooses. Both are set
   before the page is drawn. */
(() => {
  const root = document.documentElement;
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { root.dataset[name] = value; try { localStorage.setItem(name, value); } catch { /* private windows keep nothing */ } };
  root.dataset.theme = kept("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.rows = kept("rows") || "compact";
  addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme")?.addEventListener("click", () => keep("theme", root.dataset.theme === "dark" ? "light" : "dark"));
    document.getElementById("rows")?.addEventListener("click", () => keep("rows", root.dataset.rows === "compact" ? "comfortable" : "compact"));
  });
})();
