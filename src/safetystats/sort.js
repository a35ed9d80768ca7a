// A click on a column's header sorts the table by it; a second click the other way round.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const headers = [...table.tHead.rows].at(-1).cells;
  const first = table.tHead.rows.length > 1 ? 1 : 0;
  [...headers].forEach((header, position) => {
    header.style.cursor = "pointer";
    header.addEventListener("click", () => {
      const column = position + first;
      const rising = header.getAttribute("aria-sort") !== "ascending";
      const value = row => {
        const text = row.cells[column].textContent.replace(/[%,]/g, "");
        return text === "" || isNaN(text) ? null : Number(text);
      };
      const rows = [...body.rows];
      rows.sort((a, b) => {
        const [one, other] = [value(a), value(b)];
        if (one === null || other === null) return (one === null) - (other === null);
        return rising ? one - other : other - one;
      });
      for (const other of headers) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", rising ? "ascending" : "descending");
      body.append(...rows);
    });
  });
}
