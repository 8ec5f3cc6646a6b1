// Solves the puzzle of a form while it is being filled: SHA-256, own code, no request, no storage. The same file is its worker.
(function () {
  "use strict";
  var K = new Uint32Array(64), START = new Uint32Array(8), n = 2, i = 0;
  function fraction(x) { return (x - Math.floor(x)) * 4294967296; }
  for (; i < 64; n++) {
    for (var d = 2, prime = true; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (prime) { if (i < 8) START[i] = fraction(Math.sqrt(n)); K[i++] = fraction(Math.cbrt(n)); }
  }
  function sha256(text) { // the first word of the digest: ASCII texts only
    var length = text.length, blocks = ((length + 8) >> 6) + 1, w = new Uint32Array(64), h = new Uint32Array(START);
    for (var b = 0; b < blocks; b++) {
      for (var t = 0; t < 16; t++) {
        w[t] = 0;
        for (var j = 0; j < 4; j++) {
          var at = b * 64 + t * 4 + j;
          w[t] |= (at < length ? text.charCodeAt(at) : at === length ? 128 : 0) << (24 - j * 8);
        }
      }
      if (b === blocks - 1) w[15] = length * 8;
      for (t = 16; t < 64; t++) {
        var x = w[t - 15], y = w[t - 2];
        w[t] = w[t - 16] + w[t - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
      }
      var A = h[0], B = h[1], C = h[2], D = h[3], E = h[4], F = h[5], G = h[6], H = h[7];
      for (t = 0; t < 64; t++) {
        var one = H + ((E >>> 6 | E << 26) ^ (E >>> 11 | E << 21) ^ (E >>> 25 | E << 7)) + (E & F ^ ~E & G) + K[t] + w[t] | 0;
        var two = ((A >>> 2 | A << 30) ^ (A >>> 13 | A << 19) ^ (A >>> 22 | A << 10)) + (A & B ^ A & C ^ B & C) | 0;
        H = G; G = F; F = E; E = D + one | 0; D = C; C = B; B = A; A = one + two | 0;
      }
      h[0] += A; h[1] += B; h[2] += C; h[3] += D; h[4] += E; h[5] += F; h[6] += G; h[7] += H;
    }
    return h[0];
  }
  if (typeof document === "undefined") {
    self.onmessage = function (asked) {
      var number = 0, shift = 32 - asked.data.bits;
      while (sha256(asked.data.puzzle + ":" + number) >>> shift !== 0) number++;
      self.postMessage(String(number));
    };
    return;
  }
  var source = document.currentScript.src;
  document.querySelectorAll("form[data-puzzle]").forEach(function (form) {
    var waiting = false, answer = form.elements.answer, worker = new Worker(source);
    worker.onmessage = function (found) {
      answer.value = found.data;
      worker.terminate();
      if (waiting) form.submit();
    };
    worker.postMessage({ puzzle: form.dataset.puzzle, bits: Number(form.dataset.bits) });
    form.addEventListener("submit", function (event) {
      if (waiting) { event.preventDefault(); return; }
      if (!answer.value) { event.preventDefault(); waiting = true; form.setAttribute("aria-busy", "true"); }
    });
  });
  if (window.parent !== window) { // inside another page: say how tall it is, to whoever frames it, and nothing else
    var tell = function () { window.parent.postMessage({ aval: "height", height: document.documentElement.scrollHeight }, "*"); };
    window.addEventListener("load", tell);
    window.addEventListener("resize", tell);
  }
})();
