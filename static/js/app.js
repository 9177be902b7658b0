// Copy buttons, a poll that slows down while nobody looks, and panels that stay open. Every page works without this.
"use strict";
(() => {
  const HIDDEN_MS = 5000;
  const opened = new Map();
  let lastPoll = 0;
  let focused = "";

  document.documentElement.classList.add("js");

  const say = (text) => {
    const place = document.getElementById("said");
    if (place) place.textContent = text;
  };

  const select = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copied = async (source) => {
    const text = source.textContent.trimEnd();
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      select(source);
      return document.execCommand("copy");
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const words = button.firstChild;
    const done = await copied(document.getElementById(button.dataset.copy));
    words.textContent = done ? "Copied" : "Selected";
    say(done ? "Copied." : "The text is selected. Copy it with the keyboard.");
    setTimeout(() => { words.textContent = "Copy"; }, 2000);
  });

  // What a person opened or closed stays so when its row is replaced, unless the row now needs attention.
  document.addEventListener("toggle", (event) => {
    const key = event.target.dataset && event.target.dataset.key;
    if (key) opened.set(key, event.target.open);
  }, true);

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const fragment = event.detail.fragment;
    if (!fragment) return;
    for (const panel of fragment.querySelectorAll("details[data-key]")) {
      if (opened.get(panel.dataset.key)) panel.open = true;
    }
  });

  document.addEventListener("htmx:beforeSwap", () => {
    focused = (document.activeElement && document.activeElement.id) || "";
  });

  // A button that had the focus and is gone, or folded away with its row, hands it to the one that runs everything.
  document.addEventListener("htmx:afterSettle", () => {
    const before = focused && document.getElementById(focused);
    if (focused && document.activeElement === document.body && !(before && before.offsetParent)) {
      const next = document.getElementById("run-all");
      if (next) next.focus({ preventScroll: true });
    }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "poll") return;
    const now = Date.now();
    if (document.hidden && now - lastPoll < HIDDEN_MS) event.preventDefault();
    else lastPoll = now;
  });

  window.addEventListener("beforeprint", () => {
    for (const panel of document.querySelectorAll("main details")) {
      panel.dataset.was = panel.open ? "open" : "";
      panel.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const panel of document.querySelectorAll("main details")) panel.open = panel.dataset.was === "open";
  });
})();
