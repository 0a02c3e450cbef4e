"use strict";
/* Tables inside forms grow by a row where one can be added, and lose one that is taken out. */
(() => {
  const button = (words, label, act) => {
    const made = document.createElement("button");
    made.type = "button"; made.className = "small secondary"; made.textContent = words; made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };
  const cleared = (row) => { for (const cell of row.querySelectorAll("input, select, textarea")) cell.value = ""; return row; };
  const week = document.querySelector("#open table");
  if (week && !week.closest("fieldset[disabled]")) {
    const hours = [...week.tBodies[0].rows].map((row) => row.querySelector("input:not([type=hidden])"));
    const copies = (words, label, from, to) => button(words, label, () => { for (const each of hours.slice(...to)) each.value = hours[from].value; hours[from].form.dispatchEvent(new Event("input", { bubbles: true })); });
    const both = document.createElement("p");
    both.className = "row"; both.append(copies("Monday for Tue to Fri", "Copy Monday's hours to Tuesday to Friday", 0, [1, 5]), copies("Saturday for Sunday", "Copy Saturday's hours to Sunday", 5, [6, 7]));
    week.after(both);
  }
  for (const table of document.querySelectorAll(".rows table")) {
    const body = table.tBodies[0], one = table.dataset.one;
    if (table.closest("fieldset[disabled]") || body.querySelector("th") || one === "way") continue;
    const number = () => [...body.rows].forEach((row, place) => {
      for (const cell of row.querySelectorAll("[aria-label]")) cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, String(place + 1)));
    });
    const equip = (row) => {
      row.insertCell().append(button("×", `Take out ${one} ${row.rowIndex}`, () => {
        const after = row.nextElementSibling || row.previousElementSibling;
        if (body.rows.length > 1) row.remove(); else cleared(row);
        number();
        (after || row).querySelector("input, select, textarea").focus();
      }));
    };
    table.tHead.rows[0].insertCell();
    [...body.rows].forEach(equip);
    const add = button(`Add a ${one}`, `Add a ${one}`, () => {
      const row = cleared(body.rows[0].cloneNode(true));
      row.deleteCell(-1);
      body.append(row); equip(row); number();
      row.querySelector("input, select, textarea").focus();
    });
    add.dataset.adds = one;
    table.after(add);
  }
})();
