
"use strict";
// everything works without this: a filter by words
(() => {
  const box = document.querySelector("#filter input");
  const left = document.getElementById("left");
  if (!box) return;
  const findings = [...document.querySelectorAll(".finding")].map((element) => ({
    element,
    text: `${element.closest("article").querySelector("h2").textContent} ${element.textContent}`.toLowerCase(),
  }));
  document.getElementById("filter").hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { element, text } of findings) {
      element.hidden = !words.every((word) => text.includes(word));
      shown += element.hidden ? 0 : 1;
    }
    for (const article of document.querySelectorAll("article")) {
      article.hidden = !article.querySelector(".finding:not([hidden])");
    }
    left.textContent = box.value ? `${shown} of ${findings.length}` : "";
  });
})();
