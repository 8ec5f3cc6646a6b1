// What a visitor sees, written onto the page so that it can be read again: run in a world of its own, apart from the page's scripts.
(async (act, place) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  if (place) for (const one of [...document.querySelectorAll("body *")].slice(0, 20000)) {
    const box = one.getBoundingClientRect();
    if (box.width > 2 && box.height > 2)
      one.setAttribute("data-aval-place", [box.left + scrollX, box.top + scrollY, box.width, box.height].map(Math.round).join(" "));
  }
  const fields = () => [...document.querySelectorAll("input, select, textarea, [role=switch], [role=checkbox]")].slice(0, 3000);
  const ticked = new Set();
  const remember = () => fields().forEach((one) => { if (one.checked) ticked.add(one); });
  remember();
  if (act) {
    for (const one of fields().filter((field) => /^(text|email|tel)$/.test(field.type)).slice(0, 12))
      for (const name of ["pointerenter", "mouseover", "focus", "input", "change", "keyup", "blur"])
        one.dispatchEvent(new Event(name, { bubbles: true }));
    window.dispatchEvent(new Event("scroll"));
    await pause(250);
    remember();
    for (const form of [...document.forms].slice(0, 12))
      form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await pause(250);
    remember();
  }
  const open = (root) => root.querySelectorAll("*").forEach((one) => {
    if (one.shadowRoot) { open(one.shadowRoot); one.append(...[...one.shadowRoot.childNodes].map((node) => node.cloneNode(true))); }
  });
  open(document);
  for (const one of fields()) {
    if (one.type === "checkbox" || one.type === "radio") one.toggleAttribute("checked", ticked.has(one) || one.checked);
    if (one.tagName === "SELECT") for (const option of one.options) option.toggleAttribute("selected", option.selected);
    if (one.type === "hidden") one.setAttribute("value", one.value);
  }
  for (const one of [...document.querySelectorAll("body *")].slice(0, 20000)) {
    const look = getComputedStyle(one), box = one.getBoundingClientRect();
    const away = box.right < -50 || box.bottom + scrollY < -50 || box.left > 20000;
    const none = !one.checkVisibility({ checkVisibilityCSS: true }) || parseFloat(look.fontSize) === 0 || away;
    one.setAttribute("data-aval-look", none ? "all" : parseFloat(look.opacity) === 0 || (box.width < 2 && box.height < 2) ? "visual" : "");
    if (/^(BUTTON|A|INPUT)$/.test(one.tagName)) one.setAttribute("data-aval-box", `${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  return document.documentElement.outerHTML.slice(0, 3000000);
})
