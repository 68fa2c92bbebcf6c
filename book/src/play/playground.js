// What the playgrounds share: elements, the frame around each of them, and steps that survive a reload.
//
// A playground's state is the list of actions taken so far. Everything shown is computed from that
// list, so that going back is forgetting the last action.
(() => {
  "use strict";
  const words = globalThis.words;

  /** An element; what has a hyphen in its name, and `role`, becomes an attribute. */
  function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
      else made[name] = value;
    }
    made.append(...children);
    return made;
  }

  function button(text, className, act) {
    const made = element("button", { type: "button", className, textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  /** Not `disabled`: that would take the focus away from who works by keyboard. */
  const enable = (control, on) => control.setAttribute("aria-disabled", String(!on));

  const heading = (text, className = "") =>
    element("th", { textContent: text, className, scope: "col" });

  /** A table whose rows are replaced. */
  function table(caption, columns) {
    const body = element("tbody");
    const head = element("thead", {}, element("tr", {}, ...columns.map((text) => heading(text))));
    const title = element("caption", { textContent: caption });
    const inner = element("table", {}, ...(caption ? [title] : []), head, body);
    // On a phone a row is a card, and each cell has to say what it is.
    const cell = (text, at) => element("td", { textContent: text, "data-column": columns[at] });
    const fill = (rows) => body.replaceChildren(...rows.map((cells) => element("tr", {}, ...cells.map(cell))));
    return { box: inner, fill };
  }

  /** A long run scrolls inside itself; whoever reads with the keyboard has to get there. */
  const scroller = (label, inner) =>
    element("div", { className: "trace", tabIndex: 0, role: "region", "aria-label": label }, inner);

  /** Draws again, and gives the focus back to the control that had it, if it is still there. */
  function keepFocus(box, draw) {
    const key = box.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    draw();
    if (key && document.activeElement?.dataset.key !== key) {
      box.querySelector(`[data-key="${key}"]`)?.focus();
    }
  }

  /**
   * Puts a live part into the page's element. What stood there stays, as the account that is printed.
   * No key that is pressed inside reaches mdBook, which turns pages by arrow keys.
   */
  function frame(root, label) {
    const account = element("div", { className: "play-account" }, ...root.childNodes);
    const live = element("div", { className: "play-live" });
    root.replaceChildren(account, live);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", label);
    root.addEventListener("keydown", (event) => event.stopPropagation());
    return live;
  }

  /** Where a playground keeps its state: one place for each page and playground. */
  function memory(name) {
    const place = `workbook:${location.pathname}:${name}`;
    return {
      load(otherwise) {
        try {
          return JSON.parse(localStorage.getItem(place)) ?? otherwise;
        } catch {
          return otherwise; // nothing may be kept here, or it is not ours
        }
      },
      save(state) {
        try {
          localStorage.setItem(place, JSON.stringify(state));
        } catch {
          // A browser may forbid it; then a reload begins anew.
        }
      },
    };
  }

  /**
   * The goals of a playground, with a mark for those that were ever reached: what comes next, and a reset,
   * takes no goal away. They are kept beside the state, under the same name.
   */
  function goals(name, texts) {
    const store = memory(`${name}:goals`);
    const kept = new Set(store.load([]));
    const list = element("ul", { className: "goals" });
    const title = element("p", { className: "title", textContent: words.common.goals });
    const draw = () => list.replaceChildren(...Object.entries(texts).map(([name, text]) => {
      const done = kept.has(name);
      const mark = element("b", { textContent: ` ${done ? words.common.reached : words.common.open}` });
      return element("li", { className: done ? "reached" : "", "data-goal": name }, text, mark);
    }));
    const show = (reached) => {
      for (const name of reached) kept.add(name);
      store.save([...kept]);
      draw();
    };
    return { box: element("div", {}, title, list), show };
  }

  const status = () => element("p", { role: "status", className: "said" });

  /** A checkbox with its words. */
  function checkbox(text, checked, act) {
    const input = element("input", { type: "checkbox", checked });
    input.addEventListener("change", () => act(input.checked));
    return element("label", {}, input, ` ${text}`);
  }

  /** Runs for each element of this kind; a page may hold several, as the one to print does. */
  function each(kind, begin) {
    for (const root of document.querySelectorAll(`[data-play="${kind}"]`)) begin(root);
  }

  globalThis.Playground = {
    element, button, enable, heading, table, scroller, keepFocus, frame, memory, goals, status, checkbox, each,
  };
})();
