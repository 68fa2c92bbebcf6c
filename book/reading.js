// A listing or a table that is wider than the page scrolls inside itself. Whoever reads with the
// keyboard has to be able to get there, so it can take the focus.
(() => {
  "use strict";
  const look = () => {
    for (const box of document.querySelectorAll("main pre > code, main .table-wrapper")) {
      const scrolls = box.scrollWidth > box.clientWidth;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", look);
  window.addEventListener("resize", look);
  // What is folded has no width until it is opened.
  document.addEventListener("toggle", look, true);
})();
