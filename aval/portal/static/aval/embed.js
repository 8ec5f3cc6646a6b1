// <script src="https://…/static/aval/embed.js" data-form="CODE" async></script> shows one of our forms here. No cookie, no storage, no tracker.
(function () {
  "use strict";
  var script = document.currentScript, home = new URL(script.src).origin, code = script.dataset.form;
  if (!code || !/^[-\w]+$/.test(code)) return;
  var frame = document.createElement("iframe");
  frame.src = home + "/f/" + code + "?cadre=1" + (window.aval && window.aval.visitor ? "&visiteur=" + window.aval.visitor : ""); // only where she accepted our strip
  frame.title = script.dataset.title || "Formulaire";
  frame.style.cssText = "width:100%;border:0;min-height:30rem";
  script.parentNode.insertBefore(frame, script);
  window.addEventListener("message", function (event) {
    if (event.origin === home && event.source === frame.contentWindow && event.data && event.data.aval === "height")
      frame.style.height = Math.min(Number(event.data.height) || 0, 6000) + "px";
  });
})();
