// What every page needs, and the playgrounds' scripts on those pages that have one.
(() => {
  "use strict";

  // A listing, a table or a chart that is wider than the page scrolls inside itself. Whoever reads with the
  // keyboard has to be able to get there, so it can take the focus.
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

  // For whoever has pages read aloud: the document's own words are Chinese.
  for (const cell of document.querySelectorAll("main td, main th")) {
    if (/\p{Script=Han}/u.test(cell.textContent)) cell.lang = "zh-Hans";
  }

  // In this order: the words, the model, what the playgrounds share, and each of them.
  const scripts = [
    "words.en", "kernel", "kernel-semaphores", "playground", "playground-segment",
    "semaphore-run", "playground-semaphore", "playground-publish", "stepper",
  ];
  if (document.querySelector(".play, #stepper")) {
    for (const name of scripts) {
      const script = document.createElement("script");
      script.src = `play/${name}.js`;
      // Not as they arrive, but one after the other.
      script.async = false;
      document.body.append(script);
    }
  }
})();
