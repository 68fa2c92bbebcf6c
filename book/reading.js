// For every page; and it loads the scripts of what a page has: guesses, playgrounds.
(() => {
  "use strict";

  // What is wider than the page scrolls inside itself, and takes the focus, for the keyboard's sake.
  const boxes = "main pre > code, main .table-wrapper";
  const look = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    // What is out of sight on the right gets a shadow there: one sees that there is more.
    box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
  };
  // A box is resized by the window, by the sidebar that slides, by the details that it stands in.
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => look(target)));
  for (const box of document.querySelectorAll(boxes)) {
    sizes.observe(box);
    box.addEventListener("scroll", () => look(box));
  }

  // mdBook turns the page at an arrow key. Where it scrolls, or the focus is on something to press or to open,
  // nobody wants to leave the page.
  document.querySelector("main")?.addEventListener("keydown", (event) => {
    const arrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const here = `${boxes}, pre, summary, button, input, select, .play, .stepper`;
    if (arrow && event.target.closest(here)) event.stopPropagation();
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

  // To the same place in the other edition: ids are the same in both. It is the last heading above what is read.
  document.querySelector("a.edition")?.addEventListener("click", ({ currentTarget }) => {
    const above = (heading) => heading.getBoundingClientRect().top < window.innerHeight / 3;
    const heading = [...document.querySelectorAll("main :is(h2, h3, h4)[id]")].filter(above).at(-1);
    currentTarget.hash = window.scrollY > 0 ? (heading?.id ?? "") : "";
  });

  // In this order: each needs those before it.
  const playgrounds = [
    "kernel", "kernel-semaphores", "playground", "playground-segment",
    "semaphore-run", "playground-semaphore", "playground-publish", "stepper",
  ];
  const has = (part) => document.querySelector(`main ${part}`) !== null;
  const scripts = [
    ...(has(".choice") ? ["guesses"] : []),
    ...(has(".play") || has("#stepper") ? playgrounds : []),
  ];
  const chineseEdition = document.documentElement.lang.startsWith("zh");
  if (scripts.length > 0) scripts.unshift(chineseEdition ? "words.zh-CN" : "words.en");
  for (const name of scripts) {
    const script = document.createElement("script");
    script.src = `play/${name}.js`;
    script.async = false;
    document.body.append(script);
  }
})();
