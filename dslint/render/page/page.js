
"use strict";
// everything works without this: a filter, sorting, Escape, the head under the pointer, the cells of the card shown
(() => {
  const table = document.querySelector(".matrix");
  const heads = table.tHead.rows[0].cells;
  const box = document.querySelector("#filter input");
  let marked = null;
  let opener = null;

  document.querySelector("#filter").hidden = false;
  box.addEventListener("input", () => {
    const word = box.value.toLowerCase();
    for (const row of table.tBodies[0].rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(word);
    }
  });

  const collator = new Intl.Collator("en", { numeric: true });
  for (const button of table.tHead.querySelectorAll("button")) {
    const head = button.parentElement;
    const key = button.dataset.sort;
    button.disabled = false;
    button.addEventListener("click", () => {
      const first = key === "name" ? "ascending" : "descending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? other : first;
      for (const one of heads) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => collator.compare(a.dataset.name, b.dataset.name));
      if (key === "name") {
        if (order === "descending") rows.reverse();
      } else {
        const factor = order === "ascending" ? 1 : -1;
        rows.sort((a, b) => factor * (Number(a.dataset[key]) - Number(b.dataset[key])));
      }
      table.tBodies[0].append(...rows);
    });
  }

  const mark = (event) => {
    const cell = event.target.closest("td");
    if (marked) marked.classList.remove("marked");
    marked = cell && cell.colSpan === 1 ? heads[cell.cellIndex] : null;
    if (marked) marked.classList.add("marked");
  };
  table.addEventListener("pointerover", mark);
  table.addEventListener("focusin", mark);

  const close = () => {
    location.hash = "#closed";
    if (opener) opener.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.closest("td")) opener = link;
    if (link.classList.contains("close")) {
      event.preventDefault();
      close();
    }
  });
  const reveal = () => {
    const target = document.querySelector(".card:target");
    for (const link of table.querySelectorAll("td a")) {
      link.classList.toggle("shown", target !== null && link.hash === `#${target.id}`);
    }
    if (!target) return;
    target.closest("details").open = true;
    target.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", reveal);
  window.addEventListener("load", reveal);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(".card:target")) close();
  });
})();
