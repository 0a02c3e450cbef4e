"use strict";
/* Rules are moved by dragging a row; the place and the buttons beside each do the same by key. */
(() => {
  document.querySelector(".place[autofocus]")?.select();
  const table = document.getElementById("rules");
  const rows = () => [...table.tBodies[0].rows];
  let dragged = null;
  for (const row of rows()) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => { dragged = row; event.dataTransfer.effectAllowed = "move"; row.classList.add("dragged"); });
    row.addEventListener("dragend", () => { row.classList.remove("dragged"); rows().forEach((each) => each.classList.remove("over")); });
    row.addEventListener("dragover", (event) => { event.preventDefault(); rows().forEach((each) => each.classList.toggle("over", each === row)); });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged === row) return;
      const form = dragged.querySelector("form");
      const to = document.createElement("input");
      to.type = "hidden"; to.name = "to"; to.value = row.dataset.place;
      form.append(to);
      form.submit();
    });
  }
})();
