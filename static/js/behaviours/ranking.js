// Wishes in their order: rows that have a place are dragged, or moved by buttons, and the number
// fields, which work without any of this, follow. A number typed by hand sorts the rows.

export default function ranking(list) {
  const most = Number(list.dataset.most);
  const rows = () => [...list.children];
  const field = (row) => row.querySelector("input");
  const ranked = () => rows().filter((row) => field(row).value !== "");

  function show() {
    rows().forEach((row) => {
      const has = field(row).value !== "";
      row.classList.toggle("is-ranked", has);
      row.draggable = true;
    });
  }

  function number() {
    ranked().forEach((row, index) => { field(row).value = index + 1; });
    show();
  }

  function sort() {
    const place = (row) => Number(field(row).value) || most + 1;
    rows().sort((one, other) => place(one) - place(other)).forEach((row) => list.append(row));
    show();
  }

  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    const above = rows().indexOf(dragged);
    const others = ranked().filter((row) => row !== dragged).length;
    if (above <= others) field(dragged).value = above + 1;
    else field(dragged).value = "";
    dragged = null;
    number();
    ranked().slice(most).forEach((row) => { field(row).value = ""; });
    sort();
  });
  list.addEventListener("change", sort);
  show();
}
