// Puts the programs of the visitor's system first. Without it the page shows the same programs.
const platform = navigator.userAgentData?.platform || navigator.platform || "";
const system = /android/i.test(navigator.userAgent) ? "Android"
  : /^win/i.test(platform) ? "Windows"
  : /^mac/i.test(platform) && navigator.maxTouchPoints < 2 ? "macOS"
  : /^linux/i.test(platform) ? "Linux" : "";
const box = document.querySelector("#likely");
const fitting = [...document.querySelectorAll("[data-systems]")]
  .filter((card) => system && card.dataset.systems.split(", ").includes(system)).slice(0, 4);
if (fitting.length) {
  box.querySelector("h3").textContent = `For your computer (${system})`;
  box.querySelector("ul").append(...fitting.map((card) => card.cloneNode(true)));
  box.hidden = false;
}
