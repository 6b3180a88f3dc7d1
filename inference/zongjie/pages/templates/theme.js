"use strict";
// Light, dark, or as the system has it; kept for the next page where the browser lets it.
(() => {
  const button = document.getElementById("zj-theme");
  const names = { auto: "随系统", light: "浅色", dark: "深色" };
  const recall = () => { try { return localStorage.getItem("zongjie:theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("zongjie:theme", theme); } catch { /* private window */ } };
  const show = (theme) => {
    if (theme === "auto") delete document.body.dataset.theme; else document.body.dataset.theme = theme;
    button.querySelector("span").textContent = names[theme];
  };
  let theme = names[recall()] ? recall() : "auto";
  show(theme);
  button.addEventListener("click", () => {
    const all = Object.keys(names);
    theme = all[(all.indexOf(theme) + 1) % all.length];
    show(theme);
    keep(theme);
  });
})();
