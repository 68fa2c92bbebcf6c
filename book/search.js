// Chinese in the search. Chinese has no spaces between words, so mdBook's index has none of them: po/finish.py
// adds each pair of neighbouring characters, and here a query is taken apart in the same way.
(() => {
  "use strict";
  if (typeof elasticlunr === "undefined") return; // the page is printed, or the search is switched off

  const han = /[㐀-䶿一-鿿]+/gu;
  /** 共享内存 asks for 共享, 享内 and 内存; a single character for all pairs that begin with it, and runs that end in it. */
  const pairs = (text) => (text.match(han) ?? []).flatMap((run) => {
    const codes = [...run].map((character) => `h${character.codePointAt(0)}`);
    return codes.length === 1 ? codes : codes.slice(1).map((code, n) => codes[n] + code);
  });

  const tokenizer = elasticlunr.tokenizer;
  elasticlunr.tokenizer = (query) =>
    [...tokenizer(String(query).replace(han, " ")).filter((token) => token !== ""), ...pairs(String(query))];
  // It is a function with properties, which are looked up by its name.
  Object.assign(elasticlunr.tokenizer, tokenizer);

  /** What is shown of a text without spaces: the place of the first word that was asked for, with some text around it. */
  function excerpt(body, query) {
    const words = query.trim().split(/\s+/).filter((word) => word !== "");
    const places = words.map((word) => body.toLowerCase().indexOf(word.toLowerCase())).filter((place) => place >= 0);
    const from = Math.max(0, Math.min(...(places.length > 0 ? places : [0])) - 40);
    let text = body.slice(from, from + 120);
    // mdBook emphasises whole words only: what stands between spaces.
    for (const word of words) text = text.replaceAll(word, ` ${word} `);
    return (from > 0 ? "…" : "") + text + (from + 120 < body.length ? "…" : "");
  }

  const load = elasticlunr.Index.load;
  elasticlunr.Index.load = (stored) => {
    const index = load.call(elasticlunr.Index, stored);
    const search = index.search.bind(index);
    index.search = (query, options) => {
      // All pairs, not any: or 共享内存 would find every page that says 内存.
      const all = query.match(han) !== null;
      const results = search(query, all ? { ...options, bool: "AND" } : options);
      return results.map((result) => {
        const { doc } = result;
        return doc.body.match(han) === null ? result : { ...result, doc: { ...doc, body: excerpt(doc.body, query) } };
      });
    };
    return index;
  };
})();
