"use strict";
const lines = [...document.querySelectorAll(".line:not(.gap)")];
const light = (stage) => {
  for (const node of document.querySelectorAll(".node")) node.classList.toggle("lit", node.dataset.stage === stage);
};
for (const line of lines) {
  line.addEventListener("mouseenter", () => light(line.dataset.stage));
  line.addEventListener("mouseleave", () => light(undefined));
  line.addEventListener("focusin", () => light(line.dataset.stage));
}
addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const line = document.activeElement.closest(".line");
  if (event.key === "Escape") {
    document.activeElement.blur();
    light(undefined);
  }
  const next = step && line && lines[lines.indexOf(line) + step];
  if (next) {
    event.preventDefault();
    next.querySelector("a.number").focus();
  }
});
