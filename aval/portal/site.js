// One line on a site of ours: <script src="https://…/s/CODE.js" async></script>. Before she accepts: no identifier, nothing stored, nothing followed.
(function (site) {
  "use strict";
  var KEY = "aval-choice-" + site.code, store = window.localStorage;
  if (navigator.globalPrivacyControl) { try { store.removeItem(KEY); } catch (e) { /* nothing was kept */ } return; }
  function kept() {
    try {
      var found = JSON.parse(store.getItem(KEY) || "null");
      return found && found.until > Date.now() && found.version === site.version ? found : null;
    } catch (e) { return null; }
  }
  function keep(choice, word) {
    var until = new Date();
    until.setMonth(until.getMonth() + site.months);
    try { store.setItem(KEY, JSON.stringify({ choice: choice, word: word || "", until: until.getTime(), version: site.version })); } catch (e) { /* asked again next time */ }
  }
  function tell(what, body) {
    return fetch(site.home + "/s/" + site.code + "/" + what, { method: "POST", body: JSON.stringify(body), mode: "cors", credentials: "omit", keepalive: true, referrerPolicy: "no-referrer" });
  }
  function follow(word) {
    window.aval = { visitor: word };
    document.querySelectorAll("iframe[src^='" + site.home + "/f/']").forEach(function (frame) {
      if (frame.src.indexOf("visiteur=") < 0) frame.src += (frame.src.indexOf("?") < 0 ? "?" : "&") + "visiteur=" + word;
    });
    tell("vu", { visitor: word, kind: "page", where: location.pathname });
    var own = /[#&]aval=([A-Za-z0-9_-]{48})/.exec(location.hash);
    if (own) tell("lien", { visitor: word, link: own[1] });
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest("a[href]");
      if (link && (link.hasAttribute("download") || /\.(pdf|docx?|xlsx?|pptx?|zip|odt|ods|odp)$/i.test(link.pathname)))
        tell("vu", { visitor: word, kind: "download", where: link.pathname });
    });
  }
  function button(label, act) {
    var one = document.createElement("button");
    one.type = "button";
    one.textContent = label;
    one.style.cssText = "font:inherit;padding:.6rem 1.2rem;margin:0 .6rem .4rem 0;border:1px solid currentColor;border-radius:6px;background:transparent;color:inherit;cursor:pointer;min-width:8rem";
    one.addEventListener("click", act);
    return one;
  }
  function ask() {
    var strip = document.createElement("section"), says = document.createElement("p"), more = document.createElement("a");
    strip.setAttribute("aria-label", site.title);
    strip.lang = site.language;
    strip.style.cssText = "position:fixed;left:0;right:0;bottom:0;z-index:2147483000;background:Canvas;color:CanvasText;border-top:1px solid GrayText;padding:1rem clamp(1rem,4vw,3rem);font:16px/1.5 system-ui,sans-serif;color-scheme:light dark";
    says.style.cssText = "margin:0 0 .8rem;max-width:70ch";
    says.textContent = site.text + " ";
    more.href = site.home + "/s/" + site.code;
    more.textContent = site.more;
    more.style.cssText = "color:inherit";
    says.appendChild(more);
    strip.appendChild(says);
    strip.appendChild(button(site.refuse, function () {
      var before = kept();
      if (before && before.word) tell("choix", { choice: "no", visitor: before.word });
      keep("no");
      strip.remove();
      again();
    }));
    strip.appendChild(button(site.accept, function () {
      tell("choix", { choice: "yes" }).then(function (answer) { return answer.ok ? answer.json() : null; }).then(function (told) {
        if (told && told.visitor) { keep("yes", told.visitor); follow(told.visitor); }
      });
      strip.remove();
      again();
    }));
    document.body.appendChild(strip);
  }
  function again() { // she changes her mind as easily as she chose
    if (document.getElementById("aval-again")) return;
    var link = button(site.again, function () { link.remove(); ask(); });
    link.id = "aval-again";
    link.style.cssText = "position:fixed;left:.6rem;bottom:.6rem;z-index:2147482999;font:13px/1.4 system-ui,sans-serif;padding:.3rem .6rem;border:1px solid GrayText;border-radius:6px;background:Canvas;color:CanvasText;cursor:pointer;color-scheme:light dark";
    document.body.appendChild(link);
  }
  function start() {
    var before = kept();
    if (!before) { ask(); return; }
    again();
    if (before.choice === "yes") follow(before.word);
  }
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})(/*SITE*/);
