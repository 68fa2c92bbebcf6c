// For every page; and it loads the playgrounds' scripts where there is one.
(() => {
  "use strict";

  // What is wider than the page scrolls inside itself, and takes the focus, for the keyboard's sake.
  const boxes = "main pre > code, main .table-wrapper, main .chart";
  const look = () => {
    for (const box of document.querySelectorAll(boxes)) {
      const scrolls = box.scrollWidth > box.clientWidth;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", look);
  window.addEventListener("resize", look);
  // What is folded has no width until it is opened.
  document.addEventListener("toggle", look, true);

  // mdBook turns the page at an arrow key. Where an arrow key scrolls, it shall only scroll.
  document.querySelector("main")?.addEventListener("keydown", (event) => {
    const arrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (arrow && event.target.closest(`${boxes}, .play, .stepper`)) event.stopPropagation();
  });

  // Paper cannot be unfolded.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    for (const part of folded) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });

  // The document's own words are Chinese: for those who have pages read aloud.
  for (const cell of document.querySelectorAll("main td, main th")) {
    if (/\p{Script=Han}/u.test(cell.textContent)) cell.lang = "zh-Hans";
  }

  // In this order: each needs those before it.
  const scripts = [
    "words.en", "kernel", "kernel-semaphores", "playground", "playground-segment",
    "semaphore-run", "playground-semaphore", "playground-publish", "stepper",
  ];
  if (document.querySelector(".play, #stepper")) {
    for (const name of scripts) {
      const script = document.createElement("script");
      script.src = `play/${name}.js`;
      script.async = false;
      document.body.append(script);
    }
  }
})();
