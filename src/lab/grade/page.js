// A click on a heading sorts its table by that column; another one turns the order around.
const key = (row, column) => {
  const cell = row.cells[column];
  return "key" in cell.dataset ? Number(cell.dataset.key) : cell.textContent;
};
const compare = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other));

const sort = (heading) => {
  const body = heading.closest("table").tBodies[0];
  const up = heading.ariaSort !== "ascending";
  for (const other of heading.parentElement.cells) other.ariaSort = "none";
  heading.ariaSort = up ? "ascending" : "descending";
  const column = heading.cellIndex;
  const rows = [...body.rows].sort((one, other) => compare(key(one, column), key(other, column)));
  body.append(...(up ? rows : rows.reverse()));
};

for (const heading of document.querySelectorAll("th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sort(heading));
  heading.append(button);
}
